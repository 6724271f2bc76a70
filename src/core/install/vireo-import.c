/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An appliance is an archive of a description (.ovf), its disks and perhaps their checksums (.mf).
 * Whatever names stand in it, nothing but members of the archive is ever read for it, and nothing
 * is written under such a name. */

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-import.h"
#include "core/install/vireo-tar.h"

#define MAX_DESCRIPTION (4 * VIREO_MIB)
#define MAX_MANIFEST VIREO_MIB

/* Who writes a description may round the size down to his unit. */
#define CAPACITY_SLACK (16 * VIREO_MIB)

/* --- the value --- */

static void
disk_free (gpointer data)
{
  VireoImportDisk *disk = data;

  g_free (disk->member);
  g_free (disk->format);
  g_free (disk->checksum);
  g_free (disk);
}

static VireoImport *
import_new (const char *path)
{
  VireoImport *import = g_atomic_rc_box_new0 (VireoImport);

  import->path = g_strdup (path);
  import->disks = g_ptr_array_new_with_free_func (disk_free);
  return import;
}

VireoImport *
vireo_import_ref (VireoImport *import)
{
  return g_atomic_rc_box_acquire (import);
}

static void
import_clear (gpointer data)
{
  VireoImport *import = data;

  g_free (import->path);
  g_ptr_array_unref (import->disks);
}

void
vireo_import_unref (VireoImport *import)
{
  g_atomic_rc_box_release_full (import, import_clear);
}

const VireoImportDisk *
vireo_import_get_disk (const VireoImport *import, guint i)
{
  return g_ptr_array_index (import->disks, i);
}

/**
 * vireo_import_new_image:
 * @header: what the image says of itself, free of problems
 *
 * Returns: (transfer full): an import of that one disk
 */
VireoImport *
vireo_import_new_image (const char *path, const VireoImageHeader *header)
{
  VireoImport *import = import_new (path);
  VireoImportDisk *disk = g_new0 (VireoImportDisk, 1);

  disk->capacity = header->size;
  disk->format = g_strdup (header->format);
  g_ptr_array_add (import->disks, disk);
  return import;
}

/* --- what may be read --- */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * vireo_import_check_header:
 * @alone: no other file may belong to it, even beside it
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence
 *
 * Returns: whether a disk may be made from it: it is whole, and no file is read that it names
 */
gboolean
vireo_import_check_header (const VireoImageHeader *header, gboolean alone, GError **error)
{
  if (header->problem != NULL)
    return refuse (error, header->problem);
  if (header->backing != NULL)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   /* Translators: a path that stands in a disk image */
                   _ ("This disk image is based on another file, “%s”, which it would make QEMU "
                      "read.  Choose a complete disk."),
                   header->backing);
      return FALSE;
    }
  if (alone && header->parts != NULL)
    return refuse (error, _ ("A disk of this appliance is but a list of other files.  It is not "
                             "used."));
  return TRUE;
}

static gboolean
check_part (int directory, const VireoImagePart *part, GError **error)
{
  int fd = openat (directory, part->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
  VireoByteSource source = { .fd = fd };
  g_autoptr (VireoImageHeader) header = NULL;
  struct stat info;
  gboolean fits = FALSE;

  if (fd < 0 || fstat (fd, &info) < 0 || !S_ISREG (info.st_mode))
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
                 /* Translators: the name of a file */
                 _ ("A part of this disk is missing: the file “%s” belongs beside it."),
                 part->name);
  else
    {
      source.size = (guint64) info.st_size;
      header = part->sparse ? vireo_image_header_read (&source) : NULL;
      fits = header != NULL ? vireo_import_check_header (header, TRUE, error)
                              && g_str_equal (header->format, "vmdk")
                            : source.size >= part->offset && source.size - part->offset >= part->size;
      if (!fits && error != NULL && *error == NULL)
        g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                     _ ("A part of this disk is damaged or too short: the file “%s”."), part->name);
    }
  if (fd >= 0)
    close (fd);
  return fits;
}

