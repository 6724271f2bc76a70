/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out what it reads, with the program's own jobs, on qemu:///system: for test-snapshot-kinds,
 * which tries many combinations that need no window.
 *
 * A line is an order and its words, separated by tabs:
 *   take VM NAME, take-disks VM NAME, revert VM NAME KEEP, undo VM KEPT, delete VM NAME...,
 *   clone VM NAME NEW, verdict VM
 * It is answered by one line, "ok" or "failed" and a tab and what there is to say. */

#include <stdio.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/host/vireo-host.h"
#include "core/snapshot/vireo-snapshot-job.h"
#include "core/snapshot/vireo-snapshot-tree.h"

static VireoHost *host;

/* Nothing but events is waited for; the timer lets the loop turn all the same. */
static gboolean
go_on (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_until (gboolean (*condition) (gpointer), gpointer data)
{
  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_on (gpointer unused)
{
  return vireo_host_get_state (host) == VIREO_HOST_ON;
}

static gboolean
is_known (gpointer name)
{
  VireoVm *vm = vireo_vm_list_find (vireo_host_get_vms (host), name);

  return vm != NULL && vireo_vm_get_facts (vm)->has_details;
}

static gboolean
is_loaded (gpointer tree)
{
  return vireo_snapshot_tree_is_loaded (tree);
}

static gboolean
is_over (gpointer job)
{
  return vireo_job_get_state (job) >= VIREO_JOB_DONE;
}

static void
answer (gboolean fine, const char *text)
{
  printf ("%s\t%s\n", fine ? "ok" : "failed", text != NULL ? text : "");
  fflush (stdout);
}

static VireoSnapshotJob *
make_job (VireoVm *vm, VireoSnapshotTree *tree, char **words, guint n)
{
  const char *order = words[0];

  if (g_str_equal (order, "take") && n == 3)
    return vireo_snapshot_job_new_take (vm, words[2], NULL, VIREO_SNAPSHOT_TAKE_DEFAULT);
  if (g_str_equal (order, "take-disks") && n == 3)
    return vireo_snapshot_job_new_take (vm, words[2], NULL, VIREO_SNAPSHOT_TAKE_DISKS_ONLY);
  if (g_str_equal (order, "revert") && n == 4)
    return vireo_snapshot_job_new_revert (vm, vireo_snapshot_tree_find (tree, words[2]), words[3],
                                          VIREO_SNAPSHOT_AFTER_AS_THEN);
  if (g_str_equal (order, "undo") && n == 3)
    return vireo_snapshot_job_new_undo (vm, words[2]);
  if (g_str_equal (order, "delete") && n >= 3)
    return vireo_snapshot_job_new_delete (vm, (const char *const *) words + 2);
  if (g_str_equal (order, "clone") && n == 4)
    return vireo_snapshot_job_new_clone (vm, vireo_snapshot_tree_find (tree, words[2]), words[3]);
  return NULL;
}

static void
obey (char **words)
{
  guint n = g_strv_length (words);
  g_autoptr (VireoSnapshotTree) tree = NULL;
  g_autoptr (VireoSnapshotJob) job = NULL;
  const VireoSnapshotVerdict *verdict;
  VireoVm *vm;

  if (n < 2)
    {
      answer (FALSE, "too few words");
      return;
    }
  wait_until (is_known, words[1]);
  vm = vireo_vm_list_find (vireo_host_get_vms (host), words[1]);
  tree = vireo_snapshot_tree_new (vm);
  vireo_snapshot_tree_watch (tree);
  wait_until (is_loaded, tree);
  vireo_snapshot_tree_unwatch (tree);
  verdict = vireo_snapshot_tree_get_verdict (tree);
  if (g_str_equal (words[0], "verdict"))
    {
      answer (verdict->can_take, verdict->can_take
                                     ? (verdict->kind == VIREO_SNAPSHOT_EXTERNAL ? "external"
                                                                                 : "internal")
                                     : verdict->why_not);
      return;
    }
  job = make_job (vm, tree, words, n);
  if (job == NULL)
    {
      answer (FALSE, "no such order");
      return;
    }
  vireo_job_start (VIREO_JOB (job));
  wait_until (is_over, job);
  if (vireo_job_get_error (VIREO_JOB (job)) != NULL)
    answer (FALSE, vireo_job_get_error (VIREO_JOB (job))->message);
  else
    answer (TRUE, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (VireoJournal) journal = NULL;
  char line[4096];

  vireo_thread_init ();
  journal = vireo_journal_new ();
  g_timeout_add (20, go_on, NULL);
  host = vireo_host_new ("qemu:///system", NULL, journal);
  vireo_host_connect (host);
  wait_until (is_on, NULL);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), "\t", -1);

      obey (words);
    }
  return 0;
}
