/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-welcome-page.h"
#include "view/app/vireo-window-private.h"
#include "view/common/vireo-back-button.h"
#include "view/common/vireo-shm-pool.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-watchdog.h"
#include "view/host/vireo-auth-dialog.h"
#include "view/host/vireo-host-page.h"
#include "view/vm/vireo-vm-page.h"

/* After the list is usable, before the rest is loaded: time for the first frames. */
#define REST_AFTER 300 /* ms */
/* Between that and the page for VMs: each takes a frame or two. */
#define PAGE_AFTER 200 /* ms */
/* When no host answers, the rest is loaded anyway. */
#define REST_AT_LAST 3000 /* ms */

struct _VireoWindow
{
  AdwApplicationWindow parent_instance;

  VireoContext *context; /* (owned) */
  GSettings *settings;   /* (owned) (nullable) */
  gboolean usable;       /* a first list was shown */
  guint load_rest;       /* timeout */
  gboolean wants_wizard; /* a new VM was asked for before any host was connected, */
  char *wanted_media;    /* (owned) (nullable): with this ISO */

  AdwLeaflet *leaflet;
  VireoSidebar *sidebar;
  GtkWidget *list_side;
  GtkStack *content;
  VireoWelcomePage *welcome;
  GtkWidget *drop_hint;
  VireoHostPage *host_page; /* (nullable): until first needed */
  VireoVmPage *vm_page;     /* (nullable): until first needed */
};

G_DEFINE_FINAL_TYPE (VireoWindow, vireo_window, ADW_TYPE_APPLICATION_WINDOW)

/* The right side */

static VireoVmPage *
ensure_vm_page (VireoWindow *self)
{
  if (self->vm_page == NULL)
    {
      self->vm_page = VIREO_VM_PAGE (vireo_vm_page_new (self->context));
      gtk_stack_add_child (self->content, GTK_WIDGET (self->vm_page));
    }
  return self->vm_page;
}

static VireoHostPage *
ensure_host_page (VireoWindow *self)
{
  if (self->host_page == NULL)
    {
      self->host_page = VIREO_HOST_PAGE (vireo_host_page_new ());
      gtk_stack_add_child (self->content, GTK_WIDGET (self->host_page));
    }
  return self->host_page;
}

static void
vm_removed_cb (VireoWindow *self, VireoVm *vm)
{
  if (vireo_sidebar_get_selected (self->sidebar) == G_OBJECT (vm))
    {
      vireo_sidebar_select (self->sidebar, NULL);
      adw_leaflet_set_visible_child (self->leaflet, self->list_side);
    }
}

static void
selected_cb (VireoWindow *self)
{
  GObject *item = vireo_sidebar_get_selected (self->sidebar);

  if (VIREO_IS_VM (item))
    {
      /* Shown before it gets its VM, so that a console opens on a pane that has its size. */
      gtk_stack_set_visible_child (self->content, GTK_WIDGET (ensure_vm_page (self)));
      vireo_vm_page_set_vm (self->vm_page, VIREO_VM (item));
      g_signal_connect_object (item, "removed", G_CALLBACK (vm_removed_cb), self,
                               G_CONNECT_SWAPPED);
      return;
    }
  if (VIREO_IS_HOST (item))
    {
      vireo_host_page_set_host (ensure_host_page (self), VIREO_HOST (item));
      gtk_stack_set_visible_child (self->content, GTK_WIDGET (self->host_page));
    }
  else
    gtk_stack_set_visible_child (self->content, GTK_WIDGET (self->welcome));
  /* A VM that is not looked at costs nothing. */
  if (self->vm_page != NULL)
    vireo_vm_page_set_vm (self->vm_page, NULL);
}

/* The first list */

/* Made before it is asked for, so that the first click does not wait for it. */
static gboolean
make_page_cb (gpointer data)
{
  VireoWindow *self = data;

  self->load_rest = 0;
  ensure_vm_page (self);
  return G_SOURCE_REMOVE;
}

static gboolean
load_rest_cb (gpointer data)
{
  VireoWindow *self = data;

  self->load_rest = g_timeout_add (PAGE_AFTER, make_page_cb, self);
  vireo_context_load_rest (self->context);
  return G_SOURCE_REMOVE;
}

static void
load_rest_after (VireoWindow *self, guint ms)
{
  g_clear_handle_id (&self->load_rest, g_source_remove);
  self->load_rest = g_timeout_add (ms, load_rest_cb, self);
}

