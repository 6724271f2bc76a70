/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The password of a screen: from the keyring when it is kept there, else from the user. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-report.h"
#include "view/console/vireo-console-pane-private.h"

#define PATIENCE 2 /* s that a keyring may take before the user is asked */

static void
stop_looking (VireoConsolePane *self)
{
  g_clear_handle_id (&self->login.patience, g_source_remove);
  if (self->login.looking != NULL)
    g_cancellable_cancel (self->login.looking);
  g_clear_object (&self->login.looking);
}

static void
show_form (VireoConsolePane *self)
{
  if (self->asking)
    return;
  self->asking = TRUE;
  gtk_label_set_label (self->login_label, self->login.refused
                                              ? _ ("The password was not accepted.  Try again.")
                                              : _ ("This screen is protected by a password."));
  gtk_widget_set_visible (self->user_name_entry, self->login.user_name);
  gtk_widget_set_visible (self->password_entry, self->login.password);
  gtk_editable_set_text (GTK_EDITABLE (self->password_entry), "");
  _vireo_console_pane_update (self);
  gtk_widget_grab_focus (self->login.user_name ? self->user_name_entry : self->password_entry);
}

static void
answer (VireoConsolePane *self, const VireoCredentials *credentials)
{
  self->asking = FALSE;
  vireo_vnc_session_send_credentials (self->session, credentials->user_name,
                                      credentials->password);
  _vireo_console_pane_update (self);
}

static void
found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoConsolePane) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoCredentials) credentials = vireo_keyring_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    g_info ("keyring: %s", error->message);
  stop_looking (self);
  /* The keyring was slow, and the user begins to type: what is typed counts. */
  if (credentials != NULL &&
      *gtk_editable_get_text (GTK_EDITABLE (self->password_entry)) == '\0')
    {
      self->login.from_keyring = TRUE;
      answer (self, credentials);
    }
  else
    show_form (self);
}

static gboolean
out_of_patience (gpointer data)
{
  VireoConsolePane *self = data;

  self->login.patience = 0;
  show_form (self);
  return G_SOURCE_REMOVE;
}

/* The session asks for what the server wants. */
void
_vireo_console_pane_ask_login (VireoConsolePane *self, gboolean user_name, gboolean password)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  self->login.user_name = user_name;
  self->login.password = password;
  self->login.from_keyring = FALSE;
  if (self->login.keyring_tried || vm == NULL)
    {
      show_form (self);
      return;
    }
  self->login.keyring_tried = TRUE;
  self->login.looking = g_cancellable_new ();
  self->login.patience = g_timeout_add_seconds (PATIENCE, out_of_patience, self);
  vireo_keyring_find_async (vireo_vm_get_uuid (vm), self->login.looking, found,
                            g_object_ref (self));
}

static void
answer_login (VireoConsolePane *self)
{
  g_autoptr (VireoCredentials) credentials = vireo_credentials_new (
      self->login.user_name ? gtk_editable_get_text (GTK_EDITABLE (self->user_name_entry)) : "",
      gtk_editable_get_text (GTK_EDITABLE (self->password_entry)));

  stop_looking (self);
  gtk_editable_set_text (GTK_EDITABLE (self->password_entry), "");
  answer (self, credentials);
  g_clear_pointer (&self->login.to_remember, vireo_credentials_free);
  if (gtk_check_button_get_active (self->remember_check))
    self->login.to_remember = g_steal_pointer (&credentials);
}

static void
answer_login_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  answer_login (VIREO_CONSOLE_PANE (widget));
}

static void
kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_keyring_keep_finish (result, &error))
    vireo_report_error (self, _ ("The password was not remembered"), error);
}

static void
remember (VireoConsolePane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  g_autoptr (VireoCredentials) credentials = g_steal_pointer (&self->login.to_remember);
  g_autofree char *label = NULL;

  if (credentials == NULL || vm == NULL)
    return;
  /* Translators: what the keyring calls this password; %s is the name of a virtual machine */
  label = g_strdup_printf (_ ("Screen of the virtual machine %s"), vireo_vm_get_display_name (vm));
  vireo_keyring_keep_async (vireo_vm_get_uuid (vm), label, credentials, NULL, kept,
                            g_object_ref (self));
}

/* Follows the session.  TRUE: what was answered is wrong, and the session is to be opened again
 * for the next answer. */
gboolean
_vireo_console_pane_login_changed (VireoConsolePane *self)
{
  VireoVncState state = vireo_vnc_session_get_state (self->session);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));

  if (state == VIREO_VNC_CONNECTING)
    return FALSE;
  stop_looking (self);
  self->asking = FALSE;
  self->login.refused = state == VIREO_VNC_ENDED &&
                        vireo_vnc_session_was_login_refused (self->session) && vm != NULL;
  if (state == VIREO_VNC_READY)
    {
      remember (self);
      self->login.keyring_tried = FALSE; /* what is kept now may open it again */
    }
  g_clear_pointer (&self->login.to_remember, vireo_credentials_free);
  if (self->login.refused && self->login.from_keyring)
    vireo_keyring_forget (vireo_vm_get_uuid (vm));
  return self->login.refused;
}

/* Another VM. */
void
_vireo_console_pane_login_reset (VireoConsolePane *self)
{
  stop_looking (self);
  g_clear_pointer (&self->login.to_remember, vireo_credentials_free);
  self->asking = FALSE;
  memset (&self->login, 0, sizeof self->login);
}

void
_vireo_console_pane_class_login_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, login_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, user_name_entry);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, password_entry);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, remember_check);
  gtk_widget_class_bind_template_callback (widget_class, answer_login);
  gtk_widget_class_install_action (widget_class, "console.answer-login", NULL,
                                   answer_login_action);
}
