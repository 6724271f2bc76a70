/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-device-private.h"
#include "core/model/vireo-nic.h"

struct _VireoNic
{
  VireoDevice parent_instance;

  VireoNicValues *live;   /* (owned) (nullable) */
  VireoNicValues *config; /* (owned) (nullable) */
};

enum
{
  PROP_MAC = 1,
  PROP_TYPE,
  PROP_SOURCE,
  PROP_SOURCE_LABEL,
  PROP_SOURCE_MODE,
  PROP_MODEL,
  PROP_TARGET_DEV,
  PROP_BACKEND,
  PROP_LINK_UP,
  PROP_QUEUES,
  PROP_MTU,
  PROP_INBOUND_RATE,
  PROP_OUTBOUND_RATE,
  PROP_BOOT_ORDER,
  PROP_PORTGROUP,
  PROP_VLAN,
  PROP_FILTER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoNic, vireo_nic, VIREO_TYPE_DEVICE)

static char *
make_pci_address (xmlNode *nic)
{
  static const char *const parts[] = { "domain", "bus", "slot", "function" };
  guint numbers[G_N_ELEMENTS (parts)];

  if (!vireo_xml_has (nic, "source/address"))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *path = g_strconcat ("source/address/@", parts[i], NULL);
      g_autofree char *text = vireo_xml_string (nic, path);

      numbers[i] = text != NULL ? (guint) g_ascii_strtoull (text, NULL, 0) : 0;
    }
  return g_strdup_printf ("%04x:%02x:%02x.%x", numbers[0], numbers[1], numbers[2], numbers[3]);
}

/* "239.0.0.1:5558" of the kinds that join guests by sockets of the host. */
static char *
make_socket_address (xmlNode *nic)
{
  g_autofree char *address = vireo_xml_string (nic, "source/@address");
  g_autofree char *port = vireo_xml_string (nic, "source/@port");

  if (port == NULL)
    return g_steal_pointer (&address);
  return g_strconcat (address != NULL ? address : "", ":", port, NULL);
}

static char *
read_source (xmlNode *nic, const char *type)
{
  static const struct
  {
    const char *type, *path;
  } paths[] = {
    { "bridge", "source/@bridge" }, { "direct", "source/@dev" },     { "vdpa", "source/@dev" },
    { "vds", "source/@switchid" },  { "vhostuser", "source/@path" }, { "internal", "source/@name" },
    { "ethernet", "target/@dev" },  { "user", "source/@dev" },
  };
  char *network = vireo_xml_string (nic, "source/@network");

  /* Behind a network there may be a bridge or a device while it runs; its name says more. */
  if (network != NULL)
    return network;
  if (g_str_equal (type, "hostdev"))
    return make_pci_address (nic);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_equal (paths[i].type, type))
      return vireo_xml_string (nic, paths[i].path);
  return make_socket_address (nic);
}

static char *
read_type (xmlNode *nic)
{
  char *type;

  if (vireo_xml_has (nic, "source/@network"))
    return g_strdup ("network");
  type = vireo_xml_string (nic, "@type");
  return type != NULL ? type : g_strdup ("?");
}

