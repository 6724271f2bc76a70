/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan as the virt-install command that makes the same VM. */

#include "config.h"

#include "core/base/vireo-units.h"
#include "core/install/vireo-install-choices.h"
#include "core/install/vireo-preseed.h"
#include "core/model/vireo-journal.h"

static void
add (GStrvBuilder *argv, const char *option, const char *value)
{
  g_strv_builder_add (argv, option);
  if (value != NULL)
    g_strv_builder_add (argv, value);
}

static void G_GNUC_PRINTF (3, 4)
add_printf (GStrvBuilder *argv, const char *option, const char *format, ...)
{
  g_autofree char *value = NULL;
  va_list list;

  va_start (list, format);
  value = g_strdup_vprintf (format, list);
  va_end (list);
  add (argv, option, value);
}

static void
append_boot_order (GString *value, guint order)
{
  if (order > 0)
    g_string_append_printf (value, ",boot.order=%u", order);
}

/* How the disks that are made from an import are called: "web.qcow2", "web-disk2.qcow2". */
static char *
import_name (const VireoInstallPlan *plan, guint i)
{
  g_autofree char *first = vireo_install_plan_to_volume_name (plan);
  char *dot = strrchr (first, '.');
  g_autofree char *stem = g_strndup (first, (gsize) (dot - first));

  return i > 0 ? g_strdup_printf ("%s-disk%u%s", stem, i + 1, dot) : g_steal_pointer (&first);
}

static char *
import_volume (const VireoInstallPlan *plan, guint i)
{
  g_autofree char *name = import_name (plan, i);
  g_autofree char *both = g_strdup_printf ("%s/%s", vireo_install_plan_get_pool (plan), name);

  return vireo_command_sub_option ("vol", both);
}

static void
add_more_disks (GStrvBuilder *argv, const VireoInstallPlan *plan,
                const VireoInstallDevices *devices)
{
  for (guint i = 1; plan->import != NULL && i < plan->import->disks->len; i++)
    {
      g_autofree char *volume = import_volume (plan, i);

      add_printf (argv, "--disk", "%s,format=%s,bus=%s", volume, plan->disk_format,
                  devices->disk_bus);
    }
}

static void
add_disks (GStrvBuilder *argv, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  if (!devices->has_disk)
    add (argv, "--disk", "none");
  else
    {
      g_autoptr (GString) value = g_string_new (NULL);
      g_autofree char *where
          = plan->disk_path != NULL
                ? vireo_command_sub_option ("path", plan->disk_path)
                : vireo_command_sub_option ("pool", vireo_install_plan_get_pool (plan));

      if (plan->import != NULL)
        {
          g_free (where);
          where = import_volume (plan, 0);
        }
      g_string_append (value, where);
      if (plan->disk == VIREO_DISK_NEW && plan->import == NULL)
        {
          char size[G_ASCII_DTOSTR_BUF_SIZE];

          g_ascii_formatd (size, sizeof size, "%.9g", (double) plan->disk_size / (double) VIREO_GIB);
          g_string_append_printf (value, ",size=%s", size);
          if (!devices->discard)
            g_string_append (value, ",sparse=no");
        }
      g_string_append_printf (value, ",format=%s,bus=%s", plan->disk_format, devices->disk_bus);
      if (devices->discard)
        g_string_append (value, ",driver.discard=unmap");
      append_boot_order (value, devices->disk_order);
      add (argv, "--disk", value->str);
      add_more_disks (argv, plan, devices);
    }
  if (devices->has_cdrom && plan->answers == NULL)
    {
      const char *medium = vireo_install_plan_get_medium (plan);
      g_autofree char *path = vireo_command_sub_option ("path", medium);
      g_autoptr (GString) value = g_string_new (path);

      g_string_append_printf (value, ",device=cdrom,bus=%s", devices->cdrom_bus);
      append_boot_order (value, devices->cdrom_order);
      add (argv, "--disk", value->str);
    }
}

static void
add_network (GStrvBuilder *argv, const VireoInstallPlan *plan, const VireoInstallDevices *devices,
             gboolean is_first)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (plan->nic == VIREO_NIC_USER)
    g_string_append (value, "user");
  else
    {
      g_autofree char *source = vireo_command_sub_option (
          plan->nic == VIREO_NIC_NETWORK ? "network" : "bridge", plan->nic_source);

      g_string_append (value, source);
    }
  g_string_append_printf (value, ",model=%s", devices->nic_model);
  if (is_first && plan->mac != NULL)
    g_string_append_printf (value, ",mac=%s", plan->mac);
  if (is_first)
    append_boot_order (value, devices->nic_order);
  add (argv, "--network", value->str);
}

static void
add_networks (GStrvBuilder *argv, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  if (plan->nic == VIREO_NIC_NONE)
    add (argv, "--network", "none");
  for (guint i = 0; plan->nic != VIREO_NIC_NONE && i <= plan->more_nics; i++)
    add_network (argv, plan, devices, i == 0);
}

/**
 * vireo_install_plan_to_argv:
 * @plan: the choices; its name is set
 * @uri: (nullable): the host it is for
 *
 * The system is not named, because virt-install refuses one that the machine's own database does
 * not have; every device that would follow from it is named instead.
 *
 * Returns: (transfer full): the words of a virt-install command; g_strfreev()
 */
