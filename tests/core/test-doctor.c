/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the doctor says to what it is told, what it finds in a made-up machine, and what it mends
 * on libvirt's test driver. */

#include <errno.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "core/base/vireo-units.h"
#include "core/host/vireo-doctor.h"
#include "vireo-test-host.h"

/* --- verdicts --- */

/* A host where all is well. */
static VireoDoctorFacts *
make_facts (void)
{
  VireoDoctorFacts *facts = vireo_doctor_facts_new ();

  facts->uri = g_strdup ("qemu:///system");
  facts->is_connected = facts->is_local = facts->is_qemu = TRUE;
  facts->libvirt_version = 9000000;
  facts->hypervisor_version = 7002000;
  facts->arch = g_strdup ("x86_64");
  facts->user = g_strdup ("wang");
  facts->installer = g_strdup ("dnf");
  facts->caps_kvm = facts->kvm_device = facts->cpu_flag = facts->nested = VIREO_ANSWER_YES;
  facts->is_intel = TRUE;
  facts->daemon = g_strdup ("libvirtd");
  facts->group_exists = facts->group_in_session = facts->group_listed = VIREO_ANSWER_YES;
  facts->network = (VireoDoctorDefault){ TRUE, TRUE, TRUE, TRUE, 0,
                                         g_strdup ("192.168.122.0/24"), 0, 0 };
  facts->pool = (VireoDoctorDefault){ TRUE, TRUE, TRUE, TRUE, 0, g_strdup ("/images"),
                                      100 * VIREO_GIB, 50 * VIREO_GIB };
  facts->pool_folder = g_strdup ("/var/lib/libvirt/images");
  facts->qemu_img = g_strdup ("/usr/bin/qemu-img");
  facts->uefi = facts->vhost_net = facts->iommu = VIREO_ANSWER_YES;
  return facts;
}

static VireoDoctorCheck *
find (GPtrArray *checks, const char *id)
{
  for (guint i = 0; i < checks->len; i++)
    if (g_str_equal (vireo_doctor_check_get_id (checks->pdata[i]), id))
      return checks->pdata[i];
  return NULL;
}

static void
assert_says (const VireoDoctorFacts *facts, const char *id, VireoDoctorState state,
             const char *words, const char *command, VireoDoctorFix fix)
{
  g_autoptr (GPtrArray) checks = vireo_doctor_judge (facts);
  VireoDoctorCheck *check = find (checks, id);
  const char *said;

  g_assert_nonnull (check);
  said = vireo_doctor_check_get_command (check);
  g_assert_cmpuint (vireo_doctor_check_get_state (check), ==, state);
  if (strstr (vireo_doctor_check_get_sentence (check), words) == NULL)
    g_error ("“%s” does not say “%s”", vireo_doctor_check_get_sentence (check), words);
  if (command != NULL && (said == NULL || strstr (said, command) == NULL))
    g_error ("“%s” does not say “%s”", said != NULL ? said : "nothing", command);
  g_assert_cmpuint (vireo_doctor_check_get_fix (check), ==, fix);
  g_assert_true ((fix == VIREO_DOCTOR_FIX_NONE)
                 == (vireo_doctor_check_get_question (check) == NULL));
}

static void
test_a_sound_host_is_all_good (void)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts ();
  g_autoptr (GPtrArray) checks = vireo_doctor_judge (facts);

  g_assert_cmpuint (checks->len, >=, 11);
  for (guint i = 0; i < checks->len; i++)
    {
      VireoDoctorCheck *check = checks->pdata[i];

      g_assert_cmpuint (vireo_doctor_check_get_state (check), ==, VIREO_DOCTOR_GOOD);
      g_assert_cmpuint (vireo_doctor_check_get_fix (check), ==, VIREO_DOCTOR_FIX_NONE);
      g_assert_cmpint (strlen (vireo_doctor_check_get_sentence (check)), >, 5);
      g_assert_true (g_utf8_validate (vireo_doctor_check_get_sentence (check), -1, NULL));
    }
}

