/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/host/vireo-doctor.h"

/* An installed server takes about as much. */
#define LITTLE_SPACE (10 * VIREO_GIB)

struct _VireoCheck
{
  GObject parent_instance;

  const char *title;   /* translated, static */
  char *sentence;      /* (owned) */
  const char *command; /* (nullable) static */
  VireoCheckState state;
  VireoFix fix;
};

G_DEFINE_FINAL_TYPE (VireoCheck, vireo_check, G_TYPE_OBJECT)

static void
vireo_check_finalize (GObject *object)
{
  g_free (VIREO_CHECK (object)->sentence);
  G_OBJECT_CLASS (vireo_check_parent_class)->finalize (object);
}

static void
vireo_check_class_init (VireoCheckClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_check_finalize;
}

static void
vireo_check_init (VireoCheck *self)
{
}

const char *
vireo_check_get_title (VireoCheck *self)
{
  return self->title;
}

const char *
vireo_check_get_sentence (VireoCheck *self)
{
  return self->sentence;
}

const char *
vireo_check_get_command (VireoCheck *self)
{
  return self->command;
}

VireoCheckState
vireo_check_get_state (VireoCheck *self)
{
  return self->state;
}

VireoFix
vireo_check_get_fix (VireoCheck *self)
{
  return self->fix;
}

/* --- judging --- */

static VireoCheck *
add (GListStore *checks, const char *title, VireoCheckState state, const char *sentence,
     const char *command)
{
  g_autoptr (VireoCheck) check = g_object_new (VIREO_TYPE_CHECK, NULL);

  check->title = title;
  check->state = state;
  check->sentence = g_strdup (sentence);
  check->command = command;
  g_list_store_append (checks, check);
  return check; /* the list holds it */
}

static void
judge_processor (GListStore *checks, const VireoDoctorFacts *facts)
{
  if (facts->has_kvm)
    add (checks, _ ("Hardware acceleration (KVM)"), VIREO_CHECK_FINE,
         _ ("Virtual machines run on the processor itself."), "ls -l /dev/kvm");
  else
    add (checks, _ ("Hardware acceleration (KVM)"), VIREO_CHECK_PROBLEM,
         facts->no_kvm_reason != NULL
             ? facts->no_kvm_reason
             : _ ("Virtual machines are emulated in software, which is very slow."),
         "ls -l /dev/kvm");
  if (!facts->is_local)
    return;
  if (facts->has_cpu_flag)
    add (checks, _ ("Processor"), VIREO_CHECK_FINE,
         _ ("The processor supports virtualisation, and the firmware lets it."),
         "grep -E -c 'vmx|svm' /proc/cpuinfo");
  else
    add (checks, _ ("Processor"), VIREO_CHECK_NOTE,
         _ ("The processor shows no support for virtualisation.  Switch on VT-x or SVM in the "
            "computer's firmware; inside a virtual machine, allow it nested virtualisation."),
         "grep -E -c 'vmx|svm' /proc/cpuinfo");
  if (facts->has_kvm)
    add (checks, _ ("Nested virtualisation"), facts->nested ? VIREO_CHECK_FINE : VIREO_CHECK_NOTE,
         facts->nested ? _ ("Guests can run virtual machines of their own.")
                       : _ ("Guests cannot run virtual machines of their own.  Few need to."),
         "cat /sys/module/kvm_*/parameters/nested");
}

static void
judge_daemon (GListStore *checks, const VireoDoctorFacts *facts)
{
  g_autofree char *sentence = g_strdup_printf (
      /* Translators: a version, three numbers */
      _ ("The daemon answers.  It is version %u.%u.%u."), (guint) (facts->libvirt_version / 1000000),
      (guint) (facts->libvirt_version / 1000 % 1000), (guint) (facts->libvirt_version % 1000));

  add (checks, _ ("Daemon"), VIREO_CHECK_FINE, sentence, "virsh version --daemon");
  if (facts->is_session)
    add (checks, _ ("Connection"), VIREO_CHECK_NOTE,
         _ ("This is your own daemon: guests reach the network only outwards, and stop when you log "
            "out."),
         "virsh uri");
}

