/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <sys/statvfs.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-uri.h"
#include "core/snapshot/vireo-snapshot-read.h"

void
vireo_snapshot_reading_free (VireoSnapshotReading *reading)
{
  if (reading == NULL)
    return;
  g_ptr_array_unref (reading->snapshots);
  vireo_snapshot_facts_free (reading->facts);
  g_free (reading->signature);
  g_clear_pointer (&reading->documents, g_hash_table_unref);
  g_free (reading);
}

/**
 * vireo_snapshot_reading_find:
 *
 * Returns: (transfer none) (nullable): the snapshot of that name
 */
VireoSnapshot *
vireo_snapshot_reading_find (VireoSnapshotReading *reading, const char *name)
{
  for (guint i = 0; i < reading->snapshots->len; i++)
    {
      VireoSnapshot *snapshot = g_ptr_array_index (reading->snapshots, i);

      if (g_str_equal (vireo_snapshot_get_name (snapshot), name))
        return snapshot;
    }
  return NULL;
}

/* --- a look, which costs a few questions however many there are --- */

#define DOCUMENTS_AT_A_LOOK 8

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (nullable): there may be none. */
static char *
read_current (virDomainPtr handle)
{
  virDomainSnapshotPtr current = virDomainSnapshotCurrent (handle, 0);
  char *name;

  if (current == NULL)
    {
      virResetLastError ();
      return NULL;
    }
  name = g_strdup (virDomainSnapshotGetName (current));
  virDomainSnapshotFree (current);
  return name;
}

static char *
make_signature (virDomainSnapshotPtr *snapshots, int n, const char *current)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GString *signature = g_string_new (current);

  for (int i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) virDomainSnapshotGetName (snapshots[i]));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (signature, "\n%s", (const char *) names->pdata[i]);
  return g_string_free (signature, FALSE);
}

static void
free_all (virDomainSnapshotPtr *snapshots, int n)
{
  for (int i = 0; i < n; i++)
    virDomainSnapshotFree (snapshots[i]);
  free (snapshots);
}

/* A description that was edited changes nothing else. */
static gboolean
is_edited (virDomainSnapshotPtr snapshot, GHashTable *documents)
{
  gpointer known;
  char *xml;
  gboolean edited;

  if (!g_hash_table_lookup_extended (documents, virDomainSnapshotGetName (snapshot), NULL, &known))
    return TRUE;
  xml = virDomainSnapshotGetXMLDesc (snapshot, 0);
  edited = xml != NULL && g_str_hash (xml) != GPOINTER_TO_UINT (known);
  free (xml);
  return edited;
}

/**
 * vireo_snapshot_look:
 * @signature: of a reading
 * @documents: of the same
 * @from: where in them to look closely; all have had their turn when it went on by one often enough
 *
 * Returns: 1 when something needs to be read anew, 0 when nothing was found that does, -1 when
 *   libvirt did not answer
 */
int
vireo_snapshot_look (virDomainPtr handle, const char *signature, GHashTable *documents, guint from)
{
  virDomainSnapshotPtr *snapshots = NULL;
  int n = virDomainListAllSnapshots (handle, &snapshots, 0);
  g_autofree char *current = NULL;
  g_autofree char *now = NULL;
  gboolean changed;

  VIREO_ASSERT_WORKER ();
  if (n < 0)
    {
      virResetLastError ();
      return -1;
    }
  current = read_current (handle);
  now = make_signature (snapshots, n, current != NULL ? current : "");
  changed = !g_str_equal (now, signature);
  for (int i = 0; i < MIN (n, DOCUMENTS_AT_A_LOOK) && !changed; i++)
    changed = is_edited (snapshots[(from * DOCUMENTS_AT_A_LOOK + (guint) i) % (guint) n], documents);
  free_all (snapshots, n);
  virResetLastError ();
  return changed;
}

/* --- all of it --- */

/* Bytes a file takes, 0 when that is not known. */
static guint64
read_file_size (virConnectPtr host, gboolean is_local, const char *path)
{
  GStatBuf status;
  virStorageVolPtr volume;
  virStorageVolInfo info = { 0 };

  if (path == NULL)
    return 0;
  if (is_local && g_stat (path, &status) == 0)
    return (guint64) status.st_blocks * 512;
  volume = virStorageVolLookupByPath (host, path);
  if (volume == NULL || virStorageVolGetInfo (volume, &info) < 0)
    virResetLastError ();
  g_clear_pointer (&volume, virStorageVolFree);
  return info.allocation;
}

/* What is kept for an external snapshot: its memory, and what stands still of its disks.  How much
 * of an image an internal one takes libvirt does not tell. */
