/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of a domain document as a whole; those of one device are in vireo-domain-edit-device.c,
 * what it takes to change a tree in vireo-domain-edit-tree.c. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-device-private.h"
#include "core/model/vireo-domain-edit-private.h"

/* --- vCPUs --- */

typedef struct
{
  guint vcpus, max_vcpus;
  const VireoTopology *topology; /* (nullable) */
} Vcpus;

/* Sockets follow the number where they can; a topology that fits nothing is worse than none. */
static void
fit_topology (xmlNode *topology, guint max_vcpus)
{
  guint64 dies = vireo_xml_uint (topology, "@dies", 1);
  guint64 cores = vireo_xml_uint (topology, "@cores", 1);
  guint64 threads = vireo_xml_uint (topology, "@threads", 1);
  guint64 per_socket = dies * cores * threads;

  if (per_socket > 0 && max_vcpus % per_socket == 0)
    vireo_tree_set_number (topology, "sockets", max_vcpus / per_socket);
  else
    vireo_tree_remove (topology);
}

static gboolean
set_topology (xmlNode *domain, const Vcpus *wanted, GError **error)
{
  const VireoTopology *topology = wanted->topology;
  xmlNode *node;

  if (topology == NULL)
    {
      node = vireo_xml_first (domain, "cpu/topology");
      if (node != NULL)
        fit_topology (node, wanted->max_vcpus);
      return TRUE;
    }
  if (topology->sockets == 0)
    {
      vireo_tree_remove_all (domain, "cpu/topology");
      vireo_tree_prune (domain, "cpu");
      return TRUE;
    }
  if ((guint64) topology->sockets * topology->dies * topology->cores * topology->threads
      != wanted->max_vcpus)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   _ ("Sockets × dies × cores × threads must come to %u, the most virtual "
                      "processors."),
                   wanted->max_vcpus);
      return FALSE;
    }
  node = vireo_tree_ensure (vireo_tree_ensure (domain, "cpu", "features"), "topology", NULL);
  vireo_tree_set_number (node, "sockets", topology->sockets);
  if (topology->dies != 1 || xmlHasProp (node, BAD_CAST "dies") != NULL)
    vireo_tree_set_number (node, "dies", topology->dies);
  vireo_tree_set_number (node, "cores", topology->cores);
  vireo_tree_set_number (node, "threads", topology->threads);
  return TRUE;
}

/* Guest NUMA cells name each vCPU.  With one cell it is plain what is meant. */
static gboolean
set_numa_vcpus (xmlNode *domain, const Vcpus *wanted, GError **error)
{
  g_autoptr (VireoXmlNodes) cells = vireo_xml_find (domain, "cpu/numa/cell");
  g_autofree char *all = g_strdup_printf ("0-%u", wanted->max_vcpus - 1);

  if (vireo_xml_nodes_count (cells) == 0
      || vireo_xml_uint (domain, "vcpu", 1) == wanted->max_vcpus)
    return TRUE;
  if (vireo_xml_nodes_count (cells) > 1)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("The virtual processors are shared out among NUMA cells.  Change "
                              "their number in the XML."));
      return FALSE;
    }
  vireo_tree_set_attribute (vireo_xml_nodes_get (cells, 0), "cpus",
                            wanted->max_vcpus > 1 ? all : "0");
  return TRUE;
}

static gboolean
edit_vcpus (xmlNode *domain, gconstpointer data, GError **error)
{
  const Vcpus *wanted = data;
  xmlNode *node = vireo_tree_ensure (domain, "vcpu", "memory");
  g_autofree char *text = g_strdup_printf ("%u", wanted->max_vcpus);

  if (wanted->vcpus == 0 || wanted->vcpus > wanted->max_vcpus)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   _ ("There must be at least one virtual processor and no more than %u."),
                   wanted->max_vcpus);
      return FALSE;
    }
  if (!set_numa_vcpus (domain, wanted, error) || !set_topology (domain, wanted, error))
    return FALSE;
  xmlNodeSetContent (node, BAD_CAST text);
  vireo_tree_set_number (node, "current", wanted->vcpus < wanted->max_vcpus ? wanted->vcpus : 0);
  /* One by one they are only listed when some are plugged in out of turn. */
  vireo_tree_remove_all (domain, "vcpus");
  return TRUE;
}

char *
vireo_domain_edit_vcpus (const char *xml,
                         guint vcpus,
                         guint max_vcpus,
                         const VireoTopology *topology,
                         GError **error)
{
  const Vcpus wanted = { vcpus, max_vcpus, topology };

  return vireo_tree_edit_text (xml, edit_vcpus, &wanted, error);
}

/* --- memory --- */

typedef struct
{
  guint64 memory, max_memory;
} Memory;

static gboolean
edit_memory (xmlNode *domain, gconstpointer data, GError **error)
{
  const Memory *wanted = data;
  g_autoptr (VireoXmlNodes) cells = vireo_xml_find (domain, "cpu/numa/cell");
  guint n_cells = vireo_xml_nodes_count (cells);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, wanted->max_memory / 1024);

  if (wanted->memory == 0 || wanted->memory > wanted->max_memory)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("The memory must be more than nothing and no more than its "
                              "maximum."));
      return FALSE;
    }
  if (n_cells > 1 && vireo_xml_bytes (domain, "memory") != wanted->max_memory)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("The memory is shared out among NUMA cells.  Change its maximum in "
                              "the XML."));
      return FALSE;
    }
  if (n_cells == 1)
    {
      vireo_tree_set_attribute (vireo_xml_nodes_get (cells, 0), "memory", text);
      vireo_tree_set_attribute (vireo_xml_nodes_get (cells, 0), "unit", "KiB");
    }
  vireo_tree_set_bytes (domain, "memory", wanted->max_memory, "maxMemory");
  vireo_tree_set_bytes (domain, "currentMemory", wanted->memory, "memory");
  return TRUE;
}

