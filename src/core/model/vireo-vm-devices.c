/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One VM's devices as lists: read again when the VM was, and spliced so that what did not change
 * stays the same row. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-disk-private.h"
#include "core/model/vireo-vm-devices-private.h"
#include "core/model/vireo-vm-private.h"

struct _VireoVmDevices
{
  GObject parent_instance;

  VireoVm *vm; /* (owned) */
  GListStore *disks;
  GListStore *nics;
  GListStore *hardware;
  VireoDomainSettings *settings; /* (owned) (nullable) */
  GError *error;                 /* (owned) (nullable) */
  gboolean loaded;
  guint n_pending;

  guint n_watchers;
  gulong refreshed_handler;
  gboolean reading; /* one at a time */
  gboolean again;   /* what is being read is old already */
};

enum
{
  PROP_VM = 1,
  PROP_DISKS,
  PROP_NICS,
  PROP_HARDWARE,
  PROP_SETTINGS,
  PROP_LOADED,
  PROP_ERROR,
  PROP_N_PENDING,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoVmDevices, vireo_vm_devices, G_TYPE_OBJECT)

/* --- what was read becomes rows --- */

static gboolean
is_same (VireoDevice *a, VireoDevice *b)
{
  if (!vireo_device_equal (a, b))
    return FALSE;
  return !VIREO_IS_DISK (a) || vireo_disk_same_measure (VIREO_DISK (a), VIREO_DISK (b));
}

static gboolean
has_key (VireoDevice *device, const char *key)
{
  return g_str_equal (vireo_device_get_key (device), key);
}

/* Where @key is in the store from @from on, or G_MAXUINT. */
static guint
find_in_store (GListStore *store, guint from, const char *key)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  for (guint i = from; i < n; i++)
    {
      g_autoptr (VireoDevice) device = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (has_key (device, key))
        return i;
    }
  return G_MAXUINT;
}

static gboolean
is_in_array (GPtrArray *array, const char *key)
{
  for (guint i = 0; i < array->len; i++)
    if (has_key (g_ptr_array_index (array, i), key))
      return TRUE;
  return FALSE;
}

/* Rows go, come and are replaced one by one; those that are as before are not touched. */
static gboolean
splice (GListStore *store, GPtrArray *now)
{
  gboolean changed = FALSE;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (store)); i-- > 0;)
    {
      g_autoptr (VireoDevice) old = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (is_in_array (now, vireo_device_get_key (old)))
        continue;
      g_list_store_remove (store, i);
      changed = TRUE;
    }
  for (guint i = 0; i < now->len; i++)
    {
      VireoDevice *device = g_ptr_array_index (now, i);
      guint at = find_in_store (store, i, vireo_device_get_key (device));
      g_autoptr (VireoDevice) old = NULL;

      if (at != G_MAXUINT)
        old = g_list_model_get_item (G_LIST_MODEL (store), at);
      if (at == i && is_same (old, device))
        continue;
      if (at != i && at != G_MAXUINT)
        g_list_store_remove (store, at);
      /* One that only moved is still itself. */
      g_list_store_splice (store, i, at == i ? 1 : 0,
                           (gpointer[]) { old != NULL && is_same (old, device) ? old : device }, 1);
      changed = TRUE;
    }
  return changed;
}

static guint
count_pending (GListStore *store)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint pending = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoDevice) device = g_list_model_get_item (G_LIST_MODEL (store), i);

      pending += vireo_device_get_pending (device) != VIREO_DEVICE_PENDING_NONE;
    }
  return pending;
}

