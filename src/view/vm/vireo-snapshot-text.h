/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/snapshot/vireo-snapshot-tree.h"

G_BEGIN_DECLS

/* Snapshots in words. */

char       *vireo_snapshot_text_time (gint64 taken);       /* "5 minutes ago", "yesterday 14:03" */
char       *vireo_snapshot_text_exact_time (gint64 taken);
char       *vireo_snapshot_text_clock (gint64 taken);      /* "14:03", with the day when not today */
const char *vireo_snapshot_text_state (VireoSnapshot *snapshot);
const char *vireo_snapshot_text_kind (VireoSnapshotKind kind);
char       *vireo_snapshot_text_line (VireoSnapshot *snapshot);
char       *vireo_snapshot_text_disks (VireoSnapshot *snapshot);
char       *vireo_snapshot_text_pause (const VireoSnapshotVerdict *verdict); /* (nullable) */
char       *vireo_snapshot_text_loss (VireoSnapshotTree *tree, VireoSnapshot *snapshot);
char       *vireo_snapshot_text_deletion (VireoSnapshotTree *tree, GPtrArray *snapshots);
char       *vireo_snapshot_text_names (VireoSnapshotTree *tree); /* (nullable) */

G_END_DECLS
