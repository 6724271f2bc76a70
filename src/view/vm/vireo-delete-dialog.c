/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/jobs/vireo-delete-job.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-delete-dialog.h"
#include "view/vm/vireo-snapshot-text.h"

struct _VireoDeleteDialog
{
  AdwWindow parent_instance;

  VireoContext *context; /* (owned) */
  VireoVm *vm;           /* (owned) */
  GListModel *items;     /* (owned) (nullable) */
  char *problem;         /* (owned) (nullable) */
  GCancellable *leaving; /* (owned) */

  VireoSnapshotTree *tree; /* (owned) (nullable): not yet */

  GtkListBox *list;
};

enum
{
  PROP_VM = 1,
  PROP_ITEMS,
  PROP_PROBLEM,
  PROP_SNAPSHOTS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDeleteDialog, vireo_delete_dialog, ADW_TYPE_WINDOW)

static void
vireo_delete_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDeleteDialog *self = VIREO_DELETE_DIALOG (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, self->vm);
      break;
    case PROP_ITEMS:
      g_value_set_object (value, self->items);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_SNAPSHOTS:
      g_value_take_string (value, self->tree != NULL ? vireo_snapshot_text_names (self->tree) : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* What the file is, and why it can or cannot go */
static char *
fate_text (VireoDiskFate fate, const char *used_by, gboolean ours)
{
  switch (fate)
    {
    case VIREO_DISK_FATE_OFFER:
      return g_strdup (ours ? _ ("Created by Vireo for this virtual machine")
                            : _ ("Used by this virtual machine only"));
    case VIREO_DISK_FATE_READ_ONLY:
      return g_strdup (_ ("Kept: a medium that is only read, such as an installation image"));
    case VIREO_DISK_FATE_SHARED:
      return g_strdup (_ ("Kept: shared with other disks or virtual machines"));
    case VIREO_DISK_FATE_OTHERS_USE:
      if (used_by != NULL && *used_by != '\0')
        return g_strdup_printf (_ ("Kept: also used by “%s”"), used_by);
      return g_strdup (_ ("Kept: also used by another virtual machine"));
    case VIREO_DISK_FATE_DEVICE:
      return g_strdup (_ ("Kept: a device or network disk, not a file"));
    case VIREO_DISK_FATE_MISSING:
      return g_strdup (_ ("Not there any more"));
    default:
      g_return_val_if_reached (NULL);
    }
}

static GtkWidget *
make_row (gpointer data, gpointer unused)
{
  VireoDeleteItem *item = data;
  g_autofree char *path = NULL;
  g_autofree char *target = NULL;
  g_autofree char *used_by = NULL;
  g_autofree char *name = NULL;
  g_autofree char *what = NULL;
  g_autofree char *size_text = NULL;
  g_autofree char *subtitle = NULL;
  guint64 size;
  VireoDiskFate fate;
  gboolean ours;
  GtkWidget *row = vireo_action_row_new ();
  GtkWidget *tick = gtk_check_button_new ();

  g_object_get (item, "path", &path, "target", &target, "size", &size, "fate", &fate, "used-by",
                &used_by, "created-by-vireo", &ours, NULL);
  name = g_filename_display_name (path != NULL ? path : target);
  what = fate_text (fate, used_by, ours);
  size_text = vireo_size_to_text (size);
  subtitle = size > 0 ? g_strdup_printf ("%s (%s)\n%s", target, size_text, what)
                      : g_strdup_printf ("%s\n%s", target, what);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);

  gtk_widget_set_valign (tick, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, what, -1);
  g_object_bind_property (item, "selected", tick, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_widget_set_sensitive (tick, fate == VIREO_DISK_FATE_OFFER);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), tick);
  if (fate == VIREO_DISK_FATE_OFFER)
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), tick);
  return row;
}

/* Not before it is said what goes. */
static void
update_confirm (VireoDeleteDialog *self)
{
  gboolean said = vireo_snapshot_tree_is_loaded (self->tree)
                  || vireo_snapshot_tree_get_error (self->tree) != NULL || self->problem != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "delete.confirm", self->items != NULL && said);
}

static void
snapshots_changed (VireoDeleteDialog *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SNAPSHOTS]);
  update_confirm (self);
}

