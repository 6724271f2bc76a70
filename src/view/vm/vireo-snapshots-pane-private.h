/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/snapshot/vireo-snapshot-job.h"
#include "core/snapshot/vireo-snapshot-tree.h"
#include "view/vm/vireo-snapshot-details.h"
#include "view/vm/vireo-snapshots-pane.h"

G_BEGIN_DECLS

/* For vireo-snapshots-pane-*.c only. */

struct _VireoSnapshotsPane
{
  VireoVmPane parent_instance;

  VireoContext *context;      /* (owned) (nullable) */
  VireoSnapshotTree *tree;    /* (owned) (nullable): of the VM shown */
  VireoSnapshotTree *watched; /* (owned) (nullable): the one that is kept up to date now */
  GSignalGroup *changes;      /* (owned): follows the tree */
  GtkSliceListModel *part;    /* (owned): the lines that are shown yet */
  GtkMultiSelection *chosen;  /* (owned) */
  GPtrArray *names;           /* (owned): of the chosen, "" for the present */
  guint grow_source;
  gboolean newest_first;
  GSettings *settings; /* (owned) (nullable) */
  gboolean choosing; /* by us, not by the user */
  VireoSnapshotJob *job; /* (owned) (nullable): the one under way */

  AdwLeaflet *leaflet;
  GtkListView *list;
  GtkStack *stack;
  VireoSnapshotDetails *details;
};

/* vireo-snapshots-pane.c */
GPtrArray     *_vireo_snapshots_pane_get_chosen (VireoSnapshotsPane *self); /* of VireoSnapshot */
VireoSnapshot *_vireo_snapshots_pane_get_one (VireoSnapshotsPane *self);    /* (nullable) */
void           _vireo_snapshots_pane_set_job (VireoSnapshotsPane *self, VireoSnapshotJob *job);

/* vireo-snapshots-pane-actions.c */
void           _vireo_snapshots_pane_install_actions (GtkWidgetClass *klass);
void           _vireo_snapshots_pane_update_actions (VireoSnapshotsPane *self);

G_END_DECLS
