/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan as domain XML.  Defaults follow virt-manager's, so that a VM made here looks familiar
 * there. */

#include "config.h"

#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-install-choices.h"
#include "core/install/vireo-install-seed.h"
#include "core/model/vireo-install-record.h"

static xmlNode *
add_number (xmlNode *parent, const char *name, guint64 number)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  return vireo_xml_add_text (parent, name, text);
}

static void
add_boot_order (xmlNode *device, guint order)
{
  char text[12];

  if (order == 0)
    return;
  g_snprintf (text, sizeof text, "%u", order);
  vireo_xml_add (device, "boot", "order", text, NULL);
}

/* Who is let in over SSH, when it is not root. */
static char *
find_login (const VireoAnswers *answers)
{
  if (answers == NULL || answers->user == NULL)
    return NULL;
  if (answers->root_ssh || (answers->ssh_keys != NULL && answers->ssh_keys[0] != NULL))
    return NULL;
  return g_strdup (answers->user);
}

static void
add_metadata (xmlNode *domain, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_new ();

  if (plan->os_id != NULL)
    {
      xmlNode *metadata = vireo_xml_add (domain, "metadata", NULL);
      xmlNode *info = vireo_xml_add (metadata, "libosinfo", NULL);

      xmlSetNs (info, xmlNewNs (info, BAD_CAST VIREO_XML_OSINFO_NS, BAD_CAST "libosinfo"));
      vireo_xml_add (info, "os", "id", plan->os_id, NULL);
    }
  if (devices->has_cdrom || plan->answers != NULL)
    {
      record->phase = VIREO_INSTALL_RUNNING;
      record->media = g_strdup (vireo_install_plan_get_medium (plan));
      record->cdrom = devices->has_cdrom ? g_strdup (devices->cdrom_target) : NULL;
      record->disk = devices->has_disk ? g_strdup (devices->disk_target) : NULL;
      record->reboots = MAX (plan->installer_reboots, 1);
      record->autostart = plan->autostart;
      record->login = find_login (plan->answers);
      record->then_start = devices->has_cdrom && plan->answers != NULL && plan->start;
    }
  if (plan->disk == VIREO_DISK_NEW && plan->disk_path != NULL)
    g_ptr_array_add (record->made, g_strdup (plan->disk_path));
  vireo_install_record_write (record, domain);
}

static void
add_os (xmlNode *domain, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  xmlNode *os = vireo_xml_add (domain, "os", NULL);
  xmlNode *type = vireo_xml_add_text (os, "type", "hvm");

  xmlNewProp (type, BAD_CAST "arch", BAD_CAST plan->arch);
  if (devices->machine != NULL)
    xmlNewProp (type, BAD_CAST "machine", BAD_CAST devices->machine);
  if (devices->uefi)
    {
      xmlNode *firmware = vireo_xml_add (os, "firmware", NULL);

      /* Few of the systems installed here are signed by a key that the firmware trusts. */
      xmlNewProp (os, BAD_CAST "firmware", BAD_CAST "efi");
      vireo_xml_add (firmware, "feature", "enabled", "no", "name", "enrolled-keys", NULL);
      vireo_xml_add (firmware, "feature", "enabled", "no", "name", "secure-boot", NULL);
    }
}

static void
add_features (xmlNode *domain, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  xmlNode *features;

  if (!devices->x86 && !devices->uefi)
    return;
  features = vireo_xml_add (domain, "features", NULL);
  vireo_xml_add (features, "acpi", NULL);
  if (devices->x86)
    vireo_xml_add (features, "apic", NULL);
  if (devices->x86 && devices->windows && plan->kvm)
    {
      xmlNode *hyperv = vireo_xml_add (features, "hyperv", NULL);

      vireo_xml_add (hyperv, "relaxed", "state", "on", NULL);
      vireo_xml_add (hyperv, "vapic", "state", "on", NULL);
      vireo_xml_add (hyperv, "spinlocks", "state", "on", "retries", "8191", NULL);
    }
}

