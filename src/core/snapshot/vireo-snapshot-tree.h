/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/snapshot/vireo-snapshot-node.h"
#include "core/snapshot/vireo-snapshot-policy.h"

G_BEGIN_DECLS

/* The snapshots of one VM as lines of a tree, kept true while somebody looks.  Main thread.
 *
 * libvirt has no events for snapshots.  So all of it is read anew when the VM itself was, which
 * follows whatever happens to it, and every few seconds the names alone are asked for; all of it
 * again when they differ.  A description that another program edits shows when the VM changes or
 * the pane is opened again. */

#define VIREO_TYPE_SNAPSHOT_TREE (vireo_snapshot_tree_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotTree, vireo_snapshot_tree, VIREO, SNAPSHOT_TREE, GObject)

/* Properties: vm, nodes (GListModel of VireoSnapshotNode), n-snapshots, loaded, error (boxed GError,
 * nullable), newest-first (read-write).  Signal "changed": after each reading that brought anything
 * new, the facts included. */
VireoSnapshotTree          *vireo_snapshot_tree_new (VireoVm *vm);
void                        vireo_snapshot_tree_watch (VireoSnapshotTree *self);
void                        vireo_snapshot_tree_unwatch (VireoSnapshotTree *self);
void                        vireo_snapshot_tree_refresh (VireoSnapshotTree *self);

VireoVm                    *vireo_snapshot_tree_get_vm (VireoSnapshotTree *self);
GListModel                 *vireo_snapshot_tree_get_nodes (VireoSnapshotTree *self);
guint                       vireo_snapshot_tree_get_n_snapshots (VireoSnapshotTree *self);
gboolean                    vireo_snapshot_tree_is_loaded (VireoSnapshotTree *self);
const GError               *vireo_snapshot_tree_get_error (VireoSnapshotTree *self); /* (nullable) */
gboolean                    vireo_snapshot_tree_get_newest_first (VireoSnapshotTree *self);
const VireoSnapshotFacts   *vireo_snapshot_tree_get_facts (VireoSnapshotTree *self);   /* (nullable) */
const VireoSnapshotVerdict *vireo_snapshot_tree_get_verdict (VireoSnapshotTree *self); /* (nullable) */
VireoSnapshot              *vireo_snapshot_tree_find (VireoSnapshotTree *self, const char *name);
VireoSnapshot              *vireo_snapshot_tree_get_current (VireoSnapshotTree *self); /* (nullable) */
GPtrArray                  *vireo_snapshot_tree_list_below (VireoSnapshotTree *self, const char *name);
gint64                      vireo_snapshot_tree_get_newest (VireoSnapshotTree *self);

G_END_DECLS
