/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of external snapshots: named, made, deleted when nothing needs them. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-storage.h"
#include "core/snapshot/vireo-snapshot-run.h"

/**
 * vireo_snapshot_files_make_path:
 * @beside: a file in the directory where it is to be
 * @vm_name: whose it is
 * @what: a disk's target, or "memory"
 *
 * Returns: (transfer full): a path that is not taken: it has the time in it
 */
char *
vireo_snapshot_files_make_path (const char *beside,
                                const char *vm_name,
                                const char *what,
                                const char *extension)
{
  g_autofree char *directory = g_path_get_dirname (beside);
  g_autofree char *safe = g_strdelimit (g_strdup (vm_name), "/,", '_');
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name
      = g_strdup_printf ("%s-%s-%s-%03d.%s", safe, what, time,
                         g_date_time_get_microsecond (now) / 1000, extension);

  return g_build_filename (directory, name, NULL);
}

static char *
make_volume_xml (const char *base, const char *base_format, const char *overlay, guint64 capacity)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *volume = xmlNewDocNode (doc, NULL, BAD_CAST "volume", NULL);
  g_autofree char *name = g_path_get_basename (overlay);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, capacity);
  xmlNode *node;

  xmlDocSetRootElement (doc, volume);
  vireo_xml_add_text (volume, "name", name);
  node = vireo_xml_add_text (volume, "capacity", size);
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  vireo_xml_add (vireo_xml_add (volume, "target", NULL), "format", "type", "qcow2", NULL);
  node = vireo_xml_add (volume, "backingStore", NULL);
  vireo_xml_add_text (node, "path", base);
  vireo_xml_add (node, "format", "type", base_format, NULL);
  return vireo_xml_to_text (doc);
}

static void
note_overlay (VireoSnapshotRun *run, virStoragePoolPtr pool, const char *base,
              const char *base_format, const char *overlay, guint64 capacity)
{
  g_autofree char *name = g_path_get_basename (overlay);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, capacity);

  vireo_snapshot_run_note (run, "vol-create-as", virStoragePoolGetName (pool), name, size,
                           "--format", "qcow2", "--backing-vol", base, "--backing-vol-format",
                           base_format != NULL ? base_format : "raw", NULL);
}

/**
 * vireo_snapshot_files_make_overlay:
 * @base: a file that stays as it is
 * @base_format: (nullable): of it; %NULL means raw
 * @overlay: the path of the new qcow2 image, in the same directory
 * @error: (out) (optional): %VIREO_ERROR
 */
gboolean
vireo_snapshot_files_make_overlay (VireoSnapshotRun *run,
                                   const char *base,
                                   const char *base_format,
                                   const char *overlay,
                                   GError **error)
{
  g_auto (VireoFoundVolume) found = { NULL, NULL };
  virStoragePoolPtr pool = NULL;
  virStorageVolPtr made = NULL;
  virStorageVolInfo info;
  g_autofree char *xml = NULL;

  if (vireo_storage_find_file (run->host, base, &found) && found.volume == NULL)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
                   _ ("The file “%s”, which the snapshot needs, is not there any more."), base);
      return FALSE;
    }
  if (found.volume != NULL && virStorageVolGetInfo (found.volume, &info) == 0)
    pool = virStoragePoolLookupByVolume (found.volume);
  if (pool != NULL)
    {
      xml = make_volume_xml (base, base_format != NULL ? base_format : "raw", overlay,
                             info.capacity);
      note_overlay (run, pool, base, base_format, overlay, info.capacity);
      made = virStorageVolCreateXML (pool, xml, 0);
    }
  if (made == NULL)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&pool, virStoragePoolFree);
  if (made == NULL)
    return FALSE;
  virStorageVolFree (made);
  return TRUE;
}

gboolean
vireo_snapshot_files_is_there (virConnectPtr host, const char *path)
{
  g_auto (VireoFoundVolume) found = { NULL, NULL };
  /* Where nobody can look, it is left to those who need it to complain. */
  gboolean there = !vireo_storage_find_file (host, path, &found) || found.volume != NULL;

  virResetLastError ();
  return there;
}

