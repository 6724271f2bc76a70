/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* ISO images for tests, as small as they can be: a volume descriptor, a boot record, and the two
 * files that describe an installation medium. */

#define VIREO_MINI_ISO_SECTOR 2048

typedef struct
{
  const char *label; /* bytes as they go into the descriptor */
  const char *publisher;
  gboolean not_bootable;
  guint32 sectors;      /* that the volume claims to have; 0: as many as there are */
  const char *treeinfo; /* (nullable): NULL: there is none */
  const char *discinfo; /* (nullable) */
  gboolean rock_ridge;  /* names as Rock Ridge keeps them; else as plain ISO 9660 does */
} VireoMiniIso;

static inline void
vireo_mini_iso_put32 (guint8 *at, guint32 value)
{
  for (int i = 0; i < 4; i++)
    {
      at[i] = value >> (8 * i);     /* little-endian, */
      at[7 - i] = value >> (8 * i); /* then big-endian */
    }
}

static inline void
vireo_mini_iso_put_text (guint8 *at, gsize width, const char *text)
{
  memset (at, ' ', width);
  if (text != NULL)
    memcpy (at, text, MIN (strlen (text), width));
}

static inline guint8 *
vireo_mini_iso_put_record (guint8 *at, guint32 sector, guint32 size, gboolean directory,
                           const char *name, gsize name_length, const char *rock_ridge)
{
  gsize length = 33 + name_length + (name_length % 2 == 0 ? 1 : 0);

  vireo_mini_iso_put32 (at + 2, sector);
  vireo_mini_iso_put32 (at + 10, size);
  at[25] = directory ? 2 : 0;
  at[32] = name_length;
  memcpy (at + 33, name, name_length);
  if (rock_ridge != NULL)
    {
      at[length] = 'N';
      at[length + 1] = 'M';
      at[length + 2] = 5 + strlen (rock_ridge);
      at[length + 3] = 1;
      memcpy (at + length + 5, rock_ridge, strlen (rock_ridge));
      length += 5 + strlen (rock_ridge);
      length += length % 2;
    }
  at[0] = length;
  return at + length;
}

static inline void
vireo_mini_iso_put_files (guint8 *image, const VireoMiniIso *iso)
{
  guint8 *at = image + 18 * VIREO_MINI_ISO_SECTOR;

  at = vireo_mini_iso_put_record (at, 18, VIREO_MINI_ISO_SECTOR, TRUE, "\0", 1, NULL);
  at = vireo_mini_iso_put_record (at, 18, VIREO_MINI_ISO_SECTOR, TRUE, "\1", 1, NULL);
  if (iso->discinfo != NULL)
    {
      at = vireo_mini_iso_put_record (at, 19, strlen (iso->discinfo), FALSE,
                                      iso->rock_ridge ? "DISCINFO.;1" : "_DISCINF.;1", 11,
                                      iso->rock_ridge ? ".discinfo" : NULL);
      memcpy (image + 19 * VIREO_MINI_ISO_SECTOR, iso->discinfo, strlen (iso->discinfo));
    }
  if (iso->treeinfo != NULL)
    {
      at = vireo_mini_iso_put_record (at, 20, strlen (iso->treeinfo), FALSE,
                                      iso->rock_ridge ? "TREEINFO.;1" : "_TREEINF.;1", 11,
                                      iso->rock_ridge ? ".treeinfo" : NULL);
      memcpy (image + 20 * VIREO_MINI_ISO_SECTOR, iso->treeinfo, strlen (iso->treeinfo));
    }
}

/* The files must fit a sector each.  g_byte_array_unref() it. */
static inline GByteArray *
vireo_mini_iso_make (const VireoMiniIso *iso)
{
  gboolean files = iso->treeinfo != NULL || iso->discinfo != NULL;
  guint n_sectors = files ? 21 : 18;
  GByteArray *array = g_byte_array_new ();
  guint8 *primary, *boot;

  g_byte_array_set_size (array, n_sectors * VIREO_MINI_ISO_SECTOR);
  memset (array->data, 0, array->len);

  primary = array->data + 16 * VIREO_MINI_ISO_SECTOR;
  memcpy (primary, "\1CD001\1", 7);
  vireo_mini_iso_put_text (primary + 8, 32, "LINUX");
  vireo_mini_iso_put_text (primary + 40, 32, iso->label);
  vireo_mini_iso_put32 (primary + 80, iso->sectors != 0 ? iso->sectors : n_sectors);
  primary[128] = VIREO_MINI_ISO_SECTOR & 0xff;
  primary[129] = VIREO_MINI_ISO_SECTOR >> 8;
  if (files)
    vireo_mini_iso_put_record (primary + 156, 18, VIREO_MINI_ISO_SECTOR, TRUE, "\0", 1, NULL);
  vireo_mini_iso_put_text (primary + 318, 128, iso->publisher);
  vireo_mini_iso_put_text (primary + 574, 128, "GENISOIMAGE ISO 9660/HFS FILESYSTEM CREATOR");

  boot = array->data + 17 * VIREO_MINI_ISO_SECTOR;
  memcpy (boot, iso->not_bootable ? "\377CD001\1" : "\0CD001\1EL TORITO SPECIFICATION",
          iso->not_bootable ? 7 : 30);
  if (files)
    vireo_mini_iso_put_files (array->data, iso);
  return array;
}
