/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a host is and can do, read from its capabilities. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-uri.h"
#include "core/host/vireo-host.h"

void
vireo_host_facts_free (VireoHostFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->hostname);
  g_free (facts->hypervisor);
  g_free (facts->arch);
  g_free (facts->no_kvm_reason);
  g_strfreev (facts->tpm_models);
  g_strfreev (facts->video_models);
  g_strfreev (facts->disk_buses);
  g_strfreev (facts->bridges);
  g_free (facts);
}

/* Takes libvirt's malloc()ed string over into GLib's. */
static char *
take (char *text)
{
  char *copy = g_strdup (text);

  if (text == NULL)
    virResetLastError ();
  free (text);
  return copy;
}

/* An x86 processor that cannot virtualise says so here; a machine may offer /dev/kvm all the
 * same, and then no guest runs. */
static gboolean
processor_lacks_virtualisation (const char *arch)
{
  g_autofree char *cpuinfo = NULL;
  g_autoptr (GRegex) flag = NULL;

  if (!g_str_equal (arch, "x86_64") && !g_str_equal (arch, "i686"))
    return FALSE;
  if (!g_file_get_contents ("/proc/cpuinfo", &cpuinfo, NULL, NULL))
    return FALSE;
  flag = g_regex_new ("^flags\\s*:.*\\b(vmx|svm)\\b", G_REGEX_MULTILINE, 0, NULL);
  return !g_regex_match (flag, cpuinfo, 0, NULL);
}

static void
read_kvm (VireoHostFacts *facts, xmlNode *capabilities)
{
  g_autofree char *path
      = g_strdup_printf ("guest/arch[@name='%s']/domain[@type='kvm']", facts->arch);

  if (!facts->is_qemu)
    return;
  if (!vireo_xml_has (capabilities, path))
    facts->no_kvm_reason = g_strdup (
        _ ("This host does not offer hardware acceleration (KVM).  It may be switched off in the "
           "firmware settings, or the kernel module kvm is not loaded."));
  else if (facts->is_local && processor_lacks_virtualisation (facts->arch))
    facts->no_kvm_reason = g_strdup (
        _ ("The processor does not offer hardware acceleration (KVM).  It may be switched off in "
           "the firmware settings, or this computer is itself a virtual machine."));
  else
    facts->has_kvm = TRUE;
}

static GStrv
read_values (xmlNode *root, const char *xpath)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (root, xpath);

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      g_autofree char *value = vireo_xml_string (vireo_xml_nodes_get (nodes, i), ".");

      g_strv_builder_add (builder, value);
    }
  return g_strv_builder_end (builder);
}

static void
read_device_capabilities (VireoHostFacts *facts, xmlNode *root)
{
  facts->knows_devices = TRUE;
  facts->has_vfio = vireo_xml_has (root, "devices/hostdev/enum[@name='pciBackend']/value[.='vfio']");
  facts->has_virtiofs
      = vireo_xml_has (root, "devices/filesystem/enum[@name='driverType']/value[.='virtiofs']");
  facts->has_tpm_emulator
      = vireo_xml_has (root, "devices/tpm/enum[@name='backendModel']/value[.='emulator']");
  facts->tpm_models = read_values (root, "devices/tpm/enum[@name='model']/value");
  facts->video_models = read_values (root, "devices/video/enum[@name='modelType']/value");
  facts->disk_buses = read_values (root, "devices/disk/enum[@name='bus']/value");
}

static void
read_domain_capabilities (VireoHostFacts *facts, virConnectPtr connection)
{
  g_autofree char *xml
      = take (virConnectGetDomainCapabilities (connection, NULL, facts->arch, NULL,
                                               facts->has_kvm ? "kvm" : "qemu", 0));
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  xmlNode *root;

  if (doc == NULL)
    return;
  root = xmlDocGetRootElement (doc);
  facts->has_uefi = vireo_xml_has (root, "os/enum[@name='firmware']/value[.='efi']");
  facts->has_spice = vireo_xml_has (root, "devices/graphics/enum[@name='type']/value[.='spice']");
  facts->has_virtio_video
      = vireo_xml_has (root, "devices/video/enum[@name='modelType']/value[.='virtio']");
  read_device_capabilities (facts, root);
  facts->has_host_passthrough
      = vireo_xml_has (root, "cpu/mode[@name='host-passthrough'][@supported='yes']");
}

/* Bridges that somebody made for guests; the ones of libvirt's own networks are reached
 * through the network. */
