/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-snapshot-take-dialog.h"
#include "view/vm/vireo-snapshot-text.h"

struct _VireoSnapshotTakeDialog
{
  VireoChangeDialog parent_instance;

  VireoSnapshotTree *tree;  /* (owned) */
  VireoSnapshot *snapshot;  /* (owned) (nullable): the one it is about; %NULL: a new one */
  gboolean is_clone;        /* the name is that of a new VM */
  VireoSnapshotStart start; /* (nullable) */
  GtkWidget *where;         /* (owned) (nullable) */

  GtkEditable *name;
  GtkEditable *description;
  GtkWidget *options;
  AdwActionRow *kind_row;
  AdwActionRow *memory_row;
  GtkSwitch *memory;
  AdwActionRow *quiesce_row;
  GtkSwitch *quiesce;
};

G_DEFINE_FINAL_TYPE (VireoSnapshotTakeDialog, vireo_snapshot_take_dialog, VIREO_TYPE_CHANGE_DIALOG)

/* --- what is wrong, and what is good to know --- */

static char *
find_name_problem (VireoSnapshotTakeDialog *self)
{
  const char *name = gtk_editable_get_text (self->name);
  VireoSnapshot *taken = vireo_snapshot_tree_find (self->tree, name);
  char *problem;

  /* One that was given another name to show is still called what it was: nothing to find fault with
   * while that name is not touched. */
  if (self->snapshot != NULL && g_str_equal (name, vireo_snapshot_get_title (self->snapshot)))
    return NULL;
  problem = vireo_snapshot_policy_name_problem (name);
  if (problem == NULL && taken != NULL
      && (self->snapshot == NULL
          || !g_str_equal (vireo_snapshot_get_name (taken),
                           vireo_snapshot_get_name (self->snapshot))))
    problem = g_strdup_printf (_ ("There is a snapshot “%s” already."), name);
  return problem;
}

/* The rest of what may be wrong with a VM's name libvirt knows. */
static char *
find_clone_problem (VireoSnapshotTakeDialog *self)
{
  const char *name = gtk_editable_get_text (self->name);
  char *why_not = vireo_snapshot_policy_why_no_clone (vireo_snapshot_tree_get_facts (self->tree),
                                                      self->snapshot);

  if (why_not != NULL)
    return why_not;
  if (*name == '\0' || strpbrk (name, "/\n") != NULL)
    return g_strdup (_ ("Give the new virtual machine a name, without a slash."));
  return NULL;
}

static gboolean
wants_memory (VireoSnapshotTakeDialog *self)
{
  return gtk_switch_get_active (self->memory);
}

static char *
find_problem (VireoSnapshotTakeDialog *self)
{
  const VireoSnapshotVerdict *verdict = vireo_snapshot_tree_get_verdict (self->tree);
  const VireoSnapshotFacts *facts = vireo_snapshot_tree_get_facts (self->tree);
  char *problem = self->is_clone ? find_clone_problem (self) : find_name_problem (self);

  if (problem != NULL || self->snapshot != NULL)
    return problem;
  if (!verdict->can_take)
    return g_strdup (verdict->why_not);
  if (wants_memory (self) && facts->free_space < verdict->space)
    {
      g_autofree char *needed = vireo_size_to_text (verdict->space);
      g_autofree char *there = vireo_size_to_text (facts->free_space);

      return g_strdup_printf (
          _ ("The memory may take %s, and only %s are free where its disks are."), needed, there);
    }
  return NULL;
}

static char *
make_note (VireoSnapshotTakeDialog *self)
{
  const VireoSnapshotVerdict *verdict = vireo_snapshot_tree_get_verdict (self->tree);

  if (!wants_memory (self) && verdict->without_firmware)
    return g_strdup (_ ("What the UEFI firmware remembers, such as its boot order, is not kept in it: "
                        "that stays as it is when you revert."));
  return wants_memory (self) ? vireo_snapshot_text_pause (verdict) : NULL;
}

/* What can be chosen may change while the dialog is open: the guest starts, its agent begins to
 * answer. */
