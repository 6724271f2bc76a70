/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-host-uri.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/host/vireo-connect-dialog.h"

/* The order of the rows in the .ui. */
typedef enum
{
  KIND_SYSTEM,
  KIND_SESSION,
  KIND_SSH,
  KIND_CUSTOM,
} Kind;

struct _VireoConnectDialog
{
  AdwWindow parent_instance;

  VireoHostList *hosts; /* (owned) */
  VireoHost *host;      /* (owned) (nullable): the one being opened */
  gboolean is_new;      /* it was not in the list before: leaves it again when given up */
  gulong watch;

  GtkWidget *content;
  AdwComboRow *kind;
  AdwPreferencesGroup *ssh;
  AdwEntryRow *address;
  AdwEntryRow *user;
  AdwEntryRow *port;
  AdwPreferencesGroup *custom;
  AdwEntryRow *uri;
  GtkLabel *preview;
  GtkLabel *problem;
  GtkWidget *waiting;
  GtkWidget *details;
  GtkWidget *connect;
};

enum
{
  CONNECTING,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoConnectDialog, vireo_connect_dialog, ADW_TYPE_WINDOW)

static char *
get_stripped (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static char *
make_ssh_uri (VireoConnectDialog *self, GError **error)
{
  g_autofree char *address = get_stripped (self->address);
  g_autofree char *user = get_stripped (self->user);
  g_autofree char *port_text = get_stripped (self->port);
  guint64 port = 0;

  if (*address == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("Enter the name or the address of the computer."));
      return NULL;
    }
  if (strpbrk (address, "/@?#") != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("A computer's name has no such signs as / or @ in it."));
      return NULL;
    }
  if (*port_text != '\0'
      && !g_ascii_string_to_unsigned (port_text, 10, 1, G_MAXUINT16, &port, NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("The port is a number from 1 to 65535, or empty for the usual one."));
      return NULL;
    }
  return vireo_host_uri_build ("qemu", "ssh", user, address, (guint) port, "system");
}

/* What is chosen, as a URI; NULL with a sentence when it is none. */
static char *
make_uri (VireoConnectDialog *self, GError **error)
{
  g_autofree char *uri = NULL;

  switch ((Kind) adw_combo_row_get_selected (self->kind))
    {
    case KIND_SYSTEM:
      uri = g_strdup ("qemu:///system");
      break;
    case KIND_SESSION:
      uri = g_strdup ("qemu:///session");
      break;
    case KIND_SSH:
      uri = make_ssh_uri (self, error);
      break;
    case KIND_CUSTOM:
      uri = get_stripped (self->uri);
      break;
    }
  if (uri == NULL || !vireo_host_uri_check (uri, error))
    return NULL;
  return g_steal_pointer (&uri);
}

static void
set_problem (VireoConnectDialog *self, const char *sentence)
{
  gtk_label_set_label (self->problem, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sentence != NULL);
}

/* An empty field is not yet a mistake: it is said once the user typed something else wrong. */
static gboolean
is_untouched (VireoConnectDialog *self)
{
  Kind kind = adw_combo_row_get_selected (self->kind);
  AdwEntryRow *row = kind == KIND_SSH ? self->address : kind == KIND_CUSTOM ? self->uri : NULL;

  return row != NULL && *gtk_editable_get_text (GTK_EDITABLE (row)) == '\0';
}

static void
changed_cb (VireoConnectDialog *self)
{
  Kind kind = adw_combo_row_get_selected (self->kind);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = make_uri (self, &error);

  gtk_widget_set_visible (GTK_WIDGET (self->ssh), kind == KIND_SSH);
  gtk_widget_set_visible (GTK_WIDGET (self->custom), kind == KIND_CUSTOM);
  gtk_label_set_label (self->preview, uri != NULL ? uri : "");
  gtk_widget_set_sensitive (self->connect, uri != NULL);
  gtk_widget_set_visible (self->details, FALSE);
  set_problem (self, error != NULL && !is_untouched (self) ? error->message : NULL);
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *row = GTK_WIDGET (i == 0 ? self->address : self->uri);

      if (error != NULL && !is_untouched (self))
        gtk_widget_add_css_class (row, "error");
      else
        gtk_widget_remove_css_class (row, "error");
    }
}

/* Opening */

static void
set_waiting (VireoConnectDialog *self, gboolean waiting)
{
  gtk_widget_set_sensitive (self->content, !waiting);
  gtk_widget_set_visible (self->waiting, waiting);
  gtk_widget_set_sensitive (self->connect, !waiting);
}