static GStrv
read_local_bridges (virConnectPtr connection)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) own
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open ("/sys/class/net", 0, NULL);
  virNetworkPtr *networks = NULL;
  int n = virConnectListAllNetworks (connection, &networks, 0);
  const char *name;

  if (n < 0)
    virResetLastError ();
  for (int i = 0; i < n; i++)
    {
      char *bridge = take (virNetworkGetBridgeName (networks[i]));

      if (bridge != NULL)
        g_hash_table_add (own, bridge);
      virNetworkFree (networks[i]);
    }
  free (networks);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *mark = g_build_filename ("/sys/class/net", name, "bridge", NULL);

      if (!g_hash_table_contains (own, name) && g_file_test (mark, G_FILE_TEST_IS_DIR))
        g_strv_builder_add (builder, name);
    }
  return g_strv_builder_end (builder);
}

static GStrv
read_remote_bridges (virConnectPtr connection)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  virInterfacePtr *interfaces = NULL;
  int n = virConnectListAllInterfaces (connection, &interfaces, VIR_CONNECT_LIST_INTERFACES_ACTIVE);

  if (n < 0)
    virResetLastError ();
  for (int i = 0; i < n; i++)
    {
      g_autofree char *xml = take (virInterfaceGetXMLDesc (interfaces[i], 0));
      g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;

      if (doc != NULL && vireo_xml_has (xmlDocGetRootElement (doc), "bridge"))
        g_strv_builder_add (builder, virInterfaceGetName (interfaces[i]));
      virInterfaceFree (interfaces[i]);
    }
  free (interfaces);
  return g_strv_builder_end (builder);
}

/* What virNodeGetInfo() says is the first NUMA node's where memory was added while the machine
 * ran; the statistics count all of it. */
static guint64
read_memory (virConnectPtr connection, guint64 fallback)
{
  int n = 0;
  g_autofree virNodeMemoryStatsPtr stats = NULL;
  guint64 total = 0;

  if (virNodeGetMemoryStats (connection, VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL, &n, 0) == 0 && n > 0)
    {
      stats = g_new0 (virNodeMemoryStats, (gsize) n);
      if (virNodeGetMemoryStats (connection, VIR_NODE_MEMORY_STATS_ALL_CELLS, stats, &n, 0) < 0)
        n = 0;
    }
  for (int i = 0; i < n; i++)
    if (g_str_equal (stats[i].field, VIR_NODE_MEMORY_STATS_TOTAL))
      total = stats[i].value * VIREO_KIB;
  virResetLastError ();
  return MAX (total, fallback);
}

/**
 * vireo_host_facts_read:
 * @connection: an open connection
 * @error: (out) (optional): set when not even the node's basic facts can be had
 *
 * Worker.  Takes a while: QEMU is asked for its capabilities.
 *
 * Returns: (transfer full) (nullable): the facts
 */
VireoHostFacts *
vireo_host_facts_read (virConnectPtr connection, GError **error)
{
  g_autoptr (VireoHostFacts) facts = g_new0 (VireoHostFacts, 1);
  g_autofree char *uri = NULL;
  g_autofree char *capabilities = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  unsigned long version = 0;
  virNodeInfo node;

  VIREO_ASSERT_WORKER ();
  if (virNodeGetInfo (connection, &node) < 0)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  uri = take (virConnectGetURI (connection));
  facts->hostname = take (virConnectGetHostname (connection));
  facts->hypervisor = g_strdup (virConnectGetType (connection));
  facts->is_qemu = g_strcmp0 (facts->hypervisor, "QEMU") == 0;
  facts->is_local = uri != NULL && vireo_host_uri_is_local (uri);
  facts->is_session = uri != NULL && strstr (uri, "/session") != NULL;
  facts->n_cpus = node.cpus;
  facts->memory = read_memory (connection, (guint64) node.memory * VIREO_KIB);
  facts->arch = g_strdup (node.model);
  if (virConnectGetLibVersion (connection, &version) == 0)
    facts->libvirt_version = version;
  if (virConnectGetVersion (connection, &version) == 0)
    facts->hypervisor_version = version;

  capabilities = take (virConnectGetCapabilities (connection));
  doc = capabilities != NULL ? vireo_xml_parse (capabilities, NULL) : NULL;
  if (doc != NULL)
    {
      xmlNode *root = xmlDocGetRootElement (doc);
      char *arch = vireo_xml_string (root, "host/cpu/arch");
      g_autofree char *q35 = NULL;

      if (arch != NULL)
        {
          g_free (facts->arch);
          facts->arch = arch;
        }
      q35 = g_strdup_printf ("guest/arch[@name='%s']/machine[.='q35']", facts->arch);
      facts->has_q35 = vireo_xml_has (root, q35);
      read_kvm (facts, root);
    }
  if (facts->is_qemu)
    read_domain_capabilities (facts, connection);
  facts->bridges
      = facts->is_local ? read_local_bridges (connection) : read_remote_bridges (connection);
  virResetLastError ();
  return g_steal_pointer (&facts);
}
