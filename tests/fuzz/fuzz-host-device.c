/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of a host's devices: libvirt's document, with names that the devices give
 * themselves. */

#include "core/host/vireo-host-device.h"
#include "driver.h"

static const char nic[] =
    "<device><name>pci_0000_02_10_0</name><driver><name>igbvf</name></driver>"
    "<capability type='pci'><class>0x020000</class><domain>0</domain><bus>2</bus><slot>16</slot>"
    "<function>0</function><product id='0x1520'>I350 &amp; VF</product>"
    "<vendor id='0x8086'>Intel</vendor><capability type='phys_function'>"
    "<address domain='0x0000' bus='0x02' slot='0x00' function='0x0'/></capability>"
    "<capability type='virt_functions' maxCount='7'><address bus='0x02'/></capability>"
    "<iommuGroup number='30'><address domain='0x0000' bus='0x02' slot='0x10' function='0x0'/>"
    "<address domain='0x0000' bus='0x02' slot='0x10' function='0x4'/></iommuGroup></capability>"
    "</device>";

static const char stick[] =
    "<device><name>usb_1_2</name><capability type='usb_device'><bus>1</bus><device>3</device>"
    "<product id='0x5567'>网银</product><vendor id='0x0781'>SanDisk</vendor></capability></device>";

static const char vm[] =
    "<domain><name>a</name><devices><hostdev mode='subsystem' type='usb'><source>"
    "<vendor id='0x0781'/><product id='0x5567'/><address bus='1' device='3'/></source></hostdev>"
    "<interface type='hostdev'><source><address type='pci' domain='0x0000' bus='0x02' slot='0x10' "
    "function='0x0'/></source></interface></devices></domain>";

static void
use (GPtrArray *devices, VireoHostDevice *device)
{
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);
  g_autofree char *element = vireo_host_device_to_xml (device);
  g_autofree char *domain
      = g_strdup_printf ("<domain><name>b</name><devices>%s</devices></domain>", element);

  g_assert_true (*vireo_host_device_get_name (device) != '\0');
  g_assert_nonnull (vireo_host_device_get_class_label (device));
  vireo_host_device_is_infrastructure (device);
  /* What is handed to a VM is found there again. */
  vireo_host_devices_add_user (devices, domain);
  g_assert_true (g_strv_contains ((const char *const *) facts->users, "b"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *xml = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  VireoHostDevice *device = vireo_host_device_new (xml, &error);

  g_assert_true ((device == NULL) == (error != NULL));
  g_ptr_array_add (devices, vireo_host_device_new (size % 2 == 0 ? nic : stick, NULL));
  if (device != NULL)
    g_ptr_array_add (devices, device);
  vireo_host_devices_relate (devices);
  if (device != NULL)
    use (devices, device);
  else
    vireo_host_devices_add_user (devices, xml); /* it may be a VM's */
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (nic, sizeof nic - 1));
  g_ptr_array_add (seeds, g_bytes_new_static (stick, sizeof stick - 1));
  g_ptr_array_add (seeds, g_bytes_new_static (vm, sizeof vm - 1));
  return seeds;
}
