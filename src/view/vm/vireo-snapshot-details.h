/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/snapshot/vireo-snapshot-tree.h"

G_BEGIN_DECLS

/* What is known of the snapshot that is chosen in the tree, with the buttons for it.  Their actions
 * are those of the pane around it. */

#define VIREO_TYPE_SNAPSHOT_DETAILS (vireo_snapshot_details_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotDetails, vireo_snapshot_details, VIREO, SNAPSHOT_DETAILS, AdwBin)

/* Properties: snapshot (nullable), n-chosen (uint), page: what is shown: "one", "many", "here" or
 * "none"; why-no-revert, why-no-delete, why-no-clone (nullable: sentences) */
void vireo_snapshot_details_show (VireoSnapshotDetails *self, VireoSnapshotTree *tree,
                                  VireoSnapshot *snapshot, guint n_chosen);

G_END_DECLS
