/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large the guest's screen is shown, and how large it is. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-report.h"
#include "view/console/vireo-console-pane-private.h"
#include "view/console/vireo-vm-picture.h"

#define RESIZED "resized-guests"

/* Grows or shrinks the window by what the picture lacks or leaves over: at its zoom, or at one
 * pixel each. */
static void
fit_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  VireoVncFrame *frame = vireo_vnc_session_get_frame (self->session);
  GtkWidget *display = GTK_WIDGET (self->display);
  int scale = gtk_widget_get_scale_factor (display);
  int zoom = MAX (vireo_display_get_zoom (self->display), 1);
  int width, height;

  if (self->window == NULL || frame == NULL)
    return;
  gtk_window_unmaximize (self->window);
  width = gtk_widget_get_width (GTK_WIDGET (self->window)) - gtk_widget_get_width (display) +
          (int) vireo_vnc_frame_get_width (frame) * zoom / scale;
  height = gtk_widget_get_height (GTK_WIDGET (self->window)) - gtk_widget_get_height (display) +
           (int) vireo_vnc_frame_get_height (frame) * zoom / scale;
  gtk_window_set_default_size (self->window, MAX (width, 360), MAX (height, 300));
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  guint zoom = vireo_display_get_zoom (self->display);

  if (g_str_equal (name, "console.zoom-in"))
    vireo_display_set_zoom (self->display, zoom + 1);
  else if (zoom > 0)
    vireo_display_set_zoom (self->display, zoom - 1);
}

/* The third of the buttons stands for every zoom that has none of its own. */
static void
zoom_changed (VireoConsolePane *self)
{
  guint zoom = vireo_display_get_zoom (self->display);
  g_autofree char *label = g_strdup_printf ("%u:1", zoom);

  gtk_widget_set_visible (GTK_WIDGET (self->zoom_button), zoom > 1);
  if (zoom > 1)
    {
      gtk_button_set_label (self->zoom_button, label);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->zoom_button), "u", zoom);
    }
  _vireo_console_pane_update_picture (self);
}

static gboolean
is_resized (VireoConsolePane *self, const char *uuid)
{
  g_auto (GStrv) all =
      self->settings != NULL ? g_settings_get_strv (self->settings, RESIZED) : NULL;

  return all != NULL && g_strv_contains ((const char *const *) all, uuid);
}

static void
remember_resized (VireoConsolePane *self, const char *uuid, gboolean resized)
{
  g_auto (GStrv) all = g_settings_get_strv (self->settings, RESIZED);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) now = NULL;

  for (char **at = all; *at != NULL; at++)
    if (!g_str_equal (*at, uuid))
      g_strv_builder_add (kept, *at);
  if (resized)
    g_strv_builder_add (kept, uuid);
  now = g_strv_builder_end (kept);
  g_settings_set_strv (self->settings, RESIZED, (const char *const *) now);
}

static void
resize_guest_changed (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  gboolean resized;

  g_object_get (self->display, "resize-guest", &resized, NULL);
  if (vm != NULL && self->settings != NULL && resized != is_resized (self, vireo_vm_get_uuid (vm)))
    remember_resized (self, vireo_vm_get_uuid (vm), resized);
}

/* A VM's screen is resized again where it was the last time. */
void
_vireo_console_pane_recall (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  g_signal_handlers_block_by_func (self->display, resize_guest_changed, self);
  g_object_set (self->display, "resize-guest",
                vm != NULL && is_resized (self, vireo_vm_get_uuid (vm)), NULL);
  g_signal_handlers_unblock_by_func (self->display, resize_guest_changed, self);
}

static void
size_refused (VireoConsolePane *self)
{
  g_object_set (self->display, "resize-guest", FALSE, NULL);
  vireo_report_done (GTK_WIDGET (self),
                     _ ("This screen keeps its size.  One of a virtio video card can change it."));
}

/* Lists show the first screen, small. */
static void
damaged (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  VireoVncFrame *frame = vireo_vnc_session_get_frame (self->session);

  if (vm != NULL && frame != NULL && _vireo_console_pane_get_head (self) == 0)
    vireo_vm_picture_frame_damaged (vireo_vm_picture_of (vm), frame);
}

void
_vireo_console_pane_class_picture_init (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "console.zoom-in" },      { GDK_KEY_equal, "console.zoom-in" },
    { GDK_KEY_KP_Add, "console.zoom-in" },    { GDK_KEY_minus, "console.zoom-out" },
    { GDK_KEY_KP_Subtract, "console.zoom-out" },
  };

  gtk_widget_class_install_action (widget_class, "console.fit-window", NULL, fit_window_action);
  gtk_widget_class_install_action (widget_class, "console.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "console.zoom-out", NULL, zoom_action);
  /* While the guest has the keyboard these keys are the guest's. */
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, GDK_CONTROL_MASK,
                                         keys[i].action, NULL);
}

void
_vireo_console_pane_picture_init (VireoConsolePane *self, GActionMap *actions)
{
  g_autoptr (GPropertyAction) zoom = g_property_action_new ("zoom", self->display, "zoom");
  g_autoptr (GPropertyAction) resize_guest =
      g_property_action_new ("resize-guest", self->display, "resize-guest");

  g_action_map_add_action (actions, G_ACTION (zoom));
  g_action_map_add_action (actions, G_ACTION (resize_guest));
  g_signal_connect_swapped (self->display, "notify::zoom", G_CALLBACK (zoom_changed), self);
  g_signal_connect_swapped (self->display, "notify::resize-guest",
                            G_CALLBACK (resize_guest_changed), self);
  g_signal_connect_object (self->session, "damaged", G_CALLBACK (damaged), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "size-refused", G_CALLBACK (size_refused), self,
                           G_CONNECT_SWAPPED);
}

void
_vireo_console_pane_update_picture (VireoConsolePane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean screen = _vireo_console_pane_shows_screen (self);
  guint zoom = vireo_display_get_zoom (self->display);

  gtk_widget_action_set_enabled (widget, "console.fit-window",
                                 vireo_display_get_has_picture (self->display));
  gtk_widget_action_set_enabled (widget, "console.zoom-in",
                                 screen && zoom < VIREO_DISPLAY_MAX_ZOOM);
  gtk_widget_action_set_enabled (widget, "console.zoom-out", screen && zoom > 0);
}