static void
test_acceleration (void)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts ();

  /* /dev/kvm opens, libvirt offers it, and no guest runs. */
  facts->cpu_flag = VIREO_ANSWER_NO;
  assert_says (facts, "kvm", VIREO_DOCTOR_BAD, "will not run", "virt-host-validate", 0);
  assert_says (facts, "processor", VIREO_DOCTOR_BAD, "firmware settings", NULL, 0);
  facts->is_guest = TRUE;
  assert_says (facts, "processor", VIREO_DOCTOR_BAD, "itself a virtual machine", NULL, 0);
  facts->cpu_flag = VIREO_ANSWER_YES;
  facts->caps_kvm = VIREO_ANSWER_NO;
  assert_says (facts, "kvm", VIREO_DOCTOR_BAD, "does not see it", "restart libvirtd", 0);
  facts->kvm_device = VIREO_ANSWER_NO;
  assert_says (facts, "kvm", VIREO_DOCTOR_BAD, "not loaded", "modprobe kvm_intel", 0);
  facts->is_intel = FALSE;
  assert_says (facts, "kvm", VIREO_DOCTOR_BAD, "not loaded", "modprobe kvm_amd", 0);
  /* An own daemon opens /dev/kvm as the user; the system's does not. */
  facts->caps_kvm = facts->kvm_device = VIREO_ANSWER_YES;
  facts->kvm_errno = EACCES;
  assert_says (facts, "kvm", VIREO_DOCTOR_GOOD, "Works", NULL, 0);
  facts->is_session = TRUE;
  assert_says (facts, "kvm", VIREO_DOCTOR_BAD, "may not use it", "usermod -aG kvm wang", 0);
  facts->nested = VIREO_ANSWER_NO;
  assert_says (facts, "nested", VIREO_DOCTOR_OPTIONAL, "Off", "kvm_amd nested=1", 0);
}

static void
test_daemon_and_permission (void)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts ();

  assert_says (facts, "daemon", VIREO_DOCTOR_GOOD, "libvirt 9.0.0", NULL, 0);
  facts->libvirt_version = 6002000;
  assert_says (facts, "daemon", VIREO_DOCTOR_WARNING, "libvirt 6.2.0", NULL, 0);
  facts->is_connected = FALSE;
  facts->connection_error = g_strdup ("No luck.");
  assert_says (facts, "daemon", VIREO_DOCTOR_BAD, "No luck.", "status libvirtd", 0);
  g_clear_pointer (&facts->daemon, g_free);
  assert_says (facts, "daemon", VIREO_DOCTOR_BAD, "No libvirt daemon", "enable --now libvirtd", 0);
  facts->group_in_session = VIREO_ANSWER_NO;
  assert_says (facts, "permission", VIREO_DOCTOR_WARNING, "Log out", NULL, 0);
  facts->group_listed = VIREO_ANSWER_NO;
  assert_says (facts, "permission", VIREO_DOCTOR_BAD, "password", "usermod -aG libvirt wang", 0);
  facts->is_connected = TRUE;
  assert_says (facts, "permission", VIREO_DOCTOR_WARNING, "password", NULL, 0);
  facts->is_root = TRUE;
  assert_says (facts, "permission", VIREO_DOCTOR_GOOD, "root", NULL, 0);
}

static void
test_network_and_pool (void)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts ();

  facts->network.autostart = facts->pool.autostart = FALSE;
  assert_says (facts, "network", VIREO_DOCTOR_WARNING, "next start", "net-autostart default",
               VIREO_DOCTOR_FIX_NETWORK_AUTOSTART);
  assert_says (facts, "pool", VIREO_DOCTOR_WARNING, "next start", "pool-autostart default",
               VIREO_DOCTOR_FIX_POOL_AUTOSTART);
  facts->network.active = facts->pool.active = FALSE;
  assert_says (facts, "network", VIREO_DOCTOR_BAD, "does not run", "net-start default",
               VIREO_DOCTOR_FIX_NETWORK_START);
  assert_says (facts, "pool", VIREO_DOCTOR_BAD, "does not run", "pool-start default",
               VIREO_DOCTOR_FIX_POOL_START);
  facts->network.exists = facts->pool.exists = FALSE;
  assert_says (facts, "network", VIREO_DOCTOR_BAD, "missing", "net-define",
               VIREO_DOCTOR_FIX_NETWORK_CREATE);
  assert_says (facts, "pool", VIREO_DOCTOR_BAD, "missing",
               "pool-define-as default dir --target /var/lib/libvirt/images",
               VIREO_DOCTOR_FIX_POOL_CREATE);
  facts->network.n_others = 1;
  assert_says (facts, "network", VIREO_DOCTOR_WARNING, "missing", NULL,
               VIREO_DOCTOR_FIX_NETWORK_CREATE);
}

