/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-devices.h"
#include "core/stats/vireo-stats-watch.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-device-rows.h"
#include "view/vm/vireo-disk-dialog.h"
#include "view/vm/vireo-disk-row.h"
#include "view/vm/vireo-disks-pane.h"

struct _VireoDisksPane
{
  VireoVmPane parent_instance;

  VireoContext *context;   /* (owned) (nullable) */
  VireoVmDevices *devices; /* (owned) (nullable): of the VM shown */
  VireoVmDevices *watched; /* (owned) (nullable): those that are kept up to date now */
  GSignalGroup *lists;     /* (owned): follows the disks of the VM shown */
  VireoStatsWatch *rates;  /* (owned): looks while the pane is seen */

  GtkListBox *list;
  GtkStack *stack;
};

enum
{
  PROP_CONTEXT = 1,
  PROP_DEVICES,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDisksPane, vireo_disks_pane, VIREO_TYPE_VM_PANE)

static void
vireo_disks_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDisksPane *self = VIREO_DISKS_PANE (object);

  if (id == PROP_CONTEXT)
    g_value_set_object (value, self->context);
  else if (id == PROP_DEVICES)
    g_value_set_object (value, self->devices);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_disks_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoDisksPane *self = VIREO_DISKS_PANE (object);

  if (id == PROP_CONTEXT)
    g_set_object (&self->context, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
show_rates (VireoDisksPane *self)
{
  VireoStatsSeries *series = vireo_stats_watch_get_series (self->rates);
  const VireoStatsPoint *point = series != NULL ? vireo_stats_series_get_newest (series) : NULL;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (point == NULL || vireo_device_rows_is_seen (row))
      vireo_disk_row_set_rates (VIREO_DISK_ROW (row), point);
}

static void
update_rates (VireoDisksPane *self)
{
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  VireoHost *host = NULL;

  if (vm != NULL && self->context != NULL && vireo_vm_pane_get_shown (VIREO_VM_PANE (self)))
    host = vireo_host_list_lookup (vireo_context_get_hosts (self->context), vireo_vm_get_uri (vm));
  vireo_stats_watch_set (self->rates, host, vm);
  if (host == NULL)
    show_rates (self); /* what was true when it was last seen is not now */
}

static void
update_watched (VireoDisksPane *self)
{
  VireoVmDevices *wanted = vireo_vm_pane_get_shown (VIREO_VM_PANE (self)) ? self->devices : NULL;

  update_rates (self);
  if (self->watched == wanted)
    return;
  if (self->watched != NULL)
    vireo_vm_devices_unwatch (self->watched);
  g_set_object (&self->watched, wanted);
  if (self->watched != NULL)
    vireo_vm_devices_watch (self->watched);
}

static void
show_page (VireoDisksPane *self)
{
  const char *page = "list";

  if (self->devices == NULL)
    page = "loading";
  else if (!vireo_vm_devices_is_loaded (self->devices))
    page = vireo_vm_devices_get_error (self->devices) != NULL ? "failed" : "loading";
  else if (g_list_model_get_n_items (vireo_vm_devices_get_disks (self->devices)) == 0)
    page = "empty";
  gtk_stack_set_visible_child_name (self->stack, page);
}

static GtkWidget *
make_row (VireoDevice *device, gpointer data)
{
  VireoDisksPane *self = data;

  return vireo_disk_row_new (vireo_vm_pane_get_vm (VIREO_VM_PANE (self)), VIREO_DISK (device));
}

static void
vireo_disks_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoDisksPane *self = VIREO_DISKS_PANE (pane);

  vireo_device_rows_bind (self->list, NULL, make_row, self);
  g_clear_object (&self->devices);
  if (vm != NULL)
    self->devices = vireo_vm_get_devices (vm);
  g_signal_group_set_target (self->lists, self->devices);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DEVICES]);
  update_watched (self);
  if (self->devices != NULL)
    vireo_device_rows_bind (self->list, vireo_vm_devices_get_disks (self->devices), make_row, self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "disks.add", vm != NULL);
  show_page (self);
}

static void
vireo_disks_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  update_watched (VIREO_DISKS_PANE (pane));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoDisksPane *self = VIREO_DISKS_PANE (widget);
  VireoVm *vm = vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
  VireoHost *host = vireo_host_list_lookup (vireo_context_get_hosts (self->context),
                                            vireo_vm_get_uri (vm));

  gtk_window_present (GTK_WINDOW (vireo_disk_dialog_new (widget, host, vm)));
}

static char *
error_text (gpointer instance, const GError *error)
{
  return g_strdup (error != NULL ? error->message : "");
}

static void
vireo_disks_pane_dispose (GObject *object)
{
  VireoDisksPane *self = VIREO_DISKS_PANE (object);

  if (self->watched != NULL)
    vireo_vm_devices_unwatch (self->watched);
  g_clear_object (&self->watched);
  g_clear_object (&self->lists);
  g_clear_object (&self->rates);
  g_clear_object (&self->devices);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_disks_pane_parent_class)->dispose (object);
}

static void
vireo_disks_pane_class_init (VireoDisksPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);

  object_class->get_property = vireo_disks_pane_get_property;
  object_class->set_property = vireo_disks_pane_set_property;
  object_class->dispose = vireo_disks_pane_dispose;
  pane_class->vm_set = vireo_disks_pane_vm_set;
  pane_class->shown_changed = vireo_disks_pane_shown_changed;

  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, VIREO_TYPE_VM_DEVICES,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-disks-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDisksPane, list);
  gtk_widget_class_bind_template_child (widget_class, VireoDisksPane, stack);
  gtk_widget_class_bind_template_callback (widget_class, error_text);
  gtk_widget_class_install_action (widget_class, "disks.add", NULL, add_action);
}

static void
vireo_disks_pane_init (VireoDisksPane *self)
{
  g_type_ensure (VIREO_TYPE_VM_DEVICES);
  vireo_init_template (GTK_WIDGET (self));
  self->lists = g_signal_group_new (VIREO_TYPE_VM_DEVICES);
  self->rates = vireo_stats_watch_new ();
  g_signal_connect_object (self->rates, "changed", G_CALLBACK (show_rates), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_connect_swapped (self->lists, "changed", G_CALLBACK (show_page), self);
  g_signal_group_connect_swapped (self->lists, "notify::loaded", G_CALLBACK (show_page), self);
  g_signal_group_connect_swapped (self->lists, "notify::error", G_CALLBACK (show_page), self);
  show_page (self);
}