static gboolean
usable_cb (gpointer data)
{
  VireoWindow *self = data;

  vireo_watchdog_begin_counting ();
  load_rest_after (self, REST_AFTER);
  return G_SOURCE_REMOVE;
}

#define AFTER_REDRAW (GDK_PRIORITY_REDRAW + 5)

/* One frame has to be on the screen with the list in it before it is called usable; the details
 * that are still being read may take their time. */
static gboolean
next_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  g_idle_add_full (AFTER_REDRAW, usable_cb, g_object_ref (widget), g_object_unref);
  return G_SOURCE_REMOVE;
}

static void
host_state_cb (VireoWindow *self, GParamSpec *pspec, VireoHost *host)
{
  if (vireo_host_get_state (host) != VIREO_HOST_ON)
    return;
  if (self->wants_wizard)
    {
      g_autofree char *media = g_steal_pointer (&self->wanted_media);

      self->wants_wizard = FALSE;
      vireo_window_open_wizard (self, host, media);
    }
  if (self->usable)
    return;
  self->usable = TRUE;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), next_frame_cb, NULL, NULL);
}

static void
auth_needed_cb (VireoHost *host, VireoAuthRequest *request, VireoWindow *self)
{
  vireo_auth_dialog_ask (GTK_WINDOW (self), host, request);
}

static void
hosts_changed_cb (GListModel *hosts, guint position, guint removed, guint added, VireoWindow *self)
{
  GObject *selected = vireo_sidebar_get_selected (self->sidebar);
  g_autoptr (VireoHost) first = g_list_model_get_item (hosts, 0);

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (hosts, i);

      g_signal_connect_object (host, "notify::state", G_CALLBACK (host_state_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (host, "auth-needed", G_CALLBACK (auth_needed_cb), self, 0);
      host_state_cb (self, NULL, host);
    }
  vireo_welcome_page_set_host (self->welcome, first);
  if (removed > 0 && VIREO_IS_HOST (selected)
      && vireo_host_list_lookup (vireo_context_get_hosts (self->context),
                                 vireo_host_get_uri (VIREO_HOST (selected)))
             == NULL)
    vireo_sidebar_select (self->sidebar, NULL);
}

/* Remembered */

static void
restore_size (VireoWindow *self)
{
  if (self->settings == NULL)
    return;
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
vireo_window_close_request (GtkWindow *window)
{
  VireoWindow *self = VIREO_WINDOW (window);
  int width, height;

  if (self->settings != NULL)
    {
      gtk_window_get_default_size (window, &width, &height);
      g_settings_set_int (self->settings, "window-width", MAX (width, 360));
      g_settings_set_int (self->settings, "window-height", MAX (height, 300));
      g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (window));
    }
  return GTK_WINDOW_CLASS (vireo_window_parent_class)->close_request (window);
}

static void
vireo_window_dispose (GObject *object)
{
  VireoWindow *self = VIREO_WINDOW (object);

  g_clear_handle_id (&self->load_rest, g_source_remove);
  g_clear_pointer (&self->wanted_media, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_WINDOW);
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_window_parent_class)->dispose (object);
}

static void
vireo_window_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  vireo_shm_pool_serve (GTK_NATIVE (widget));
  GTK_WIDGET_CLASS (vireo_window_parent_class)->snapshot (widget, snapshot);
}

static void
vireo_window_class_init (VireoWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_window_dispose;
  widget_class->snapshot = vireo_window_snapshot;
  GTK_WINDOW_CLASS (klass)->close_request = vireo_window_close_request;

  g_type_ensure (VIREO_TYPE_SIDEBAR);
  g_type_ensure (VIREO_TYPE_WELCOME_PAGE);
  g_type_ensure (VIREO_TYPE_BACK_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/app/vireo-window.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, VireoWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, VireoWindow, list_side);
  gtk_widget_class_bind_template_child (widget_class, VireoWindow, content);
  gtk_widget_class_bind_template_child (widget_class, VireoWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, VireoWindow, drop_hint);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, _vireo_window_open);
  _vireo_window_class_actions_init (klass);
}

static void
vireo_window_init (VireoWindow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  _vireo_window_drop_init (self);
}

/**
 * vireo_window_new:
 * @settings: (nullable): where its size is remembered
 */
