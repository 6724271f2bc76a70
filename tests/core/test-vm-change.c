/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt's test driver keeps and defines, but plugs nothing in.  The functions below, which the
 * linker puts before libvirt's (--wrap in meson.build), are a hypervisor that does: its running
 * document is faked.live. */

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-domain-edit-private.h"
#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-vm-devices.h"
#include "vireo-test-host.h"

typedef struct
{
  VireoTestHost host;
  VireoVmDevices *devices;
} Fixture;

static struct
{
  GMutex lock;
  char *live;            /* of the VM named "test"; NULL: the real one */
  guint n_aliases;
  gboolean guest_clings; /* it does not let go of a device */
  gboolean cannot;       /* nothing can be done while it runs */
  const char *refused;   /* (nullable): elements that cannot be plugged in */
  gboolean forced;       /* what the last change of a medium said */
  guint64 grown_to;      /* by virDomainBlockResize() */
  guint64 volume_grown_to;
  guint n_steps;         /* waited */
} faked;

char *__real_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags);
char *__wrap_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags);
int __real_virDomainAttachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);
int __wrap_virDomainAttachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);
int __wrap_virDomainDetachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);
int __wrap_virDomainUpdateDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);
int __wrap_virDomainBlockResize (virDomainPtr vm, const char *disk, unsigned long long size,
                                 unsigned int flags);
int __wrap_virDomainGetBlockInfo (virDomainPtr vm, const char *disk, virDomainBlockInfoPtr info,
                                  unsigned int flags);
int __wrap_virStorageVolResize (virStorageVolPtr volume, unsigned long long size,
                                unsigned int flags);
void __wrap_g_usleep (gulong microseconds);

/* The test driver knows no such call, and says so in libvirt's way. */
static int
refuse (virDomainPtr vm)
{
  return __real_virDomainAttachDeviceFlags (vm, "<disk/>", 0);
}

char *
__wrap_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags)
{
  char *live = NULL;

  g_mutex_lock (&faked.lock);
  if ((flags & VIR_DOMAIN_XML_INACTIVE) == 0 && faked.live != NULL
      && g_str_equal (virDomainGetName (vm), "test"))
    live = strdup (faked.live);
  g_mutex_unlock (&faked.lock);
  return live != NULL ? live : __real_virDomainGetXMLDesc (vm, flags);
}

static char *
get_key (const char *xml)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  xmlNode *device = xmlDocGetRootElement (doc);
  char *key = vireo_xml_string (device, "self::disk/target/@dev | self::interface/mac/@address");

  return key != NULL ? key : g_strdup ((const char *) device->name);
}

/* Takes @changed. */
static int
set_live (virDomainPtr vm, char *changed)
{
  if (faked.cannot || changed == NULL)
    {
      g_free (changed);
      return refuse (vm);
    }
  g_free (faked.live);
  faked.live = changed;
  return 0;
}

int
__wrap_virDomainAttachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  g_autofree char *name = NULL;
  g_autofree char *element = NULL;
  int answer;

  g_assert_cmpuint (flags, ==, VIR_DOMAIN_AFFECT_LIVE);
  g_mutex_lock (&faked.lock);
  name = g_strdup_printf ("alias%u", faked.n_aliases++);
  vireo_xml_add (xmlDocGetRootElement (doc), "alias", "name", name, NULL);
  element = vireo_xml_node_to_text (xmlDocGetRootElement (doc));
  answer = g_strcmp0 ((const char *) xmlDocGetRootElement (doc)->name, faked.refused) == 0
               ? refuse (vm)
               : set_live (vm, vireo_domain_edit_add_device (faked.live, element, NULL));
  g_mutex_unlock (&faked.lock);
  return answer;
}

/* They have no key by which a device is found. */
static int
remove_controllers (void)
{
  g_autoptr (VireoXmlDoc) doc = NULL;

  g_mutex_lock (&faked.lock);
  doc = vireo_xml_parse (faked.live, NULL);
  vireo_tree_remove_all (xmlDocGetRootElement (doc), "devices/controller[@type='scsi']");
  g_free (faked.live);
  faked.live = vireo_xml_to_text (doc);
  g_mutex_unlock (&faked.lock);
  return 0;
}

