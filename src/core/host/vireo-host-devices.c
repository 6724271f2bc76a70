/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The devices that a host can hand to its VMs, listed on a worker. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-device.h"
#include "core/host/vireo-host.h"

/* One that cannot be read is left out: it may just have been unplugged. */
static void
add_device (GPtrArray *devices, virNodeDevicePtr handle)
{
  char *xml = virNodeDeviceGetXMLDesc (handle, 0);
  VireoHostDevice *device = xml != NULL ? vireo_host_device_new (xml, NULL) : NULL;

  if (device != NULL)
    g_ptr_array_add (devices, device);
  free (xml);
}

static GPtrArray *
read_devices (virConnectPtr connection, GError **error)
{
  virNodeDevicePtr *handles = NULL;
  int n = virConnectListAllNodeDevices (connection, &handles,
                                        VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV
                                            | VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV);
  GPtrArray *devices;

  if (n < 0)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  devices = g_ptr_array_new_with_free_func (g_object_unref);
  for (int i = 0; i < n; i++)
    {
      add_device (devices, handles[i]);
      virNodeDeviceFree (handles[i]);
    }
  free (handles);
  return devices;
}

static void
add_user (GPtrArray *devices, virDomainPtr vm, guint flags)
{
  char *xml = virDomainGetXMLDesc (vm, flags);

  if (xml != NULL)
    vireo_host_devices_add_user (devices, xml);
  free (xml);
}

static void
read_users (GPtrArray *devices, virConnectPtr connection, GCancellable *cancellable)
{
  virDomainPtr *vms = NULL;
  int n = virConnectListAllDomains (connection, &vms, 0);

  for (int i = 0; i < n; i++)
    {
      if (!g_cancellable_is_cancelled (cancellable))
        {
          add_user (devices, vms[i], VIR_DOMAIN_XML_INACTIVE);
          if (virDomainIsActive (vms[i]) == 1)
            add_user (devices, vms[i], 0);
        }
      virDomainFree (vms[i]);
    }
  free (vms);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  VireoHostDevice *one = *(VireoHostDevice *const *) a;
  VireoHostDevice *other = *(VireoHostDevice *const *) b;
  int order = g_utf8_collate (vireo_host_device_get_name (one), vireo_host_device_get_name (other));

  return order != 0 ? order
                    : g_strcmp0 (vireo_host_device_get_place (one),
                                 vireo_host_device_get_place (other));
}

static void
list_on_worker (GTask *task, gpointer source, gpointer connection, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GListStore) list = NULL;

  VIREO_ASSERT_WORKER ();
  devices = read_devices (connection, &error);
  if (devices == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  vireo_host_devices_relate (devices);
  read_users (devices, connection, cancellable);
  virResetLastError (); /* not knowing is not an error here */
  g_ptr_array_sort (devices, compare_names);

  list = g_list_store_new (VIREO_TYPE_HOST_DEVICE);
  for (guint i = 0; i < devices->len; i++)
    if (!vireo_host_device_is_infrastructure (g_ptr_array_index (devices, i)))
      g_list_store_append (list, g_ptr_array_index (devices, i));
  g_task_return_pointer (task, g_steal_pointer (&list), g_object_unref);
}

static void
release_connection (gpointer connection)
{
  vireo_worker_drop (connection, (GDestroyNotify) virConnectClose);
}

/**
 * vireo_host_list_devices_async:
 * @self: a host that is on
 * @cancellable: (nullable): stops the wait, and the search for who has what
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Lists the USB and PCI devices that can be handed to a VM, with the VMs that have them.
 */
void
vireo_host_list_devices_async (VireoHost *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  virConnectPtr connection = vireo_host_ref_connection (self);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_host_list_devices_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is lost."));
      return;
    }
  g_task_set_task_data (task, connection, release_connection);
  vireo_worker_spawn (task, list_on_worker);
}

/**
 * vireo_host_list_devices_finish:
 * @error: (out) (optional): %VIREO_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): of #VireoHostDevice, by name
 */
GListModel *
vireo_host_list_devices_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_host_list_devices_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
