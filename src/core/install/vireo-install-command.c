/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan as the virt-install command that makes the same VM. */

#include "config.h"

#include "core/base/vireo-units.h"
#include "core/install/vireo-install-choices.h"
#include "core/model/vireo-journal.h"

/* virt-install splits an option's value at commas the way a shell splits at spaces, so a piece
 * that holds one of the signs it knows goes into quotes of its own. */
static char *
sub_option (const char *name, const char *value)
{
  GString *text = g_string_new (name);

  g_string_append_c (text, '=');
  if (strpbrk (value, ",'\"\\#") == NULL)
    g_string_append (text, value);
  else
    {
      g_string_append_c (text, '"');
      for (const char *c = value; *c != '\0'; c++)
        {
          if (*c == '"' || *c == '\\')
            g_string_append_c (text, '\\');
          g_string_append_c (text, *c);
        }
      g_string_append_c (text, '"');
    }
  return g_string_free (text, FALSE);
}

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

static void
add_disks (GStrvBuilder *argv, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  if (!devices->has_disk)
    add (argv, "--disk", "none");
  else
    {
      g_autoptr (GString) value = g_string_new (NULL);
      g_autofree char *where = plan->disk_path != NULL
                                   ? sub_option ("path", plan->disk_path)
                                   : sub_option ("pool", vireo_install_plan_get_pool (plan));

      g_string_append (value, where);
      if (plan->disk == VIREO_DISK_NEW)
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
    }
  if (devices->has_cdrom && plan->answers == NULL)
    {
      g_autofree char *path = sub_option ("path", vireo_install_plan_get_medium (plan));
      g_autoptr (GString) value = g_string_new (path);

      g_string_append_printf (value, ",device=cdrom,bus=%s", devices->cdrom_bus);
      append_boot_order (value, devices->cdrom_order);
      add (argv, "--disk", value->str);
    }
}

static void
add_network (GStrvBuilder *argv, const VireoInstallPlan *plan, const VireoInstallDevices *devices)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (plan->nic == VIREO_NIC_NONE)
    {
      add (argv, "--network", "none");
      return;
    }
  if (plan->nic == VIREO_NIC_USER)
    g_string_append (value, "user");
  else
    {
      g_autofree char *source = sub_option (
          plan->nic == VIREO_NIC_NETWORK ? "network" : "bridge", plan->nic_source);

      g_string_append (value, source);
    }
  g_string_append_printf (value, ",model=%s", devices->nic_model);
  if (plan->mac != NULL)
    g_string_append_printf (value, ",mac=%s", plan->mac);
  append_boot_order (value, devices->nic_order);
  add (argv, "--network", value->str);
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
      add (argv, "--extra-args", "auto=true priority=critical");
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
  add_network (argv, plan, &devices);
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
 * vireo_install_plan_to_command:
 *
 * Returns: (transfer full): one line that a shell takes, doing what the plan does; g_free()
 */
char *
vireo_install_plan_to_command (const VireoInstallPlan *plan)
{
  g_auto (GStrv) argv = vireo_install_plan_to_argv (plan, NULL);
  g_autofree char *line = vireo_command_to_text ((const char *const *) argv);

  /* virt-install starts what it defines; to define alone takes another program. */
  if (!plan->start)
    return g_strconcat (line, " --print-xml | virsh define /dev/stdin", NULL);
  return g_steal_pointer (&line);
}