static void
apply (VireoVmDevices *self, VireoDeviceReading *reading)
{
  gboolean changed = FALSE;
  guint pending;

  g_object_freeze_notify (G_OBJECT (self));
  changed |= splice (self->disks, reading->disks);
  changed |= splice (self->nics, reading->nics);
  changed |= splice (self->hardware, reading->hardware);
  if (self->settings == NULL || !vireo_domain_settings_equal (self->settings, reading->settings))
    {
      g_set_object (&self->settings, reading->settings);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SETTINGS]);
      changed = TRUE;
    }
  pending = count_pending (self->disks) + count_pending (self->nics)
            + count_pending (self->hardware);
  if (pending != self->n_pending)
    {
      self->n_pending = pending;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PENDING]);
    }
  if (!self->loaded)
    {
      self->loaded = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADED]);
      changed = TRUE;
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Takes @error. */
static void
set_error (VireoVmDevices *self, GError *error)
{
  gboolean same = (error == NULL && self->error == NULL)
                  || (error != NULL && self->error != NULL
                      && g_str_equal (error->message, self->error->message));

  g_clear_error (&self->error);
  self->error = error;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/* --- reading --- */

static void
read_on_worker (GTask *task, gpointer source, gpointer handle, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoDeviceReading *reading = vireo_device_reading_read (handle, &error);

  if (reading != NULL)
    g_task_return_pointer (task, reading, (GDestroyNotify) vireo_device_reading_free);
  else
    g_task_return_error (task, error);
}

static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

static void start_reading (VireoVmDevices *self);

static void
reading_done (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoVmDevices *self = VIREO_VM_DEVICES (source);
  GError *error = NULL;
  g_autoptr (VireoDeviceReading) reading = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  if (reading != NULL)
    apply (self, reading);
  set_error (self, error);
  if (self->again)
    start_reading (self);
}

/* A disk on storage that is gone may keep the question waiting: not on the quick lane. */
static void
start_reading (VireoVmDevices *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->reading)
    {
      self->again = TRUE;
      return;
    }
  self->again = FALSE;
  if (self->n_watchers == 0 || vireo_vm_is_stale (self->vm))
    return;
  self->reading = TRUE;
  task = g_task_new (self, NULL, reading_done, NULL);
  g_task_set_task_data (task, vireo_vm_ref_handle (self->vm), release_handle);
  vireo_worker_spawn (task, read_on_worker);
}

/**
 * vireo_vm_devices_watch:
 *
 * Keeps the lists true until as many vireo_vm_devices_unwatch() were called.
 */
void
vireo_vm_devices_watch (VireoVmDevices *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->n_watchers++ > 0)
    return;
  self->refreshed_handler
      = g_signal_connect_swapped (self->vm, "refreshed", G_CALLBACK (start_reading), self);
  start_reading (self);
}

void
vireo_vm_devices_unwatch (VireoVmDevices *self)
{
  VIREO_ASSERT_MAIN ();
  g_return_if_fail (self->n_watchers > 0);
  if (--self->n_watchers == 0)
    g_clear_signal_handler (&self->refreshed_handler, self->vm);
}

/* --- the object --- */

