/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the devices of a host have to do with each other and with its VMs. */

#include "config.h"

#include "core/host/vireo-host-device-private.h"

/* --- with each other --- */

static gboolean
is_twin (const VireoHostDeviceFacts *a, const VireoHostDeviceFacts *b)
{
  return a != b && !a->is_pci && !b->is_pci && a->vendor_id == b->vendor_id
         && a->product_id == b->product_id;
}

static VireoHostDevice *
find_at (GPtrArray *devices, const char *place)
{
  for (guint i = 0; i < devices->len; i++)
    {
      VireoHostDevice *device = g_ptr_array_index (devices, i);

      if (device->facts.is_pci && g_str_equal (device->place, place))
        return device;
    }
  return NULL;
}

/* A bridge stays with the host, whatever becomes of the rest of its group. */
static void
forget_bridges (GPtrArray *devices, VireoHostDevice *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->facts.group[i] != NULL; i++)
    {
      VireoHostDevice *other = find_at (devices, self->facts.group[i]);

      if (other == NULL || !vireo_host_device_is_infrastructure (other))
        g_strv_builder_add (builder, self->facts.group[i]);
    }
  g_strfreev (self->facts.group);
  self->facts.group = g_strv_builder_end (builder);
}

/**
 * vireo_host_devices_relate:
 * @devices: all of a host, of #VireoHostDevice
 *
 * Before anybody else sees them: finds twins, and leaves bridges out of the groups.
 */
void
vireo_host_devices_relate (GPtrArray *devices)
{
  for (guint i = 0; i < devices->len; i++)
    {
      VireoHostDevice *self = g_ptr_array_index (devices, i);

      forget_bridges (devices, self);
      for (guint j = 0; j < devices->len; j++)
        if (is_twin (&self->facts, &((VireoHostDevice *) g_ptr_array_index (devices, j))->facts))
          self->facts.has_twin = TRUE;
    }
}

/* --- with VMs --- */

static gboolean
is_pci (VireoHostDevice *self, xmlNode *source)
{
  xmlNode *node = vireo_xml_first (source, "address");
  VireoPciAddress address;
  g_autofree char *place = NULL;

  if (node == NULL || !self->facts.is_pci)
    return FALSE;
  address = vireo_pci_address_read (node);
  place = vireo_pci_address_to_text (&address);
  return g_str_equal (place, self->place);
}

/* By what it is, by where it is plugged in, or by both. */
static gboolean
is_usb (VireoHostDevice *self, xmlNode *source)
{
  g_autofree char *vendor = vireo_xml_string (source, "vendor/@id");
  g_autofree char *product = vireo_xml_string (source, "product/@id");
  guint64 bus = vireo_xml_uint (source, "address/@bus", 0);
  guint64 device = vireo_xml_uint (source, "address/@device", 0);

  if (self->facts.is_pci || (vendor == NULL && device == 0))
    return FALSE;
  if (vendor != NULL
      && (g_ascii_strtoull (vendor, NULL, 0) != self->facts.vendor_id || product == NULL
          || g_ascii_strtoull (product, NULL, 0) != self->facts.product_id))
    return FALSE;
  return device == 0 || (bus == self->facts.bus && device == self->facts.device);
}

/* @element: something of a VM's <devices> */
static gboolean
is_device_of (VireoHostDevice *self, xmlNode *element)
{
  xmlNode *source = vireo_xml_first (element, "source");

  if (source == NULL)
    return FALSE;
  if (vireo_xml_has (element, "self::hostdev[@type='usb']"))
    return is_usb (self, source);
  /* A VF as a NIC and an NVMe disk are handed on likewise. */
  return vireo_xml_has (element, "self::hostdev[@type='pci'] | self::interface[@type='hostdev'] "
                                 "| self::disk[@type='nvme']")
         && is_pci (self, source);
}

/**
 * vireo_host_device_is:
 * @hardware: of a VM
 *
 * Returns: whether that is this device
 */
gboolean
vireo_host_device_is (VireoHostDevice *self, VireoHardware *hardware)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (vireo_hardware_get_xml (hardware), NULL);

  return doc != NULL && is_device_of (self, xmlDocGetRootElement (doc));
}

static void
add_name (VireoHostDevice *self, const char *name)
{
  guint n = g_strv_length (self->facts.users);

  if (g_strv_contains ((const char *const *) self->facts.users, name))
    return;
  self->facts.users = g_renew (char *, self->facts.users, n + 2);
  self->facts.users[n] = g_strdup (name);
  self->facts.users[n + 1] = NULL;
}

/**
 * vireo_host_devices_add_user:
 * @devices: before anybody else sees them
 * @domain_xml: a VM's document; one that cannot be read has nothing
 *
 * Notes which of @devices the VM has.
 */
void
vireo_host_devices_add_user (GPtrArray *devices, const char *domain_xml)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (domain_xml, NULL);
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  g_autofree char *name = root != NULL ? vireo_xml_string (root, "name") : NULL;
  g_autoptr (VireoXmlNodes) nodes = NULL;

  if (name == NULL)
    return;
  nodes = vireo_xml_find (root, "devices/hostdev | devices/interface[@type='hostdev'] "
                                "| devices/disk[@type='nvme']");
  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    for (guint j = 0; j < devices->len; j++)
      if (is_device_of (g_ptr_array_index (devices, j), vireo_xml_nodes_get (nodes, i)))
        add_name (g_ptr_array_index (devices, j), name);
}
