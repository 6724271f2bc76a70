/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a guest tells of itself.  The functions below, which the linker puts before libvirt's
 * (--wrap in meson.build), are one that says what a test wants it to. */

#include <libvirt/libvirt.h>
#include <string.h>

#include "core/base/vireo-units.h"
#include "core/stats/vireo-guest-watch.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static struct
{
  gboolean silent;      /* the balloon driver was not asked to tell yet */
  gboolean no_usable;   /* an old one */
  const char *hostname; /* (nullable): in the place of the test driver's */
  int period;           /* that it was asked to tell at */
} faked; /* read by workers, set before they are */

char *__real_virDomainGetHostname (virDomainPtr vm, unsigned int flags);
char *__wrap_virDomainGetHostname (virDomainPtr vm, unsigned int flags);
int __wrap_virDomainMemoryStats (virDomainPtr vm, virDomainMemoryStatPtr stats, unsigned int n,
                                 unsigned int flags);
int __wrap_virDomainSetMemoryStatsPeriod (virDomainPtr vm, int period, unsigned int flags);

char *
__wrap_virDomainGetHostname (virDomainPtr vm, unsigned int flags)
{
  return faked.hostname != NULL ? strdup (faked.hostname) : __real_virDomainGetHostname (vm, flags);
}

int
__wrap_virDomainMemoryStats (virDomainPtr vm,
                             virDomainMemoryStatPtr stats,
                             unsigned int n,
                             unsigned int flags)
{
  g_assert_cmpuint (n, >=, 4);
  stats[0] = (virDomainMemoryStatStruct){ VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON, 2048 * 1024 };
  if (faked.silent && faked.period == 0)
    return 1;
  stats[1] = (virDomainMemoryStatStruct){ VIR_DOMAIN_MEMORY_STAT_UNUSED, 256 * 1024 };
  stats[2] = (virDomainMemoryStatStruct){ VIR_DOMAIN_MEMORY_STAT_AVAILABLE, 2000 * 1024 };
  stats[3] = (virDomainMemoryStatStruct){ VIR_DOMAIN_MEMORY_STAT_USABLE, 1000 * 1024 };
  return faked.no_usable ? 3 : 4;
}

int
__wrap_virDomainSetMemoryStatsPeriod (virDomainPtr vm, int period, unsigned int flags)
{
  g_assert_cmpuint (flags, ==, VIR_DOMAIN_AFFECT_LIVE); /* the definition is not ours to touch */
  faked.period = period;
  return 0;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  memset (&faked, 0, sizeof faked);
  vireo_test_host_set_up (f, NULL);
}

static void
test_what_the_guest_tells (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoGuestWatch) watch = vireo_guest_watch_new (f->vm);

  g_assert_null (vireo_guest_watch_get_hostname (watch));
  vireo_guest_watch_start (watch);
  vireo_test_wait (vireo_guest_watch_get_memory_used (watch) > 0);
  g_assert_cmpuint (vireo_guest_watch_get_memory_used (watch), ==, 1000 * VIREO_MIB);
  g_assert_cmpuint (vireo_guest_watch_get_memory_seen (watch), ==, 2000 * VIREO_MIB);
  g_assert_cmpstr (vireo_guest_watch_get_hostname (watch), ==, "testhost");
  g_assert_cmpint (faked.period, ==, 0);
  /* It ran before anybody looked, and is no process of this computer. */
  g_assert_cmpuint (vireo_guest_watch_get_uptime (watch), ==, 0);
  vireo_guest_watch_stop (watch);
}

static void
test_a_silent_balloon_is_asked_to_tell (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoGuestWatch) watch = vireo_guest_watch_new (f->vm);

  faked.silent = TRUE;
  faked.no_usable = TRUE;
  vireo_guest_watch_start (watch);
  vireo_test_wait (vireo_guest_watch_get_memory_used (watch) > 0);
  g_assert_cmpint (faked.period, >, 0);
  g_assert_cmpuint (vireo_guest_watch_get_memory_used (watch), ==, 1744 * VIREO_MIB);
  vireo_guest_watch_stop (watch);
}

static void
test_a_name_that_is_no_text_is_not_shown (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoGuestWatch) watch = vireo_guest_watch_new (f->vm);

  faked.hostname = "\xff\xfe";
  vireo_guest_watch_start (watch);
  vireo_test_wait (vireo_guest_watch_get_memory_used (watch) > 0);
  g_assert_null (vireo_guest_watch_get_hostname (watch));
  vireo_guest_watch_stop (watch);
}

static void
test_a_start_that_was_seen_counts (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoGuestWatch) watch = vireo_guest_watch_new (f->vm);
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);

  g_assert_cmpint (vireo_vm_get_started_at (f->vm), ==, 0);
  vireo_guest_watch_start (watch);
  vireo_test_wait (vireo_guest_watch_get_memory_used (watch) > 0);
  g_assert_cmpint (virDomainDestroy (handle), ==, 0);
  vireo_test_wait (vireo_guest_watch_get_memory_used (watch) == 0);
  g_assert_null (vireo_guest_watch_get_hostname (watch));
  g_assert_cmpint (virDomainCreate (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (vireo_vm_get_started_at (f->vm) > 0);
  vireo_test_wait (vireo_guest_watch_get_uptime (watch) > 0);

  /* What happens while nobody can look is not known. */
  vireo_host_disconnect (f->host);
  vireo_test_wait (vireo_vm_is_stale (f->vm));
  vireo_guest_watch_stop (watch);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test)                                                                            \
  g_test_add ("/guest-watch/" path, Fixture, NULL, set_up, test, vireo_test_host_tear_down)
  ADD ("what-the-guest-tells", test_what_the_guest_tells);
  ADD ("a-silent-balloon-is-asked-to-tell", test_a_silent_balloon_is_asked_to_tell);
  ADD ("a-name-that-is-no-text-is-not-shown", test_a_name_that_is_no_text_is_not_shown);
  ADD ("a-start-that-was-seen-counts", test_a_start_that_was_seen_counts);
  return g_test_run ();
}
