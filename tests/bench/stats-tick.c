/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples all VMs of a host at one tick a second and one of them closely, and says how much
 * processor time that takes, and how much the same program takes while it does not. */

#include <stdlib.h>
#include <sys/resource.h>

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-watch.h"

#define SECONDS 15

static double
get_cpu (void)
{
  struct rusage use;

  getrusage (RUSAGE_SELF, &use);
  return (double) use.ru_utime.tv_sec + (double) use.ru_stime.tv_sec
         + (double) (use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* Percent of one core during the next @seconds. */
static double
measure (guint seconds)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  gint64 started = g_get_monotonic_time ();
  double cpu = get_cpu ();

  g_timeout_add_seconds (seconds, quit_cb, loop);
  g_main_loop_run (loop);
  return (get_cpu () - cpu) * 100 * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - started);
}

int
main (int argc, char *argv[])
{
  g_autoptr (VireoJournal) journal = NULL;
  g_autoptr (VireoHost) host = NULL;
  g_autoptr (VireoStatsPoller) poller = NULL;
  g_autoptr (VireoVm) first = NULL;
  g_autoptr (VireoVm) last = NULL;
  GListModel *vms;
  double rest, work;
  guint n_ticks;

  if (argc != 2)
    {
      g_printerr ("usage: bench-stats-tick URI\n");
      return EXIT_FAILURE;
    }
  vireo_thread_init ();
  journal = vireo_journal_new ();
  host = vireo_host_new (argv[1], NULL, journal);
  vireo_host_connect (host);
  while (vireo_host_get_state (host) != VIREO_HOST_ON)
    g_main_context_iteration (NULL, TRUE);
  measure (5); /* the list is read */
  vms = vireo_vm_list_get_items (vireo_host_get_vms (host));
  first = g_list_model_get_item (vms, 0);
  last = g_list_model_get_item (vms, g_list_model_get_n_items (vms) - 1);
  rest = measure (SECONDS);

  poller = vireo_stats_poller_new (host, 1000, 1);
  vireo_stats_poller_start (poller);
  vireo_stats_poller_look (poller, first);
  work = measure (SECONDS);
  vireo_vm_get_cpu_history (last, &n_ticks);
  g_print ("tick: %.2f %% of a core, at rest %.2f %%, %u ticks of %u VMs\n", work, rest, n_ticks,
           g_list_model_get_n_items (vms));
  return EXIT_SUCCESS;
}
