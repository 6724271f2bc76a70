/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-network.h"

struct _VireoNetwork
{
  GObject parent_instance;

  VireoNetworkFacts *facts; /* (owned) */
};

enum
{
  PROP_NAME = 1,
  PROP_FORWARD,
  PROP_BRIDGE,
  PROP_SUBNET,
  PROP_ACTIVE,
  PROP_AUTOSTART,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoNetwork, vireo_network, G_TYPE_OBJECT)

static char *
read_forward (xmlNode *root)
{
  char *mode = vireo_xml_string (root, "forward/@mode");

  if (mode != NULL)
    return mode;
  /* An element without a mode means NAT; no element at all means no way out. */
  return g_strdup (vireo_xml_has (root, "forward") ? "nat" : "isolated");
}

/* The addresses that "192.168.122.1" with "255.255.255.0" or 24 is one of. */
static char *
read_subnet (xmlNode *root)
{
  g_autofree char *address = vireo_xml_string (root, "ip/@address");
  g_autofree char *mask = vireo_xml_string (root, "ip[1]/@netmask");
  guint prefix = (guint) vireo_xml_uint (root, "ip[1]/@prefix", 0);
  g_autoptr (GInetAddress) parsed
      = address != NULL ? g_inet_address_new_from_string (address) : NULL;
  g_autoptr (GInetAddress) mask_address
      = mask != NULL ? g_inet_address_new_from_string (mask) : NULL;
  g_autoptr (GInetAddressMask) subnet = NULL;
  guint8 bytes[16];
  gsize size;

  if (parsed == NULL)
    return NULL;
  size = g_inet_address_get_native_size (parsed);
  if (mask_address != NULL && g_inet_address_get_native_size (mask_address) == size)
    for (gsize i = 0; i < size; i++)
      prefix += (guint) __builtin_popcount (g_inet_address_to_bytes (mask_address)[i]);
  if (prefix == 0 || prefix > size * 8)
    return g_steal_pointer (&address);
  memcpy (bytes, g_inet_address_to_bytes (parsed), size);
  for (gsize bit = prefix; bit < size * 8; bit++)
    bytes[bit / 8] &= (guint8) ~(0x80u >> bit % 8);
  g_object_unref (parsed);
  parsed = g_inet_address_new_from_bytes (bytes, size == 4 ? G_SOCKET_FAMILY_IPV4
                                                           : G_SOCKET_FAMILY_IPV6);
  subnet = g_inet_address_mask_new (parsed, prefix, NULL);
  return subnet != NULL ? g_inet_address_mask_to_string (subnet) : NULL;
}

/**
 * vireo_network_facts_read:
 * @error: (out) (optional): %VIREO_ERROR_GONE when it was undefined meanwhile
 *
 * Worker.
 *
 * Returns: (transfer full) (nullable): the facts
 */
VireoNetworkFacts *
vireo_network_facts_read (virNetworkPtr handle, GError **error)
{
  g_autoptr (VireoNetworkFacts) facts = g_new0 (VireoNetworkFacts, 1);
  g_autoptr (VireoXmlDoc) doc = NULL;
  int autostart = 0;
  char *xml;

  VIREO_ASSERT_WORKER ();
  virNetworkGetUUIDString (handle, facts->uuid);
  facts->name = g_strdup (virNetworkGetName (handle));
  xml = virNetworkGetXMLDesc (handle, 0);
  if (xml == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  doc = vireo_xml_parse (xml, error);
  free (xml);
  if (doc == NULL)
    return NULL;
  facts->forward = read_forward (xmlDocGetRootElement (doc));
  facts->bridge = vireo_xml_string (xmlDocGetRootElement (doc), "bridge/@name");
  facts->subnet = read_subnet (xmlDocGetRootElement (doc));
  facts->active = virNetworkIsActive (handle) > 0;
  facts->persistent = virNetworkIsPersistent (handle) > 0;
  facts->autostart = virNetworkGetAutostart (handle, &autostart) == 0 && autostart != 0;
  return g_steal_pointer (&facts);
}

void
vireo_network_facts_free (VireoNetworkFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->name);
  g_free (facts->forward);
  g_free (facts->bridge);
  g_free (facts->subnet);
  g_free (facts);
}

static void
vireo_network_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const VireoNetworkFacts *facts = VIREO_NETWORK (object)->facts;

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, facts->name);
      break;
    case PROP_FORWARD:
      g_value_set_string (value, facts->forward);
      break;
    case PROP_BRIDGE:
      g_value_set_string (value, facts->bridge);
      break;
    case PROP_SUBNET:
      g_value_set_string (value, facts->subnet);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, facts->active);
      break;
    case PROP_AUTOSTART:
      g_value_set_boolean (value, facts->autostart);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_network_finalize (GObject *object)
{
  vireo_network_facts_free (VIREO_NETWORK (object)->facts);
  G_OBJECT_CLASS (vireo_network_parent_class)->finalize (object);
}

static void
vireo_network_class_init (VireoNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_network_get_property;
  object_class->finalize = vireo_network_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_FORWARD] = g_param_spec_string ("forward", NULL, NULL, NULL, flags);
  props[PROP_BRIDGE] = g_param_spec_string ("bridge", NULL, NULL, NULL, flags);
  props[PROP_SUBNET] = g_param_spec_string ("subnet", NULL, NULL, NULL, flags);
  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  props[PROP_AUTOSTART] = g_param_spec_boolean ("autostart", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_network_init (VireoNetwork *self)
{
}

/**
 * vireo_network_new:
 * @facts: (transfer full): what is known
 */
VireoNetwork *
vireo_network_new (VireoNetworkFacts *facts)
{
  VireoNetwork *self = g_object_new (VIREO_TYPE_NETWORK, NULL);

  VIREO_ASSERT_MAIN ();
  self->facts = facts;
  return self;
}

/**
 * vireo_network_apply:
 * @facts: (transfer full): what is now known; only differences are notified
 */
void
vireo_network_apply (VireoNetwork *self, VireoNetworkFacts *facts)
{
  g_autoptr (VireoNetworkFacts) old = self->facts;

  VIREO_ASSERT_MAIN ();
  self->facts = facts;
  g_object_freeze_notify (G_OBJECT (self));
  if (g_strcmp0 (old->name, facts->name) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  if (g_strcmp0 (old->forward, facts->forward) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FORWARD]);
  if (g_strcmp0 (old->bridge, facts->bridge) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BRIDGE]);
  if (g_strcmp0 (old->subnet, facts->subnet) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBNET]);
  if (old->active != facts->active)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
  if (old->autostart != facts->autostart)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTOSTART]);
  g_object_thaw_notify (G_OBJECT (self));
}

const VireoNetworkFacts *
vireo_network_get_facts (VireoNetwork *self)
{
  return self->facts;
}