int
__wrap_virDomainDetachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags)
{
  g_autofree char *key = get_key (xml);
  int answer = 0;

  if (g_str_equal (key, "controller"))
    return remove_controllers ();

  g_assert_cmpuint (flags, ==, VIR_DOMAIN_AFFECT_LIVE);
  g_mutex_lock (&faked.lock);
  if (!faked.guest_clings)
    answer = set_live (vm, vireo_domain_edit_remove_device (faked.live, key, NULL));
  g_mutex_unlock (&faked.lock);
  return answer;
}

int
__wrap_virDomainUpdateDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags)
{
  g_autofree char *key = get_key (xml);
  int answer;

  g_mutex_lock (&faked.lock);
  faked.forced = (flags & VIR_DOMAIN_DEVICE_MODIFY_FORCE) != 0;
  answer = set_live (vm, vireo_domain_edit_replace_device (faked.live, key, xml, NULL));
  g_mutex_unlock (&faked.lock);
  return answer;
}

int
__wrap_virDomainGetBlockInfo (virDomainPtr vm,
                              const char *disk,
                              virDomainBlockInfoPtr info,
                              unsigned int flags)
{
  info->capacity = 10 * VIREO_GIB;
  info->allocation = info->physical = VIREO_GIB;
  return 0;
}

int
__wrap_virDomainBlockResize (virDomainPtr vm,
                             const char *disk,
                             unsigned long long size,
                             unsigned int flags)
{
  g_assert_cmpuint (flags, ==, VIR_DOMAIN_BLOCK_RESIZE_BYTES);
  g_mutex_lock (&faked.lock);
  faked.grown_to = size;
  g_mutex_unlock (&faked.lock);
  return 0;
}

int
__wrap_virStorageVolResize (virStorageVolPtr volume, unsigned long long size, unsigned int flags)
{
  g_mutex_lock (&faked.lock);
  faked.volume_grown_to = size;
  g_mutex_unlock (&faked.lock);
  return 0;
}

void
__wrap_g_usleep (gulong microseconds)
{
  g_mutex_lock (&faked.lock);
  faked.n_steps++;
  g_mutex_unlock (&faked.lock);
}

/* --- the VM of every test: a disk, a drive, a NIC; running --- */

#define MAC "52:54:00:00:00:01"

static void
set_up (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle;
  virDomainPtr defined;
  char *xml;
  g_autofree char *with = NULL;

  vireo_test_host_set_up (&f->host, NULL);
  handle = vireo_vm_ref_handle (f->host.vm);
  xml = __real_virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
  for (guint i = 0; i < 3; i++)
    {
      static const char *const devices[]
          = { "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
              "<source file='/default-pool/a.qcow2'/><target dev='vda' bus='virtio'/></disk>",
              "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
              "<source file='/isos/a.iso'/><target dev='sda' bus='sata'/><readonly/></disk>",
              "<interface type='network'><mac address='" MAC "'/><source network='default'/>"
              "<model type='virtio'/></interface>" };
      char *more = vireo_domain_edit_add_device (with != NULL ? with : xml, devices[i], NULL);

      g_free (with);
      with = more;
    }
  free (xml);
  defined = virDomainDefineXML (virDomainGetConnect (handle), with);
  g_assert_nonnull (defined);
  virDomainFree (defined);
  xml = __real_virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
  g_mutex_lock (&faked.lock);
  faked.live = g_strdup (xml);
  faked.guest_clings = faked.cannot = faked.forced = FALSE;
  faked.refused = NULL;
  faked.grown_to = faked.volume_grown_to = 0;
  faked.n_steps = 0;
  g_mutex_unlock (&faked.lock);
  free (xml);
  virDomainFree (handle);

  f->devices = vireo_vm_get_devices (f->host.vm);
  vireo_vm_devices_watch (f->devices);
  vireo_test_wait (vireo_vm_devices_find (f->devices, MAC) != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  vireo_vm_devices_unwatch (f->devices);
  g_object_unref (f->devices);
  vireo_test_host_tear_down (&f->host, NULL);
  g_mutex_lock (&faked.lock);
  g_clear_pointer (&faked.live, g_free);
  g_mutex_unlock (&faked.lock);
}

static void
force_off (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;

  vireo_vm_order_async (f->host.vm, VIREO_VM_ORDER_FORCE_OFF, NULL, vireo_test_keep_result,
                        &result);
  vireo_test_wait (result != NULL);
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_OFF);
}

