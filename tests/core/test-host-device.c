/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host's devices: read from documents, related to each other and to VMs, and listed on libvirt's
 * test driver. */

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/host/vireo-host-device.h"
#include "vireo-test-host.h"

#define USB(bus, device, product)                                                                  \
  "<device><name>usb</name><driver><name>usb</name></driver><capability type='usb_device'>"        \
  "<bus>" bus "</bus><device>" device "</device><product id='" product "'>Cruzer</product>"        \
  "<vendor id='0x0781'>SanDisk</vendor></capability></device>"
#define PCI(slot, class, more)                                                                     \
  "<device><name>pci</name><driver><name>igb</name></driver><capability type='pci'>"               \
  "<class>" class "</class><domain>0</domain><bus>2</bus><slot>" slot "</slot>"                    \
  "<function>0</function><product id='0x1521'>I350</product><vendor id='0x8086'>Intel</vendor>"    \
  more "</capability></device>"
#define IN_GROUP(numbers) "<iommuGroup number='12'>" numbers "</iommuGroup>"
#define AT(slot) "<address domain='0x0000' bus='0x02' slot='0x" slot "' function='0x0'/>"

static VireoHostDevice *
parse (const char *xml)
{
  g_autoptr (GError) error = NULL;
  VireoHostDevice *device = vireo_host_device_new (xml, &error);

  g_assert_no_error (error);
  return device;
}

static void
test_a_usb_device (void)
{
  g_autoptr (VireoHostDevice) device = parse (USB ("1", "3", "0x5567"));
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);

  g_assert_false (facts->is_pci);
  g_assert_cmpstr (vireo_host_device_get_name (device), ==, "SanDisk Cruzer");
  g_assert_cmpstr (vireo_host_device_get_place (device), ==, "1:3");
  g_assert_cmpuint (facts->vendor_id, ==, 0x0781);
  g_assert_cmpuint (facts->product_id, ==, 0x5567);
  g_assert_cmpstr (facts->driver, ==, "usb");
  g_assert_cmpuint (g_strv_length (facts->users), ==, 0);
  g_assert_cmpstr (vireo_host_device_get_class_label (device), ==, "USB device");
  g_assert_false (vireo_host_device_is_infrastructure (device));
}

static void
test_a_pci_device_with_its_group (void)
{
  g_autoptr (VireoHostDevice) device
      = parse (PCI ("0", "0x020000", IN_GROUP (AT ("00") AT ("01") AT ("10"))));
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (device);

  g_assert_true (facts->is_pci);
  g_assert_cmpstr (vireo_host_device_get_place (device), ==, "0000:02:00.0");
  g_assert_cmpint (facts->iommu_group, ==, 12);
  g_assert_cmpuint (g_strv_length (facts->group), ==, 2);
  g_assert_cmpstr (facts->group[0], ==, "0000:02:01.0");
  g_assert_cmpstr (facts->group[1], ==, "0000:02:10.0");
  g_assert_cmpstr (vireo_host_device_get_class_label (device), ==, "Network card");
  g_assert_cmpuint (facts->max_vfs, ==, 0);
  g_assert_null (facts->vf_of);
}

static void
test_functions_of_sr_iov (void)
{
  g_autoptr (VireoHostDevice) physical
      = parse (PCI ("0", "0x020000", "<capability type='virt_functions' maxCount='7'>" AT ("10")
                                     "</capability>" IN_GROUP (AT ("00"))));
  g_autoptr (VireoHostDevice) virtual
      = parse (PCI ("16", "0x020000", "<capability type='phys_function'>" AT ("00")
                                      "</capability>"));

  g_assert_cmpuint (vireo_host_device_get_facts (physical)->max_vfs, ==, 7);
  g_assert_null (vireo_host_device_get_facts (physical)->vf_of);
  g_assert_cmpstr (vireo_host_device_get_place (virtual), ==, "0000:02:10.0");
  g_assert_cmpstr (vireo_host_device_get_facts (virtual)->vf_of, ==, "0000:02:00.0");
  /* Without an IOMMU there is no group. */
  g_assert_cmpint (vireo_host_device_get_facts (virtual)->iommu_group, ==, -1);
}

static void
test_what_has_no_name (void)
{
  g_autoptr (VireoHostDevice) half = parse (
      "<device><capability type='pci'><class>0x040300</class><product id='0x5000'> </product>"
      "<vendor id='0x1274'>Ensoniq</vendor></capability></device>");
  g_autoptr (VireoHostDevice) none
      = parse ("<device><capability type='usb_device'><product id='0x5'/><vendor id='0x1a2b'/>"
               "</capability></device>");

  g_assert_cmpstr (vireo_host_device_get_name (half), ==, "Ensoniq 5000");
  g_assert_cmpstr (vireo_host_device_get_name (none), ==, "USB device 1a2b:0005");
}

