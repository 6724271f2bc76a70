/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-domain-edit.h"
#include "core/model/vireo-vm-devices-private.h"
#include "vireo-test.h"

static VireoDeviceReading *
read_devices (const char *live, const char *config)
{
  g_autofree char *live_xml
      = live != NULL ? g_strdup_printf ("<domain type='kvm'><devices>%s</devices></domain>", live)
                     : NULL;
  g_autofree char *config_xml
      = config != NULL
            ? g_strdup_printf ("<domain type='kvm'><devices>%s</devices></domain>", config)
            : NULL;
  g_autoptr (GError) error = NULL;
  VireoDeviceReading *reading = vireo_device_reading_new (live_xml, config_xml, &error);

  g_assert_no_error (error);
  return reading;
}

static void
assert_device (GPtrArray *devices, guint i, const char *key, VireoDevicePending pending,
               const char *text)
{
  VireoDevice *device;

  g_assert_cmpuint (i, <, devices->len);
  device = g_ptr_array_index (devices, i);
  g_assert_cmpstr (vireo_device_get_key (device), ==, key);
  g_assert_cmpuint (vireo_device_get_pending (device), ==, pending);
  g_assert_cmpstr (vireo_device_get_pending_text (device), ==, text);
}

/* What libvirt 9.0 leaves of a source when the guest closed the tray in the middle of an ejection. */
static void
test_a_drive_with_a_number_only_is_empty (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<disk type='file' device='cdrom'><driver name='qemu'/><source index='3'/>"
      "<target dev='sda' bus='sata'/><readonly/></disk>",
      "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
      "<target dev='sda' bus='sata'/><readonly/></disk>");

  assert_device (reading->disks, 0, "sda", VIREO_DEVICE_PENDING_NONE, NULL);
  g_assert_null (vireo_disk_get_shown (g_ptr_array_index (reading->disks, 0))->source);
}

static void
test_what_libvirt_fills_in_is_no_change (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
      "<source file='/a.qcow2' index='2'/><backingStore type='file' index='3'>"
      "<format type='raw'/><source file='/base.img'/><backingStore/></backingStore>"
      "<target dev='vda' bus='virtio'/><alias name='virtio-disk0'/>"
      "<address type='pci' domain='0' bus='4' slot='0' function='0'/></disk>"
      "<disk type='file' device='cdrom'><driver name='qemu'/>"
      "<target dev='sda' bus='sata' tray='open'/><readonly/></disk>"
      "<interface type='bridge'><mac address='52:54:00:00:00:01'/>"
      "<source network='lan' portid='6' bridge='br0'/><target dev='vnet7'/><mtu size='9000'/>"
      "<model type='virtio'/><alias name='net0'/></interface>"
      "<serial type='pty'><source path='/dev/pts/4'/><target port='0'/></serial>"
      "<console type='pty' tty='/dev/pts/4'><source path='/dev/pts/4'/>"
      "<target type='serial' port='0'/></console>"
      "<graphics type='vnc' port='5901' autoport='yes' listen='127.0.0.1'>"
      "<listen type='address' address='127.0.0.1'/></graphics>"
      "<channel type='unix'><source mode='bind' path='/run/x'/>"
      "<target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>"
      "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/>"
      "<address bus='1' device='9'/></source></hostdev>"
      "<memballoon model='virtio'><stats period='2'/></memballoon>",
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
      "<source file='/a.qcow2'/><target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
      "<target dev='sda' bus='sata'/><readonly/></disk>"
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>"
      "<model type='virtio'/></interface>"
      "<serial type='pty'><target port='0'/></serial>"
      "<console type='pty'><target type='serial' port='0'/></console>"
      "<graphics type='vnc' port='-1' autoport='yes'/>"
      "<channel type='unix'><source mode='bind'/>"
      "<target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
      "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/></source>"
      "</hostdev><memballoon model='virtio'/>");
  const VireoDiskValues *cdrom;
  const VireoNicValues *nic;

  g_assert_cmpuint (reading->disks->len, ==, 2);
  assert_device (reading->disks, 0, "vda", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->disks, 1, "sda", VIREO_DEVICE_PENDING_NONE, NULL);
  cdrom = vireo_disk_get_shown (g_ptr_array_index (reading->disks, 1));
  g_assert_true (cdrom->tray_open && cdrom->read_only);
  g_assert_cmpuint (cdrom->source_kind, ==, VIREO_DISK_SOURCE_NONE);
  assert_device (reading->nics, 0, "52:54:00:00:00:01", VIREO_DEVICE_PENDING_NONE, NULL);
  nic = vireo_nic_get_shown (g_ptr_array_index (reading->nics, 0));
  g_assert_cmpstr (nic->type, ==, "network");
  g_assert_cmpstr (nic->source, ==, "lan");
  g_assert_cmpstr (nic->target_dev, ==, "vnet7");
  /* The console is the serial port's other name. */
  g_assert_cmpuint (reading->hardware->len, ==, 5);
  assert_device (reading->hardware, 0, "serial:0", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->hardware, 1, "graphics:vnc", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->hardware, 2, "channel:org.qemu.guest_agent.0",
                 VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->hardware, 3, "hostdev-usb:0x1:0x2", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->hardware, 4, "memballoon", VIREO_DEVICE_PENDING_NONE, NULL);
}