static void
update_options (VireoSnapshotTakeDialog *self)
{
  const VireoSnapshotVerdict *verdict = vireo_snapshot_tree_get_verdict (self->tree);
  gboolean choice = verdict->memory && verdict->without_memory;

  adw_action_row_set_subtitle (self->kind_row, verdict->kind_reason);
  /* Where there is no choice it says what happens; where there is one again, the usual. */
  if (!choice || !gtk_widget_get_sensitive (GTK_WIDGET (self->memory_row)))
    gtk_switch_set_active (self->memory, verdict->memory);
  gtk_widget_set_sensitive (GTK_WIDGET (self->memory_row), choice);
  adw_action_row_set_subtitle (
      self->memory_row, verdict->memory_reason != NULL
                            ? verdict->memory_reason
                            : _ ("A revert brings back the running guest, not only its disks."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->quiesce_row),
                            verdict->quiesce && !wants_memory (self));
  if (!verdict->quiesce)
    gtk_switch_set_active (self->quiesce, FALSE);
  adw_action_row_set_subtitle (
      self->quiesce_row, verdict->quiesce_reason != NULL
                             ? verdict->quiesce_reason
                             : _ ("The guest agent makes the guest store what it has not written "
                                  "yet."));
}

static void
check (VireoSnapshotTakeDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  g_autofree char *problem = NULL;
  g_autofree char *note = NULL;

  if (self->tree == NULL)
    return;
  if (self->snapshot == NULL)
    update_options (self);
  problem = find_problem (self);
  note = self->snapshot == NULL ? make_note (self) : NULL;
  vireo_change_dialog_set_problem (dialog, problem);
  if (!self->is_clone)
    vireo_change_dialog_set_note (dialog, note);
}

static void
field_changed_cb (VireoSnapshotTakeDialog *self)
{
  check (self);
}

static void
entry_activated_cb (VireoSnapshotTakeDialog *self)
{
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

/* --- doing it --- */

static void
edited (VireoSnapshotTakeDialog *self, VireoJob *job)
{
  if (vireo_job_get_error (job) != NULL)
    {
      vireo_change_dialog_failed (VIREO_CHANGE_DIALOG (self), vireo_job_get_error (job));
      return;
    }
  vireo_snapshot_tree_refresh (self->tree);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* A moment's work: the dialog stays until it is done, and says why when it is not. */
static void
edit (VireoSnapshotTakeDialog *self)
{
  g_autoptr (VireoSnapshotJob) job = vireo_snapshot_job_new_edit (
      vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self)), self->snapshot,
      gtk_editable_get_text (self->name), gtk_editable_get_text (self->description));

  g_signal_connect_object (job, "finished", G_CALLBACK (edited), self, G_CONNECT_SWAPPED);
  vireo_job_start (VIREO_JOB (job));
}

static void
vireo_snapshot_take_dialog_apply (VireoChangeDialog *dialog)
{
  VireoSnapshotTakeDialog *self = VIREO_SNAPSHOT_TAKE_DIALOG (dialog);
  VireoSnapshotTakeFlags flags = VIREO_SNAPSHOT_TAKE_DEFAULT;
  g_autoptr (VireoSnapshotJob) job = NULL;

  if (self->snapshot != NULL && !self->is_clone)
    {
      edit (self);
      return;
    }
  if (self->is_clone)
    {
      job = vireo_snapshot_job_new_clone (vireo_change_dialog_get_vm (dialog), self->snapshot,
                                          gtk_editable_get_text (self->name));
      self->start (self->where, job);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (!wants_memory (self))
    flags |= VIREO_SNAPSHOT_TAKE_DISKS_ONLY;
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->quiesce_row))
      && gtk_switch_get_active (self->quiesce))
    flags |= VIREO_SNAPSHOT_TAKE_QUIESCE;
  job = vireo_snapshot_job_new_take (vireo_change_dialog_get_vm (dialog),
                                     gtk_editable_get_text (self->name),
                                     gtk_editable_get_text (self->description), flags);
  self->start (self->where, job);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* --- the object --- */

