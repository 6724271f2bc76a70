/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-error.h"
#include "core/jobs/vireo-job-list.h"
#include "vireo-test.h"

typedef enum
{
  SUCCEED,
  FAIL,
  WAIT_FOR_CANCEL,
} TestEnd;

#define TEST_TYPE_JOB (test_job_get_type ())
G_DECLARE_FINAL_TYPE (TestJob, test_job, TEST, JOB, VireoJob)

struct _TestJob
{
  VireoJob parent_instance;

  TestEnd end;
  guint n_reports;
  gint go_on; /* the work ends when this is set (atomic) */
  GThread *worked_on;
  guint n_done;
};

G_DEFINE_FINAL_TYPE (TestJob, test_job, VIREO_TYPE_JOB)

static gboolean
test_job_work (VireoJob *job, GCancellable *cancellable, GError **error)
{
  TestJob *self = TEST_JOB (job);

  self->worked_on = g_thread_self ();
  for (guint i = 1; i <= self->n_reports; i++)
    vireo_job_report (job, i == self->n_reports ? "last" : "on the way",
                      (double) i / (double) self->n_reports / 2);
  if (self->end == WAIT_FOR_CANCEL)
    {
      while (!g_cancellable_is_cancelled (cancellable))
        g_thread_yield ();
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return FALSE;
    }
  while (!g_atomic_int_get (&self->go_on))
    g_thread_yield ();
  if (self->end == FAIL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE, "full");
      return FALSE;
    }
  vireo_job_report (job, NULL, 1);
  return TRUE;
}

static void
test_job_done (VireoJob *job, const GError *error)
{
  VIREO_ASSERT_MAIN ();
  g_assert_cmpint (vireo_job_get_state (job), !=, VIREO_JOB_DONE);
  TEST_JOB (job)->n_done++;
}

static void
test_job_class_init (TestJobClass *klass)
{
  VIREO_JOB_CLASS (klass)->work = test_job_work;
  VIREO_JOB_CLASS (klass)->done = test_job_done;
}

static void
test_job_init (TestJob *self)
{
}

static void
count (guint *counter)
{
  (*counter)++;
}

static TestJob *
make (TestEnd end, guint n_reports)
{
  TestJob *job = g_object_new (TEST_TYPE_JOB, "title", "Making “web”", NULL);

  job->end = end;
  job->n_reports = n_reports;
  return job;
}

static void
test_many_reports_become_few_notifications (void)
{
  g_autoptr (TestJob) job = make (SUCCEED, 20000);
  guint n_notified = 0;
  guint n_finished = 0;

  g_signal_connect_swapped (job, "notify::fraction", G_CALLBACK (count), &n_notified);
  g_signal_connect_swapped (job, "finished", G_CALLBACK (count), &n_finished);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_WAITING);
  g_assert_cmpfloat (vireo_job_get_fraction (VIREO_JOB (job)), <, 0);

  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (g_strcmp0 (vireo_job_get_step (VIREO_JOB (job)), "last") == 0);
  g_assert_cmpfloat (vireo_job_get_fraction (VIREO_JOB (job)), ==, 0.5);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_RUNNING);
  g_assert_cmpuint (n_notified, <, 10000); /* how many depends on who is faster */
  g_assert_true (job->worked_on != g_thread_self ());

  g_atomic_int_set (&job->go_on, 1);
  vireo_test_wait (n_finished > 0);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_DONE);
  g_assert_cmpfloat (vireo_job_get_fraction (VIREO_JOB (job)), ==, 1);
  g_assert_null (vireo_job_get_error (VIREO_JOB (job)));
  g_assert_cmpuint (job->n_done, ==, 1);
  vireo_job_cancel (VIREO_JOB (job)); /* too late: nothing happens */
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_DONE);
  g_assert_cmpuint (n_finished, ==, 1);
}

static void
test_a_failure_keeps_its_error (void)
{
  g_autoptr (TestJob) job = make (FAIL, 0);
  guint n_finished = 0;

  g_signal_connect_swapped (job, "finished", G_CALLBACK (count), &n_finished);
  job->go_on = 1;
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (n_finished > 0);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
  g_assert_error (vireo_job_get_error (VIREO_JOB (job)), VIREO_ERROR, VIREO_ERROR_NO_SPACE);
}

static void
test_cancelling_ends_the_work (void)
{
  g_autoptr (TestJob) job = make (WAIT_FOR_CANCEL, 1);
  guint n_finished = 0;

  g_signal_connect_swapped (job, "finished", G_CALLBACK (count), &n_finished);
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (vireo_job_get_fraction (VIREO_JOB (job)) > 0);
  vireo_job_cancel (VIREO_JOB (job));
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_CANCELLING);
  vireo_test_wait (n_finished > 0);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_CANCELLED);
}

static guint
get_n (VireoJobList *list)
{
  return g_list_model_get_n_items (vireo_job_list_get_items (list));
}

static void
test_the_list_keeps_what_failed (void)
{
  g_autoptr (VireoJobList) list = vireo_job_list_new ();
  g_autoptr (TestJob) good = make (SUCCEED, 1);
  g_autoptr (TestJob) bad = make (FAIL, 1);
  g_autoptr (TestJob) endless = make (WAIT_FOR_CANCEL, 1);
  guint n_running;
  double fraction;

  vireo_job_list_add (list, VIREO_JOB (good));
  vireo_job_list_add (list, VIREO_JOB (bad));
  vireo_job_list_add (list, VIREO_JOB (endless));
  g_object_get (list, "n-running", &n_running, NULL);
  g_assert_cmpuint (n_running, ==, 3);
  vireo_test_wait ((g_object_get (list, "fraction", &fraction, NULL), fraction == 0.5));

  vireo_job_list_dismiss (list, VIREO_JOB (bad)); /* it still runs */
  g_assert_cmpuint (get_n (list), ==, 3);
  g_atomic_int_set (&good->go_on, 1);
  vireo_test_wait (get_n (list) == 2);
  g_atomic_int_set (&bad->go_on, 1);
  vireo_job_cancel (VIREO_JOB (endless));
  vireo_test_wait (vireo_job_get_state (VIREO_JOB (bad)) == VIREO_JOB_FAILED && get_n (list) == 1);
  g_object_get (list, "n-running", &n_running, "fraction", &fraction, NULL);
  g_assert_cmpuint (n_running, ==, 0);
  g_assert_cmpfloat (fraction, <, 0);
  vireo_job_list_dismiss (list, VIREO_JOB (bad));
  g_assert_cmpuint (get_n (list), ==, 0);
}

static void
test_a_job_outlives_who_started_it (void)
{
  TestJob *job = make (SUCCEED, 1);
  gpointer weak = job;

  g_object_add_weak_pointer (G_OBJECT (job), &weak);
  vireo_job_start (VIREO_JOB (job));
  g_atomic_int_set (&job->go_on, 1);
  g_object_unref (job);
  vireo_test_wait (weak == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/job/many-reports-become-few-notifications",
                   test_many_reports_become_few_notifications);
  g_test_add_func ("/job/a-failure-keeps-its-error", test_a_failure_keeps_its_error);
  g_test_add_func ("/job/cancelling-ends-the-work", test_cancelling_ends_the_work);
  g_test_add_func ("/job/the-list-keeps-what-failed", test_the_list_keeps_what_failed);
  g_test_add_func ("/job/a-job-outlives-who-started-it", test_a_job_outlives_who_started_it);
  return g_test_run ();
}
