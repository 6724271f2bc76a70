/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/snapshot/vireo-snapshot.h"

G_BEGIN_DECLS

/* A line of the tree of snapshots: a snapshot, or the present ("You are here"), with its place and
 * the branch lines to draw beside it.  It never changes.  Any thread.
 *
 * A line of descent stays in its lane, however long it is; only where it forks a branch moves one
 * lane to the right.  So sixty snapshots after one another need no room at all. */

#define VIREO_SNAPSHOT_MAX_LANES 12

#define VIREO_TYPE_SNAPSHOT_NODE (vireo_snapshot_node_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotNode, vireo_snapshot_node, VIREO, SNAPSHOT_NODE, GObject)

/* Properties: snapshot (nullable: the present), depth (number of ancestors) */
VireoSnapshot *vireo_snapshot_node_get_snapshot (VireoSnapshotNode *self); /* (nullable) */
VireoSnapshot *vireo_snapshot_node_get_before (VireoSnapshotNode *self);   /* its parent (nullable) */
guint          vireo_snapshot_node_get_depth (VireoSnapshotNode *self);
guint          vireo_snapshot_node_get_lane (VireoSnapshotNode *self);
guint          vireo_snapshot_node_get_passing (VireoSnapshotNode *self); /* bits: lanes that go by */
gboolean       vireo_snapshot_node_has_after (VireoSnapshotNode *self);   /* a line to what follows */
gboolean       vireo_snapshot_node_is_fork (VireoSnapshotNode *self);     /* comes from the lane left */
gboolean       vireo_snapshot_node_equal (VireoSnapshotNode *self, VireoSnapshotNode *other);

/* Oldest first; the present last of its parent's line. */
GPtrArray     *vireo_snapshot_arrange (GPtrArray *snapshots, gboolean with_present);

G_END_DECLS