/* As libvirt 9.0 tells one and the same VM, started a moment ago. */
static void
test_what_a_start_fills_in_is_no_change (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/>"
      "<source file='/a.raw' index='1'/><target dev='vda' bus='virtio'/><shareable/></disk>"
      "<disk type='file' device='disk'><driver name='qemu' type='raw' cache='none'/>"
      "<source file='/b.raw' index='1'/><target dev='vdb' bus='virtio'/></disk>"
      "<channel type='unix'><source mode='bind' path='/run/agent'/>"
      "<target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/></channel>"
      "<serial type='tcp'><source mode='bind' host='127.0.0.1' service='1' tls='no'/>"
      "<protocol type='raw'/><target port='0'/></serial>"
      "<graphics type='dbus' address='unix:path=/run/dbus.sock'/>",
      "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
      "<source file='/a.raw'/><target dev='vda' bus='virtio'/><shareable/></disk>"
      "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
      "<source file='/b.raw'/><target dev='vdb' bus='virtio'/></disk>"
      "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
      "<serial type='tcp'><source mode='bind' host='127.0.0.1' service='1'/>"
      "<protocol type='raw'/><target port='0'/></serial>"
      "<graphics type='dbus'/>");

  assert_device (reading->disks, 0, "vda", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->disks, 1, "vdb", VIREO_DEVICE_PENDING_CHANGED,
                 "Cache mode: none → default");
  for (guint i = 0; i < 3; i++)
    g_assert_null (vireo_device_get_pending_text (g_ptr_array_index (reading->hardware, i)));
}