static void
measure (VireoSnapshot *snapshot, virConnectPtr host, gboolean is_local)
{
  GPtrArray *disks = vireo_snapshot_get_disks (snapshot);
  guint64 size = 0;

  if (vireo_snapshot_get_kind (snapshot) != VIREO_SNAPSHOT_EXTERNAL)
    return;
  size = read_file_size (host, is_local, vireo_snapshot_get_memory_file (snapshot));
  for (guint i = 0; i < disks->len; i++)
    size += read_file_size (host, is_local, ((VireoSnapshotDisk *) disks->pdata[i])->file);
  vireo_snapshot_set_size (snapshot, size);
}

static void
read_snapshots (VireoSnapshotReading *reading, virDomainSnapshotPtr *snapshots, int n,
                const char *current, virConnectPtr host)
{
  char *uri = virConnectGetURI (host);
  gboolean is_local = uri != NULL && vireo_uri_is_local (uri);

  free (uri);
  for (int i = 0; i < n; i++)
    {
      char *xml = virDomainSnapshotGetXMLDesc (snapshots[i], 0);
      gboolean is_current
          = g_strcmp0 (current, virDomainSnapshotGetName (snapshots[i])) == 0;
      VireoSnapshot *snapshot = xml != NULL ? vireo_snapshot_new (xml, is_current, NULL) : NULL;

      if (xml != NULL)
        g_hash_table_insert (reading->documents, g_strdup (virDomainSnapshotGetName (snapshots[i])),
                             GUINT_TO_POINTER (g_str_hash (xml)));
      free (xml);
      if (snapshot == NULL)
        continue; /* deleted meanwhile: the next look brings the truth */
      measure (snapshot, host, is_local);
      g_ptr_array_add (reading->snapshots, snapshot);
      if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL)
        reading->facts->n_external++;
      else
        reading->facts->n_internal++;
    }
  virResetLastError ();
}

/* Where the first disk that is written to lies. */
static guint64
read_free_space (VireoSnapshotFacts *facts, virConnectPtr host)
{
  char *uri = virConnectGetURI (host);
  gboolean is_local = uri != NULL && vireo_uri_is_local (uri);
  guint64 space = G_MAXUINT64;

  free (uri);
  for (guint i = 0; i < facts->disks->len; i++)
    {
      VireoSnapshotFactsDisk *disk = g_ptr_array_index (facts->disks, i);
      g_autofree char *directory = NULL;
      struct statvfs status;
      virStoragePoolPtr pool;
      virStoragePoolInfo info;

      if (disk->read_only || disk->file == NULL)
        continue;
      directory = g_path_get_dirname (disk->file);
      if (is_local && statvfs (directory, &status) == 0)
        return MIN (space, (guint64) status.f_bavail * status.f_frsize);
      pool = virStoragePoolLookupByTargetPath (host, directory);
      if (pool != NULL && virStoragePoolGetInfo (pool, &info) == 0)
        space = MIN (space, info.available);
      g_clear_pointer (&pool, virStoragePoolFree);
      virResetLastError ();
    }
  return space;
}

static gboolean
read_facts (VireoSnapshotFacts *facts, virDomainPtr handle, GError **error)
{
  char *xml = virDomainGetXMLDesc (handle, 0);
  unsigned long version = 0;
  int state = 0;
  gboolean fine;

  if (xml == NULL || virDomainGetState (handle, &state, NULL, 0) < 0)
    {
      vireo_error_take_libvirt (error);
      free (xml);
      return FALSE;
    }
  fine = vireo_snapshot_facts_read_xml (facts, xml, error);
  free (xml);
  if (!fine)
    return FALSE;
  facts->state
      = vireo_vm_state_from_libvirt (state, virDomainHasManagedSaveImage (handle, 0) == 1);
  facts->persistent = virDomainIsPersistent (handle) == 1;
  if (virConnectGetLibVersion (virDomainGetConnect (handle), &version) == 0)
    facts->libvirt_version = version;
  facts->free_space = read_free_space (facts, virDomainGetConnect (handle));
  virResetLastError ();
  return TRUE;
}

/**
 * vireo_snapshot_reading_read:
 * @error: (out) (optional): %VIREO_ERROR_GONE when the VM was undefined meanwhile
 *
 * Returns: (transfer full) (nullable): all snapshots, and what decides about new ones
 */
VireoSnapshotReading *
vireo_snapshot_reading_read (virDomainPtr handle, GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = g_new0 (VireoSnapshotReading, 1);
  virDomainSnapshotPtr *snapshots = NULL;
  g_autofree char *current = NULL;
  int n;

  VIREO_ASSERT_WORKER ();
  reading->snapshots = g_ptr_array_new_with_free_func (g_object_unref);
  reading->facts = vireo_snapshot_facts_new ();
  reading->documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!read_facts (reading->facts, handle, error))
    return NULL;
  n = virDomainListAllSnapshots (handle, &snapshots, 0);
  if (n < 0)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  current = read_current (handle);
  reading->signature = make_signature (snapshots, n, current != NULL ? current : "");
  read_snapshots (reading, snapshots, n, current, virDomainGetConnect (handle));
  free_all (snapshots, n);
  return g_steal_pointer (&reading);
}
