/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds files in an ISO 9660 image, and reads the small text ones of its root directory.  Nothing that the image
 * says is believed: lengths are capped and every record is checked against its sector. */

#include "config.h"

#include <string.h>

#include "core/install/vireo-iso-private.h"

#define MAX_DIRECTORY (256 * 1024) /* bytes; real root directories take a sector or two */
#define MAX_TEXT (64 * 1024)       /* bytes */
#define RECORD_MIN 34
#define FLAG_DIRECTORY 0x02
#define FLAG_MORE 0x80 /* the file goes on in another record */
#define MAX_DEPTH 8

typedef struct
{
  const guint8 *bytes;
  gsize length;
} Span;

/* What follows the name in a directory record, where Rock Ridge keeps its entries. */
static Span
get_system_use (const guint8 *record, gsize skip)
{
  gsize length = record[0];
  gsize start = 33 + record[32] + (record[32] % 2 == 0 ? 1 : 0) + skip;

  if (start > length)
    start = length;
  return (Span){ record + start, length - start };
}

/* The next entry's length, 0 at the end. */
static gsize
get_entry_length (Span area)
{
  if (area.length < 4 || area.bytes[2] < 4 || area.bytes[2] > area.length)
    return 0;
  return area.bytes[2];
}

/* Some images keep other data before the Rock Ridge entries; the root's own record says how
 * many bytes of it. */
static gsize
get_skip (const guint8 *first_record)
{
  Span area = get_system_use (first_record, 0);

  if (get_entry_length (area) >= 7 && memcmp (area.bytes, "SP", 2) == 0
      && area.bytes[4] == 0xbe && area.bytes[5] == 0xef)
    return area.bytes[6];
  return 0;
}

static gboolean
has_rock_ridge_name (const guint8 *record, gsize skip, const char *name)
{
  Span area = get_system_use (record, skip);
  GString *found = g_string_new (NULL);
  gboolean same;
  gsize length;

  while ((length = get_entry_length (area)) > 0)
    {
      if (memcmp (area.bytes, "NM", 2) == 0 && length > 5)
        g_string_append_len (found, (const char *) area.bytes + 5, length - 5);
      area.bytes += length;
      area.length -= length;
    }
  same = found->len == strlen (name) && memcmp (found->str, name, found->len) == 0;
  g_string_free (found, TRUE);
  return same;
}

/* Plain ISO 9660 has no leading dot: ".treeinfo" becomes "_TREEINF.;1" or "_TREEINFO.;1", or
 * keeps the dot where the maker was told to be lax. */
static gboolean
has_plain_name (const guint8 *record, const char *name)
{
  const char *stored = (const char *) record + 33;
  gsize length = record[32];
  const char *end = memchr (stored, ';', length);
  gsize wanted = strlen (name);

  if (end != NULL)
    length = end - stored;
  while (length > 0 && stored[length - 1] == '.')
    length--;
  if (length == 0 || (stored[0] != '.' && stored[0] != '_'))
    return FALSE;
  return (length == wanted || (length == 8 && length < wanted))
         && g_ascii_strncasecmp (stored + 1, name + 1, length - 1) == 0;
}

/* Other names keep their letters, in capitals: "VMLINUZ.;1", "INITRD.IMG;1". */
static gboolean
has_capital_name (const guint8 *record, const char *name)
{
  const char *stored = (const char *) record + 33;
  gsize length = record[32];
  const char *end = memchr (stored, ';', length);

  if (end != NULL)
    length = end - stored;
  if (length > 0 && stored[length - 1] == '.')
    length--;
  return length == strlen (name) && g_ascii_strncasecmp (stored, name, length) == 0;
}

static gboolean
is_wanted (const guint8 *record, gsize skip, const char *name, gboolean directory)
{
  if (((record[25] & FLAG_DIRECTORY) != 0) != directory)
    return FALSE;
  return has_rock_ridge_name (record, skip, name)
         || (*name == '.' ? has_plain_name (record, name) : has_capital_name (record, name));
}