static void
test_what_differs_is_said (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/>"
      "<source file='/a.qcow2'/><target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><source file='/x.iso'/><target dev='sda' bus='sata'/>"
      "<readonly/></disk>"
      "<disk type='file'><source file='/a'/><target dev='vdy' bus='virtio'/></disk>"
      "<disk type='file'><source file='/gone.img'/><target dev='vdz' bus='virtio'/></disk>"
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>"
      "<link state='down'/></interface>"
      "<interface type='network'><mac address='52:54:00:00:00:02'/><source network='lan'/>"
      "</interface>",
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='writeback'"
      " iothread='2'/><source file='/a.qcow2'/><target dev='vda' bus='virtio'/><shareable/></disk>"
      "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>"
      "<disk type='block'><source dev='/dev/q'/><target dev='vdy' bus='virtio'/>"
      "<boot order='1'/></disk>"
      "<disk type='block'><source dev='/dev/sdq'/><target dev='vdb' bus='virtio'/></disk>"
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/>"
      "</interface>"
      "<interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/>"
      "</interface>");

  assert_device (reading->disks, 0, "vda", VIREO_DEVICE_PENDING_CHANGED,
                 "Cache mode: none → writeback\ndriver@iothread: default → 2\n"
                 "Shareable: no → yes");
  assert_device (reading->disks, 1, "sda", VIREO_DEVICE_PENDING_CHANGED,
                 "Source: /x.iso → empty");
  assert_device (reading->disks, 2, "vdy", VIREO_DEVICE_PENDING_CHANGED,
                 "Source: /a → /dev/q\nBoot order: none → 1");
  assert_device (reading->disks, 3, "vdb", VIREO_DEVICE_PENDING_ADDED,
                 "Is added at the next start");
  assert_device (reading->disks, 4, "vdz", VIREO_DEVICE_PENDING_REMOVED,
                 "Is removed at the next start");
  assert_device (reading->nics, 0, "52:54:00:00:00:01", VIREO_DEVICE_PENDING_CHANGED,
                 "Link: down → up");
  assert_device (reading->nics, 1, "52:54:00:00:00:02", VIREO_DEVICE_PENDING_CHANGED,
                 "Type: network → bridge\nSource: lan → br0");
}

static void
test_a_vm_that_is_off_has_nothing_pending (void)
{
  g_autoptr (VireoDeviceReading) reading
      = read_devices (NULL, "<disk><target dev='vda'/></disk><interface type='user'/>");

  assert_device (reading->disks, 0, "vda", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->nics, 0, "interface", VIREO_DEVICE_PENDING_NONE, NULL);
}

/* Of three alike, the one that is taken away is the one that goes. */
static void
test_devices_alike_are_told_apart (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<video><model type='qxl'/></video><video><model type='virtio'/></video>",
      "<video><model type='virtio'/></video>");

  g_assert_cmpuint (reading->hardware->len, ==, 2);
  assert_device (reading->hardware, 0, "video", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->hardware, 1, "live:video", VIREO_DEVICE_PENDING_REMOVED,
                 "Is removed at the next start");
}

