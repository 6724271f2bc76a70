/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be added to a VM, by what is known of its host, of itself and of what it has. */

#include "core/host/vireo-hardware-advice.h"
#include "core/model/vireo-vm-devices-private.h"
#include "vireo-test.h"

typedef struct
{
  VireoHostFacts host;
  VireoVmFacts vm;
  GListStore *hardware;
  VireoHardwareCase c;
} Fixture;

static char *no_models[] = { NULL };
static char *q35[] = { (char *) "pc-q35-9.0", (char *) "pc-i440fx-9.0" };

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->hardware = g_list_store_new (VIREO_TYPE_HARDWARE);
  f->host.is_qemu = TRUE;
  f->host.libvirt_version = 9000000;
  f->host.hypervisor_version = 7002000;
  f->vm.machine = q35[0];
  f->c = (VireoHardwareCase) { &f->host, &f->vm, G_LIST_MODEL (f->hardware) };
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_object_unref (f->hardware);
}

static char *
make_vm (const char *devices)
{
  return g_strdup_printf ("<domain type='kvm'><name>a</name><memory>1</memory><vcpu>1</vcpu>"
                          "<os><type arch='x86_64'>hvm</type></os><devices>%s</devices></domain>",
                          devices);
}

/* The VM keeps @devices, and has @running now; NULL: it is off. */
static void
have_now (Fixture *f, const char *running, const char *devices)
{
  g_autofree char *live = running != NULL ? make_vm (running) : NULL;
  g_autofree char *config = make_vm (devices);
  g_autoptr (VireoDeviceReading) reading = vireo_device_reading_new (live, config, NULL);

  g_assert_nonnull (reading);
  g_list_store_remove_all (f->hardware);
  for (guint i = 0; i < reading->hardware->len; i++)
    g_list_store_append (f->hardware, reading->hardware->pdata[i]);
}

static void
have (Fixture *f, const char *devices)
{
  have_now (f, NULL, devices);
}

static void
assert_models (Fixture *f, VireoDeviceKind kind, const char *expected)
{
  g_auto (GStrv) models = vireo_hardware_advice_list_models (&f->c, kind);
  g_autofree char *all = g_strjoinv (" ", models);

  g_assert_cmpstr (all, ==, expected);
}

static void
test_models_follow_the_versions (Fixture *f, gconstpointer unused)
{
  assert_models (f, VIREO_DEVICE_SERIAL, " usb-serial");
  assert_models (f, VIREO_DEVICE_WATCHDOG, "i6300esb");
  assert_models (f, VIREO_DEVICE_SOUND, "ich9 ich6 ac97 usb");
  f->host.libvirt_version = 10004000;
  f->host.hypervisor_version = 8002000;
  assert_models (f, VIREO_DEVICE_WATCHDOG, "i6300esb itco");
  assert_models (f, VIREO_DEVICE_SOUND, "ich9 virtio ich6 ac97 usb");
  f->vm.machine = q35[1];
  assert_models (f, VIREO_DEVICE_WATCHDOG, "i6300esb");
  f->c.host = NULL;
  assert_models (f, VIREO_DEVICE_SOUND, "ich9 ich6 ac97 usb");
  assert_models (f, VIREO_DEVICE_RNG, "");
}

static void
test_models_are_those_of_the_host (Fixture *f, gconstpointer unused)
{
  char *tpms[] = { (char *) "tpm-tis", NULL };
  char *cards[] = { (char *) "vga", (char *) "virtio", NULL };

  assert_models (f, VIREO_DEVICE_TPM, "tpm-crb tpm-tis tpm-spapr");
  f->host.tpm_models = tpms;
  f->host.video_models = cards;
  assert_models (f, VIREO_DEVICE_TPM, "tpm-tis");
  assert_models (f, VIREO_DEVICE_VIDEO, "virtio vga");
  have (f, "<video><model type='vga'/></video>");
  assert_models (f, VIREO_DEVICE_VIDEO, "virtio");
  f->host.video_models = no_models;
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_VIDEO));
}

