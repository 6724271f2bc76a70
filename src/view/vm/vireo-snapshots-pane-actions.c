/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with snapshots by click. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/vm/vireo-snapshot-revert-dialog.h"
#include "view/vm/vireo-snapshot-take-dialog.h"
#include "view/vm/vireo-snapshot-text.h"
#include "view/vm/vireo-snapshots-pane-private.h"

/* --- jobs --- */

typedef struct
{
  VireoVm *vm; /* (owned) */
  char *kept;
} Undo;

static void
undo_free (gpointer data)
{
  Undo *undo = data;

  g_object_unref (undo->vm);
  g_free (undo->kept);
  g_free (undo);
}

static void start_job (GtkWidget *where, VireoSnapshotJob *job);

static void
undo_revert (GtkWidget *where, gpointer data)
{
  Undo *undo = data;
  g_autoptr (VireoSnapshotJob) job = vireo_snapshot_job_new_undo (undo->vm, undo->kept);

  start_job (where, job);
}

static void
offer_undo (VireoSnapshotsPane *self, VireoSnapshotJob *job)
{
  Undo *undo = g_new0 (Undo, 1);

  undo->vm = g_object_ref (vireo_snapshot_job_get_vm (job));
  undo->kept = g_strdup (vireo_snapshot_job_get_kept (job));
  vireo_report_undo (GTK_WIDGET (self), _ ("The virtual machine was reverted."), undo_revert, undo,
                     undo_free);
}

static void
job_finished (VireoSnapshotsPane *self, VireoJob *job)
{
  if (self->job == VIREO_SNAPSHOT_JOB (job))
    _vireo_snapshots_pane_set_job (self, NULL);
  if (self->tree != NULL)
    vireo_snapshot_tree_refresh (self->tree);
  if (vireo_job_get_state (job) == VIREO_JOB_DONE
      && vireo_snapshot_job_get_kept (VIREO_SNAPSHOT_JOB (job)) != NULL)
    offer_undo (self, VIREO_SNAPSHOT_JOB (job));
}

/* One that fails stays in the list of jobs, with its reason. */
static void
start_job (GtkWidget *where, VireoSnapshotJob *job)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (where);

  if (vireo_snapshot_job_get_vm (job) == vireo_vm_pane_get_vm (VIREO_VM_PANE (self)))
    _vireo_snapshots_pane_set_job (self, job);
  g_signal_connect_object (job, "finished", G_CALLBACK (job_finished), self, G_CONNECT_SWAPPED);
  vireo_job_list_add (vireo_context_get_jobs (self->context), VIREO_JOB (job));
}

/* --- take --- */

static void
take_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *generated = vireo_snapshot_make_name ();
  g_autoptr (VireoSnapshotJob) job
      = vireo_snapshot_job_new_take (vireo_vm_pane_get_vm (VIREO_VM_PANE (widget)), generated, NULL,
                                     VIREO_SNAPSHOT_TAKE_DEFAULT);

  start_job (widget, job);
}

static void
take_options_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);

  gtk_window_present (
      GTK_WINDOW (vireo_snapshot_take_dialog_new (widget, self->tree, start_job)));
}

/* --- revert --- */

static void
ask_revert (VireoSnapshotsPane *self, VireoSnapshot *snapshot)
{
  gtk_window_present (GTK_WINDOW (
      vireo_snapshot_revert_dialog_new (GTK_WIDGET (self), self->tree, snapshot, start_job)));
}

static void
revert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);

  ask_revert (self, _vireo_snapshots_pane_get_one (self));
}

static VireoSnapshot *
find_latest (VireoSnapshotsPane *self)
{
  GListModel *nodes = self->tree != NULL ? vireo_snapshot_tree_get_nodes (self->tree) : NULL;
  guint n = nodes != NULL ? g_list_model_get_n_items (nodes) : 0;
  VireoSnapshot *latest = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoSnapshotNode) node = g_list_model_get_item (nodes, i);
      VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

      if (snapshot != NULL
          && (latest == NULL
              || vireo_snapshot_get_taken (snapshot) >= vireo_snapshot_get_taken (latest)))
        latest = snapshot;
    }
  return latest;
}

