/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of a VM's two documents, and the edits of the one that is kept.  A document comes from
 * libvirt, but what is in it comes from whoever made the VM. */

#include "core/model/vireo-domain-edit.h"
#include "core/model/vireo-vm-devices-private.h"
#include "driver.h"

static const char kept[] =
    "<domain type='kvm'><name>a</name><memory unit='KiB'>1048576</memory>"
    "<currentMemory>524288</currentMemory><vcpu current='2'>4</vcpu>"
    "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type>"
    "<loader secure='yes'/><boot dev='hd'/><boot dev='cdrom'/></os>"
    "<cpu mode='custom'><model>Haswell</model>"
    "<topology sockets='1' dies='1' cores='2' threads='2'/></cpu><!-- kept --><devices>"
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/>"
    "<source file='/系统.qcow2'/><target dev='vda' bus='virtio'/><boot order='1'/></disk>"
    "<disk type='volume' device='cdrom'><source pool='p' volume='v'/>"
    "<target dev='sda' bus='sata'/><readonly/></disk>"
    "<disk type='network'><source protocol='nbd' name='n'><host name='h' port='1'/></source>"
    "<target dev='sdb' bus='scsi'/></disk>"
    "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/>"
    "<vlan><tag id='1'/><tag id='2'/></vlan><bandwidth><inbound average='1'/></bandwidth>"
    "<driver queues='4'/><mtu size='1500'/><link state='down'/></interface>"
    "<interface type='vhostuser'><source type='unix' path='/run/1.sock' mode='client'/>"
    "</interface>"
    "<interface type='hostdev'><source><address type='pci' bus='0x3b'/></source></interface>"
    "<serial type='tcp'><source host='h' service='1'/><target port='0'/></serial>"
    "<console type='pty'/><channel type='unix'><target type='virtio' name='n'/></channel>"
    "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/></source>"
    "</hostdev><hostdev mode='subsystem' type='pci'><source><address bus='1'/></source></hostdev>"
    "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"
    "<watchdog model='i6300esb' action='reset'/><rng model='virtio'/><rng model='virtio'/>"
    "<filesystem type='mount'><driver type='virtiofs'/><source dir='/d'/><target dir='t'/>"
    "</filesystem><graphics type='vnc' port='-1' autoport='yes'/>"
    "<video><model type='virtio'/></video><input type='tablet' bus='usb'/>"
    "<vsock><cid auto='yes'/></vsock><memballoon model='virtio'/><x:other xmlns:x='u'/>"
    "</devices></domain>";

/* What an edit makes can be read again; else it says why there is nothing. */
static void
check_edit (char *edited, GError *error)
{
  g_autoptr (VireoDeviceReading) reading = NULL;

  g_assert_true ((edited == NULL) == (error != NULL));
  if (edited != NULL)
    {
      reading = vireo_device_reading_new (NULL, edited, NULL);
      g_assert_nonnull (reading);
    }
  g_free (edited);
  g_clear_error (&error);
}

#define EDIT(call, ...)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    GError *error = NULL;                                                                          \
    char *edited = call (__VA_ARGS__, &error);                                                     \
                                                                                                   \
    check_edit (edited, error);                                                                    \
  }                                                                                                \
  G_STMT_END

