/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/snapshot/vireo-snapshot-run.h"

static guint
get_flags (VireoSnapshot *snapshot, VireoSnapshotAfter after)
{
  switch (after)
    {
    case VIREO_SNAPSHOT_AFTER_RUN:
      return VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING;
    case VIREO_SNAPSHOT_AFTER_PAUSE:
      return VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED;
    case VIREO_SNAPSHOT_AFTER_OFF:
      /* The memory is loaded and then dropped, for libvirt has no other way. */
      return vireo_snapshot_has_memory (snapshot) ? VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED : 0;
    case VIREO_SNAPSHOT_AFTER_AS_THEN:
    default:
      return 0;
    }
}

static gboolean
is_risky (void)
{
  virErrorPtr last = virGetLastError ();

  return last != NULL && last->code == VIR_ERR_SNAPSHOT_REVERT_RISKY;
}

/* What is at risk is the present, and that was asked about. */
static gboolean
call_revert (virDomainSnapshotPtr snapshot, guint flags)
{
  if (virDomainRevertToSnapshot (snapshot, flags) == 0)
    return TRUE;
  return is_risky ()
         && virDomainRevertToSnapshot (snapshot, flags | VIR_DOMAIN_SNAPSHOT_REVERT_FORCE) == 0;
}

static gboolean
revert_internal (VireoSnapshotRun *run, VireoSnapshot *snapshot, VireoSnapshotAfter after,
                 GError **error)
{
  const char *name = vireo_snapshot_get_name (snapshot);
  guint flags = get_flags (snapshot, after);
  virDomainSnapshotPtr handle = virDomainSnapshotLookupByName (run->vm, name, 0);
  const char *option = NULL;
  gboolean fine;

  if (flags != 0)
    option = flags == VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING ? "--running" : "--paused";
  vireo_snapshot_run_note (run, "snapshot-revert", virDomainGetName (run->vm), name, option, NULL);
  fine = handle != NULL && call_revert (handle, flags);
  if (fine && after == VIREO_SNAPSHOT_AFTER_OFF && virDomainIsActive (run->vm) == 1)
    {
      vireo_snapshot_run_note (run, "destroy", virDomainGetName (run->vm), NULL);
      fine = virDomainDestroy (run->vm) == 0;
    }
  if (!fine)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&handle, virDomainSnapshotFree);
  return fine;
}

/**
 * vireo_snapshot_run_revert:
 * @error: (out) (optional): %VIREO_ERROR_GONE when it was deleted meanwhile, or %VIREO_ERROR
 *
 * The present is lost; to keep it is the caller's affair.
 */
gboolean
vireo_snapshot_run_revert (VireoSnapshotRun *run,
                           const char *name,
                           VireoSnapshotAfter after,
                           GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, error);
  g_autofree char *why_not = NULL;
  VireoSnapshot *snapshot;

  if (reading == NULL)
    return FALSE;
  snapshot = vireo_snapshot_reading_find (reading, name);
  if (snapshot == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                           _ ("The snapshot is not there any more."));
      return FALSE;
    }
  why_not = vireo_snapshot_policy_why_no_revert (reading->facts, snapshot);
  if (why_not != NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, why_not);
      return FALSE;
    }
  vireo_snapshot_run_report (run, _ ("Going back to the snapshot"), -1);
  if (vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_EXTERNAL)
    return vireo_snapshot_run_revert_external (run, reading, snapshot, after, error);
  return revert_internal (run, snapshot, after, error);
}
