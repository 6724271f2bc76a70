/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/jobs/vireo-job-words.h"
#include "core/model/vireo-snapshot-picture.h"
#include "core/snapshot/vireo-snapshot-run.h"
#include "core/snapshot/vireo-snapshot-xml.h"

static gboolean
call_delete (VireoSnapshotRun *run, const char *name, guint flags, GError **error)
{
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (run->vm, name, 0);
  gboolean fine = snapshot != NULL && virDomainSnapshotDelete (snapshot, flags) == 0;

  if (!fine)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&snapshot, virDomainSnapshotFree);
  return fine;
}

static gboolean
is_there (VireoSnapshotRun *run, const char *name)
{
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (run->vm, name, 0);

  if (snapshot == NULL)
    {
      virResetLastError ();
      return FALSE;
    }
  virDomainSnapshotFree (snapshot);
  return TRUE;
}

/* libvirt 9.0, told to forget a snapshot, points the disks of those that came after it to what that
 * one's were in, as if they had been merged.  So it is not to recognise them. */
static gboolean
forget (VireoSnapshotRun *run, VireoSnapshot *snapshot, GError **error)
{
  const char *name = vireo_snapshot_get_name (snapshot);
  g_autofree char *xml = vireo_snapshot_run_read_xml (run, name, error);
  g_autofree char *detached
      = xml != NULL ? vireo_snapshot_xml_detach_overlays (xml, error) : NULL;

  return detached != NULL
         && vireo_snapshot_run_redefine (run, detached, vireo_snapshot_is_current (snapshot), error)
         && call_delete (run, name, VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY, error);
}

/* First it is forgotten, then its files are merged: so whatever happens on the way, no snapshot is
 * listed whose content is half something else. */
static gboolean
delete_external (VireoSnapshotRun *run, VireoSnapshotReading *reading, VireoSnapshot *snapshot,
                 GError **error)
{
  const char *name = vireo_snapshot_get_name (snapshot);

  vireo_snapshot_run_note (run, "snapshot-delete", virDomainGetName (run->vm), name, "--metadata",
                           NULL);
  if (!forget (run, snapshot, error))
    return FALSE;
  if (vireo_snapshot_run_give_back (run, reading, snapshot, error))
    return TRUE;
  vireo_job_say (error,
                 /* Translators: the name of a snapshot, and why, a sentence */
                 _ ("The snapshot “%s” was deleted, but its disk space could not be given back.  "
                    "%s"), name, (*error)->message);
  return FALSE;
}

/**
 * vireo_snapshot_run_delete:
 * @error: (out) (optional): %VIREO_ERROR.  That it is gone already is none
 *
 * What came after it comes after its parent then.
 */
gboolean
vireo_snapshot_run_delete (VireoSnapshotRun *run, const char *name, GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, error);
  g_autoptr (GError) failure = NULL;
  g_autofree char *why_not = NULL;
  VireoSnapshot *snapshot;
  gboolean fine;

  if (reading == NULL)
    return FALSE;
  snapshot = vireo_snapshot_reading_find (reading, name);
  if (snapshot == NULL)
    return TRUE;
  why_not = vireo_snapshot_policy_why_no_delete (reading->facts, snapshot);
  if (why_not != NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, why_not);
      return FALSE;
    }
  if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL && reading->facts->is_qemu)
    fine = delete_external (run, reading, snapshot, &failure);
  else
    {
      vireo_snapshot_run_note (run, "snapshot-delete", virDomainGetName (run->vm), name, NULL);
      fine = call_delete (run, name, 0, &failure);
    }
  /* Somebody else was faster. */
  fine |= g_error_matches (failure, VIREO_ERROR, VIREO_ERROR_GONE) && !is_there (run, name);
  if (fine)
    vireo_snapshot_picture_remove (run->vm, name);
  else
    g_propagate_error (error, g_steal_pointer (&failure));
  return fine;
}