static void
assert_buses (Fixture *f, const char *expected)
{
  g_auto (GStrv) buses = vireo_hardware_advice_list_disk_buses (f->c.host);
  g_autofree char *said = g_strjoinv (" ", buses);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_nvme_only_where_libvirt_can (Fixture *f, gconstpointer unused)
{
  char *old[] = { (char *) "ide", (char *) "fdc", (char *) "scsi", (char *) "virtio", NULL };
  char *new[] = { (char *) "virtio", (char *) "usb", (char *) "sata", (char *) "nvme", NULL };

  assert_buses (f, "virtio scsi sata usb");
  f->host.disk_buses = no_models;
  assert_buses (f, "virtio scsi sata usb");
  f->host.disk_buses = old;
  assert_buses (f, "virtio scsi");
  f->host.disk_buses = new;
  assert_buses (f, "virtio sata nvme usb");
  f->c.host = NULL;
  assert_buses (f, "virtio scsi sata usb");
}

static void
test_no_second_one_of_some (Fixture *f, gconstpointer unused)
{
  g_assert_null (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_TPM));
  g_assert_null (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_WATCHDOG));
  have (f, "<tpm model='tpm-crb'><backend type='emulator'/></tpm>"
           "<watchdog model='itco' action='reset'/>");
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_TPM));
  g_assert_null (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_WATCHDOG));
  have (f, "<watchdog model='i6300esb' action='reset'/><sound model='ich9'/>");
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_WATCHDOG));
  g_assert_null (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_SOUND));
  /* One that comes at the next start counts, one that goes does not. */
  have_now (f, "<tpm model='tpm-crb'><backend type='emulator'/></tpm>", "");
  g_assert_null (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_TPM));
  have_now (f, "", "<tpm model='tpm-crb'><backend type='emulator'/></tpm>");
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_TPM));
}

static void
test_graphics_of_each_kind_once (Fixture *f, gconstpointer unused)
{
  assert_models (f, VIREO_DEVICE_GRAPHICS, "vnc");
  have (f, "<graphics type='vnc' port='-1'/>");
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_GRAPHICS));
  f->host.has_spice = TRUE;
  g_assert_null (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_GRAPHICS));
  assert_models (f, VIREO_DEVICE_GRAPHICS, "spice");
  have (f, "<graphics type='vnc' port='-1'/><graphics type='spice'/>");
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_GRAPHICS));
}

static void
test_what_the_host_lacks_is_said (Fixture *f, gconstpointer unused)
{
  static const VireoDeviceKind kinds[]
      = { VIREO_DEVICE_HOST_PCI, VIREO_DEVICE_TPM, VIREO_DEVICE_FILESYSTEM };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      f->host.knows_devices = FALSE;
      g_assert_null (vireo_hardware_advice_why_not (&f->c, kinds[i]));
      f->host.knows_devices = TRUE;
      g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, kinds[i]));
    }
  f->host.has_vfio = f->host.has_virtiofs = f->host.has_tpm_emulator = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_assert_null (vireo_hardware_advice_why_not (&f->c, kinds[i]));
  f->host.is_session = TRUE;
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_HOST_PCI));
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_FILESYSTEM));
  g_assert_nonnull (vireo_hardware_advice_why_not (&f->c, VIREO_DEVICE_RNG));
}

static void
test_what_can_be_plugged_in_now (Fixture *f, gconstpointer unused)
{
  g_assert_null (vireo_hardware_advice_why_not_now (VIREO_DEVICE_HOST_PCI, NULL));
  g_assert_null (vireo_hardware_advice_why_not_now (VIREO_DEVICE_SERIAL, "usb-serial"));
  g_assert_nonnull (vireo_hardware_advice_why_not_now (VIREO_DEVICE_SERIAL, ""));
  g_assert_null (vireo_hardware_advice_why_not_now (VIREO_DEVICE_WATCHDOG, "i6300esb"));
  g_assert_nonnull (vireo_hardware_advice_why_not_now (VIREO_DEVICE_WATCHDOG, "itco"));
  g_assert_nonnull (vireo_hardware_advice_why_not_now (VIREO_DEVICE_TPM, "tpm-crb"));
  g_assert_nonnull (vireo_hardware_advice_why_not_now (VIREO_DEVICE_SOUND, "ich9"));
}