static void
test_documents_that_are_none (void)
{
  static const struct
  {
    const char *xml;
    int code;
  } wrong[] = {
    { "", VIREO_ERROR_INVALID },
    { "<device><capability type='pci'>", VIREO_ERROR_INVALID },
    { "<device/>", VIREO_ERROR_UNSUPPORTED },
    { "<device><capability type='scsi_host'/></device>", VIREO_ERROR_UNSUPPORTED },
    { "<pool><capability type='pci'/></pool>", VIREO_ERROR_UNSUPPORTED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (vireo_host_device_new (wrong[i].xml, &error));
      g_assert_error (error, VIREO_ERROR, wrong[i].code);
    }
}

static GPtrArray *
parse_all (const char *const *xml)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; xml[i] != NULL; i++)
    g_ptr_array_add (devices, parse (xml[i]));
  vireo_host_devices_relate (devices);
  return devices;
}

static void
test_a_bridge_stays_out_of_the_group (void)
{
  const char *const xml[] = {
    PCI ("0", "0x020000", IN_GROUP (AT ("00") AT ("01") AT ("02"))),
    PCI ("1", "0x060400", IN_GROUP (AT ("00") AT ("01") AT ("02"))),
    PCI ("2", "0x0c0300", IN_GROUP (AT ("00") AT ("01") AT ("02"))),
    NULL,
  };
  g_autoptr (GPtrArray) devices = parse_all (xml);
  const VireoHostDeviceFacts *facts = vireo_host_device_get_facts (devices->pdata[0]);

  g_assert_cmpuint (g_strv_length (facts->group), ==, 1);
  g_assert_cmpstr (facts->group[0], ==, "0000:02:02.0");
  g_assert_true (vireo_host_device_is_infrastructure (devices->pdata[1]));
}

static void
test_twins_are_told_apart_by_their_place (void)
{
  const char *const xml[] = { USB ("1", "3", "0x5567"), USB ("1", "4", "0x5567"),
                              USB ("2", "3", "0x0001"), NULL };
  g_autoptr (GPtrArray) devices = parse_all (xml);
  g_autofree char *twin = vireo_host_device_to_xml (devices->pdata[1]);
  g_autofree char *single = vireo_host_device_to_xml (devices->pdata[2]);

  g_assert_nonnull (strstr (twin, "<address bus=\"1\" device=\"4\"/>"));
  g_assert_null (strstr (single, "<address"));
  g_assert_nonnull (strstr (single, "<product id=\"0x0001\"/>"));
}

static const char *
get_users (GPtrArray *devices, guint i)
{
  GStrv users = vireo_host_device_get_facts (devices->pdata[i])->users;

  g_assert_cmpuint (g_strv_length (users), <=, 1);
  return users[0];
}

#define VM(devices) "<domain><name>web</name><devices>" devices "</devices></domain>"
#define BY_NAME "<vendor id='0x0781'/><product id='0x5567'/>"
#define USB_SOURCE(source) "<hostdev type='usb'><source>" source "</source></hostdev>"

static void
test_who_has_a_usb_device (void)
{
  const char *const xml[] = { USB ("1", "3", "0x5567"), USB ("1", "4", "0x5567"),
                              USB ("1", "5", "0x0001"), NULL };
  static const struct
  {
    const char *vm;
    const char *users[3];
  } cases[] = {
    { VM (USB_SOURCE (BY_NAME)), { "web", "web", NULL } },
    { VM (USB_SOURCE (BY_NAME "<address bus='1' device='4'/>")), { NULL, "web", NULL } },
    { VM (USB_SOURCE ("<address bus='1' device='5'/>")), { NULL, NULL, "web" } },
    { VM (USB_SOURCE ("<address bus='2' device='3'/>")), { NULL, NULL, NULL } },
    { VM (USB_SOURCE ("<vendor id='0x0781'/>")), { NULL, NULL, NULL } },
    { VM (USB_SOURCE ("")), { NULL, NULL, NULL } },
    { VM ("<hostdev type='usb'/>"), { NULL, NULL, NULL } },
    { "<domain><name>web</name>", { NULL, NULL, NULL } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) devices = parse_all (xml);

      /* Twice: running, and at the next start. */
      vireo_host_devices_add_user (devices, cases[i].vm);
      vireo_host_devices_add_user (devices, cases[i].vm);
      for (guint j = 0; j < 3; j++)
        g_assert_cmpstr (get_users (devices, j), ==, cases[i].users[j]);
    }
}