GStrv
vireo_install_plan_to_argv (const VireoInstallPlan *plan, const char *uri)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  VireoInstallDevices devices;

  vireo_install_plan_choose (plan, &devices);
  add (argv, "virt-install", NULL);
  if (uri != NULL)
    add (argv, "--connect", uri);
  add (argv, "--name", plan->name);
  add (argv, "--osinfo", "detect=on,require=off");
  add (argv, "--virt-type", plan->kvm ? "kvm" : "qemu");
  add (argv, "--arch", plan->arch);
  if (devices.machine != NULL)
    add (argv, "--machine", devices.machine);
  add_printf (argv, "--cpu", "mode=%s", devices.cpu_mode);
  add_printf (argv, "--vcpus", "%u", plan->n_vcpus);
  add_printf (argv, "--memory", "%" G_GUINT64_FORMAT, plan->memory / VIREO_MIB);
  if (devices.uefi)
    add (argv, "--boot", "firmware=efi,firmware.feature0.name=secure-boot,"
                         "firmware.feature0.enabled=no");
  if (plan->answers != NULL && devices.has_cdrom
      && plan->answers->kind == VIREO_ANSWERS_PRESEED)
    {
      add (argv, "--location", vireo_install_plan_get_medium (plan));
      add (argv, "--initrd-inject", "preseed.cfg");
      if (plan->answers->ssh_keys != NULL && plan->answers->ssh_keys[0] != NULL)
        add (argv, "--initrd-inject", VIREO_PRESEED_KEYS);
      add (argv, "--extra-args", "priority=critical");
    }
  else if (plan->answers != NULL && devices.has_cdrom)
    {
      /* Puts the file into the installer's initrd, where Vireo makes a drive of it. */
      add (argv, "--location", vireo_install_plan_get_medium (plan));
      add (argv, "--initrd-inject", "ks.cfg");
      add (argv, "--extra-args", "inst.ks=file:/ks.cfg");
    }
  else
    /* Without a phase of its own for the installation: the boot order sees to that. */
    add (argv, "--import", NULL);
  add_disks (argv, plan, &devices);
  add_networks (argv, plan, &devices);
  add (argv, "--graphics", "vnc,listen=127.0.0.1");
  add_printf (argv, "--video", "%s", devices.video);
  if (devices.tablet)
    add (argv, "--input", "tablet,bus=usb");
  if (devices.agent)
    add (argv, "--channel", "unix,target.type=virtio,target.name=org.qemu.guest_agent.0");
  if (devices.rng)
    add (argv, "--rng", "/dev/urandom");
  add_printf (argv, "--clock", "offset=%s", devices.windows ? "localtime" : "utc");
  if (plan->autostart)
    add (argv, "--autostart", NULL);
  add (argv, "--noautoconsole", NULL);
  return g_strv_builder_end (argv);
}

/**
 * vireo_install_plan_to_import_commands:
 * @directory: where the disks go
 *
 * Returns: (transfer full) (element-type GStrv): what makes the disks, before virt-install
 */
GPtrArray *
vireo_install_plan_to_import_commands (const VireoInstallPlan *plan, const char *directory)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; plan->import != NULL && i < plan->import->disks->len; i++)
    {
      const VireoImportDisk *disk = vireo_import_get_disk (plan->import, i);
      g_autofree char *name = import_name (plan, i);
      g_autofree char *target = g_build_filename (directory, name, NULL);
      const char *unpack[] = { "tar", "-xf", plan->import->path, "--", disk->member, NULL };
      const char *gunzip[] = { "gunzip", "-k", "-S", "", "--", disk->member, NULL };
      const char *source = disk->member != NULL ? disk->member : plan->import->path;
      const char *convert[]
          = { "qemu-img", "convert", "-p", "-f", disk->format != NULL ? disk->format : "vmdk",
              "-O", plan->disk_format, source, target, NULL };

      if (disk->member != NULL)
        g_ptr_array_add (commands, g_strdupv ((char **) unpack));
      if (disk->gzip)
        g_ptr_array_add (commands, g_strdupv ((char **) gunzip));
      g_ptr_array_add (commands, g_strdupv ((char **) convert));
    }
  return commands;
}

/* What comes before virt-install, a line each. */
static char *
import_to_text (const VireoInstallPlan *plan)
{
  g_autoptr (GPtrArray) commands = vireo_install_plan_to_import_commands (plan, ".");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < commands->len; i++)
    {
      g_autofree char *line
          = vireo_command_to_text (g_ptr_array_index (commands, i));

      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (text, FALSE);
}

/**
 * vireo_install_plan_to_command:
 *
 * Returns: (transfer full): what a shell takes, one line unless a disk is converted first, doing what the plan does; g_free()
 */
char *
vireo_install_plan_to_command (const VireoInstallPlan *plan)
{
  g_auto (GStrv) argv = vireo_install_plan_to_argv (plan, NULL);
  g_autofree char *words = vireo_command_to_text ((const char *const *) argv);
  g_autofree char *before = import_to_text (plan);
  g_autofree char *line = g_strconcat (before, words, NULL);

  /* virt-install starts what it defines; to define alone takes another program. */
  if (!plan->start)
    return g_strconcat (line, " --print-xml | virsh define /dev/stdin", NULL);
  return g_steal_pointer (&line);
}
