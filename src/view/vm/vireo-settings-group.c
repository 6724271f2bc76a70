/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-long-list.h"
#include "view/vm/vireo-settings-group.h"

typedef struct
{
  VireoContext *context;   /* (owned) (nullable) */
  VireoVm *vm;             /* (owned) (nullable) */
  VireoHost *host;         /* (owned) (nullable) */
  VireoVmDevices *devices; /* (owned) (nullable) */
  VireoGuestWatch *guest;  /* (owned) (nullable) */
  GSignalGroup *of_vm;     /* (owned) */
  GSignalGroup *of_devices; /* (owned) */
} VireoSettingsGroupPrivate;

enum
{
  PROP_VM = 1,
  PROP_CONTEXT,
  PROP_GUEST,
  PROP_HOST,
  PROP_DEVICES,
  PROP_SETTINGS,
  PROP_EDITABLE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VireoSettingsGroup, vireo_settings_group,
                                     ADW_TYPE_PREFERENCES_GROUP)

#define PRIV(self)                                                                                 \
  ((VireoSettingsGroupPrivate *) vireo_settings_group_get_instance_private (self))

static void
tell_changed (VireoSettingsGroup *self)
{
  if (VIREO_SETTINGS_GROUP_GET_CLASS (self)->changed != NULL)
    VIREO_SETTINGS_GROUP_GET_CLASS (self)->changed (self);
}

static void
settings_changed (VireoSettingsGroup *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SETTINGS]);
  tell_changed (self);
}

static void
can_changed (VireoSettingsGroup *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITABLE]);
  tell_changed (self);
}

static void
set_vm (VireoSettingsGroup *self, VireoVm *vm)
{
  VireoSettingsGroupPrivate *priv = PRIV (self);
  VireoHost *host = NULL;

  if (!g_set_object (&priv->vm, vm))
    return;
  g_clear_object (&priv->devices);
  if (vm != NULL)
    priv->devices = vireo_vm_get_devices (vm);
  if (vm != NULL && priv->context != NULL)
    host = vireo_host_list_lookup (vireo_context_get_hosts (priv->context), vireo_vm_get_uri (vm));
  g_set_object (&priv->host, host);
  g_signal_group_set_target (priv->of_vm, vm);
  g_signal_group_set_target (priv->of_devices, priv->devices);
  if (VIREO_SETTINGS_GROUP_GET_CLASS (self)->vm_set != NULL)
    VIREO_SETTINGS_GROUP_GET_CLASS (self)->vm_set (self, vm);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_HOST; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VM]);
  g_object_thaw_notify (G_OBJECT (self));
  tell_changed (self);
}

