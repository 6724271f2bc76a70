/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-nic-dialog-private.h"
#include "view/vm/vireo-nic-source.h"
#include "view/vm/vireo-nic-text.h"

#define ALL                                                                                        \
  (VIREO_NIC_SET_SOURCE | VIREO_NIC_SET_MODEL | VIREO_NIC_SET_MAC | VIREO_NIC_SET_LINK             \
   | VIREO_NIC_SET_QUEUES | VIREO_NIC_SET_MTU | VIREO_NIC_SET_BANDWIDTH)
/* The last one is the hypervisor's own choice. */
static const char *const models[] = { "virtio", "e1000e", "e1000", "rtl8139" };

enum
{
  PROP_MAC_PROBLEM = 1,
  PROP_WHY_NOT_NOW,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoNicDialog, vireo_nic_dialog, VIREO_TYPE_CHANGE_DIALOG)

static void
vireo_nic_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoNicDialog *self = VIREO_NIC_DIALOG (object);

  switch (id)
    {
    case PROP_MAC_PROBLEM:
      g_value_set_string (value, self->mac_problem);
      break;
    case PROP_WHY_NOT_NOW:
      g_value_set_string (value, self->why_not_now);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* --- what is shown follows what is chosen --- */

static void
show_rows (VireoNicDialog *self)
{
  VireoNicSet settable = _vireo_nic_dialog_get_settable (self);
  const VireoNicValues *before = _vireo_nic_dialog_get_before (self);
  VireoNicSource *source = adw_combo_row_get_selected_item (self->source);
  VireoNetwork *network = source != NULL ? vireo_nic_source_get_network (source) : NULL;
  gboolean has_source = (settable & VIREO_NIC_SET_SOURCE) != 0;
  const char *model = before != NULL ? before->model : NULL;

  if ((settable & VIREO_NIC_SET_MODEL) != 0)
    model = _vireo_nic_dialog_get_model (self);
  gtk_widget_set_visible (GTK_WIDGET (self->source), has_source);
  gtk_widget_set_visible (self->source_name,
                          has_source && source != NULL && vireo_nic_source_wants_name (source));
  gtk_widget_set_visible (self->network_off, has_source && network != NULL
                                                 && !vireo_network_get_facts (network)->active);
  g_signal_group_set_target (self->plugged, network);
  gtk_widget_set_visible (GTK_WIDGET (self->model), (settable & VIREO_NIC_SET_MODEL) != 0);
  gtk_widget_set_visible (self->mac_box, (settable & VIREO_NIC_SET_MAC) != 0);
  gtk_widget_set_visible (self->link_row, (settable & VIREO_NIC_SET_LINK) != 0);
  gtk_widget_set_visible (self->queues_row,
                          (settable & VIREO_NIC_SET_QUEUES) != 0
                              && _vireo_nic_dialog_is_virtio (model));
  gtk_widget_set_visible (self->mtu_row, (settable & VIREO_NIC_SET_MTU) != 0);
  gtk_widget_set_visible (self->inbound_row, (settable & VIREO_NIC_SET_BANDWIDTH) != 0);
  gtk_widget_set_visible (self->outbound_row, (settable & VIREO_NIC_SET_BANDWIDTH) != 0);
  gtk_widget_set_visible (self->tuning, (settable & ~(VireoNicSet) (VIREO_NIC_SET_SOURCE
                                                                   | VIREO_NIC_SET_MODEL
                                                                   | VIREO_NIC_SET_MAC))
                                            != 0);
  gtk_widget_set_visible (self->when, _vireo_nic_dialog_asks_when (self));
}

/* @anew: the user changed something, so that what was said of a failure is over. */
static void
update_after (VireoNicDialog *self, gboolean anew)
{
  VireoNicOptions options;
  gboolean can_now;

  if (self->filling)
    return;
  _vireo_nic_dialog_collect (self, &options);
  self->why_not_now = _vireo_nic_dialog_find_why_not_now (self, &options);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WHY_NOT_NOW]);
  can_now = *self->why_not_now == '\0';
  gtk_widget_set_sensitive (GTK_WIDGET (self->now), can_now);
  show_rows (self);
  if (anew || !vireo_change_dialog_has_failed (VIREO_CHANGE_DIALOG (self)))
    vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self),
                                     _vireo_nic_dialog_find_problem (self, &options));
  if (self->mac_refused)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "change.apply", FALSE);
}

