/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the guest gets keyboard and pointer and gives them back, and what a guest without a tablet
 * is offered. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-hardware.h"
#include "core/model/vireo-vm-change.h"
#include "view/common/vireo-report.h"
#include "view/console/vireo-console-pane-private.h"

/* Under the keys to leave by: what they give back. */
static const struct
{
  const char *keys;
  const char *keyboard;
  const char *both;
} hints[] = {
  { "control-alt", N_ ("Ctrl+Alt gives the keyboard back"),
    N_ ("Ctrl+Alt gives keyboard and pointer back") },
  { "control-shift", N_ ("Ctrl+Shift gives the keyboard back"),
    N_ ("Ctrl+Shift gives keyboard and pointer back") },
  { "right-control", N_ ("Right Ctrl gives the keyboard back"),
    N_ ("Right Ctrl gives keyboard and pointer back") },
};

static const char *
get_hint (VireoConsolePane *self)
{
  g_autofree char *keys =
      self->settings != NULL ? g_settings_get_string (self->settings, "release-keys") : NULL;
  guint i = 0;

  if (!vireo_display_get_grabbed (self->display))
    return vireo_display_get_relative (self->display)
               ? _ ("A click gives keyboard and pointer to the guest")
               : NULL;
  for (guint n = 1; n < G_N_ELEMENTS (hints); n++)
    if (g_strcmp0 (keys, hints[n].keys) == 0)
      i = n;
  return vireo_display_get_locked (self->display) ? _ (hints[i].both) : _ (hints[i].keyboard);
}

static void
update_hint (VireoConsolePane *self)
{
  const char *hint = get_hint (self);

  if (hint != NULL)
    gtk_label_set_label (self->chip_label, hint);
  gtk_revealer_set_reveal_child (self->chip_revealer,
                                 hint != NULL && _vireo_console_pane_shows_screen (self));
}

static gboolean
has_tablet (VireoVmDevices *devices)
{
  GListModel *hardware = vireo_vm_devices_get_hardware (devices);

  for (guint i = 0; i < g_list_model_get_n_items (hardware); i++)
    {
      g_autoptr (VireoHardware) one = g_list_model_get_item (hardware, i);

      if (vireo_hardware_is_tablet (one))
        return TRUE;
    }
  return FALSE;
}

/* A guest that has a tablet and does not use it, as firmware does, needs no second one. */
static void
update_offer (VireoConsolePane *self)
{
  gtk_widget_set_visible (self->tablet_offer,
                          self->devices != NULL && !self->tablet_refused &&
                              !gtk_widget_get_visible (GTK_WIDGET (self->paused_label)) &&
                              vireo_vm_devices_is_loaded (self->devices) &&
                              !has_tablet (self->devices));
}

void
_vireo_console_pane_drop_devices (VireoConsolePane *self)
{
  if (self->devices == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->devices, update_offer, self);
  vireo_vm_devices_unwatch (self->devices);
  g_clear_object (&self->devices);
}

/* Called whenever anything changed. */
void
_vireo_console_pane_update_pointer (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  gboolean wanted = vm != NULL && vireo_display_get_relative (self->display) &&
                    vireo_vm_pane_get_shown (VIREO_VM_PANE (self)) &&
                    _vireo_console_pane_shows_screen (self);

  if (!wanted || (self->devices != NULL && vireo_vm_devices_get_vm (self->devices) != vm))
    _vireo_console_pane_drop_devices (self);
  if (wanted && self->devices == NULL)
    {
      self->devices = vireo_vm_get_devices (vm);
      vireo_vm_devices_watch (self->devices);
      g_signal_connect_swapped (self->devices, "changed", G_CALLBACK (update_offer), self);
    }
  update_offer (self);
  update_hint (self);
}

static void
tablet_added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoConsolePane) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (GTK_WIDGET (self), _ ("The tablet was not added"), error);
}

static void
tablet_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  self->tablet_refused = TRUE;
  if (vm != NULL && g_str_equal (name, "console.add-tablet"))
    vireo_vm_attach_device_async (vm, "<input type='tablet' bus='usb'/>", VIREO_APPLY_BOTH, NULL,
                                  tablet_added, g_object_ref (self));
  update_offer (self);
}

void
_vireo_console_pane_class_pointer_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "console.add-tablet", NULL, tablet_action);
  gtk_widget_class_install_action (widget_class, "console.refuse-tablet", NULL, tablet_action);
}

void
_vireo_console_pane_pointer_init (VireoConsolePane *self)
{
  if (self->settings != NULL)
    g_signal_connect_object (self->settings, "changed::release-keys", G_CALLBACK (update_hint),
                             self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->display, "notify::grabbed", G_CALLBACK (update_hint), self);
  g_signal_connect_swapped (self->display, "notify::locked", G_CALLBACK (update_hint), self);
  g_signal_connect_swapped (self->display, "notify::relative",
                            G_CALLBACK (_vireo_console_pane_update_pointer), self);
  update_hint (self);
}
