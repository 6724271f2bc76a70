/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives back what an external snapshot's files took.
 *
 * Its content stands in a file on which others stand.  Where only the line that leads to the present
 * does, what was written next is merged into it: by a block job of QEMU, for which a VM that is off
 * is started for the moment, paused, so that the guest does nothing.  Where a branch stands on it,
 * the file stays for that branch, and where nothing does, it is deleted. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-xml.h"
#include "core/jobs/vireo-job-words.h"
#include "core/snapshot/vireo-snapshot-run.h"
#include "core/snapshot/vireo-snapshot-xml.h"

#define MAX_CHAIN 200

typedef enum
{
  NEED_NONE,   /* nothing stands on it */
  NEED_OURS,   /* only the line to the present */
  NEED_OTHERS, /* a branch */
} Need;

/* Whether @snapshot is @ancestor or came after it. */
static gboolean
came_after (VireoSnapshotReading *reading, VireoSnapshot *snapshot, const char *ancestor)
{
  for (guint steps = 0; snapshot != NULL && steps <= reading->snapshots->len; steps++)
    {
      const char *parent = vireo_snapshot_get_parent (snapshot);

      if (g_str_equal (vireo_snapshot_get_name (snapshot), ancestor))
        return TRUE;
      snapshot = parent != NULL ? vireo_snapshot_reading_find (reading, parent) : NULL;
    }
  return FALSE;
}

static Need
find_need (VireoSnapshotReading *before, VireoSnapshot *gone)
{
  const char *name = vireo_snapshot_get_name (gone);
  VireoSnapshot *current = NULL;
  Need need = NEED_NONE;

  for (guint i = 0; i < before->snapshots->len; i++)
    if (vireo_snapshot_is_current (before->snapshots->pdata[i]))
      current = before->snapshots->pdata[i];
  if (current != NULL && came_after (before, current, name))
    need = NEED_OURS;
  for (guint i = 0; i < before->snapshots->len; i++)
    {
      VireoSnapshot *other = before->snapshots->pdata[i];

      if (other == gone || !came_after (before, other, name))
        continue;
      if (current == NULL || !came_after (before, current, vireo_snapshot_get_name (other)))
        return NEED_OTHERS;
    }
  return need;
}

/* --- the files a disk stands on now --- */

static GPtrArray *
read_chain (VireoSnapshotRun *run, const char *target, GError **error)
{
  char *xml = virDomainGetXMLDesc (run->vm, 0);
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (VireoXmlNodes) disks = NULL;
  GPtrArray *chain = g_ptr_array_new_with_free_func (g_free);

  if (xml == NULL)
    vireo_error_take_libvirt (error);
  else
    doc = vireo_xml_parse (xml, error);
  free (xml);
  if (doc == NULL)
    {
      g_ptr_array_unref (chain);
      return NULL;
    }
  disks = vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk");
  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    {
      xmlNode *node = vireo_xml_nodes_get (disks, i);
      g_autofree char *dev = vireo_xml_string (node, "target/@dev");

      if (g_strcmp0 (dev, target) != 0)
        continue;
      for (; node != NULL && chain->len < MAX_CHAIN; node = vireo_xml_first (node, "backingStore"))
        {
          char *file = vireo_xml_string (node, "source/@file");

          if (file == NULL)
            break;
          g_ptr_array_add (chain, file);
        }
    }
  return chain;
}

static gboolean
find_in (GPtrArray *chain, const char *file, guint *at)
{
  for (*at = 0; *at < chain->len; (*at)++)
    if (g_str_equal (chain->pdata[*at], file))
      return TRUE;
  return FALSE;
}

/* --- merging --- */

