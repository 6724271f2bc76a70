/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each kind of hardware that can be made: libvirt takes it, its schema and all, and gives it back
 * again. */

#include <libvirt/libvirt.h>

#include "core/model/vireo-hardware-make.h"
#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-vm-devices.h"
#include "vireo-test-host.h"

typedef struct
{
  VireoTestHost host;
  VireoVmDevices *devices;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_host_set_up (&f->host, NULL);
  f->devices = vireo_vm_get_devices (f->host.vm);
  vireo_vm_devices_watch (f->devices);
  vireo_test_wait (vireo_vm_devices_is_loaded (f->devices));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  vireo_vm_devices_unwatch (f->devices);
  g_object_unref (f->devices);
  vireo_test_host_tear_down (&f->host, NULL);
}

#define CHANGE(call, ...)                                                                          \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GAsyncResult) result = NULL;                                                        \
    g_autoptr (GError) error = NULL;                                                               \
                                                                                                   \
    call (f->host.vm, __VA_ARGS__, NULL, vireo_test_keep_result, &result);                         \
    vireo_test_wait (result != NULL);                                                              \
    vireo_vm_change_finish (f->host.vm, result, &error);                                           \
    g_assert_no_error (error);                                                                     \
  }                                                                                                \
  G_STMT_END

/* What the running VM does not have yet. */
static VireoDevice *
find_added (Fixture *f, VireoDeviceKind kind)
{
  GListModel *hardware = vireo_vm_devices_get_hardware (f->devices);

  for (guint i = 0; i < g_list_model_get_n_items (hardware); i++)
    {
      g_autoptr (VireoDevice) device = g_list_model_get_item (hardware, i);

      if (vireo_device_get_kind (device) == kind
          && vireo_device_get_pending (device) == VIREO_DEVICE_PENDING_ADDED)
        return device; /* the list holds it */
    }
  return NULL;
}

/* Takes @xml. */
static void
come_and_go (Fixture *f, VireoDeviceKind kind, const char *title, char *xml)
{
  g_autofree char *element = xml;
  g_autoptr (VireoDevice) device = NULL;

  CHANGE (vireo_vm_attach_device_async, element, VIREO_APPLY_NEXT_START);
  vireo_test_wait (find_added (f, kind) != NULL);
  device = g_object_ref (find_added (f, kind));
  g_assert_cmpstr (vireo_hardware_get_title (VIREO_HARDWARE (device)), ==, title);
  CHANGE (vireo_vm_detach_device_async, device, VIREO_APPLY_BOTH);
  vireo_test_wait (find_added (f, kind) == NULL);
}

static void
test_each_kind_comes_and_goes (Fixture *f, gconstpointer unused)
{
  const VireoPciAddress address = { 0, 2, 0x10, 0 };

  come_and_go (f, VIREO_DEVICE_HOST_USB, "USB device of the host 0x0781:0x5567",
               vireo_hardware_make_usb (0x0781, 0x5567, 0, 0));
  come_and_go (f, VIREO_DEVICE_HOST_USB, "USB device of the host 0x0781:0x5567",
               vireo_hardware_make_usb (0x0781, 0x5567, 1, 3));
  come_and_go (f, VIREO_DEVICE_HOST_PCI, "PCI device of the host 0000:02:10.0",
               vireo_hardware_make_pci (&address));
  come_and_go (f, VIREO_DEVICE_SERIAL, "Serial port 1", vireo_hardware_make_serial (NULL));
  come_and_go (f, VIREO_DEVICE_SERIAL, "Serial port 1",
               vireo_hardware_make_serial ("usb-serial"));
  come_and_go (f, VIREO_DEVICE_TPM, "TPM tpm-crb", vireo_hardware_make_tpm ("tpm-crb"));
  come_and_go (f, VIREO_DEVICE_WATCHDOG, "Watchdog i6300esb",
               vireo_hardware_make_watchdog ("i6300esb", "inject-nmi"));
  come_and_go (f, VIREO_DEVICE_SOUND, "Sound card ich9", vireo_hardware_make_sound ("ich9"));
  come_and_go (f, VIREO_DEVICE_VIDEO, "Video card virtio", vireo_hardware_make_video ("virtio"));
  /* With graphics libvirt adds a video card, which stays. */
  come_and_go (f, VIREO_DEVICE_GRAPHICS, "Graphics VNC",
               vireo_hardware_make_graphics ("vnc", TRUE));
  come_and_go (f, VIREO_DEVICE_GRAPHICS, "Graphics SPICE",
               vireo_hardware_make_graphics ("spice", FALSE));
}

static gboolean
is_noted (Fixture *f, guint position, const char *words)
{
  g_autoptr (VireoJournalEntry) entry
      = g_list_model_get_item (vireo_journal_get_entries (f->host.journal), position);

  return entry != NULL && strstr (vireo_journal_entry_get_command (entry), words) != NULL;
}

static void
test_a_folder_comes_and_goes (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDevice) device = NULL;

  CHANGE (vireo_vm_add_folder_async, "/srv/共享", "share");
  /* Without memory that both see, libvirt would refuse what the second one adds. */
  g_assert_true (is_noted (f, 0, "--edit --memorybacking source.type=memfd,access.mode=shared"));
  g_assert_true (is_noted (f, 1, "--add-device --filesystem"));
  vireo_test_wait (find_added (f, VIREO_DEVICE_FILESYSTEM) != NULL);
  device = g_object_ref (find_added (f, VIREO_DEVICE_FILESYSTEM));
  g_assert_cmpstr (vireo_hardware_get_subtitle (VIREO_HARDWARE (device)), ==, "/srv/共享");
  CHANGE (vireo_vm_detach_device_async, device, VIREO_APPLY_NEXT_START);
  vireo_test_wait (find_added (f, VIREO_DEVICE_FILESYSTEM) == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test) g_test_add ("/hardware/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("each-kind-comes-and-goes", test_each_kind_comes_and_goes);
  ADD ("a-folder-comes-and-goes", test_a_folder_comes_and_goes);
  return g_test_run ();
}
