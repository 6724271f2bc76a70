/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders to the virtual networks of a host. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-orders.h"
#include "core/host/vireo-host-private.h"

/* --- one that is there --- */

typedef struct
{
  VireoNetworkOrder order;
  char *name; /* (owned) */
} OrderData;

static void
order_data_free (gpointer pointer)
{
  OrderData *data = pointer;

  g_free (data->name);
  g_free (data);
}

/* Somebody else was quicker: it is what was wanted. */
static gboolean
carry_out (virNetworkPtr network, VireoNetworkOrder order)
{
  switch (order)
    {
    case VIREO_NETWORK_START:
      return virNetworkIsActive (network) > 0 || virNetworkCreate (network) == 0;
    case VIREO_NETWORK_STOP:
      return virNetworkIsActive (network) == 0 || virNetworkDestroy (network) == 0;
    case VIREO_NETWORK_AUTOSTART_ON:
    case VIREO_NETWORK_AUTOSTART_OFF:
      return virNetworkSetAutostart (network, order == VIREO_NETWORK_AUTOSTART_ON) == 0;
    case VIREO_NETWORK_DELETE:
      if (virNetworkIsActive (network) > 0 && virNetworkDestroy (network) < 0)
        return FALSE;
      /* A transient one is gone by now. */
      return virNetworkIsPersistent (network) != 1 || virNetworkUndefine (network) == 0;
    }
  g_assert_not_reached ();
}

static gboolean
order_on_worker (virConnectPtr connection, gpointer argument, GError **error)
{
  OrderData *data = argument;
  virNetworkPtr network = virNetworkLookupByName (connection, data->name);
  gboolean done = network != NULL && carry_out (network, data->order);

  if (!done)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&network, virNetworkFree);
  return done;
}

static GPtrArray *
make_commands (VireoHost *self, VireoNetworkOrder order, const char *name, gboolean active)
{
  switch (order)
    {
    case VIREO_NETWORK_START:
      return vireo_host_commands_add (self, NULL, "net-start", name, NULL);
    case VIREO_NETWORK_STOP:
      return vireo_host_commands_add (self, NULL, "net-destroy", name, NULL);
    case VIREO_NETWORK_AUTOSTART_ON:
      return vireo_host_commands_add (self, NULL, "net-autostart", name, NULL);
    case VIREO_NETWORK_AUTOSTART_OFF:
      return vireo_host_commands_add (self, NULL, "net-autostart", name, "--disable", NULL);
    case VIREO_NETWORK_DELETE:
      return vireo_host_commands_add (
          self, active ? vireo_host_commands_add (self, NULL, "net-destroy", name, NULL) : NULL,
          "net-undefine", name, NULL);
    }
  g_assert_not_reached ();
}

static gboolean
is_active (VireoHost *self, const char *name)
{
  GListModel *networks = vireo_host_get_networks (self);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (networks, i);

      if (g_str_equal (vireo_network_get_facts (network)->name, name))
        return vireo_network_get_facts (network)->active;
    }
  return FALSE;
}

static void
give_order (VireoHost *self, VireoNetworkOrder what, const char *name, gpointer tag,
       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  OrderData *data = g_new0 (OrderData, 1);

  data->order = what;
  data->name = g_strdup (name);
  vireo_host_call_async (self, name, order_on_worker, data, order_data_free,
                         make_commands (self, what, name, is_active (self, name)), tag,
                         cancellable, callback, user_data);
}

/**
 * vireo_host_order_network_async:
 * @name: of a network of this host
 * @cancellable: (nullable): stops the wait, not the order
 *
 * Stopping a network cuts the guests on it off; asking first is the caller's.  What it leads to
 * shows in vireo_host_get_networks() and nowhere else.  Finish with vireo_host_order_finish().
 */
void
vireo_host_order_network_async (VireoHost *self,
                                VireoNetworkOrder what,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  give_order (self, what, name, vireo_host_order_finish, cancellable, callback, user_data);
}

/**
 * vireo_host_start_network_async:
 * @name: of a network of this host
 * @cancellable: (nullable): stops the wait; a start already sent to libvirtd goes on
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Starts a virtual network; one that runs already is as good.  #VireoNetwork:active changes with
 * libvirt's event.
 */
void
vireo_host_start_network_async (VireoHost *self,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  give_order (self, VIREO_NETWORK_START, name, vireo_host_start_network_async, cancellable, callback,
         user_data);
}

gboolean
vireo_host_start_network_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_host_start_network_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- a new one --- */

void
vireo_network_plan_free (VireoNetworkPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->name);
  g_free (plan->subnet);
  g_free (plan);
}

/* "192.168.100.0/24" -> the address without the host's part; the whole network must fit a DHCP
 * range and be somebody's own. */
static gboolean
parse_subnet (const char *text, guint32 *network, guint *prefix)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  g_autoptr (GInetAddress) address = NULL;
  const guint8 *bytes;
  guint64 bits;

  if (parts[0] == NULL || parts[1] == NULL
      || !g_ascii_string_to_unsigned (parts[1], 10, 8, 29, &bits, NULL))
    return FALSE;
  address = g_inet_address_new_from_string (parts[0]);
  if (address == NULL || g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV4)
    return FALSE;
  bytes = g_inet_address_to_bytes (address);
  *prefix = (guint) bits;
  *network = ((guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3])
             & (G_MAXUINT32 << (32 - bits));
  return bytes[0] != 0 && bytes[0] != 127 && bytes[0] < 224;
}

static char *
address_text (guint32 address)
{
  return g_strdup_printf ("%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
                          address & 255);
}