static void
test_space (void)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts ();

  facts->pool.available = 5 * VIREO_GIB;
  assert_says (facts, "pool", VIREO_DOCTOR_WARNING, "too little", NULL, 0);
  facts->pool.available = 0;
  assert_says (facts, "pool", VIREO_DOCTOR_BAD, "full disk", NULL, 0);
  facts->pool.capacity = 0; /* a pool that does not say */
  assert_says (facts, "pool", VIREO_DOCTOR_GOOD, "runs", NULL, 0);
}

static void
test_the_rest (void)
{
  g_autoptr (VireoDoctorFacts) facts = make_facts ();
  VireoDoctorBridge *bridge = vireo_doctor_bridge_new ("virbr0");

  facts->bridges = g_ptr_array_new_with_free_func (vireo_doctor_bridge_free);
  assert_says (facts, "bridges", VIREO_DOCTOR_OPTIONAL, "no bridge", "brctl show", 0);
  bridge->network = g_strdup ("default");
  g_ptr_array_add (facts->bridges, bridge);
  assert_says (facts, "bridges", VIREO_DOCTOR_OPTIONAL, "virbr0 (virtual network “default”)", NULL,
               0);
  bridge = vireo_doctor_bridge_new ("br0");
  bridge->ports = g_strsplit ("eth0 vnet3", " ", -1);
  g_ptr_array_add (facts->bridges, bridge);
  assert_says (facts, "bridges", VIREO_DOCTOR_GOOD, "br0: eth0, vnet3", NULL, 0);

  g_clear_pointer (&facts->qemu_img, g_free);
  facts->uefi = facts->vhost_net = facts->iommu = VIREO_ANSWER_NO;
  assert_says (facts, "qemu-img", VIREO_DOCTOR_WARNING, "missing", "dnf install qemu-img", 0);
  assert_says (facts, "firmware", VIREO_DOCTOR_WARNING, "BIOS", "dnf install edk2-ovmf", 0);
  assert_says (facts, "vhost-net", VIREO_DOCTOR_WARNING, "slower", "modprobe vhost_net", 0);
  assert_says (facts, "iommu", VIREO_DOCTOR_OPTIONAL, "Off", NULL, 0);
  g_free (facts->arch);
  facts->arch = g_strdup ("aarch64");
  g_free (facts->installer);
  facts->installer = g_strdup ("apt");
  assert_says (facts, "firmware", VIREO_DOCTOR_BAD, "need it", "apt install qemu-efi-aarch64", 0);
}

/* Of a host elsewhere only what libvirt tells is said. */
static void
test_a_remote_host_says_no_more_than_is_known (void)
{
  g_autoptr (VireoDoctorFacts) facts = vireo_doctor_facts_new ();
  g_autoptr (GPtrArray) checks = NULL;
  static const char *const unknown[]
      = { "processor", "nested", "permission", "qemu-img", "vhost-net", "iommu", "bridges" };

  facts->uri = g_strdup ("qemu+ssh://root@lab/system");
  facts->is_connected = facts->is_qemu = TRUE;
  facts->caps_kvm = VIREO_ANSWER_YES;
  facts->network.is_known = facts->pool.is_known = TRUE;
  facts->uefi = VIREO_ANSWER_YES;
  facts->pool_folder = g_strdup ("/var/lib/libvirt/images");
  checks = vireo_doctor_judge (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    g_assert_null (find (checks, unknown[i]));
  assert_says (facts, "kvm", VIREO_DOCTOR_GOOD, "Works", NULL, 0);
  assert_says (facts, "pool", VIREO_DOCTOR_BAD, "missing", "-c qemu+ssh://root@lab/system",
               VIREO_DOCTOR_FIX_POOL_CREATE);
}

/* --- a made-up machine --- */

static void
put (const char *root, const char *path, const char *text)
{
  g_autofree char *whole = g_strconcat (root, path, NULL);
  g_autofree char *directory = g_path_get_dirname (whole);

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (whole, text, -1, NULL));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      remove_tree (inner);
    }
  g_remove (path);
}

