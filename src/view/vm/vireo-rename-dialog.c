/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/install/vireo-install-plan.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-rename-dialog.h"

struct _VireoRenameDialog
{
  AdwWindow parent_instance;

  VireoContext *context; /* (owned) */
  VireoVm *vm;           /* (owned) */
  GCancellable *leaving; /* (owned) */
  char *problem;         /* (owned) (nullable): why the name cannot be taken */
  gboolean busy;

  GtkEditable *name;
};

enum
{
  PROP_PROBLEM = 1,
  PROP_BUSY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoRenameDialog, vireo_rename_dialog, ADW_TYPE_WINDOW)

static void
vireo_rename_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoRenameDialog *self = VIREO_RENAME_DIALOG (object);

  switch (id)
    {
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
set_busy (VireoRenameDialog *self, gboolean busy)
{
  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

/* A problem is shown beside the field; the button follows whether there is one. */
static void
set_problem (VireoRenameDialog *self, const char *problem)
{
  const char *name = gtk_editable_get_text (self->name);
  gboolean same = g_strcmp0 (name, vireo_vm_get_name (self->vm)) == 0;

  g_free (self->problem);
  self->problem = g_strdup (problem);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->name), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name), "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem != NULL ? problem : "", -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rename.apply", problem == NULL && !same);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static gboolean
name_is_taken (VireoRenameDialog *self, const char *name)
{
  VireoHost *host = vireo_host_list_lookup (vireo_context_get_hosts (self->context),
                                            vireo_vm_get_uri (self->vm));
  GListModel *vms = host != NULL ? vireo_vm_list_get_items (vireo_host_get_vms (host)) : NULL;

  for (guint i = 0; vms != NULL && i < g_list_model_get_n_items (vms); i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (vms, i);

      if (vm != self->vm && g_strcmp0 (vireo_vm_get_name (vm), name) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
name_typed_cb (VireoRenameDialog *self)
{
  g_autoptr (GError) error = NULL;
  const char *name = gtk_editable_get_text (self->name);

  if (!vireo_install_plan_check_name (name, &error))
    set_problem (self, error->message);
  else if (name_is_taken (self, name))
    set_problem (self, _ ("Another virtual machine has this name."));
  else
    set_problem (self, NULL);
}

static void
renamed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoRenameDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (vireo_vm_edit_finish (VIREO_VM (source), result, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (g_cancellable_is_cancelled (self->leaving))
    return;
  set_busy (self, FALSE);
  set_problem (self, error->message);
}

static void
apply_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoRenameDialog *self = VIREO_RENAME_DIALOG (widget);

  if (self->busy)
    return;
  set_busy (self, TRUE);
  vireo_vm_rename_async (self->vm, gtk_editable_get_text (self->name), self->leaving, renamed,
                         g_object_ref (self));
}

static void
entry_activated_cb (VireoRenameDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "rename.apply", NULL);
}

static void
vireo_rename_dialog_dispose (GObject *object)
{
  VireoRenameDialog *self = VIREO_RENAME_DIALOG (object);

  g_cancellable_cancel (self->leaving);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_RENAME_DIALOG);
  g_clear_object (&self->vm);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_rename_dialog_parent_class)->dispose (object);
}

static void
vireo_rename_dialog_finalize (GObject *object)
{
  VireoRenameDialog *self = VIREO_RENAME_DIALOG (object);

  g_free (self->problem);
  g_object_unref (self->leaving);
  G_OBJECT_CLASS (vireo_rename_dialog_parent_class)->finalize (object);
}

static void
vireo_rename_dialog_class_init (VireoRenameDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_rename_dialog_get_property;
  object_class->dispose = vireo_rename_dialog_dispose;
  object_class->finalize = vireo_rename_dialog_finalize;

  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-rename-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoRenameDialog, name);
  gtk_widget_class_bind_template_callback (widget_class, name_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  vireo_text_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "rename.apply", NULL, apply_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_rename_dialog_init (VireoRenameDialog *self)
{
  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_rename_dialog_new:
 * @where: a widget of the window that asks
 * @context: knows the names that are taken
 * @vm: which to rename
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_rename_dialog_new (GtkWidget *where, VireoContext *context, VireoVm *vm)
{
  VireoRenameDialog *self = g_object_new (VIREO_TYPE_RENAME_DIALOG, NULL);
  GtkRoot *root = gtk_widget_get_root (where);

  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (root));
  self->context = g_object_ref (context);
  self->vm = g_object_ref (vm);
  gtk_editable_set_text (self->name, vireo_vm_get_name (vm));
  gtk_editable_select_region (self->name, 0, -1);
  set_problem (self, NULL);
  return GTK_WIDGET (self);
}