static void
test_what_can_be_taken_away (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *xml;
    gboolean ever, now;
  } cases[] = {
    { "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/>"
      "</source></hostdev>", TRUE, TRUE },
    { "<watchdog model='i6300esb' action='reset'/>", TRUE, TRUE },
    { "<watchdog model='itco' action='reset'/>", FALSE, FALSE },
    { "<serial type='pty'><target type='isa-serial' port='0'/></serial>", TRUE, FALSE },
    { "<serial type='pty'><target type='usb-serial' port='0'/></serial>", TRUE, TRUE },
    { "<input type='mouse' bus='ps2'/>", FALSE, FALSE },
    { "<input type='tablet' bus='usb'/>", TRUE, TRUE },
    { "<filesystem type='mount'><driver type='virtiofs'/><target dir='t'/></filesystem>", TRUE,
      TRUE },
    { "<filesystem type='mount'><target dir='t'/></filesystem>", TRUE, FALSE },
    { "<sound model='ich9'/>", TRUE, FALSE },
    { "<memballoon model='none'/>", FALSE, FALSE },
    { "<video><model type='vga'/></video>", TRUE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VireoHardware) hardware = NULL;

      have (f, cases[i].xml);
      hardware = g_list_model_get_item (f->c.hardware, 0);
      g_assert_nonnull (hardware);
      g_assert_cmpint (vireo_hardware_can_remove (hardware), ==, cases[i].ever);
      g_assert_cmpint (vireo_hardware_can_unplug_now (hardware), ==, cases[i].now);
    }
}

static char *
goes_with (Fixture *f, guint i)
{
  g_autoptr (VireoHardware) hardware = g_list_model_get_item (f->c.hardware, i);

  return vireo_hardware_advice_goes_with (hardware, f->c.hardware);
}

static void
test_what_needs_spice_goes_with_it (Fixture *f, gconstpointer unused)
{
  g_autofree char *of_spice = NULL, *of_vnc = NULL, *of_alone = NULL;

  have (f, "<graphics type='spice'/><graphics type='vnc'/><channel type='spicevmc'>"
           "<target type='virtio' name='com.redhat.spice.0'/></channel>"
           "<redirdev bus='usb' type='spicevmc'/><redirdev bus='usb' type='tcp'/>");
  of_spice = goes_with (f, 0);
  of_vnc = goes_with (f, 1);
  g_assert_cmpstr (of_spice, ==,
                   "What works by SPICE only goes with it: Channel com.redhat.spice.0, "
                   "USB redirection.");
  g_assert_null (of_vnc);
  have (f, "<graphics type='spice'/><redirdev bus='usb' type='tcp'/>");
  of_alone = goes_with (f, 0);
  g_assert_null (of_alone);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/hardware-advice/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("models-follow-the-versions", test_models_follow_the_versions);
  ADD ("models-are-those-of-the-host", test_models_are_those_of_the_host);
  ADD ("nvme-only-where-libvirt-can", test_nvme_only_where_libvirt_can);
  ADD ("no-second-one-of-some", test_no_second_one_of_some);
  ADD ("graphics-of-each-kind-once", test_graphics_of_each_kind_once);
  ADD ("what-the-host-lacks-is-said", test_what_the_host_lacks_is_said);
  ADD ("what-can-be-plugged-in-now", test_what_can_be_plugged_in_now);
  ADD ("what-can-be-taken-away", test_what_can_be_taken_away);
  ADD ("what-needs-spice-goes-with-it", test_what_needs_spice_goes_with_it);
  return g_test_run ();
}
