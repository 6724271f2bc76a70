/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linker hands us virDomainGetXMLDesc() first (--wrap in meson.build): the running document
 * and that of the next start are what a test says. */

#include <libvirt/libvirt.h>

#include "core/model/vireo-vm-devices.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static struct
{
  GMutex lock;
  char *live, *config; /* devices; NULL: as the test driver has it */
  guint n_readings;    /* of the next start's document */
} faked;

char *__real_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags);
char *__wrap_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags);

char *
__wrap_virDomainGetXMLDesc (virDomainPtr vm, unsigned int flags)
{
  gboolean is_config = (flags & VIR_DOMAIN_XML_INACTIVE) != 0;
  char *made = NULL;
  const char *devices;

  g_mutex_lock (&faked.lock);
  faked.n_readings += is_config;
  devices = is_config ? faked.config : faked.live;
  if (devices != NULL)
    {
      g_autofree char *xml = g_strdup_printf (
          "<domain type='test'><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>"
          "<memory>2097152</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os>"
          "<devices>%s</devices></domain>",
          devices);

      made = strdup (xml);
    }
  g_mutex_unlock (&faked.lock);
  return made != NULL ? made : __real_virDomainGetXMLDesc (vm, flags);
}

static void
fake (const char *live, const char *config)
{
  g_mutex_lock (&faked.lock);
  g_free (faked.live);
  g_free (faked.config);
  faked.live = g_strdup (live);
  faked.config = g_strdup (config);
  g_mutex_unlock (&faked.lock);
}

static guint
get_n_readings (void)
{
  guint n;

  g_mutex_lock (&faked.lock);
  n = faked.n_readings;
  g_mutex_unlock (&faked.lock);
  return n;
}

#define DISK(target, more) "<disk type='file'><source file='/" target "'/>"                        \
                           "<target dev='" target "' bus='virtio'/>" more "</disk>"
#define NIC(mac) "<interface type='user'><mac address='" mac "'/></interface>"

static void
tear_down (Fixture *f, gconstpointer unused)
{
  fake (NULL, NULL);
  vireo_test_host_tear_down (f, unused);
}

static void
note (GListModel *model, guint position, guint removed, guint added, gpointer log)
{
  g_string_append_printf (log, "%u-%u+%u ", position, removed, added);
}

static void
refresh (Fixture *f)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);

  /* Somebody changed something, and libvirt says so. */
  g_assert_cmpint (virDomainSetMetadata (handle, VIR_DOMAIN_METADATA_TITLE, "x", NULL, NULL, 0), ==,
                   0);
  virDomainFree (handle);
}

static void
test_nothing_is_read_unless_watched (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (f->vm);
  g_autoptr (VireoVmDevices) same = vireo_vm_get_devices (f->vm);
  guint before = get_n_readings ();

  g_assert_true (devices == same);
  g_assert_false (vireo_vm_devices_is_loaded (devices));
  vireo_vm_devices_watch (devices);
  vireo_test_wait (vireo_vm_devices_is_loaded (devices));
  g_assert_cmpuint (get_n_readings (), ==, before + 1);
  g_assert_nonnull (vireo_vm_devices_get_settings (devices));
  vireo_vm_devices_unwatch (devices);
}

static void
test_rows_stay_as_they_are (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (f->vm);
  GListModel *disks = vireo_vm_devices_get_disks (devices);
  g_autoptr (GString) log = g_string_new (NULL);
  VireoDevice *first, *second;

  fake (DISK ("vda", "") DISK ("vdb", "") DISK ("vdc", ""),
        DISK ("vda", "") DISK ("vdb", "") DISK ("vdc", ""));
  vireo_vm_devices_watch (devices);
  vireo_test_wait (g_list_model_get_n_items (disks) == 3);
  first = vireo_vm_devices_find (devices, "vda");
  second = vireo_vm_devices_find (devices, "vdb");
  g_signal_connect (disks, "items-changed", G_CALLBACK (note), log);

  /* The third goes, the second gets a serial number at the next start, a fourth is plugged in. */
  fake (DISK ("vda", "") DISK ("vdb", "") DISK ("vdd", ""),
        DISK ("vda", "") DISK ("vdb", "<serial>1</serial>") DISK ("vdd", ""));
  refresh (f);
  vireo_test_wait (vireo_vm_devices_find (devices, "vdd") != NULL);
  g_assert_cmpstr (log->str, ==, "2-1+0 1-1+1 2-0+1 ");
  g_assert_true (vireo_vm_devices_find (devices, "vda") == first);
  g_assert_false (vireo_vm_devices_find (devices, "vdb") == second);
  g_assert_null (vireo_vm_devices_find (devices, "vdc"));
  g_assert_cmpuint (vireo_device_get_pending (vireo_vm_devices_find (devices, "vdb")), ==,
                    VIREO_DEVICE_PENDING_CHANGED);
  vireo_vm_devices_unwatch (devices);
}