static char *
read_vlan (xmlNode *nic)
{
  g_autoptr (VireoXmlNodes) tags = vireo_xml_find (nic, "vlan/tag/@id");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < vireo_xml_nodes_count (tags); i++)
    {
      g_autofree char *tag = vireo_xml_string (vireo_xml_nodes_get (tags, i), ".");

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", tag);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}

/* Who moves the packets between guest and host.  libvirt takes vhost for virtio on KVM unless it is
 * told otherwise, and writes that down nowhere. */
static char *
make_backend (xmlNode *nic, const VireoNicValues *values)
{
  gboolean is_virtio = values->model != NULL && g_str_has_prefix (values->model, "virtio");
  gboolean is_kvm = vireo_xml_has (nic, "ancestor::domain[@type='kvm']");
  gboolean is_tap = g_str_equal (values->type, "network") || g_str_equal (values->type, "bridge")
                    || g_str_equal (values->type, "direct")
                    || g_str_equal (values->type, "ethernet");

  if (g_str_equal (values->type, "vhostuser"))
    return g_strdup (_ ("vhost-user: another process of the host"));
  if (g_str_equal (values->type, "vdpa"))
    return g_strdup (_ ("vDPA: the network card itself"));
  if (g_str_equal (values->type, "hostdev"))
    return g_strdup (_ ("the network card itself"));
  if (g_strcmp0 (values->driver, "vhost") == 0)
    return g_strdup (_ ("vhost: the host's kernel"));
  if (is_kvm && is_virtio && is_tap && g_strcmp0 (values->driver, "qemu") != 0)
    return g_strdup (_ ("vhost: the host's kernel"));
  return g_strdup (_ ("QEMU, without vhost"));
}

static VireoNicValues *
values_new (xmlNode *nic)
{
  VireoNicValues *values = g_new0 (VireoNicValues, 1);

  values->mac = vireo_xml_string (nic, "mac/@address");
  values->type = read_type (nic);
  values->source = read_source (nic, values->type);
  if (g_str_equal (values->type, "direct"))
    values->source_mode = vireo_xml_string (nic, "source/@mode");
  else if (g_str_equal (values->type, "vhostuser"))
    values->source_mode = vireo_xml_string (nic, "source/@mode");
  values->model = vireo_xml_string (nic, "model/@type");
  values->target_dev = vireo_xml_string (nic, "target/@dev");
  values->driver = vireo_xml_string (nic, "driver/@name");
  values->backend = make_backend (nic, values);
  values->link_up = !vireo_xml_has (nic, "link[@state='down']");
  values->queues = (guint) vireo_xml_uint (nic, "driver/@queues", 0);
  values->mtu = (guint) vireo_xml_uint (nic, "mtu/@size", 0);
  values->inbound_rate = vireo_xml_uint (nic, "bandwidth/inbound/@average", 0);
  values->outbound_rate = vireo_xml_uint (nic, "bandwidth/outbound/@average", 0);
  values->boot_order = (guint) vireo_xml_uint (nic, "boot/@order", 0);
  values->portgroup = vireo_xml_string (nic, "source/@portgroup");
  values->vlan = read_vlan (nic);
  values->filter = vireo_xml_string (nic, "filterref/@filter");
  return values;
}

static void
values_free (VireoNicValues *values)
{
  if (values == NULL)
    return;
  g_free (values->mac);
  g_free (values->type);
  g_free (values->source);
  g_free (values->source_mode);
  g_free (values->model);
  g_free (values->target_dev);
  g_free (values->driver);
  g_free (values->backend);
  g_free (values->portgroup);
  g_free (values->vlan);
  g_free (values->filter);
  g_free (values);
}

static char *
make_source_label (const VireoNicValues *values)
{
  const char *type = vireo_nic_type_get_label (values->type);

  if (values->source == NULL)
    return g_strdup (type);
  /* Translators: a kind of network connection and what it is plugged into: Bridge “br0” */
  return g_strdup_printf (_ ("%s “%s”"), type, values->source);
}

static void
vireo_nic_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  const VireoNicValues *shown = vireo_nic_get_shown (VIREO_NIC (object));

  switch (id)
    {
    case PROP_MAC:
      g_value_set_string (value, shown->mac);
      break;
    case PROP_TYPE:
      g_value_set_string (value, shown->type);
      break;
    case PROP_SOURCE:
      g_value_set_string (value, shown->source);
      break;
    case PROP_SOURCE_LABEL:
      g_value_take_string (value, make_source_label (shown));
      break;
    case PROP_SOURCE_MODE:
      g_value_set_string (value, shown->source_mode);
      break;
    case PROP_MODEL:
      g_value_set_string (value, shown->model);
      break;
    case PROP_TARGET_DEV:
      g_value_set_string (value, shown->target_dev);
      break;
    case PROP_BACKEND:
      g_value_set_string (value, shown->backend);
      break;
    case PROP_LINK_UP:
      g_value_set_boolean (value, shown->link_up);
      break;
    case PROP_QUEUES:
      g_value_set_uint (value, shown->queues);
      break;
    case PROP_MTU:
      g_value_set_uint (value, shown->mtu);
      break;
    case PROP_INBOUND_RATE:
      g_value_set_uint64 (value, shown->inbound_rate);
      break;
    case PROP_OUTBOUND_RATE:
      g_value_set_uint64 (value, shown->outbound_rate);
      break;
    case PROP_BOOT_ORDER:
      g_value_set_uint (value, shown->boot_order);
      break;
    case PROP_PORTGROUP:
      g_value_set_string (value, shown->portgroup);
      break;
    case PROP_VLAN:
      g_value_set_string (value, shown->vlan);
      break;
    case PROP_FILTER:
      g_value_set_string (value, shown->filter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_nic_finalize (GObject *object)
{
  VireoNic *self = VIREO_NIC (object);

  values_free (self->live);
  values_free (self->config);
  G_OBJECT_CLASS (vireo_nic_parent_class)->finalize (object);
}

static void
vireo_nic_class_init (VireoNicClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_nic_get_property;
  object_class->finalize = vireo_nic_finalize;

#define STRING(ID, name) props[ID] = g_param_spec_string (name, NULL, NULL, NULL, flags)
#define UINT(ID, name) props[ID] = g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags)
#define RATE(ID, name)                                                                             \
  props[ID] = g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags)

  STRING (PROP_MAC, "mac");
  STRING (PROP_TYPE, "type");
  STRING (PROP_SOURCE, "source");
  STRING (PROP_SOURCE_LABEL, "source-label");
  STRING (PROP_SOURCE_MODE, "source-mode");
  STRING (PROP_MODEL, "model");
  STRING (PROP_TARGET_DEV, "target-dev");
  STRING (PROP_BACKEND, "backend");
  props[PROP_LINK_UP] = g_param_spec_boolean ("link-up", NULL, NULL, TRUE, flags);
  UINT (PROP_QUEUES, "queues");
  UINT (PROP_MTU, "mtu");
  RATE (PROP_INBOUND_RATE, "inbound-rate");   /* KiB/s */
  RATE (PROP_OUTBOUND_RATE, "outbound-rate"); /* KiB/s */
  UINT (PROP_BOOT_ORDER, "boot-order");
  STRING (PROP_PORTGROUP, "portgroup");
  STRING (PROP_VLAN, "vlan");
  STRING (PROP_FILTER, "filter");
#undef STRING
#undef UINT
#undef RATE
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_nic_init (VireoNic *self)
{
}

VireoDevice *
vireo_nic_new (const VireoDevicePair *pair, gboolean both)
{
  VireoNic *self = g_object_new (VIREO_TYPE_NIC, NULL);

  vireo_device_set_up (VIREO_DEVICE (self), pair, both);
  self->live = pair->live != NULL ? values_new (pair->live) : NULL;
  self->config = pair->config != NULL ? values_new (pair->config) : NULL;
  return VIREO_DEVICE (self);
}

const VireoNicValues *
vireo_nic_get_live (VireoNic *self)
{
  return self->live;
}

const VireoNicValues *
vireo_nic_get_config (VireoNic *self)
{
  return self->config;
}

const VireoNicValues *
vireo_nic_get_shown (VireoNic *self)
{
  return self->live != NULL ? self->live : self->config;
}

/**
 * vireo_nic_type_get_label:
 * @type: as libvirt writes it
 *
 * Returns: (transfer none): what it is called, in the user's language; @type itself where there
 *   is no better
 */
const char *
vireo_nic_type_get_label (const char *type)
{
  static const struct
  {
    const char *type, *label;
  } known[] = {
    { "network", NC_ ("nic type", "Virtual network") },
    { "bridge", NC_ ("nic type", "Bridge") },
    { "direct", NC_ ("nic type", "macvtap on") },
    { "user", NC_ ("nic type", "User-mode network") },
    { "ethernet", NC_ ("nic type", "Tap device") },
    { "vdpa", NC_ ("nic type", "vDPA device") },
    { "vhostuser", NC_ ("nic type", "vhost-user socket") },
    { "hostdev", NC_ ("nic type", "PCI device of the host") },
    { "vds", NC_ ("nic type", "Distributed switch") },
    { "internal", NC_ ("nic type", "Internal network") },
    { "mcast", NC_ ("nic type", "Multicast group") },
    { "server", NC_ ("nic type", "TCP server") },
    { "client", NC_ ("nic type", "TCP client of") },
    { "udp", NC_ ("nic type", "UDP to") },
    { "null", NC_ ("nic type", "Not connected") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (type, known[i].type))
      return g_dpgettext2 (GETTEXT_PACKAGE, "nic type", known[i].label);
  return type;
}