static void
vireo_snapshot_take_dialog_dispose (GObject *object)
{
  VireoSnapshotTakeDialog *self = VIREO_SNAPSHOT_TAKE_DIALOG (object);

  g_clear_object (&self->tree);
  g_clear_object (&self->snapshot);
  g_clear_object (&self->where);
  G_OBJECT_CLASS (vireo_snapshot_take_dialog_parent_class)->dispose (object);
}

static void
vireo_snapshot_take_dialog_class_init (VireoSnapshotTakeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_snapshot_take_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_snapshot_take_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-snapshot-take-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, name);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, description);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, options);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, memory_row);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, memory);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, quiesce_row);
  gtk_widget_class_bind_template_child (widget_class, VireoSnapshotTakeDialog, quiesce);
  gtk_widget_class_bind_template_callback (widget_class, field_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
vireo_snapshot_take_dialog_init (VireoSnapshotTakeDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

static VireoSnapshotTakeDialog *
dialog_new (GtkWidget *where, VireoSnapshotTree *tree, const char *title, const char *verb)
{
  VireoSnapshotTakeDialog *self
      = g_object_new (VIREO_TYPE_SNAPSHOT_TAKE_DIALOG, "title", title, "verb", verb, NULL);

  self->tree = g_object_ref (tree);
  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vireo_snapshot_tree_get_vm (tree));
  g_signal_connect_object (tree, "changed", G_CALLBACK (check), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * vireo_snapshot_take_dialog_new:
 * @where: a widget of the window that asks; handed to @start
 * @tree: loaded
 * @start: starts the job
 *
 * Returns: the dialog, not yet shown, filled in so that it only needs a click
 */
GtkWidget *
vireo_snapshot_take_dialog_new (GtkWidget *where, VireoSnapshotTree *tree, VireoSnapshotStart start)
{
  VireoSnapshotTakeDialog *self
      = dialog_new (where, tree, _ ("Take Snapshot"), _ ("_Take Snapshot"));
  g_autofree char *name = vireo_snapshot_make_name ();

  self->start = start;
  self->where = g_object_ref (where);
  gtk_editable_set_text (self->name, name);
  gtk_editable_select_region (self->name, 0, -1);
  gtk_switch_set_active (self->memory, vireo_snapshot_tree_get_verdict (tree)->memory);
  check (self);
  return GTK_WIDGET (self);
}

/**
 * vireo_snapshot_edit_dialog_new:
 * @snapshot: of @tree
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_snapshot_edit_dialog_new (GtkWidget *where, VireoSnapshotTree *tree, VireoSnapshot *snapshot)
{
  VireoSnapshotTakeDialog *self = dialog_new (where, tree, _ ("Edit Snapshot"), _ ("_Save"));
  const char *description = vireo_snapshot_get_description (snapshot);

  self->snapshot = g_object_ref (snapshot);
  gtk_widget_set_visible (self->options, FALSE);
  gtk_editable_set_text (self->name, vireo_snapshot_get_title (snapshot));
  gtk_editable_set_text (self->description, description != NULL ? description : "");
  check (self);
  return GTK_WIDGET (self);
}

/**
 * vireo_snapshot_clone_dialog_new:
 * @where: a widget of the window that asks; handed to @start
 * @snapshot: of @tree
 * @start: starts the job
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_snapshot_clone_dialog_new (GtkWidget *where,
                                 VireoSnapshotTree *tree,
                                 VireoSnapshot *snapshot,
                                 VireoSnapshotStart start)
{
  VireoSnapshotTakeDialog *self = dialog_new (where, tree, _ ("Clone Snapshot"), _ ("_Clone"));
  g_autofree char *name
      = g_strdup_printf ("%s-clone", vireo_vm_get_name (vireo_snapshot_tree_get_vm (tree)));

  self->snapshot = g_object_ref (snapshot);
  self->is_clone = TRUE;
  self->start = start;
  self->where = g_object_ref (where);
  gtk_widget_set_visible (self->options, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->description), FALSE);
  gtk_editable_set_text (self->name, name);
  vireo_change_dialog_set_note (
      VIREO_CHANGE_DIALOG (self),
      _ ("A new virtual machine with copies of the disks as they were then, and with MAC addresses "
         "of its own.  It is left off.  Inside, the guest still has its old name and addresses."));
  check (self);
  return GTK_WIDGET (self);
}