static gboolean
overlaps (guint32 network, guint prefix, const char *other)
{
  guint32 others;
  guint others_prefix;

  if (other == NULL || !parse_subnet (other, &others, &others_prefix))
    return FALSE;
  return ((network ^ others) & (G_MAXUINT32 << (32 - MIN (prefix, others_prefix)))) == 0;
}

/**
 * vireo_network_plan_check:
 * @networks: of #VireoNetwork: those that are there
 *
 * Returns: (transfer full) (nullable): a sentence: why it cannot be made; %NULL when it can
 */
char *
vireo_network_plan_check (const VireoNetworkPlan *plan, GListModel *networks)
{
  guint32 network;
  guint prefix;

  if (plan->name == NULL || *plan->name == '\0')
    return g_strdup (_ ("Give the network a name."));
  if (strpbrk (plan->name, "/\n\r\t") != NULL)
    return g_strdup (_ ("The name of a network cannot contain a slash (/)."));
  if (plan->subnet == NULL || !parse_subnet (plan->subnet, &network, &prefix))
    return g_strdup (_ ("Write the addresses as 192.168.100.0/24, with a number from 8 to 29 "
                        "behind the slash."));
  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) other = g_list_model_get_item (networks, i);
      const VireoNetworkFacts *facts = vireo_network_get_facts (other);

      if (g_str_equal (facts->name, plan->name))
        return g_strdup_printf (_ ("There is a network “%s” already."), plan->name);
      if (overlaps (network, prefix, facts->subnet))
        /* Translators: addresses as 192.168.122.0/24, and the name of a network */
        return g_strdup_printf (_ ("The network “%s” uses addresses of %s already."), facts->name,
                                facts->subnet);
    }
  return NULL;
}

/**
 * vireo_network_plan_suggest_subnet:
 * @networks: of #VireoNetwork: those that are there
 *
 * Returns: (transfer full): addresses that none of them uses, libvirt's usual ones first
 */
char *
vireo_network_plan_suggest_subnet (GListModel *networks)
{
  for (guint third = 122; third < 255; third++)
    {
      char *subnet = g_strdup_printf ("192.168.%u.0/24", third);
      gboolean taken = FALSE;
      guint32 network;
      guint prefix;

      parse_subnet (subnet, &network, &prefix);
      for (guint i = 0; !taken && i < g_list_model_get_n_items (networks); i++)
        {
          g_autoptr (VireoNetwork) other = g_list_model_get_item (networks, i);

          taken = overlaps (network, prefix, vireo_network_get_facts (other)->subnet);
        }
      if (!taken)
        return subnet;
      g_free (subnet);
    }
  return g_strdup ("10.122.0.0/24");
}

/**
 * vireo_network_plan_to_xml:
 * @plan: one that vireo_network_plan_check() found nothing wrong with
 *
 * Returns: (transfer full): the definition; the host takes the first address and gives out the
 *   rest
 */
char *
vireo_network_plan_to_xml (const VireoNetworkPlan *plan)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *root = xmlNewDocNode (doc, NULL, BAD_CAST "network", NULL);
  guint32 network = 0;
  guint prefix = 24;
  g_autofree char *first = NULL;
  g_autofree char *start = NULL;
  g_autofree char *end = NULL;
  g_autofree char *bits = NULL;
  xmlNode *ip;

  parse_subnet (plan->subnet, &network, &prefix);
  first = address_text (network + 1);
  start = address_text (network + 2);
  end = address_text (network + (G_MAXUINT32 >> prefix) - 1);
  bits = g_strdup_printf ("%u", prefix);
  xmlDocSetRootElement (doc, root);
  vireo_xml_add_text (root, "name", plan->name);
  if (!plan->isolated)
    vireo_xml_add (root, "forward", "mode", "nat", NULL);
  ip = vireo_xml_add (root, "ip", "address", first, "prefix", bits, NULL);
  vireo_xml_add (vireo_xml_add (ip, "dhcp", NULL), "range", "start", start, "end", end, NULL);
  return vireo_xml_to_text (doc);
}

/* What was defined goes again when it cannot run: nothing half-made is left. */
static gboolean
create_on_worker (virConnectPtr connection, gpointer xml, GError **error)
{
  virNetworkPtr network = virNetworkDefineXML (connection, xml);

  if (network == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (virNetworkCreate (network) < 0 || virNetworkSetAutostart (network, 1) < 0)
    {
      vireo_error_take_libvirt (error);
      if (virNetworkIsActive (network) > 0)
        virNetworkDestroy (network);
      virNetworkUndefine (network);
      virResetLastError ();
      virNetworkFree (network);
      return FALSE;
    }
  virNetworkFree (network);
  return TRUE;
}

/**
 * vireo_host_create_network_async:
 * @plan: one that vireo_network_plan_check() found nothing wrong with
 *
 * Defines a network, starts it and lets it start with the host.  When it cannot be started it is
 * removed again.  Finish with vireo_host_order_finish().
 */
void
vireo_host_create_network_async (VireoHost *self,
                                 const VireoNetworkPlan *plan,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autofree char *file = g_strconcat (plan->name, ".xml", NULL);
  GPtrArray *commands = vireo_host_commands_add (self, NULL, "net-define", file, NULL);

  commands = vireo_host_commands_add (self, commands, "net-start", plan->name, NULL);
  commands = vireo_host_commands_add (self, commands, "net-autostart", plan->name, NULL);
  vireo_host_call_async (self, plan->name, create_on_worker, vireo_network_plan_to_xml (plan),
                         g_free, commands, vireo_host_order_finish, cancellable, callback,
                         user_data);
}
