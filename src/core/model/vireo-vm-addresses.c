/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IP addresses: no event tells of a new lease, so they are asked for, but only while somebody
 * looks.  The agent knows best, then the lease, then the ARP table. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-private.h"

#define ASK_EVERY_S 3

typedef struct
{
  guint n_watchers;
  guint timer;
  gulong state_handler;
  gboolean asking; /* one question at a time */
} Watch;

static void
add_addresses (GPtrArray *found, virDomainPtr handle, unsigned int source)
{
  virDomainInterfacePtr *interfaces = NULL;
  int n = virDomainInterfaceAddresses (handle, &interfaces, source, 0);

  if (n < 0)
    virResetLastError ();
  for (int i = 0; i < n; i++)
    {
      for (unsigned int j = 0; j < interfaces[i]->naddrs; j++)
        {
          const char *address = interfaces[i]->addrs[j].addr;

          /* The agent's words are the guest's: only what is an address is shown and typed. */
          if (!g_hostname_is_ip_address (address) || g_str_has_prefix (address, "127.")
              || g_str_equal (address, "::1") || g_str_has_prefix (address, "fe80:")
              || g_ptr_array_find_with_equal_func (found, address, g_str_equal, NULL))
            continue;
          /* IPv4 first: it is what people type. */
          g_ptr_array_insert (found,
                              interfaces[i]->addrs[j].type == VIR_IP_ADDR_TYPE_IPV4 ? 0 : -1,
                              g_strdup (address));
        }
      virDomainInterfaceFree (interfaces[i]);
    }
  free (interfaces);
}

static void
ask_on_worker (GTask *task, gpointer source, gpointer handle, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  VIREO_ASSERT_WORKER ();
  add_addresses (found, handle, VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT);
  /* Right after a start the lease is the one of the last run: only without an agent. */
  if (found->len == 0)
    add_addresses (found, handle, VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE);
  if (found->len == 0)
    add_addresses (found, handle, VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP);
  if (found->len == 0)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  g_ptr_array_add (found, NULL);
  g_task_return_pointer (task, g_ptr_array_steal (found, NULL), (GDestroyNotify) g_strfreev);
}

static void
ask_done (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoVm *self = VIREO_VM (source);
  Watch *watch = *vireo_vm_get_address_watch (self);
  GStrv addresses = g_task_propagate_pointer (G_TASK (result), NULL);

  if (watch != NULL)
    watch->asking = FALSE;
  if (vireo_vm_get_state (self) == VIREO_VM_STATE_RUNNING)
    vireo_vm_take_addresses (self, addresses);
  else
    g_strfreev (addresses);
}

/* The task is freed on main, where closing the last connection must not happen. */
static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

static gboolean
ask (gpointer user_data)
{
  VireoVm *self = user_data;
  Watch *watch = *vireo_vm_get_address_watch (self);
  g_autoptr (GTask) task = NULL;

  if (watch->asking || vireo_vm_is_stale (self))
    return G_SOURCE_CONTINUE;
  vireo_vm_reread (self);
  if (vireo_vm_get_state (self) != VIREO_VM_STATE_RUNNING)
    return G_SOURCE_CONTINUE;
  watch->asking = TRUE;
  task = g_task_new (self, NULL, ask_done, NULL);
  g_task_set_task_data (task, vireo_vm_ref_handle (self), release_handle);
  vireo_worker_push (task, ask_on_worker);
  return G_SOURCE_CONTINUE;
}

/* A guest that has just started is asked at once; one that was merely read again is not, or
 * this would go in circles. */
static void
state_changed (VireoVm *self)
{
  if (vireo_vm_get_state (self) == VIREO_VM_STATE_RUNNING)
    ask (self);
}

/**
 * vireo_vm_watch_addresses:
 *
 * Keeps #VireoVm:addresses, and the facts that no event tells of, true until as many vireo_vm_unwatch_addresses() were called.
 */
void
vireo_vm_watch_addresses (VireoVm *self)
{
  gpointer *place = vireo_vm_get_address_watch (self);
  Watch *watch = *place;

  VIREO_ASSERT_MAIN ();
  if (watch == NULL)
    *place = watch = g_new0 (Watch, 1);
  if (watch->n_watchers++ > 0)
    return;
  watch->timer = g_timeout_add_seconds (ASK_EVERY_S, ask, self);
  watch->state_handler = g_signal_connect (self, "notify::state", G_CALLBACK (state_changed), NULL);
  ask (self);
}

void
vireo_vm_unwatch_addresses (VireoVm *self)
{
  Watch *watch = *vireo_vm_get_address_watch (self);

  VIREO_ASSERT_MAIN ();
  g_return_if_fail (watch != NULL && watch->n_watchers > 0);
  if (--watch->n_watchers > 0)
    return;
  g_clear_handle_id (&watch->timer, g_source_remove);
  g_clear_signal_handler (&watch->state_handler, self);
}

/* Part of the VM's dispose. */
void
vireo_vm_addresses_stop (VireoVm *self)
{
  gpointer *place = vireo_vm_get_address_watch (self);
  Watch *watch = *place;

  if (watch == NULL)
    return;
  g_clear_handle_id (&watch->timer, g_source_remove);
  g_clear_signal_handler (&watch->state_handler, self);
  g_free (watch);
  *place = NULL;
}