static void
test_every_source_is_shown_truthfully (void)
{
  static const struct
  {
    const char *xml, *source, *label;
  } nics[] = {
    { "<interface type='direct'><source dev='eth0' mode='vepa'/></interface>", "eth0",
      "macvtap on “eth0”" },
    { "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>", "/dev/vhost-vdpa-0",
      "vDPA device “/dev/vhost-vdpa-0”" },
    { "<interface type='vhostuser'><source type='unix' path='/run/ovs' mode='client'/></interface>",
      "/run/ovs", "vhost-user socket “/run/ovs”" },
    { "<interface type='hostdev'><source><address type='pci' domain='0x0000' bus='0x3b'"
      " slot='0x02' function='0x1'/></source></interface>",
      "0000:3b:02.1", "PCI device of the host “0000:3b:02.1”" },
    { "<interface type='mcast'><source address='230.0.0.1' port='5558'/></interface>",
      "230.0.0.1:5558", "Multicast group “230.0.0.1:5558”" },
    { "<interface type='user'/>", NULL, "User-mode network" },
    { "<interface type='newkind'/>", NULL, "newkind" },
  };
  static const struct
  {
    const char *xml, *source;
    VireoDiskSourceKind kind;
  } disks[] = {
    { "<disk type='volume'><source pool='p' volume='v.img'/><target dev='a'/></disk>", "p/v.img",
      VIREO_DISK_SOURCE_VOLUME },
    { "<disk type='network'><source protocol='rbd' name='pool/img'><host name='c1' port='6789'/>"
      "<host name='c2'/></source><target dev='a'/></disk>",
      "rbd://c1:6789,c2/pool/img", VIREO_DISK_SOURCE_NETWORK },
    { "<disk type='block'><source dev='/dev/sdx'/><target dev='a'/></disk>", "/dev/sdx",
      VIREO_DISK_SOURCE_BLOCK },
    { "<disk type='nvme'><source type='pci'/><target dev='a'/></disk>", "nvme",
      VIREO_DISK_SOURCE_OTHER },
    { "<disk type='file'><source file=''/><target dev='a'/></disk>", NULL,
      VIREO_DISK_SOURCE_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (nics); i++)
    {
      g_autoptr (VireoDeviceReading) reading = read_devices (nics[i].xml, NULL);
      VireoNic *nic = g_ptr_array_index (reading->nics, 0);
      g_autofree char *label = NULL;

      g_object_get (nic, "source-label", &label, NULL);
      g_assert_cmpstr (vireo_nic_get_shown (nic)->source, ==, nics[i].source);
      g_assert_cmpstr (label, ==, nics[i].label);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (disks); i++)
    {
      g_autoptr (VireoDeviceReading) reading = read_devices (disks[i].xml, NULL);
      const VireoDiskValues *values = vireo_disk_get_shown (g_ptr_array_index (reading->disks, 0));

      g_assert_cmpstr (values->source, ==, disks[i].source);
      g_assert_cmpuint (values->source_kind, ==, disks[i].kind);
    }
}

static void
test_hardware_is_named (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<emulator>/usr/bin/q</emulator><controller type='usb'/><audio id='1' type='none'/>"
      "<watchdog model='i6300esb' action='reset'/><tpm model='tpm-crb'><backend type='emulator'/>"
      "</tpm><filesystem type='mount'><driver type='virtiofs'/><source dir='/srv'/>"
      "<target dir='share'/></filesystem><serial type='tcp'><source mode='bind' host='h'"
      " service='22'/><target port='1'/></serial><shmem name='x'/><memory model='dimm'/>"
      "<hostdev type='pci'><source><address domain='0x0' bus='0x1' slot='0x2' function='0x3'/>"
      "</source></hostdev>",
      NULL);
  static const char *const expected[][2] = {
    { "Watchdog i6300esb", "reset" },
    { "TPM tpm-crb", "emulator" },
    { "Shared folder share", "/srv" },
    { "Serial port 2", "tcp h:22" },
    { "Device <shmem>", NULL },
    { "Device <memory>", NULL },
    { "PCI device of the host 0000:01:02.3", NULL },
  };

  g_assert_cmpuint (reading->hardware->len, ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      VireoHardware *hardware = g_ptr_array_index (reading->hardware, i);

      g_assert_cmpstr (vireo_hardware_get_title (hardware), ==, expected[i][0]);
      g_assert_cmpstr (vireo_hardware_get_subtitle (hardware), ==, expected[i][1]);
    }
}

static void
test_a_tablet_is_told_from_a_mouse (void)
{
  g_autoptr (VireoDeviceReading) reading = read_devices (
      "<input type='tablet' bus='usb'/><input type='mouse' bus='ps2'/><memballoon model='virtio'/>",
      "<input type='tablet' bus='virtio'/>");
  guint n_tablets = 0;

  for (guint i = 0; i < reading->hardware->len; i++)
    n_tablets += vireo_hardware_is_tablet (g_ptr_array_index (reading->hardware, i));
  g_assert_cmpuint (n_tablets, ==, 1); /* not the one of the next start */
}