static VireoDevice *
find (Fixture *f, const char *key)
{
  return vireo_vm_devices_find (f->devices, key);
}

static VireoDevicePending
get_pending (Fixture *f, const char *key)
{
  VireoDevice *device = find (f, key);

  return device != NULL ? vireo_device_get_pending (device) : VIREO_DEVICE_PENDING_NONE;
}

/* On both sides, and the same on both. */
static gboolean
is_plugged_in (Fixture *f, const char *key)
{
  VireoDevice *device = find (f, key);

  return device != NULL && vireo_device_get_live_xml (device) != NULL
         && vireo_device_get_pending (device) == VIREO_DEVICE_PENDING_NONE;
}

/* Gives the order and waits for its end. */
#define CHANGE(error, call, ...)                                                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GAsyncResult) result = NULL;                                                        \
                                                                                                   \
    call (f->host.vm, __VA_ARGS__, NULL, vireo_test_keep_result, &result);                         \
    vireo_test_wait (result != NULL);                                                              \
    vireo_vm_change_finish (f->host.vm, result, error);                                            \
  }                                                                                                \
  G_STMT_END

static void
assert_command (Fixture *f, const char *end)
{
  GListModel *entries = vireo_journal_get_entries (f->host.journal);
  guint n = g_list_model_get_n_items (entries);
  g_autoptr (VireoJournalEntry) entry = NULL;
  g_autofree char *newest = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoJournalEntry) one = g_list_model_get_item (entries, i);

      if (g_str_has_suffix (vireo_journal_entry_get_command (one), end))
        return;
      g_free (newest);
      newest = g_strdup (vireo_journal_entry_get_command (one));
    }
  g_assert_cmpstr (newest, ==, end);
}

/* --- plugging in and out --- */

#define DISK "<disk type='file' device='disk'><driver name='qemu' type='raw'/>"                    \
             "<source file='/b.img'/><target dev='vdb' bus='virtio'/></disk>"

static void
test_attach_now_and_at_the_next_start (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (is_plugged_in (f, "vdb"));
  assert_command (f, "attach-disk test /b.img vdb --targetbus virtio --driver qemu "
                     "--subdriver raw --live --config");
}

static void
test_attach_that_fails_now_leaves_the_next_start (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  faked.cannot = TRUE;
  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_BOTH);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_ADDED);
  assert_command (f, "--subdriver raw --config");
}

static void
run_as_qemu (void)
{
  g_autoptr (VireoXmlDoc) doc = NULL;

  g_mutex_lock (&faked.lock);
  doc = vireo_xml_parse (faked.live, NULL);
  vireo_tree_set_attribute (xmlDocGetRootElement (doc), "type", "qemu");
  g_free (faked.live);
  faked.live = vireo_xml_to_text (doc);
  g_mutex_unlock (&faked.lock);
}

static gboolean
runs_with_scsi (void)
{
  g_autoptr (VireoXmlDoc) doc = NULL;

  g_mutex_lock (&faked.lock);
  doc = vireo_xml_parse (faked.live, NULL);
  g_mutex_unlock (&faked.lock);
  return vireo_xml_has (xmlDocGetRootElement (doc),
                        "devices/controller[@type='scsi'][@model='virtio-scsi']");
}

static void
test_a_disk_on_scsi_brings_its_controller (Fixture *f, gconstpointer unused)
{
  static const char disk[] = "<disk type='file' device='disk'><source file='/b.img'/>"
                             "<target dev='sdb' bus='scsi'/></disk>";
  g_autoptr (GError) error = NULL;

  run_as_qemu ();
  g_assert_false (runs_with_scsi ());
  faked.refused = "disk";
  CHANGE (&error, vireo_vm_attach_device_async, disk, VIREO_APPLY_NOW);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (runs_with_scsi ());
  faked.refused = NULL;
  CHANGE (&error, vireo_vm_attach_device_async, disk, VIREO_APPLY_NOW);
  g_assert_no_error (error);
  g_assert_true (runs_with_scsi ());
}

