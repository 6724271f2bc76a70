/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a NIC's row shows; what can be done with it is in vireo-nic-row-actions.c. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "view/common/vireo-long-list.h"
#include "view/common/vireo-row-menu.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-wide-bin.h"
#include "view/vm/vireo-nic-row-private.h"
#include "view/vm/vireo-nic-text.h"
#include "view/vm/vireo-pending-row.h"

enum
{
  PROP_HOST = 1,
  PROP_VM,
  PROP_DEVICE,
  PROP_NETWORK,
  PROP_NETWORK_OFF,
  PROP_ADDRESSES,
  PROP_LINK,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoNicRow, vireo_nic_row, ADW_TYPE_EXPANDER_ROW)

static gboolean
network_is_off (VireoNicRow *self)
{
  return self->network != NULL && !vireo_network_get_facts (self->network)->active;
}

static gboolean
link_is_up (VireoNicRow *self)
{
  return self->nic != NULL && vireo_nic_get_shown (self->nic)->link_up;
}

/* Words for the bindings */

static char *
icon_text (gpointer instance, VireoNic *nic)
{
  return g_strdup (nic != NULL ? vireo_nic_text_get_icon (nic) : NULL);
}

static gboolean
is_pending (gpointer instance, VireoDevice *device)
{
  return device != NULL && vireo_device_get_pending (device) != VIREO_DEVICE_PENDING_NONE;
}

/* Not bindings in the .ui: of a template's own root to itself they outlive it in GTK 4.8. */
static void
show_words (VireoNicRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *summary
      = vireo_nic_text_summary (self->nic, self->addresses, network_is_off (self));

  g_object_get (self->nic, "source-label", &title, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
}

/* Unfolded */

static void
show_details (VireoNicRow *self)
{
  if (self->details == NULL)
    return;
  for (guint i = 0; i < self->details->len; i++)
    {
      g_autofree char *text = vireo_nic_text_detail (self->nic, i, self->addresses);
      GtkWidget *row = g_ptr_array_index (self->details, i);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text != NULL ? text : "");
      gtk_widget_set_visible (row, text != NULL);
    }
  gtk_widget_set_visible (self->network_row, network_is_off (self));
  g_object_set (self->pending, "device", self->nic, NULL);
}

static void
show_all (VireoNicRow *self)
{
  show_words (self);
  show_details (self);
  _vireo_nic_row_update_actions (self);
}

static GtkWidget *
make_row (const char *title)
{
  GtkWidget *row = vireo_action_row_new ();

  g_object_set (row, "use-markup", FALSE, "title", title, "subtitle-lines", 0, NULL);
  return row;
}

static GtkWidget *
make_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  return button;
}

static void
make_link_row (VireoNicRow *self)
{
  self->link_row = make_row (_ ("Link"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->link_row),
                               _ ("Whether the cable is plugged in"));
  self->link_switch = gtk_switch_new ();
  gtk_widget_set_valign (self->link_switch, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->link_switch),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Link"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->link_row), self->link_switch);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->link_row), self->link_switch);
  g_object_bind_property (self, "link", self->link_switch, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
make_network_row (VireoNicRow *self)
{
  self->network_row = make_row (_ ("The virtual network is not running"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->network_row),
                               _ ("The guest does not reach anything through it"));
  /* Translators: the virtual network */
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->network_row),
                             make_button (_ ("_Start It"), "nic.start-network"));
}

static void
make_details (VireoNicRow *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);

  if (self->details != NULL || !adw_expander_row_get_expanded (expander))
    return;
  self->details = g_ptr_array_new ();
  self->pending = vireo_pending_row_new (self->vm);
  adw_expander_row_add_row (expander, self->pending);
  make_network_row (self);
  adw_expander_row_add_row (expander, self->network_row);
  make_link_row (self);
  adw_expander_row_add_row (expander, self->link_row);
  for (guint i = 0; i < VIREO_N_NIC_DETAILS; i++)
    {
      GtkWidget *row = make_row (vireo_nic_text_get_detail_title (i));

      adw_expander_row_add_row (expander, row);
      g_ptr_array_add (self->details, row);
    }
  self->rate_row = make_row (_ ("Rate now"));
  gtk_widget_set_visible (self->rate_row, FALSE);
  adw_expander_row_add_row (expander, self->rate_row);
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (g_ptr_array_index (self->details, VIREO_NIC_DETAIL_MAC)),
      make_button (_ ("_Copy"), "nic.copy-mac"));
  show_all (self);
}

/* The row itself */

void
_vireo_nic_row_notify_link (VireoNicRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LINK]);
}

static void
network_changed (VireoNicRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NETWORK_OFF]);
  show_all (self);
}

static void
set_device (VireoNicRow *self, VireoNic *nic)
{
  const char *text;

  if (!g_set_object (&self->nic, nic))
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->rate), vireo_nic_get_live (nic) != NULL);
  if (vireo_nic_get_live (nic) == NULL)
    vireo_nic_row_set_rates (self, NULL);
  text = vireo_device_get_pending_text (VIREO_DEVICE (nic));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->badge),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICE]);
  _vireo_nic_row_notify_link (self);
  show_all (self);
}