static void
test_settings_of_both_documents (void)
{
  static const char live[]
      = "<domain type='kvm'><memory unit='GiB'>4</memory><currentMemory unit='GiB'>2"
        "</currentMemory><vcpu current='2'>8</vcpu><os><type arch='x86_64' machine='pc'>hvm</type>"
        "<boot dev='cdrom'/><boot dev='hd'/></os><cpu mode='host-passthrough'/><devices>"
        "<disk type='file'><target dev='vda'/></disk><disk device='cdrom'><target dev='sda'/></disk>"
        "<disk type='file'><target dev='vdb'/></disk><memballoon model='virtio'/></devices></domain>";
  static const char config[]
      = "<domain type='kvm'><memory unit='KiB'>4194304</memory><vcpu>8</vcpu><os firmware='efi'>"
        "<type>hvm</type><loader secure='yes'/></os><cpu mode='custom'><model>Haswell</model>"
        "<topology sockets='2' cores='2' threads='2'/></cpu><devices>"
        "<disk type='file'><target dev='vda'/><boot order='2'/></disk>"
        "<interface type='user'><mac address='52:54:00:00:00:AA'/><boot order='1'/></interface>"
        "<memballoon model='none'/></devices></domain>";
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoDomainSettings) settings = vireo_domain_settings_new (live, config, &error);
  const VireoDomainValues *now, *then;

  g_assert_no_error (error);
  now = vireo_domain_settings_get_live (settings);
  then = vireo_domain_settings_get_config (settings);
  g_assert_cmpuint (now->vcpus, ==, 2);
  g_assert_cmpuint (now->max_vcpus, ==, 8);
  g_assert_cmpuint (now->memory, ==, G_GUINT64_CONSTANT (2) << 30);
  g_assert_cmpuint (then->memory, ==, G_GUINT64_CONSTANT (4) << 30);
  g_assert_cmpuint (now->firmware, ==, VIREO_FIRMWARE_BIOS);
  g_assert_cmpuint (then->firmware, ==, VIREO_FIRMWARE_UEFI);
  g_assert_true (then->secure_boot && !now->secure_boot);
  g_assert_cmpstr (now->cpu_mode, ==, "host-passthrough");
  g_assert_cmpstr (then->cpu_model, ==, "Haswell");
  g_assert_cmpuint (then->sockets * then->dies * then->cores * then->threads, ==, 8);
  g_assert_true (now->boot_by_kind && !then->boot_by_kind);
  g_assert_true (g_strv_equal ((const char *const *) now->boot,
                               (const char *const[]){ "sda", "vda", NULL }));
  g_assert_true (g_strv_equal ((const char *const *) then->boot,
                               (const char *const[]){ "52:54:00:00:00:aa", "vda", NULL }));
  g_assert_cmpuint (now->virtio, ==, VIREO_VIRTIO_BALLOON);
  g_assert_cmpuint (then->virtio, ==, VIREO_VIRTIO_NOTHING);
}

static VireoSetting
pending_between (const char *live, const char *config)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoDomainSettings) settings = vireo_domain_settings_new (live, config, &error);

  g_assert_no_error (error);
  return vireo_domain_settings_get_pending (settings);
}