static void
test_many_events_are_few_readings (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (f->vm);
  guint n = 0;
  guint before;

  vireo_vm_devices_watch (devices);
  vireo_test_wait (vireo_vm_devices_is_loaded (devices));
  before = get_n_readings ();
  for (n = 0; n < 20; n++)
    g_signal_emit_by_name (f->vm, "refreshed");
  fake (NIC ("52:54:00:00:00:01"), NIC ("52:54:00:00:00:01"));
  g_signal_emit_by_name (f->vm, "refreshed");
  vireo_test_wait (vireo_vm_devices_find (devices, "52:54:00:00:00:01") != NULL);
  /* The one under way, and one for all that came meanwhile. */
  g_assert_cmpuint (get_n_readings () - before, <=, 2);
  vireo_vm_devices_unwatch (devices);
}

static void
test_what_cannot_be_read_keeps_the_rows (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (f->vm);

  fake (DISK ("vda", ""), DISK ("vda", ""));
  vireo_vm_devices_watch (devices);
  vireo_test_wait (vireo_vm_devices_find (devices, "vda") != NULL);
  fake ("<disk>", "<disk>");
  g_signal_emit_by_name (f->vm, "refreshed");
  vireo_test_wait (vireo_vm_devices_get_error (devices) != NULL);
  g_assert_nonnull (vireo_vm_devices_find (devices, "vda"));
  fake (DISK ("vdb", ""), DISK ("vdb", ""));
  g_signal_emit_by_name (f->vm, "refreshed");
  vireo_test_wait (vireo_vm_devices_get_error (devices) == NULL);
  g_assert_nonnull (vireo_vm_devices_find (devices, "vdb"));
  vireo_vm_devices_unwatch (devices);
}

static void
test_pending_goes_with_the_run (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (f->vm);
  g_autoptr (GAsyncResult) result = NULL;
  guint n_pending;

  fake (DISK ("vda", ""), DISK ("vda", "") DISK ("vdb", ""));
  vireo_vm_devices_watch (devices);
  vireo_test_wait (vireo_vm_devices_find (devices, "vdb") != NULL);
  g_object_get (devices, "n-pending", &n_pending, NULL);
  g_assert_cmpuint (n_pending, ==, 1);

  vireo_vm_order_async (f->vm, VIREO_VM_ORDER_FORCE_OFF, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  vireo_test_wait (vireo_device_get_pending (vireo_vm_devices_find (devices, "vdb"))
                   == VIREO_DEVICE_PENDING_NONE);
  g_assert_null (vireo_device_get_live_xml (vireo_vm_devices_find (devices, "vda")));
  vireo_vm_devices_unwatch (devices);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define TEST(path, function)                                                                       \
  g_test_add ("/vm-devices/" path, Fixture, NULL, vireo_test_host_set_up, function, tear_down)
  TEST ("nothing-is-read-unless-watched", test_nothing_is_read_unless_watched);
  TEST ("rows-stay-as-they-are", test_rows_stay_as_they_are);
  TEST ("many-events-are-few-readings", test_many_events_are_few_readings);
  TEST ("what-cannot-be-read-keeps-the-rows", test_what_cannot_be_read_keeps_the_rows);
  TEST ("pending-goes-with-the-run", test_pending_goes_with_the_run);
#undef TEST
  return g_test_run ();
}
