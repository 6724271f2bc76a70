/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/vm/vireo-nic-text.h"

/* What libvirt would refuse, or silently leave out, is not offered. */
static const struct
{
  const char *type;
  const char *icon;
  VireoNicSet settable;
} types[] = {
#define PLUGS VIREO_NIC_SET_SOURCE | VIREO_NIC_SET_MAC | VIREO_NIC_SET_MODEL | VIREO_NIC_SET_LINK
#define TUNES VIREO_NIC_SET_QUEUES | VIREO_NIC_SET_BANDWIDTH
#define FIXED VIREO_NIC_SET_MAC | VIREO_NIC_SET_MODEL | VIREO_NIC_SET_LINK
  { "network", "network-workgroup-symbolic", PLUGS | TUNES | VIREO_NIC_SET_MTU },
  { "bridge", "network-server-symbolic", PLUGS | TUNES | VIREO_NIC_SET_MTU },
  { "direct", "network-wired-symbolic", PLUGS | TUNES },
  { "user", "avatar-default-symbolic", PLUGS },
  { "ethernet", "network-wired-symbolic", FIXED | TUNES | VIREO_NIC_SET_MTU },
  { "vdpa", "network-wired-symbolic",
    VIREO_NIC_SET_MAC | VIREO_NIC_SET_LINK | VIREO_NIC_SET_QUEUES },
  { "vhostuser", "network-transmit-receive-symbolic",
    FIXED | VIREO_NIC_SET_QUEUES | VIREO_NIC_SET_MTU },
  { "hostdev", "network-wired-symbolic", VIREO_NIC_SET_MAC },
#undef PLUGS
#undef TUNES
};

const char *
vireo_nic_text_get_icon (VireoNic *nic)
{
  const char *type = vireo_nic_get_shown (nic)->type;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      return types[i].icon;
  return "network-wired-symbolic";
}

/**
 * vireo_nic_type_get_settable:
 * @type: as libvirt writes it
 *
 * Returns: what libvirt can change of a NIC of this type.  One with its own way into the network,
 *   as a PCI device, keeps it: another source would be another device
 */
VireoNicSet
vireo_nic_type_get_settable (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      return types[i].settable;
  return FIXED;
}
#undef FIXED

/* "52:54:00:12:34:56 · virtio · 192.168.122.5" */
char *
vireo_nic_text_summary (VireoNic *nic, const char *addresses, gboolean network_off)
{
  const VireoNicValues *values = vireo_nic_get_shown (nic);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *first = NULL;

  if (network_off)
    g_ptr_array_add (parts, (gpointer) _ ("the network is not running"));
  else if (!values->link_up)
    /* Translators: of a network card: its cable is not plugged in */
    g_ptr_array_add (parts, (gpointer) _ ("link down"));
  if (values->mac != NULL)
    g_ptr_array_add (parts, values->mac);
  if (values->model != NULL)
    g_ptr_array_add (parts, values->model);
  if (addresses != NULL)
    {
      first = g_strndup (addresses, strcspn (addresses, " \n"));
      g_ptr_array_add (parts, first);
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static const char *
detail_title (guint detail)
{
  static const char *const titles[VIREO_N_NIC_DETAILS] = {
    [VIREO_NIC_DETAIL_MAC] = N_ ("MAC address"),
    [VIREO_NIC_DETAIL_ADDRESSES] = N_ ("IP addresses"),
    [VIREO_NIC_DETAIL_MODEL] = N_ ("Model"),
    [VIREO_NIC_DETAIL_MODE] = N_ ("Source mode"),
    [VIREO_NIC_DETAIL_TARGET] = N_ ("Device on the host"),
    [VIREO_NIC_DETAIL_BACKEND] = N_ ("Packets are moved by"),
    [VIREO_NIC_DETAIL_QUEUES] = N_ ("Queues"),
    [VIREO_NIC_DETAIL_MTU] = N_ ("MTU"),
    [VIREO_NIC_DETAIL_LIMITS] = N_ ("Limits"),
    [VIREO_NIC_DETAIL_VLAN] = N_ ("VLAN"),
    [VIREO_NIC_DETAIL_PORTGROUP] = N_ ("Port group"),
    [VIREO_NIC_DETAIL_FILTER] = N_ ("Network filter"),
    [VIREO_NIC_DETAIL_BOOT] = N_ ("Boot order"),
  };

  return titles[detail];
}

const char *
vireo_nic_text_get_detail_title (guint detail)
{
  return _ (detail_title (detail));
}

static char *
number_text (guint64 number)
{
  return number > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, number) : NULL;
}

static char *
rate_text (guint64 rate)
{
  g_autofree char *size = rate > 0 ? vireo_size_to_text (rate * VIREO_KIB) : NULL;

  if (size == NULL)
    /* Translators: of the rate of a network card */
    return g_strdup (C_ ("rate", "no limit"));
  /* Translators: so much in a second, as "1 MiB/s" */
  return g_strdup_printf (_ ("%s/s"), size);
}

static char *
limits_text (const VireoNicValues *values)
{
  g_autofree char *in = rate_text (values->inbound_rate);
  g_autofree char *out = rate_text (values->outbound_rate);

  if (values->inbound_rate == 0 && values->outbound_rate == 0)
    return NULL;
  /* Translators: the rates that a network card is held to, seen from the guest */
  return g_strdup_printf (_ ("Receiving: %s, sending: %s"), in, out);
}

/**
 * vireo_nic_text_detail:
 * @addresses: (nullable): what is known of its IP addresses
 *
 * Returns: (transfer full) (nullable): %NULL when there is nothing to say
 */
char *
vireo_nic_text_detail (VireoNic *nic, guint detail, const char *addresses)
{
  const VireoNicValues *values = vireo_nic_get_shown (nic);

  switch (detail)
    {
    case VIREO_NIC_DETAIL_MAC:
      return g_strdup (values->mac);
    case VIREO_NIC_DETAIL_ADDRESSES:
      return g_strdup (addresses);
    case VIREO_NIC_DETAIL_MODEL:
      return g_strdup (values->model != NULL ? values->model : _ ("The hypervisor’s default"));
    case VIREO_NIC_DETAIL_MODE:
      return g_strdup (values->source_mode);
    case VIREO_NIC_DETAIL_TARGET:
      return g_strdup (values->target_dev);
    case VIREO_NIC_DETAIL_BACKEND:
      return g_strdup (values->backend);
    case VIREO_NIC_DETAIL_QUEUES:
      return number_text (values->queues);
    case VIREO_NIC_DETAIL_MTU:
      return number_text (values->mtu);
    case VIREO_NIC_DETAIL_LIMITS:
      return limits_text (values);
    case VIREO_NIC_DETAIL_VLAN:
      return g_strdup (values->vlan);
    case VIREO_NIC_DETAIL_PORTGROUP:
      return g_strdup (values->portgroup);
    case VIREO_NIC_DETAIL_FILTER:
      return g_strdup (values->filter);
    case VIREO_NIC_DETAIL_BOOT:
      return number_text (values->boot_order);
    default:
      g_return_val_if_reached (NULL);
    }
}