static void
update (VireoNicDialog *self)
{
  update_after (self, TRUE);
}

static void
changed_cb (VireoNicDialog *self)
{
  update (self);
}

/* Started, stopped or changed by somebody else meanwhile. */
static void
devices_changed (VireoNicDialog *self)
{
  VireoDevice *now = self->nic != NULL
                         ? vireo_vm_devices_find (self->devices,
                                                  vireo_device_get_key (VIREO_DEVICE (self->nic)))
                         : NULL;

  if (now != NULL)
    g_set_object (&self->nic, VIREO_NIC (now));
  update_after (self, FALSE);
}

/* --- the MAC address --- */

/* @refused: it cannot be taken; otherwise it is only good to know. */
static void
set_mac_problem (VireoNicDialog *self, const char *problem, gboolean refused)
{
  g_free (self->mac_problem);
  self->mac_problem = g_strdup (problem);
  self->mac_refused = problem != NULL && refused;
  if (self->mac_refused)
    gtk_widget_add_css_class (self->mac, "error");
  else
    gtk_widget_remove_css_class (self->mac, "error");
  gtk_widget_remove_css_class (self->mac_words, self->mac_refused ? "warning" : "error");
  gtk_widget_add_css_class (self->mac_words, self->mac_refused ? "error" : "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mac), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  problem != NULL ? problem : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAC_PROBLEM]);
  update (self);
}

static gboolean
is_own_mac (VireoNicDialog *self, const char *mac)
{
  const VireoNicValues *before = _vireo_nic_dialog_get_before (self);

  return before != NULL && before->mac != NULL && g_ascii_strcasecmp (before->mac, mac) == 0;
}

static gboolean
vm_has_mac (VireoNicDialog *self, const char *mac)
{
  GListModel *nics = vireo_vm_devices_get_nics (self->devices);

  for (guint i = 0; i < g_list_model_get_n_items (nics); i++)
    {
      g_autoptr (VireoNic) nic = g_list_model_get_item (nics, i);
      const char *taken = vireo_nic_get_shown (nic)->mac;

      if (taken != NULL && g_ascii_strcasecmp (taken, mac) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
mac_users_found (GObject *source, GAsyncResult *result, gpointer data)
{
  VireoNicDialog *self = data; /* alive, or this was cancelled */
  g_auto (GStrv) users = vireo_vm_find_mac_users_finish (VIREO_VM (source), result, NULL);

  /* Nobody when another address was typed, or nobody could be asked: libvirt has the last word. */
  for (guint i = 0; users != NULL && users[i] != NULL; i++)
    if (g_strcmp0 (users[i], vireo_vm_get_name (VIREO_VM (source))) != 0)
      {
        g_autofree char *words = g_strdup_printf (
            _ ("“%s” has this MAC address too: they must not meet on one network."), users[i]);

        set_mac_problem (self, words, FALSE);
        return;
      }
}

static void
mac_typed_cb (VireoNicDialog *self)
{
  const char *mac = gtk_editable_get_text (GTK_EDITABLE (self->mac));
  g_autoptr (GError) error = NULL;

  if (self->filling)
    return;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  if (!vireo_mac_check (mac, &error))
    {
      set_mac_problem (self, error->message, TRUE);
      return;
    }
  if (!is_own_mac (self, mac) && vm_has_mac (self, mac))
    {
      set_mac_problem (self, _ ("This virtual machine has a network card with this MAC address."),
                       TRUE);
      return;
    }
  set_mac_problem (self, NULL, FALSE);
  self->asking = g_cancellable_new ();
  vireo_vm_find_mac_users_async (vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self)), mac,
                                 self->asking, mac_users_found, self);
}

static void
make_mac_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *mac = vireo_mac_make ();

  gtk_editable_set_text (GTK_EDITABLE (VIREO_NIC_DIALOG (widget)->mac), mac);
}

/* --- orders --- */

static void
network_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoNicDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_host_start_network_finish (VIREO_HOST (source), result, &error))
    vireo_change_dialog_failed (VIREO_CHANGE_DIALOG (self), error);
}