/**
 * vireo_import_check_parts:
 * @directory: a file descriptor of where the image is
 * @error: (out) (optional): %VIREO_ERROR_GONE, %VIREO_ERROR_INVALID with a sentence
 *
 * Worker.
 *
 * Returns: whether all files are there that @header names, and are what it says
 */
gboolean
vireo_import_check_parts (int directory, const VireoImageHeader *header, GError **error)
{
  for (guint i = 0; header->parts != NULL && i < header->parts->len; i++)
    {
      g_autoptr (GError) failure = NULL;

      if (!check_part (directory, g_ptr_array_index (header->parts, i), &failure))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
    }
  return TRUE;
}

/* --- appliances --- */

static gboolean
has_suffix (const char *name, const char *suffix)
{
  gsize length = strlen (name), its = strlen (suffix);

  return length > its && g_ascii_strcasecmp (name + length - its, suffix) == 0;
}

/* Returns: FALSE with @error set when there are two; TRUE with *found NULL when there is none */
static gboolean
find_only (GPtrArray *members, const char *suffix, const VireoTarMember **found, GError **error)
{
  *found = NULL;
  for (guint i = 0; i < members->len; i++)
    {
      const VireoTarMember *member = g_ptr_array_index (members, i);

      if (!has_suffix (member->name, suffix) || !member->is_file)
        continue;
      if (*found != NULL)
        return refuse (error, _ ("There are two descriptions in this archive, so it is not clear "
                                 "which is meant."));
      *found = member;
    }
  return TRUE;
}

static char *
read_member (const VireoByteSource *archive, const VireoTarMember *member, guint64 most,
             GError **error)
{
  char *text;

  if (member->size == 0 || member->size > most)
    {
      refuse (error, _ ("The description in this archive is empty or far too large."));
      return NULL;
    }
  text = g_malloc0 ((gsize) member->size + 1);
  if (vireo_byte_source_read (archive, member->offset, text, (gsize) member->size))
    return text;
  g_free (text);
  refuse (error, _ ("The archive cannot be read to its end."));
  return NULL;
}

/* "SHA256(disk1.vmdk)= 01ab..." */
static char *
find_checksum (const char *manifest, const char *name, GChecksumType *type)
{
  static const struct
  {
    const char *name;
    GChecksumType type;
  } kinds[] = { { "SHA256", G_CHECKSUM_SHA256 },
                { "SHA512", G_CHECKSUM_SHA512 },
                { "SHA1", G_CHECKSUM_SHA1 } };
  g_auto (GStrv) lines = g_strsplit (manifest != NULL ? manifest : "", "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      char *open = strchr (*line, '('), *close = strrchr (*line, ')');
      char *equals = close != NULL ? strchr (close, '=') : NULL;

      if (open == NULL || equals == NULL || close < open)
        continue;
      *open = *close = '\0';
      if (!g_str_equal (open + 1, name))
        continue;
      for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        if (g_ascii_strcasecmp (g_strstrip (*line), kinds[i].name) == 0)
          {
            *type = kinds[i].type;
            return g_ascii_strdown (g_strstrip (equals + 1), -1);
          }
    }
  return NULL;
}

static gboolean
description_is_right (const char *manifest, const VireoTarMember *member, const char *text,
                      GError **error)
{
  GChecksumType type = G_CHECKSUM_SHA256;
  g_autofree char *wanted = find_checksum (manifest, member->name, &type);
  g_autofree char *has = NULL;

  if (wanted == NULL)
    return TRUE;
  has = g_compute_checksum_for_data (type, (const guchar *) text, (gsize) member->size);
  if (g_str_equal (wanted, has))
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
               /* Translators: the name of a file in an archive */
               _ ("“%s” is not what the manifest says: the archive is damaged or was changed."),
               member->name);
  return FALSE;
}

