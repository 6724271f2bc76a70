/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-tar.h"

#define BLOCK 512u
#define MAX_MEMBERS 4096
#define MAX_NAME (64 * 1024) /* bytes of one that stands in a member of its own */

static void
member_free (gpointer data)
{
  g_free (((VireoTarMember *) data)->name);
  g_free (data);
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
fail_damaged (GError **error)
{
  return fail (error, _ ("The archive is damaged or its end is missing.  Copy it again from where "
                         "it came from."));
}

/* Octal digits, or with the first bit set GNU's plain number. */
static gboolean
read_number (const guint8 *at, gsize width, guint64 *number)
{
  guint64 value = 0;
  gsize i = 0;

  if (at[0] == 0x80)
    {
      for (i = 1; i < width; i++)
        {
          if (value >> 55 != 0)
            return FALSE;
          value = value << 8 | at[i];
        }
      *number = value;
      return TRUE;
    }
  while (i < width && at[i] == ' ')
    i++;
  for (; i < width && at[i] != ' ' && at[i] != '\0'; i++)
    {
      if (at[i] < '0' || at[i] > '7' || value >> 60 != 0)
        return FALSE;
      value = value << 3 | (guint64) (at[i] - '0');
    }
  *number = value;
  return TRUE;
}

static gboolean
sum_is_right (const guint8 *block)
{
  guint64 said = 0;
  guint sum = 0;

  for (guint i = 0; i < BLOCK; i++)
    sum += i >= 148 && i < 156 ? ' ' : block[i];
  return read_number (block + 148, 8, &said) && said == sum;
}

/**
 * vireo_tar_matches:
 *
 * Returns: whether @source begins as a tar archive does
 */
gboolean
vireo_tar_matches (const VireoByteSource *source)
{
  guint8 block[BLOCK];

  return vireo_byte_source_read (source, 0, block, sizeof block) && block[0] != '\0'
         && sum_is_right (block);
}

static char *
read_name (const guint8 *block)
{
  g_autofree char *name = g_strndup ((const char *) block, 100);
  g_autofree char *prefix = NULL;

  if (memcmp (block + 257, "ustar", 6) == 0 && block[345] != '\0')
    {
      prefix = g_strndup ((const char *) block + 345, 155);
      return g_strconcat (prefix, "/", name, NULL);
    }
  return g_steal_pointer (&name);
}

/* What the members before it said of the next one. */
typedef struct
{
  char *name;       /* (owned) (nullable) */
  gboolean has_size;
  guint64 size;
} Said;

/* "27 path=disk-with-a-long-name\n", over and over. */
static gboolean
read_pax (const char *text, gsize length, Said *said, GError **error)
{
  const char *end = text + length;

  while (text < end)
    {
      char *after;
      guint64 count = g_ascii_strtoull (text, &after, 10);
      const char *equals;
      g_autofree char *value = NULL;
      gsize key;

      if (count < 5 || count > (guint64) (end - text) || *after != ' ' || text[count - 1] != '\n')
        return fail_damaged (error);
      after++;
      equals = memchr (after, '=', (gsize) (text + count - after));
      if (equals == NULL)
        return fail_damaged (error);
      key = (gsize) (equals - after);
      value = g_strndup (equals + 1, (gsize) (text + count - 1 - (equals + 1)));
      if (key == 4 && memcmp (after, "path", 4) == 0)
        {
          g_free (said->name);
          said->name = g_steal_pointer (&value);
        }
      else if (key == 4 && memcmp (after, "size", 4) == 0)
        {
          said->has_size = g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &said->size, NULL);
          if (!said->has_size)
            return fail_damaged (error);
        }
      else if (key >= 10 && memcmp (after, "GNU.sparse", 10) == 0)
        return fail (error, _ ("The archive has members with holes, which no virtual appliance "
                               "needs.  It is not used."));
      text += count;
    }
  return TRUE;
}

