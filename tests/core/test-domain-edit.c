/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each edit of tests/data/edit/rich.xml is held against tests/data/edit/NAME.diff: the lines that
 * may go and come, and no others.  With VIREO_UPDATE_GOLDEN in the environment they are written. */

#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-domain-edit.h"
#include "core/model/vireo-hardware-make.h"
#include "vireo-test.h"

static char *
read_rich (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "edit", "rich.xml", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static guint
count (const char *xml, const char *xpath)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (xmlDocGetRootElement (doc), xpath);

  return vireo_xml_nodes_count (nodes);
}

static char *
keep (const char *xml, gconstpointer unused, GError **error)
{
  return vireo_domain_edit_boot (xml, (const char *const[]){ NULL }, error);
}

/* What libxml2 writes of an unchanged document, to compare like with like. */
static char *
rewrite (const char *xml)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  GString *text = g_string_new (NULL);

  for (xmlNode *node = doc->children; node != NULL; node = node->next)
    {
      g_autofree char *one = vireo_xml_node_to_text (node);

      g_string_append_printf (text, "%s\n", one);
    }
  return g_string_free (text, FALSE);
}

/* The usual longest common subsequence: lines with - went, lines with + came. */
static char *
diff (const char *before, const char *after)
{
  g_auto (GStrv) a = g_strsplit (before, "\n", -1);
  g_auto (GStrv) b = g_strsplit (after, "\n", -1);
  guint n = g_strv_length (a), m = g_strv_length (b);
  g_autofree guint *length = g_new0 (guint, (n + 1) * (m + 1));
  GString *text = g_string_new (NULL);
  guint i, j;

#define LENGTH(x, y) length[(x) * (m + 1) + (y)]
  for (i = n; i-- > 0;)
    for (j = m; j-- > 0;)
      LENGTH (i, j) = g_str_equal (a[i], b[j]) ? LENGTH (i + 1, j + 1) + 1
                                               : MAX (LENGTH (i + 1, j), LENGTH (i, j + 1));
  for (i = j = 0; i < n || j < m;)
    if (i < n && j < m && g_str_equal (a[i], b[j]))
      i++, j++;
    else if (i < n && (j == m || LENGTH (i + 1, j) >= LENGTH (i, j + 1)))
      g_string_append_printf (text, "-%s\n", a[i++]);
    else
      g_string_append_printf (text, "+%s\n", b[j++]);
#undef LENGTH
  return g_string_free (text, FALSE);
}

/* Takes @edited. */
static void
assert_golden (const char *name, char *edited, GError *error)
{
  g_autofree char *rich = read_rich ();
  g_autofree char *before = rewrite (rich);
  g_autofree char *after = edited;
  g_autofree char *file = g_strconcat (name, ".diff", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "edit", file, NULL);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (after);
  found = diff (before, after);
  if (g_getenv ("VIREO_UPDATE_GOLDEN") != NULL)
    g_file_set_contents (path, found, -1, NULL);
  g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
  g_assert_cmpstr (found, ==, expected);
}

#define GOLDEN(name, call)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *xml = read_rich ();                                                           \
    g_autoptr (GError) error = NULL;                                                               \
    char *edited = call;                                                                           \
                                                                                                   \
    assert_golden (name, edited, error);                                                           \
  }                                                                                                \
  G_STMT_END

#define REFUSED(error_code, call)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *xml = read_rich ();                                                           \
    g_autoptr (GError) error = NULL;                                                               \
    g_autofree char *edited = call;                                                                \
                                                                                                   \
    g_assert_null (edited);                                                                        \
    g_assert_error (error, VIREO_ERROR, error_code);                                               \
  }                                                                                                \
  G_STMT_END

