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
  GListStore *shown;          /* (owned): those of the tree's lines that have a row */
  guint first;                /* where in the tree they begin */
  GtkMultiSelection *chosen;  /* (owned) */
  GPtrArray *names;           /* (owned): of the chosen, "" for the present */
  GtkAdjustment *place;       /* (owned): how far the list is scrolled */
  guint tick;                 /* rows are being made */
  guint until_aimed;          /* frames until the list is scrolled to the present; 0: it was */
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
void           _vireo_snapshots_pane_set_job (VireoSnapshotsPane *self, VireoSnapshotJob *job);

/* vireo-snapshots-pane-list.c */
void           _vireo_snapshots_pane_make_list (VireoSnapshotsPane *self);
void           _vireo_snapshots_pane_drop_list (VireoSnapshotsPane *self);
void           _vireo_snapshots_pane_empty_list (VireoSnapshotsPane *self);
void           _vireo_snapshots_pane_update_list (VireoSnapshotsPane *self);
void           _vireo_snapshots_pane_show_chosen (VireoSnapshotsPane *self);
GPtrArray     *_vireo_snapshots_pane_get_chosen (VireoSnapshotsPane *self); /* of VireoSnapshot */
VireoSnapshot *_vireo_snapshots_pane_get_one (VireoSnapshotsPane *self);    /* (nullable) */

/* vireo-snapshots-pane-actions.c */
void           _vireo_snapshots_pane_install_actions (GtkWidgetClass *klass);
void           _vireo_snapshots_pane_update_actions (VireoSnapshotsPane *self);

G_END_DECLS