static void
listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoDeleteDialog) self = data;
  g_autoptr (GError) error = NULL;
  GListModel *items = vireo_delete_list_finish (VIREO_VM (source), result, &error);

  if (g_cancellable_is_cancelled (self->leaving))
    {
      g_clear_object (&items);
      return;
    }
  if (items == NULL)
    {
      /* Without a list nothing is ticked: the VM alone can still go. */
      self->problem = g_strdup_printf (_ ("Its disk files could not be listed, so they will be kept. %s"),
                                       error->message);
      items = G_LIST_MODEL (g_list_store_new (VIREO_TYPE_DELETE_ITEM));
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
    }
  self->items = items;
  gtk_list_box_bind_model (self->list, items, make_row, NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ITEMS]);
  update_confirm (self);
}

static void
confirm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDeleteDialog *self = VIREO_DELETE_DIALOG (widget);
  g_autoptr (VireoDeleteJob) job = vireo_delete_job_new (self->vm, self->items);

  vireo_job_list_add (vireo_context_get_jobs (self->context), VIREO_JOB (job));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* Words for the bindings */

static char *
heading_text (gpointer instance, const char *name)
{
  return g_strdup_printf (_ ("Delete “%s”?"), name);
}

static char *
button_text (gpointer instance, const char *name)
{
  /* Translators: the button that deletes the virtual machine of this name */
  return g_strdup_printf (_ ("Delete “%s”"), name);
}

static char *
body_text (gpointer instance, VireoVmState state)
{
  const char *warning = "";

  if (state == VIREO_VM_STATE_SAVED)
    warning = _ ("Its saved state is discarded. ");
  else if (state != VIREO_VM_STATE_OFF && state != VIREO_VM_STATE_UNKNOWN)
    warning = _ ("It is running and will be forced off: what it has not written to disk is lost. ");
  return g_strconcat (warning, _ ("Its settings and its snapshots are removed for good, and with "
                                  "them the files ticked here."), NULL);
}

static char *
visible_child (gpointer instance, GListModel *items)
{
  if (items == NULL)
    return g_strdup ("wait");
  return g_strdup (g_list_model_get_n_items (items) > 0 ? "list" : "none");
}

static void
vireo_delete_dialog_dispose (GObject *object)
{
  VireoDeleteDialog *self = VIREO_DELETE_DIALOG (object);

  g_cancellable_cancel (self->leaving);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_DELETE_DIALOG);
  g_clear_object (&self->items);
  if (self->tree != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->tree, self);
      vireo_snapshot_tree_unwatch (self->tree);
    }
  g_clear_object (&self->tree);
  g_clear_object (&self->vm);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_delete_dialog_parent_class)->dispose (object);
}

static void
vireo_delete_dialog_finalize (GObject *object)
{
  VireoDeleteDialog *self = VIREO_DELETE_DIALOG (object);

  g_free (self->problem);
  g_object_unref (self->leaving);
  G_OBJECT_CLASS (vireo_delete_dialog_parent_class)->finalize (object);
}

static void
vireo_delete_dialog_class_init (VireoDeleteDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_delete_dialog_get_property;
  object_class->dispose = vireo_delete_dialog_dispose;
  object_class->finalize = vireo_delete_dialog_finalize;

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, flags);
  props[PROP_ITEMS] = g_param_spec_object ("items", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  props[PROP_SNAPSHOTS] = g_param_spec_string ("snapshots", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-delete-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDeleteDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, heading_text);
  gtk_widget_class_bind_template_callback (widget_class, button_text);
  gtk_widget_class_bind_template_callback (widget_class, body_text);
  gtk_widget_class_bind_template_callback (widget_class, visible_child);
  vireo_text_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "delete.confirm", NULL, confirm_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_delete_dialog_init (VireoDeleteDialog *self)
{
  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "delete.confirm", FALSE);
}

/**
 * vireo_delete_dialog_new:
 * @where: a widget of the window that asks
 * @context: its job list carries out the deletion
 * @vm: what to delete
 *
 * Returns: the dialog, not yet shown; it begins to list the disk files and the snapshots at once
 */
GtkWidget *
vireo_delete_dialog_new (GtkWidget *where, VireoContext *context, VireoVm *vm)
{
  VireoDeleteDialog *self = g_object_new (VIREO_TYPE_DELETE_DIALOG, NULL);
  GtkRoot *root = gtk_widget_get_root (where);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->vm = g_object_ref (vm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
  self->tree = vireo_snapshot_tree_new (vm);
  g_signal_connect_swapped (self->tree, "changed", G_CALLBACK (snapshots_changed), self);
  g_signal_connect_swapped (self->tree, "notify::error", G_CALLBACK (update_confirm), self);
  vireo_snapshot_tree_watch (self->tree);
  vireo_delete_list_async (vm, self->leaving, listed, g_object_ref (self));
  return GTK_WIDGET (self);
}