static void
test_vcpus (void)
{
  const VireoTopology topology = { 2, 1, 4, 2 };
  const VireoTopology nothing = { 0, 0, 0, 0 };
  g_autofree char *without
      = vireo_domain_edit_vcpus ("<domain><vcpu>2</vcpu><cpu mode='maximum'><topology sockets='2' "
                                 "cores='1' threads='1'/><feature name='x'/></cpu></domain>",
                                 3, 3, &nothing, NULL);

  g_assert_null (strstr (without, "topology"));
  g_assert_nonnull (strstr (without, "<feature name=\"x\"/>"));
  GOLDEN ("vcpus", vireo_domain_edit_vcpus (xml, 8, 16, &topology, &error));
  GOLDEN ("vcpus-fitted", vireo_domain_edit_vcpus (xml, 8, 8, NULL, &error));
  GOLDEN ("vcpus-odd", vireo_domain_edit_vcpus (xml, 1, 3, NULL, &error));
  GOLDEN ("vcpus-current", vireo_domain_edit_vcpus (xml, 3, 4, NULL, &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_vcpus (xml, 5, 4, NULL, &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_vcpus (xml, 0, 4, NULL, &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_vcpus (xml, 4, 4, &topology, &error));
}

static void
test_shared_out_numbers_are_left_to_the_xml (void)
{
  static const char xml[]
      = "<domain><memory unit='KiB'>2048</memory><vcpu>2</vcpu><cpu><numa>"
        "<cell id='0' cpus='0' memory='1024'/><cell id='1' cpus='1' memory='1024'/></numa></cpu>"
        "</domain>";
  g_autoptr (GError) vcpus_error = NULL;
  g_autoptr (GError) memory_error = NULL;
  g_autofree char *smaller = NULL;

  g_assert_null (vireo_domain_edit_vcpus (xml, 4, 4, NULL, &vcpus_error));
  g_assert_error (vcpus_error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  g_assert_null (vireo_domain_edit_memory (xml, 4 * VIREO_MIB, 4 * VIREO_MIB, &memory_error));
  g_assert_error (memory_error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  smaller = vireo_domain_edit_memory (xml, VIREO_MIB, 2 * VIREO_MIB, NULL);
  g_assert_nonnull (strstr (smaller, "<currentMemory unit=\"KiB\">1024</currentMemory>"));
}

static void
test_memory (void)
{
  GOLDEN ("memory", vireo_domain_edit_memory (xml, 2 * VIREO_GIB, 8 * VIREO_GIB, &error));
  REFUSED (VIREO_ERROR_INVALID,
           vireo_domain_edit_memory (xml, 9 * VIREO_GIB, 8 * VIREO_GIB, &error));
}

static void
test_cpu (void)
{
  GOLDEN ("cpu-passthrough", vireo_domain_edit_cpu (xml, "host-passthrough", NULL, &error));
  GOLDEN ("cpu-model", vireo_domain_edit_cpu (xml, "custom", "EPYC", &error));
  GOLDEN ("cpu-default", vireo_domain_edit_cpu (xml, NULL, NULL, &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_cpu (xml, "custom", NULL, &error));
}

static void
test_boot (void)
{
  static const char *const order[] = { "sda", "vda", "hostdev-pci:0000:01:00.0", NULL };
  static const char *const gone[] = { "vda", "vdx", NULL };

  GOLDEN ("boot", vireo_domain_edit_boot (xml, order, &error));
  GOLDEN ("boot-nothing", keep (xml, NULL, &error));
  REFUSED (VIREO_ERROR_GONE, vireo_domain_edit_boot (xml, gone, &error));
}

static void
test_firmware (void)
{
  GOLDEN ("firmware-bios", vireo_domain_edit_firmware (xml, VIREO_FIRMWARE_BIOS, FALSE, &error));
  GOLDEN ("firmware-uefi", vireo_domain_edit_firmware (xml, VIREO_FIRMWARE_UEFI, FALSE, &error));
  GOLDEN ("firmware-secure", vireo_domain_edit_firmware (xml, VIREO_FIRMWARE_UEFI, TRUE, &error));
}

static void
test_the_clipboard_has_a_channel_of_its_own (void)
{
  static const char xml[] = "<domain><name>a</name><devices><channel type='unix'>"
                            "<target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
                            "</devices></domain>";
  g_autoptr (GError) error = NULL;
  g_autofree char *with = vireo_domain_edit_add_virtio (xml, VIREO_VIRTIO_CLIPBOARD, &error);
  g_autofree char *twice = vireo_domain_edit_add_virtio (with, VIREO_VIRTIO_CLIPBOARD, &error);
  g_autofree char *without = vireo_domain_edit_remove_virtio (with, VIREO_VIRTIO_CLIPBOARD, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (with, "<channel type=\"qemu-vdagent\">"));
  g_assert_nonnull (strstr (with, "<clipboard copypaste=\"yes\"/>"));
  g_assert_cmpstr (twice, ==, with);
  g_assert_null (strstr (without, "com.redhat.spice.0"));
  g_assert_nonnull (strstr (without, "org.qemu.guest_agent.0"));
}

static void
test_a_card_loses_what_drove_it (void)
{
  static const char document[]
      = "<domain type='kvm'><devices><video><driver name='vhostuser'/>"
        "<model type='virtio' heads='1' primary='yes'/></video></devices></domain>";
  g_autofree char *plain = vireo_domain_edit_remove_virtio (document, VIREO_VIRTIO_GPU, NULL);

  g_assert_cmpuint (count (plain, "devices/video/model[@type='vga']"), ==, 1);
  g_assert_cmpuint (count (plain, "devices/video/driver"), ==, 0);
}

static void
test_virtio (void)
{
  const VireoVirtio all = VIREO_VIRTIO_BALLOON | VIREO_VIRTIO_RNG | VIREO_VIRTIO_SERIAL
                          | VIREO_VIRTIO_VSOCK | VIREO_VIRTIO_GPU | VIREO_VIRTIO_TABLET
                          | VIREO_VIRTIO_KEYBOARD | VIREO_VIRTIO_AGENT;
  g_autofree char *again = NULL;

  GOLDEN ("virtio-add", vireo_domain_edit_add_virtio (xml, all, &error));
  GOLDEN ("virtio-remove", vireo_domain_edit_remove_virtio (xml, all, &error));
  GOLDEN ("virtio-remove-added",
          vireo_domain_edit_remove_virtio (
              again = vireo_domain_edit_add_virtio (xml, all, &error), all, &error));
}

static void
test_folder (void)
{
  g_autofree char *added = NULL;

  GOLDEN ("folder", vireo_domain_edit_add_folder (xml, "/srv/共享", "share", &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_add_folder (xml, "srv", "share", &error));
  REFUSED (VIREO_ERROR_EXISTS,
           vireo_domain_edit_add_folder (
               added = vireo_domain_edit_add_folder (xml, "/a", "share", &error), "/b", "share",
               &error));
}

static void
test_devices (void)
{
  GOLDEN ("device-add",
          vireo_domain_edit_add_device (xml,
                                        "<disk type='file'>\n\n  <source file='/x'/>"
                                        "<target dev='vdc' bus='virtio'/></disk>",
                                        &error));
  GOLDEN ("device-remove", vireo_domain_edit_remove_device (xml, "vda", &error));
  GOLDEN ("device-remove-serial", vireo_domain_edit_remove_device (xml, "serial:0", &error));
  GOLDEN ("device-replace",
          vireo_domain_edit_replace_device (xml, "graphics:vnc",
                                            "<graphics type='vnc' port='5999'/>", &error));
  REFUSED (VIREO_ERROR_GONE, vireo_domain_edit_remove_device (xml, "vdq", &error));
  REFUSED (VIREO_ERROR_INVALID,
           vireo_domain_edit_replace_device (xml, "vda", "<interface/>", &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_add_device (xml, "<disk>", &error));
}

static void
test_disk_options (void)
{
  const VireoDiskOptions options
      = { .set = VIREO_DISK_SET_CACHE | VIREO_DISK_SET_DISCARD | VIREO_DISK_SET_IO
                 | VIREO_DISK_SET_READ_ONLY | VIREO_DISK_SET_SHAREABLE | VIREO_DISK_SET_SERIAL,
          .cache = "writeback",
          .discard = "unmap",
          .read_only = TRUE,
          .shareable = TRUE,
          .serial = "A&B" };
  const VireoDiskOptions nothing
      = { .set = VIREO_DISK_SET_SERIAL | VIREO_DISK_SET_READ_ONLY | VIREO_DISK_SET_CACHE };
  const VireoDiskOptions sata = { .set = VIREO_DISK_SET_BUS, .bus = "sata" };

  GOLDEN ("disk-options", vireo_domain_edit_disk (xml, "vda", &options, &error));
  GOLDEN ("disk-nothing", vireo_domain_edit_disk (xml, "vda", &nothing, &error));
  GOLDEN ("disk-bus", vireo_domain_edit_disk (xml, "vda", &sata, &error));
  REFUSED (VIREO_ERROR_UNSUPPORTED, vireo_domain_edit_disk (xml, "sdb", &sata, &error));
}

/* libvirt by itself takes a controller that few systems have a driver for. */
static void
test_a_disk_on_scsi_gets_a_controller (void)
{
#define VIRTIO_SCSI "devices/controller[@type='scsi'][@model='virtio-scsi']"
  static const char disk[] = "<disk type='file' device='disk'><source file='/b'/>"
                             "<target dev='sda' bus='scsi'/></disk>";
  static const char bare[] = "<domain type='%s'><devices><disk type='file'><source file='/a'/>"
                             "<target dev='vda' bus='virtio'/></disk></devices></domain>";
  const VireoDiskOptions scsi = { .set = VIREO_DISK_SET_BUS, .bus = "scsi" };
  const VireoDiskOptions sata = { .set = VIREO_DISK_SET_BUS, .bus = "sata" };
  g_autofree char *kvm = g_strdup_printf (bare, "kvm");
  g_autofree char *xen = g_strdup_printf (bare, "xen");
  g_autofree char *added = vireo_domain_edit_add_device (kvm, disk, NULL);
  g_autofree char *second
      = vireo_domain_edit_add_device (added, "<disk><target dev='sdb' bus='scsi'/></disk>", NULL);
  g_autofree char *moved = vireo_domain_edit_disk (kvm, "vda", &scsi, NULL);
  g_autofree char *elsewhere = vireo_domain_edit_disk (kvm, "vda", &sata, NULL);
  g_autofree char *other = vireo_domain_edit_add_device (xen, disk, NULL);

  g_assert_cmpuint (count (added, "devices/disk"), ==, 2);
  g_assert_cmpuint (count (added, VIRTIO_SCSI), ==, 1);
  g_assert_cmpuint (count (second, VIRTIO_SCSI), ==, 1);
  g_assert_cmpuint (count (moved, VIRTIO_SCSI), ==, 1);
  g_assert_cmpuint (count (elsewhere, "devices/controller"), ==, 0);
  g_assert_cmpuint (count (other, "devices/controller"), ==, 0);
}

static void
test_what_needs_spice_goes_with_it (void)
{
  static const char document[]
      = "<domain type='kvm'><devices><channel type='spicevmc'><target type='virtio' name='c'/>"
        "</channel><channel type='unix'><target type='virtio' name='d'/></channel>"
        "<graphics type='spice'/><graphics type='vnc'/><audio id='1' type='spice'/>"
        "<sound model='ich9'><audio id='1'/></sound><redirdev bus='usb' type='spicevmc'/>"
        "</devices></domain>";
  g_autofree char *without_spice
      = vireo_domain_edit_remove_device (document, "graphics:spice", NULL);
  g_autofree char *without_vnc = vireo_domain_edit_remove_device (document, "graphics:vnc", NULL);

  g_assert_cmpuint (count (without_spice, "devices/*"), ==, 4);
  g_assert_cmpuint (count (without_spice, "devices/channel[@type='unix'] | devices/graphics | "
                                          "devices/audio[@type='none'] | devices/sound"),
                    ==, 4);
  g_assert_cmpuint (count (without_vnc, "devices/*"), ==, 6);
}

static void
test_media (void)
{
  GOLDEN ("media-eject", vireo_domain_edit_media (xml, "sda", NULL, &error));
  GOLDEN ("media-file",
          vireo_domain_edit_media (xml, "sda", &(VireoMedia){ .path = "/光盘/a b.iso" }, &error));
  GOLDEN ("media-device",
          vireo_domain_edit_media (xml, "sda", &(VireoMedia){ .path = "/dev/sr0" }, &error));
  GOLDEN ("media-volume",
          vireo_domain_edit_media (xml, "sda", &(VireoMedia){ .pool = "isos", .volume = "a.iso" },
                                   &error));
}

static void
test_nic_options (void)
{
  const char *key = "52:54:00:aa:bb:01";
  const VireoNicOptions bridge
      = { .set = VIREO_NIC_SET_SOURCE, .type = "bridge", .source = "br0" };
  const VireoNicOptions macvtap
      = { .set = VIREO_NIC_SET_SOURCE, .type = "direct", .source = "eth0" };
  const VireoNicOptions user = { .set = VIREO_NIC_SET_SOURCE, .type = "user" };
  const VireoNicOptions rest
      = { .set = VIREO_NIC_SET_MODEL | VIREO_NIC_SET_MAC | VIREO_NIC_SET_LINK
                 | VIREO_NIC_SET_QUEUES | VIREO_NIC_SET_MTU | VIREO_NIC_SET_BANDWIDTH,
          .model = "e1000e",
          .mac = "52:54:00:00:00:99",
          .mtu = 9000,
          .inbound_rate = 1024,
          .outbound_rate = 512 };
  const VireoNicOptions down = { .set = VIREO_NIC_SET_LINK, .link_up = FALSE };
  const VireoNicOptions bad_mac = { .set = VIREO_NIC_SET_MAC, .mac = "01:54:00:00:00:99" };
  const VireoNicOptions nowhere = { .set = VIREO_NIC_SET_SOURCE, .type = "bridge" };

  GOLDEN ("nic-bridge", vireo_domain_edit_nic (xml, key, &bridge, &error));
  GOLDEN ("nic-macvtap", vireo_domain_edit_nic (xml, key, &macvtap, &error));
  GOLDEN ("nic-user", vireo_domain_edit_nic (xml, key, &user, &error));
  GOLDEN ("nic-rest", vireo_domain_edit_nic (xml, key, &rest, &error));
  GOLDEN ("nic-vdpa-down", vireo_domain_edit_nic (xml, "52:54:00:aa:bb:02", &down, &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_nic (xml, key, &bad_mac, &error));
  REFUSED (VIREO_ERROR_INVALID, vireo_domain_edit_nic (xml, key, &nowhere, &error));
}

static void
test_devices_are_made (void)
{
  const VireoDiskPlan disk = { .device = "disk",
                               .source = { .path = "/images/a&b.qcow2" },
                               .format = "qcow2",
                               .target = "vdc",
                               .options = { .set = VIREO_DISK_SET_CACHE | VIREO_DISK_SET_SERIAL,
                                            .cache = "none",
                                            .serial = "1",
                                            .bus = "virtio" } };
  const VireoDiskPlan drive
      = { .device = "cdrom", .target = "sda", .options = { .bus = "sata" } };
  const VireoNicOptions nic = { .set = VIREO_NIC_SET_SOURCE | VIREO_NIC_SET_MODEL
                                       | VIREO_NIC_SET_MAC,
                                .type = "network",
                                .source = "default",
                                .model = "virtio",
                                .mac = "52:54:00:01:02:03" };
  g_autofree char *disk_xml = vireo_disk_plan_to_xml (&disk);
  g_autofree char *drive_xml = vireo_disk_plan_to_xml (&drive);
  g_autofree char *nic_xml = vireo_nic_plan_to_xml (&nic);

  g_assert_cmpstr (disk_xml, ==,
                   "<disk type=\"file\" device=\"disk\">\n"
                   "  <driver name=\"qemu\" type=\"qcow2\" cache=\"none\"/>\n"
                   "  <source file=\"/images/a&amp;b.qcow2\"/>\n"
                   "  <target dev=\"vdc\" bus=\"virtio\"/>\n"
                   "  <serial>1</serial>\n"
                   "</disk>\n");
  g_assert_cmpstr (drive_xml, ==,
                   "<disk type=\"file\" device=\"cdrom\">\n"
                   "  <driver name=\"qemu\" type=\"raw\"/>\n"
                   "  <target dev=\"sda\" bus=\"sata\"/>\n"
                   "  <readonly/>\n"
                   "</disk>\n");
  g_assert_cmpstr (nic_xml, ==,
                   "<interface type=\"network\">\n"
                   "  <mac address=\"52:54:00:01:02:03\"/>\n"
                   "  <source network=\"default\"/>\n"
                   "  <model type=\"virtio\"/>\n"
                   "</interface>\n");
}

static void
test_targets (void)
{
  static const char *const used[] = { "vda", "sda", "hda", NULL };
  static const char *const buses[][2] = { { "virtio", "vdb" }, { "sata", "sdb" }, { "usb", "sdb" },
                                          { "ide", "hdb" },    { "fdc", "fda" },
                                          { "nvme", "nvme0n1" } };
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *rich = read_rich ();
  g_autofree char *free_target = vireo_domain_find_free_target (rich, "virtio", NULL);
  g_autofree char *after_z = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (buses); i++)
    {
      g_autofree char *target = vireo_disk_make_target (buses[i][0], used);

      g_assert_cmpstr (target, ==, buses[i][1]);
    }
  g_assert_cmpstr (free_target, ==, "vdc");
  for (char c = 'a'; c <= 'z'; c++)
    g_ptr_array_add (many, g_strdup_printf ("vd%c", c));
  g_ptr_array_add (many, NULL);
  after_z = vireo_disk_make_target ("virtio", (const char *const *) many->pdata);
  g_assert_cmpstr (after_z, ==, "vdaa");
}

static void
test_macs (void)
{
  static const char *const bad[] = { "",
                                     "52:54:00:12:34",
                                     "52:54:00:12:34:5",
                                     "52:54:00:12:34:56:78",
                                     "52-54-00-12-34-56",
                                     "5g:54:00:12:34:56",
                                     "00:00:00:00:00:00",
                                     "ff:ff:ff:ff:ff:ff",
                                     "01:00:5e:00:00:01" };
  g_autofree char *made = vireo_mac_make ();

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vireo_mac_check (bad[i], &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
    }
  g_assert_true (vireo_mac_check ("52:54:00:AB:cd:ef", NULL));
  g_assert_true (vireo_mac_check (made, NULL));
}

static void
test_broken_documents_are_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vireo_domain_edit_vcpus ("<domain>", 1, 1, NULL, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
}

/* Takes @device. */
static void
assert_added (const char *name, char *device)
{
  g_autofree char *rich = read_rich ();
  g_autofree char *element = device;
  g_autoptr (GError) error = NULL;
  char *edited = vireo_domain_edit_add_device (rich, element, &error);

  assert_golden (name, edited, error);
}

static void
test_hardware (void)
{
  const VireoPciAddress address = { 0, 0x3b, 0x10, 1 };

  assert_added ("hardware-usb", vireo_hardware_make_usb (0x0781, 0x5567, 0, 0));
  assert_added ("hardware-usb-twin", vireo_hardware_make_usb (0x0781, 0x5567, 1, 12));
  assert_added ("hardware-pci", vireo_hardware_make_pci (&address));
  assert_added ("hardware-serial", vireo_hardware_make_serial (NULL));
  assert_added ("hardware-serial-usb", vireo_hardware_make_serial ("usb-serial"));
  assert_added ("hardware-tpm", vireo_hardware_make_tpm ("tpm-crb"));
  assert_added ("hardware-watchdog", vireo_hardware_make_watchdog ("i6300esb", "poweroff"));
  assert_added ("hardware-sound", vireo_hardware_make_sound ("ich9"));
  assert_added ("hardware-vnc", vireo_hardware_make_graphics ("vnc", FALSE));
  assert_added ("hardware-spice-socket", vireo_hardware_make_graphics ("spice", TRUE));
  assert_added ("hardware-video", vireo_hardware_make_video ("virtio"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/domain-edit/vcpus", test_vcpus);
  g_test_add_func ("/domain-edit/shared-out-numbers-are-left-to-the-xml",
                   test_shared_out_numbers_are_left_to_the_xml);
  g_test_add_func ("/domain-edit/memory", test_memory);
  g_test_add_func ("/domain-edit/cpu", test_cpu);
  g_test_add_func ("/domain-edit/boot", test_boot);
  g_test_add_func ("/domain-edit/firmware", test_firmware);
  g_test_add_func ("/domain-edit/virtio", test_virtio);
  g_test_add_func ("/domain-edit/a-card-loses-what-drove-it", test_a_card_loses_what_drove_it);
  g_test_add_func ("/domain-edit/clipboard", test_the_clipboard_has_a_channel_of_its_own);
  g_test_add_func ("/domain-edit/folder", test_folder);
  g_test_add_func ("/domain-edit/hardware", test_hardware);
  g_test_add_func ("/domain-edit/devices", test_devices);
  g_test_add_func ("/domain-edit/disk-options", test_disk_options);
  g_test_add_func ("/domain-edit/what-needs-spice-goes-with-it",
                   test_what_needs_spice_goes_with_it);
  g_test_add_func ("/domain-edit/a-disk-on-scsi-gets-a-controller",
                   test_a_disk_on_scsi_gets_a_controller);
  g_test_add_func ("/domain-edit/media", test_media);
  g_test_add_func ("/domain-edit/nic-options", test_nic_options);
  g_test_add_func ("/domain-edit/devices-are-made", test_devices_are_made);
  g_test_add_func ("/domain-edit/targets", test_targets);
  g_test_add_func ("/domain-edit/macs", test_macs);
  g_test_add_func ("/domain-edit/broken-documents-are-refused", test_broken_documents_are_refused);
  return g_test_run ();
}