static void
collect_on_worker (GTask *task, gpointer source, gpointer root, GCancellable *cancellable)
{
  VireoDoctorFacts *facts = vireo_doctor_facts_new ();

  facts->is_local = facts->is_qemu = TRUE;
  vireo_doctor_collect (facts, NULL, root);
  g_task_return_pointer (task, facts, NULL);
}

static VireoDoctorFacts *
collect (const char *root)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, vireo_test_keep_result, &result);

  g_task_set_task_data (task, (gpointer) root, NULL);
  vireo_worker_spawn (task, collect_on_worker);
  vireo_test_wait (result != NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
test_what_a_machine_tells (void)
{
  g_autofree char *root = g_dir_make_tmp ("vireo-doctor-XXXXXX", NULL);
  g_autoptr (VireoDoctorFacts) empty = collect (root);
  g_autoptr (VireoDoctorFacts) facts = NULL;
  VireoDoctorBridge *bridge;

  g_assert_cmpuint (empty->kvm_device, ==, VIREO_ANSWER_NO);
  g_assert_cmpuint (empty->cpu_flag, ==, VIREO_ANSWER_UNKNOWN);
  g_assert_cmpuint (empty->nested, ==, VIREO_ANSWER_UNKNOWN);
  g_assert_cmpuint (empty->vhost_net, ==, VIREO_ANSWER_NO);
  g_assert_cmpuint (empty->bridges->len, ==, 0);
  g_assert_null (empty->daemon);
  g_assert_null (empty->installer);

  put (root, "/dev/kvm", "");
  put (root, "/dev/vhost-net", "");
  put (root, "/proc/cpuinfo", "vendor_id\t: AuthenticAMD\nflags\t\t: fpu svmx svm hypervisor\n");
  put (root, "/sys/module/kvm_amd/parameters/nested", "1\n");
  put (root, "/run/libvirt/libvirt-sock", "");
  put (root, "/run/libvirt/virtqemud-sock", "");
  put (root, "/sys/class/net/lo/address", "");
  put (root, "/sys/class/net/br0/bridge/bridge_id", "");
  put (root, "/sys/class/net/br0/brif/eth1/x", "");
  put (root, "/sys/class/net/br0/brif/eth0/x", "");
  put (root, "/sys/class/iommu/dmar0", "");
  put (root, "/usr/bin/dnf", "");
  put (root, "/usr/bin/qemu-img", "");
  facts = collect (root);
  g_assert_cmpuint (facts->kvm_device, ==, VIREO_ANSWER_YES);
  g_assert_cmpint (facts->kvm_errno, ==, 0);
  g_assert_cmpuint (facts->cpu_flag, ==, VIREO_ANSWER_YES);
  g_assert_false (facts->is_intel);
  g_assert_true (facts->is_guest);
  g_assert_cmpuint (facts->nested, ==, VIREO_ANSWER_YES);
  g_assert_cmpuint (facts->iommu, ==, VIREO_ANSWER_YES);
  g_assert_cmpstr (facts->daemon, ==, "virtqemud");
  g_assert_cmpstr (facts->installer, ==, "dnf");
  g_assert_cmpuint (facts->bridges->len, ==, 1);
  bridge = facts->bridges->pdata[0];
  g_assert_cmpstr (bridge->name, ==, "br0");
  g_assert_cmpstr (bridge->ports[0], ==, "eth0");
  g_assert_cmpstr (bridge->ports[1], ==, "eth1");
  remove_tree (root);
}

/* --- looking and mending --- */

static VireoDoctorCheck *
find_now (VireoDoctor *doctor, const char *id)
{
  GListModel *checks = vireo_doctor_get_checks (doctor);

  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (VireoDoctorCheck) check = g_list_model_get_item (checks, i);

      if (g_str_equal (vireo_doctor_check_get_id (check), id))
        return check; /* the list holds it */
    }
  return NULL;
}

static gboolean
needs (VireoDoctor *doctor, const char *id, VireoDoctorFix fix)
{
  VireoDoctorCheck *check = find_now (doctor, id);

  return check != NULL && vireo_doctor_check_get_fix (check) == fix;
}

