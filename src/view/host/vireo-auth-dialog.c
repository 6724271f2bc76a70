/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/host/vireo-auth-dialog.h"

struct _VireoAuthDialog
{
  AdwWindow parent_instance;

  VireoAuthRequest *request; /* (owned) (nullable): until it is answered */
  GPtrArray *fields;         /* of GtkEditable, borrowed, one for each question */

  GtkLabel *heading;
  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (VireoAuthDialog, vireo_auth_dialog, ADW_TYPE_WINDOW)

static void
answer_cb (VireoAuthDialog *self)
{
  if (self->request != NULL)
    {
      for (guint i = 0; i < self->fields->len; i++)
        vireo_auth_request_set_answer (self->request, i,
                                       gtk_editable_get_text (self->fields->pdata[i]));
      vireo_auth_request_answer (self->request);
      g_clear_object (&self->request);
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The opening worker waits for an answer: whatever takes the dialog away gives it one. */
static void
cancel_request (VireoAuthDialog *self)
{
  if (self->request != NULL)
    vireo_auth_request_cancel (self->request);
  g_clear_object (&self->request);
}

static void
cancel_cb (VireoAuthDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
vireo_auth_dialog_close_request (GtkWindow *window)
{
  cancel_request (VIREO_AUTH_DIALOG (window));
  return GTK_WINDOW_CLASS (vireo_auth_dialog_parent_class)->close_request (window);
}

/* The host was disconnected, or its attempt ended otherwise: nobody waits for an answer. */
static void
host_state_cb (VireoAuthDialog *self, GParamSpec *pspec, VireoHost *host)
{
  if (vireo_host_get_state (host) == VIREO_HOST_OFF)
    gtk_window_close (GTK_WINDOW (self));
}

static void
add_field (VireoAuthDialog *self, guint i)
{
  GtkWidget *row = vireo_auth_request_get_echo (self->request, i) ? adw_entry_row_new ()
                                                                  : adw_password_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 vireo_auth_request_get_prompt (self->request, i));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->fields, row);
}

static void
vireo_auth_dialog_dispose (GObject *object)
{
  VireoAuthDialog *self = VIREO_AUTH_DIALOG (object);

  cancel_request (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_AUTH_DIALOG);
  G_OBJECT_CLASS (vireo_auth_dialog_parent_class)->dispose (object);
}

static void
vireo_auth_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (VIREO_AUTH_DIALOG (object)->fields);
  G_OBJECT_CLASS (vireo_auth_dialog_parent_class)->finalize (object);
}

static void
vireo_auth_dialog_class_init (VireoAuthDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_auth_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = vireo_auth_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = vireo_auth_dialog_close_request;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-auth-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoAuthDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, VireoAuthDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, answer_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_auth_dialog_init (VireoAuthDialog *self)
{
  self->fields = g_ptr_array_new ();
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_auth_dialog_ask:
 * @parent: the main window
 * @host: the host that asks
 * @request: its questions; answered or cancelled by the dialog in any case
 */
void
vireo_auth_dialog_ask (GtkWindow *parent, VireoHost *host, VireoAuthRequest *request)
{
  VireoAuthDialog *self = g_object_new (VIREO_TYPE_AUTH_DIALOG, "transient-for", parent, NULL);
  g_autofree char *heading
      = g_strdup_printf (_ ("“%s” asks who you are."), vireo_host_get_label (host));

  self->request = g_object_ref (request);
  gtk_label_set_label (self->heading, heading);
  for (guint i = 0; i < vireo_auth_request_get_n_fields (request); i++)
    add_field (self, i);
  g_signal_connect_object (host, "notify::state", G_CALLBACK (host_state_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (self));
  if (self->fields->len > 0)
    gtk_widget_grab_focus (self->fields->pdata[0]);
}