static void
add_cpu (xmlNode *domain, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  xmlNode *cpu = vireo_xml_add (domain, "cpu", "mode", devices->cpu_mode, NULL);

  if (g_str_equal (devices->cpu_mode, "host-passthrough"))
    {
      xmlNewProp (cpu, BAD_CAST "check", BAD_CAST "none");
      xmlNewProp (cpu, BAD_CAST "migratable", BAD_CAST "on");
    }
}

static void
add_clock (xmlNode *domain, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  xmlNode *clock
      = vireo_xml_add (domain, "clock", "offset", devices->windows ? "localtime" : "utc", NULL);

  if (!devices->x86)
    return;
  vireo_xml_add (clock, "timer", "name", "rtc", "tickpolicy", "catchup", NULL);
  vireo_xml_add (clock, "timer", "name", "pit", "tickpolicy", "delay", NULL);
  vireo_xml_add (clock, "timer", "name", "hpet", "present", "no", NULL);
  if (devices->windows && plan->kvm)
    vireo_xml_add (clock, "timer", "name", "hypervclock", "present", "yes", NULL);
}

static void
add_life_cycle (xmlNode *domain, const VireoInstallDevices *devices)
{
  /* The installer's reboot must bring the installed system up, whether or not Vireo runs. */
  vireo_xml_add_text (domain, "on_poweroff", "destroy");
  vireo_xml_add_text (domain, "on_reboot", "restart");
  vireo_xml_add_text (domain, "on_crash", "destroy");
  if (devices->x86)
    {
      xmlNode *pm = vireo_xml_add (domain, "pm", NULL);

      vireo_xml_add (pm, "suspend-to-mem", "enabled", "no", NULL);
      vireo_xml_add (pm, "suspend-to-disk", "enabled", "no", NULL);
    }
}

/* A path as libvirt wants it said: block devices have a word of their own. */
static xmlNode *
add_disk_of (xmlNode *devices_node, const char *path, const char *device)
{
  gboolean block = g_str_has_prefix (path, "/dev/");
  xmlNode *disk
      = vireo_xml_add (devices_node, "disk", "type", block ? "block" : "file", "device", device, NULL);

  vireo_xml_add (disk, "driver", "name", "qemu", NULL);
  vireo_xml_add (disk, "source", block ? "dev" : "file", path, NULL);
  return disk;
}

/* Past the host's cache, as is usual for what is a device itself. */
static void
set_device_options (xmlNode *driver, const char *path)
{
  if (!g_str_has_prefix (path, "/dev/"))
    return;
  xmlSetProp (driver, BAD_CAST "cache", BAD_CAST "none");
  xmlSetProp (driver, BAD_CAST "io", BAD_CAST "native");
}

static void
add_main_disk (xmlNode *parent, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  const char *format = plan->disk_format != NULL ? plan->disk_format : "raw";
  xmlNode *disk;
  xmlNode *driver;

  if (plan->disk_path != NULL)
    disk = add_disk_of (parent, plan->disk_path, "disk");
  else
    {
      g_autofree char *volume = vireo_install_plan_to_volume_name (plan);

      disk = vireo_xml_add (parent, "disk", "type", "volume", "device", "disk", NULL);
      vireo_xml_add (disk, "driver", "name", "qemu", NULL);
      vireo_xml_add (disk, "source", "pool", vireo_install_plan_get_pool (plan), "volume", volume,
                     NULL);
    }
  driver = vireo_xml_first (disk, "driver");
  xmlNewProp (driver, BAD_CAST "type", BAD_CAST format);
  if (plan->disk_path != NULL)
    set_device_options (driver, plan->disk_path);
  if (devices->discard)
    xmlNewProp (driver, BAD_CAST "discard", BAD_CAST "unmap");
  vireo_xml_add (disk, "target", "dev", devices->disk_target, "bus", devices->disk_bus, NULL);
  add_boot_order (disk, devices->disk_order);
}

static void
add_cdrom (xmlNode *parent, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  xmlNode *disk = add_disk_of (parent, vireo_install_plan_get_medium (plan), "cdrom");

  xmlNewProp (vireo_xml_first (disk, "driver"), BAD_CAST "type", BAD_CAST "raw");
  vireo_xml_add (disk, "target", "dev", devices->cdrom_target, "bus", devices->cdrom_bus, NULL);
  vireo_xml_add (disk, "readonly", NULL);
  add_boot_order (disk, devices->cdrom_order);
}

