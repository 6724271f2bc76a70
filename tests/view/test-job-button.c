/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-error.h"
#include "view/app/vireo-job-button.h"
#include "vireo-test-view.h"

/* A job that works until it is told to end, or cancelled. */
#define TEST_TYPE_JOB (test_job_get_type ())
G_DECLARE_FINAL_TYPE (TestJob, test_job, TEST, JOB, VireoJob)

struct _TestJob
{
  VireoJob parent_instance;

  gint fail; /* atomic */
};

G_DEFINE_FINAL_TYPE (TestJob, test_job, VIREO_TYPE_JOB)

static gboolean
test_job_work (VireoJob *job, GCancellable *cancellable, GError **error)
{
  vireo_job_report (job, "Copying", 0.4);
  while (!g_cancellable_is_cancelled (cancellable) && !g_atomic_int_get (&TEST_JOB (job)->fail))
    g_thread_yield ();
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE, "The disk is full.");
  return FALSE;
}

static void
test_job_class_init (TestJobClass *klass)
{
  VIREO_JOB_CLASS (klass)->work = test_job_work;
}

static void
test_job_init (TestJob *self)
{
  vireo_job_set_title (VIREO_JOB (self), "Create web");
}

typedef struct
{
  VireoJobList *jobs;
  GtkWindow *window;
  GtkWidget *button;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->jobs = vireo_job_list_new ();
  f->window = GTK_WINDOW (adw_window_new ());
  f->button = g_object_new (VIREO_TYPE_JOB_BUTTON, NULL);
  vireo_job_button_set_jobs (VIREO_JOB_BUTTON (f->button), f->jobs);
  adw_window_set_content (ADW_WINDOW (f->window), f->button);
  gtk_window_present (f->window);
  vireo_test_wait (gtk_widget_get_mapped (f->button));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->jobs);
}

static gboolean
is_said (Fixture *f, const char *text)
{
  return vireo_test_find (f->window, GTK_TYPE_LABEL, text) != NULL;
}

static GtkWidget *
find_menu_button (GtkWidget *widget)
{
  return gtk_widget_get_first_child (widget);
}

static void
test_there_is_no_button_without_jobs (Fixture *f, gconstpointer unused)
{
  g_assert_false (gtk_widget_get_visible (find_menu_button (f->button)));
}

static void
test_a_job_shows_how_far_it_is_and_can_be_cancelled (Fixture *f, gconstpointer unused)
{
  g_autoptr (TestJob) job = g_object_new (TEST_TYPE_JOB, NULL);

  vireo_job_list_add (f->jobs, VIREO_JOB (job));
  vireo_test_wait (is_said (f, "1 job, 40 %"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (find_menu_button (f->button)));
  vireo_test_wait (is_said (f, "Create web") && is_said (f, "Copying"));
  vireo_test_press (f->window, "Cancel");
  vireo_test_wait (vireo_job_get_state (VIREO_JOB (job)) == VIREO_JOB_CANCELLED);
  vireo_test_wait (!gtk_widget_get_visible (find_menu_button (f->button)));
}

static void
test_a_failed_job_stays_with_its_reason_until_dismissed (Fixture *f, gconstpointer unused)
{
  g_autoptr (TestJob) job = g_object_new (TEST_TYPE_JOB, NULL);

  vireo_job_list_add (f->jobs, VIREO_JOB (job));
  g_atomic_int_set (&job->fail, TRUE);
  vireo_test_wait (is_said (f, "1 job failed"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (find_menu_button (f->button)));
  vireo_test_wait (is_said (f, "The disk is full."));
  g_assert_true (vireo_test_can (f->window, GTK_TYPE_BUTTON, "Details"));
  g_assert_false (vireo_test_can (f->window, GTK_TYPE_BUTTON, "Cancel"));
  vireo_test_press (f->window, "Dismiss");
  vireo_test_wait (!gtk_widget_get_visible (find_menu_button (f->button)));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();

#define ADD(path, test) g_test_add ("/job-button/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("there-is-no-button-without-jobs", test_there_is_no_button_without_jobs);
  ADD ("a-job-shows-how-far-it-is-and-can-be-cancelled",
       test_a_job_shows_how_far_it_is_and_can_be_cancelled);
  ADD ("a-failed-job-stays-with-its-reason-until-dismissed",
       test_a_failed_job_stays_with_its_reason_until_dismissed);
  return g_test_run ();
}