GtkWidget *
vireo_window_new (GtkApplication *app, VireoContext *context, GSettings *settings)
{
  VireoWindow *self = g_object_new (VIREO_TYPE_WINDOW, "application", app, NULL);
  GListModel *hosts = vireo_host_list_get_items (vireo_context_get_hosts (context));

  self->context = g_object_ref (context);
  g_set_object (&self->settings, settings);
  restore_size (self);
  vireo_sidebar_set_context (self->sidebar, context);
  _vireo_window_add_settings_actions (self);
  g_signal_connect_object (hosts, "items-changed", G_CALLBACK (hosts_changed_cb), self, 0);
  hosts_changed_cb (hosts, 0, 0, g_list_model_get_n_items (hosts), self);
  load_rest_after (self, REST_AT_LAST);
  return GTK_WIDGET (self);
}

VireoContext *
vireo_window_get_context (VireoWindow *self)
{
  return self->context;
}

VireoSidebar *
_vireo_window_get_sidebar (VireoWindow *self)
{
  return self->sidebar;
}

VireoVmPage *
_vireo_window_get_vm_page (VireoWindow *self)
{
  return self->vm_page;
}

GSettings *
_vireo_window_get_settings (VireoWindow *self)
{
  return self->settings;
}

/* In a narrow window: from the list to the page. */
void
_vireo_window_open (VireoWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->content));
}

void
_vireo_window_set_dropping (VireoWindow *self, gboolean dropping)
{
  gtk_widget_set_visible (self->drop_hint, dropping);
}

/* An order for the VM that is shown, by the actions of its page. */
gboolean
_vireo_window_order_vm (VireoWindow *self, const char *order)
{
  g_autofree char *action = g_strconcat ("vm.", order, NULL);

  return self->vm_page != NULL
         && gtk_widget_activate_action_variant (GTK_WIDGET (self->vm_page), action, NULL);
}

/**
 * vireo_window_get_vm:
 *
 * Returns: (transfer none) (nullable): the VM that is chosen
 */
VireoVm *
vireo_window_get_vm (VireoWindow *self)
{
  GObject *item = vireo_sidebar_get_selected (self->sidebar);

  return VIREO_IS_VM (item) ? VIREO_VM (item) : NULL;
}

/**
 * vireo_window_get_host:
 *
 * Returns: (transfer none) (nullable): the host that is chosen, or that of the chosen VM, or the
 *   first one that is connected
 */
VireoHost *
vireo_window_get_host (VireoWindow *self)
{
  VireoHostList *hosts = vireo_context_get_hosts (self->context);
  GListModel *items = vireo_host_list_get_items (hosts);
  GObject *item = vireo_sidebar_get_selected (self->sidebar);

  if (VIREO_IS_HOST (item))
    return VIREO_HOST (item);
  if (VIREO_IS_VM (item))
    return vireo_host_list_lookup (hosts, vireo_vm_get_uri (VIREO_VM (item)));
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (items, i);

      if (vireo_host_get_state (host) == VIREO_HOST_ON)
        return host; /* the list holds it */
    }
  return NULL;
}

void
vireo_window_show_host (VireoWindow *self, VireoHost *host)
{
  vireo_sidebar_select (self->sidebar, G_OBJECT (host));
  _vireo_window_open (self);
}

void
_vireo_window_show_doctor (VireoWindow *self, VireoHost *host)
{
  vireo_window_show_host (self, host);
  vireo_host_page_show (ensure_host_page (self), "doctor");
}

/**
 * vireo_window_show_vm:
 * @pane: (nullable): "console", "overview", ...; %NULL for the one shown last
 */
void
vireo_window_show_vm (VireoWindow *self, VireoVm *vm, const char *pane)
{
  vireo_sidebar_select (self->sidebar, G_OBJECT (vm));
  _vireo_window_open (self);
  if (pane != NULL)
    vireo_vm_page_show_pane (self->vm_page, pane);
}

void
vireo_window_ask_delete (VireoWindow *self, VireoVm *vm)
{
  vireo_window_show_vm (self, vm, NULL);
  vireo_vm_page_ask_delete (self->vm_page);
}

/* A new VM was asked for and no host is connected: the wizard comes as soon as one is.  When none
 * is even on its way, the user says which. */
void
_vireo_window_want_wizard (VireoWindow *self, const char *media)
{
  GListModel *hosts = vireo_host_list_get_items (vireo_context_get_hosts (self->context));

  self->wants_wizard = TRUE;
  g_free (self->wanted_media);
  self->wanted_media = g_strdup (media);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (VireoHost) host = g_list_model_get_item (hosts, i);

      if (vireo_host_get_state (host) == VIREO_HOST_OPENING)
        return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.connect", NULL);
}