static void
vireo_vm_devices_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoVmDevices *self = VIREO_VM_DEVICES (object);

  switch (id)
    {
    case PROP_VM:
      g_value_set_object (value, self->vm);
      break;
    case PROP_DISKS:
      g_value_set_object (value, self->disks);
      break;
    case PROP_NICS:
      g_value_set_object (value, self->nics);
      break;
    case PROP_HARDWARE:
      g_value_set_object (value, self->hardware);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_LOADED:
      g_value_set_boolean (value, self->loaded);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, self->n_pending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vm_devices_dispose (GObject *object)
{
  VireoVmDevices *self = VIREO_VM_DEVICES (object);

  if (self->vm != NULL)
    g_clear_signal_handler (&self->refreshed_handler, self->vm);
  if (self->vm != NULL && *vireo_vm_get_devices_place (self->vm) == self)
    *vireo_vm_get_devices_place (self->vm) = NULL;
  g_clear_object (&self->vm);
  G_OBJECT_CLASS (vireo_vm_devices_parent_class)->dispose (object);
}

static void
vireo_vm_devices_finalize (GObject *object)
{
  VireoVmDevices *self = VIREO_VM_DEVICES (object);

  g_object_unref (self->disks);
  g_object_unref (self->nics);
  g_object_unref (self->hardware);
  g_clear_object (&self->settings);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (vireo_vm_devices_parent_class)->finalize (object);
}

static void
vireo_vm_devices_class_init (VireoVmDevicesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_vm_devices_get_property;
  object_class->dispose = vireo_vm_devices_dispose;
  object_class->finalize = vireo_vm_devices_finalize;

#define OBJECT(ID, name, type) props[ID] = g_param_spec_object (name, NULL, NULL, type, flags)
  OBJECT (PROP_VM, "vm", VIREO_TYPE_VM);
  OBJECT (PROP_DISKS, "disks", G_TYPE_LIST_MODEL);
  OBJECT (PROP_NICS, "nics", G_TYPE_LIST_MODEL);
  OBJECT (PROP_HARDWARE, "hardware", G_TYPE_LIST_MODEL);
  OBJECT (PROP_SETTINGS, "settings", VIREO_TYPE_DOMAIN_SETTINGS);
#undef OBJECT
  props[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_vm_devices_init (VireoVmDevices *self)
{
  self->disks = g_list_store_new (VIREO_TYPE_DISK);
  self->nics = g_list_store_new (VIREO_TYPE_NIC);
  self->hardware = g_list_store_new (VIREO_TYPE_HARDWARE);
}

/**
 * vireo_vm_devices_new:
 * @vm: whose; held
 *
 * For tests and whoever wants one of its own; panes share that of vireo_vm_get_devices().
 */
VireoVmDevices *
vireo_vm_devices_new (VireoVm *vm)
{
  VireoVmDevices *self = g_object_new (VIREO_TYPE_VM_DEVICES, NULL);

  VIREO_ASSERT_MAIN ();
  self->vm = g_object_ref (vm);
  return self;
}

/**
 * vireo_vm_get_devices:
 *
 * Returns: (transfer full): the one that everybody who looks at @vm shares, made for the first
 *   and gone with the last.  Nothing is read before vireo_vm_devices_watch()
 */
VireoVmDevices *
vireo_vm_get_devices (VireoVm *vm)
{
  gpointer *place = vireo_vm_get_devices_place (vm);

  VIREO_ASSERT_MAIN ();
  if (*place != NULL)
    return g_object_ref (*place);
  *place = vireo_vm_devices_new (vm);
  return *place;
}

VireoVm *
vireo_vm_devices_get_vm (VireoVmDevices *self)
{
  return self->vm;
}

GListModel *
vireo_vm_devices_get_disks (VireoVmDevices *self)
{
  return G_LIST_MODEL (self->disks);
}

GListModel *
vireo_vm_devices_get_nics (VireoVmDevices *self)
{
  return G_LIST_MODEL (self->nics);
}

GListModel *
vireo_vm_devices_get_hardware (VireoVmDevices *self)
{
  return G_LIST_MODEL (self->hardware);
}

VireoDomainSettings *
vireo_vm_devices_get_settings (VireoVmDevices *self)
{
  return self->settings;
}

gboolean
vireo_vm_devices_is_loaded (VireoVmDevices *self)
{
  return self->loaded;
}

const GError *
vireo_vm_devices_get_error (VireoVmDevices *self)
{
  return self->error;
}

/**
 * vireo_vm_devices_find:
 * @key: of a device
 *
 * Returns: (transfer none) (nullable): the device of that key
 */
VireoDevice *
vireo_vm_devices_find (VireoVmDevices *self, const char *key)
{
  GListStore *stores[] = { self->disks, self->nics, self->hardware };

  for (gsize i = 0; i < G_N_ELEMENTS (stores); i++)
    {
      guint at = find_in_store (stores[i], 0, key);
      g_autoptr (VireoDevice) device = NULL;

      if (at == G_MAXUINT)
        continue;
      device = g_list_model_get_item (G_LIST_MODEL (stores[i]), at);
      return device; /* the store holds it */
    }
  return NULL;
}
