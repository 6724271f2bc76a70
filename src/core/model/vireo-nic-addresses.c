/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guest's agent, the leases of the virtual network and the host's ARP table each know some of
 * the addresses; all three are asked, and what each says is shown as its word. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-nic-addresses.h"

static const struct
{
  unsigned int source; /* of libvirt */
  const char *label;
} sources[] = {
  { VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT, NC_ ("address source", "guest agent") },
  { VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE, NC_ ("address source", "DHCP lease") },
  { VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP, NC_ ("address source", "ARP table") },
};

/* An address and who says it, a bit for each of sources. */
typedef struct
{
  char *address;
  guint said_by;
} Address;

static void
address_free (gpointer pointer)
{
  g_free (((Address *) pointer)->address);
  g_free (pointer);
}

static gboolean
is_of_no_use (const char *address)
{
  return g_str_has_prefix (address, "127.") || g_str_equal (address, "::1")
         || g_str_has_prefix (address, "fe80:");
}

static void
note_address (GPtrArray *known, const char *address, int type, guint said_by)
{
  Address *made;

  for (guint i = 0; i < known->len; i++)
    {
      Address *old = g_ptr_array_index (known, i);

      if (!g_str_equal (old->address, address))
        continue;
      old->said_by |= said_by;
      return;
    }
  made = g_new0 (Address, 1);
  made->address = g_strdup (address);
  made->said_by = said_by;
  /* IPv4 first: it is what people type. */
  g_ptr_array_insert (known, type == VIR_IP_ADDR_TYPE_IPV4 ? 0 : -1, made);
}

/* @by_mac: MAC -> GPtrArray of Address */
static void
ask (GHashTable *by_mac, virDomainPtr handle, gsize asked)
{
  virDomainInterfacePtr *interfaces = NULL;
  int n = virDomainInterfaceAddresses (handle, &interfaces, sources[asked].source, 0);

  if (n < 0)
    virResetLastError ();
  for (int i = 0; i < n; i++)
    {
      const char *mac = interfaces[i]->hwaddr;
      GPtrArray *known;

      if (mac != NULL)
        {
          g_autofree char *key = g_ascii_strdown (mac, -1);

          known = g_hash_table_lookup (by_mac, key);
          if (known == NULL)
            {
              known = g_ptr_array_new_with_free_func (address_free);
              g_hash_table_insert (by_mac, g_steal_pointer (&key), known);
            }
          for (unsigned int j = 0; j < interfaces[i]->naddrs; j++)
            if (!is_of_no_use (interfaces[i]->addrs[j].addr))
              note_address (known, interfaces[i]->addrs[j].addr, interfaces[i]->addrs[j].type,
                            1u << asked);
        }
      virDomainInterfaceFree (interfaces[i]);
    }
  free (interfaces);
}

static char *
make_text (GPtrArray *known)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < known->len; i++)
    {
      const Address *address = g_ptr_array_index (known, i);
      const char *separator = " (";

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", address->address);
      for (gsize j = 0; j < G_N_ELEMENTS (sources); j++)
        if ((address->said_by & 1u << j) != 0)
          {
            g_string_append_printf (text, "%s%s", separator,
                                    g_dpgettext2 (GETTEXT_PACKAGE, "address source",
                                                  sources[j].label));
            separator = ", ";
          }
      g_string_append_c (text, ')');
    }
  return g_strdup (text->str);
}

static void
read_on_worker (GTask *task, gpointer source, gpointer handle, GCancellable *cancellable)
{
  g_autoptr (GHashTable) by_mac
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer mac, known;

  VIREO_ASSERT_WORKER ();
  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++)
    ask (by_mac, handle, i);
  g_hash_table_iter_init (&iter, by_mac);
  while (g_hash_table_iter_next (&iter, &mac, &known))
    if (((GPtrArray *) known)->len > 0)
      g_hash_table_insert (texts, g_strdup (mac), make_text (known));
  g_task_return_pointer (task, texts, (GDestroyNotify) g_hash_table_unref);
}

static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

/**
 * vireo_nic_addresses_read_async:
 * @vm: one that runs
 * @cancellable: (nullable): stops the wait
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Asks everybody who may know.  An agent that hangs keeps its answer waiting for seconds, so this
 * never uses the quick lane.
 */
void
vireo_nic_addresses_read_async (VireoVm *vm,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_nic_addresses_read_async);
  g_task_set_task_data (task, vireo_vm_ref_handle (vm), release_handle);
  vireo_worker_spawn (task, read_on_worker);
}

/**
 * vireo_nic_addresses_read_finish:
 *
 * Returns: (transfer full) (nullable): for vireo_nic_addresses_find(); NICs of which nothing is
 *   known are not in it
 */
GHashTable *
vireo_nic_addresses_read_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_nic_addresses_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
vireo_nic_addresses_find (GHashTable *addresses, const char *mac)
{
  g_autofree char *key = g_ascii_strdown (mac, -1);

  return g_hash_table_lookup (addresses, key);
}
