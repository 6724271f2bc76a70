/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads: the main-thread mark, the quick lane of four workers, and threads of their own for
 * long work.  Values cross only as a GTask result. */

#include "config.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/base/vireo-thread.h"

#define LANE_WIDTH 4
#define WAIT_AT_EXIT (1 * G_USEC_PER_SEC)

typedef struct
{
  GTask *task;          /* (owned) (nullable): NULL for a plain release */
  GTaskThreadFunc work; /* with task */
  gpointer handle;      /* without task: what to release */
  GDestroyNotify release;
} LaneItem;

static GThread *main_thread;

static GMutex lock;
static GCond idle;    /* n_at_work became 0 */
static guint n_at_work; /* items pushed and not yet done; under lock */

static void
begin_work (void)
{
  g_mutex_lock (&lock);
  n_at_work++;
  g_mutex_unlock (&lock);
}

static void
end_work (void)
{
  g_mutex_lock (&lock);
  if (--n_at_work == 0)
    g_cond_broadcast (&idle);
  g_mutex_unlock (&lock);
}

/* A worker that is letting go of a connection needs the libraries that exit() takes down next.  Where
 * one does not come back, the process ends without taking anything down. */
static void
wait_for_workers (int status, void *unused)
{
  gint64 until = g_get_monotonic_time () + WAIT_AT_EXIT;
  gboolean late = FALSE;

  g_mutex_lock (&lock);
  while (n_at_work > 0 && !late)
    late = !g_cond_wait_until (&idle, &lock, until);
  g_mutex_unlock (&lock);
  if (late)
    _exit (status);
}

/**
 * vireo_thread_init:
 *
 * Marks the calling thread as the main one.  Called once, first thing in main() and in
 * every test program.  When the process ends, workers get a second to be done.
 */
void
vireo_thread_init (void)
{
  main_thread = g_thread_self ();
  on_exit (wait_for_workers, NULL);
}

/**
 * vireo_is_main_thread:
 *
 * Any thread.
 */
gboolean
vireo_is_main_thread (void)
{
  return main_thread == NULL || g_thread_self () == main_thread;
}

static gboolean
drop_task_on_main (gpointer task)
{
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
run_task (GTask *task, GTaskThreadFunc work)
{
  if (!g_task_return_error_if_cancelled (task))
    work (task, g_task_get_source_object (task), g_task_get_task_data (task),
          g_task_get_cancellable (task));

  /* The last reference may free the source object, which belongs to the main thread. */
  g_idle_add_full (G_PRIORITY_DEFAULT, drop_task_on_main, task, NULL);
}

static void
run_lane_item (gpointer data, gpointer unused)
{
  LaneItem *item = data;

  if (item->task != NULL)
    run_task (item->task, item->work);
  else
    item->release (item->handle);
  g_free (item);
  end_work ();
}

static GThreadPool *
get_lane (void)
{
  static GThreadPool *lane;

  if (g_once_init_enter (&lane))
    g_once_init_leave (&lane, g_thread_pool_new (run_lane_item, NULL, LANE_WIDTH, FALSE, NULL));
  return lane;
}

/**
 * vireo_worker_push:
 * @task: the task to do
 * @work: what to do; it returns through @task, exactly once
 *
 * Runs @work on the quick lane, for calls that are answered soon.  Takes a reference on
 * @task until it is done; the last one is always dropped on the main thread.  Main thread.
 */
void
vireo_worker_push (GTask *task, GTaskThreadFunc work)
{
  LaneItem *item = g_new0 (LaneItem, 1);

  VIREO_ASSERT_MAIN ();
  item->task = g_object_ref (task);
  item->work = work;
  begin_work ();
  g_thread_pool_push (get_lane (), item, NULL);
}

static gpointer
own_thread (gpointer data)
{
  LaneItem *item = data;

  run_task (item->task, item->work);
  g_free (item);
  end_work ();
  return NULL;
}

/**
 * vireo_worker_spawn:
 * @task: the task to do
 * @work: what to do; it returns through @task, exactly once
 *
 * Like vireo_worker_push() on a thread of its own, for what may take long (opening a host,
 * a job, reading a file that may be on a dead network share), so that it cannot starve the
 * quick lane.  Main thread.
 */
void
vireo_worker_spawn (GTask *task, GTaskThreadFunc work)
{
  LaneItem *item = g_new0 (LaneItem, 1);

  VIREO_ASSERT_MAIN ();
  item->task = g_object_ref (task);
  item->work = work;
  begin_work ();
  g_thread_unref (g_thread_new ("vireo-work", own_thread, item));
}

/**
 * vireo_worker_drop:
 * @handle: (nullable): a libvirt handle or the like
 * @release: what frees it
 *
 * Frees @handle on the quick lane.  A libvirt handle holds its connection, and the last one
 * to go closes it: a call over the network, which the main thread never makes.  Any thread.
 */
void
vireo_worker_drop (gpointer handle, GDestroyNotify release)
{
  LaneItem *item;

  if (handle == NULL)
    return;
  item = g_new0 (LaneItem, 1);
  item->handle = handle;
  item->release = release;
  begin_work ();
  g_thread_pool_push (get_lane (), item, NULL);
}

typedef struct
{
  VireoWorkerCall call;
  gpointer handle;        /* (owned) */
  GDestroyNotify release; /* of handle, on a worker */
  gpointer argument;      /* (owned) (nullable) */
  GDestroyNotify destroy; /* (nullable): of argument */
} CallData;

static void
call_data_free (gpointer pointer)
{
  CallData *data = pointer;

  vireo_worker_drop (data->handle, data->release);
  if (data->destroy != NULL)
    data->destroy (data->argument);
  g_free (data);
}

static void
call_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CallData *data = task_data;
  GError *error = NULL;

  if (data->call (data->handle, data->argument, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_worker_call:
 * @task: ends with TRUE or the error of @call; its task data is taken
 * @call: runs on a thread of its own, as it may take long
 * @handle: (transfer full): of libvirt's
 * @release: gives @handle back, on a worker
 * @argument: (nullable) (transfer full)
 * @destroy: (nullable): frees @argument, on the main thread
 */
void
vireo_worker_call (GTask *task, VireoWorkerCall call, gpointer handle, GDestroyNotify release,
                   gpointer argument, GDestroyNotify destroy)
{
  CallData *data = g_new0 (CallData, 1);

  data->call = call;
  data->handle = handle;
  data->release = release;
  data->argument = argument;
  data->destroy = destroy;
  g_task_set_task_data (task, data, call_data_free);
  vireo_worker_spawn (task, call_on_worker);
}
