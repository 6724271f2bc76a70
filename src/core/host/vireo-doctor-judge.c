/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from what the doctor knows.  Pure: facts in, verdicts out. */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "core/host/vireo-doctor-private.h"

/* A small installation fits into the first; below the second guests begin to stop. */
#define LITTLE_SPACE (10 * VIREO_GIB)
#define NO_SPACE (2 * VIREO_GIB)

/* Before it, much of what Vireo asks for is refused. */
#define OLD_LIBVIRT 9000000

#define SAY(check, state, sentence)                                                                \
  vireo_doctor_check_say (check, VIREO_DOCTOR_##state, g_strdup (sentence))
#define SAY_F(check, state, ...)                                                                   \
  vireo_doctor_check_say (check, VIREO_DOCTOR_##state, g_strdup_printf (__VA_ARGS__))
#define COMMAND(check, ...)                                                                        \
  vireo_doctor_check_set_command (check, g_strdup_printf (__VA_ARGS__))

static VireoDoctorCheck *
add (GPtrArray *checks, const char *id, const char *title)
{
  VireoDoctorCheck *check = vireo_doctor_check_new (id, title);

  g_ptr_array_add (checks, check);
  return check;
}

/* A package under the names that the two families of systems have for it. */
static void
set_install_command (VireoDoctorCheck *check, const VireoDoctorFacts *facts, const char *for_apt,
                     const char *for_dnf)
{
  if (facts->installer != NULL)
    COMMAND (check, "sudo %s install %s", facts->installer,
             g_str_equal (facts->installer, "apt") ? for_apt : for_dnf);
}

/* --- processor and acceleration --- */

static void
judge_kvm_offered (VireoDoctorCheck *check, const VireoDoctorFacts *facts)
{
  if (facts->cpu_flag == VIREO_ANSWER_NO)
    {
      SAY (check, BAD,
           _ ("KVM seems to be there, but the processor does not offer virtualization: a virtual "
              "machine that asks for KVM will not run.  Vireo uses software emulation, which is "
              "much slower."));
      COMMAND (check, "virt-host-validate qemu");
    }
  else if (facts->is_local && facts->is_session && facts->kvm_errno == EACCES)
    {
      SAY (check, BAD, _ ("KVM is there, but you may not use it: /dev/kvm is closed to you.  Log "
                          "out and in again after the command below."));
      COMMAND (check, "sudo usermod -aG kvm %s", facts->user != NULL ? facts->user : "$USER");
    }
  else
    SAY (check, GOOD, _ ("Works: virtual machines run at nearly the speed of this hardware."));
}

static void
judge_kvm_missing (VireoDoctorCheck *check, const VireoDoctorFacts *facts)
{
  if (facts->kvm_device == VIREO_ANSWER_YES && facts->cpu_flag != VIREO_ANSWER_NO)
    {
      SAY (check, BAD, _ ("The kernel offers KVM, but libvirt does not see it.  Restarting the "
                          "daemon usually helps."));
      COMMAND (check, "sudo systemctl restart %s",
               facts->daemon != NULL ? facts->daemon : "libvirtd");
    }
  else if (facts->kvm_device == VIREO_ANSWER_NO && facts->cpu_flag == VIREO_ANSWER_YES)
    {
      SAY (check, BAD, _ ("The processor can do it, but the kernel module of KVM is not loaded."));
      COMMAND (check, "sudo modprobe %s", facts->is_intel ? "kvm_intel" : "kvm_amd");
    }
  else
    {
      SAY (check, BAD, _ ("Not there: virtual machines run by software emulation, which is much "
                          "slower."));
      if (facts->is_local)
        COMMAND (check, "virt-host-validate qemu");
    }
}

static void
judge_kvm (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check = add (checks, "kvm", _ ("Hardware acceleration (KVM)"));
  VireoAnswer offered = facts->caps_kvm;

  /* Without libvirt the machine itself is asked. */
  if (offered == VIREO_ANSWER_UNKNOWN)
    offered = facts->kvm_device;
  if (offered == VIREO_ANSWER_YES)
    judge_kvm_offered (check, facts);
  else if (offered == VIREO_ANSWER_NO)
    judge_kvm_missing (check, facts);
  else
    SAY (check, UNKNOWN, _ ("It will be known once the host is connected."));
}

static void
judge_processor (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;

  if (facts->cpu_flag == VIREO_ANSWER_UNKNOWN)
    return;
  check = add (checks, "processor", _ ("Processor"));
  if (facts->cpu_flag == VIREO_ANSWER_YES)
    /* Translators: the name of a processor's feature */
    SAY_F (check, GOOD, _ ("It can virtualize (%s)."),
           facts->is_intel ? "Intel VT-x" : "AMD-V");
  else if (facts->is_guest)
    SAY (check, BAD, _ ("This computer is itself a virtual machine, and its host does not pass "
                        "virtualization on to it.  It can be switched on there (nested "
                        "virtualization)."));
  else
    SAY (check, BAD, _ ("It does not offer virtualization.  Look for “Intel VT-x”, “AMD-V” or “SVM” "
                        "in the firmware settings of this computer and switch it on."));
  COMMAND (check, "lscpu | grep -i virtual");
}

static void
judge_nested (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;
  const char *module = facts->is_intel ? "kvm_intel" : "kvm_amd";

  if (facts->nested == VIREO_ANSWER_UNKNOWN)
    return;
  check = add (checks, "nested", _ ("Nested virtualization"));
  if (facts->nested == VIREO_ANSWER_YES)
    {
      SAY (check, GOOD, _ ("On: guests can run virtual machines of their own."));
      COMMAND (check, "cat /sys/module/%s/parameters/nested", module);
      return;
    }
  SAY (check, OPTIONAL, _ ("Off.  It is only needed for virtual machines inside of virtual "
                           "machines, and takes effect when no virtual machine runs."));
  COMMAND (check, "echo 'options %s nested=1' | sudo tee /etc/modprobe.d/kvm-nested.conf", module);
}

/* --- the daemon and who may use it --- */

static char *
version_text (guint64 version)
{
  return g_strdup_printf ("%u.%u.%u", (guint) (version / 1000000), (guint) (version / 1000 % 1000),
                          (guint) (version % 1000));
}

static void
judge_no_daemon (VireoDoctorCheck *check, const VireoDoctorFacts *facts)
{
  gboolean of_system = facts->is_local && facts->is_qemu && !facts->is_session;

  if (of_system && facts->daemon == NULL)
    {
      SAY (check, BAD, _ ("No libvirt daemon runs on this computer.  It has to be installed and "
                          "started."));
      COMMAND (check, "sudo systemctl enable --now libvirtd");
      return;
    }
  SAY (check, BAD,
       facts->connection_error != NULL ? facts->connection_error
                                       : _ ("This host is not connected."));
  if (of_system)
    COMMAND (check, "systemctl status %s", facts->daemon);
}

static void
judge_daemon (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check = add (checks, "daemon", _ ("libvirt daemon"));
  g_autofree char *libvirt = version_text (facts->libvirt_version);
  g_autofree char *hypervisor = version_text (facts->hypervisor_version);

  if (!facts->is_connected)
    {
      judge_no_daemon (check, facts);
      return;
    }
  if (facts->libvirt_version == 0)
    SAY (check, GOOD, _ ("It answers."));
  else if (facts->libvirt_version < OLD_LIBVIRT)
    /* Translators: a version number */
    SAY_F (check, WARNING,
           _ ("It answers, but libvirt %s is older than 9.0: some things will be refused."),
           libvirt);
  else if (facts->daemon != NULL)
    /* Translators: name of a program, version of libvirt, version of QEMU */
    SAY_F (check, GOOD, _ ("%s answers: libvirt %s, hypervisor %s."), facts->daemon, libvirt,
           hypervisor);
  else
    SAY_F (check, GOOD, _ ("It answers: libvirt %s, hypervisor %s."), libvirt, hypervisor);
  COMMAND (check, "virsh -c %s version", facts->uri);
}

static void
judge_permission (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;
  gboolean bad = !facts->is_connected;

  /* An own daemon needs no permission; who may do what elsewhere is not for us to know. */
  if (!facts->is_local || facts->is_session || facts->user == NULL)
    return;
  check = add (checks, "permission", _ ("Permission"));
  if (facts->is_root)
    SAY (check, GOOD, _ ("You are the administrator (root)."));
  else if (facts->group_in_session == VIREO_ANSWER_YES)
    SAY (check, GOOD, _ ("You belong to the group “libvirt” and need no password."));
  else if (facts->group_listed == VIREO_ANSWER_YES)
    SAY (check, WARNING, _ ("You were added to the group “libvirt”.  Log out and in again for it to "
                            "take effect."));
  else if (facts->group_exists == VIREO_ANSWER_YES)
    {
      vireo_doctor_check_say (
          check, bad ? VIREO_DOCTOR_BAD : VIREO_DOCTOR_WARNING,
          g_strdup (_ ("You do not belong to the group “libvirt”, so the administrator’s password is "
                       "asked for each time.  Log out and in again after the command below.")));
      COMMAND (check, "sudo usermod -aG libvirt %s", facts->user);
    }
  else if (facts->is_connected)
    SAY (check, GOOD, _ ("You may manage this computer’s virtual machines."));
  else
    SAY (check, UNKNOWN, _ ("It will be known once the host is connected."));
}

/* --- network and storage --- */

static void
judge_network (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  const VireoDoctorDefault *network = &facts->network;
  VireoDoctorCheck *check;

  /* A user's own daemon has none: its guests reach the network through QEMU itself. */
  if (!network->is_known || facts->is_session)
    return;
  check = add (checks, "network", _ ("Virtual network “default”"));
  if (!network->exists)
    {
      vireo_doctor_check_say (
          check, network->n_others > 0 ? VIREO_DOCTOR_WARNING : VIREO_DOCTOR_BAD,
          g_strdup (_ ("It is missing.  New virtual machines use it to reach the network.")));
      vireo_doctor_check_set_fix (check, VIREO_DOCTOR_FIX_NETWORK_CREATE);
      COMMAND (check, "virsh -c %s net-define default.xml", facts->uri);
    }
  else if (!network->active)
    {
      SAY (check, BAD, _ ("It does not run: virtual machines that use it cannot be started."));
      vireo_doctor_check_set_fix (check, VIREO_DOCTOR_FIX_NETWORK_START);
      COMMAND (check, "virsh -c %s net-start default", facts->uri);
    }
  else if (!network->autostart)
    {
      SAY (check, WARNING, _ ("It runs, but will be missing after the next start of the host."));
      vireo_doctor_check_set_fix (check, VIREO_DOCTOR_FIX_NETWORK_AUTOSTART);
      COMMAND (check, "virsh -c %s net-autostart default", facts->uri);
    }
  else if (network->where != NULL)
    /* Translators: addresses, as 192.168.122.0/24 */
    SAY_F (check, GOOD, _ ("It runs and starts with the host.  Its addresses are %s."),
           network->where);
  else
    SAY (check, GOOD, _ ("It runs and starts with the host."));
}

static void
judge_space (VireoDoctorCheck *check, const VireoDoctorDefault *pool)
{
  g_autofree char *available = vireo_size_to_text (pool->available);
  g_autofree char *capacity = vireo_size_to_text (pool->capacity);

  if (pool->capacity == 0)
    SAY (check, GOOD, _ ("It runs and starts with the host."));
  else if (pool->available < NO_SPACE)
    /* Translators: free and whole space of a storage pool */
    SAY_F (check, BAD,
           _ ("Only %s of %s are free: virtual machines will soon be stopped by the full disk."),
           available, capacity);
  else if (pool->available < LITTLE_SPACE)
    /* Translators: free and whole space of a storage pool */
    SAY_F (check, WARNING, _ ("Only %s of %s are free: too little for another virtual machine."),
           available, capacity);
  else
    /* Translators: free and whole space of a storage pool */
    SAY_F (check, GOOD, _ ("It runs and starts with the host; %s of %s are free."), available,
           capacity);
}

static void
judge_pool (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  const VireoDoctorDefault *pool = &facts->pool;
  VireoDoctorCheck *check;

  if (!pool->is_known)
    return;
  check = add (checks, "pool", _ ("Storage pool “default”"));
  if (!pool->exists)
    {
      vireo_doctor_check_say (
          check, pool->n_others > 0 ? VIREO_DOCTOR_WARNING : VIREO_DOCTOR_BAD,
          g_strdup (_ ("It is missing.  New disks are put into it.")));
      if (facts->pool_folder != NULL)
        {
          vireo_doctor_check_set_fix (check, VIREO_DOCTOR_FIX_POOL_CREATE);
          COMMAND (check, "virsh -c %s pool-define-as default dir --target %s", facts->uri,
                   facts->pool_folder);
        }
    }
  else if (!pool->active)
    {
      SAY (check, BAD, _ ("It does not run: no disk can be made in it."));
      vireo_doctor_check_set_fix (check, VIREO_DOCTOR_FIX_POOL_START);
      COMMAND (check, "virsh -c %s pool-start default", facts->uri);
    }
  else if (!pool->autostart)
    {
      SAY (check, WARNING, _ ("It runs, but will be missing after the next start of the host."));
      vireo_doctor_check_set_fix (check, VIREO_DOCTOR_FIX_POOL_AUTOSTART);
      COMMAND (check, "virsh -c %s pool-autostart default", facts->uri);
    }
  else
    judge_space (check, pool);
}

/* --- the rest --- */

static void
judge_qemu_img (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;

  if (!facts->is_local)
    return;
  check = add (checks, "qemu-img", _ ("Disk image tool (qemu-img)"));
  if (facts->qemu_img != NULL)
    {
      /* Translators: the path of a program */
      SAY_F (check, GOOD, _ ("It is there: %s."), facts->qemu_img);
      COMMAND (check, "qemu-img --version");
      return;
    }
  SAY (check, WARNING, _ ("It is missing.  Disk images of other formats cannot be imported without "
                          "it."));
  set_install_command (check, facts, "qemu-utils", "qemu-img");
}

static void
judge_firmware (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;
  gboolean arm = g_strcmp0 (facts->arch, "aarch64") == 0;

  if (facts->uefi == VIREO_ANSWER_UNKNOWN)
    return;
  check = add (checks, "firmware", _ ("UEFI firmware"));
  if (facts->uefi == VIREO_ANSWER_YES)
    {
      SAY (check, GOOD, _ ("It is there: virtual machines can boot with UEFI."));
      COMMAND (check, "virsh -c %s domcapabilities | grep -A9 '<os'", facts->uri);
      return;
    }
  if (arm)
    SAY (check, BAD, _ ("It is missing, and virtual machines of this kind of processor need it."));
  else
    SAY (check, WARNING, _ ("It is missing.  Virtual machines can only boot with BIOS."));
  set_install_command (check, facts, arm ? "qemu-efi-aarch64" : "ovmf",
                       arm ? "edk2-aarch64" : "edk2-ovmf");
}

static void
judge_vhost_net (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;

  if (facts->vhost_net == VIREO_ANSWER_UNKNOWN)
    return;
  check = add (checks, "vhost-net", _ ("Fast networking (vhost-net)"));
  if (facts->vhost_net == VIREO_ANSWER_YES)
    {
      SAY (check, GOOD, _ ("On: the kernel itself moves the packets of VirtIO network cards."));
      return;
    }
  SAY (check, WARNING, _ ("Off: network cards of virtual machines are slower than they could be."));
  COMMAND (check, "sudo modprobe vhost_net");
}

static void
judge_bridges (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  VireoDoctorCheck *check;
  guint n_own = 0;

  if (facts->bridges == NULL)
    return;
  check = add (checks, "bridges", _ ("Bridges"));
  for (guint i = 0; i < facts->bridges->len; i++)
    {
      VireoDoctorBridge *bridge = g_ptr_array_index (facts->bridges, i);
      g_autofree char *ports = bridge->ports != NULL ? g_strjoinv (", ", bridge->ports) : NULL;

      n_own += bridge->network == NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", bridge->name);
      if (bridge->network != NULL)
        /* Translators: behind the name of a bridge; the name of a virtual network */
        g_string_append_printf (text, _ (" (virtual network “%s”)"), bridge->network);
      if (ports != NULL && *ports != '\0')
        g_string_append_printf (text, ": %s", ports);
    }
  if (n_own == 0)
    g_string_prepend (text, text->len > 0 ? "\n" : "");
  if (n_own == 0)
    g_string_prepend (text, _ ("The host has no bridge of its own.  One is only needed for guests "
                               "with addresses on the host’s own network."));
  vireo_doctor_check_say (check, n_own > 0 ? VIREO_DOCTOR_GOOD : VIREO_DOCTOR_OPTIONAL,
                          g_strdup (text->str));
  if (facts->is_local)
    COMMAND (check, "brctl show");
}

static void
judge_iommu (GPtrArray *checks, const VireoDoctorFacts *facts)
{
  VireoDoctorCheck *check;

  if (facts->iommu == VIREO_ANSWER_UNKNOWN)
    return;
  check = add (checks, "iommu", _ ("Device passthrough (IOMMU)"));
  if (facts->iommu == VIREO_ANSWER_YES)
    SAY (check, GOOD, _ ("On: PCI devices of the host can be given to a guest."));
  else
    SAY (check, OPTIONAL, _ ("Off.  It is only needed to give PCI devices of the host to a guest; it "
                             "is switched on in the firmware settings and, on Intel processors, by "
                             "the kernel parameter intel_iommu=on."));
  if (facts->is_local)
    COMMAND (check, "ls /sys/class/iommu");
}

/**
 * vireo_doctor_judge:
 *
 * Looks at each thing that is known.  What does not matter to this kind of host, or cannot be
 * known from here, is left out.
 *
 * Returns: (transfer full) (element-type VireoDoctorCheck): the verdicts, in the order to be read
 */
GPtrArray *
vireo_doctor_judge (const VireoDoctorFacts *facts)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func (g_object_unref);

  if (facts->is_qemu)
    {
      judge_kvm (checks, facts);
      judge_processor (checks, facts);
      judge_nested (checks, facts);
    }
  judge_daemon (checks, facts);
  if (facts->is_qemu)
    judge_permission (checks, facts);
  judge_network (checks, facts);
  judge_pool (checks, facts);
  if (facts->is_qemu)
    {
      judge_qemu_img (checks, facts);
      judge_firmware (checks, facts);
      judge_vhost_net (checks, facts);
    }
  judge_bridges (checks, facts);
  if (facts->is_qemu)
    judge_iommu (checks, facts);
  return checks;
}
