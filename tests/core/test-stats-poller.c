/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/stats/vireo-stats-poller.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static guint
n_values (VireoVm *vm)
{
  guint n;

  vireo_vm_get_cpu_history (vm, &n);
  return n;
}

static void
test_samples_come_only_while_somebody_looks (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 30);
  guint n, turns = 0;

  vireo_stats_poller_start (poller);
  vireo_stats_poller_start (poller);
  vireo_test_wait (n_values (f->vm) >= 2);
  vireo_stats_poller_stop (poller);
  n = n_values (f->vm);
  vireo_test_wait (n_values (f->vm) > n); /* one still looks */

  vireo_stats_poller_stop (poller);
  vireo_test_wait (turns++ > 10); /* what was under way ends */
  n = n_values (f->vm);
  turns = 0;
  vireo_test_wait (turns++ > 20);
  g_assert_cmpuint (n_values (f->vm), ==, n);
}

static void
test_a_host_that_is_off_is_not_asked (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 10);
  guint turns = 0;

  vireo_host_disconnect (f->host);
  vireo_stats_poller_start (poller);
  vireo_test_wait (turns++ > 10);
  g_assert_cmpuint (n_values (f->vm), ==, 0);
  vireo_stats_poller_stop (poller);
}

#define ADD(name, function)                                                                        \
  g_test_add (name, Fixture, NULL, vireo_test_host_set_up, function, vireo_test_host_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  ADD ("/stats/samples-come-only-while-somebody-looks",
       test_samples_come_only_while_somebody_looks);
  ADD ("/stats/a-host-that-is-off-is-not-asked", test_a_host_that_is_off_is_not_asked);
  return g_test_run ();
}
