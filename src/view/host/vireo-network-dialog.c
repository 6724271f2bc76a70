/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/host/vireo-host-orders.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-network-dialog.h"

struct _VireoNetworkDialog
{
  VireoChangeDialog parent_instance;

  VireoHost *host; /* (owned) */

  GtkEditable *name;
  GtkEditable *subnet;
  GtkSwitch *nat;
};

G_DEFINE_FINAL_TYPE (VireoNetworkDialog, vireo_network_dialog, VIREO_TYPE_CHANGE_DIALOG)

static VireoNetworkPlan *
make_plan (VireoNetworkDialog *self)
{
  VireoNetworkPlan *plan = g_new0 (VireoNetworkPlan, 1);

  plan->name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  plan->subnet = g_strstrip (g_strdup (gtk_editable_get_text (self->subnet)));
  plan->isolated = !gtk_switch_get_active (self->nat);
  return plan;
}

static void
typed_cb (VireoNetworkDialog *self)
{
  g_autoptr (VireoNetworkPlan) plan = make_plan (self);
  g_autofree char *problem = NULL;

  if (self->host == NULL)
    return;
  problem = vireo_network_plan_check (plan, vireo_host_get_networks (self->host));
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), problem);
}

static void
entry_activated_cb (VireoNetworkDialog *self)
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
vireo_network_dialog_apply (VireoChangeDialog *dialog)
{
  VireoNetworkDialog *self = VIREO_NETWORK_DIALOG (dialog);
  g_autoptr (VireoNetworkPlan) plan = make_plan (self);

  vireo_host_create_network_async (self->host, plan, NULL, created, g_object_ref (self));
}

static void
vireo_network_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_NETWORK_DIALOG (object)->host);
  G_OBJECT_CLASS (vireo_network_dialog_parent_class)->dispose (object);
}

static void
vireo_network_dialog_class_init (VireoNetworkDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_network_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_network_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-network-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoNetworkDialog, name);
  gtk_widget_class_bind_template_child (widget_class, VireoNetworkDialog, subnet);
  gtk_widget_class_bind_template_child (widget_class, VireoNetworkDialog, nat);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
vireo_network_dialog_init (VireoNetworkDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_network_dialog_new:
 * @where: a widget of the window that asks
 * @host: where it is made
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_network_dialog_new (GtkWidget *where, VireoHost *host)
{
  VireoNetworkDialog *self = g_object_new (VIREO_TYPE_NETWORK_DIALOG, NULL);
  g_autofree char *subnet = vireo_network_plan_suggest_subnet (vireo_host_get_networks (host));

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, NULL);
  gtk_editable_set_text (self->subnet, subnet);
  self->host = g_object_ref (host);
  typed_cb (self);
  return GTK_WIDGET (self);
}
