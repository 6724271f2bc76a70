/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a screen is connected by itself, and what to do about one that cannot be shown. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-uri.h"
#include "core/model/vireo-hardware-make.h"
#include "core/model/vireo-vm-change.h"
#include "view/common/vireo-report.h"
#include "view/console/vireo-console-pane-private.h"

#define SETTING "consoles-by-hand"
#define VIEWER "virt-viewer" /* which calls itself Remote Viewer */

static GAction *
find_action (VireoConsolePane *self)
{
  return g_action_map_lookup_action (G_ACTION_MAP (self->display_actions), "automatic");
}

/* Every screen, except where the user chose otherwise. */
static gboolean
is_automatic (VireoConsolePane *self, VireoVm *vm)
{
  g_auto (GStrv) by_hand =
      self->settings != NULL ? g_settings_get_strv (self->settings, SETTING) : NULL;

  return by_hand == NULL || !g_strv_contains ((const char *const *) by_hand,
                                              vireo_vm_get_uuid (vm));
}

static void
keep_automatic (VireoConsolePane *self, const char *uuid, gboolean automatic)
{
  g_auto (GStrv) before = g_settings_get_strv (self->settings, SETTING);
  g_autoptr (GStrvBuilder) after = g_strv_builder_new ();
  g_auto (GStrv) by_hand = NULL;

  for (guint i = 0; before[i] != NULL; i++)
    if (!g_str_equal (before[i], uuid))
      g_strv_builder_add (after, before[i]);
  if (!automatic)
    g_strv_builder_add (after, uuid);
  by_hand = g_strv_builder_end (after);
  g_settings_set_strv (self->settings, SETTING, (const char *const *) by_hand);
}

static void
automatic_changed (GSimpleAction *action, GVariant *wanted, gpointer data)
{
  VireoConsolePane *self = data;
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  gboolean automatic = g_variant_get_boolean (wanted);

  if (vm == NULL || self->settings == NULL)
    return;
  keep_automatic (self, vireo_vm_get_uuid (vm), automatic);
  g_simple_action_set_state (action, wanted);
  /* What is connected stays so: it counts from the next time. */
  self->wanted = automatic || vireo_vnc_session_get_state (self->session) != VIREO_VNC_CLOSED;
  _vireo_console_pane_update (self);
}

/* Another VM. */
void
_vireo_console_pane_connect_reset (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  gboolean automatic = vm == NULL || is_automatic (self, vm);

  self->wanted = automatic;
  self->vnc_added = FALSE;
  g_simple_action_set_enabled (G_SIMPLE_ACTION (find_action (self)),
                               vm != NULL && self->settings != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (find_action (self)),
                             g_variant_new_boolean (automatic));
}

static void
added (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoConsolePane) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (GTK_WIDGET (self), _ ("The VNC display was not added"), error);
  else if (VIREO_VM (source) == vireo_vm_pane_get_vm (VIREO_VM_PANE (self)))
    {
      self->vnc_added = TRUE;
      _vireo_console_pane_update (self);
    }
}

static void
add_vnc_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  g_autofree char *xml = NULL;

  if (vm == NULL)
    return;
  /* On this machine it needs no port; from afar a port of the host's own is reached by ssh. */
  xml = vireo_hardware_make_graphics ("vnc", vireo_uri_is_local (vireo_vm_get_uri (vm)));
  vireo_vm_attach_device_async (vm, xml, VIREO_APPLY_NEXT_START, NULL, added,
                                g_object_ref (self));
}

static void
viewer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (widget));
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;

  if (vm == NULL)
    return;
  /* --attach: through libvirtd, as a screen without a port needs it. */
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, VIEWER, "--connect",
                              vireo_vm_get_uri (vm), "--uuid", vireo_vm_get_uuid (vm),
                              vireo_uri_is_local (vireo_vm_get_uri (vm)) ? "--attach" : NULL,
                              NULL);
  if (process == NULL)
    vireo_report_error (widget, _ ("Remote Viewer cannot be started"), error);
}

static gboolean
has_viewer (void)
{
  static int found = -1;

  if (found < 0)
    {
      g_autofree char *path = g_find_program_in_path (VIEWER);

      found = path != NULL;
    }
  return found;
}

/* Offers what helps a VM whose only screen is one that is not shown here. */
void
_vireo_console_pane_update_offers (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  const VireoVmFacts *facts = vm != NULL ? vireo_vm_get_facts (vm) : NULL;
  gboolean spice = facts != NULL && facts->has_spice && !facts->has_vnc;

  gtk_widget_set_visible (self->spice_box, spice);
  gtk_widget_set_visible (self->add_vnc_button,
                          spice && !self->vnc_added &&
                              (vireo_vm_get_can (vm) & VIREO_VM_CAN_EDIT) != 0);
  gtk_widget_set_visible (self->vnc_added_label, spice && self->vnc_added);
  gtk_widget_set_visible (self->viewer_button, spice && has_viewer () && facts->id >= 0);
}

void
_vireo_console_pane_class_connect_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, spice_box);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, add_vnc_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, vnc_added_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, viewer_button);
  gtk_widget_class_install_action (widget_class, "console.add-vnc", NULL, add_vnc_action);
  gtk_widget_class_install_action (widget_class, "console.viewer", NULL, viewer_action);
}

void
_vireo_console_pane_connect_init (VireoConsolePane *self)
{
  const GActionEntry entry = {
    .name = "automatic", .state = "true", .change_state = automatic_changed
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->display_actions), &entry, 1, self);
}