static void
vireo_nic_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoNicRow *self = VIREO_NIC_ROW (object);

  switch (id)
    {
    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;
    case PROP_VM:
      g_value_set_object (value, self->vm);
      break;
    case PROP_DEVICE:
      g_value_set_object (value, self->nic);
      break;
    case PROP_NETWORK:
      g_value_set_object (value, self->network);
      break;
    case PROP_NETWORK_OFF:
      g_value_set_boolean (value, network_is_off (self));
      break;
    case PROP_ADDRESSES:
      g_value_set_string (value, self->addresses);
      break;
    case PROP_LINK:
      g_value_set_boolean (value, link_is_up (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_nic_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoNicRow *self = VIREO_NIC_ROW (object);

  switch (id)
    {
    case PROP_DEVICE:
      set_device (self, g_value_get_object (value));
      break;
    case PROP_NETWORK:
      if (!g_set_object (&self->network, g_value_get_object (value)))
        break;
      g_signal_group_set_target (self->plugged, self->network);
      g_object_notify_by_pspec (object, pspec);
      network_changed (self);
      break;
    case PROP_ADDRESSES:
      if (g_strcmp0 (self->addresses, g_value_get_string (value)) == 0)
        break;
      g_free (self->addresses);
      self->addresses = g_value_dup_string (value);
      g_object_notify_by_pspec (object, pspec);
      show_all (self);
      break;
    case PROP_LINK:
      if (g_value_get_boolean (value) != link_is_up (self))
        _vireo_nic_row_order_link (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_nic_row_dispose (GObject *object)
{
  VireoNicRow *self = VIREO_NIC_ROW (object);

  g_clear_object (&self->watched);
  g_clear_object (&self->plugged);
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_NIC_ROW);
  g_clear_pointer (&self->details, g_ptr_array_unref);
  g_clear_object (&self->network);
  g_clear_object (&self->nic);
  g_clear_object (&self->vm);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_nic_row_parent_class)->dispose (object);
}

static void
vireo_nic_row_finalize (GObject *object)
{
  g_free (VIREO_NIC_ROW (object)->addresses);
  G_OBJECT_CLASS (vireo_nic_row_parent_class)->finalize (object);
}

static void
vireo_nic_row_class_init (VireoNicRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_nic_row_get_property;
  object_class->set_property = vireo_nic_row_set_property;
  object_class->dispose = vireo_nic_row_dispose;
  vireo_long_list_class_leave_out (widget_class);
  object_class->finalize = vireo_nic_row_finalize;

  props[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST, ro);
  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, ro);
  props[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, VIREO_TYPE_NIC, rw);
  props[PROP_NETWORK] = g_param_spec_object ("network", NULL, NULL, VIREO_TYPE_NETWORK, rw);
  props[PROP_NETWORK_OFF] = g_param_spec_boolean ("network-off", NULL, NULL, FALSE, ro);
  props[PROP_ADDRESSES] = g_param_spec_string ("addresses", NULL, NULL, NULL, rw);
  props[PROP_LINK] = g_param_spec_boolean ("link", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_RATE_LABEL);
  g_type_ensure (VIREO_TYPE_WIDE_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-nic-row.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoNicRow, more);
  gtk_widget_class_bind_template_child (widget_class, VireoNicRow, menu);
  gtk_widget_class_bind_template_child (widget_class, VireoNicRow, badge);
  gtk_widget_class_bind_template_child (widget_class, VireoNicRow, rate);
  gtk_widget_class_bind_template_callback (widget_class, icon_text);
  gtk_widget_class_bind_template_callback (widget_class, is_pending);
  _vireo_nic_row_class_actions_init (klass);
}

static void
vireo_nic_row_init (VireoNicRow *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_row_menu_bind (self->more, self->menu);
  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::can",
                                  G_CALLBACK (_vireo_nic_row_update_actions), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale",
                                  G_CALLBACK (_vireo_nic_row_update_actions), self);
  self->plugged = g_signal_group_new (VIREO_TYPE_NETWORK);
  g_signal_group_connect_swapped (self->plugged, "notify::active", G_CALLBACK (network_changed),
                                  self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (make_details), NULL);
}

/**
 * vireo_nic_row_new:
 * @host: that of @vm
 * @vm: whose NIC it is
 * @nic: what is shown
 */
GtkWidget *
vireo_nic_row_new (VireoHost *host, VireoVm *vm, VireoNic *nic)
{
  VireoNicRow *self = g_object_new (VIREO_TYPE_NIC_ROW, NULL);

  self->host = g_object_ref (host);
  self->vm = g_object_ref (vm);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOST]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
  g_object_set (self, "device", nic, NULL);
  g_signal_group_set_target (self->watched, vm);
  return GTK_WIDGET (self);
}

VireoNic *
vireo_nic_row_get_nic (VireoNicRow *self)
{
  return self->nic;
}

/**
 * vireo_nic_row_set_rates:
 * @point: (nullable): what the VM used last; %NULL when it is not measured now
 */
void
vireo_nic_row_set_rates (VireoNicRow *self, const VireoStatsPoint *point)
{
  const VireoNicValues *live = vireo_nic_get_live (self->nic);
  const VireoStatsDevice none = { NULL, { NAN, NAN } };
  const VireoStatsDevice *device = NULL;
  g_autofree char *text = NULL;

  if (point != NULL && live != NULL)
    device = vireo_stats_point_find (point->nics, live->target_dev);
  if (point != NULL && live != NULL && device == NULL)
    device = &none;
  vireo_rate_label_show (self->rate, VIREO_RATE_NIC, device);
  if (self->rate_row == NULL)
    return;
  text = vireo_rate_to_text (VIREO_RATE_NIC, device);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rate_row), text != NULL ? text : "");
  gtk_widget_set_visible (self->rate_row, text != NULL);
}
