/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-setting-text.h"

char *
vireo_setting_text_vcpus (const VireoDomainValues *values)
{
  g_autofree char *now = vireo_text_cpus (NULL, values->vcpus);

  if (values->max_vcpus <= values->vcpus)
    return g_steal_pointer (&now);
  /* Translators: virtual processors plugged in and the most there can be, as "2 CPUs of at most
   * 8" */
  return g_strdup_printf (_ ("%s of at most %u"), now, values->max_vcpus);
}

char *
vireo_setting_text_topology (const VireoDomainValues *values)
{
  if (values->sockets == 0)
    return g_strdup ("");
  if (values->dies > 1)
    return g_strdup_printf (_ ("Sockets: %u, dies: %u, cores: %u, threads: %u"), values->sockets,
                            values->dies, values->cores, values->threads);
  return g_strdup_printf (_ ("Sockets: %u, cores: %u, threads: %u"), values->sockets,
                          values->cores, values->threads);
}

char *
vireo_setting_text_cpu (const char *mode, const char *model)
{
  if (mode == NULL)
    return g_strdup (_ ("As the hypervisor chooses"));
  if (g_str_equal (mode, "host-passthrough"))
    return g_strdup (_ ("The host's own (host-passthrough)"));
  if (g_str_equal (mode, "host-model"))
    return g_strdup (_ ("Like the host's (host-model)"));
  if (g_str_equal (mode, "maximum"))
    return g_strdup (_ ("All that the hypervisor can do (maximum)"));
  return g_strdup (model != NULL ? model : mode);
}

char *
vireo_setting_text_memory (guint64 memory, guint64 max_memory)
{
  g_autofree char *now = vireo_size_to_text (memory);
  g_autofree char *max = vireo_size_to_text (max_memory);

  if (max_memory <= memory)
    return g_steal_pointer (&now);
  /* Translators: memory now and the most it can get, as "2 GiB of at most 4 GiB" */
  return g_strdup_printf (_ ("%s of at most %s"), now, max);
}

char *
vireo_setting_text_firmware (VireoFirmware firmware, gboolean secure_boot)
{
  switch (firmware)
    {
    case VIREO_FIRMWARE_BIOS:
      return g_strdup (_ ("BIOS"));
    case VIREO_FIRMWARE_UEFI:
      return g_strdup (secure_boot ? _ ("UEFI with Secure Boot") : _ ("UEFI"));
    case VIREO_FIRMWARE_OTHER:
    default:
      return g_strdup (_ ("None: it boots a kernel directly"));
    }
}

char *
vireo_setting_text_uptime (guint64 seconds)
{
  guint days = (guint) (seconds / 86400);
  guint hours = (guint) (seconds / 3600 % 24);
  guint minutes = (guint) (seconds / 60 % 60);
  g_autofree char *coarse = NULL;
  g_autofree char *fine = NULL;

  if (seconds < 60)
    return g_strdup (_ ("Less than a minute"));
  if (days > 0)
    coarse = g_strdup_printf (ngettext ("%u day", "%u days", days), days);
  else if (hours == 0)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  if (hours > 0)
    fine = g_strdup_printf (ngettext ("%u hour", "%u hours", hours), hours);
  if (days == 0)
    {
      coarse = g_steal_pointer (&fine);
      fine = minutes > 0 ? g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes)
                         : NULL;
    }
  /* Translators: a time in two units, as "3 hours 12 minutes" */
  return fine != NULL ? g_strdup_printf (_ ("%s %s"), coarse, fine) : g_steal_pointer (&coarse);
}

static char *
boot_text (const VireoDomainValues *values)
{
  if (values->boot[0] == NULL)
    return g_strdup (_ ("nothing"));
  return g_strjoinv (", ", values->boot);
}

/* The number of processors and, where that differs, how they are arranged. */
static char *
vcpus_text (const VireoDomainValues *values, gboolean with_topology)
{
  g_autofree char *number = vireo_setting_text_vcpus (values);
  g_autofree char *topology = vireo_setting_text_topology (values);

  if (!with_topology || *topology == '\0')
    return g_steal_pointer (&number);
  return g_strdup_printf ("%s (%s)", number, topology);
}

static char *
value_text (const VireoDomainValues *values, VireoSetting one, gboolean with_topology)
{
  switch (one)
    {
    case VIREO_SETTING_VCPUS:
      return vcpus_text (values, with_topology);
    case VIREO_SETTING_CPU:
      return vireo_setting_text_cpu (values->cpu_mode, values->cpu_model);
    case VIREO_SETTING_MEMORY:
      return vireo_setting_text_memory (values->memory, values->max_memory);
    case VIREO_SETTING_BOOT:
      return boot_text (values);
    case VIREO_SETTING_FIRMWARE:
      return vireo_setting_text_firmware (values->firmware, values->secure_boot);
    case VIREO_SETTING_NOTHING:
    default:
      return g_strdup ("");
    }
}

char *
vireo_setting_text_pending (VireoDomainSettings *settings, VireoSetting one)
{
  const VireoDomainValues *live = vireo_domain_settings_get_live (settings);
  const VireoDomainValues *config = vireo_domain_settings_get_config (settings);
  gboolean with_topology;
  g_autofree char *now = NULL;
  g_autofree char *then = NULL;

  if ((vireo_domain_settings_get_pending (settings) & one) == 0)
    return NULL;
  with_topology = live->sockets != config->sockets || live->dies != config->dies
                  || live->cores != config->cores || live->threads != config->threads;
  now = value_text (live, one, with_topology);
  then = value_text (config, one, with_topology);
  /* Translators: a setting, as "4 CPUs now, 8 CPUs at the next start" */
  return g_strdup_printf (_ ("%s now, %s at the next start"), now, then);
}

char *
vireo_setting_text_cpus_given (const VireoHostFacts *facts, guint given)
{
  if (facts == NULL || facts->n_cpus == 0)
    return g_strdup ("");
  /* Translators: virtual processors of the running VMs and processors that the host has, as "This
   * host gives out 12 of 8 CPUs to its running VMs" */
  return g_strdup_printf (ngettext ("This host gives out %u of %u CPU to its running virtual "
                                    "machines",
                                    "This host gives out %u of %u CPUs to its running virtual "
                                    "machines",
                                    facts->n_cpus),
                          given, facts->n_cpus);
}

char *
vireo_setting_text_memory_given (const VireoHostFacts *facts, guint64 given)
{
  g_autofree char *out = vireo_size_to_text (given);
  g_autofree char *there = NULL;

  if (facts == NULL || facts->memory == 0)
    return g_strdup ("");
  there = vireo_size_to_text (facts->memory);
  return g_strdup_printf (_ ("This host gives out %s of %s to its running virtual machines"), out,
                          there);
}