static void
test_pending_is_applied_or_discarded (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  /* Added, and plugged in now. */
  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_NEXT_START);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_ADDED);
  CHANGE (&error, vireo_vm_apply_pending_async, find (f, "vdb"));
  g_assert_no_error (error);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_NONE);

  /* Removed, and kept after all. */
  CHANGE (&error, vireo_vm_detach_device_async, find (f, "vdb"), VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_REMOVED);
  CHANGE (&error, vireo_vm_discard_pending_async, find (f, "vdb"));
  g_assert_no_error (error);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_NONE);

  /* Removed, and unplugged now. */
  CHANGE (&error, vireo_vm_detach_device_async, find (f, "vdb"), VIREO_APPLY_NEXT_START);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_REMOVED);
  CHANGE (&error, vireo_vm_apply_pending_async, find (f, "vdb"));
  g_assert_no_error (error);
  vireo_test_wait (find (f, "vdb") == NULL);

  /* Added, and dropped. */
  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_NEXT_START);
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_ADDED);
  CHANGE (&error, vireo_vm_discard_pending_async, find (f, "vdb"));
  g_assert_no_error (error);
  vireo_test_wait (find (f, "vdb") == NULL);
}

static void
test_pending_changes_are_applied_or_discarded (Fixture *f, gconstpointer unused)
{
  const VireoNicOptions down = { .set = VIREO_NIC_SET_LINK, .link_up = FALSE };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      CHANGE (&error, vireo_vm_edit_nic_async, VIREO_NIC (find (f, MAC)), &down,
              VIREO_APPLY_NEXT_START);
      g_assert_no_error (error);
      vireo_test_wait (get_pending (f, MAC) == VIREO_DEVICE_PENDING_CHANGED);
      g_assert_cmpstr (vireo_device_get_pending_text (find (f, MAC)), ==, "Link: up → down");
      if (i == 0)
        CHANGE (&error, vireo_vm_discard_pending_async, find (f, MAC));
      else
        CHANGE (&error, vireo_vm_apply_pending_async, find (f, MAC));
      g_assert_no_error (error);
      vireo_test_wait (get_pending (f, MAC) == VIREO_DEVICE_PENDING_NONE);
      g_assert_cmpint (vireo_nic_get_shown (VIREO_NIC (find (f, MAC)))->link_up, ==, i == 0);
    }
  assert_command (f, "domif-setlink test " MAC " down --config");
}

static void
test_detach_waits_until_it_is_gone (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_detach_device_async, find (f, MAC), VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (find (f, MAC) == NULL);
  assert_command (f, "detach-interface test network --mac " MAC " --live --config");
}

static guint
count_commands (Fixture *f, const char *end)
{
  GListModel *entries = vireo_journal_get_entries (f->host.journal);
  guint found = 0;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (VireoJournalEntry) entry = g_list_model_get_item (entries, i);

      found += g_str_has_suffix (vireo_journal_entry_get_command (entry), end);
    }
  return found;
}

static void
test_what_needs_spice_goes_with_it (Fixture *f, gconstpointer unused)
{
  static const char *const devices[]
      = { "<graphics type='spice'/>",
          "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      CHANGE (&error, vireo_vm_attach_device_async, devices[i], VIREO_APPLY_NEXT_START);
      g_assert_no_error (error);
    }
  vireo_test_wait (find (f, "graphics:spice") != NULL);
  vireo_test_wait (find (f, "channel:com.redhat.spice.0") != NULL);
  CHANGE (&error, vireo_vm_detach_device_async, find (f, "graphics:spice"),
          VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  vireo_test_wait (find (f, "graphics:spice") == NULL);
  vireo_test_wait (find (f, "channel:com.redhat.spice.0") == NULL);
  g_assert_cmpuint (count_commands (f, "detach-device test device.xml --config"), ==, 2);
}

static void
test_a_guest_that_clings_is_told (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  faked.guest_clings = TRUE;
  CHANGE (&error, vireo_vm_detach_device_async, find (f, "vda"), VIREO_APPLY_BOTH);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "goes at the next start"));
  g_assert_cmpuint (faked.n_steps, >=, 100);
  vireo_test_wait (get_pending (f, "vda") == VIREO_DEVICE_PENDING_REMOVED);
}

static void
test_detach_that_is_refused_changes_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  faked.cannot = TRUE;
  CHANGE (&error, vireo_vm_detach_device_async, find (f, "vda"), VIREO_APPLY_BOTH);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  vireo_test_wait (get_pending (f, "vda") == VIREO_DEVICE_PENDING_NONE);
  g_assert_nonnull (vireo_device_get_config_xml (find (f, "vda")));
}

