/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-devices.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-device-rows.h"
#include "view/vm/vireo-hardware-dialog.h"
#include "view/vm/vireo-hardware-group.h"
#include "view/vm/vireo-hardware-row.h"
#include "view/vm/vireo-hardware-text.h"

struct _VireoHardwareGroup
{
  AdwPreferencesGroup parent_instance;

  VireoContext *context;   /* (owned) (nullable) */
  VireoVm *vm;             /* (owned) (nullable) */
  VireoVmDevices *devices; /* (owned) (nullable): of vm */
  VireoVmDevices *watched; /* (owned) (nullable): those that are kept up to date now */
  GSignalGroup *lists;     /* (owned): follows the hardware of the VM shown */

  GListModel *host_devices; /* (owned) (nullable): of the VM's host; read when one is in it */
  GCancellable *asking;     /* (owned) (nullable): for them */
  char *asked_for;          /* (owned) (nullable): the keys of those that names were wanted for */

  GtkListBox *list;
  GtkWidget *nothing; /* said in the place of rows */
};

enum
{
  PROP_CONTEXT = 1,
  PROP_VM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoHardwareGroup, vireo_hardware_group, ADW_TYPE_PREFERENCES_GROUP)

static VireoHost *
get_host (VireoHardwareGroup *self)
{
  if (self->context == NULL || self->vm == NULL)
    return NULL;
  return vireo_host_list_lookup (vireo_context_get_hosts (self->context),
                                 vireo_vm_get_uri (self->vm));
}

/* --- what is known of the host's devices in the VM --- */

static gboolean
is_of_host (VireoHardware *hardware)
{
  VireoDeviceKind kind = vireo_device_get_kind (VIREO_DEVICE (hardware));

  return kind == VIREO_DEVICE_HOST_USB || kind == VIREO_DEVICE_HOST_PCI;
}

/* (transfer full) (nullable) */
static char *
find_about (VireoHardwareGroup *self, VireoHardware *hardware)
{
  guint n = self->host_devices != NULL ? g_list_model_get_n_items (self->host_devices) : 0;

  if (!is_of_host (hardware) || self->host_devices == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHostDevice) device = g_list_model_get_item (self->host_devices, i);

      if (vireo_host_device_is (device, hardware))
        return g_strdup (vireo_host_device_get_name (device));
    }
  return g_strdup (_ ("The host does not have it now"));
}

static void
complete_row (VireoHardwareGroup *self, GtkWidget *row, VireoHardware *hardware)
{
  g_autofree char *about = find_about (self, hardware);

  g_object_set (row, "about", about, NULL);
}

static void
complete_rows (VireoHardwareGroup *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (VIREO_IS_HARDWARE_ROW (row))
      complete_row (self, row, vireo_hardware_row_get_hardware (VIREO_HARDWARE_ROW (row)));
}

static void ask_host_devices (VireoHardwareGroup *self);

static void
host_devices_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoHardwareGroup) self = data;
  g_autoptr (GError) error = NULL;
  GListModel *list = vireo_host_list_devices_finish (VIREO_HOST (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  if (list == NULL)
    return; /* the rows say what the VM says */
  g_clear_object (&self->host_devices);
  self->host_devices = list;
  complete_rows (self);
  ask_host_devices (self); /* it may have got another one meanwhile */
}

/* The devices of the host that the VM has, by their keys. */
static char *
list_wanted (VireoHardwareGroup *self)
{
  GListModel *hardware
      = self->watched != NULL ? vireo_vm_devices_get_hardware (self->watched) : NULL;
  guint n = hardware != NULL ? g_list_model_get_n_items (hardware) : 0;
  GString *keys = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoHardware) one = g_list_model_get_item (hardware, i);

      if (is_of_host (one))
        g_string_append_printf (keys, "%s\n", vireo_device_get_key (VIREO_DEVICE (one)));
    }
  return g_string_free (keys, FALSE);
}

/* Only where a name is wanted, and again when the VM got or lost one: all VMs are looked at. */
static void
ask_host_devices (VireoHardwareGroup *self)
{
  g_autofree char *wanted = list_wanted (self);
  VireoHost *host = get_host (self);

  if (*wanted == '\0' || host == NULL || self->asking != NULL
      || g_strcmp0 (wanted, self->asked_for) == 0)
    return;
  g_free (self->asked_for);
  self->asked_for = g_steal_pointer (&wanted);
  self->asking = g_cancellable_new ();
  vireo_host_list_devices_async (host, self->asking, host_devices_listed, g_object_ref (self));
}

static void
forget_host_devices (VireoHardwareGroup *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->host_devices);
  g_clear_pointer (&self->asked_for, g_free);
}

/* --- rows --- */

static GtkWidget *
make_row (VireoDevice *device, gpointer data)
{
  VireoHardwareGroup *self = data;
  GtkWidget *row = vireo_hardware_row_new (self->vm, VIREO_HARDWARE (device));

  complete_row (self, row, VIREO_HARDWARE (device));
  return row;
}

