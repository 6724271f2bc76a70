/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "core/base/vireo-units.h"
#include "core/install/vireo-os-catalog.h"
#include "core/install/vireo-os-reader.h"
#include "vireo-test.h"

/* The catalog with the data of the system and our own, loaded once for the tests that only
 * read it. */
static VireoOsCatalog *shared;

static void
load (VireoOsCatalog *catalog)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  vireo_os_catalog_load_async (catalog, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  vireo_os_catalog_load_finish (catalog, result, &error);
  g_assert_no_error (error);
}

static VireoOsCatalog *
get_shared (void)
{
  if (shared == NULL)
    {
      shared = vireo_os_catalog_new (NULL);
      load (shared);
    }
  return shared;
}

static VireoOs *
find (const char *id)
{
  VireoOs *os = vireo_os_catalog_lookup (get_shared (), id);

  g_assert_nonnull (os);
  return os;
}

static void
test_two_entries_before_loading (void)
{
  g_autoptr (VireoOsCatalog) catalog = vireo_os_catalog_new (NULL);
  GListModel *items = vireo_os_catalog_get_items (catalog);
  g_autoptr (VireoOs) first = g_list_model_get_item (items, 0);
  g_autoptr (VireoOs) second = g_list_model_get_item (items, 1);

  g_assert_false (vireo_os_catalog_get_loaded (catalog));
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 2);
  g_assert_true (first == vireo_os_catalog_get_fallback (catalog));
  g_assert_true (second == vireo_os_catalog_get_other (catalog));
  g_assert_true (vireo_os_catalog_lookup (catalog, vireo_os_get_id (first)) == first);
  g_assert_null (vireo_os_catalog_lookup (catalog, "http://centos.org/centos/7.0"));
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer count)
{
  (*(guint *) count)++;
}