static void
test_nothing_is_done_now_to_what_is_off (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  force_off (f);
  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_NOW);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE);
  g_clear_error (&error);
  /* Started or stopped while a dialog was open: both is what there is. */
  CHANGE (&error, vireo_vm_attach_device_async, DISK, VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (find (f, "vdb") != NULL);
  CHANGE (&error, vireo_vm_detach_device_async, find (f, "vdb"), VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (find (f, "vdb") == NULL);
}

static gboolean
is_on_both_sides (GListModel *devices, guint i)
{
  g_autoptr (VireoDevice) device = g_list_model_get_item (devices, i);

  return vireo_device_get_live_xml (device) != NULL
         && vireo_device_get_config_xml (device) != NULL;
}

static void
test_a_nic_without_mac_gets_one_for_both_sides (Fixture *f, gconstpointer unused)
{
  GListModel *nics = vireo_vm_devices_get_nics (f->devices);
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_attach_device_async,
          "<interface type='network'><source network='default'/><model type='virtio'/>"
          "</interface>",
          VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (g_list_model_get_n_items (nics) == 2 && is_on_both_sides (nics, 1));
}

/* --- changing --- */

static void
test_media_are_changed_and_ejected (Fixture *f, gconstpointer unused)
{
  const VireoMedia other = { .path = "/isos/b 盘.iso" };
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_change_media_async, VIREO_DISK (find (f, "sda")), &other, FALSE,
          VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (
      g_strcmp0 (vireo_disk_get_shown (VIREO_DISK (find (f, "sda")))->source, other.path) == 0);
  g_assert_cmpuint (get_pending (f, "sda"), ==, VIREO_DEVICE_PENDING_NONE);
  assert_command (f, "change-media test sda '/isos/b 盘.iso' --update --live --config");
  g_assert_false (faked.forced);

  CHANGE (&error, vireo_vm_change_media_async, VIREO_DISK (find (f, "sda")), NULL, TRUE,
          VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  vireo_test_wait (vireo_disk_get_shown (VIREO_DISK (find (f, "sda")))->source == NULL);
  g_assert_true (faked.forced);
  assert_command (f, "change-media test sda --eject --force --live --config");
}

static void
test_a_change_that_fails_now_leaves_the_next_start (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  faked.cannot = TRUE;
  CHANGE (&error, vireo_vm_change_media_async, VIREO_DISK (find (f, "sda")), NULL, FALSE,
          VIREO_APPLY_BOTH);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  vireo_test_wait (get_pending (f, "sda") == VIREO_DEVICE_PENDING_NONE);
  g_assert_cmpstr (vireo_disk_get_config (VIREO_DISK (find (f, "sda")))->source, ==,
                   "/isos/a.iso");
}

static void
test_disk_options_at_the_next_start (Fixture *f, gconstpointer unused)
{
  const VireoDiskOptions options = { .set = VIREO_DISK_SET_CACHE | VIREO_DISK_SET_SHAREABLE,
                                     .cache = "none",
                                     .shareable = TRUE };
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_edit_disk_async, VIREO_DISK (find (f, "vda")), &options,
          VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  vireo_test_wait (get_pending (f, "vda") == VIREO_DEVICE_PENDING_CHANGED);
  g_assert_cmpstr (vireo_device_get_pending_text (find (f, "vda")), ==,
                   "Cache mode: default → none\nShareable: no → yes");
}

static void
test_somebody_elses_change_is_not_overwritten (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDevice) old = g_object_ref (find (f, "vda"));
  const VireoDiskOptions theirs
      = { .set = VIREO_DISK_SET_SERIAL, .serial = "THEIRS" };
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_edit_disk_async, VIREO_DISK (old), &theirs, VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  CHANGE (&error, vireo_vm_update_device_async, old, vireo_device_get_config_xml (old),
          VIREO_APPLY_NEXT_START);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE);
  g_clear_error (&error);
  vireo_test_wait (find (f, "vda") != old);
  CHANGE (&error, vireo_vm_update_device_async, find (f, "vda"),
          vireo_device_get_config_xml (old), VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
}

static char *
rename_edit (const char *xml, gconstpointer data, GError **error)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, "no");
  return NULL;
}