/* Records never cross a sector; a length of 0 means that the rest of the sector is empty. */
static const guint8 *
find_record (const guint8 *directory, gsize length, const char *name, gboolean wants_directory)
{
  gsize skip = 0;

  for (gsize sector = 0; sector < length; sector += VIREO_ISO_SECTOR)
    {
      gsize end = MIN (length, sector + VIREO_ISO_SECTOR);
      gsize at = sector;

      while (at < end)
        {
          const guint8 *record = directory + at;
          gsize size = record[0];

          if (size < RECORD_MIN || size > end - at || record[32] > size - 33)
            break;
          if (at == 0)
            skip = get_skip (record);
          if (is_wanted (record, skip, name, wants_directory))
            return record;
          at += size;
        }
    }
  return NULL;
}

/* What a directory record points at, at most @max bytes of it; fewer where the image ends. */
static guint8 *
read_extent (VireoIsoReader *reader, const guint8 *record, gsize max, gsize *length)
{
  guint64 offset = ((guint64) vireo_iso_le32 (record + 2) + record[1]) * VIREO_ISO_SECTOR;
  gsize count = MIN (vireo_iso_le32 (record + 10), max);
  g_autofree guint8 *bytes = g_malloc (count + 1);
  gssize got = vireo_iso_reader_get (reader, offset, bytes, count, NULL);

  if (got <= 0)
    return NULL;
  *length = got;
  return g_steal_pointer (&bytes);
}

/**
 * vireo_iso_find_text:
 * @reader: the image
 * @root_record: the root's directory record, 34 bytes, out of the volume descriptor
 * @name: a name that begins with a dot
 *
 * Worker.
 *
 * Returns: (transfer full) (nullable): the first 64 KiB of that file in the root directory,
 *   valid UTF-8; %NULL when it is not there or cannot be read; g_free()
 */
char *
vireo_iso_find_text (VireoIsoReader *reader, const guint8 *root_record, const char *name)
{
  g_autofree guint8 *directory = NULL;
  g_autofree guint8 *text = NULL;
  const guint8 *record;
  gsize length;

  directory = read_extent (reader, root_record, MAX_DIRECTORY, &length);
  if (directory == NULL)
    return NULL;
  record = find_record (directory, length, name, FALSE);
  if (record == NULL)
    return NULL;
  text = read_extent (reader, record, MAX_TEXT, &length);
  if (text == NULL)
    return NULL;
  text[length] = '\0';
  return g_utf8_make_valid ((const char *) text, -1);
}

/**
 * vireo_iso_find_path:
 * @reader: the image
 * @root_record: the root's directory record
 * @path: as "images/pxeboot/vmlinuz"
 * @extent: (out caller-allocates): where the file lies
 *
 * Worker.
 *
 * Returns: whether there is such a file, in one piece
 */
gboolean
vireo_iso_find_path (VireoIsoReader *reader, const guint8 *root_record, const char *path,
                     VireoIsoExtent *extent)
{
  g_auto (GStrv) names = g_strsplit (path, "/", MAX_DEPTH + 1);
  g_autofree guint8 *directory = NULL;
  const guint8 *record = root_record;

  for (char **name = names; *name != NULL; name++)
    {
      g_autofree guint8 *next = NULL;
      gsize length;

      if (**name == '\0' || name - names >= MAX_DEPTH)
        return FALSE;
      next = read_extent (reader, record, MAX_DIRECTORY, &length);
      record = next != NULL ? find_record (next, length, *name, name[1] != NULL) : NULL;
      if (record == NULL)
        return FALSE;
      g_free (directory); /* only now: the record before pointed into it */
      directory = g_steal_pointer (&next);
    }
  if (record == root_record || (record[25] & FLAG_MORE))
    return FALSE;
  extent->offset = ((guint64) vireo_iso_le32 (record + 2) + record[1]) * VIREO_ISO_SECTOR;
  extent->size = vireo_iso_le32 (record + 10);
  return TRUE;
}