/* The snapshots whose disk was in @from find it in @to now. */
static gboolean
move_snapshots (VireoSnapshotRun *run, const char *from, const char *to, const char *format,
                GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, error);

  if (reading == NULL)
    return FALSE;
  for (guint i = 0; i < reading->snapshots->len; i++)
    {
      VireoSnapshot *snapshot = reading->snapshots->pdata[i];
      g_autofree char *old
          = vireo_snapshot_run_read_xml (run, vireo_snapshot_get_name (snapshot), error);
      g_autofree char *now
          = old != NULL ? vireo_snapshot_xml_move_file (old, from, to, format, error) : NULL;

      if (now == NULL)
        return FALSE;
      if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL
          && strstr (old, from) != NULL
          && !vireo_snapshot_run_redefine (run, now, vireo_snapshot_is_current (snapshot), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
merge_disk (VireoSnapshotRun *run, const VireoSnapshotDisk *disk, GPtrArray *chain, GError **error)
{
  const char *top;
  guint at;

  if (!find_in (chain, disk->file, &at) || at == 0)
    return TRUE; /* the disk is another one now, or stands in this very file */
  top = chain->pdata[at - 1];
  vireo_snapshot_run_note (run, "blockcommit", virDomainGetName (run->vm), disk->target, "--base",
                           disk->file, "--top", top, "--wait",
                           at == 1 ? "--pivot" : NULL, NULL);
  if (virDomainBlockCommit (run->vm, disk->target, disk->file, at == 1 ? NULL : top, 0,
                            at == 1 ? VIR_DOMAIN_BLOCK_COMMIT_ACTIVE : 0) < 0)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  return vireo_snapshot_files_wait_block_job (run, disk->target, at == 1, error);
}

/* After the block job: whether it did what it was to do, and who has to know. */
static gboolean
settle_disk (VireoSnapshotRun *run, const VireoSnapshotDisk *disk, GPtrArray *old, GError **error)
{
  g_autoptr (GPtrArray) now = read_chain (run, disk->target, error);
  const char *merged;
  guint at;

  if (now == NULL)
    return FALSE;
  if (!find_in (old, disk->file, &at) || at == 0)
    return TRUE;
  merged = old->pdata[at - 1];
  if (find_in (now, merged, &at))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_FAILED,
                           _ ("Merging the disk ended before its time."));
      return FALSE;
    }
  if (!move_snapshots (run, merged, disk->file, disk->format, error))
    return FALSE;
  vireo_snapshot_files_delete_unused (run, merged, FALSE); /* its content is in the other now */
  return TRUE;
}

static gboolean
merge_disks (VireoSnapshotRun *run, VireoSnapshot *gone, GError **error)
{
  GPtrArray *disks = vireo_snapshot_get_disks (gone);

  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);
      g_autoptr (GPtrArray) old = read_chain (run, disk->target, error);

      if (old == NULL || !merge_disk (run, disk, old, error) || !settle_disk (run, disk, old, error))
        return FALSE;
    }
  return TRUE;
}

/* A VM that is off is started for the merging, paused: it does nothing, and should the connection
 * break it is ended by itself. */
static gboolean
merge (VireoSnapshotRun *run, VireoSnapshot *gone, GError **error)
{
  gboolean was_off = virDomainIsActive (run->vm) == 0;
  gboolean fine;

  if (was_off)
    {
      vireo_snapshot_run_note (run, "start", virDomainGetName (run->vm), "--paused", NULL);
      if (virDomainCreateWithFlags (run->vm,
                                    VIR_DOMAIN_START_PAUSED | VIR_DOMAIN_START_AUTODESTROY) < 0)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
    }
  vireo_snapshot_run_report (run, _ ("Merging the disks"), -1);
  fine = merge_disks (run, gone, error);
  if (was_off)
    {
      vireo_snapshot_run_note (run, "destroy", virDomainGetName (run->vm), NULL);
      virDomainDestroy (run->vm);
      virResetLastError ();
    }
  return fine;
}

/**
 * vireo_snapshot_run_give_back:
 * @before: what was there before it was forgotten
 * @gone: the external snapshot of @before that libvirt does not list any more
 * @error: (out) (optional): why its space could not be given back; no data is lost then
 */
gboolean
vireo_snapshot_run_give_back (VireoSnapshotRun *run,
                              VireoSnapshotReading *before,
                              VireoSnapshot *gone,
                              GError **error)
{
  const char *memory = vireo_snapshot_get_memory_file (gone);
  GPtrArray *disks = vireo_snapshot_get_disks (gone);
  Need need = find_need (before, gone);

  if (memory != NULL)
    vireo_snapshot_files_delete_unused (run, memory, FALSE);
  if (need == NEED_OURS)
    return merge (run, gone, error);
  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);

      if (disk->overlay != NULL)
        vireo_snapshot_files_delete_unused (run, disk->overlay, FALSE); /* made for this alone */
      if (disk->file != NULL && need == NEED_NONE)
        vireo_snapshot_files_delete_unused (run, disk->file, TRUE);
    }
  return TRUE;
}
