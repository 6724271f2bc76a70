/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-nic-addresses.h"
#include "core/model/vireo-vm-devices.h"
#include "core/stats/vireo-stats-watch.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-device-rows.h"
#include "view/vm/vireo-nic-dialog.h"
#include "view/vm/vireo-nic-row.h"
#include "view/vm/vireo-nic-source.h"
#include "view/vm/vireo-nics-pane.h"

#define ASK_ADDRESSES_EVERY 3 /* s; no event tells of a new one */

struct _VireoNicsPane
{
  VireoVmPane parent_instance;

  VireoContext *context;   /* (owned) (nullable) */
  VireoHost *host;         /* (owned) (nullable): of the VM shown */
  VireoVmDevices *devices; /* (owned) (nullable): of the VM shown */
  VireoVmDevices *watched; /* (owned) (nullable): those that are kept up to date now */
  GSignalGroup *lists;     /* (owned): follows the NICs of the VM shown */
  GSignalGroup *networks;  /* (owned): follows the networks of its host */
  VireoStatsWatch *rates;  /* (owned): looks while the pane is seen */

  GHashTable *addresses; /* (owned) (nullable): for vireo_nic_addresses_find() */
  GCancellable *asking;  /* (owned) (nullable): for the addresses */
  guint timer;

  const char *page; /* what is shown: "loading", "list", "empty" or "failed" */
  GtkListBox *list;
};

enum
{
  PROP_CONTEXT = 1,
  PROP_DEVICES,
  PROP_PAGE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoNicsPane, vireo_nics_pane, VIREO_TYPE_VM_PANE)

static void
vireo_nics_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoNicsPane *self = VIREO_NICS_PANE (object);

  if (id == PROP_CONTEXT)
    g_value_set_object (value, self->context);
  else if (id == PROP_DEVICES)
    g_value_set_object (value, self->devices);
  else if (id == PROP_PAGE)
    g_value_set_string (value, self->page);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_nics_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoNicsPane *self = VIREO_NICS_PANE (object);

  if (id == PROP_CONTEXT)
    g_set_object (&self->context, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* What a row shows besides its device: the network it is plugged into, and its addresses. */

static void
complete_row (VireoNicsPane *self, GtkWidget *row, VireoNic *nic)
{
  const VireoNicValues *values = vireo_nic_get_shown (nic);
  VireoNetwork *network = NULL;
  const char *addresses = NULL;

  if (g_str_equal (values->type, "network"))
    network = vireo_nic_source_find_network (self->host, values->source);
  if (self->addresses != NULL && values->mac != NULL && vireo_nic_get_live (nic) != NULL)
    addresses = vireo_nic_addresses_find (self->addresses, values->mac);
  g_object_set (row, "network", network, "addresses", addresses, NULL);
}

static void
complete_rows (VireoNicsPane *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    complete_row (self, row, vireo_nic_row_get_nic (VIREO_NIC_ROW (row)));
}

static GtkWidget *
make_row (VireoDevice *device, gpointer data)
{
  VireoNicsPane *self = data;
  GListModel *nics = vireo_vm_devices_get_nics (self->devices);
  GtkWidget *row = vireo_nic_row_new (self->host, vireo_vm_devices_get_vm (self->devices),
                                      VIREO_NIC (device));

  complete_row (self, row, VIREO_NIC (device));
  /* There is room for the only one. */
  if (g_list_model_get_n_items (nics) == 1)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  return row;
}

/* Addresses */

static void
addresses_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoNicsPane) self = data;
  g_autoptr (GError) error = NULL;
  GHashTable *addresses = vireo_nic_addresses_read_finish (VIREO_VM (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  self->addresses = addresses;
  complete_rows (self);
}

static gboolean
ask_addresses (gpointer data)
{
  VireoNicsPane *self = data;
  VireoVm *vm = vireo_vm_devices_get_vm (self->watched);

  if (self->asking != NULL || vireo_vm_is_stale (vm)
      || vireo_vm_get_state (vm) != VIREO_VM_STATE_RUNNING)
    return G_SOURCE_CONTINUE;
  self->asking = g_cancellable_new ();
  vireo_nic_addresses_read_async (vm, self->asking, addresses_read, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static void
forget_addresses (VireoNicsPane *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
}

/* Rates */

static void
show_rates (VireoNicsPane *self)
{
  VireoStatsSeries *series = vireo_stats_watch_get_series (self->rates);
  const VireoStatsPoint *point = series != NULL ? vireo_stats_series_get_newest (series) : NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (point == NULL || vireo_device_rows_is_seen (row))
      vireo_nic_row_set_rates (VIREO_NIC_ROW (row), point);
}

static void
update_rates (VireoNicsPane *self)
{
  gboolean looks = self->devices != NULL && vireo_vm_pane_get_shown (VIREO_VM_PANE (self));

  vireo_stats_watch_set (self->rates, looks ? self->host : NULL,
                         vireo_vm_pane_get_vm (VIREO_VM_PANE (self)));
  if (!looks)
    show_rates (self); /* what was true when it was last seen is not now */
}

/* Which VM is followed, and how closely */

static void
stop_watching (VireoVmDevices *devices)
{
  vireo_vm_unwatch_addresses (vireo_vm_devices_get_vm (devices));
  vireo_vm_devices_unwatch (devices);
}

static void
update_watched (VireoNicsPane *self)
{
  VireoVmDevices *wanted = vireo_vm_pane_get_shown (VIREO_VM_PANE (self)) ? self->devices : NULL;

  update_rates (self);
  if (self->watched == wanted)
    return;
  forget_addresses (self);
  if (self->watched != NULL)
    stop_watching (self->watched);
  g_set_object (&self->watched, wanted);
  if (self->watched == NULL)
    return;
  vireo_vm_devices_watch (self->watched);
  /* Of a NIC that somebody else plugs in for the next start no event tells either. */
  vireo_vm_watch_addresses (vireo_vm_devices_get_vm (self->watched));
  self->timer = g_timeout_add_seconds (ASK_ADDRESSES_EVERY, ask_addresses, self);
  ask_addresses (self);
}

static void
show_page (VireoNicsPane *self)
{
  const char *page = "list";

  if (self->devices == NULL)
    page = "loading";
  else if (!vireo_vm_devices_is_loaded (self->devices))
    page = vireo_vm_devices_get_error (self->devices) != NULL ? "failed" : "loading";
  else if (g_list_model_get_n_items (vireo_vm_devices_get_nics (self->devices)) == 0)
    page = "empty";
  self->page = page;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

/* A NIC may be plugged into another network than before. */
static void
devices_changed (VireoNicsPane *self)
{
  complete_rows (self);
  show_page (self);
}

static void
vireo_nics_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoNicsPane *self = VIREO_NICS_PANE (pane);
  VireoHost *host = NULL;

  vireo_device_rows_bind (self->list, NULL, make_row, self);
  g_clear_object (&self->devices);
  if (vm != NULL && self->context != NULL)
    host = vireo_host_list_lookup (vireo_context_get_hosts (self->context), vireo_vm_get_uri (vm));
  g_set_object (&self->host, host);
  if (host != NULL)
    self->devices = vireo_vm_get_devices (vm);
  g_signal_group_set_target (self->lists, self->devices);
  g_signal_group_set_target (self->networks,
                             host != NULL ? vireo_host_get_networks (host) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICES]);
  update_watched (self);
  if (self->devices != NULL)
    vireo_device_rows_bind (self->list, vireo_vm_devices_get_nics (self->devices), make_row, self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "nics.add", self->devices != NULL);
  show_page (self);
}

static void
vireo_nics_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  update_watched (VIREO_NICS_PANE (pane));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNicsPane *self = VIREO_NICS_PANE (widget);
  VireoVm *vm = vireo_vm_devices_get_vm (self->devices);

  gtk_window_present (GTK_WINDOW (vireo_nic_dialog_new (widget, self->host, vm, NULL, 0)));
}

static char *
error_text (gpointer instance, const GError *error)
{
  return error != NULL ? g_markup_escape_text (error->message, -1) : g_strdup ("");
}

static void
vireo_nics_pane_dispose (GObject *object)
{
  VireoNicsPane *self = VIREO_NICS_PANE (object);

  forget_addresses (self);
  if (self->watched != NULL)
    stop_watching (self->watched);
  g_clear_object (&self->watched);
  g_clear_object (&self->lists);
  g_clear_object (&self->networks);
  g_clear_object (&self->rates);
  if (self->list != NULL)
    vireo_device_rows_bind (self->list, NULL, make_row, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_NICS_PANE);
  g_clear_object (&self->devices);
  g_clear_object (&self->host);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_nics_pane_parent_class)->dispose (object);
}

