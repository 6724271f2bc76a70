/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-snapshot-take-dialog.h"

G_BEGIN_DECLS

/* Asks before a revert: says what goes, and offers to keep it. */

#define VIREO_TYPE_SNAPSHOT_REVERT_DIALOG (vireo_snapshot_revert_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotRevertDialog, vireo_snapshot_revert_dialog, VIREO,
                      SNAPSHOT_REVERT_DIALOG, VireoChangeDialog)

GtkWidget *vireo_snapshot_revert_dialog_new (GtkWidget *where, VireoSnapshotTree *tree,
                                             VireoSnapshot *snapshot, VireoSnapshotStart start);

G_END_DECLS
