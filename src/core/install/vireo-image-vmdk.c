/* SPDX-License-Identifier: GPL-3.0-or-later */
/* VMware's disks: a file that grows, with a description of itself inside, or only such a
 * description, which names the files that hold the disk.  Both may name a disk they are based on,
 * and a description may name any file of the machine; so names that are more than a file beside it
 * are refused. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "core/install/vireo-image-header.h"

#define SECTOR 512u
#define DESCRIPTION_SIZE (20 * SECTOR) /* what is read of one that is inside */
#define MAX_DESCRIPTION (64 * 1024)    /* bytes of one that stands alone */
#define MAX_PARTS 4096
#define MAX_SECTORS (G_GUINT64_CONSTANT (1) << 51)

static gboolean
is_description (const VireoByteSource *source)
{
  g_autofree char *head = vireo_byte_source_read_text (source, 0, SECTOR);
  g_autofree char *small = g_ascii_strdown (head, -1);

  return *small == '#' && strstr (small, "disk descriptorfile") != NULL;
}

gboolean
vireo_image_vmdk_matches (const VireoByteSource *source)
{
  guint8 magic[4] = { 0 };

  vireo_byte_source_read (source, 0, magic, sizeof magic);
  return memcmp (magic, "KDMV", 4) == 0 || memcmp (magic, "COWD", 4) == 0
         || is_description (source);
}

static void
look_for_parent (const char *description, VireoImageHeader *header)
{
  if (strstr (description, "parentFileNameHint") != NULL)
    vireo_image_header_refuse (header, vireo_image_header_say_child ());
}

static void
read_sparse (const VireoByteSource *source, VireoImageHeader *header)
{
  guint8 at[79];
  guint64 sectors, where;
  g_autofree char *usual = vireo_byte_source_read_text (source, SECTOR, DESCRIPTION_SIZE);
  g_autofree char *said = NULL;

  if (!vireo_byte_source_read (source, 0, at, sizeof at))
    {
      vireo_image_header_refuse (header, vireo_image_header_say_damaged ());
      return;
    }
  sectors = vireo_read_le64 (at + 12);
  where = vireo_read_le64 (at + 28);
  look_for_parent (usual, header);
  if (where < MAX_SECTORS)
    {
      said = vireo_byte_source_read_text (source, where * SECTOR, DESCRIPTION_SIZE);
      look_for_parent (said, header);
    }
  /* Without a size it would be but a description, inside of which is one more. */
  if (sectors == 0 || sectors > MAX_SECTORS)
    vireo_image_header_refuse (header, vireo_image_header_say_damaged ());
  else
    header->size = sectors * SECTOR;
}

/* The oldest kind, of ESX. */
static void
read_cowd (const VireoByteSource *source, VireoImageHeader *header)
{
  guint8 at[16];
  g_autofree char *text = vireo_byte_source_read_text (source, 0, DESCRIPTION_SIZE);

  look_for_parent (text, header);
  if (!vireo_byte_source_read (source, 0, at, sizeof at))
    vireo_image_header_refuse (header, vireo_image_header_say_damaged ());
  else
    header->size = (guint64) vireo_read_le32 (at + 12) * SECTOR;
}

static gboolean
is_plain_name (const char *name)
{
  return *name != '\0' && strpbrk (name, "/\\") == NULL && !g_str_equal (name, ".")
         && !g_str_equal (name, "..") && strlen (name) <= 255;
}

/* RW 4192256 SPARSE "disk-s001.vmdk"   RW 2048 FLAT "disk-flat.vmdk" 0   RW 63 ZERO */
static gboolean
read_part (const char *line, VireoImageHeader *header)
{
  char access[16], kind[16], name[512] = "";
  guint64 sectors = 0, offset = 0;
  int n = sscanf (line, "%15s %" G_GINT64_MODIFIER "u %15s \"%511[^\"\n]\" %" G_GINT64_MODIFIER "u",
                  access, &sectors, kind, name, &offset);
  gboolean zero = n >= 3 && g_str_equal (kind, "ZERO");
  gboolean flat = n >= 4 && (g_str_equal (kind, "FLAT") || g_str_equal (kind, "VMFS"));
  gboolean sparse = n >= 4 && (g_str_equal (kind, "SPARSE") || g_str_equal (kind, "VMFSSPARSE"));
  VireoImagePart *part;

  if (sectors == 0 || sectors > MAX_SECTORS || offset > MAX_SECTORS
      || header->parts->len >= MAX_PARTS)
    return FALSE;
  header->size += sectors * SECTOR; /* cannot run over: few parts, each bounded */
  if (header->size > MAX_SECTORS * SECTOR)
    return FALSE;
  if (zero)
    return TRUE;
  if (!flat && !sparse)
    return FALSE;
  if (!is_plain_name (name))
    {
      vireo_image_header_refuse (header, _ ("This disk image wants to read a file in another "
                                            "directory.  It is not used."));
      return TRUE;
    }
  part = g_new0 (VireoImagePart, 1);
  part->name = g_strdup (name);
  part->sparse = sparse;
  part->size = sectors * SECTOR;
  part->offset = offset * SECTOR;
  g_ptr_array_add (header->parts, part);
  return TRUE;
}

static void
read_description (const VireoByteSource *source, VireoImageHeader *header)
{
  g_autofree char *text = vireo_byte_source_read_text (source, 0, MAX_DESCRIPTION);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  look_for_parent (text, header);
  if (source->size > MAX_DESCRIPTION)
    vireo_image_header_refuse (header, vireo_image_header_say_damaged ());
  for (char **line = lines; *line != NULL; line++)
    {
      char access[16] = "";

      /* As loosely as QEMU reads it: what passes here unseen must not be seen there. */
      if (sscanf (*line, "%15s", access) != 1
          || !(g_str_equal (access, "RW") || g_str_equal (access, "RDONLY")
               || g_str_equal (access, "NOACCESS")))
        continue;
      if (!read_part (*line, header))
        {
          vireo_image_header_refuse (header, _ ("This kind of VMware disk cannot be used.  Export "
                                                "the virtual machine as OVA there."));
          return;
        }
    }
  if (header->parts->len == 0)
    vireo_image_header_refuse (header, vireo_image_header_say_damaged ());
}

void
vireo_image_vmdk_read (const VireoByteSource *source, VireoImageHeader *header)
{
  guint8 magic[4] = { 0 };

  header->format = "vmdk";
  vireo_byte_source_read (source, 0, magic, sizeof magic);
  if (memcmp (magic, "KDMV", 4) == 0)
    read_sparse (source, header);
  else if (memcmp (magic, "COWD", 4) == 0)
    read_cowd (source, header);
  else
    read_description (source, header);
}