static void
add_controllers (xmlNode *parent, const VireoInstallDevices *devices)
{
  static const char *const companions[] = { "ich9-uhci1", "ich9-uhci2", "ich9-uhci3" };
  static const char *const start_ports[] = { "0", "2", "4" };

  if (devices->usb3)
    vireo_xml_add (parent, "controller", "type", "usb", "model", "qemu-xhci", "ports", "15", NULL);
  else
    {
      vireo_xml_add (parent, "controller", "type", "usb", "index", "0", "model", "ich9-ehci1", NULL);
      for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
        {
          xmlNode *uhci = vireo_xml_add (parent, "controller", "type", "usb", "index", "0", "model",
                                         companions[i], NULL);

          vireo_xml_add (uhci, "master", "startport", start_ports[i], NULL);
        }
    }
  if (devices->pcie)
    {
      vireo_xml_add (parent, "controller", "type", "pci", "model", "pcie-root", NULL);
      for (guint i = 0; i < VIREO_INSTALL_ROOT_PORTS; i++)
        vireo_xml_add (parent, "controller", "type", "pci", "model", "pcie-root-port", NULL);
    }
  if (devices->has_cdrom && g_str_equal (devices->cdrom_bus, "scsi"))
    vireo_xml_add (parent, "controller", "type", "scsi", "model", "virtio-scsi", NULL);
}

static void
add_nic (xmlNode *parent, const VireoInstallPlan *plan, const VireoInstallDevices *devices,
         gboolean is_first)
{
  const char *type = plan->nic == VIREO_NIC_NETWORK  ? "network"
                     : plan->nic == VIREO_NIC_BRIDGE ? "bridge"
                                                     : "user";
  xmlNode *nic;

  nic = vireo_xml_add (parent, "interface", "type", type, NULL);
  if (is_first && plan->mac != NULL)
    vireo_xml_add (nic, "mac", "address", plan->mac, NULL);
  if (plan->nic != VIREO_NIC_USER)
    vireo_xml_add (nic, "source", type, plan->nic_source, NULL);
  vireo_xml_add (nic, "model", "type", devices->nic_model, NULL);
  if (is_first)
    add_boot_order (nic, devices->nic_order);
}

static void
add_screen_and_input (xmlNode *parent, const VireoInstallDevices *devices)
{
  xmlNode *graphics;

  vireo_xml_add (parent, "console", "type", "pty", NULL);
  if (devices->agent)
    {
      xmlNode *channel = vireo_xml_add (parent, "channel", "type", "unix", NULL);

      vireo_xml_add (channel, "target", "type", "virtio", "name", "org.qemu.guest_agent.0", NULL);
    }
  if (devices->tablet)
    vireo_xml_add (parent, "input", "type", "tablet", "bus", "usb", NULL);
  if (devices->usb_keyboard)
    vireo_xml_add (parent, "input", "type", "keyboard", "bus", "usb", NULL);

  graphics = vireo_xml_add (parent, "graphics", "type", "vnc", "port", "-1", "autoport", "yes", NULL);
  vireo_xml_add (graphics, "listen", "type", "address", "address", "127.0.0.1", NULL);
  vireo_xml_add (vireo_xml_add (parent, "video", NULL), "model", "type", devices->video, NULL);
}

static void
add_small_helpers (xmlNode *parent, const VireoInstallDevices *devices)
{
  if (devices->balloon)
    vireo_xml_add (parent, "memballoon", "model", "virtio", NULL);
  if (devices->rng)
    {
      xmlNode *rng = vireo_xml_add (parent, "rng", "model", "virtio", NULL);
      xmlNode *backend = vireo_xml_add_text (rng, "backend", "/dev/urandom");

      xmlNewProp (backend, BAD_CAST "model", BAD_CAST "random");
    }
}