char *
vireo_domain_edit_memory (const char *xml, guint64 memory, guint64 max_memory, GError **error)
{
  const Memory wanted = { memory, max_memory };

  return vireo_tree_edit_text (xml, edit_memory, &wanted, error);
}

/* --- processor model --- */

typedef struct
{
  const char *mode, *model; /* (nullable) */
} Cpu;

static gboolean
edit_cpu (xmlNode *domain, gconstpointer data, GError **error)
{
  const Cpu *wanted = data;
  gboolean custom = g_strcmp0 (wanted->mode, "custom") == 0;
  xmlNode *cpu;
  g_autofree char *mode = NULL;

  if (custom && (wanted->model == NULL || *wanted->model == '\0'))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("No processor model was chosen."));
      return FALSE;
    }
  cpu = vireo_tree_ensure (domain, "cpu", "features");
  mode = vireo_xml_string (cpu, "@mode");
  if (g_strcmp0 (mode, wanted->mode) != 0)
    {
      /* What qualifies the old choice says nothing about the new one. */
      vireo_tree_set_attribute (cpu, "match", NULL);
      vireo_tree_set_attribute (cpu, "check", NULL);
      vireo_tree_set_attribute (cpu, "migratable", NULL);
      vireo_tree_remove_all (cpu, "vendor");
      vireo_tree_remove_all (cpu, "model");
    }
  vireo_tree_set_attribute (cpu, "mode", wanted->mode);
  if (custom)
    {
      vireo_tree_set_attribute (cpu, "match", "exact");
      vireo_tree_set_text (cpu, "model", wanted->model);
      vireo_tree_remove_all (cpu, "vendor");
    }
  /* Single features go by the model they were chosen for. */
  if (wanted->mode == NULL)
    vireo_tree_remove_all (cpu, "feature");
  vireo_tree_prune (domain, "cpu");
  return TRUE;
}

char *
vireo_domain_edit_cpu (const char *xml, const char *mode, const char *model, GError **error)
{
  const Cpu wanted = { mode, model };

  return vireo_tree_edit_text (xml, edit_cpu, &wanted, error);
}

/* --- boot order --- */

static void
forget_boot_order (xmlNode *domain)
{
  xmlNode *boot;

  vireo_tree_remove_all (domain, "os/boot");
  while ((boot = vireo_xml_first (domain, "devices/*/boot[@order]")) != NULL)
    {
      xmlNode *device = boot->parent;

      vireo_tree_set_attribute (boot, "order", NULL);
      vireo_tree_prune (device, "boot"); /* it may say more on other machines */
    }
}

static gboolean
edit_boot (xmlNode *domain, gconstpointer data, GError **error)
{
  const char *const *keys = data;

  forget_boot_order (domain);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      xmlNode *device = vireo_device_find (domain, keys[i]);

      if (device == NULL)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
                       _ ("The device “%s” is not there any more."), keys[i]);
          return FALSE;
        }
      vireo_tree_set_number (vireo_tree_ensure (device, "boot", "target"), "order", i + 1);
    }
  return TRUE;
}

char *
vireo_domain_edit_boot (const char *xml, const char *const *keys, GError **error)
{
  return vireo_tree_edit_text (xml, edit_boot, keys, error);
}

/* --- firmware --- */

typedef struct
{
  VireoFirmware firmware;
  gboolean secure_boot;
} Firmware;

static gboolean
edit_firmware (xmlNode *domain, gconstpointer data, GError **error)
{
  const Firmware *wanted = data;
  xmlNode *os = vireo_xml_first (domain, "os");
  xmlNode *node;

  if (os == NULL || wanted->firmware == VIREO_FIRMWARE_OTHER)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("This kind of virtual machine has no choice of firmware."));
      return FALSE;
    }
  vireo_tree_remove_all (os, "loader");
  vireo_tree_remove_all (os, "nvram");
  vireo_tree_remove_all (os, "firmware");
  vireo_tree_set_attribute (os, "firmware",
                            wanted->firmware == VIREO_FIRMWARE_UEFI ? "efi" : NULL);
  if (wanted->firmware == VIREO_FIRMWARE_BIOS)
    return TRUE;

  node = vireo_tree_ensure (os, "firmware", "type");
  for (gsize i = 0; i < 2; i++)
    {
      xmlNode *feature = vireo_tree_insert (
          node, xmlNewDocNode (node->doc, NULL, BAD_CAST "feature", NULL), NULL);

      vireo_tree_set_attribute (feature, "enabled", wanted->secure_boot ? "yes" : "no");
      vireo_tree_set_attribute (feature, "name", i == 0 ? "enrolled-keys" : "secure-boot");
    }
  vireo_tree_ensure (vireo_tree_ensure (domain, "features", "os"), "acpi", NULL);
  return TRUE;
}

char *
vireo_domain_edit_firmware (const char *xml,
                            VireoFirmware firmware,
                            gboolean secure_boot,
                            GError **error)
{
  const Firmware wanted = { firmware, secure_boot };

  return vireo_tree_edit_text (xml, edit_firmware, &wanted, error);
}
