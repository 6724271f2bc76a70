/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-job-list.h"

struct _VireoJobList
{
  GObject parent_instance;

  GListStore *items; /* of VireoJob, oldest first */
  guint n_running;
  double fraction;
};

enum
{
  PROP_N_RUNNING = 1,
  PROP_FRACTION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoJobList, vireo_job_list, G_TYPE_OBJECT)

static void
vireo_job_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoJobList *self = VIREO_JOB_LIST (object);

  switch (id)
    {
    case PROP_N_RUNNING:
      g_value_set_uint (value, self->n_running);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_job_list_finalize (GObject *object)
{
  g_object_unref (VIREO_JOB_LIST (object)->items);
  G_OBJECT_CLASS (vireo_job_list_parent_class)->finalize (object);
}

static void
vireo_job_list_class_init (VireoJobListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_job_list_get_property;
  object_class->finalize = vireo_job_list_finalize;

  props[PROP_N_RUNNING] = g_param_spec_uint ("n-running", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_job_list_init (VireoJobList *self)
{
  self->items = g_list_store_new (VIREO_TYPE_JOB);
  self->fraction = -1;
}

VireoJobList *
vireo_job_list_new (void)
{
  return g_object_new (VIREO_TYPE_JOB_LIST, NULL);
}

/**
 * vireo_job_list_get_items:
 *
 * Returns: (transfer none): a list of #VireoJob, oldest first
 */
GListModel *
vireo_job_list_get_items (VireoJobList *self)
{
  return G_LIST_MODEL (self->items);
}

/* All that run count alike; one whose progress is not known counts as not begun, and when none
 * is known there is nothing to show. */
static void
sum_up (VireoJobList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_running = 0;
  gboolean known = FALSE;
  double done = 0;
  double fraction;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoJob) job = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      VireoJobState state = vireo_job_get_state (job);

      if (state != VIREO_JOB_RUNNING && state != VIREO_JOB_CANCELLING)
        continue;
      n_running++;
      if (vireo_job_get_fraction (job) >= 0)
        {
          known = TRUE;
          done += vireo_job_get_fraction (job);
        }
    }
  fraction = known ? done / n_running : -1;

  g_object_freeze_notify (G_OBJECT (self));
  if (n_running != self->n_running)
    {
      self->n_running = n_running;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RUNNING]);
    }
  if (fraction != self->fraction)
    {
      self->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
take_out (VireoJobList *self, VireoJob *job)
{
  guint at;

  if (!g_list_store_find (self->items, job, &at))
    return;
  g_signal_handlers_disconnect_by_data (job, self);
  g_list_store_remove (self->items, at);
  sum_up (self);
}

static void
job_finished (VireoJobList *self, VireoJob *job)
{
  if (vireo_job_get_state (job) != VIREO_JOB_FAILED)
    take_out (self, job);
  else
    sum_up (self);
}

/**
 * vireo_job_list_add:
 * @self: the list
 * @job: a job that was not started yet
 *
 * Starts @job and shows it.  It leaves by itself when done or cancelled; one that failed stays
 * until it is dismissed, so that its error is seen.
 */
void
vireo_job_list_add (VireoJobList *self, VireoJob *job)
{
  VIREO_ASSERT_MAIN ();
  g_list_store_append (self->items, job);
  g_signal_connect_object (job, "notify::fraction", G_CALLBACK (sum_up), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "finished", G_CALLBACK (job_finished), self, G_CONNECT_SWAPPED);
  vireo_job_start (job);
  sum_up (self);
}

/**
 * vireo_job_list_dismiss:
 * @self: the list
 * @job: one that failed and was seen to; one that runs stays
 */
void
vireo_job_list_dismiss (VireoJobList *self, VireoJob *job)
{
  VIREO_ASSERT_MAIN ();
  if (vireo_job_get_state (job) == VIREO_JOB_FAILED)
    take_out (self, job);
}
