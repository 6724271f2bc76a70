/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's form of an access control list: a version, then entries of tag, permissions and
 * id, all little-endian, sorted by tag and id. */

#include "config.h"

#include <string.h>

#include "core/base/vireo-acl.h"

#define VERSION 2
#define HEADER 4
#define ENTRY 8

enum
{
  TAG_OWNER = 0x01,
  TAG_USER = 0x02,
  TAG_OWNING_GROUP = 0x04,
  TAG_GROUP = 0x08,
  TAG_MASK = 0x10,
  TAG_OTHER = 0x20,
};

#define NO_ID G_MAXUINT32

typedef struct
{
  guint tag;
  guint permissions;
  guint id;
} Entry;

/* What cannot be understood counts as no list; the mode then says all there is. */
static GArray *
parse (GBytes *list)
{
  gsize size = 0;
  const guint8 *data = list != NULL ? g_bytes_get_data (list, &size) : NULL;
  GArray *entries;
  guint32 version;

  if (size < HEADER || (size - HEADER) % ENTRY != 0)
    return NULL;
  memcpy (&version, data, sizeof version);
  if (GUINT32_FROM_LE (version) != VERSION)
    return NULL;
  entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  for (gsize at = HEADER; at < size; at += ENTRY)
    {
      guint16 tag, permissions;
      guint32 id;
      Entry entry;

      memcpy (&tag, data + at, 2);
      memcpy (&permissions, data + at + 2, 2);
      memcpy (&id, data + at + 4, 4);
      entry.tag = GUINT16_FROM_LE (tag);
      entry.permissions = GUINT16_FROM_LE (permissions) & 7;
      entry.id = GUINT32_FROM_LE (id);
      g_array_append_val (entries, entry);
    }
  return entries;
}

static GArray *
from_mode (guint mode)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  Entry basic[] = { { TAG_OWNER, mode >> 6 & 7, NO_ID },
                    { TAG_OWNING_GROUP, mode >> 3 & 7, NO_ID },
                    { TAG_OTHER, mode & 7, NO_ID } };

  return g_array_append_vals (entries, basic, G_N_ELEMENTS (basic));
}

static gboolean
is_in (const VireoAclSubject *subject, guint gid)
{
  for (guint i = 0; i < subject->n_gids; i++)
    if (subject->gids[i] == gid)
      return TRUE;
  return FALSE;
}

static guint
permissions_of (GArray *entries, guint tag, guint otherwise)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_array_index (entries, Entry, i).tag == tag)
      return g_array_index (entries, Entry, i).permissions;
  return otherwise;
}

/* One group that grants is enough; when groups fit and none grants, nobody else is asked. */
static gboolean
groups_permit (GArray *entries, guint group, const VireoAclSubject *subject, guint wanted,
               gboolean *fitted)
{
  guint mask = permissions_of (entries, TAG_MASK, 7);

  *fitted = FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      gboolean fits = (entry->tag == TAG_OWNING_GROUP && is_in (subject, group))
                      || (entry->tag == TAG_GROUP && is_in (subject, entry->id));

      *fitted |= fits;
      if (fits && (entry->permissions & mask & wanted) == wanted)
        return TRUE;
    }
  return FALSE;
}

/**
 * vireo_acl_permits:
 * @mode: the permission bits of a file or directory
 * @owner: its user
 * @group: its group
 * @list: (nullable): the value of its attribute %VIREO_ACL_XATTR
 * @wanted: %VIREO_ACL_READ, %VIREO_ACL_SEARCH
 *
 * Returns: whether @subject, without the powers of root, may
 */
gboolean
vireo_acl_permits (guint mode, guint owner, guint group, GBytes *list,
                   const VireoAclSubject *subject, guint wanted)
{
  g_autoptr (GArray) listed = parse (list);
  g_autoptr (GArray) entries = listed != NULL ? g_steal_pointer (&listed) : from_mode (mode);
  guint mask = permissions_of (entries, TAG_MASK, 7);
  gboolean fitted;

  if (subject->uid == owner)
    return (permissions_of (entries, TAG_OWNER, 0) & wanted) == wanted;
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->tag == TAG_USER && entry->id == subject->uid)
        return (entry->permissions & mask & wanted) == wanted;
    }
  if (groups_permit (entries, group, subject, wanted, &fitted))
    return TRUE;
  return !fitted && (permissions_of (entries, TAG_OTHER, 0) & wanted) == wanted;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *one = a;
  const Entry *two = b;

  if (one->tag != two->tag)
    return one->tag < two->tag ? -1 : 1;
  return one->id < two->id ? -1 : one->id > two->id;
}

static Entry *
find_entry (GArray *entries, guint tag, guint id)
{
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->tag == tag && entry->id == id)
        return entry;
    }
  return NULL;
}

static void
grant_search (GArray *entries, guint tag, guint id, guint before)
{
  Entry *known = find_entry (entries, tag, id);
  Entry entry = { tag, before | VIREO_ACL_SEARCH, id };

  if (known != NULL)
    known->permissions |= VIREO_ACL_SEARCH;
  else
    g_array_append_val (entries, entry);
}

static GBytes *
serialize (GArray *entries)
{
  GByteArray *data = g_byte_array_new ();
  guint32 version = GUINT32_TO_LE (VERSION);

  g_byte_array_append (data, (const guint8 *) &version, sizeof version);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      guint16 tag = GUINT16_TO_LE ((guint16) entry->tag);
      guint16 permissions = GUINT16_TO_LE ((guint16) entry->permissions);
      guint32 id = GUINT32_TO_LE (entry->id);

      g_byte_array_append (data, (const guint8 *) &tag, 2);
      g_byte_array_append (data, (const guint8 *) &permissions, 2);
      g_byte_array_append (data, (const guint8 *) &id, 4);
    }
  return g_byte_array_free_to_bytes (data);
}

/**
 * vireo_acl_add_search:
 * @mode: the permission bits of a directory
 * @list: (nullable): its list so far
 * @uid: who shall be let through
 *
 * What `setfacl -m u:UID:x` does, its mask included: @uid may pass through the directory, and not
 * list what is in it.
 *
 * Returns: (transfer full): its new list
 */
GBytes *
vireo_acl_add_search (guint mode, GBytes *list, guint uid)
{
  g_autoptr (GArray) listed = parse (list);
  g_autoptr (GArray) entries = listed != NULL ? g_steal_pointer (&listed) : from_mode (mode);
  guint group = permissions_of (entries, TAG_OWNING_GROUP, 0);

  grant_search (entries, TAG_USER, uid, 0);
  grant_search (entries, TAG_MASK, NO_ID, group);
  g_array_sort (entries, compare_entries);
  return serialize (entries);
}
