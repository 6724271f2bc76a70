/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vireo-vm.h"
#include "core/snapshot/vireo-snapshot-node.h"

G_BEGIN_DECLS

/* A line of the tree of snapshots.  Hundreds of them are made at once, so it is no template and has
 * as little in it as it can. */

#define VIREO_TYPE_SNAPSHOT_ROW (vireo_snapshot_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotRow, vireo_snapshot_row, VIREO, SNAPSHOT_ROW, GtkBox)

GtkWidget         *vireo_snapshot_row_new (void);
void               vireo_snapshot_row_show (VireoSnapshotRow *self, VireoVm *vm,
                                            VireoSnapshotNode *node, gboolean newest_first);
void               vireo_snapshot_row_clear (VireoSnapshotRow *self);
VireoSnapshotNode *vireo_snapshot_row_get_node (VireoSnapshotRow *self); /* (nullable) */

G_END_DECLS
