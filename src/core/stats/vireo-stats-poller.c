/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-poller.h"

struct _VireoStatsPoller
{
  GObject parent_instance;

  VireoHost *host; /* (owned) */
  guint interval_ms;
  guint n_lookers;
  guint timer;
  gboolean asking; /* a slow host is not asked twice at once */
};

typedef struct
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  guint64 cpu_time; /* ns */
} Sample;

typedef struct
{
  GArray *samples; /* of Sample */
  gint64 at;       /* µs, monotonic */
} Tick;

G_DEFINE_FINAL_TYPE (VireoStatsPoller, vireo_stats_poller, G_TYPE_OBJECT)

static void
tick_free (gpointer pointer)
{
  Tick *tick = pointer;

  g_array_unref (tick->samples);
  g_free (tick);
}

static void
release_connection (gpointer connection)
{
  vireo_worker_drop (connection, (GDestroyNotify) virConnectClose);
}

/* ns the guest has had; 0 when it cannot be told.  Some drivers leave it out of the bulk
 * answer, and then each VM is asked. */
static guint64
read_cpu_time (virDomainStatsRecordPtr record)
{
  unsigned long long cpu_time = 0;
  virDomainInfo info;

  if (virTypedParamsGetULLong (record->params, record->nparams, "cpu.time", &cpu_time) > 0)
    return cpu_time;
  if (virDomainGetInfo (record->dom, &info) == 0)
    return info.cpuTime;
  virResetLastError ();
  return 0;
}

static int
get_stats (virConnectPtr connection, virDomainStatsRecordPtr **records)
{
  int n;

  /* NOWAIT: a VM that is busy with a job is left out instead of holding up all the others. */
  n = virConnectGetAllDomainStats (connection, VIR_DOMAIN_STATS_CPU_TOTAL, records,
                                   VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING |
                                       VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  /* Not every driver knows it, or that part of the answer. */
  if (n < 0)
    n = virConnectGetAllDomainStats (connection, 0, records, 0);
  return n;
}

static void
ask_on_worker (GTask *task, gpointer source, gpointer connection, GCancellable *cancellable)
{
  virDomainStatsRecordPtr *records = NULL;
  GError *error = NULL;
  Tick *tick;
  int n;

  VIREO_ASSERT_WORKER ();
  n = get_stats (connection, &records);
  if (n < 0)
    {
      vireo_error_take_libvirt (&error);
      g_task_return_error (task, error);
      return;
    }
  tick = g_new0 (Tick, 1);
  tick->samples = g_array_sized_new (FALSE, FALSE, sizeof (Sample), (guint) n);
  tick->at = g_get_monotonic_time ();
  for (int i = 0; i < n; i++)
    {
      Sample sample = { .cpu_time = read_cpu_time (records[i]) };

      if (sample.cpu_time == 0)
        continue;
      virDomainGetUUIDString (records[i]->dom, sample.uuid);
      g_array_append_val (tick->samples, sample);
    }
  virDomainStatsRecordListFree (records);
  g_task_return_pointer (task, tick, tick_free);
}

static void
asked (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoStatsPoller *self = VIREO_STATS_POLLER (source);
  Tick *tick = g_task_propagate_pointer (G_TASK (result), NULL);

  self->asking = FALSE;
  /* A host that cannot be asked now is asked at the next tick; its state says what is wrong. */
  if (tick == NULL)
    return;
  for (guint i = 0; i < tick->samples->len; i++)
    {
      Sample *sample = &g_array_index (tick->samples, Sample, i);
      VireoVm *vm = vireo_vm_list_lookup (vireo_host_get_vms (self->host), sample->uuid);

      if (vm != NULL)
        vireo_vm_take_cpu_sample (vm, sample->cpu_time, tick->at);
    }
  tick_free (tick);
}

static gboolean
ask (gpointer data)
{
  VireoStatsPoller *self = data;
  virConnectPtr connection;
  g_autoptr (GTask) task = NULL;

  if (self->asking || (connection = vireo_host_ref_connection (self->host)) == NULL)
    return G_SOURCE_CONTINUE;
  self->asking = TRUE;
  task = g_task_new (self, NULL, asked, NULL);
  g_task_set_task_data (task, connection, release_connection);
  vireo_worker_push (task, ask_on_worker);
  return G_SOURCE_CONTINUE;
}

static void
vireo_stats_poller_dispose (GObject *object)
{
  VireoStatsPoller *self = VIREO_STATS_POLLER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_stats_poller_parent_class)->dispose (object);
}

static void
vireo_stats_poller_class_init (VireoStatsPollerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_stats_poller_dispose;
}

static void
vireo_stats_poller_init (VireoStatsPoller *self)
{
}

/**
 * vireo_stats_poller_new:
 * @host: whom to ask, while it is on
 * @interval_ms: a tick, milliseconds
 *
 * Returns: (transfer full): a poller that rests
 */
VireoStatsPoller *
vireo_stats_poller_new (VireoHost *host, guint interval_ms)
{
  VireoStatsPoller *self = g_object_new (VIREO_TYPE_STATS_POLLER, NULL);

  VIREO_ASSERT_MAIN ();
  self->host = g_object_ref (host);
  self->interval_ms = interval_ms;
  return self;
}

/**
 * vireo_stats_poller_start:
 *
 * Polls until as many vireo_stats_poller_stop() were called.
 */
void
vireo_stats_poller_start (VireoStatsPoller *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->n_lookers++ > 0)
    return;
  self->timer = g_timeout_add (self->interval_ms, ask, self);
  ask (self);
}

void
vireo_stats_poller_stop (VireoStatsPoller *self)
{
  VIREO_ASSERT_MAIN ();
  g_return_if_fail (self->n_lookers > 0);
  if (--self->n_lookers == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
}