static void
revert_latest_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);

  ask_revert (self, find_latest (self));
}

/* --- delete --- */

typedef struct
{
  VireoVm *vm;      /* (owned) */
  GPtrArray *alone; /* (owned): names, what came later first */
  GPtrArray *all;   /* (owned): with those that came after them */
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_object_unref (deletion->vm);
  g_ptr_array_unref (deletion->alone);
  g_ptr_array_unref (deletion->all);
  g_free (deletion);
}

static void
delete_confirmed (GtkWidget *where, gboolean with_later, gpointer data)
{
  Deletion *deletion = data;
  GPtrArray *names = with_later ? deletion->all : deletion->alone;
  g_autoptr (VireoSnapshotJob) job = NULL;

  g_ptr_array_add (names, NULL);
  job = vireo_snapshot_job_new_delete (deletion->vm, (const char *const *) names->pdata);
  start_job (where, job);
}

static gboolean
has_name (gconstpointer a, gconstpointer b)
{
  return g_str_equal (a, b);
}

/* In the order of the tree an ancestor comes first; it is to be deleted last. */
static GPtrArray *
list_names (VireoSnapshotsPane *self, GHashTable *wanted)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GListModel *nodes = vireo_snapshot_tree_get_nodes (self->tree);
  guint n = g_list_model_get_n_items (nodes);
  gboolean newest_first = vireo_snapshot_tree_get_newest_first (self->tree);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoSnapshotNode) node
          = g_list_model_get_item (nodes, newest_first ? i : n - 1 - i);
      VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

      if (snapshot != NULL && g_hash_table_contains (wanted, vireo_snapshot_get_name (snapshot))
          && !g_ptr_array_find_with_equal_func (names, vireo_snapshot_get_name (snapshot), has_name,
                                                NULL))
        g_ptr_array_add (names, g_strdup (vireo_snapshot_get_name (snapshot)));
    }
  return names;
}

static Deletion *
deletion_new (VireoSnapshotsPane *self, GPtrArray *snapshots)
{
  Deletion *deletion = g_new0 (Deletion, 1);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  deletion->vm = g_object_ref (vireo_vm_pane_get_vm (VIREO_VM_PANE (self)));
  for (guint i = 0; i < snapshots->len; i++)
    g_hash_table_add (wanted, g_strdup (vireo_snapshot_get_name (snapshots->pdata[i])));
  deletion->alone = list_names (self, wanted);
  for (guint i = 0; i < snapshots->len; i++)
    {
      g_autoptr (GPtrArray) below
          = vireo_snapshot_tree_list_below (self->tree, vireo_snapshot_get_name (snapshots->pdata[i]));

      for (guint j = 0; j < below->len; j++)
        g_hash_table_add (wanted, g_strdup (vireo_snapshot_get_name (below->pdata[j])));
    }
  deletion->all = list_names (self, wanted);
  return deletion;
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);
  g_autoptr (GPtrArray) snapshots = _vireo_snapshots_pane_get_chosen (self);
  g_autofree char *body = vireo_snapshot_text_deletion (self->tree, snapshots);
  g_autofree char *heading = NULL, *option = NULL;
  Deletion *deletion = deletion_new (self, snapshots);
  guint n_later = deletion->all->len - deletion->alone->len;

  if (snapshots->len == 1)
    /* Translators: the name of a snapshot */
    heading = g_strdup_printf (_ ("Delete the snapshot “%s”?"),
                               vireo_snapshot_get_title (snapshots->pdata[0]));
  else
    heading = g_strdup_printf (ngettext ("Delete %u snapshot?", "Delete %u snapshots?",
                                         snapshots->len), snapshots->len);
  if (n_later > 0)
    option = g_strdup_printf (ngettext ("Also delete the _%u that came after",
                                        "Also delete the _%u that came after", n_later), n_later);
  vireo_confirm_ticked (widget, heading, body, _ ("_Delete"), option, delete_confirmed, deletion,
                        deletion_free);
}

