/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/install/vireo-install-choices.h"

/* Machines other than a PC.  What is not listed is left to the hypervisor's own default. */
static const struct
{
  const char *arch;
  const char *machine;
  gboolean uefi; /* the only firmware it has */
} other_machines[] = {
  { "aarch64", "virt", TRUE },
  { "loongarch64", "virt", TRUE },
  { "riscv64", "virt", FALSE },
};

static void
choose_machine (const VireoInstallPlan *plan, VireoInstallDevices *devices)
{
  devices->x86 = g_str_equal (plan->arch, "x86_64") || g_str_equal (plan->arch, "i686");
  devices->uefi = plan->uefi;
  if (devices->x86)
    {
      devices->pcie = plan->host_q35 && plan->needs.q35;
      devices->machine = devices->pcie ? "q35" : "pc";
    }
  for (gsize i = 0; i < G_N_ELEMENTS (other_machines); i++)
    if (g_str_equal (plan->arch, other_machines[i].arch))
      {
        devices->machine = other_machines[i].machine;
        devices->uefi |= other_machines[i].uefi;
        devices->pcie = TRUE;
      }

  if (!plan->kvm)
    devices->cpu_mode = "maximum";
  else
    devices->cpu_mode = plan->host_passthrough ? "host-passthrough" : "host-model";
}

static void
choose_devices (const VireoInstallPlan *plan, VireoInstallDevices *devices)
{
  const VireoOsNeeds *needs = &plan->needs;

  devices->windows = !needs->utc_clock;
  devices->disk_bus = needs->virtio_disk || !devices->x86 ? "virtio"
                      : devices->pcie                     ? "sata"
                                                          : "ide";
  devices->cdrom_bus = !devices->x86 ? "scsi" : devices->pcie ? "sata" : "ide";
  devices->nic_model = needs->virtio_net || !devices->x86 ? "virtio"
                       : devices->pcie                    ? "e1000e"
                                                          : "e1000";
  if (plan->host_virtio_video && needs->virtio_video)
    devices->video = "virtio";
  else if (!devices->x86)
    devices->video = "ramfb";
  else
    devices->video = devices->uefi ? "bochs" : "vga";

  devices->usb3 = needs->usb3 || !devices->x86;
  devices->tablet = needs->tablet || !devices->x86;
  devices->usb_keyboard = !devices->x86;
  devices->rng = needs->virtio_rng;
  devices->agent = needs->virtio_serial;
  /* A PC gets one always: a system without the driver does not mind, and one that gets the
   * driver later has its memory figures at once. */
  devices->balloon = needs->virtio_balloon || devices->x86;
}

/* Disk first and medium second: the firmware passes over an empty disk and boots the installer,
 * and the installer's own reboot lands on the installed disk, with nobody watching.  A disk that
 * is there already may hold a system, which would keep the medium from ever being booted. */
static void
choose_boot_order (const VireoInstallPlan *plan, VireoInstallDevices *devices)
{
  gboolean has_nic = plan->nic != VIREO_NIC_NONE;
  guint next = 1;

  devices->has_disk = plan->disk != VIREO_DISK_NONE;
  devices->has_cdrom = plan->source == VIREO_SOURCE_ISO && plan->media_path != NULL;

  if (plan->disk != VIREO_DISK_EXISTING || plan->source == VIREO_SOURCE_DISK_IMAGE)
    devices->disk_order = devices->has_disk ? next++ : 0;
  devices->cdrom_order = devices->has_cdrom ? next++ : 0;
  if (plan->source == VIREO_SOURCE_NETWORK_BOOT)
    devices->nic_order = has_nic ? next++ : 0;
  if (devices->disk_order == 0 && devices->has_disk)
    devices->disk_order = next++;
}

static void
choose_targets (const VireoInstallPlan *plan, VireoInstallDevices *devices)
{
  const char *prefix = g_str_equal (devices->disk_bus, "virtio") ? "vd"
                       : g_str_equal (devices->disk_bus, "ide")  ? "hd"
                                                                 : "sd";
  const char *cdrom_prefix = g_str_equal (devices->cdrom_bus, "ide") ? "hd" : "sd";
  gboolean share = devices->has_disk && g_str_equal (prefix, cdrom_prefix);

  g_snprintf (devices->disk_target, sizeof devices->disk_target, "%sa", prefix);
  g_snprintf (devices->cdrom_target, sizeof devices->cdrom_target, "%s%c", cdrom_prefix,
              share ? 'b' : 'a');
  /* A new raw disk takes all its space at once; handing it back would undo that. */
  devices->discard = plan->disk == VIREO_DISK_EXISTING
                     || g_strcmp0 (plan->disk_format, "raw") != 0;
}

/**
 * vireo_install_plan_choose:
 * @plan: the choices
 * @devices: (out caller-allocates): what they come down to; strings are constants
 */
void
vireo_install_plan_choose (const VireoInstallPlan *plan, VireoInstallDevices *devices)
{
  memset (devices, 0, sizeof *devices);
  choose_machine (plan, devices);
  choose_devices (plan, devices);
  choose_boot_order (plan, devices);
  choose_targets (plan, devices);
}