static void
judge_network (GListStore *checks, const VireoDoctorFacts *facts)
{
  const char *title = _ ("Default network");
  VireoCheck *check;

  if (facts->is_session)
    return;
  if (facts->network == VIREO_THERE_NOT)
    add (checks, title, VIREO_CHECK_PROBLEM,
         _ ("There is no virtual network “default”, which new virtual machines use."),
         "virsh net-define /usr/share/libvirt/networks/default.xml");
  else if (facts->network == VIREO_THERE_OFF)
    {
      check = add (checks, title, VIREO_CHECK_PROBLEM,
                   _ ("The virtual network “default” is not running: guests on it do not start."),
                   "virsh net-start default");
      check->fix = VIREO_FIX_START_NETWORK;
    }
  else if (!facts->network_autostart)
    add (checks, title, VIREO_CHECK_NOTE,
         _ ("The virtual network “default” runs, but does not start with the host."),
         "virsh net-autostart default");
  else
    add (checks, title, VIREO_CHECK_FINE,
         _ ("The virtual network “default” runs, and starts with the host."), "virsh net-list --all");
}

static void
judge_storage (GListStore *checks, const VireoDoctorFacts *facts)
{
  const char *title = _ ("Storage");
  g_autofree char *size = vireo_size_to_text (facts->pool_available);
  g_autofree char *sentence = NULL;

  if (facts->pool == VIREO_THERE_NOT)
    add (checks, title, VIREO_CHECK_NOTE,
         _ ("There is no storage pool yet.  One is made with the first virtual machine."),
         "virsh pool-list --all");
  else if (facts->pool == VIREO_THERE_OFF)
    add (checks, title, VIREO_CHECK_PROBLEM, _ ("No storage pool is running."),
         "virsh pool-list --all");
  else
    {
      /* Translators: a size, as "20.0 GiB" */
      sentence = g_strdup_printf (facts->pool_available < LITTLE_SPACE
                                      ? _ ("Only %s are free in the storage pools.")
                                      : _ ("%s are free in the storage pools."),
                                  size);
      add (checks, title,
           facts->pool_available < LITTLE_SPACE ? VIREO_CHECK_NOTE : VIREO_CHECK_FINE, sentence,
           "virsh pool-list --details");
    }
}

static void
judge_extras (GListStore *checks, const VireoDoctorFacts *facts)
{
  g_autofree char *bridges = NULL;

  add (checks, _ ("UEFI firmware"), facts->has_uefi ? VIREO_CHECK_FINE : VIREO_CHECK_NOTE,
       facts->has_uefi ? _ ("There are firmware images for guests that start with UEFI.")
                       : _ ("There is no UEFI firmware for guests.  Install the package ovmf, or "
                            "edk2-ovmf."),
       "virsh domcapabilities");
  bridges = g_strdup_printf (ngettext ("%u bridge connects guests to the network of the host.",
                                       "%u bridges connect guests to the network of the host.",
                                       facts->n_bridges),
                             facts->n_bridges);
  if (!facts->is_session)
    add (checks, _ ("Bridges"), VIREO_CHECK_FINE,
         facts->n_bridges > 0
             ? bridges
             : _ ("There is no bridge of the host's own.  Guests reach the network through NAT."),
         "brctl show");
  if (!facts->is_local)
    return;
  add (checks, _ ("qemu-img"), facts->has_qemu_img ? VIREO_CHECK_FINE : VIREO_CHECK_NOTE,
       facts->has_qemu_img ? _ ("Disk images can be looked into and converted.")
                           : _ ("qemu-img is not installed: install the package qemu-utils, or "
                                "qemu-img."),
       "qemu-img --version");
  add (checks, _ ("Fast network (vhost-net)"),
       facts->has_vhost_net ? VIREO_CHECK_FINE : VIREO_CHECK_NOTE,
       facts->has_vhost_net ? _ ("The kernel moves the packets of guests by itself.")
                            : _ ("The kernel's vhost-net is not loaded, so the network of guests is "
                                 "slower."),
       "modprobe vhost_net");
  add (checks, _ ("Handing devices through (IOMMU)"),
       facts->has_iommu ? VIREO_CHECK_FINE : VIREO_CHECK_NOTE,
       facts->has_iommu ? _ ("PCI devices can be handed to guests.")
                        : _ ("PCI devices cannot be handed to guests.  That needs VT-d or AMD-Vi in "
                             "the firmware, and on Intel intel_iommu=on."),
       "ls /sys/class/iommu");
}

/**
 * vireo_doctor_judge:
 *
 * Returns: (transfer full): of #VireoCheck, in the order to be read
 */
