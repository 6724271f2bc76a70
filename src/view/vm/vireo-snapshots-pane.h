/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"
#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* The snapshots of a VM as a tree, the chosen one beside it, and everything that is done with
 * them. */

#define VIREO_TYPE_SNAPSHOTS_PANE (vireo_snapshots_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotsPane, vireo_snapshots_pane, VIREO, SNAPSHOTS_PANE, VireoVmPane)

G_END_DECLS
