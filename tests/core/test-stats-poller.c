/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linker hands us the bulk calls first (--wrap in meson.build), to be counted. */

#include <libvirt/libvirt.h>
#include <math.h>

#include "core/stats/vireo-stats-watch.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

/* What was asked since the test began; any thread. */
static struct
{
  int all, close, n_close, period;
} counted;

int __real_virConnectGetAllDomainStats (virConnectPtr connection, unsigned int stats,
                                        virDomainStatsRecordPtr **records, unsigned int flags);
int __wrap_virConnectGetAllDomainStats (virConnectPtr connection, unsigned int stats,
                                        virDomainStatsRecordPtr **records, unsigned int flags);
int __real_virDomainListGetStats (virDomainPtr *vms, unsigned int stats,
                                  virDomainStatsRecordPtr **records, unsigned int flags);
int __wrap_virDomainListGetStats (virDomainPtr *vms, unsigned int stats,
                                  virDomainStatsRecordPtr **records, unsigned int flags);
int __wrap_virDomainSetMemoryStatsPeriod (virDomainPtr vm, int period, unsigned int flags);

int
__wrap_virConnectGetAllDomainStats (virConnectPtr connection, unsigned int stats,
                                    virDomainStatsRecordPtr **records, unsigned int flags)
{
  int n = __real_virConnectGetAllDomainStats (connection, stats, records, flags);

  if (n >= 0)
    g_atomic_int_inc (&counted.all);
  return n;
}

int
__wrap_virDomainListGetStats (virDomainPtr *vms, unsigned int stats,
                              virDomainStatsRecordPtr **records, unsigned int flags)
{
  int n = __real_virDomainListGetStats (vms, stats, records, flags);

  if (n >= 0)
    {
      g_atomic_int_inc (&counted.close);
      g_atomic_int_set (&counted.n_close, n);
    }
  return n;
}

int
__wrap_virDomainSetMemoryStatsPeriod (virDomainPtr vm, int period, unsigned int flags)
{
  g_assert_cmpuint (flags, ==, VIR_DOMAIN_AFFECT_LIVE);
  g_atomic_int_set (&counted.period, period);
  return 0;
}

static void
set_up (Fixture *f, gconstpointer xml)
{
  memset (&counted, 0, sizeof counted);
  vireo_test_host_set_up (f, NULL);
}

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
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 30, 1);
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
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 10, 1);
  guint turns = 0;

  vireo_host_disconnect (f->host);
  vireo_stats_poller_start (poller);
  vireo_test_wait (turns++ > 10);
  g_assert_cmpuint (n_values (f->vm), ==, 0);
  vireo_stats_poller_stop (poller);
}

static double
get_cpu (VireoStatsSeries *series)
{
  const VireoStatsPoint *point = vireo_stats_series_get_newest (series);

  return point != NULL ? point->values[VIREO_STAT_CPU] : NAN;
}

static void
test_a_close_look_gives_a_series (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 30, 3);
  VireoStatsSeries *series = vireo_stats_poller_look (poller, f->vm);
  const VireoStatsPoint *point;
  int n_all = g_atomic_int_get (&counted.all); /* that the list of VMs was read with */
  guint turns = 0;
  int n;

  vireo_test_wait (!isnan (get_cpu (series)));
  point = vireo_stats_series_get_newest (series);
  g_assert_cmpuint (point->vcpus->len, ==, 2);
  g_assert_cmpint (g_array_index (point->vcpus, VireoStatsVcpu, 0).host_cpu, >=, 0);
  /* It has none, and the test driver says nothing of the others. */
  g_assert_true (isnan (point->values[VIREO_STAT_MEMORY_BALLOON]));
  g_assert_true (isnan (point->values[VIREO_STAT_DISK + VIREO_DISK_READ]));
  g_assert_true (isnan (point->values[VIREO_STAT_NIC + VIREO_NIC_SENT]));
  g_assert_cmpuint (n_values (f->vm), ==, 0); /* the others are not asked for it */
  g_assert_cmpint (g_atomic_int_get (&counted.all), ==, n_all);

  vireo_stats_poller_look_away (poller, f->vm);
  vireo_test_wait (turns++ > 10);
  n = g_atomic_int_get (&counted.close);
  turns = 0;
  vireo_test_wait (turns++ > 20);
  g_assert_cmpint (g_atomic_int_get (&counted.close), ==, n);
}

static virDomainPtr
start_vm (Fixture *f, const char *name, const char *devices)
{
  virDomainPtr other = vireo_vm_ref_handle (f->vm);
  g_autofree char *xml = g_strdup_printf (
      "<domain type='test'><name>%s</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm"
      "</type></os><devices>%s</devices></domain>",
      name, devices);
  virDomainPtr handle = virDomainCreateXML (virDomainGetConnect (other), xml, 0);

  g_assert_nonnull (handle);
  virDomainFree (other);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host), name) != NULL);
  return handle;
}

