/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What this machine and libvirt tell the doctor.  Nothing is judged here. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-doctor-facts.h"
#include "core/model/vireo-network.h"
#include "core/model/vireo-pool.h"

void
vireo_doctor_bridge_free (gpointer pointer)
{
  VireoDoctorBridge *bridge = pointer;

  g_free (bridge->name);
  g_free (bridge->network);
  g_strfreev (bridge->ports);
  g_free (bridge);
}

VireoDoctorBridge *
vireo_doctor_bridge_new (const char *name)
{
  VireoDoctorBridge *bridge = g_new0 (VireoDoctorBridge, 1);

  bridge->name = g_strdup (name);
  return bridge;
}

VireoDoctorFacts *
vireo_doctor_facts_new (void)
{
  return g_new0 (VireoDoctorFacts, 1);
}

void
vireo_doctor_facts_free (VireoDoctorFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->uri);
  g_free (facts->connection_error);
  g_free (facts->arch);
  g_free (facts->user);
  g_free (facts->installer);
  g_free (facts->daemon);
  g_free (facts->network.where);
  g_free (facts->pool.where);
  g_free (facts->pool_folder);
  g_free (facts->qemu_img);
  g_clear_pointer (&facts->bridges, g_ptr_array_unref);
  g_free (facts);
}

static VireoAnswer
answer (gboolean yes)
{
  return yes ? VIREO_ANSWER_YES : VIREO_ANSWER_NO;
}

static gboolean
exists (const char *root, const char *path)
{
  g_autofree char *whole = g_strconcat (root, path, NULL);

  return g_file_test (whole, G_FILE_TEST_EXISTS);
}

