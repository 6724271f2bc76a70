/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-job.h"

typedef struct
{
  char *title;
  VireoJobState state;
  char *step; /* (nullable) */
  double fraction;
  GError *error; /* (nullable) */
  GCancellable *cancellable;

  /* What the worker said last, and whether main was told that it said something: it may say
   * something a thousand times a second. */
  GMutex lock;
  char *reported_step; /* (nullable): NULL when it did not change */
  double reported_fraction;
  gboolean told;
} VireoJobPrivate;

enum
{
  PROP_TITLE = 1,
  PROP_STATE,
  PROP_STEP,
  PROP_FRACTION,
  PROP_ERROR,
  N_PROPS
};

enum
{
  FINISHED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (VireoJob, vireo_job, G_TYPE_OBJECT)

#define PRIV(self) ((VireoJobPrivate *) vireo_job_get_instance_private (self))

static void
vireo_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoJobPrivate *priv = PRIV (VIREO_JOB (object));

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_STATE:
      g_value_set_uint (value, priv->state);
      break;
    case PROP_STEP:
      g_value_set_string (value, priv->step);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, priv->fraction);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_job_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TITLE:
      vireo_job_set_title (VIREO_JOB (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_job_finalize (GObject *object)
{
  VireoJobPrivate *priv = PRIV (VIREO_JOB (object));

  g_free (priv->title);
  g_free (priv->step);
  g_free (priv->reported_step);
  g_clear_error (&priv->error);
  g_object_unref (priv->cancellable);
  g_mutex_clear (&priv->lock);
  G_OBJECT_CLASS (vireo_job_parent_class)->finalize (object);
}

static void
vireo_job_class_init (VireoJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_job_get_property;
  object_class->set_property = vireo_job_set_property;
  object_class->finalize = vireo_job_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags | G_PARAM_WRITABLE);
  props[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, 0, VIREO_JOB_CANCELLED, VIREO_JOB_WAITING, flags);
  props[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);
  props[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_job_init (VireoJob *self)
{
  VireoJobPrivate *priv = PRIV (self);

  priv->fraction = -1;
  priv->reported_fraction = -1;
  priv->cancellable = g_cancellable_new ();
  g_mutex_init (&priv->lock);
}

static void
set_state (VireoJob *self, VireoJobState state)
{
  VireoJobPrivate *priv = PRIV (self);

  if (priv->state == state)
    return;
  priv->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static gboolean
publish_report (gpointer data)
{
  VireoJob *self = data;
  VireoJobPrivate *priv = PRIV (self);
  g_autofree char *step = NULL;
  double fraction;

  g_mutex_lock (&priv->lock);
  step = g_steal_pointer (&priv->reported_step);
  fraction = priv->reported_fraction;
  priv->told = FALSE;
  g_mutex_unlock (&priv->lock);

  g_object_freeze_notify (G_OBJECT (self));
  if (step != NULL && g_strcmp0 (step, priv->step) != 0)
    {
      g_free (priv->step);
      priv->step = g_steal_pointer (&step);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEP]);
    }
  if (fraction != priv->fraction)
    {
      priv->fraction = fraction;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRACTION]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  return G_SOURCE_REMOVE;
}

static void
work_on_own_thread (GTask *task, gpointer source, gpointer unused, GCancellable *cancellable)
{
  VireoJob *self = source;
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (VIREO_JOB_GET_CLASS (self)->work (self, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
work_done (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoJob *self = VIREO_JOB (source);
  VireoJobPrivate *priv = PRIV (self);
  GError *error = NULL;
  VireoJobState state = VIREO_JOB_DONE;

  publish_report (self); /* the last word comes before the end */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    state = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? VIREO_JOB_CANCELLED
                                                                      : VIREO_JOB_FAILED;
  if (VIREO_JOB_GET_CLASS (self)->done != NULL)
    VIREO_JOB_GET_CLASS (self)->done (self, error);

  g_object_freeze_notify (G_OBJECT (self));
  if (error != NULL)
    {
      priv->error = error;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  set_state (self, state);
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[FINISHED], 0);
}

/**
 * vireo_job_start:
 * @self: a job that was not started yet
 *
 * Begins the work on a thread of its own.  The job keeps itself alive until it has finished.
 */
void
vireo_job_start (VireoJob *self)
{
  VireoJobPrivate *priv = PRIV (self);
  g_autoptr (GTask) task = NULL;

  VIREO_ASSERT_MAIN ();
  g_return_if_fail (priv->state == VIREO_JOB_WAITING);

  task = g_task_new (self, priv->cancellable, work_done, NULL);
  g_task_set_source_tag (task, vireo_job_start);
  /* What the work returns stands, even when it was cancelled a moment too late to matter. */
  g_task_set_check_cancellable (task, FALSE);
  set_state (self, VIREO_JOB_RUNNING);
  vireo_worker_spawn (task, work_on_own_thread);
}

/**
 * vireo_job_cancel:
 * @self: any job
 *
 * Asks the work to stop and undo what it made.  It says when it has: the state is then
 * %VIREO_JOB_CANCELLED, or %VIREO_JOB_DONE when it was too late.
 */
void
vireo_job_cancel (VireoJob *self)
{
  VireoJobPrivate *priv = PRIV (self);

  VIREO_ASSERT_MAIN ();
  if (priv->state != VIREO_JOB_RUNNING)
    return;
  set_state (self, VIREO_JOB_CANCELLING);
  g_cancellable_cancel (priv->cancellable);
}

const char *
vireo_job_get_title (VireoJob *self)
{
  return PRIV (self)->title;
}

void
vireo_job_set_title (VireoJob *self, const char *title)
{
  VireoJobPrivate *priv = PRIV (self);

  VIREO_ASSERT_MAIN ();
  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

VireoJobState
vireo_job_get_state (VireoJob *self)
{
  return PRIV (self)->state;
}

double
vireo_job_get_fraction (VireoJob *self)
{
  return PRIV (self)->fraction;
}

const char *
vireo_job_get_step (VireoJob *self)
{
  return PRIV (self)->step;
}

/**
 * vireo_job_get_error:
 *
 * Returns: (transfer none) (nullable): why it failed or was cancelled
 */
const GError *
vireo_job_get_error (VireoJob *self)
{
  return PRIV (self)->error;
}

/**
 * vireo_job_report:
 * @self: a job, in its work
 * @step: (nullable): what is being done now, translated; %NULL: as before
 * @fraction: how much is done, 0 to 1; below 0 when that is not known
 *
 * Says how far the work is.  May be called as often as one likes: main hears of it once in a
 * turn of its loop at most.  Worker.
 */
void
vireo_job_report (VireoJob *self, const char *step, double fraction)
{
  VireoJobPrivate *priv = PRIV (self);

  VIREO_ASSERT_WORKER ();
  g_mutex_lock (&priv->lock);
  if (step != NULL)
    {
      g_free (priv->reported_step);
      priv->reported_step = g_strdup (step);
    }
  priv->reported_fraction = fraction < 0 ? -1 : MIN (fraction, 1);
  if (!priv->told)
    {
      priv->told = TRUE;
      g_idle_add_full (G_PRIORITY_DEFAULT, publish_report, g_object_ref (self), g_object_unref);
    }
  g_mutex_unlock (&priv->lock);
}
