/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/vm/vireo-choice-row.h"
#include "view/vm/vireo-snapshot-revert-dialog.h"
#include "view/vm/vireo-snapshot-text.h"

struct _VireoSnapshotRevertDialog
{
  VireoChangeDialog parent_instance;

  VireoSnapshotTree *tree; /* (owned) */
  VireoSnapshot *snapshot; /* (owned) */
  VireoSnapshotStart start;
  GtkWidget *where; /* (owned) */

  GtkLabel *heading;
  GtkLabel *loss;
  AdwActionRow *keep_row;
  GtkCheckButton *keep;
  VireoChoiceRow *after;
};

G_DEFINE_FINAL_TYPE (VireoSnapshotRevertDialog, vireo_snapshot_revert_dialog,
                     VIREO_TYPE_CHANGE_DIALOG)

/* As the VM goes on while the question is open, so does what it says. */
static void
update (VireoSnapshotRevertDialog *self)
{
  const VireoSnapshotVerdict *verdict = vireo_snapshot_tree_get_verdict (self->tree);
  const char *name = vireo_snapshot_get_name (self->snapshot);
  VireoSnapshot *now = vireo_snapshot_tree_find (self->tree, name);
  g_autofree char *loss = NULL;

  if (now == NULL)
    {
      vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self),
                                       _ ("The snapshot is not there any more."));
      return;
    }
  loss = vireo_snapshot_text_loss (self->tree, now);
  gtk_label_set_label (self->loss, loss);
  gtk_widget_set_sensitive (GTK_WIDGET (self->keep_row), verdict->can_take);
  if (!verdict->can_take)
    gtk_check_button_set_active (self->keep, FALSE);
  adw_action_row_set_subtitle (self->keep_row,
                               verdict->can_take ? _ ("The revert can then be undone with one click.")
                                                 : verdict->why_not);
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), NULL);
}

static char *
make_kept_name (VireoSnapshotRevertDialog *self)
{
  g_autofree char *time = vireo_snapshot_make_name ();

  /* Translators: the name of a snapshot; a date and time follow.  No slash */
  return g_strdup_printf (_ ("before revert %s"), time);
}

static VireoSnapshotAfter
get_after (VireoSnapshotRevertDialog *self)
{
  const char *value = vireo_choice_row_get_value (self->after);

  if (g_strcmp0 (value, "run") == 0)
    return VIREO_SNAPSHOT_AFTER_RUN;
  if (g_strcmp0 (value, "pause") == 0)
    return VIREO_SNAPSHOT_AFTER_PAUSE;
  if (g_strcmp0 (value, "off") == 0)
    return VIREO_SNAPSHOT_AFTER_OFF;
  return VIREO_SNAPSHOT_AFTER_AS_THEN;
}

static void
vireo_snapshot_revert_dialog_apply (VireoChangeDialog *dialog)
{
  VireoSnapshotRevertDialog *self = VIREO_SNAPSHOT_REVERT_DIALOG (dialog);
  g_autofree char *kept = gtk_check_button_get_active (self->keep) ? make_kept_name (self) : NULL;
  g_autoptr (VireoSnapshotJob) job = vireo_snapshot_job_new_revert (
      vireo_change_dialog_get_vm (dialog), self->snapshot, kept, get_after (self));

  self->start (self->where, job);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
vireo_snapshot_revert_dialog_dispose (GObject *object)
{
  VireoSnapshotRevertDialog *self = VIREO_SNAPSHOT_REVERT_DIALOG (object);

  g_clear_object (&self->tree);
  g_clear_object (&self->snapshot);
  g_clear_object (&self->where);
  G_OBJECT_CLASS (vireo_snapshot_revert_dialog_parent_class)->dispose (object);
}

static void
vireo_snapshot_revert_dialog_class_init (VireoSnapshotRevertDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_snapshot_revert_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_snapshot_revert_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-snapshot-revert-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotRevertDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotRevertDialog, loss);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotRevertDialog, keep_row);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotRevertDialog, keep);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotRevertDialog, after);
}

static void
vireo_snapshot_revert_dialog_init (VireoSnapshotRevertDialog *self)
{
  g_type_ensure (VIREO_TYPE_CHOICE_ROW);
  vireo_init_template (GTK_WIDGET (self));
}

static void
fill_after (VireoSnapshotRevertDialog *self)
{
  static const VireoChoice running[] = { { "as-then", N_ ("Run, as it did then") },
                                         { "pause", N_ ("Pause it") },
                                         { "off", N_ ("Leave it off, without its memory") } };
  static const VireoChoice paused[] = { { "as-then", N_ ("Stay paused, as it was then") },
                                        { "run", N_ ("Let it run") },
                                        { "off", N_ ("Leave it off, without its memory") } };
  static const VireoChoice off[] = { { "as-then", N_ ("Leave it off") },
                                     { "run", N_ ("Start it") },
                                     { "pause", N_ ("Start it paused") } };

  if (!vireo_snapshot_has_memory (self->snapshot))
    vireo_choice_row_fill (self->after, off, G_N_ELEMENTS (off), "as-then");
  else if (vireo_snapshot_get_state (self->snapshot) == VIREO_SNAPSHOT_STATE_PAUSED)
    vireo_choice_row_fill (self->after, paused, G_N_ELEMENTS (paused), "as-then");
  else
    vireo_choice_row_fill (self->after, running, G_N_ELEMENTS (running), "as-then");
}

/**
 * vireo_snapshot_revert_dialog_new:
 * @where: a widget of the window that asks; handed to @start
 * @tree: loaded
 * @snapshot: of @tree
 * @start: starts the job
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_snapshot_revert_dialog_new (GtkWidget *where,
                                  VireoSnapshotTree *tree,
                                  VireoSnapshot *snapshot,
                                  VireoSnapshotStart start)
{
  VireoSnapshotRevertDialog *self = g_object_new (VIREO_TYPE_SNAPSHOT_REVERT_DIALOG, NULL);
  g_autofree char *heading = NULL;

  self->tree = g_object_ref (tree);
  self->snapshot = g_object_ref (snapshot);
  self->start = start;
  self->where = g_object_ref (where);
  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vireo_snapshot_tree_get_vm (tree));
  /* Translators: the name of a snapshot */
  heading = g_strdup_printf (_ ("Revert to “%s”?"), vireo_snapshot_get_title (snapshot));
  gtk_label_set_label (self->heading, heading);
  fill_after (self);
  update (self);
  g_signal_connect_object (tree, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