GListStore *
vireo_doctor_judge (const VireoDoctorFacts *facts)
{
  GListStore *checks = g_list_store_new (VIREO_TYPE_CHECK);

  judge_processor (checks, facts);
  judge_daemon (checks, facts);
  judge_network (checks, facts);
  judge_storage (checks, facts);
  judge_extras (checks, facts);
  return checks;
}

/* --- finding out --- */

typedef struct
{
  virConnectPtr host;     /* (owned) */
  VireoDoctorFacts facts; /* filled in by the worker */
} Run;

static void
run_free (gpointer pointer)
{
  Run *run = pointer;

  vireo_worker_drop (run->host, (GDestroyNotify) virConnectClose);
  g_free (run->facts.no_kvm_reason);
  g_free (run);
}

static void
read_network (Run *run)
{
  virNetworkPtr network = virNetworkLookupByName (run->host, "default");
  int autostart = 0;

  if (network == NULL)
    return;
  run->facts.network = virNetworkIsActive (network) == 1 ? VIREO_THERE_ON : VIREO_THERE_OFF;
  run->facts.network_autostart = virNetworkGetAutostart (network, &autostart) == 0 && autostart;
  virNetworkFree (network);
}

static void
read_pools (Run *run)
{
  virStoragePoolPtr *pools = NULL;
  int n = virConnectListAllStoragePools (run->host, &pools, 0);

  for (int i = 0; i < n; i++)
    {
      virStoragePoolInfo info;
      gboolean on = virStoragePoolIsActive (pools[i]) == 1;

      run->facts.pool = MAX (run->facts.pool, on ? VIREO_THERE_ON : VIREO_THERE_OFF);
      if (on && virStoragePoolGetInfo (pools[i], &info) == 0)
        run->facts.pool_available = MAX (run->facts.pool_available, info.available);
      virStoragePoolFree (pools[i]);
    }
  free (pools);
}

static gboolean
says_yes (const char *path)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && (*text == 'Y' || *text == '1');
}

static void
read_local (VireoDoctorFacts *facts)
{
  g_autofree char *cpus = NULL;
  g_autofree char *qemu_img = g_find_program_in_path ("qemu-img");
  g_autoptr (GDir) iommus = g_dir_open ("/sys/class/iommu", 0, NULL);

  if (g_file_get_contents ("/proc/cpuinfo", &cpus, NULL, NULL))
    facts->has_cpu_flag = g_regex_match_simple ("\\b(vmx|svm)\\b", cpus, 0, 0)
                          || strstr (cpus, "flags") == NULL; /* another architecture has no such word */
  facts->nested = says_yes ("/sys/module/kvm_intel/parameters/nested")
                  || says_yes ("/sys/module/kvm_amd/parameters/nested");
  facts->has_qemu_img = qemu_img != NULL;
  facts->has_vhost_net = access ("/dev/vhost-net", F_OK) == 0;
  facts->has_iommu = iommus != NULL && g_dir_read_name (iommus) != NULL;
}

static void
run_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Run *run = data;

  read_network (run);
  read_pools (run);
  if (run->facts.is_local)
    read_local (&run->facts);
  virResetLastError (); /* what cannot be seen is not there */
  g_task_return_pointer (task, vireo_doctor_judge (&run->facts), g_object_unref);
}

/**
 * vireo_doctor_run_async:
 * @host: connected
 * @cancellable: (nullable): stops the wait
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Looks at the host anew.
 */
void
vireo_doctor_run_async (VireoHost *host, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  const VireoHostFacts *known = vireo_host_get_facts (host);
  virConnectPtr connection = vireo_host_ref_connection (host);
  Run *run;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_doctor_run_async);
  if (connection == NULL || known == NULL)
    {
      vireo_worker_drop (connection, (GDestroyNotify) virConnectClose);
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The host is not connected."));
      return;
    }
  run = g_new0 (Run, 1);
  run->host = connection;
  run->facts = (VireoDoctorFacts){
    .is_local = known->is_local,
    .is_session = known->is_session,
    .has_kvm = known->has_kvm,
    .no_kvm_reason = g_strdup (known->no_kvm_reason),
    .has_uefi = known->has_uefi,
    .libvirt_version = known->libvirt_version,
    .n_bridges = known->bridges != NULL ? g_strv_length (known->bridges) : 0,
  };
  g_task_set_task_data (task, run, run_free);
  vireo_worker_push (task, run_on_worker);
}

/**
 * vireo_doctor_run_finish:
 * @error: (out) (optional): %VIREO_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): of #VireoCheck
 */
GListModel *
vireo_doctor_run_finish (VireoHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_doctor_run_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