static char *
read_file (const char *root, const char *path)
{
  g_autofree char *whole = g_strconcat (root, path, NULL);
  char *text = NULL;

  return g_file_get_contents (whole, &text, NULL, NULL) ? text : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Names in a directory, sorted. */
static GStrv
list_directory (const char *root, const char *path)
{
  g_autofree char *whole = g_strconcat (root, path, NULL);
  g_autoptr (GDir) dir = g_dir_open (whole, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_steal (names, NULL);
}

/* Opening it asks for nothing and starts nothing. */
static void
collect_kvm_device (VireoDoctorFacts *facts, const char *root)
{
  g_autofree char *path = g_strconcat (root, "/dev/kvm", NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NONBLOCK);

  facts->kvm_errno = fd < 0 ? errno : 0;
  facts->kvm_device = answer (fd >= 0 || errno != ENOENT);
  if (fd >= 0)
    close (fd);
}

static void
collect_processor (VireoDoctorFacts *facts, const char *root)
{
  g_autofree char *cpuinfo = read_file (root, "/proc/cpuinfo");
  g_autoptr (GRegex) flags = g_regex_new ("^flags\\s*:(.*)$", G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *intel = read_file (root, "/sys/module/kvm_intel/parameters/nested");
  g_autofree char *amd = read_file (root, "/sys/module/kvm_amd/parameters/nested");
  const char *nested = intel != NULL ? intel : amd;

  if (nested != NULL)
    facts->nested = answer (*nested == 'Y' || *nested == 'y' || *nested == '1');
  /* Other processors than those of x86 have no such line. */
  if (cpuinfo != NULL && g_regex_match (flags, cpuinfo, 0, &match))
    {
      g_autofree char *line = g_match_info_fetch (match, 1);
      g_auto (GStrv) words = g_strsplit_set (line, " \t", -1);

      facts->is_intel = strstr (cpuinfo, "GenuineIntel") != NULL;
      facts->cpu_flag = answer (g_strv_contains ((const char *const *) words, "vmx")
                                || g_strv_contains ((const char *const *) words, "svm"));
      facts->is_guest = g_strv_contains ((const char *const *) words, "hypervisor");
    }
}

static void
collect_daemon (VireoDoctorFacts *facts, const char *root)
{
  g_autofree char *runtime
      = facts->is_session
            ? g_build_filename (g_get_user_runtime_dir (), "libvirt", NULL)
            : g_strdup ("/run/libvirt");
  g_autofree char *modular = g_build_filename (runtime, "virtqemud-sock", NULL);
  g_autofree char *classic = g_build_filename (runtime, "libvirt-sock", NULL);

  if (exists (root, modular))
    facts->daemon = g_strdup ("virtqemud");
  else if (exists (root, classic))
    facts->daemon = g_strdup ("libvirtd");
}

static gboolean
is_in_session (gid_t group)
{
  int n = getgroups (0, NULL);
  g_autofree gid_t *groups = n > 0 ? g_new0 (gid_t, (gsize) n) : NULL;

  if (getegid () == group)
    return TRUE;
  n = n > 0 ? getgroups (n, groups) : 0;
  for (int i = 0; i < n; i++)
    if (groups[i] == group)
      return TRUE;
  return FALSE;
}

static void
collect_user (VireoDoctorFacts *facts)
{
  char buffer[16384];
  struct group group;
  struct group *found = NULL;

  facts->user = g_strdup (g_get_user_name ());
  facts->is_root = geteuid () == 0;
  if (getgrnam_r ("libvirt", &group, buffer, sizeof buffer, &found) != 0)
    return;
  facts->group_exists = answer (found != NULL);
  if (found == NULL)
    return;
  facts->group_in_session = answer (is_in_session (found->gr_gid));
  facts->group_listed
      = answer (g_strv_contains ((const char *const *) found->gr_mem, facts->user));
}

/* As brctl show tells: what is a bridge, and what is plugged into it. */
static void
collect_bridges (VireoDoctorFacts *facts, const char *root)
{
  g_auto (GStrv) names = list_directory (root, "/sys/class/net");

  facts->bridges = g_ptr_array_new_with_free_func (vireo_doctor_bridge_free);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *mark = g_strconcat ("/sys/class/net/", names[i], "/bridge", NULL);
      g_autofree char *ports = g_strconcat ("/sys/class/net/", names[i], "/brif", NULL);
      VireoDoctorBridge *bridge;

      if (!exists (root, mark))
        continue;
      bridge = vireo_doctor_bridge_new (names[i]);
      bridge->ports = list_directory (root, ports);
      g_ptr_array_add (facts->bridges, bridge);
    }
}

static void
collect_this_machine (VireoDoctorFacts *facts, const char *root)
{
  g_auto (GStrv) iommus = list_directory (root, "/sys/class/iommu");

  collect_kvm_device (facts, root);
  collect_processor (facts, root);
  collect_daemon (facts, root);
  collect_user (facts);
  collect_bridges (facts, root);
  facts->vhost_net = answer (exists (root, "/dev/vhost-net"));
  facts->iommu = answer (*iommus != NULL);
  if (exists (root, "/usr/bin/apt"))
    facts->installer = g_strdup ("apt");
  else if (exists (root, "/usr/bin/dnf"))
    facts->installer = g_strdup ("dnf");
  if (exists (root, "/usr/bin/qemu-img"))
    facts->qemu_img = g_strdup ("/usr/bin/qemu-img");
  else if (*root == '\0')
    facts->qemu_img = g_find_program_in_path ("qemu-img");
}

/* The bridges of libvirt's own networks, by their network's name. */
static void
name_own_bridge (VireoDoctorFacts *facts, const VireoNetworkFacts *network)
{
  for (guint i = 0; facts->bridges != NULL && i < facts->bridges->len; i++)
    {
      VireoDoctorBridge *bridge = g_ptr_array_index (facts->bridges, i);

      if (g_strcmp0 (bridge->name, network->bridge) == 0 && bridge->network == NULL)
        bridge->network = g_strdup (network->name);
    }
}

static void
collect_network (VireoDoctorFacts *facts, const VireoNetworkFacts *network)
{
  VireoDoctorDefault *found = &facts->network;

  name_own_bridge (facts, network);
  if (!g_str_equal (network->name, "default"))
    {
      found->n_others += network->active;
      return;
    }
  found->exists = TRUE;
  found->active = network->active;
  found->autostart = network->autostart;
  found->where = g_strdup (network->subnet);
}

static void
collect_pool (VireoDoctorFacts *facts, const VireoPoolFacts *pool)
{
  VireoDoctorDefault *found = &facts->pool;

  if (!g_str_equal (pool->name, "default"))
    {
      found->n_others += pool->active;
      return;
    }
  found->exists = TRUE;
  found->active = pool->active;
  found->autostart = pool->autostart;
  found->where = g_strdup (pool->path);
  found->capacity = pool->capacity;
  found->available = pool->available;
}

static void
collect_networks (VireoDoctorFacts *facts, virConnectPtr connection)
{
  virNetworkPtr *networks = NULL;
  int n = virConnectListAllNetworks (connection, &networks, 0);

  facts->network.is_known = n >= 0;
  for (int i = 0; i < n; i++)
    {
      g_autoptr (VireoNetworkFacts) network = vireo_network_facts_read (networks[i], NULL);

      if (network != NULL)
        collect_network (facts, network);
      virNetworkFree (networks[i]);
    }
  free (networks);
}

static void
collect_pools (VireoDoctorFacts *facts, virConnectPtr connection)
{
  virStoragePoolPtr *pools = NULL;
  int n = virConnectListAllStoragePools (connection, &pools, 0);

  facts->pool.is_known = n >= 0;
  for (int i = 0; i < n; i++)
    {
      g_autoptr (VireoPoolFacts) pool = vireo_pool_facts_read (pools[i], NULL);

      if (pool != NULL)
        collect_pool (facts, pool);
      virStoragePoolFree (pools[i]);
    }
  free (pools);
}

static void
collect_libvirt (VireoDoctorFacts *facts, virConnectPtr connection)
{
  char *xml = virConnectGetCapabilities (connection);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;

  free (xml);
  if (doc != NULL)
    {
      xmlNode *root = xmlDocGetRootElement (doc);
      g_autofree char *kvm
          = g_strdup_printf ("guest/arch[@name='%s']/domain[@type='kvm']",
                             facts->arch != NULL ? facts->arch : "x86_64");

      facts->caps_kvm = answer (vireo_xml_has (root, kvm));
      if (facts->iommu == VIREO_ANSWER_UNKNOWN && vireo_xml_has (root, "host/iommu"))
        facts->iommu = answer (vireo_xml_has (root, "host/iommu[@support='yes']"));
    }
  collect_networks (facts, connection);
  collect_pools (facts, connection);
  virResetLastError ();
}

/**
 * vireo_doctor_collect:
 * @facts: what is known of the host already; the rest is added
 * @connection: (nullable): an open connection
 * @root: "" for this machine; a directory that stands for its "/" in tests
 *
 * Worker.
 */
void
vireo_doctor_collect (VireoDoctorFacts *facts, virConnectPtr connection, const char *root)
{
  VIREO_ASSERT_WORKER ();
  if (facts->is_local)
    collect_this_machine (facts, root);
  if (connection != NULL)
    collect_libvirt (facts, connection);
}
