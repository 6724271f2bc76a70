/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pane's menus do beyond connecting: keys by their names, and pictures of the screen. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/console/vireo-keymap.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-settings.h"
#include "view/common/vireo-template.h"
#include "view/console/vireo-console-pane-private.h"
#include "view/console/vireo-console-window.h"
#include "view/console/vireo-screenshot.h"

#define MAX_KEYS 8

static GdkTexture *
take_picture (VireoConsolePane *self)
{
  VireoVncFrame *frame = vireo_vnc_session_get_frame (self->session);

  return frame != NULL ? vireo_screenshot_take (frame) : NULL;
}

static void
saved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vireo_screenshot_save_finish (result, &error);
  g_autofree char *shown = path != NULL ? g_filename_display_name (path) : NULL;
  g_autofree char *done = NULL;

  if (path == NULL)
    {
      vireo_report_error (self, _ ("The screenshot was not saved"), error);
      return;
    }
  /* Translators: %s is the path of a file */
  done = g_strdup_printf (_ ("Saved as %s"), shown);
  vireo_report_done (self, done);
}

static void
screenshot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  g_autoptr (GdkTexture) picture = take_picture (self);

  if (picture != NULL && vm != NULL)
    vireo_screenshot_save_async (picture, vireo_vm_get_display_name (vm), saved,
                                 g_object_ref (self));
}

static void
copy_screenshot_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GdkTexture) picture = take_picture (VIREO_CONSOLE_PANE (widget));

  if (picture == NULL)
    return;
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), picture);
  vireo_report_done (widget, _ ("The screen was copied to the clipboard"));
}

static void
keys_named (GtkEditable *entry, GParamSpec *pspec, AdwMessageDialog *dialog)
{
  guint keysyms[MAX_KEYS];

  adw_message_dialog_set_response_enabled (
      dialog, "send",
      vireo_keymap_parse (gtk_editable_get_text (entry), keysyms, MAX_KEYS) > 0);
}

static void
keys_answered (AdwMessageDialog *dialog, const char *response, VireoConsolePane *self)
{
  GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
  guint keysyms[MAX_KEYS];
  guint n = vireo_keymap_parse (gtk_editable_get_text (entry), keysyms, MAX_KEYS);

  if (g_str_equal (response, "send"))
    vireo_display_send_keys (self->display, n, keysyms);
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
}

static void
other_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              _ ("Send Keys"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  GtkWidget *entry = gtk_entry_new ();

  adw_message_dialog_set_body (message, _ ("Keys that are pressed together, with + between them"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "Ctrl+Shift+Esc");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Keys"), -1);
  adw_message_dialog_set_extra_child (message, entry);
  adw_message_dialog_add_responses (message, "cancel", _ ("_Cancel"), "send",
                                    /* Translators: verb: press these keys in the guest */
                                    _ ("_Send"), NULL);
  adw_message_dialog_set_response_appearance (message, "send", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (message, "send");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect (entry, "notify::text", G_CALLBACK (keys_named), dialog);
  keys_named (GTK_EDITABLE (entry), NULL, message);
  g_signal_connect_object (dialog, "response", G_CALLBACK (keys_answered), widget, 0);
  vireo_lighten (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
detach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (widget));
  GtkRoot *root = gtk_widget_get_root (widget);

  if (vm != NULL && GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (
        vireo_console_window_new (gtk_window_get_application (GTK_WINDOW (root)), vm,
                                  VIREO_CONSOLE_PANE (widget)->chosen)));
}

void
_vireo_console_pane_class_actions_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "console.other-keys", NULL, other_keys_action);
  gtk_widget_class_install_action (widget_class, "console.detach", NULL, detach_action);
  gtk_widget_class_install_action (widget_class, "console.screenshot", NULL, screenshot_action);
  gtk_widget_class_install_action (widget_class, "console.copy-screenshot", NULL,
                                   copy_screenshot_action);
  _vireo_console_pane_class_picture_init (widget_class);
}

/* What needs a picture, or a VM. */
void
_vireo_console_pane_update_actions (VireoConsolePane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean picture = vireo_display_get_has_picture (self->display);

  gtk_widget_action_set_enabled (widget, "console.screenshot", picture);
  gtk_widget_action_set_enabled (widget, "console.copy-screenshot", picture);
  gtk_widget_action_set_enabled (widget, "console.detach",
                                 vireo_vm_pane_get_vm (VIREO_VM_PANE (self)) != NULL);
  _vireo_console_pane_update_picture (self);
}

/* Switches of the display itself, for the menus. */
void
_vireo_console_pane_actions_init (VireoConsolePane *self)
{
  GSimpleActionGroup *group = self->display_actions = g_simple_action_group_new ();
  g_autoptr (GPropertyAction) view_only =
      g_property_action_new ("view-only", self->display, "view-only");

  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (view_only));
  self->settings = vireo_settings_new ();
  if (self->settings != NULL)
    {
      g_autoptr (GAction) keys = g_settings_create_action (self->settings, "release-keys");

      g_autoptr (GAction) share = g_settings_create_action (self->settings, "share-clipboard");

      g_action_map_add_action (G_ACTION_MAP (group), share);
      g_action_map_add_action (G_ACTION_MAP (group), keys);
    }
  _vireo_console_pane_connect_init (self);
  _vireo_console_pane_pointer_init (self);
  _vireo_console_pane_picture_init (self, G_ACTION_MAP (group));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "display", G_ACTION_GROUP (group));
}
