/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/snapshot/vireo-snapshot-job.h"
#include "core/snapshot/vireo-snapshot-read.h"

G_BEGIN_DECLS

/* The work of a snapshot job, for vireo-snapshot-*.c only.  Worker. */

typedef struct
{
  VireoSnapshotJob *job; /* borrowed: to report to and to note commands in */
  virDomainPtr vm;       /* borrowed */
  virConnectPtr host;    /* borrowed from vm */
  GCancellable *cancellable;
} VireoSnapshotRun;

/* vireo-snapshot-job.c */
void     vireo_snapshot_run_note (VireoSnapshotRun *run, ...) G_GNUC_NULL_TERMINATED;
void     vireo_snapshot_run_note_line (VireoSnapshotRun *run, const char *line);
char    *vireo_snapshot_run_virsh (VireoSnapshotRun *run, ...) G_GNUC_NULL_TERMINATED;
const char *vireo_snapshot_run_get_uri (VireoSnapshotRun *run);
void     vireo_snapshot_run_report (VireoSnapshotRun *run, const char *step, double fraction);
gboolean vireo_snapshot_run_cancelled (VireoSnapshotRun *run, GError **error);

/* vireo-snapshot-take.c */
gboolean vireo_snapshot_run_take (VireoSnapshotRun *run, const char *name, const char *description,
                                  VireoSnapshotTakeFlags flags, GError **error);

/* vireo-snapshot-revert.c */
gboolean vireo_snapshot_run_revert (VireoSnapshotRun *run, const char *name,
                                    VireoSnapshotAfter after, GError **error);

/* vireo-snapshot-revert-external.c */
gboolean vireo_snapshot_run_revert_external (VireoSnapshotRun *run, VireoSnapshotReading *reading,
                                             VireoSnapshot *snapshot, VireoSnapshotAfter after,
                                             GError **error);

/* vireo-snapshot-delete.c */
gboolean vireo_snapshot_run_delete (VireoSnapshotRun *run, const char *name, GError **error);

/* vireo-snapshot-merge.c: after the snapshot itself is gone, gives back what its files take */
gboolean vireo_snapshot_run_give_back (VireoSnapshotRun *run, VireoSnapshotReading *before,
                                       VireoSnapshot *gone, GError **error);

/* vireo-snapshot-edit.c */
char    *vireo_snapshot_run_read_xml (VireoSnapshotRun *run, const char *name, GError **error);
gboolean vireo_snapshot_run_redefine (VireoSnapshotRun *run, const char *xml, gboolean is_current,
                                      GError **error);
gboolean vireo_snapshot_run_edit (VireoSnapshotRun *run, const char *name, const char *title,
                                  const char *description, GError **error);

/* vireo-snapshot-clone.c */
gboolean vireo_snapshot_run_clone (VireoSnapshotRun *run, const char *name, const char *vm_name,
                                   GError **error);

/* vireo-snapshot-files.c */
char    *vireo_snapshot_files_make_path (const char *beside, const char *vm_name,
                                         const char *what, const char *extension);
gboolean vireo_snapshot_files_make_overlay (VireoSnapshotRun *run, const char *base,
                                            const char *base_format, const char *overlay,
                                            GError **error);
gboolean vireo_snapshot_files_is_there (virConnectPtr host, const char *path);
void     vireo_snapshot_files_delete_unused (VireoSnapshotRun *run, const char *path,
                                             gboolean only_made);
gboolean vireo_snapshot_files_wait_block_job (VireoSnapshotRun *run, const char *target,
                                              gboolean until_ready, GError **error);

G_END_DECLS