/* Lets go of the host; one that was only tried leaves the list again. */
static void
stop_waiting (VireoConnectDialog *self, gboolean keep)
{
  if (self->host == NULL)
    return;
  g_clear_signal_handler (&self->watch, self->host);
  if (!keep && self->is_new)
    vireo_host_list_remove (self->hosts, self->host);
  else if (!keep && vireo_host_get_state (self->host) == VIREO_HOST_OPENING)
    vireo_host_disconnect (self->host);
  g_clear_object (&self->host);
}

static void
host_changed_cb (VireoConnectDialog *self)
{
  VireoHostState state = vireo_host_get_state (self->host);
  g_autoptr (VireoHost) host = g_object_ref (self->host);
  const GError *error = vireo_host_get_error (host);

  if (state == VIREO_HOST_ON)
    {
      /* It works: from now on it is one of the saved ones. */
      vireo_host_list_ensure (self->hosts, vireo_host_get_uri (host), TRUE);
      stop_waiting (self, TRUE);
      g_signal_emit (self, signals[CONNECTING], 0, host);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (state == VIREO_HOST_OPENING)
    return;
  set_waiting (self, FALSE);
  if (error == NULL)
    return;
  set_problem (self, error->message);
  g_object_set_data_full (G_OBJECT (self), "error", g_error_copy (error),
                          (GDestroyNotify) g_error_free);
  gtk_widget_set_visible (self->details, TRUE);
  stop_waiting (self, FALSE);
}

static void
connect_cb (VireoConnectDialog *self)
{
  g_autofree char *uri = make_uri (self, NULL);

  if (uri == NULL || self->host != NULL)
    return;
  set_problem (self, NULL);
  gtk_widget_set_visible (self->details, FALSE);
  self->is_new = vireo_host_list_lookup (self->hosts, uri) == NULL;
  self->host = g_object_ref (vireo_host_list_ensure (self->hosts, uri, FALSE));
  set_waiting (self, TRUE);
  self->watch = g_signal_connect_object (self->host, "notify::state", G_CALLBACK (host_changed_cb),
                                         self, G_CONNECT_SWAPPED);
  vireo_host_connect (self->host);
  if (vireo_host_get_state (self->host) == VIREO_HOST_ON)
    host_changed_cb (self);
}

static void
details_cb (VireoConnectDialog *self)
{
  const GError *error = g_object_get_data (G_OBJECT (self), "error");

  if (error != NULL)
    vireo_report_details (GTK_WIDGET (self), _ ("The host could not be reached."), error);
}

/* The first *Cancel* ends the attempt and leaves what was typed, the second the dialog. */
static void
cancel_cb (VireoConnectDialog *self)
{
  if (self->host == NULL)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  stop_waiting (self, FALSE);
  set_waiting (self, FALSE);
}

static gboolean
vireo_connect_dialog_close_request (GtkWindow *window)
{
  stop_waiting (VIREO_CONNECT_DIALOG (window), FALSE);
  return GTK_WINDOW_CLASS (vireo_connect_dialog_parent_class)->close_request (window);
}

static void
vireo_connect_dialog_dispose (GObject *object)
{
  VireoConnectDialog *self = VIREO_CONNECT_DIALOG (object);

  stop_waiting (self, FALSE);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_CONNECT_DIALOG);
  g_clear_object (&self->hosts);
  G_OBJECT_CLASS (vireo_connect_dialog_parent_class)->dispose (object);
}

static void
vireo_connect_dialog_class_init (VireoConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_connect_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = vireo_connect_dialog_close_request;
  signals[CONNECTING] = g_signal_new ("connecting", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                      0, NULL, NULL, NULL, G_TYPE_NONE, 1, VIREO_TYPE_HOST);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/host/vireo-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, content);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, ssh);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, address);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, user);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, port);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, custom);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, uri);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, waiting);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, details);
  gtk_widget_class_bind_template_child (widget_class, VireoConnectDialog, connect);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_connect_dialog_init (VireoConnectDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
  changed_cb (self);
}

GtkWidget *
vireo_connect_dialog_new (GtkWindow *parent, VireoHostList *hosts)
{
  VireoConnectDialog *self
      = g_object_new (VIREO_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);

  self->hosts = g_object_ref (hosts);
  return GTK_WIDGET (self);
}