/* --- the rest --- */

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);

  gtk_window_present (GTK_WINDOW (vireo_snapshot_edit_dialog_new (
      widget, self->tree, _vireo_snapshots_pane_get_one (self))));
}

static void
clone_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);

  gtk_window_present (GTK_WINDOW (vireo_snapshot_clone_dialog_new (
      widget, self->tree, _vireo_snapshots_pane_get_one (self), start_job)));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSnapshotsPane *self = VIREO_SNAPSHOTS_PANE (widget);

  if (self->job != NULL)
    vireo_job_cancel (VIREO_JOB (self->job));
}

static gboolean
can_delete (VireoSnapshotsPane *self)
{
  g_autoptr (GPtrArray) snapshots = _vireo_snapshots_pane_get_chosen (self);
  const VireoSnapshotFacts *facts = vireo_snapshot_tree_get_facts (self->tree);

  for (guint i = 0; i < snapshots->len; i++)
    {
      g_autofree char *why_not
          = vireo_snapshot_policy_why_no_delete (facts, snapshots->pdata[i]);

      if (why_not != NULL)
        return FALSE;
    }
  return snapshots->len > 0;
}

static gboolean
can_revert (VireoSnapshotsPane *self, VireoSnapshot *snapshot)
{
  g_autofree char *why_not = NULL;

  if (snapshot == NULL)
    return FALSE;
  why_not = vireo_snapshot_policy_why_no_revert (vireo_snapshot_tree_get_facts (self->tree),
                                                 snapshot);
  return why_not == NULL;
}

void
_vireo_snapshots_pane_update_actions (VireoSnapshotsPane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = self->tree != NULL && vireo_snapshot_tree_is_loaded (self->tree)
                   && self->job == NULL && !vireo_vm_is_stale (vireo_snapshot_tree_get_vm (self->tree));
  VireoSnapshot *one = ready ? _vireo_snapshots_pane_get_one (self) : NULL;
  gboolean can_take = ready && vireo_snapshot_tree_get_verdict (self->tree)->can_take;

  gtk_widget_action_set_enabled (widget, "snapshots.take", can_take);
  gtk_widget_action_set_enabled (widget, "snapshots.take-options", can_take);
  gtk_widget_action_set_enabled (widget, "snapshots.revert", ready && can_revert (self, one));
  gtk_widget_action_set_enabled (widget, "snapshots.revert-latest",
                                 ready && can_revert (self, find_latest (self)));
  gtk_widget_action_set_enabled (widget, "snapshots.delete", ready && can_delete (self));
  gtk_widget_action_set_enabled (widget, "snapshots.edit", one != NULL);
  gtk_widget_action_set_enabled (widget, "snapshots.clone", one != NULL);
  gtk_widget_action_set_enabled (widget, "snapshots.cancel", self->job != NULL);
}

void
_vireo_snapshots_pane_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "snapshots.take", NULL, take_action);
  gtk_widget_class_install_action (klass, "snapshots.take-options", NULL, take_options_action);
  gtk_widget_class_install_action (klass, "snapshots.revert", NULL, revert_action);
  gtk_widget_class_install_action (klass, "snapshots.revert-latest", NULL, revert_latest_action);
  gtk_widget_class_install_action (klass, "snapshots.delete", NULL, delete_action);
  gtk_widget_class_install_action (klass, "snapshots.edit", NULL, edit_action);
  gtk_widget_class_install_action (klass, "snapshots.clone", NULL, clone_action);
  gtk_widget_class_install_action (klass, "snapshots.cancel", NULL, cancel_action);
  gtk_widget_class_install_property_action (klass, "snapshots.newest-first", "newest-first");
}