static void
test_settings_of_the_next_start (Fixture *f, gconstpointer unused)
{
  static const char *const order[] = { MAC, "vda", NULL };
  static const char *const gone[] = { "vdx", NULL };
  const VireoTopology topology = { 2, 1, 2, 1 };
  const VireoDomainValues *config;
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_set_vcpus_async, 2, 4, &topology, VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  CHANGE (&error, vireo_vm_set_memory_async, VIREO_GIB, 4 * VIREO_GIB, VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  CHANGE (&error, vireo_vm_set_boot_async, order);
  g_assert_no_error (error);
  CHANGE (&error, vireo_vm_set_cpu_async, "host-passthrough", NULL);
  g_assert_no_error (error);
  CHANGE (&error, vireo_vm_add_virtio_async, VIREO_VIRTIO_RNG);
  g_assert_no_error (error);
  vireo_test_wait (vireo_domain_settings_get_config (vireo_vm_devices_get_settings (f->devices))
                       ->virtio
                   & VIREO_VIRTIO_RNG);
  config = vireo_domain_settings_get_config (vireo_vm_devices_get_settings (f->devices));
  g_assert_cmpuint (config->max_vcpus, ==, 4);
  g_assert_cmpuint (config->vcpus, ==, 2);
  g_assert_cmpuint (config->sockets, ==, 2);
  g_assert_cmpuint (config->memory, ==, VIREO_GIB);
  g_assert_cmpuint (config->max_memory, ==, 4 * VIREO_GIB);
  g_assert_cmpstr (config->cpu_mode, ==, "host-passthrough");
  g_assert_true (g_strv_equal ((const char *const *) config->boot, order));
  assert_command (f, " test --edit --cpu host-passthrough");

  CHANGE (&error, vireo_vm_set_boot_async, gone);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_GONE);
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_edit_definition_async, rename_edit, NULL, NULL, NULL);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_set_firmware_async, VIREO_FIRMWARE_UEFI, FALSE);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE);
}

static void
test_pending_settings_are_dropped_or_done (Fixture *f, gconstpointer unused)
{
  const VireoTopology topology = { 2, 1, 4, 1 };
  g_autoptr (GError) error = NULL;
  VireoDomainSettings *settings;

  vireo_test_wait (vireo_vm_devices_get_settings (f->devices) != NULL);
  CHANGE (&error, vireo_vm_set_vcpus_async, 4, 8, &topology, VIREO_APPLY_NEXT_START);
  g_assert_no_error (error);
  vireo_test_wait (
      vireo_domain_settings_get_pending (vireo_vm_devices_get_settings (f->devices))
      & VIREO_SETTING_VCPUS);
  settings = vireo_vm_devices_get_settings (f->devices);
  CHANGE (&error, vireo_vm_apply_setting_async, settings, VIREO_SETTING_VCPUS);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED); /* it runs with 2 at most */
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_discard_setting_async, settings, VIREO_SETTING_FIRMWARE);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_discard_setting_async, settings, VIREO_SETTING_VCPUS);
  g_assert_no_error (error);
  assert_command (f, " test --edit --vcpus 2,vcpu.current=2");
  vireo_test_wait (
      (vireo_domain_settings_get_pending (vireo_vm_devices_get_settings (f->devices))
       & VIREO_SETTING_VCPUS)
      == 0);
  g_assert_cmpuint (
      vireo_domain_settings_get_config (vireo_vm_devices_get_settings (f->devices))->sockets, ==,
      0);
}

/* --- disks with their files --- */

static void
add_new (Fixture *f, const char *target, gboolean full, GError **error)
{
  const VireoNewDisk plan = { .disk = { .device = "disk",
                                        .format = "qcow2",
                                        .target = target,
                                        .options = { .bus = "virtio" } },
                              .new_pool = "default",
                              .new_name = "data/1",
                              .capacity = full ? G_GUINT64_CONSTANT (1) << 60 : VIREO_GIB,
                              .full = full };

  CHANGE (error, vireo_vm_add_disk_async, &plan, VIREO_APPLY_BOTH);
}