/**
 * vireo_install_plan_to_xml:
 * @plan: the choices; its name is set
 *
 * With #VireoInstallPlan.xml set this is that text.  A new disk whose path is not known yet is
 * named by its pool and volume, which libvirt understands too.
 *
 * Returns: (transfer full): the domain XML; g_free()
 */
char *
vireo_install_plan_to_xml (const VireoInstallPlan *plan)
{
  g_autoptr (VireoXmlDoc) doc = NULL;
  VireoInstallDevices choices;
  xmlNode *domain;
  xmlNode *devices;

  if (plan->xml != NULL)
    return g_strdup (plan->xml);

  vireo_install_plan_choose (plan, &choices);
  doc = xmlNewDoc (BAD_CAST "1.0");
  domain = xmlNewDocNode (doc, NULL, BAD_CAST "domain", NULL);
  xmlDocSetRootElement (doc, domain);
  xmlNewProp (domain, BAD_CAST "type", BAD_CAST (plan->kvm ? "kvm" : "qemu"));

  vireo_xml_add_text (domain, "name", plan->name);
  if (plan->description != NULL)
    vireo_xml_add_text (domain, "description", plan->description);
  add_metadata (domain, plan, &choices);
  xmlNewProp (add_number (domain, "memory", plan->memory / VIREO_KIB), BAD_CAST "unit",
              BAD_CAST "KiB");
  xmlNewProp (add_number (domain, "currentMemory", plan->memory / VIREO_KIB), BAD_CAST "unit",
              BAD_CAST "KiB");
  add_number (domain, "vcpu", plan->n_vcpus);
  add_os (domain, plan, &choices);
  add_features (domain, plan, &choices);
  add_cpu (domain, plan, &choices);
  add_clock (domain, plan, &choices);
  add_life_cycle (domain, &choices);

  devices = vireo_xml_add (domain, "devices", NULL);
  if (choices.has_disk)
    add_main_disk (devices, plan, &choices);
  if (choices.has_cdrom)
    add_cdrom (devices, plan, &choices);
  if (vireo_install_plan_has_seed (plan))
    vireo_install_seed_plan_drive (domain, vireo_install_plan_get_pool (plan), plan->name,
                                   choices.cdrom_bus);
  add_controllers (devices, &choices);
  for (guint i = 0; plan->nic != VIREO_NIC_NONE && i <= plan->more_nics; i++)
    add_nic (devices, plan, &choices, i == 0);
  add_screen_and_input (devices, &choices);
  add_small_helpers (devices, &choices);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_install_xml_move_medium:
 * @domain: the <domain> element that the user wrote, from where @plan had its medium first
 * @plan: the choices
 *
 * Has the medium read from where the host finds it now.
 */
void
vireo_install_xml_move_medium (xmlNode *domain, const VireoInstallPlan *plan)
{
  static const char *const places[] = { "devices/disk/source[@file]", "devices/disk/source[@dev]",
                                        "metadata/vireo:vm/vireo:install[@media]" };
  static const char *const names[] = { "file", "dev", "media" };

  for (gsize i = 0; plan->media_on_host != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (domain, places[i]);

      for (guint j = 0; j < vireo_xml_nodes_count (nodes); j++)
        {
          xmlNode *node = vireo_xml_nodes_get (nodes, j);
          xmlChar *path = xmlGetNoNsProp (node, BAD_CAST names[i]);

          if (g_strcmp0 ((const char *) path, plan->media_path) == 0)
            xmlSetProp (node, BAD_CAST names[i], BAD_CAST plan->media_on_host);
          xmlFree (path);
        }
    }
}

/* The disk of @domain that is to be made, still named by pool and volume. */
static xmlNode *
find_new_disk (xmlNode *domain, const VireoInstallPlan *plan)
{
  g_autoptr (VireoXmlNodes) disks = vireo_xml_find (domain, "devices/disk[@type = 'volume']");
  g_autofree char *expected = vireo_install_plan_to_volume_name (plan);

  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    {
      xmlNode *disk = vireo_xml_nodes_get (disks, i);
      g_autofree char *pool = vireo_xml_string (disk, "source/@pool");
      g_autofree char *volume = vireo_xml_string (disk, "source/@volume");

      if (g_strcmp0 (pool, vireo_install_plan_get_pool (plan)) == 0
          && g_strcmp0 (volume, expected) == 0)
        return disk;
    }
  return NULL;
}

/**
 * vireo_install_xml_wants_new_disk:
 * @domain: the <domain> element that @plan made, perhaps edited by the user since
 * @plan: the choices
 *
 * Returns: whether a disk is still to be made for it
 */
gboolean
vireo_install_xml_wants_new_disk (xmlNode *domain, const VireoInstallPlan *plan)
{
  return plan->disk == VIREO_DISK_NEW && find_new_disk (domain, plan) != NULL;
}

/**
 * vireo_install_xml_set_new_disk:
 * @domain: the <domain> element, with a disk still to be made
 * @plan: the choices
 * @path: of the disk that was made
 *
 * Puts the file (or device) in the place of the pool's volume, and writes down that we made it.
 */
void
vireo_install_xml_set_new_disk (xmlNode *domain, const VireoInstallPlan *plan, const char *path)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);
  gboolean block = g_str_has_prefix (path, "/dev/");
  xmlNode *disk = find_new_disk (domain, plan);
  xmlNode *source = vireo_xml_first (disk, "source");
  xmlNode *driver = vireo_xml_first (disk, "driver");

  xmlSetProp (disk, BAD_CAST "type", BAD_CAST (block ? "block" : "file"));
  xmlUnsetProp (source, BAD_CAST "pool");
  xmlUnsetProp (source, BAD_CAST "volume");
  xmlSetProp (source, BAD_CAST (block ? "dev" : "file"), BAD_CAST path);
  if (block && driver != NULL)
    {
      xmlSetProp (driver, BAD_CAST "type", BAD_CAST "raw");
      set_device_options (driver, path);
    }
  g_ptr_array_add (record->made, g_strdup (path));
  vireo_install_record_write (record, domain);
}