/* One of the edits; which, says @n. */
static void
edit (const char *xml, gsize n)
{
  static const char *const order[] = { "sda", "vda", NULL };
  static const VireoTopology topology = { 1, 1, 4, 2 };
  static const VireoDiskOptions bus = { .set = VIREO_DISK_SET_BUS, .bus = "sata" };
  static const VireoNicOptions user = { .set = VIREO_NIC_SET_SOURCE | VIREO_NIC_SET_BANDWIDTH,
                                        .type = "user",
                                        .inbound_rate = 5 };
  static const VireoVirtio all = (1 << VIREO_N_VIRTIO) - 1;

  switch (n % 12)
    {
    case 0:
      EDIT (vireo_domain_edit_vcpus, xml, 2, 8, &topology);
      break;
    case 1:
      EDIT (vireo_domain_edit_memory, xml, 1 << 28, 1 << 30);
      break;
    case 2:
      EDIT (vireo_domain_edit_cpu, xml, "host-passthrough", NULL);
      break;
    case 3:
      EDIT (vireo_domain_edit_boot, xml, order);
      break;
    case 4:
      EDIT (vireo_domain_edit_firmware, xml, VIREO_FIRMWARE_UEFI, TRUE);
      break;
    case 5:
      EDIT (vireo_domain_edit_firmware, xml, VIREO_FIRMWARE_BIOS, FALSE);
      break;
    case 6:
      EDIT (vireo_domain_edit_add_virtio, xml, all & ~VIREO_VIRTIO_FILESYSTEM);
      break;
    case 7:
      EDIT (vireo_domain_edit_remove_virtio, xml, all);
      break;
    case 8:
      EDIT (vireo_domain_edit_add_folder, xml, "/a", "b");
      break;
    case 9:
      EDIT (vireo_domain_edit_disk, xml, "vda", &bus);
      break;
    case 10:
      EDIT (vireo_domain_edit_nic, xml, "52:54:00:00:00:01", &user);
      break;
    default:
      EDIT (vireo_domain_edit_media, xml, "sda", NULL);
    }
}

/* Whatever a device is made of, all that can be done to one can be done to it, or is refused. */
static void
edit_device (VireoDevice *device, const char *xml)
{
  static const VireoDiskOptions disk
      = { .set = VIREO_DISK_SET_BUS | VIREO_DISK_SET_CACHE | VIREO_DISK_SET_READ_ONLY
                 | VIREO_DISK_SET_SERIAL,
          .bus = "usb",
          .cache = "none",
          .serial = "<&>" };
  static const VireoNicOptions nic = { .set = VIREO_NIC_SET_SOURCE | VIREO_NIC_SET_LINK
                                              | VIREO_NIC_SET_MODEL | VIREO_NIC_SET_QUEUES,
                                       .type = "bridge",
                                       .source = "br0" };
  const char *key = vireo_device_get_key (device);
  const char *const order[] = { key, NULL };

  EDIT (vireo_domain_edit_replace_device, xml, key, vireo_device_get_config_xml (device));
  EDIT (vireo_domain_edit_boot, xml, order);
  if (VIREO_IS_DISK (device))
    {
      EDIT (vireo_domain_edit_disk, xml, key, &disk);
      EDIT (vireo_domain_edit_media, xml, key, &(VireoMedia){ .path = "/x" });
    }
  if (VIREO_IS_NIC (device))
    EDIT (vireo_domain_edit_nic, xml, key, &nic);
}

static void
use (GPtrArray *devices, const char *xml, gsize n)
{
  for (guint i = 0; i < devices->len; i++)
    {
      VireoDevice *device = devices->pdata[i];
      const char *key = vireo_device_get_key (device);
      g_autofree char *without = NULL;

      g_assert_true (key != NULL && *key != '\0');
      g_assert_true ((vireo_device_get_pending (device) == VIREO_DEVICE_PENDING_NONE)
                     == (vireo_device_get_pending_text (device) == NULL));
      if (VIREO_IS_HARDWARE (device))
        g_assert_nonnull (vireo_hardware_get_title (VIREO_HARDWARE (device)));
      if (i != n % devices->len || vireo_device_get_config_xml (device) == NULL)
        continue;
      /* Its key finds it. */
      without = vireo_domain_edit_remove_device (xml, key, NULL);
      g_assert_nonnull (without);
      edit_device (device, xml);
    }
}

/* Each input takes one of the ways through; the test has enough of them. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *xml = g_strndup (size > 0 ? (const char *) data : "", size);
  gboolean is_live = size % 2 == 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoDeviceReading) reading
      = vireo_device_reading_new (is_live ? xml : kept, is_live ? kept : xml, &error);

  g_assert_true ((reading == NULL) == (error != NULL));
  if (reading == NULL)
    return 0;
  use (reading->disks, is_live ? kept : xml, size / 2);
  use (reading->nics, is_live ? kept : xml, size / 2);
  use (reading->hardware, is_live ? kept : xml, size / 2);
  edit (xml, g_str_hash (xml));
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (kept, sizeof kept - 1));
  g_ptr_array_add (seeds, g_bytes_new_static ("<domain/>", 9));
  return seeds;
}