static void
mend (VireoDoctor *doctor, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  vireo_doctor_fix_async (doctor, find_now (doctor, id), NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  g_assert_true (vireo_doctor_fix_finish (doctor, result, &error));
  g_assert_no_error (error);
}

static void
test_what_is_mended_is_seen_by_itself (VireoTestHost *f, gconstpointer unused)
{
  g_autoptr (VireoDoctor) doctor = vireo_doctor_new (f->host);
  virConnectPtr other = vireo_host_ref_connection (f->host);
  virNetworkPtr network = virNetworkLookupByName (other, "default");
  VireoDoctorCheck *row;

  vireo_doctor_set_watching (doctor, TRUE);
  vireo_test_wait (needs (doctor, "network", VIREO_DOCTOR_FIX_NETWORK_AUTOSTART));
  vireo_test_wait (needs (doctor, "pool", VIREO_DOCTOR_FIX_POOL_AUTOSTART));
  row = find_now (doctor, "network");

  g_assert_cmpint (virNetworkDestroy (network), ==, 0); /* somebody else's doing */
  vireo_test_wait (needs (doctor, "network", VIREO_DOCTOR_FIX_NETWORK_START));
  mend (doctor, "network");
  vireo_test_wait (needs (doctor, "network", VIREO_DOCTOR_FIX_NETWORK_AUTOSTART));
  mend (doctor, "network");
  vireo_test_wait (needs (doctor, "network", VIREO_DOCTOR_FIX_NONE));
  g_assert_cmpuint (vireo_doctor_check_get_state (row), ==, VIREO_DOCTOR_GOOD);
  g_assert_true (find_now (doctor, "network") == row);
  mend (doctor, "pool");
  vireo_test_wait (needs (doctor, "pool", VIREO_DOCTOR_FIX_NONE));

  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  g_assert_cmpint (virNetworkUndefine (network), ==, 0);
  vireo_test_wait (needs (doctor, "network", VIREO_DOCTOR_FIX_NETWORK_CREATE));
  mend (doctor, "network");
  vireo_test_wait (needs (doctor, "network", VIREO_DOCTOR_FIX_NONE));
  virNetworkFree (network);
  virConnectClose (other);
  vireo_doctor_set_watching (doctor, FALSE);
  vireo_test_wait (!vireo_doctor_is_busy (doctor));
}

static void
test_a_pool_is_mended_from_nothing (VireoTestHost *f, gconstpointer unused)
{
  g_autoptr (VireoDoctor) doctor = vireo_doctor_new (f->host);
  virConnectPtr other = vireo_host_ref_connection (f->host);
  virStoragePoolPtr pool = virStoragePoolLookupByName (other, "default");

  vireo_doctor_set_watching (doctor, TRUE);
  g_assert_cmpint (virStoragePoolDestroy (pool), ==, 0);
  vireo_test_wait (needs (doctor, "pool", VIREO_DOCTOR_FIX_POOL_START));
  g_assert_cmpint (virStoragePoolUndefine (pool), ==, 0);
  vireo_test_wait (needs (doctor, "pool", VIREO_DOCTOR_FIX_POOL_CREATE));
  mend (doctor, "pool");
  vireo_test_wait (needs (doctor, "pool", VIREO_DOCTOR_FIX_NONE));
  virStoragePoolFree (pool);
  virConnectClose (other);
  vireo_doctor_set_watching (doctor, FALSE);
  vireo_test_wait (!vireo_doctor_is_busy (doctor));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/doctor/a-sound-host-is-all-good", test_a_sound_host_is_all_good);
  g_test_add_func ("/doctor/acceleration", test_acceleration);
  g_test_add_func ("/doctor/daemon-and-permission", test_daemon_and_permission);
  g_test_add_func ("/doctor/network-and-pool", test_network_and_pool);
  g_test_add_func ("/doctor/space", test_space);
  g_test_add_func ("/doctor/the-rest", test_the_rest);
  g_test_add_func ("/doctor/a-remote-host-says-no-more-than-is-known",
                   test_a_remote_host_says_no_more_than_is_known);
  g_test_add_func ("/doctor/what-a-machine-tells", test_what_a_machine_tells);
  g_test_add ("/doctor/what-is-mended-is-seen-by-itself", VireoTestHost, NULL,
              vireo_test_host_set_up, test_what_is_mended_is_seen_by_itself,
              vireo_test_host_tear_down);
  g_test_add ("/doctor/a-pool-is-mended-from-nothing", VireoTestHost, NULL, vireo_test_host_set_up,
              test_a_pool_is_mended_from_nothing, vireo_test_host_tear_down);
  return g_test_run ();
}
