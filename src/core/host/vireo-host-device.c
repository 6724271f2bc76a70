/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One device of a host, read from libvirt's document of it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-device-private.h"

#define LINUX_ROOT_HUBS 0x1d6b /* their vendor */

enum
{
  PROP_NAME = 1,
  PROP_PLACE,
  PROP_SEARCH,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoHostDevice, vireo_host_device, G_TYPE_OBJECT)

static void
vireo_host_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoHostDevice *self = VIREO_HOST_DEVICE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_PLACE:
      g_value_set_string (value, self->place);
      break;
    case PROP_SEARCH:
      g_value_set_string (value, self->search);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_host_device_finalize (GObject *object)
{
  VireoHostDevice *self = VIREO_HOST_DEVICE (object);

  g_free (self->name);
  g_free (self->place);
  g_free (self->search);
  g_free (self->facts.vendor);
  g_free (self->facts.product);
  g_free (self->facts.driver);
  g_free (self->facts.vf_of);
  g_strfreev (self->facts.users);
  g_strfreev (self->facts.group);
  G_OBJECT_CLASS (vireo_host_device_parent_class)->finalize (object);
}

static void
vireo_host_device_class_init (VireoHostDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_host_device_get_property;
  object_class->finalize = vireo_host_device_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  props[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, NULL, flags);
  props[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_host_device_init (VireoHostDevice *self)
{
  self->facts.iommu_group = -1;
  self->facts.users = g_new0 (char *, 1);
  self->facts.group = g_new0 (char *, 1);
}

/* --- reading --- */

/* Decimal, or hexadecimal with 0x; 0 when it is not there or no number. */
static guint
read_number (xmlNode *node, const char *xpath)
{
  g_autofree char *text = vireo_xml_string (node, xpath);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 0) : 0;
}

/* The name of something, NULL for blank. */
static char *
read_words (xmlNode *node, const char *xpath)
{
  char *text = vireo_xml_string (node, xpath);

  if (text != NULL && *g_strstrip (text) == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

VireoPciAddress
vireo_pci_address_read (xmlNode *address)
{
  return (VireoPciAddress) {
    .domain = read_number (address, "@domain"),
    .bus = read_number (address, "@bus"),
    .slot = read_number (address, "@slot"),
    .function = read_number (address, "@function"),
  };
}

char *
vireo_pci_address_to_text (const VireoPciAddress *address)
{
  return g_strdup_printf ("%04x:%02x:%02x.%x", address->domain, address->bus, address->slot,
                          address->function);
}

static GStrv
read_addresses (xmlNode *node, const char *xpath, const char *except)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (node, xpath);

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      VireoPciAddress address = vireo_pci_address_read (vireo_xml_nodes_get (nodes, i));
      g_autofree char *text = vireo_pci_address_to_text (&address);

      if (!g_str_equal (text, except))
        g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

static void
read_usb (VireoHostDevice *self, xmlNode *usb)
{
  self->facts.bus = read_number (usb, "bus");
  self->facts.device = read_number (usb, "device");
  self->place = g_strdup_printf ("%u:%u", self->facts.bus, self->facts.device);
}

static void
read_pci (VireoHostDevice *self, xmlNode *pci)
{
  g_auto (GStrv) physical = NULL;

  self->facts.is_pci = TRUE;
  self->facts.address = (VireoPciAddress) {
    .domain = read_number (pci, "domain"),
    .bus = read_number (pci, "bus"),
    .slot = read_number (pci, "slot"),
    .function = read_number (pci, "function"),
  };
  self->place = vireo_pci_address_to_text (&self->facts.address);
  self->facts.pci_class = read_number (pci, "class");
  self->facts.max_vfs = read_number (pci, "capability[@type='virt_functions']/@maxCount");
  physical = read_addresses (pci, "capability[@type='phys_function']/address[1]", self->place);
  self->facts.vf_of = g_strdup (physical[0]);
  if (!vireo_xml_has (pci, "iommuGroup/@number"))
    return;
  self->facts.iommu_group = (int) MIN (read_number (pci, "iommuGroup/@number"), G_MAXINT);
  g_strfreev (self->facts.group);
  self->facts.group = read_addresses (pci, "iommuGroup/address", self->place);
}

static char *
make_name (VireoHostDevice *self)
{
  const VireoHostDeviceFacts *facts = &self->facts;

  if (facts->product != NULL && facts->vendor != NULL)
    return g_strdup_printf ("%s %s", facts->vendor, facts->product);
  if (facts->product != NULL)
    return g_strdup (facts->product);
  if (facts->vendor != NULL)
    return g_strdup_printf ("%s %04x", facts->vendor, facts->product_id);
  return g_strdup_printf ("%s %04x:%04x", vireo_host_device_get_class_label (self),
                          facts->vendor_id, facts->product_id);
}

static char *
make_search (VireoHostDevice *self)
{
  const VireoHostDeviceFacts *facts = &self->facts;
  g_autofree char *all
      = g_strdup_printf ("%s %s %04x:%04x %s %s", self->name, self->place, facts->vendor_id,
                         facts->product_id, vireo_host_device_get_class_label (self),
                         facts->driver != NULL ? facts->driver : "");

  return g_utf8_strdown (all, -1);
}

/**
 * vireo_host_device_new:
 * @xml: libvirt's document of a device of the host
 * @error: (out) (optional): %VIREO_ERROR_INVALID: that is no such document;
 *   %VIREO_ERROR_UNSUPPORTED: it is of neither kind
 *
 * Returns: (transfer full) (nullable): the device, without what vireo_host_devices_relate() and
 *   vireo_host_devices_add_user() know of it
 */
VireoHostDevice *
vireo_host_device_new (const char *xml, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoHostDevice) self = NULL;
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  xmlNode *usb, *pci;

  if (root == NULL)
    return NULL;
  usb = vireo_xml_first (root, "self::device/capability[@type='usb_device']");
  pci = vireo_xml_first (root, "self::device/capability[@type='pci']");
  if (usb == NULL && pci == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("This is neither a USB nor a PCI device of the host."));
      return NULL;
    }
  self = g_object_new (VIREO_TYPE_HOST_DEVICE, NULL);
  self->facts.driver = read_words (root, "driver/name");
  if (pci != NULL)
    read_pci (self, pci);
  else
    read_usb (self, usb);
  self->facts.vendor = read_words (pci != NULL ? pci : usb, "vendor");
  self->facts.product = read_words (pci != NULL ? pci : usb, "product");
  self->facts.vendor_id = read_number (pci != NULL ? pci : usb, "vendor/@id");
  self->facts.product_id = read_number (pci != NULL ? pci : usb, "product/@id");
  self->name = make_name (self);
  self->search = make_search (self);
  return g_steal_pointer (&self);
}

const VireoHostDeviceFacts *
vireo_host_device_get_facts (VireoHostDevice *self)
{
  return &self->facts;
}

const char *
vireo_host_device_get_name (VireoHostDevice *self)
{
  return self->name;
}

const char *
vireo_host_device_get_place (VireoHostDevice *self)
{
  return self->place;
}

/**
 * vireo_host_device_get_class_label:
 *
 * Returns: (transfer none): what sort of device it is, in the user's language
 */
const char *
vireo_host_device_get_class_label (VireoHostDevice *self)
{
  static const struct
  {
    guint from, to; /* of the upper two bytes of the class */
    const char *label;
  } classes[] = {
    { 0x0100, 0x01ff, NC_ ("PCI class", "Storage controller") },
    { 0x0200, 0x02ff, NC_ ("PCI class", "Network card") },
    { 0x0300, 0x03ff, NC_ ("PCI class", "Graphics card") },
    { 0x0400, 0x04ff, NC_ ("PCI class", "Sound or video device") },
    { 0x0600, 0x06ff, NC_ ("PCI class", "Bridge") },
    { 0x0c03, 0x0c03, NC_ ("PCI class", "USB controller") },
    { 0x0d00, 0x0dff, NC_ ("PCI class", "Wireless card") },
    { 0x1000, 0x10ff, NC_ ("PCI class", "Encryption device") },
    { 0x1200, 0x12ff, NC_ ("PCI class", "Accelerator") },
  };
  guint class = self->facts.pci_class >> 8;

  if (!self->facts.is_pci)
    return C_ ("PCI class", "USB device");
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (class >= classes[i].from && class <= classes[i].to)
      return g_dpgettext2 (GETTEXT_PACKAGE, "PCI class", classes[i].label);
  return C_ ("PCI class", "PCI device");
}

/**
 * vireo_host_device_is_infrastructure:
 *
 * Returns: whether others are plugged into it, so that it cannot be handed on: a bridge or a root
 *   hub
 */
gboolean
vireo_host_device_is_infrastructure (VireoHostDevice *self)
{
  if (self->facts.is_pci)
    return self->facts.pci_class >> 16 == 0x06;
  return self->facts.vendor_id == LINUX_ROOT_HUBS && self->facts.product_id >= 1
         && self->facts.product_id <= 3;
}

/**
 * vireo_host_device_to_xml:
 *
 * Returns: (transfer full): the element that hands it to a VM
 */
char *
vireo_host_device_to_xml (VireoHostDevice *self)
{
  const VireoHostDeviceFacts *facts = &self->facts;

  if (facts->is_pci)
    return vireo_hardware_make_pci (&facts->address);
  return vireo_hardware_make_usb (facts->vendor_id, facts->product_id,
                                  facts->has_twin ? facts->bus : 0, facts->device);
}
