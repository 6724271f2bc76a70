/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a process whose workers are still at work. */

#include <gio/gio.h>
#include <stdlib.h>

#include "core/base/vireo-thread.h"

static void
release_slowly (gpointer handle)
{
  g_usleep (GPOINTER_TO_UINT (handle));
  g_printerr ("released\n");
}

static void
test_a_release_that_is_under_way_ends_first (void)
{
  if (g_test_subprocess ())
    {
      for (guint i = 0; i < 8; i++) /* more than there are workers */
        vireo_worker_drop (GUINT_TO_POINTER (G_USEC_PER_SEC / 10), release_slowly);
      exit (0);
    }
  g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("released\nreleased\nreleased\nreleased\n"
                             "released\nreleased\nreleased\nreleased\n*");
}

static void
test_one_that_hangs_is_not_waited_for (void)
{
  if (g_test_subprocess ())
    {
      vireo_worker_drop (GUINT_TO_POINTER (600 * G_USEC_PER_SEC), release_slowly);
      exit (0);
    }
  g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr_unmatched ("*released*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/thread/release-at-exit", test_a_release_that_is_under_way_ends_first);
  g_test_add_func ("/thread/hang-at-exit", test_one_that_hangs_is_not_waited_for);
  return g_test_run ();
}
