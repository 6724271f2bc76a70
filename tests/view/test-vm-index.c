/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What VMs are found and ordered by. */

#include "view/app/vireo-vm-index.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  VireoVm *first, *second; /* borrowed */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_context_set_up (&f->host);
  f->first = vireo_test_context_define (&f->host, "web-2");
  f->second = vireo_test_context_define (&f->host, "web-10");
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  vireo_test_context_tear_down (&f->host);
}

static void
give_title (VireoVm *vm, const char *title)
{
  virDomainPtr handle = vireo_vm_ref_handle (vm);

  g_assert_cmpint (virDomainSetMetadata (handle, VIR_DOMAIN_METADATA_TITLE, title, NULL, NULL,
                                         VIR_DOMAIN_AFFECT_CONFIG),
                   ==, 0);
  virDomainFree (handle);
  vireo_test_wait (g_str_equal (vireo_vm_get_display_name (vm), title));
}

static gboolean
is_found (VireoVm *vm, const char *typed)
{
  g_auto (GStrv) words = vireo_vm_index_fold_words (typed);

  return vireo_vm_index_matches (vm, NULL, (const char *const *) words);
}

static void
test_numbers_in_names_count (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_NAME), <, 0);
  g_assert_cmpint (vireo_vm_index_compare (f->second, f->first, VIREO_SORT_NAME), >, 0);
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->first, VIREO_SORT_NAME), ==, 0);
}

/* GTK sorts a long list bit by bit, while the names of its VMs still come in. */
static void
test_an_order_stays_until_it_is_forgotten (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_NAME), <, 0);
  give_title (f->first, "zebra");
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_NAME), <, 0);
  vireo_vm_index_forget_place (f->first);
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_NAME), >, 0);
}

static void
test_so_does_that_of_states (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->second);

  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_STATE), <, 0);
  g_assert_cmpint (virDomainCreate (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (vireo_vm_get_state (f->second) == VIREO_VM_STATE_RUNNING);
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_STATE), <, 0);
  vireo_vm_index_forget_place (f->second);
  g_assert_cmpint (vireo_vm_index_compare (f->first, f->second, VIREO_SORT_STATE), >, 0);
}

static void
test_what_is_searched_follows_at_once (Fixture *f, gconstpointer unused)
{
  g_assert_true (is_found (f->first, "WEB off"));
  g_assert_false (is_found (f->first, "斑马"));
  give_title (f->first, "斑马 1");
  vireo_vm_index_forget_text (f->first);
  g_assert_true (is_found (f->first, "斑马 关机"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();
#define ADD(path, test) g_test_add ("/vm-index/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("numbers-in-names-count", test_numbers_in_names_count);
  ADD ("an-order-stays-until-it-is-forgotten", test_an_order_stays_until_it_is_forgotten);
  ADD ("so-does-that-of-states", test_so_does_that_of_states);
  ADD ("what-is-searched-follows-at-once", test_what_is_searched_follows_at_once);
  return g_test_run ();
}
