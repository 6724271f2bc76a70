/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is between QEMU's user and an image. */

#include "config.h"

#include <errno.h>
#include <grp.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <linux/magic.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/base/vireo-thread.h"
#include "core/base/vireo-uri.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-iso-access.h"

#ifndef FUSE_SUPER_MAGIC
#define FUSE_SUPER_MAGIC 0x65735546
#endif
#ifndef CIFS_SUPER_MAGIC
#define CIFS_SUPER_MAGIC 0xFF534D42
#endif
#ifndef SMB2_SUPER_MAGIC
#define SMB2_SUPER_MAGIC 0xFE534D42
#endif

#define MAX_ATTRIBUTE 65536
#define MAX_GROUPS 256

/* --- who QEMU is --- */

static void
collect_groups (VireoIsoFacts *facts, guint gid)
{
  char buffer[16384];
  struct passwd entry;
  struct passwd *found = NULL;
  gid_t groups[MAX_GROUPS];
  int n = MAX_GROUPS;

  getpwuid_r (facts->qemu.uid, &entry, buffer, sizeof buffer, &found);
  if (found == NULL || getgrouplist (found->pw_name, gid, groups, &n) < 0)
    {
      groups[0] = gid;
      n = 1;
    }
  if (found != NULL)
    facts->qemu_name = g_strdup (found->pw_name);
  facts->qemu.gids = g_new (guint, (gsize) n);
  facts->qemu.n_gids = (guint) n;
  for (int i = 0; i < n; i++)
    facts->qemu.gids[i] = groups[i];
}

/* libvirt says it as "+64055:+64055". */
static void
collect_qemu_user (VireoIsoFacts *facts, virConnectPtr connection)
{
  char *xml = virConnectGetCapabilities (connection);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  g_autofree char *label = NULL;
  guint uid, gid;

  free (xml);
  virResetLastError ();
  if (doc == NULL)
    return;
  label = vireo_xml_string (xmlDocGetRootElement (doc),
                            "host/secmodel[model='dac']/baselabel[@type='qemu' or @type='kvm']");
  if (label == NULL || sscanf (label, "+%u:+%u", &uid, &gid) != 2)
    return;
  facts->qemu_known = TRUE;
  facts->qemu.uid = uid;
  collect_groups (facts, gid);
}

/* --- the way to the file --- */

static GBytes *
read_attribute (const char *path, const char *name)
{
  g_autofree char *value = g_malloc (MAX_ATTRIBUTE);
  ssize_t size = getxattr (path, name, value, MAX_ATTRIBUTE);

  return size > 0 ? g_bytes_new (value, (gsize) size) : NULL;
}

/* Each folder once, whichever way it is come by. */
static gboolean
add_step (VireoIsoFacts *facts, GHashTable *seen, const char *path)
{
  g_autoptr (GBytes) list = NULL;
  g_autoptr (GBytes) label_bytes = NULL;
  g_autofree char *label = NULL;
  g_autofree char *key = NULL;
  struct stat about;

  if (stat (path, &about) < 0)
    return FALSE;
  key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) about.st_dev,
                         (guint64) about.st_ino);
  if (!g_hash_table_add (seen, g_steal_pointer (&key)))
    return TRUE;
  list = read_attribute (path, VIREO_ACL_XATTR);
  label_bytes = read_attribute (path, "security.selinux");
  if (label_bytes != NULL)
    label = g_strndup (g_bytes_get_data (label_bytes, NULL), g_bytes_get_size (label_bytes));
  vireo_iso_facts_add_step (facts, path, about.st_mode & 07777, about.st_uid, about.st_gid, list,
                            label);
  return TRUE;
}

static gboolean
add_folders (VireoIsoFacts *facts, GHashTable *seen, const char *path)
{
  for (const char *slash = path; slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *folder
          = slash == path ? g_strdup ("/") : g_strndup (path, (gsize) (slash - path));

      if (!add_step (facts, seen, folder))
        return FALSE;
    }
  return TRUE;
}

/* The way as it is written and the way behind the links in it: QEMU takes both. */
static void
collect_steps (VireoIsoFacts *facts, const char *path)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  char *real = realpath (path, NULL);

  facts->exists = real != NULL && access (real, R_OK) == 0 && add_folders (facts, seen, real)
                  && add_folders (facts, seen, path) && add_step (facts, seen, real);
  free (real);
}

/* --- what keeps the file --- */

/* A file system in user space is closed to all but who mounted it, unless it says otherwise. */
static gboolean
is_open_to_others (const char *path)
{
  g_autofree char *mounts = NULL;
  g_autofree char *device = NULL;
  g_auto (GStrv) lines = NULL;
  struct stat about;

  if (stat (path, &about) < 0 || !g_file_get_contents ("/proc/self/mountinfo", &mounts, NULL, NULL))
    return FALSE;
  device = g_strdup_printf (" %u:%u ", major (about.st_dev), minor (about.st_dev));
  lines = g_strsplit (mounts, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], device) != NULL && strstr (lines[i], "allow_other") != NULL)
      return TRUE;
  return FALSE;
}

static void
collect_store (VireoIsoFacts *facts, const char *path)
{
  struct statfs about;

  if (statfs (path, &about) < 0)
    return;
  switch ((guint32) about.f_type)
    {
    case NFS_SUPER_MAGIC:
      facts->store = VIREO_ISO_STORE_NFS;
      break;
    case CIFS_SUPER_MAGIC:
    case SMB2_SUPER_MAGIC:
      facts->store = VIREO_ISO_STORE_SMB;
      break;
    case FUSE_SUPER_MAGIC:
      facts->store
          = is_open_to_others (path) ? VIREO_ISO_STORE_FUSE : VIREO_ISO_STORE_FUSE_CLOSED;
      break;
    default:
      facts->store = VIREO_ISO_STORE_LOCAL;
    }
}

/**
 * vireo_iso_facts_collect:
 * @connection: an open connection
 * @path: of an image on this computer
 *
 * Worker.  Reads no byte of the image.
 *
 * Returns: (transfer full): what there is to judge
 */
VireoIsoFacts *
vireo_iso_facts_collect (virConnectPtr connection, const char *path)
{
  VireoIsoFacts *facts = vireo_iso_facts_new ();
  char *uri = virConnectGetURI (connection);
  g_autofree char *enforcing = NULL;

  VIREO_ASSERT_WORKER ();
  facts->is_local = uri != NULL && vireo_uri_is_local (uri);
  facts->is_session = uri != NULL && strstr (uri, "/session") != NULL;
  facts->user = geteuid ();
  free (uri);
  if (!facts->is_local)
    return facts;
  collect_qemu_user (facts, connection);
  collect_steps (facts, path);
  collect_store (facts, path);
  if (g_file_get_contents ("/sys/fs/selinux/enforce", &enforcing, NULL, NULL))
    facts->selinux = *enforcing == '1';
  return facts;
}
