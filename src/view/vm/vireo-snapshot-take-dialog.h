/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/snapshot/vireo-snapshot-job.h"
#include "core/snapshot/vireo-snapshot-tree.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* What a new snapshot is called and what goes into it; for one that is there, its name and
 * description alone, or the name of a VM that is made from it. */

typedef void (*VireoSnapshotStart) (GtkWidget *where, VireoSnapshotJob *job);

#define VIREO_TYPE_SNAPSHOT_TAKE_DIALOG (vireo_snapshot_take_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotTakeDialog, vireo_snapshot_take_dialog, VIREO,
                      SNAPSHOT_TAKE_DIALOG, VireoChangeDialog)

/* start: does the job, called with @where once the user has agreed */
GtkWidget *vireo_snapshot_take_dialog_new (GtkWidget *where, VireoSnapshotTree *tree,
                                           VireoSnapshotStart start);
GtkWidget *vireo_snapshot_edit_dialog_new (GtkWidget *where, VireoSnapshotTree *tree,
                                           VireoSnapshot *snapshot);
GtkWidget *vireo_snapshot_clone_dialog_new (GtkWidget *where, VireoSnapshotTree *tree,
                                            VireoSnapshot *snapshot, VireoSnapshotStart start);

G_END_DECLS