static void
test_settings_that_are_pending (void)
{
#define SECURE "<domain><os><type>hvm</type><loader secure='yes' type='pflash'>/f</loader></os>"     \
               "</domain>"
#define ANY_UEFI "<domain><os firmware='efi'><type>hvm</type></os></domain>"
#define DOMAIN(middle) "<domain type='kvm'><os><type>hvm</type></os>" middle "</domain>"
  static const struct
  {
    const char *live, *config;
    VireoSetting pending;
  } cases[] = {
    { "<vcpu>2</vcpu>", "<vcpu current='2'>8</vcpu>", VIREO_SETTING_VCPUS },
    { "<vcpu>4</vcpu><cpu mode='maximum'><topology sockets='4' cores='1' threads='1'/></cpu>",
      "<vcpu>4</vcpu><cpu mode='maximum'><topology sockets='1' cores='4' threads='1'/></cpu>",
      VIREO_SETTING_VCPUS },
    { "<cpu mode='host-passthrough'/>", "<cpu mode='host-model'/>", VIREO_SETTING_CPU },
    { "<cpu mode='custom'><model>Haswell</model></cpu>",
      "<cpu mode='custom'><model>Skylake-Client</model></cpu>", VIREO_SETTING_CPU },
    /* What runs tells what came of it. */
    { "<cpu mode='custom'><model>Haswell</model></cpu>", "<cpu mode='host-model'/>",
      VIREO_SETTING_NOTHING },
    { "<cpu mode='custom'><model>qemu64</model></cpu>", "", VIREO_SETTING_NOTHING },
    { "<memory unit='MiB'>1024</memory>", "<memory unit='MiB'>2048</memory>",
      VIREO_SETTING_MEMORY },
    { "<memory>1048576</memory>", "<memory>1048000</memory>", VIREO_SETTING_NOTHING },
    /* Each cell is rounded by itself. */
    { "<memory>24683520</memory><cpu><numa><cell memory='1'/></numa></cpu>",
      "<memory>24682468</memory><cpu><numa><cell memory='1'/></numa></cpu>",
      VIREO_SETTING_NOTHING },
    { "<devices><disk><target dev='vda'/><boot order='1'/></disk></devices>",
      "<devices><disk><target dev='vda'/></disk></devices>", VIREO_SETTING_BOOT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *live = g_strdup_printf (DOMAIN ("%s"), cases[i].live);
      g_autofree char *config = g_strdup_printf (DOMAIN ("%s"), cases[i].config);

      g_assert_cmpuint (pending_between (live, config), ==, cases[i].pending);
      g_assert_cmpuint (pending_between (live, live), ==, VIREO_SETTING_NOTHING);
      g_assert_cmpuint (pending_between (NULL, config), ==, VIREO_SETTING_NOTHING);
      g_assert_cmpuint (pending_between (live, NULL), ==, VIREO_SETTING_NOTHING);
    }
  g_assert_cmpuint (pending_between ("<domain><os><type>hvm</type></os></domain>", ANY_UEFI), ==,
                    VIREO_SETTING_FIRMWARE);
  /* libvirt takes one with Secure Boot where nothing is said against it. */
  g_assert_cmpuint (pending_between (SECURE, ANY_UEFI), ==, VIREO_SETTING_NOTHING);
  g_assert_cmpuint (pending_between (SECURE, "<domain><os firmware='efi'><type>hvm</type><firmware>"
                                             "<feature enabled='no' name='secure-boot'/></firmware>"
                                             "</os></domain>"),
                    ==, VIREO_SETTING_FIRMWARE);
#undef DOMAIN
#undef SECURE
#undef ANY_UEFI
}

static void
test_what_can_be_done_about_settings (void)
{
  static const char live[]
      = "<domain><vcpu current='2'>4</vcpu><memory unit='MiB'>2048</memory>"
        "<currentMemory unit='MiB'>1024</currentMemory><cpu mode='custom'><model>Haswell</model>"
        "</cpu><devices><memballoon model='%s'/></devices></domain>";
  static const char config[]
      = "<domain><vcpu current='%u'>4</vcpu><memory unit='MiB'>4096</memory>"
        "<currentMemory unit='MiB'>2048</currentMemory><cpu mode='host-passthrough'/></domain>";
  g_autofree char *with_balloon = g_strdup_printf (live, "virtio");
  g_autofree char *without = g_strdup_printf (live, "none");
  g_autofree char *four = g_strdup_printf (config, 4u);
  g_autofree char *five = g_strdup_printf (config, 5u);
  g_autoptr (VireoDomainSettings) can = vireo_domain_settings_new (with_balloon, four, NULL);
  g_autoptr (VireoDomainSettings) cannot = vireo_domain_settings_new (without, five, NULL);
  g_autoptr (VireoDomainSettings) off = vireo_domain_settings_new (NULL, four, NULL);

  g_assert_true (vireo_settings_can_apply (can, VIREO_SETTING_VCPUS));
  g_assert_true (vireo_settings_can_apply (can, VIREO_SETTING_MEMORY));
  g_assert_false (vireo_settings_can_apply (can, VIREO_SETTING_CPU));
  g_assert_false (vireo_settings_can_apply (cannot, VIREO_SETTING_VCPUS));
  g_assert_false (vireo_settings_can_apply (cannot, VIREO_SETTING_MEMORY));
  g_assert_true (vireo_settings_can_discard (cannot, VIREO_SETTING_MEMORY));
  g_assert_false (vireo_settings_can_discard (can, VIREO_SETTING_CPU)); /* it may be host-model */
  g_assert_false (vireo_settings_can_discard (can, VIREO_SETTING_BOOT)); /* nothing is pending */
  g_assert_false (vireo_settings_can_apply (off, VIREO_SETTING_VCPUS));
}

/* 60 disks, 30 NICs, and a megabyte that is none of our business. */
static char *
make_large_document (void)
{
  GString *xml = g_string_new ("<domain type='kvm'><name>large</name><metadata>"
                               "<other:notes xmlns:other='https://example.com/notes'>");

  for (guint i = 0; i < 1 << 15; i++)
    g_string_append_printf (xml, "<note n='%05u'>a thing to keep</note>", i);
  g_string_append (xml, "</other:notes></metadata><devices>");
  for (guint i = 0; i < 60; i++)
    g_string_append_printf (xml, "<disk type='file' device='disk'><source file='/%u.img'/>"
                                 "<target dev='vd%c%c' bus='virtio'/></disk>",
                            i, 'a' + i / 26, 'a' + i % 26);
  for (guint i = 0; i < 30; i++)
    g_string_append_printf (xml, "<interface type='user'><mac address='52:54:00:00:00:%02x'/>"
                                 "</interface>",
                            i);
  g_string_append (xml, "</devices></domain>");
  return g_string_free (xml, FALSE);
}

static void
test_a_large_document_is_read_and_kept (void)
{
  static const VireoDiskOptions options = { .set = VIREO_DISK_SET_CACHE, .cache = "none" };
  g_autofree char *xml = make_large_document ();
  g_autoptr (GError) error = NULL;
  g_autofree char *edited = vireo_domain_edit_disk (xml, "vdch", &options, &error);
  g_autoptr (VireoDeviceReading) reading = NULL;

  g_assert_cmpuint (strlen (xml), >, 1 << 20);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (edited, "<note n=\"32767\">a thing to keep</note>"));
  reading = vireo_device_reading_new (xml, edited, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reading->disks->len, ==, 60);
  g_assert_cmpuint (reading->nics->len, ==, 30);
  assert_device (reading->disks, 58, "vdcg", VIREO_DEVICE_PENDING_NONE, NULL);
  assert_device (reading->disks, 59, "vdch", VIREO_DEVICE_PENDING_CHANGED,
                 "Cache mode: default → none");
}