static void
test_loads_once_for_all_callers (void)
{
  g_autoptr (VireoOsCatalog) catalog = vireo_os_catalog_new (NULL);
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;
  g_autoptr (GAsyncResult) late = NULL;
  guint n_notified = 0, n_items;

  g_signal_connect (catalog, "notify::loaded", G_CALLBACK (count_cb), &n_notified);
  vireo_os_catalog_load_async (catalog, NULL, vireo_test_keep_result, &one);
  vireo_os_catalog_load_async (catalog, NULL, vireo_test_keep_result, &two);
  g_assert_false (vireo_os_catalog_get_loaded (catalog)); /* never within the call */
  vireo_test_wait (one != NULL && two != NULL);
  g_assert_true (vireo_os_catalog_load_finish (catalog, one, NULL));
  g_assert_true (vireo_os_catalog_load_finish (catalog, two, NULL));
  n_items = g_list_model_get_n_items (vireo_os_catalog_get_items (catalog));
  g_assert_cmpuint (n_items, >, 500);

  vireo_os_catalog_load_async (catalog, NULL, vireo_test_keep_result, &late);
  vireo_test_wait (late != NULL);
  g_assert_true (vireo_os_catalog_load_finish (catalog, late, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (vireo_os_catalog_get_items (catalog)), ==, n_items);
  g_assert_cmpuint (n_notified, ==, 1);
}

static void
test_a_cancelled_caller_stops_nobody_else (void)
{
  g_autoptr (VireoOsCatalog) catalog = vireo_os_catalog_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;
  g_autoptr (GError) error = NULL;

  vireo_os_catalog_load_async (catalog, cancellable, vireo_test_keep_result, &one);
  vireo_os_catalog_load_async (catalog, NULL, vireo_test_keep_result, &two);
  g_cancellable_cancel (cancellable);
  vireo_test_wait (one != NULL && two != NULL);
  g_assert_false (vireo_os_catalog_load_finish (catalog, one, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (vireo_os_catalog_load_finish (catalog, two, NULL));
}

static void
test_a_catalog_may_go_while_it_loads (void)
{
  VireoOsCatalog *catalog = vireo_os_catalog_new (NULL);

  vireo_os_catalog_load_async (catalog, NULL, NULL, NULL);
  g_object_add_weak_pointer (G_OBJECT (catalog), (gpointer *) &catalog);
  g_object_unref (catalog);
  vireo_test_wait (catalog == NULL);
}

static void
test_every_own_entry_is_there (void)
{
  static const char *const ids[] = {
    "ctyunos2.0.1",        "ctyunos22.06",        "ctyunos22.09",        "ctyunos23.01",
    "ctyunos24.07",        "ctyunos25.07",        "ctyunos-unknown",     "openeuler20.03",
    "openeuler20.03sp1",   "openeuler20.03sp2",   "openeuler20.03sp3",   "openeuler20.03sp4",
    "openeuler22.03",      "openeuler22.03sp1",   "openeuler22.03sp2",   "openeuler22.03sp3",
    "openeuler22.03sp4",   "openeuler24.03",      "openeuler24.03sp1",   "openeuler24.03sp2",
    "openeuler24.03sp3",   "openeuler24.03sp4",   "openeuler25.03",      "openeuler25.09",
    "openeuler26.09",      "openeuler-unknown",   "kylin-server10",      "kylin-server11",
    "uos-server20",        "bclinux-euler21.10",  "bclinux-euler22.10",  "tencentos2",
    "tencentos3",          "tencentos4",          "alinux3",             "alinux4",
    "culinux3.0",          "anolis7.9",           "anolis8.9",           "anolis23.1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      VireoOs *os = find (ids[i]);
      VireoOsNeeds needs = vireo_os_get_needs (os, "x86_64");

      g_test_message ("%s", ids[i]);
      g_assert_cmpstr (vireo_os_get_short_id (os), ==, ids[i]);
      g_assert_true (needs.known && needs.virtio_disk && needs.virtio_net && needs.q35);
      g_assert_true (needs.bios && needs.uefi && needs.virtio_serial);
      g_assert_cmpuint (needs.recommended_memory, ==, 4 * VIREO_GIB);
      needs = vireo_os_get_needs (os, "aarch64");
      g_assert_true (needs.uefi && !needs.bios);
      g_assert_cmpuint (needs.min_storage, ==, 20 * VIREO_GIB);
    }
}

static void
test_needs_of_a_listed_linux (void)
{
  VireoOsNeeds needs = vireo_os_get_needs (find ("centos7.0"), "x86_64");

  g_assert_true (needs.known && needs.virtio_disk && needs.virtio_net);
  g_assert_false (needs.virtio_video); /* others are listed, so this one is not forgotten */
  g_assert_true (needs.q35 && needs.tablet && needs.utc_clock);
  /* The entry lists UEFI alone; that must not read as "no BIOS". */
  g_assert_true (needs.bios && needs.uefi);
  /* The entry recommends memory and says nothing of processors. */
  g_assert_cmpuint (needs.recommended_cpus, ==, 0);
  g_assert_cmpuint (needs.recommended_memory, ==, VIREO_GIB);
  g_assert_cmpuint (needs.recommended_storage, ==, 20 * VIREO_GIB);
  g_assert_true (vireo_os_catalog_lookup (get_shared (), "centos7") == find ("centos7.0"));
}

static void
test_needs_of_windows (void)
{
  VireoOsNeeds needs = vireo_os_get_needs (find ("win11"), "x86_64");

  g_assert_true (needs.known);
  g_assert_false (needs.bios); /* the entry takes it back */
  g_assert_true (needs.uefi);
  g_assert_false (needs.virtio_disk || needs.virtio_net || needs.virtio_video);
  g_assert_true (needs.q35 && needs.usb3);
  g_assert_false (needs.utc_clock);
  g_assert_cmpuint (needs.min_cpus, ==, 2);
  g_assert_cmpuint (needs.min_memory, ==, 4 * VIREO_GIB);
  g_assert_cmpuint (needs.min_storage, ==, 64 * VIREO_GIB);
  g_assert_cmpuint (needs.recommended_memory, ==, 0);

  needs = vireo_os_get_needs (find ("winxp"), "x86_64");
  g_assert_false (needs.uefi || needs.virtio_disk || needs.q35);
  g_assert_cmpuint (needs.min_memory, >, 0); /* listed for i686 only */
}

static void
test_needs_of_our_two_own (void)
{
  VireoOsNeeds needs = vireo_os_get_needs (vireo_os_catalog_get_fallback (get_shared ()), "x86_64");

  g_assert_false (needs.known);
  g_assert_true (needs.virtio_disk && needs.virtio_net && needs.virtio_video && needs.virtio_rng);
  g_assert_true (needs.virtio_balloon && needs.virtio_serial && needs.usb3 && needs.tablet);
  g_assert_true (needs.q35 && needs.bios && needs.uefi && needs.utc_clock);
  needs = vireo_os_get_needs (vireo_os_catalog_get_fallback (get_shared ()), "aarch64");
  g_assert_true (needs.uefi && !needs.bios && needs.virtio_disk);

  needs = vireo_os_get_needs (vireo_os_catalog_get_other (get_shared ()), "x86_64");
  g_assert_false (needs.known || needs.virtio_disk || needs.virtio_net || needs.virtio_video);
  g_assert_true (needs.tablet && needs.bios && needs.utc_clock);
}

/* An entry that lists nothing at all is no old one for that. */
static void
test_no_device_listed_is_not_no_virtio (void)
{
  VireoOsNeeds needs = vireo_os_get_needs (find ("http://guix.gnu.org/guix/latest"), "x86_64");

  g_assert_true (needs.virtio_disk && needs.virtio_net && needs.q35);
}

static gboolean
lists (OsinfoDeviceList *devices, const char *id)
{
  return osinfo_list_find_by_id (OSINFO_LIST (devices), id) != NULL;
}

static gpointer
compare_devices_on_thread (gpointer unused)
{
  static const struct
  {
    const char *legacy, *modern;
    VireoOsDevices device;
  } table[] = {
    { "http://pcisig.com/pci/1af4/1001", "http://pcisig.com/pci/1af4/1042",
      VIREO_OS_DEVICE_VIRTIO_DISK },
    { "http://pcisig.com/pci/1af4/1000", "http://pcisig.com/pci/1af4/1041",
      VIREO_OS_DEVICE_VIRTIO_NET },
    { "http://qemu.org/chipset/x86/q35", "http://qemu.org/chipset/x86/q35", VIREO_OS_DEVICE_Q35 },
    { "http://usb.org/usb/80ee/0021", "http://usb.org/usb/80ee/0021", VIREO_OS_DEVICE_TABLET },
  };
  g_autoptr (OsinfoLoader) loader = osinfo_loader_new ();
  g_autofree char *own = g_build_filename (g_getenv ("VIREO_DATA_DIR"), "osinfo", NULL);
  g_autoptr (GPtrArray) all = NULL;

  osinfo_loader_process_path (loader, "/usr/share/osinfo", NULL);
  osinfo_loader_process_path (loader, own, NULL);
  all = vireo_os_reader_read_all (osinfo_loader_get_db (loader));
  g_assert_cmpuint (all->len, >, 500);
  for (guint i = 0; i < all->len; i++)
    {
      const VireoOsFacts *facts = all->pdata[i];
      OsinfoOs *os = osinfo_db_get_os (osinfo_loader_get_db (loader), facts->id);
      g_autoptr (OsinfoDeviceList) devices = osinfo_os_get_all_devices (os, NULL);

      for (gsize t = 0; t < G_N_ELEMENTS (table); t++)
        if (((facts->devices & table[t].device) != 0)
            != (lists (devices, table[t].legacy) || lists (devices, table[t].modern)))
          g_error ("%s: %s", facts->id, table[t].legacy);
    }
  return NULL;
}

/* Our walk of the ancestors is quicker than libosinfo's and finds the same. */
static void
test_devices_are_those_of_libosinfo (void)
{
  g_thread_join (g_thread_new ("compare", compare_devices_on_thread, NULL));
}

static void
test_end_of_life (void)
{
  g_assert_true (vireo_os_get_end_of_life (find ("openeuler20.03")));
  g_assert_true (vireo_os_get_end_of_life (find ("winxp")));
  g_assert_false (vireo_os_get_end_of_life (find ("ctyunos2.0.1"))); /* no date is known */
}

static void
test_icons_exist (void)
{
  GListModel *items = vireo_os_catalog_get_items (get_shared ());

  g_assert_cmpstr (vireo_os_get_icon_name (find ("ctyunos2.0.1")), ==, "vireo-os-cloud-symbolic");
  g_assert_cmpstr (vireo_os_get_icon_name (find ("win11")), ==, "vireo-os-windows-symbolic");
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (VireoOs) os = g_list_model_get_item (items, i);
      g_autofree char *file = g_strdup_printf ("%s/icons/hicolor/symbolic/apps/%s.svg",
                                               g_getenv ("VIREO_SOURCE_DIR"),
                                               vireo_os_get_icon_name (os));

      if (!g_file_test (file, G_FILE_TEST_EXISTS))
        g_error ("%s has no icon %s", vireo_os_get_id (os), file);
    }
}

static guint
get_position (const char *id)
{
  GListModel *items = vireo_os_catalog_get_items (get_shared ());

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (VireoOs) os = g_list_model_get_item (items, i);

      if (g_str_equal (vireo_os_get_short_id (os), id))
        return i;
    }
  g_assert_not_reached ();
}

static void
test_newest_first_within_a_distribution (void)
{
  static const char *const order[] = { "vireo-linux",       "ctyunos25.07",  "ctyunos24.07",
                                       "ctyunos22.06",      "ctyunos2.0.1",  "ctyunos-unknown",
                                       "openeuler26.09",    "openeuler25.03", "openeuler24.03",
                                       "openeuler20.03sp1", "win11",         "winxp",
                                       "vireo-other" };

  for (gsize i = 1; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpuint (get_position (order[i - 1]), <, get_position (order[i]));
}

static void
test_properties_say_the_same (void)
{
  VireoOs *os = find ("openeuler22.03sp4");
  g_autofree char *id = NULL, *short_id = NULL, *vendor = NULL, *version = NULL;
  g_autofree char *family = NULL, *distro = NULL, *release = NULL;
  gboolean end_of_life;

  g_object_get (os, "id", &id, "short-id", &short_id, "vendor", &vendor, "version", &version,
                "family", &family, "distro", &distro, "release-date", &release, "end-of-life",
                &end_of_life, NULL);
  g_assert_cmpstr (id, ==, "http://openeuler.org/openeuler/22.03-lts-sp4");
  g_assert_cmpstr (short_id, ==, "openeuler22.03sp4");
  g_assert_cmpstr (vendor, ==, "openEuler Community");
  g_assert_cmpstr (version, ==, "22.03 LTS SP4");
  g_assert_cmpstr (family, ==, "linux");
  g_assert_cmpstr (distro, ==, "openeuler");
  g_assert_cmpstr (release, ==, "2024-06-29");
  g_assert_true (end_of_life == vireo_os_get_end_of_life (os));
}

/* In a process of its own each, because the places and the language are read while loading. */
static void
test_in_subprocess (const char *child)
{
  g_test_trap_subprocess (child, 0, 0);
  g_test_trap_assert_passed ();
}

static void
child_chinese (void)
{
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  setlocale (LC_ALL, "");
  g_assert_cmpstr (vireo_os_get_name (find ("ctyunos2.0.1")), ==, "天翼云操作系统 CTyunOS 2.0.1");
  g_assert_cmpstr (vireo_os_get_name (find ("openeuler22.03sp4")), ==,
                   "openEuler（欧拉）22.03 LTS SP4");
}

static void
test_names_in_the_users_language (void)
{
  g_assert_cmpstr (vireo_os_get_name (find ("ctyunos2.0.1")), ==, "CTyunOS 2.0.1");
  test_in_subprocess ("/os-catalog/subprocess/chinese");
}

static void
child_silent (void)
{
  get_shared ();
}

static void
test_loading_prints_nothing (void)
{
  test_in_subprocess ("/os-catalog/subprocess/silent");
  g_test_trap_assert_stderr ("");
}

static char *
make_user_dir (const char *text)
{
  char *dir = g_dir_make_tmp ("vireo-osinfo-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (dir, "os", "example.org", NULL);
  g_autofree char *file = g_build_filename (folder, "thing-1.xml", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, text, -1, NULL));
  return dir;
}

static void
remove_user_dir (const char *dir)
{
  static const char *const paths[] = { "os/example.org/thing-1.xml", "os/example.org", "os", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_build_filename (dir, paths[i], NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
}

static void
child_damaged (void)
{
  find ("centos7.0");
  find ("ctyunos2.0.1");
  g_assert_cmpuint (g_list_model_get_n_items (vireo_os_catalog_get_items (get_shared ())), >, 500);
}

static void
test_damage_in_one_directory_keeps_the_rest (void)
{
  g_autofree char *dir = make_user_dir ("<libosinfo version='0.0.1'><os id='");

  g_setenv ("OSINFO_USER_DIR", dir, TRUE);
  test_in_subprocess ("/os-catalog/subprocess/damaged");
  g_test_trap_assert_stderr ("*Operating system data in *vireo-osinfo-*");
  g_setenv ("OSINFO_USER_DIR", "/nonexistent", TRUE);
  remove_user_dir (dir);
}

static void
child_added (void)
{
  VireoOs *os = find ("thing1");

  g_assert_cmpstr (vireo_os_get_name (os), ==, "Thing & <b>1</b>");
  g_assert_cmpstr (vireo_os_get_icon_name (os), ==, "vireo-os-other-symbolic");
  g_assert_null (vireo_os_get_family (os));
  /* Numbers that make no sense say nothing. */
  g_assert_cmpuint (vireo_os_get_needs (os, "x86_64").min_memory, ==, 0);
}

static void
test_the_users_own_entry_is_added (void)
{
  g_autofree char *dir = make_user_dir (
    "<libosinfo version='0.0.1'><os id='http://example.org/thing/1'><short-id>thing1</short-id>"
    "<name>Thing &amp; &lt;b&gt;1&lt;/b&gt;</name><vendor>E</vendor><resources arch='all'>"
    "<minimum><ram>abc</ram></minimum></resources></os></libosinfo>");

  g_setenv ("OSINFO_USER_DIR", dir, TRUE);
  test_in_subprocess ("/os-catalog/subprocess/added");
  g_setenv ("OSINFO_USER_DIR", "/nonexistent", TRUE);
  remove_user_dir (dir);
}

static void
child_twice (void)
{
  GListModel *items = vireo_os_catalog_get_items (get_shared ());
  VireoOs *os = find ("ctyunos22.06");
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (VireoOs) item = g_list_model_get_item (items, i);

      n += item == os;
    }
  g_assert_cmpuint (n, ==, 1);
}

/* As it is when our data is installed for every program, too. */
static void
test_own_data_found_twice_counts_once (void)
{
  g_autofree char *own = g_build_filename (g_getenv ("VIREO_DATA_DIR"), "osinfo", NULL);

  g_setenv ("OSINFO_LOCAL_DIR", own, TRUE);
  test_in_subprocess ("/os-catalog/subprocess/twice");
  g_setenv ("OSINFO_LOCAL_DIR", "/nonexistent", TRUE);
}

static void
child_nothing (void)
{
  g_assert_cmpuint (g_list_model_get_n_items (vireo_os_catalog_get_items (get_shared ())), ==, 2);
  g_assert_true (vireo_os_catalog_get_loaded (get_shared ()));
}

static void
test_no_data_at_all_is_no_error (void)
{
  g_autofree char *kept = g_strdup (g_getenv ("VIREO_DATA_DIR"));

  g_setenv ("OSINFO_SYSTEM_DIR", "/nonexistent", TRUE);
  g_setenv ("VIREO_DATA_DIR", "/nonexistent", TRUE);
  test_in_subprocess ("/os-catalog/subprocess/nothing");
  g_unsetenv ("OSINFO_SYSTEM_DIR");
  g_setenv ("VIREO_DATA_DIR", kept, TRUE);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  if (!g_test_subprocess ())
    {
      g_setenv ("OSINFO_LOCAL_DIR", "/nonexistent", TRUE);
      g_setenv ("OSINFO_USER_DIR", "/nonexistent", TRUE);
      g_unsetenv ("OSINFO_SYSTEM_DIR");
      g_unsetenv ("LANGUAGE");
    }

  g_test_add_func ("/os-catalog/two-entries-before-loading", test_two_entries_before_loading);
  g_test_add_func ("/os-catalog/loads-once-for-all-callers", test_loads_once_for_all_callers);
  g_test_add_func ("/os-catalog/a-cancelled-caller-stops-nobody-else",
                   test_a_cancelled_caller_stops_nobody_else);
  g_test_add_func ("/os-catalog/may-go-while-it-loads", test_a_catalog_may_go_while_it_loads);
  g_test_add_func ("/os-catalog/every-own-entry-is-there", test_every_own_entry_is_there);
  g_test_add_func ("/os-catalog/needs-of-a-listed-linux", test_needs_of_a_listed_linux);
  g_test_add_func ("/os-catalog/needs-of-windows", test_needs_of_windows);
  g_test_add_func ("/os-catalog/needs-of-our-two-own", test_needs_of_our_two_own);
  g_test_add_func ("/os-catalog/no-device-listed-is-not-no-virtio",
                   test_no_device_listed_is_not_no_virtio);
  g_test_add_func ("/os-catalog/devices-are-those-of-libosinfo",
                   test_devices_are_those_of_libosinfo);
  g_test_add_func ("/os-catalog/end-of-life", test_end_of_life);
  g_test_add_func ("/os-catalog/icons-exist", test_icons_exist);
  g_test_add_func ("/os-catalog/newest-first-within-a-distribution",
                   test_newest_first_within_a_distribution);
  g_test_add_func ("/os-catalog/properties-say-the-same", test_properties_say_the_same);
  g_test_add_func ("/os-catalog/names-in-the-users-language", test_names_in_the_users_language);
  g_test_add_func ("/os-catalog/loading-prints-nothing", test_loading_prints_nothing);
  g_test_add_func ("/os-catalog/damage-in-one-directory-keeps-the-rest",
                   test_damage_in_one_directory_keeps_the_rest);
  g_test_add_func ("/os-catalog/the-users-own-entry-is-added", test_the_users_own_entry_is_added);
  g_test_add_func ("/os-catalog/own-data-found-twice-counts-once",
                   test_own_data_found_twice_counts_once);
  g_test_add_func ("/os-catalog/no-data-at-all-is-no-error", test_no_data_at_all_is_no_error);
  g_test_add_func ("/os-catalog/subprocess/chinese", child_chinese);
  g_test_add_func ("/os-catalog/subprocess/silent", child_silent);
  g_test_add_func ("/os-catalog/subprocess/damaged", child_damaged);
  g_test_add_func ("/os-catalog/subprocess/added", child_added);
  g_test_add_func ("/os-catalog/subprocess/twice", child_twice);
  g_test_add_func ("/os-catalog/subprocess/nothing", child_nothing);

  status = g_test_run ();
  g_clear_object (&shared);
  return status;
}