/* A name that would lead elsewhere is found nowhere anyway; but who writes it means no good. */
static gboolean
check_name (const char *name, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (name, "/\\", -1);

  if (!g_path_is_absolute (name) && strstr (name, "://") == NULL
      && !g_strv_contains ((const char *const *) parts, "..") && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
               _ ("The appliance wants to read a file outside of itself, “%s”.  It is not used."),
               name);
  return FALSE;
}

static gboolean
add_disk (VireoImport *import, const VireoByteSource *archive, GPtrArray *members,
          const VireoOvfDisk *described, const char *manifest, GError **error)
{
  const VireoTarMember *member;
  VireoImportDisk *disk;
  VireoByteSource part;
  g_autoptr (VireoImageHeader) header = NULL;

  if (!check_name (described->file, error))
    return FALSE;
  member = vireo_tar_find (members, described->file, error);
  if (member == NULL)
    return FALSE;
  disk = g_new0 (VireoImportDisk, 1);
  g_ptr_array_add (import->disks, disk);
  disk->member = g_strdup (member->name);
  disk->offset = member->offset;
  disk->length = member->size;
  disk->gzip = described->gzip;
  disk->capacity = described->capacity;
  disk->checksum = find_checksum (manifest, member->name, &disk->checksum_type);
  if (disk->gzip)
    return TRUE;

  vireo_byte_source_part (archive, member->offset, member->size, &part);
  header = vireo_image_header_read (&part);
  if (!vireo_import_check_header (header, TRUE, error))
    return FALSE;
  if (header->size > described->capacity + CAPACITY_SLACK)
    {
      g_autofree char *said = vireo_size_to_text (described->capacity);
      g_autofree char *has = vireo_size_to_text (header->size);

      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   /* Translators: the name of a file, two sizes */
                   _ ("“%s” has %s, but the description of the appliance says %s.  It is not used."),
                   member->name, has, said);
      return FALSE;
    }
  disk->capacity = header->size;
  disk->format = g_strdup (header->format);
  return TRUE;
}

/**
 * vireo_import_new_appliance:
 * @path: of the archive
 * @archive: its bytes
 * @ovf: (out): what the description says
 * @error: (out) (optional): %VIREO_ERROR_INVALID or %VIREO_ERROR_GONE with a sentence
 *
 * Reads the description and looks at each disk's beginning.  The disks' checksums are known
 * afterwards, and not compared yet.
 *
 * Returns: (transfer full) (nullable): the disks of the appliance
 */
VireoImport *
vireo_import_new_appliance (const char *path, const VireoByteSource *archive, VireoOvf **ovf,
                            GError **error)
{
  g_autoptr (GPtrArray) members = vireo_tar_list (archive, error);
  g_autoptr (VireoImport) import = import_new (path);
  g_autoptr (VireoOvf) parsed = NULL;
  const VireoTarMember *description, *sums;
  g_autofree char *text = NULL;
  g_autofree char *manifest = NULL;

  if (members == NULL || !find_only (members, ".ovf", &description, error)
      || !find_only (members, ".mf", &sums, error))
    return NULL;
  if (description == NULL)
    {
      refuse (error, _ ("This archive is no virtual appliance: there is no description (.ovf) in "
                        "it."));
      return NULL;
    }
  text = read_member (archive, description, MAX_DESCRIPTION, error);
  if (text == NULL)
    return NULL;
  if (sums != NULL)
    {
      manifest = read_member (archive, sums, MAX_MANIFEST, error);
      if (manifest == NULL)
        return NULL;
    }
  if (!description_is_right (manifest, description, text, error))
    return NULL;
  parsed = vireo_ovf_parse (text, error);
  for (guint i = 0; parsed != NULL && i < parsed->disks->len; i++)
    if (!add_disk (import, archive, members, g_ptr_array_index (parsed->disks, i), manifest, error))
      return NULL;
  if (parsed == NULL)
    return NULL;
  *ovf = g_steal_pointer (&parsed);
  return g_steal_pointer (&import);
}