static void
start_network_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoNicDialog *self = VIREO_NIC_DIALOG (widget);
  VireoNicSource *source = adw_combo_row_get_selected_item (self->source);

  vireo_host_start_network_async (self->host, vireo_nic_source_get_name (source), NULL,
                                  network_started, g_object_ref (self));
}

static void
vireo_nic_dialog_apply (VireoChangeDialog *dialog)
{
  VireoNicDialog *self = VIREO_NIC_DIALOG (dialog);
  VireoVm *vm = vireo_change_dialog_get_vm (dialog);
  VireoApply apply = _vireo_nic_dialog_get_apply (self);
  VireoNicOptions options;

  _vireo_nic_dialog_collect (self, &options);
  if (self->nic == NULL)
    {
      g_autofree char *xml = vireo_nic_plan_to_xml (&options);

      vireo_vm_attach_device_async (vm, xml, apply, NULL, vireo_change_dialog_done,
                                    g_object_ref (self));
    }
  else if (options.set == 0)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    vireo_vm_edit_nic_async (vm, self->nic, &options, apply, NULL, vireo_change_dialog_done,
                             g_object_ref (self));
}

/* --- the dialog itself --- */

static void
vireo_nic_dialog_dispose (GObject *object)
{
  VireoNicDialog *self = VIREO_NIC_DIALOG (object);

  self->filling = TRUE; /* widgets that go say so */
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->watched);
  g_clear_object (&self->plugged);
  if (self->devices != NULL)
    vireo_vm_devices_unwatch (self->devices);
  g_clear_object (&self->devices);
  g_clear_object (&self->opened);
  g_clear_object (&self->nic);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_nic_dialog_parent_class)->dispose (object);
}

static void
vireo_nic_dialog_finalize (GObject *object)
{
  VireoNicDialog *self = VIREO_NIC_DIALOG (object);

  g_free (self->mac_problem);
  g_strfreev (self->model_names);
  G_OBJECT_CLASS (vireo_nic_dialog_parent_class)->finalize (object);
}

#define BIND(name) gtk_widget_class_bind_template_child (widget_class, VireoNicDialog, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (source);
  BIND (source_name);
  BIND (network_off);
  BIND (model);
  BIND (mac_box);
  BIND (mac);
  BIND (mac_words);
  BIND (tuning);
  BIND (link_row);
  BIND (link);
  BIND (queues_row);
  BIND (queues);
  BIND (mtu_row);
  BIND (mtu);
  BIND (inbound_row);
  BIND (inbound);
  BIND (outbound_row);
  BIND (outbound);
  BIND (when);
  BIND (now_row);
  BIND (now);
  BIND (next_start);
}

