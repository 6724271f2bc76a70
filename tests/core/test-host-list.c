/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/host/vireo-host-list.h"
#include "vireo-test.h"

static VireoHostList *
load (VireoJournal *journal, GError **error)
{
  VireoHostList *list = vireo_host_list_new (journal);
  g_autoptr (GAsyncResult) result = NULL;

  vireo_host_list_load_async (list, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  vireo_host_list_load_finish (list, result, error);
  return list;
}

static guint
n_saved (VireoJournal *journal)
{
  g_autoptr (VireoHostList) list = load (journal, NULL);

  return g_list_model_get_n_items (vireo_host_list_get_items (list));
}

static void
test_saved_hosts_come_back (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoHostList) list = load (journal, &error);
  VireoHost *lab;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (vireo_host_list_get_items (list)), ==, 0);

  lab = vireo_host_list_ensure (list, "qemu+ssh://root@lab2/system", TRUE);
  vireo_host_list_ensure (list, "test:///default", FALSE);
  g_assert_true (vireo_host_list_ensure (list, "qemu+ssh://root@lab2/system", TRUE) == lab);
  g_assert_cmpuint (g_list_model_get_n_items (vireo_host_list_get_items (list)), ==, 2);
  vireo_test_wait (n_saved (journal) == 1); /* only the one that was to be saved */

  vireo_host_list_remove (list, lab);
  vireo_test_wait (n_saved (journal) == 0);
}

static void
test_a_broken_file_is_told_and_left_alone (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  g_autofree char *path
      = g_build_filename (g_get_user_config_dir (), "vireo", "hosts.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoHostList) list = NULL;
  g_autofree char *text = NULL;

  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "no key file at all", -1, NULL));
  list = load (journal, &error);
  g_assert_nonnull (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "no key file at all");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  vireo_thread_init ();
  g_test_add_func ("/host-list/saved-hosts-come-back", test_saved_hosts_come_back);
  g_test_add_func ("/host-list/a-broken-file-is-told-and-left-alone",
                   test_a_broken_file_is_told_and_left_alone);
  return g_test_run ();
}
