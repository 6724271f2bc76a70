/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/host/vireo-host-orders.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-pool-dialog.h"

struct _VireoPoolDialog
{
  VireoChangeDialog parent_instance;

  VireoHost *host; /* (owned) */

  GtkEditable *name;
  GtkEditable *path;
};

G_DEFINE_FINAL_TYPE (VireoPoolDialog, vireo_pool_dialog, VIREO_TYPE_CHANGE_DIALOG)

static VireoPoolPlan *
make_plan (VireoPoolDialog *self)
{
  VireoPoolPlan *plan = g_new0 (VireoPoolPlan, 1);

  plan->name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  plan->path = g_strstrip (g_strdup (gtk_editable_get_text (self->path)));
  return plan;
}

static void
typed_cb (VireoPoolDialog *self)
{
  g_autoptr (VireoPoolPlan) plan = make_plan (self);
  g_autofree char *problem = NULL;

  if (self->host == NULL)
    return;
  problem = vireo_pool_plan_check (plan, vireo_host_get_pools (self->host));
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), problem);
}

static void
entry_activated_cb (VireoPoolDialog *self)
{
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoChangeDialog) dialog = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_order_finish (VIREO_HOST (source), result, &error))
    vireo_change_dialog_failed (dialog, error);
  else
    gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
vireo_pool_dialog_apply (VireoChangeDialog *dialog)
{
  VireoPoolDialog *self = VIREO_POOL_DIALOG (dialog);
  g_autoptr (VireoPoolPlan) plan = make_plan (self);

  vireo_host_create_pool_async (self->host, plan, NULL, created, g_object_ref (self));
}

static void
vireo_pool_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_POOL_DIALOG (object)->host);
  G_OBJECT_CLASS (vireo_pool_dialog_parent_class)->dispose (object);
}

static void
vireo_pool_dialog_class_init (VireoPoolDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_pool_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_pool_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-pool-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoPoolDialog, name);
  gtk_widget_class_bind_template_child (widget_class, VireoPoolDialog, path);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
vireo_pool_dialog_init (VireoPoolDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_pool_dialog_new:
 * @where: a widget of the window that asks
 * @host: where it is made
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_pool_dialog_new (GtkWidget *where, VireoHost *host)
{
  VireoPoolDialog *self = g_object_new (VIREO_TYPE_POOL_DIALOG, NULL);

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, NULL);
  self->host = g_object_ref (host);
  typed_cb (self);
  return GTK_WIDGET (self);
}
