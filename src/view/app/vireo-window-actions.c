/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The actions "win.*". */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-journal-view.h"
#include "view/app/vireo-shortcuts.h"
#include "view/app/vireo-window-private.h"
#include "view/common/vireo-confirm.h"
#include "view/host/vireo-connect-dialog.h"

static void
new_vm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vireo_window_open_wizard (VIREO_WINDOW (widget), NULL, NULL);
}

static void
connect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoContext *context = vireo_window_get_context (VIREO_WINDOW (widget));
  GtkWidget *dialog
      = vireo_connect_dialog_new (GTK_WINDOW (widget), vireo_context_get_hosts (context));

  g_signal_connect_object (dialog, "connecting", G_CALLBACK (vireo_window_show_host), widget,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoWindow *self = VIREO_WINDOW (widget);

  gtk_widget_activate_action (widget, "win.show-list", NULL);
  vireo_sidebar_focus_filter (_vireo_window_get_sidebar (self));
}

static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSidebar *sidebar = _vireo_window_get_sidebar (VIREO_WINDOW (widget));
  GtkWidget *leaflet = gtk_widget_get_ancestor (GTK_WIDGET (sidebar), ADW_TYPE_LEAFLET);

  adw_leaflet_navigate (ADW_LEAFLET (leaflet), ADW_NAVIGATION_DIRECTION_BACK);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _vireo_window_open (VIREO_WINDOW (widget));
}

static void
journal_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoContext *context = vireo_window_get_context (VIREO_WINDOW (widget));

  gtk_window_present (GTK_WINDOW (
      vireo_journal_view_new (GTK_WINDOW (widget), vireo_context_get_journal (context))));
}

/* Of the host that is chosen; with none that answers, of the first, which needs it most. */
static void
doctor_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoWindow *self = VIREO_WINDOW (widget);
  VireoHostList *hosts = vireo_context_get_hosts (vireo_window_get_context (self));
  VireoHost *chosen = vireo_window_get_host (self);
  g_autoptr (VireoHost) host
      = chosen != NULL ? g_object_ref (chosen)
                       : g_list_model_get_item (vireo_host_list_get_items (hosts), 0);

  if (host != NULL)
    _vireo_window_show_doctor (self, host);
  else
    gtk_widget_activate_action (widget, "win.connect", NULL);
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vireo_shortcuts_show (GTK_WINDOW (widget));
}

static void
show_pane_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoWindow *self = VIREO_WINDOW (widget);

  if (vireo_window_get_vm (self) != NULL)
    vireo_vm_page_show_nth_pane (_vireo_window_get_vm_page (self),
                                 (guint) g_variant_get_int32 (parameter) - 1);
}

static void
vm_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _vireo_window_order_vm (VIREO_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

typedef struct
{
  VireoHostList *hosts; /* (owned) */
  VireoHost *host;      /* (owned) */
} Forget;

static void
forget_free (gpointer data)
{
  Forget *forget = data;

  g_object_unref (forget->hosts);
  g_object_unref (forget->host);
  g_free (forget);
}

static void
forget_confirmed (GtkWidget *where, gpointer data)
{
  Forget *forget = data;

  vireo_host_disconnect (forget->host);
  vireo_host_list_remove (forget->hosts, forget->host);
}

static void
ask_forget (VireoWindow *self, VireoHost *host)
{
  Forget *forget = g_new0 (Forget, 1);
  g_autofree char *heading = g_strdup_printf (_ ("Forget “%s”?"), vireo_host_get_label (host));

  forget->hosts = g_object_ref (vireo_context_get_hosts (vireo_window_get_context (self)));
  forget->host = g_object_ref (host);
  vireo_confirm (GTK_WIDGET (self), heading,
                 _ ("It leaves the list.  The host and its virtual machines are not touched; you "
                    "can add the connection again at any time."),
                 _ ("_Forget"), FALSE, forget_confirmed, forget, forget_free);
}

static void
host_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoHost *host = vireo_window_get_host (VIREO_WINDOW (widget));
  const char *order = g_variant_get_string (parameter, NULL);

  if (host == NULL)
    return;
  if (g_str_equal (order, "connect"))
    vireo_host_connect (host);
  else if (g_str_equal (order, "disconnect"))
    vireo_host_disconnect (host);
  else if (g_str_equal (order, "forget"))
    ask_forget (VIREO_WINDOW (widget), host);
}

void
_vireo_window_class_actions_init (VireoWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "win.new-vm", NULL, new_vm_action);
  gtk_widget_class_install_action (widget_class, "win.connect", NULL, connect_action);
  gtk_widget_class_install_action (widget_class, "win.doctor", NULL, doctor_action);
  gtk_widget_class_install_action (widget_class, "win.filter", NULL, filter_action);
  gtk_widget_class_install_action (widget_class, "win.show-list", NULL, show_list_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.journal", NULL, journal_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.show-pane", "i", show_pane_action);
  gtk_widget_class_install_action (widget_class, "win.vm", "s", vm_action);
  gtk_widget_class_install_action (widget_class, "win.host", "s", host_action);
}

static void
sort_changed_cb (GAction *action, GParamSpec *pspec, VireoWindow *self)
{
  g_autoptr (GVariant) state = g_action_get_state (action);
  gboolean by_state = g_str_equal (g_variant_get_string (state, NULL), "state");

  vireo_sidebar_set_sort (_vireo_window_get_sidebar (self),
                          by_state ? VIREO_SORT_STATE : VIREO_SORT_NAME);
}

/* Actions whose state is remembered; where nothing can be, it lasts as long as the window. */
void
_vireo_window_add_settings_actions (VireoWindow *self)
{
  GSettings *settings = _vireo_window_get_settings (self);
  g_autoptr (GAction) sort = NULL;

  if (settings != NULL)
    sort = g_settings_create_action (settings, "sort");
  else
    sort = G_ACTION (g_simple_action_new_stateful ("sort", G_VARIANT_TYPE_STRING,
                                                   g_variant_new_string ("name")));
  g_signal_connect_object (sort, "notify::state", G_CALLBACK (sort_changed_cb), self, 0);
  sort_changed_cb (sort, NULL, self);
  g_action_map_add_action (G_ACTION_MAP (self), sort);
}