static void
test_who_has_a_pci_device (void)
{
  const char *const xml[] = { PCI ("0", "0x020000", ""), PCI ("16", "0x020000", ""),
                              PCI ("17", "0x010802", ""), NULL };
  g_autoptr (GPtrArray) devices = parse_all (xml);

  vireo_host_devices_add_user (
      devices, VM ("<hostdev type='pci'><source>" AT ("00") "</source></hostdev>"
                   "<interface type='hostdev'><source>" AT ("10") "</source></interface>"
                   "<disk type='nvme'><source type='pci' namespace='1'>" AT ("11")
                   "</source></disk>"));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (get_users (devices, i), ==, "web");
}

/* --- on the test driver --- */

static void
listed (GObject *source, GAsyncResult *result, gpointer list)
{
  g_autoptr (GError) error = NULL;

  *(GListModel **) list = vireo_host_list_devices_finish (VIREO_HOST (source), result, &error);
  g_assert_no_error (error);
}

static VireoHostDevice *
find (GListModel *list, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (VireoHostDevice) device = g_list_model_get_item (list, i);

      if (g_str_equal (vireo_host_device_get_name (device), name))
        return device; /* the list holds it */
    }
  return NULL;
}

static void
test_a_host_is_listed_with_who_has_what (VireoTestHost *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  virDomainPtr other = virDomainDefineXML (
      virDomainGetConnect (handle),
      "<domain type='test'><name>web</name><memory>65536</memory>"
      "<os><type arch='x86_64'>hvm</type></os><devices><hostdev mode='subsystem' type='pci'>"
      "<source><address domain='0' bus='2' slot='0x10' function='0'/></source></hostdev></devices>"
      "</domain>");
  GListModel *list = NULL;
  VireoHostDevice *card, *function;

  g_assert_nonnull (other);
  virDomainFree (other);
  virDomainFree (handle);
  vireo_host_list_devices_async (f->host, NULL, listed, &list);
  vireo_test_wait (list != NULL);
  /* Neither the root hub nor the bridge. */
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 5);
  g_assert_nonnull (find (list, "SanDisk Corp. Cruzer & Blade"));
  card = find (list, "NVIDIA Corporation TU104GL [Tesla T4]");
  function = find (list, "Intel Corporation I350 Virtual Function");
  g_assert_nonnull (card);
  g_assert_nonnull (function);
  g_assert_cmpint (vireo_host_device_get_facts (card)->iommu_group, ==, 1);
  g_assert_cmpuint (g_strv_length (vireo_host_device_get_facts (card)->group), ==, 1);
  g_assert_cmpuint (g_strv_length (vireo_host_device_get_facts (card)->users), ==, 0);
  g_assert_cmpstr (vireo_host_device_get_facts (function)->users[0], ==, "web");
  g_object_unref (list);
}

static void
refused (GObject *source, GAsyncResult *result, gpointer error)
{
  g_assert_null (vireo_host_list_devices_finish (VIREO_HOST (source), result, error));
}

static void
test_a_host_that_is_off_says_so (VireoTestHost *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  vireo_host_disconnect (f->host);
  vireo_host_list_devices_async (f->host, NULL, refused, &error);
  vireo_test_wait (error != NULL);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define PURE(path, test) g_test_add_func ("/host-device/" path, test)
#define ON_HOST(path, test)                                                                        \
  g_test_add ("/host-device/" path, VireoTestHost, NULL, vireo_test_host_set_up, test,             \
              vireo_test_host_tear_down)
  PURE ("a-usb-device", test_a_usb_device);
  PURE ("a-pci-device-with-its-group", test_a_pci_device_with_its_group);
  PURE ("functions-of-sr-iov", test_functions_of_sr_iov);
  PURE ("what-has-no-name", test_what_has_no_name);
  PURE ("documents-that-are-none", test_documents_that_are_none);
  PURE ("a-bridge-stays-out-of-the-group", test_a_bridge_stays_out_of_the_group);
  PURE ("twins-are-told-apart-by-their-place", test_twins_are_told_apart_by_their_place);
  PURE ("who-has-a-usb-device", test_who_has_a_usb_device);
  PURE ("who-has-a-pci-device", test_who_has_a_pci_device);
  ON_HOST ("a-host-is-listed-with-who-has-what", test_a_host_is_listed_with_who_has_what);
  ON_HOST ("a-host-that-is-off-says-so", test_a_host_that_is_off_says_so);
  return g_test_run ();
}