/* The name after the last one of its kind: "vdb" after "vda". */
static char *
find_free_target (xmlNode *domain, const char *first)
{
  g_autofree char *prefix = g_strndup (first, strlen (first) - 1);

  for (char letter = 'a'; letter <= 'z'; letter++)
    {
      g_autofree char *target = g_strdup_printf ("%s%c", prefix, letter);
      g_autofree char *xpath = g_strdup_printf ("devices/disk/target[@dev = '%s']", target);

      if (!vireo_xml_has (domain, xpath))
        return g_steal_pointer (&target);
    }
  return NULL;
}

/**
 * vireo_install_xml_add_disk:
 * @domain: the <domain> element; its first disk is what the next ones are like
 * @path: of the disk that was made
 * @format: "qcow2" or "raw"
 *
 * Puts one more disk behind those that are there, and writes down that we made it.
 */
void
vireo_install_xml_add_disk (xmlNode *domain, const char *path, const char *format)
{
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (domain);
  g_autoptr (VireoXmlNodes) disks = vireo_xml_find (domain, "devices/disk[@device = 'disk']");
  guint n = vireo_xml_nodes_count (disks);
  xmlNode *first = n > 0 ? vireo_xml_nodes_get (disks, 0) : NULL;
  g_autofree char *dev = first != NULL ? vireo_xml_string (first, "target/@dev") : NULL;
  g_autofree char *bus = first != NULL ? vireo_xml_string (first, "target/@bus") : NULL;
  g_autofree char *target
      = find_free_target (domain, dev != NULL && *dev != '\0' ? dev : "sda");
  xmlNode *disk;

  g_ptr_array_add (record->made, g_strdup (path));
  vireo_install_record_write (record, domain);
  if (target == NULL)
    return;
  disk = add_disk_of (vireo_xml_first (domain, "devices"), path, "disk");
  xmlNewProp (vireo_xml_first (disk, "driver"), BAD_CAST "type", BAD_CAST format);
  set_device_options (vireo_xml_first (disk, "driver"), path);
  vireo_xml_add (disk, "target", "dev", target, "bus", bus != NULL ? bus : "sata", NULL);
  if (n > 0)
    xmlAddNextSibling (vireo_xml_nodes_get (disks, n - 1), disk);
}
