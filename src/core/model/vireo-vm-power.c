/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power orders: one table says which libvirt call and which virsh words each is. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-private.h"

static gboolean
checked (int answer, GError **error)
{
  if (answer < 0)
    vireo_error_take_libvirt (error);
  return answer >= 0;
}

static gboolean
start (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainCreate (handle), error);
}

static gboolean
shut_down (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainShutdown (handle), error);
}

static gboolean
shut_down_by_agent (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainShutdownFlags (handle, VIR_DOMAIN_SHUTDOWN_GUEST_AGENT), error);
}

static gboolean
reboot (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainReboot (handle, 0), error);
}

static gboolean
reset (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainReset (handle, 0), error);
}

static gboolean
force_off (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainDestroy (handle), error);
}

static gboolean
suspend (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainSuspend (handle), error);
}

static gboolean
resume (virDomainPtr handle, gpointer unused, GError **error)
{
  int state = 0;

  /* A guest that put itself to sleep is woken, not resumed. */
  if (virDomainGetState (handle, &state, NULL, 0) == 0 && state == VIR_DOMAIN_PMSUSPENDED)
    return checked (virDomainPMWakeup (handle, 0), error);
  return checked (virDomainResume (handle), error);
}

static gboolean
save (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainManagedSave (handle, 0), error);
}

static gboolean
discard_saved (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainManagedSaveRemove (handle, 0), error);
}

static gboolean
autostart_on (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainSetAutostart (handle, 1), error);
}

static gboolean
autostart_off (virDomainPtr handle, gpointer unused, GError **error)
{
  return checked (virDomainSetAutostart (handle, 0), error);
}

static const struct
{
  VireoVmCall call;
  const char *verb, *option; /* of virsh */
} orders[VIREO_N_VM_ORDERS] = {
  [VIREO_VM_ORDER_START] = { start, "start" },
  [VIREO_VM_ORDER_SHUT_DOWN] = { shut_down, "shutdown" },
  [VIREO_VM_ORDER_SHUT_DOWN_BY_AGENT] = { shut_down_by_agent, "shutdown", "--mode=agent" },
  [VIREO_VM_ORDER_REBOOT] = { reboot, "reboot" },
  [VIREO_VM_ORDER_RESET] = { reset, "reset" },
  [VIREO_VM_ORDER_FORCE_OFF] = { force_off, "destroy" },
  [VIREO_VM_ORDER_PAUSE] = { suspend, "suspend" },
  [VIREO_VM_ORDER_RESUME] = { resume, "resume" },
  [VIREO_VM_ORDER_SAVE] = { save, "managedsave" },
  [VIREO_VM_ORDER_DISCARD_SAVED] = { discard_saved, "managedsave-remove" },
  [VIREO_VM_ORDER_AUTOSTART_ON] = { autostart_on, "autostart" },
  [VIREO_VM_ORDER_AUTOSTART_OFF] = { autostart_off, "autostart", "--disable" },
};

/**
 * vireo_vm_order_async:
 * @self: the VM
 * @order: what it shall do
 * @cancellable: (nullable): stops the wait; an order already sent goes on
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Gives a power order.  Success means that libvirtd took it; #VireoVm:state changes a little
 * later, when the event arrives, and nowhere else.  While it is under way #VireoVm:order
 * says so.
 */
void
vireo_vm_order_async (VireoVm *self,
                      VireoVmOrder order,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  const char *command[] = { "virsh", "-c", vireo_vm_get_uri (self), orders[order].verb,
                            vireo_vm_get_name (self), orders[order].option, NULL };

  g_return_if_fail (order < VIREO_N_VM_ORDERS);
  vireo_vm_set_order (self, (int) order);
  vireo_vm_call_async (self, orders[order].call, NULL, NULL, command, vireo_vm_order_async,
                       cancellable, callback, user_data);
}

/**
 * vireo_vm_order_finish:
 * @error: (out) (optional): %VIREO_ERROR, or %G_IO_ERROR_CANCELLED
 */
gboolean
vireo_vm_order_finish (VireoVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_order_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