static void
vireo_nic_dialog_class_init (VireoNicDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_nic_dialog_get_property;
  object_class->dispose = vireo_nic_dialog_dispose;
  object_class->finalize = vireo_nic_dialog_finalize;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_nic_dialog_apply;

  props[PROP_MAC_PROBLEM] = g_param_spec_string ("mac-problem", NULL, NULL, NULL, flags);
  props[PROP_WHY_NOT_NOW] = g_param_spec_string ("why-not-now", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_NIC_SOURCE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-nic-dialog.ui");
  bind_children (widget_class);
  vireo_text_bind (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mac_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, vireo_change_dialog_apply);
  gtk_widget_class_install_action (widget_class, "nic.make-mac", NULL, make_mac_action);
  gtk_widget_class_install_action (widget_class, "nic.start-network", NULL, start_network_action);
}

static void
vireo_nic_dialog_init (VireoNicDialog *self)
{
  self->filling = TRUE;
  self->why_not_now = "";
  vireo_init_template (GTK_WIDGET (self));
  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (devices_changed), self);
  self->plugged = g_signal_group_new (VIREO_TYPE_NETWORK);
  g_signal_group_connect_swapped (self->plugged, "notify::active", G_CALLBACK (devices_changed), self);
}

static void
list_models (VireoNicDialog *self, const char *now)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  guint selected = now != NULL ? 0 : G_N_ELEMENTS (models);

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_strv_builder_add (builder, models[i]);
      gtk_string_list_append (labels, models[i]);
      if (g_strcmp0 (models[i], now) == 0)
        selected = i;
    }
  if (now != NULL && !g_str_equal (models[selected], now))
    {
      selected = G_N_ELEMENTS (models);
      g_strv_builder_add (builder, now);
      gtk_string_list_append (labels, now);
    }
  gtk_string_list_append (labels, _ ("The hypervisor’s default"));
  self->model_names = g_strv_builder_end (builder);
  adw_combo_row_set_model (self->model, G_LIST_MODEL (labels));
  adw_combo_row_set_selected (self->model, selected);
}

static void
fill (VireoNicDialog *self)
{
  const VireoNicValues *before = _vireo_nic_dialog_get_before (self);
  g_autoptr (GListModel) sources = vireo_nic_source_list (self->host, before);
  guint selected = before != NULL ? vireo_nic_source_find (sources, before) : 0;
  g_autofree char *mac = before == NULL ? vireo_mac_make () : g_strdup (before->mac);

  adw_combo_row_set_model (self->source, sources);
  adw_combo_row_set_selected (self->source, selected);
  list_models (self, before != NULL ? before->model : "virtio");
  gtk_editable_set_text (GTK_EDITABLE (self->mac), mac != NULL ? mac : "");
  if (before == NULL)
    return;
  gtk_switch_set_active (self->link, before->link_up);
  gtk_spin_button_set_value (self->queues, before->queues);
  gtk_spin_button_set_value (self->mtu, before->mtu);
  gtk_spin_button_set_value (self->inbound, (double) before->inbound_rate);
  gtk_spin_button_set_value (self->outbound, (double) before->outbound_rate);
}

/**
 * vireo_nic_dialog_new:
 * @where: a widget of the window that asks
 * @host: that of @vm
 * @vm: whose NIC it is
 * @nic: (nullable): what is changed; %NULL adds one
 * @what: what of @nic may be changed; for a new one everything is asked for
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_nic_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm, VireoNic *nic,
                      VireoNicSet what)
{
  VireoNicDialog *self
      = g_object_new (VIREO_TYPE_NIC_DIALOG, "title",
                      nic != NULL ? _ ("Edit Network Card") : _ ("Add Network Card"), "verb",
                      /* Translators: verb, on the button of a dialog */
                      nic != NULL ? _ ("_Apply") : _ ("_Add"), NULL);

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  self->host = g_object_ref (host);
  g_set_object (&self->nic, nic);
  g_set_object (&self->opened, nic);
  self->what = nic != NULL ? what : ALL;
  self->devices = vireo_vm_get_devices (vm);
  vireo_vm_devices_watch (self->devices);
  g_signal_connect_object (self->devices, "changed", G_CALLBACK (devices_changed), self,
                           G_CONNECT_SWAPPED);
  fill (self);
  self->filling = FALSE;
  g_signal_group_set_target (self->watched, vm);
  update (self);
  return GTK_WIDGET (self);
}
