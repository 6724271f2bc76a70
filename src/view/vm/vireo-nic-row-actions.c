/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a NIC. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-change.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/vm/vireo-nic-dialog.h"
#include "view/vm/vireo-nic-row-private.h"
#include "view/vm/vireo-nic-text.h"

static gboolean
is_running (VireoNicRow *self)
{
  return vireo_nic_get_live (self->nic) != NULL;
}

void
_vireo_nic_row_update_actions (VireoNicRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const VireoNicValues *values = vireo_nic_get_shown (self->nic);
  VireoNicSet settable = vireo_nic_type_get_settable (values->type);
  gboolean live = !vireo_vm_is_stale (self->vm);

  if (!live)
    vireo_nic_row_set_rates (self, NULL);
  gtk_widget_action_set_enabled (widget, "nic.source",
                                 live && (settable & VIREO_NIC_SET_SOURCE) != 0);
  gtk_widget_action_set_enabled (widget, "nic.edit", live);
  gtk_widget_action_set_enabled (widget, "nic.new-mac",
                                 live && (settable & VIREO_NIC_SET_MAC) != 0
                                     && vireo_nic_get_config (self->nic) != NULL);
  gtk_widget_action_set_enabled (widget, "nic.remove", live);
  gtk_widget_action_set_enabled (widget, "nic.copy-mac", values->mac != NULL);
  gtk_widget_action_set_enabled (widget, "nic.start-network", live);
  if (self->link_row == NULL)
    return;
  gtk_widget_set_visible (self->link_row, (settable & VIREO_NIC_SET_LINK) != 0);
  gtk_widget_set_sensitive (self->link_switch, live);
}

/* The link */

static void
link_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoNicRow) self = data;
  g_autoptr (GError) error = NULL;

  if (vireo_vm_change_finish (VIREO_VM (source), result, &error))
    return;
  vireo_report_error (GTK_WIDGET (self), _ ("The link could not be changed."), error);
  _vireo_nic_row_notify_link (self); /* the switch goes back to what is so */
}

void
_vireo_nic_row_order_link (VireoNicRow *self, gboolean up)
{
  const VireoNicOptions options = { .set = VIREO_NIC_SET_LINK, .link_up = up };

  vireo_vm_edit_nic_async (self->vm, self->nic, &options, VIREO_APPLY_BOTH, NULL, link_changed,
                           g_object_ref (self));
}

/* Dialogs */

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNicRow *self = VIREO_NIC_ROW (widget);
  VireoNicSet what = vireo_nic_type_get_settable (vireo_nic_get_shown (self->nic)->type);

  if (g_str_equal (name, "nic.source"))
    what &= VIREO_NIC_SET_SOURCE;
  else
    what &= ~VIREO_NIC_SET_LINK; /* has its switch */
  gtk_window_present (
      GTK_WINDOW (vireo_nic_dialog_new (widget, self->host, self->vm, self->nic, what)));
}

static void
copy_mac_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *mac = vireo_nic_get_shown (VIREO_NIC_ROW (widget)->nic)->mac;
  g_autofree char *done = NULL;

  if (mac == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), mac);
  done = g_strdup_printf (_ ("“%s” was copied."), mac);
  vireo_report_done (widget, done);
}

/* Another MAC: another NIC in the eyes of the guest and of the network, so it is asked about. */

static void
mac_changed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (row, _ ("The MAC address could not be changed."), error);
}

static void
new_mac_confirmed (GtkWidget *widget, gpointer unused)
{
  VireoNicRow *self = VIREO_NIC_ROW (widget);
  g_autofree char *mac = vireo_mac_make ();
  const VireoNicOptions options = { .set = VIREO_NIC_SET_MAC, .mac = mac };

  vireo_vm_edit_nic_async (self->vm, self->nic, &options, VIREO_APPLY_NEXT_START, NULL,
                           mac_changed, g_object_ref (widget));
}

static void
new_mac_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNicRow *self = VIREO_NIC_ROW (widget);

  vireo_confirm (widget, _ ("Give this network card a new MAC address?"),
                 is_running (self)
                     ? _ ("At the next start the guest finds another network card.  What was "
                          "tied to the old address, as a fixed IP address, no longer fits.")
                     : _ ("The guest finds another network card.  What was tied to the old "
                          "address, as a fixed IP address, no longer fits."),
                 _ ("_Change"), FALSE, new_mac_confirmed, NULL, NULL);
}

/* Removing */

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (row, _ ("The network card could not be removed."), error);
}

static void
remove_confirmed (GtkWidget *widget, gpointer device)
{
  VireoNicRow *self = VIREO_NIC_ROW (widget);

  vireo_vm_detach_device_async (self->vm, device, VIREO_APPLY_BOTH, NULL, removed,
                                g_object_ref (widget));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNicRow *self = VIREO_NIC_ROW (widget);
  const VireoNicValues *values = vireo_nic_get_shown (self->nic);
  g_autofree char *body = NULL;
  const char *effect = _ ("The virtual machine is off: it is gone at once.");

  if (is_running (self))
    effect = _ ("It is pulled out of the running guest, which may not let go of it.  Then it stays "
                "until the virtual machine is shut down.");
  body = g_strdup_printf ("%s\n%s", values->mac != NULL ? values->mac : "", effect);
  vireo_confirm (widget, _ ("Remove this network card?"), body, _ ("_Remove"), TRUE,
                 remove_confirmed, g_object_ref (self->nic), g_object_unref);
}

/* The virtual network */

static void
network_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) row = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_start_network_finish (VIREO_HOST (source), result, &error))
    vireo_report_error (row, _ ("The virtual network could not be started."), error);
}

static void
start_network_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNicRow *self = VIREO_NIC_ROW (widget);

  if (self->network != NULL)
    vireo_host_start_network_async (self->host, vireo_network_get_facts (self->network)->name, NULL,
                                    network_started, g_object_ref (widget));
}

void
_vireo_nic_row_class_actions_init (VireoNicRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "nic.source", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "nic.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "nic.new-mac", NULL, new_mac_action);
  gtk_widget_class_install_action (widget_class, "nic.copy-mac", NULL, copy_mac_action);
  gtk_widget_class_install_action (widget_class, "nic.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "nic.start-network", NULL, start_network_action);
}