static void
show_nothing (VireoHardwareGroup *self)
{
  const GError *error = self->devices != NULL ? vireo_vm_devices_get_error (self->devices) : NULL;

  if (self->devices != NULL && vireo_vm_devices_is_loaded (self->devices))
    gtk_label_set_text (GTK_LABEL (self->nothing), _ ("No further devices"));
  else
    gtk_label_set_text (GTK_LABEL (self->nothing),
                        error != NULL ? error->message : _ ("Reading…"));
}

static void
devices_changed (VireoHardwareGroup *self)
{
  ask_host_devices (self);
  complete_rows (self);
  show_nothing (self);
}

/* --- which VM is followed, and when --- */

static void
update_watched (VireoHardwareGroup *self)
{
  VireoVmDevices *wanted
      = gtk_widget_get_mapped (GTK_WIDGET (self)) ? self->devices : NULL;

  if (self->watched == wanted)
    return;
  if (self->watched != NULL)
    vireo_vm_devices_unwatch (self->watched);
  g_set_object (&self->watched, wanted);
  if (self->watched != NULL)
    vireo_vm_devices_watch (self->watched);
  ask_host_devices (self);
}

static void
vireo_hardware_group_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_hardware_group_parent_class)->map (widget);
  update_watched (VIREO_HARDWARE_GROUP (widget));
}

static void
vireo_hardware_group_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_hardware_group_parent_class)->unmap (widget);
  update_watched (VIREO_HARDWARE_GROUP (widget));
}

static void
set_vm (VireoHardwareGroup *self, VireoVm *vm)
{
  if (self->vm == vm)
    return;
  vireo_device_rows_bind (self->list, NULL, make_row, self);
  forget_host_devices (self);
  g_clear_object (&self->devices);
  g_set_object (&self->vm, vm);
  if (vm != NULL)
    self->devices = vireo_vm_get_devices (vm);
  g_signal_group_set_target (self->lists, self->devices);
  update_watched (self);
  if (self->devices != NULL)
    vireo_device_rows_bind (self->list, vireo_vm_devices_get_hardware (self->devices), make_row,
                            self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hardware.add", vm != NULL);
  show_nothing (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoHardwareGroup *self = VIREO_HARDWARE_GROUP (widget);
  VireoHost *host = get_host (self);

  if (host != NULL)
    gtk_window_present (GTK_WINDOW (vireo_hardware_dialog_new (widget, host, self->vm)));
}

static void
vireo_hardware_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoHardwareGroup *self = VIREO_HARDWARE_GROUP (object);

  if (id == PROP_CONTEXT)
    g_value_set_object (value, self->context);
  else if (id == PROP_VM)
    g_value_set_object (value, self->vm);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_hardware_group_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  VireoHardwareGroup *self = VIREO_HARDWARE_GROUP (object);

  if (id == PROP_VM)
    set_vm (self, g_value_get_object (value));
  else if (id != PROP_CONTEXT)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (g_set_object (&self->context, g_value_get_object (value)))
    g_object_notify_by_pspec (object, pspec);
}

static void
vireo_hardware_group_dispose (GObject *object)
{
  VireoHardwareGroup *self = VIREO_HARDWARE_GROUP (object);

  if (self->watched != NULL)
    vireo_vm_devices_unwatch (self->watched);
  g_clear_object (&self->watched);
  g_clear_object (&self->lists);
  forget_host_devices (self);
  g_clear_object (&self->devices);
  g_clear_object (&self->vm);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_hardware_group_parent_class)->dispose (object);
}

static void
vireo_hardware_group_class_init (VireoHardwareGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_hardware_group_get_property;
  object_class->set_property = vireo_hardware_group_set_property;
  object_class->dispose = vireo_hardware_group_dispose;
  widget_class->map = vireo_hardware_group_map;
  widget_class->unmap = vireo_hardware_group_unmap;

  props[PROP_CONTEXT]
      = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT, flags);
  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-hardware-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoHardwareGroup, list);
  gtk_widget_class_bind_template_child (widget_class, VireoHardwareGroup, nothing);
  gtk_widget_class_install_action (widget_class, "hardware.add", NULL, add_action);
}

static void
vireo_hardware_group_init (VireoHardwareGroup *self)
{
  vireo_init_template (GTK_WIDGET (self));
  self->lists = g_signal_group_new (VIREO_TYPE_VM_DEVICES);
  g_signal_group_connect_swapped (self->lists, "changed", G_CALLBACK (devices_changed), self);
  g_signal_group_connect_swapped (self->lists, "notify::loaded", G_CALLBACK (show_nothing), self);
  g_signal_group_connect_swapped (self->lists, "notify::error", G_CALLBACK (show_nothing), self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "hardware.add", FALSE);
  show_nothing (self);
}