static void
vireo_nics_pane_class_init (VireoNicsPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);

  object_class->get_property = vireo_nics_pane_get_property;
  object_class->set_property = vireo_nics_pane_set_property;
  object_class->dispose = vireo_nics_pane_dispose;
  pane_class->vm_set = vireo_nics_pane_vm_set;
  pane_class->shown_changed = vireo_nics_pane_shown_changed;

  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, VIREO_TYPE_VM_DEVICES,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, "loading",
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-nics-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoNicsPane, list);
  gtk_widget_class_bind_template_callback (widget_class, error_text);
  gtk_widget_class_install_action (widget_class, "nics.add", NULL, add_action);
}

static void
vireo_nics_pane_init (VireoNicsPane *self)
{
  g_type_ensure (VIREO_TYPE_VM_DEVICES);
  self->page = "loading";
  vireo_init_template (GTK_WIDGET (self));
  self->lists = g_signal_group_new (VIREO_TYPE_VM_DEVICES);
  g_signal_group_connect_swapped (self->lists, "changed", G_CALLBACK (devices_changed), self);
  g_signal_group_connect_swapped (self->lists, "notify::loaded", G_CALLBACK (show_page), self);
  g_signal_group_connect_swapped (self->lists, "notify::error", G_CALLBACK (show_page), self);
  self->rates = vireo_stats_watch_new ();
  g_signal_connect_object (self->rates, "changed", G_CALLBACK (show_rates), self,
                           G_CONNECT_SWAPPED);
  self->networks = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->networks, "items-changed", G_CALLBACK (complete_rows),
                                  self);
}