static void
test_one_call_asks_about_all (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 20, 1);
  VireoStatsSeries *series;
  VireoVm *vm;
  int n_before, n_all, n_close;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("more-%u", i);

      virDomainFree (start_vm (f, name, ""));
    }
  vm = vireo_vm_list_find (vireo_host_get_vms (f->host), "more-7");
  n_before = g_atomic_int_get (&counted.all);
  vireo_stats_poller_start (poller);
  series = vireo_stats_poller_look (poller, vm);
  vireo_stats_poller_look (poller, f->vm);
  vireo_test_wait (n_values (f->vm) >= 2 && n_values (vm) >= 2 && !isnan (get_cpu (series)));
  n_all = g_atomic_int_get (&counted.all) - n_before;
  n_close = g_atomic_int_get (&counted.close);
  g_assert_cmpint (n_all, >=, 3);
  g_assert_cmpint (n_all, <=, (int) n_values (f->vm) + 2); /* and the one under way */
  g_assert_cmpint (n_close, <=, n_all + 1);
  g_assert_cmpint (counted.n_close, ==, 2);
  vireo_stats_poller_stop (poller);
  vireo_stats_poller_look_away (poller, vm);
  vireo_stats_poller_look_away (poller, f->vm);
}

static void
test_a_vm_that_is_off_is_not_asked (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsPoller) poller = vireo_stats_poller_new (f->host, 10, 1);
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  VireoStatsSeries *series;
  guint turns = 0;

  virDomainDestroy (handle);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_OFF);
  series = vireo_stats_poller_look (poller, f->vm);
  vireo_test_wait (turns++ > 10);
  g_assert_null (vireo_stats_series_get_newest (series));
  g_assert_cmpint (counted.close, ==, 0);

  virDomainCreate (handle);
  vireo_test_wait (!isnan (get_cpu (series)));
  vireo_stats_poller_look_away (poller, f->vm);
  virDomainFree (handle);
}

static void
test_the_guest_is_asked_for_its_memory_while_somebody_looks (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsWatch) watch = vireo_stats_watch_new ();
  virDomainPtr handle = start_vm (f, "ballooned", "<memballoon model='virtio'/>");
  VireoVm *vm = vireo_vm_list_find (vireo_host_get_vms (f->host), "ballooned");

  vireo_stats_watch_set (watch, f->host, vm);
  vireo_test_wait (g_atomic_int_get (&counted.period) > 0);
  vireo_test_wait (vireo_stats_series_get_newest (vireo_stats_watch_get_series (watch)) != NULL);
  g_assert_cmpfloat (vireo_stats_series_get_newest (vireo_stats_watch_get_series (watch))
                         ->values[VIREO_STAT_MEMORY_BALLOON],
                     ==, 64.0 * 1024 * 1024);
  vireo_stats_watch_set (watch, f->host, f->vm);
  vireo_test_wait (g_atomic_int_get (&counted.period) == 0);
  virDomainFree (handle);
}

static void
test_a_guest_that_is_asked_anyway_is_left_alone (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsWatch) watch = vireo_stats_watch_new ();
  virDomainPtr handle
      = start_vm (f, "ballooned", "<memballoon model='virtio'><stats period='5'/></memballoon>");
  VireoVm *vm = vireo_vm_list_find (vireo_host_get_vms (f->host), "ballooned");

  counted.period = -1;
  vireo_stats_watch_set (watch, f->host, vm);
  vireo_test_wait (vireo_stats_series_get_newest (vireo_stats_watch_get_series (watch)) != NULL);
  vireo_stats_watch_set (watch, NULL, NULL);
  g_assert_cmpint (g_atomic_int_get (&counted.period), ==, -1);
  virDomainFree (handle);
}

static void
test_who_looks_at_a_host_shares_its_poller (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoStatsPoller) poller = vireo_host_get_stats_poller (f->host);
  g_autoptr (VireoStatsPoller) same = vireo_host_get_stats_poller (f->host);

  g_assert_true (poller == same);
}

#define ADD(name, function)                                                                        \
  g_test_add (name, Fixture, NULL, set_up, function, vireo_test_host_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  ADD ("/stats/samples-come-only-while-somebody-looks",
       test_samples_come_only_while_somebody_looks);
  ADD ("/stats/a-host-that-is-off-is-not-asked", test_a_host_that_is_off_is_not_asked);
  ADD ("/stats/a-close-look-gives-a-series", test_a_close_look_gives_a_series);
  ADD ("/stats/one-call-asks-about-all", test_one_call_asks_about_all);
  ADD ("/stats/a-vm-that-is-off-is-not-asked", test_a_vm_that_is_off_is_not_asked);
  ADD ("/stats/the-guest-is-asked-for-its-memory-while-somebody-looks",
       test_the_guest_is_asked_for_its_memory_while_somebody_looks);
  ADD ("/stats/a-guest-that-is-asked-anyway-is-left-alone",
       test_a_guest_that_is_asked_anyway_is_left_alone);
  ADD ("/stats/who-looks-at-a-host-shares-its-poller", test_who_looks_at_a_host_shares_its_poller);
  return g_test_run ();
}