static void
test_broken_documents_are_refused (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vireo_device_reading_new ("<domain><devices>", NULL, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/device/what-libvirt-fills-in-is-no-change", test_what_libvirt_fills_in_is_no_change);
  g_test_add_func ("/device/a-number-is-no-medium", test_a_drive_with_a_number_only_is_empty);
  g_test_add_func ("/device/tablet", test_a_tablet_is_told_from_a_mouse);
  g_test_add_func ("/device/what-a-start-fills-in-is-no-change",
                   test_what_a_start_fills_in_is_no_change);
  g_test_add_func ("/device/what-differs-is-said", test_what_differs_is_said);
  g_test_add_func ("/device/a-vm-that-is-off-has-nothing-pending", test_a_vm_that_is_off_has_nothing_pending);
  g_test_add_func ("/device/devices-alike-are-told-apart", test_devices_alike_are_told_apart);
  g_test_add_func ("/device/every-source-is-shown-truthfully", test_every_source_is_shown_truthfully);
  g_test_add_func ("/device/hardware-is-named", test_hardware_is_named);
  g_test_add_func ("/device/settings-of-both-documents", test_settings_of_both_documents);
  g_test_add_func ("/device/settings-that-are-pending", test_settings_that_are_pending);
  g_test_add_func ("/device/what-can-be-done-about-settings", test_what_can_be_done_about_settings);
  g_test_add_func ("/device/a-large-document-is-read-and-kept",
                   test_a_large_document_is_read_and_kept);
  g_test_add_func ("/device/broken-documents-are-refused", test_broken_documents_are_refused);
  return g_test_run ();
}