static gboolean
has_volume (Fixture *f, const char *name)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);
  virStoragePoolPtr pool = virStoragePoolLookupByName (virDomainGetConnect (handle), "default");
  virStorageVolPtr volume = virStorageVolLookupByName (pool, name);
  gboolean there = volume != NULL;

  g_clear_pointer (&volume, virStorageVolFree);
  virStoragePoolFree (pool);
  virDomainFree (handle);
  virResetLastError ();
  return there;
}

static void
test_a_new_disk_gets_a_new_file (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  add_new (f, "vdb", FALSE, &error);
  g_assert_no_error (error);
  vireo_test_wait (find (f, "vdb") != NULL);
  g_assert_cmpstr (vireo_disk_get_shown (VIREO_DISK (find (f, "vdb")))->source, ==,
                   "/default-pool/data-1.qcow2");
  g_assert_true (has_volume (f, "data-1.qcow2"));
  assert_command (f, " test --add-device --disk pool=default,size=1,format=qcow2,target.dev=vdb,"
                     "target.bus=virtio --update");
  /* The name is taken now, and where it goes is left to the order. */
  add_new (f, NULL, FALSE, &error);
  g_assert_no_error (error);
  assert_command (f, "size=1,format=qcow2,target.bus=virtio --update");
  vireo_test_wait (find (f, "vdc") != NULL);
  g_assert_true (has_volume (f, "data-1-1.qcow2"));
}

static void
test_a_disk_that_cannot_be_added_leaves_no_file (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  faked.cannot = TRUE;
  add_new (f, "vdb", FALSE, &error);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
  g_assert_false (has_volume (f, "data-1.qcow2"));
  g_clear_error (&error);
  add_new (f, "vdb", TRUE, &error);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE);
}

static void
test_a_disk_goes_with_its_file (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  add_new (f, "vdb", FALSE, &error);
  vireo_test_wait (find (f, "vdb") != NULL);

  /* Not while the guest has it. */
  faked.guest_clings = TRUE;
  CHANGE (&error, vireo_vm_remove_disk_async, VIREO_DISK (find (f, "vdb")), TRUE,
          VIREO_APPLY_BOTH);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_TIMED_OUT);
  g_assert_true (has_volume (f, "data-1.qcow2"));
  g_clear_error (&error);

  faked.guest_clings = FALSE;
  vireo_test_wait (get_pending (f, "vdb") == VIREO_DEVICE_PENDING_REMOVED);
  CHANGE (&error, vireo_vm_remove_disk_async, VIREO_DISK (find (f, "vdb")), TRUE,
          VIREO_APPLY_BOTH);
  g_assert_no_error (error);
  g_assert_false (has_volume (f, "data-1.qcow2"));
  assert_command (f, " vol-delete /default-pool/data-1.qcow2");
}

static GStrv
find_users (Fixture *f, const char *path)
{
  const VireoMedia source = { .path = path };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GStrv names;

  vireo_vm_find_disk_users_async (f->host.vm, &source, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  names = vireo_vm_find_disk_users_finish (f->host.vm, result, &error);
  g_assert_no_error (error);
  return names;
}

static void
test_other_users_are_named (Fixture *f, gconstpointer unused)
{
  static const char other[]
      = "<domain type='test'><name>other</name><memory>1024</memory><os><type>hvm</type></os>"
        "<devices><disk type='file'><source file='/default-pool/a.qcow2'/>"
        "<target dev='vda' bus='virtio'/></disk><interface type='user'><mac address='" MAC "'/>"
        "</interface></devices></domain>";
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);
  virDomainPtr defined = virDomainDefineXML (virDomainGetConnect (handle), other);
  g_auto (GStrv) users = NULL;
  g_auto (GStrv) nobody = NULL;
  g_auto (GStrv) macs = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (defined);
  users = find_users (f, "/default-pool/a.qcow2");
  nobody = find_users (f, "/nothing");
  g_assert_true (g_strv_equal ((const char *const *) users, (const char *const[]){ "other", NULL }));
  g_assert_cmpuint (g_strv_length (nobody), ==, 0);

  vireo_vm_find_mac_users_async (f->host.vm, MAC, NULL, vireo_test_keep_result, &asked);
  vireo_test_wait (asked != NULL);
  macs = vireo_vm_find_mac_users_finish (f->host.vm, asked, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (macs), ==, 2);

  /* Neither is a file deleted that somebody else has. */
  CHANGE (&error, vireo_vm_remove_disk_async, VIREO_DISK (find (f, "vda")), TRUE,
          VIREO_APPLY_BOTH);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS);
  g_assert_nonnull (find (f, "vda"));
  virDomainFree (defined);
  virDomainFree (handle);
}