/* --- deleting --- */

/* Whether the name is one that vireo_snapshot_files_make_path() gave. */
static gboolean
is_our_name (const char *path)
{
  return g_regex_match_simple ("-[a-z]+-[0-9]{8}-[0-9]{6}-[0-9]{3}\\.qcow2$", path, 0, 0);
}

static gboolean
is_of_a_snapshot (VireoSnapshotRun *run, const char *path)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, NULL);

  if (reading == NULL)
    return TRUE; /* not knowing is no leave to delete */
  for (guint i = 0; i < reading->snapshots->len; i++)
    {
      VireoSnapshot *snapshot = g_ptr_array_index (reading->snapshots, i);
      GPtrArray *disks = vireo_snapshot_get_disks (snapshot);

      if (g_strcmp0 (vireo_snapshot_get_memory_file (snapshot), path) == 0)
        return TRUE;
      for (guint j = 0; j < disks->len; j++)
        if (g_strcmp0 (((VireoSnapshotDisk *) disks->pdata[j])->file, path) == 0)
          return TRUE;
    }
  return FALSE;
}

static gboolean
is_used (VireoSnapshotRun *run, VireoDiskSurvey *survey, const char *path)
{
  g_autoptr (GHashTable) nobody = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) users = vireo_disk_survey_get_users (survey, "", NULL);
  g_autofree char *key = vireo_disk_survey_to_key (survey, path);
  g_autofree char *overlay = vireo_disk_survey_get_overlay (survey, nobody, path);

  return users == NULL || g_hash_table_contains (users, key) || overlay != NULL
         || is_of_a_snapshot (run, path);
}

/**
 * vireo_snapshot_files_delete_unused:
 * @path: a file that a snapshot left
 * @only_made: only if it is an overlay that Vireo made.  It may be a disk that somebody put into the
 *   VM, and the overlay of something else by itself
 *
 * Deletes it when no VM, no snapshot and no other image needs it.
 */
void
vireo_snapshot_files_delete_unused (VireoSnapshotRun *run, const char *path, gboolean only_made)
{
  g_autoptr (VireoDiskSurvey) survey = NULL;
  g_autofree char *key = NULL;

  vireo_disk_survey_refresh_pool_of (run->host, path);
  survey = vireo_disk_survey_new (run->host);
  key = vireo_disk_survey_to_key (survey, path);
  if (only_made && (!is_our_name (path) || !g_hash_table_contains (survey->backings, key)))
    return;
  if (is_used (run, survey, path) || !vireo_snapshot_files_is_there (run->host, path))
    return;
  vireo_snapshot_run_note (run, "vol-delete", path, NULL);
  vireo_storage_delete_file (survey, path, NULL);
}

/* --- merging --- */

/**
 * vireo_snapshot_files_wait_block_job:
 * @target: of the disk
 * @until_ready: whether it goes on by itself until it is told to switch over
 * @error: (out) (optional): cancelled, or what libvirt says
 *
 * Waits for a block job; cancelled, it is stopped, and the disk is as it was.
 */
gboolean
vireo_snapshot_files_wait_block_job (VireoSnapshotRun *run,
                                     const char *target,
                                     gboolean until_ready,
                                     GError **error)
{
  virDomainBlockJobInfo info;
  int found;

  while ((found = virDomainGetBlockJobInfo (run->vm, target, &info, 0)) == 1)
    {
      if (vireo_snapshot_run_cancelled (run, error))
        {
          virDomainBlockJobAbort (run->vm, target, 0);
          virResetLastError ();
          return FALSE;
        }
      if (info.end > 0)
        vireo_snapshot_run_report (run, NULL, (double) info.cur / (double) info.end);
      if (until_ready && info.end > 0 && info.cur == info.end
          && virDomainBlockJobAbort (run->vm, target, VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT) == 0)
        return TRUE;
      virResetLastError ();
      g_usleep (100 * G_TIME_SPAN_MILLISECOND);
    }
  if (found < 0)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (!until_ready)
    return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_FAILED,
                       _ ("Merging the disk ended before its time."));
  return FALSE;
}
