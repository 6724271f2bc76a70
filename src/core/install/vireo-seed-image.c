/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain ISO 9660, level 1 but for the hyphens: one directory, each file in one piece.  Linux shows
 * such names in small letters and without their version. */

#include "config.h"

#include <string.h>

#include "core/install/vireo-seed-image.h"

#define SECTOR 2048u
#define PRIMARY 16u
#define END 17u
#define PATHS_LITTLE 18u
#define PATHS_BIG 19u
#define ROOT 20u
#define FIRST_FILE 21u
#define PATH_TABLE_SIZE 10u

typedef struct
{
  guint8 *data;
  gsize length;
} Image;

static void
free_image (gpointer pointer)
{
  Image *image = pointer;

  explicit_bzero (image->data, image->length);
  g_free (image->data);
  g_free (image);
}

static void
put16 (guint8 *at, guint16 value)
{
  at[0] = value & 0xff;
  at[1] = value >> 8;
  at[2] = value >> 8;
  at[3] = value & 0xff;
}

static void
put32_big (guint8 *at, guint32 value)
{
  for (int i = 0; i < 4; i++)
    at[i] = value >> (8 * (3 - i));
}

static void
put32_little (guint8 *at, guint32 value)
{
  for (int i = 0; i < 4; i++)
    at[i] = value >> (8 * i);
}

static void
put32 (guint8 *at, guint32 value)
{
  put32_little (at, value);
  put32_big (at + 4, value);
}

/* Returns where the next one goes. */
static guint8 *
put_record (guint8 *at, guint32 sector, guint32 size, gboolean directory, const char *name,
            guint8 name_length)
{
  guint8 length = 33 + name_length + (name_length % 2 == 0 ? 1 : 0);

  at[0] = length;
  put32 (at + 2, sector);
  put32 (at + 10, size);
  at[18] = 100; /* the year 2000, the first of January: the same answers make the same image */
  at[19] = at[20] = 1;
  at[25] = directory ? 2 : 0;
  put16 (at + 28, 1);
  at[32] = name_length;
  memcpy (at + 33, name, name_length);
  return at + length;
}

static void
put_path_table (guint8 *at, gboolean big)
{
  at[0] = 1;
  if (big)
    put32_big (at + 2, ROOT);
  else
    put32_little (at + 2, ROOT);
  at[big ? 7 : 6] = 1;
}

static void
put_primary (guint8 *at, const char *label, guint32 n_sectors)
{
  memcpy (at, "\1CD001\1", 7);
  memset (at + 8, ' ', 64);
  memcpy (at + 8, "LINUX", 5);
  memcpy (at + 40, label, MIN (strlen (label), 32));
  put32 (at + 80, n_sectors);
  put16 (at + 120, 1);
  put16 (at + 124, 1);
  put16 (at + 128, SECTOR);
  put32 (at + 132, PATH_TABLE_SIZE);
  put32_little (at + 140, PATHS_LITTLE);
  put32_big (at + 148, PATHS_BIG);
  put_record (at + 156, ROOT, SECTOR, TRUE, "\0", 1);
  memset (at + 190, ' ', 813 - 190);
  for (guint date = 0; date < 4; date++)
    memset (at + 813 + date * 17, '0', 16);
  at[881] = 1;
}

/* "ks.cfg" as "KS.CFG;1", "meta-data" as "META-DATA.;1" */
static char *
make_stored_name (const char *name)
{
  g_autofree char *capital = g_ascii_strup (name, -1);

  return g_strconcat (capital, strchr (name, '.') == NULL ? "." : "", ";1", NULL);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const VireoSeedFile *const *) a)->name, (*(const VireoSeedFile *const *) b)->name);
}

/**
 * vireo_seed_image_make:
 * @label: of the volume, at most 32 capitals
 * @files: (array length=n_files): at most ten
 *
 * Returns: (transfer full): the image
 */
GBytes *
vireo_seed_image_make (const char *label, const VireoSeedFile *files, gsize n_files)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  Image *image = g_new0 (Image, 1);
  guint32 n_sectors = FIRST_FILE;
  guint8 *record;
  guint32 sector = FIRST_FILE;

  g_assert (n_files <= 10);
  for (gsize i = 0; i < n_files; i++)
    {
      g_ptr_array_add (sorted, (gpointer) &files[i]);
      n_sectors += (strlen (files[i].text) + SECTOR - 1) / SECTOR;
    }
  g_ptr_array_sort (sorted, compare_files);

  n_sectors = MAX (n_sectors, FIRST_FILE + 1);
  image->length = (gsize) n_sectors * SECTOR;
  image->data = g_malloc0 (image->length);
  put_primary (image->data + PRIMARY * SECTOR, label, n_sectors);
  memcpy (image->data + END * SECTOR, "\377CD001\1", 7);
  put_path_table (image->data + PATHS_LITTLE * SECTOR, FALSE);
  put_path_table (image->data + PATHS_BIG * SECTOR, TRUE);
  record = put_record (image->data + ROOT * SECTOR, ROOT, SECTOR, TRUE, "\0", 1);
  record = put_record (record, ROOT, SECTOR, TRUE, "\1", 1);
  for (guint i = 0; i < sorted->len; i++)
    {
      const VireoSeedFile *file = sorted->pdata[i];
      g_autofree char *name = make_stored_name (file->name);
      gsize size = strlen (file->text);

      record = put_record (record, sector, (guint32) size, FALSE, name, (guint8) strlen (name));
      memcpy (image->data + (gsize) sector * SECTOR, file->text, size);
      sector += (size + SECTOR - 1) / SECTOR;
    }
  return g_bytes_new_with_free_func (image->data, image->length, free_image, image);
}