static void
test_disks_only_grow (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  CHANGE (&error, vireo_vm_resize_disk_async, VIREO_DISK (find (f, "vda")), 5 * VIREO_GIB);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_resize_disk_async, VIREO_DISK (find (f, "vda")), 10 * VIREO_GIB);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
  g_clear_error (&error);
  CHANGE (&error, vireo_vm_resize_disk_async, VIREO_DISK (find (f, "vda")), 11 * VIREO_GIB);
  g_assert_no_error (error);
  g_assert_cmpuint (faked.grown_to, ==, 11 * VIREO_GIB);
  assert_command (f, "blockresize test vda 11811160064B");
}

static void
test_a_disk_of_a_vm_that_is_off_grows_in_its_pool (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  add_new (f, "vdb", FALSE, &error);
  g_assert_no_error (error);
  force_off (f);
  vireo_test_wait (find (f, "vdb") != NULL && vireo_device_get_live_xml (find (f, "vdb")) == NULL);
  CHANGE (&error, vireo_vm_resize_disk_async, VIREO_DISK (find (f, "vdb")), 2 * VIREO_GIB);
  g_assert_no_error (error);
  g_assert_cmpuint (faked.volume_grown_to, ==, 2 * VIREO_GIB);
  /* The test driver's pool has 100 GiB. */
  CHANGE (&error, vireo_vm_resize_disk_async, VIREO_DISK (find (f, "vdb")), VIREO_TIB);
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, function)                                                                        \
  g_test_add ("/vm-change/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("attach-now-and-at-the-next-start", test_attach_now_and_at_the_next_start);
  ADD ("attach-that-fails-now-leaves-the-next-start",
       test_attach_that_fails_now_leaves_the_next_start);
  ADD ("what-needs-spice-goes-with-it", test_what_needs_spice_goes_with_it);
  ADD ("a-disk-on-scsi-brings-its-controller", test_a_disk_on_scsi_brings_its_controller);
  ADD ("pending-is-applied-or-discarded", test_pending_is_applied_or_discarded);
  ADD ("pending-changes-are-applied-or-discarded", test_pending_changes_are_applied_or_discarded);
  ADD ("detach-waits-until-it-is-gone", test_detach_waits_until_it_is_gone);
  ADD ("a-guest-that-clings-is-told", test_a_guest_that_clings_is_told);
  ADD ("detach-that-is-refused-changes-nothing", test_detach_that_is_refused_changes_nothing);
  ADD ("nothing-is-done-now-to-what-is-off", test_nothing_is_done_now_to_what_is_off);
  ADD ("a-nic-without-mac-gets-one-for-both-sides",
       test_a_nic_without_mac_gets_one_for_both_sides);
  ADD ("media-are-changed-and-ejected", test_media_are_changed_and_ejected);
  ADD ("a-change-that-fails-now-leaves-the-next-start",
       test_a_change_that_fails_now_leaves_the_next_start);
  ADD ("disk-options-at-the-next-start", test_disk_options_at_the_next_start);
  ADD ("somebody-elses-change-is-not-overwritten", test_somebody_elses_change_is_not_overwritten);
  ADD ("settings-of-the-next-start", test_settings_of_the_next_start);
  ADD ("pending-settings-are-dropped-or-done", test_pending_settings_are_dropped_or_done);
  ADD ("a-new-disk-gets-a-new-file", test_a_new_disk_gets_a_new_file);
  ADD ("a-disk-that-cannot-be-added-leaves-no-file",
       test_a_disk_that_cannot_be_added_leaves_no_file);
  ADD ("a-disk-goes-with-its-file", test_a_disk_goes_with_its_file);
  ADD ("other-users-are-named", test_other_users_are_named);
  ADD ("disks-only-grow", test_disks_only_grow);
  ADD ("a-disk-of-a-vm-that-is-off-grows-in-its-pool",
       test_a_disk_of_a_vm_that_is_off_grows_in_its_pool);
#undef ADD
  return g_test_run ();
}
