/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/jobs/vireo-job.h"
#include "core/model/vireo-vm.h"
#include "core/snapshot/vireo-snapshot.h"

G_BEGIN_DECLS

/* Everything that is done with snapshots: each is a job, because a guest's memory may be large and
 * disks have to be merged.  Which kind of snapshot is taken the policy decides anew when the job
 * begins.  Main thread. */

typedef enum
{
  VIREO_SNAPSHOT_TAKE_DEFAULT = 0,
  VIREO_SNAPSHOT_TAKE_DISKS_ONLY = 1 << 0, /* without the memory of a guest that runs */
  VIREO_SNAPSHOT_TAKE_QUIESCE = 1 << 1,    /* has the agent write out file systems; with DISKS_ONLY */
} VireoSnapshotTakeFlags;

/* What the guest does after a revert. */
typedef enum
{
  VIREO_SNAPSHOT_AFTER_AS_THEN, /* what it did when the snapshot was taken */
  VIREO_SNAPSHOT_AFTER_RUN,
  VIREO_SNAPSHOT_AFTER_PAUSE,
  VIREO_SNAPSHOT_AFTER_OFF,
} VireoSnapshotAfter;

#define VIREO_TYPE_SNAPSHOT_JOB (vireo_snapshot_job_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotJob, vireo_snapshot_job, VIREO, SNAPSHOT_JOB, VireoJob)

VireoSnapshotJob *vireo_snapshot_job_new_take (VireoVm *vm, const char *name,
                                               const char *description,
                                               VireoSnapshotTakeFlags flags);
VireoSnapshotJob *vireo_snapshot_job_new_revert (VireoVm *vm, VireoSnapshot *snapshot,
                                                 const char *keep, VireoSnapshotAfter after);
VireoSnapshotJob *vireo_snapshot_job_new_undo (VireoVm *vm, const char *kept);
VireoSnapshotJob *vireo_snapshot_job_new_delete (VireoVm *vm, const char *const *names);
VireoSnapshotJob *vireo_snapshot_job_new_edit (VireoVm *vm, VireoSnapshot *snapshot,
                                               const char *title, const char *description);
VireoSnapshotJob *vireo_snapshot_job_new_clone (VireoVm *vm, VireoSnapshot *snapshot,
                                                const char *vm_name);

VireoVm          *vireo_snapshot_job_get_vm (VireoSnapshotJob *self);
const char       *vireo_snapshot_job_get_kept (VireoSnapshotJob *self); /* (nullable) */
char             *vireo_snapshot_make_name (void);

G_END_DECLS