static void
vireo_settings_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSettingsGroup *self = VIREO_SETTINGS_GROUP (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, vireo_settings_group_get_vm (self));
      break;
    case PROP_CONTEXT:
      g_value_set_object (value, PRIV (self)->context);
      break;
    case PROP_GUEST:
      g_value_set_object (value, PRIV (self)->guest);
      break;
    case PROP_HOST:
      g_value_set_object (value, vireo_settings_group_get_host (self));
      break;
    case PROP_DEVICES:
      g_value_set_object (value, vireo_settings_group_get_devices (self));
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, vireo_settings_group_get_settings (self));
      break;
    case PROP_EDITABLE:
      g_value_set_boolean (value, vireo_settings_group_is_editable (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_settings_group_set_property (GObject *object,
                                   guint id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  VireoSettingsGroup *self = VIREO_SETTINGS_GROUP (object);

  if (id == PROP_VM)
    set_vm (self, g_value_get_object (value));
  else if (id == PROP_CONTEXT)
    g_set_object (&PRIV (self)->context, g_value_get_object (value));
  else if (id == PROP_GUEST)
    g_set_object (&PRIV (self)->guest, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_settings_group_dispose (GObject *object)
{
  VireoSettingsGroupPrivate *priv = PRIV (VIREO_SETTINGS_GROUP (object));

  g_clear_object (&priv->of_vm);
  g_clear_object (&priv->of_devices);
  g_clear_object (&priv->guest);
  g_clear_object (&priv->devices);
  g_clear_object (&priv->host);
  g_clear_object (&priv->vm);
  g_clear_object (&priv->context);
  G_OBJECT_CLASS (vireo_settings_group_parent_class)->dispose (object);
}

static void
vireo_settings_group_class_init (VireoSettingsGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags rw = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_settings_group_get_property;
  object_class->set_property = vireo_settings_group_set_property;
  object_class->dispose = vireo_settings_group_dispose;
  vireo_long_list_class_leave_out (GTK_WIDGET_CLASS (klass));

  props[PROP_VM] = g_param_spec_object ("vm", NULL, NULL, VIREO_TYPE_VM,
                                        rw | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_CONTEXT] = g_param_spec_object ("context", NULL, NULL, VIREO_TYPE_CONTEXT,
                                             rw | G_PARAM_CONSTRUCT_ONLY);
  props[PROP_GUEST] = g_param_spec_object ("guest", NULL, NULL, VIREO_TYPE_GUEST_WATCH, rw);
  props[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, VIREO_TYPE_HOST, ro);
  props[PROP_DEVICES] = g_param_spec_object ("devices", NULL, NULL, VIREO_TYPE_VM_DEVICES, ro);
  props[PROP_SETTINGS]
      = g_param_spec_object ("settings", NULL, NULL, VIREO_TYPE_DOMAIN_SETTINGS, ro);
  props[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, FALSE, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_settings_group_init (VireoSettingsGroup *self)
{
  VireoSettingsGroupPrivate *priv = PRIV (self);

  priv->of_vm = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (priv->of_vm, "notify::can", G_CALLBACK (can_changed), self);
  g_signal_group_connect_swapped (priv->of_vm, "notify::id", G_CALLBACK (can_changed), self);
  priv->of_devices = g_signal_group_new (VIREO_TYPE_VM_DEVICES);
  g_signal_group_connect_swapped (priv->of_devices, "notify::settings",
                                  G_CALLBACK (settings_changed), self);
  g_signal_group_connect_swapped (priv->of_devices, "changed", G_CALLBACK (tell_changed), self);
}

/**
 * vireo_settings_group_get_vm:
 *
 * Returns: (transfer none) (nullable): the VM shown
 */
VireoVm *
vireo_settings_group_get_vm (VireoSettingsGroup *self)
{
  return PRIV (self)->vm;
}

/**
 * vireo_settings_group_get_host:
 *
 * Returns: (transfer none) (nullable): the host of the VM shown
 */
VireoHost *
vireo_settings_group_get_host (VireoSettingsGroup *self)
{
  return PRIV (self)->host;
}

VireoVmDevices *
vireo_settings_group_get_devices (VireoSettingsGroup *self)
{
  return PRIV (self)->devices;
}

/**
 * vireo_settings_group_get_settings:
 *
 * Returns: (transfer none) (nullable): those of the VM shown; %NULL until they are read
 */
VireoDomainSettings *
vireo_settings_group_get_settings (VireoSettingsGroup *self)
{
  VireoVmDevices *devices = PRIV (self)->devices;

  return devices != NULL ? vireo_vm_devices_get_settings (devices) : NULL;
}

/**
 * vireo_settings_group_is_editable:
 *
 * Returns: whether it is known what the next start brings, and that can be changed
 */
gboolean
vireo_settings_group_is_editable (VireoSettingsGroup *self)
{
  VireoDomainSettings *settings = vireo_settings_group_get_settings (self);

  return settings != NULL && vireo_domain_settings_get_config (settings) != NULL
         && (vireo_vm_get_can (PRIV (self)->vm) & VIREO_VM_CAN_EDIT) != 0;
}

/**
 * vireo_settings_group_is_changeable:
 *
 * Returns: whether something can be changed at all, if only in what runs
 */
gboolean
vireo_settings_group_is_changeable (VireoSettingsGroup *self)
{
  VireoDomainSettings *settings = vireo_settings_group_get_settings (self);

  return vireo_settings_group_is_editable (self)
         || (settings != NULL && vireo_domain_settings_get_live (settings) != NULL
             && !vireo_vm_is_stale (PRIV (self)->vm));
}

void
vireo_settings_group_init_bar (GtkLevelBar *bar)
{
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_FULL);
}