/* A member about the next one.  Returns FALSE with @error set when it makes no sense. */
static gboolean
read_said (const VireoByteSource *source, guint64 offset, guint64 size, char type, Said *said,
           GError **error)
{
  g_autofree char *text = NULL;

  if (type == 'g' || type == 'K')
    return TRUE;
  if (size > MAX_NAME)
    return fail_damaged (error);
  text = g_malloc0 ((gsize) size + 1);
  if (!vireo_byte_source_read (source, offset, text, (gsize) size))
    return fail_damaged (error);
  if (type == 'x')
    return read_pax (text, (gsize) size, said, error);
  g_free (said->name);
  said->name = g_strdup (text);
  return TRUE;
}

static gboolean
read_all (const VireoByteSource *source, Said *said, GPtrArray *members, GError **error)
{
  guint8 block[BLOCK];
  guint64 at = 0;
  guint n = 0;

  while (vireo_byte_source_read (source, at, block, sizeof block) && block[0] != '\0')
    {
      char type = (char) block[156];
      guint64 size = 0;
      VireoTarMember *member;
      g_autofree char *name = NULL;

      at += BLOCK;
      if (!sum_is_right (block) || !read_number (block + 124, 12, &size))
        return fail_damaged (error);
      if (strchr ("xgLK", type) != NULL && type != '\0')
        {
          if (size > source->size - at || !read_said (source, at, size, type, said, error))
            return error != NULL && *error != NULL ? FALSE : fail_damaged (error);
        }
      else
        {
          if (type == 'S')
            return fail (error, _ ("The archive has members with holes, which no virtual "
                                   "appliance needs.  It is not used."));
          member = g_new0 (VireoTarMember, 1);
          g_ptr_array_add (members, member);
          name = said->name != NULL ? g_steal_pointer (&said->name) : read_name (block);
          member->name = g_strdup (g_str_has_prefix (name, "./") ? name + 2 : name);
          member->is_file = type == '0' || type == '\0' || type == '7';
          member->offset = at;
          if (said->has_size)
            size = said->size;
          /* A link has no bytes, whatever it says. */
          if (type >= '1' && type <= '6')
            size = 0;
          member->size = size;
          said->has_size = FALSE;
        }
      if (size > source->size - at)
        return fail_damaged (error);
      at += (size + BLOCK - 1) / BLOCK * BLOCK;
      if (at > source->size || ++n > MAX_MEMBERS)
        return fail_damaged (error);
    }
  if (members->len == 0)
    return fail_damaged (error);
  return TRUE;
}

/**
 * vireo_tar_list:
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence
 *
 * Every member that is listed lies in @source.
 *
 * Returns: (transfer full) (nullable) (element-type VireoTarMember): the members in their order
 */
GPtrArray *
vireo_tar_list (const VireoByteSource *source, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (member_free);
  g_autoptr (GError) failure = NULL;
  Said said = { 0 };
  gboolean done = read_all (source, &said, members, &failure);

  g_free (said.name);
  if (done)
    return g_steal_pointer (&members);
  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

/**
 * vireo_tar_find:
 * @name: what another member calls it
 * @error: (out) (optional): %VIREO_ERROR_INVALID: it is there twice, or no file;
 *   %VIREO_ERROR_GONE: it is not there
 *
 * Returns: (nullable): the one file of that name
 */
const VireoTarMember *
vireo_tar_find (GPtrArray *members, const char *name, GError **error)
{
  const VireoTarMember *found = NULL;

  for (guint i = 0; i < members->len; i++)
    {
      const VireoTarMember *member = g_ptr_array_index (members, i);

      if (!g_str_equal (member->name, name))
        continue;
      if (found != NULL || !member->is_file)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       found != NULL ? _ ("“%s” is in the archive twice, so it is not clear which "
                                          "is meant.")
                                     : _ ("“%s” in the archive is not a file."),
                       name);
          return NULL;
        }
      found = member;
    }
  if (found == NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE, _ ("“%s” is missing in the archive."), name);
  return found;
}
