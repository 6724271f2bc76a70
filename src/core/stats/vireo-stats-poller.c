/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When to ask, and who gets the answers; what is asked is in vireo-stats-tick.c. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-balloon.h"
#include "core/stats/vireo-stats-poller.h"
#include "core/stats/vireo-stats-tick.h"

/* Who looks closely wants to see it move; the small curves of the list get a point now and then. */
#define TICK_MS 1000
#define ALL_EVERY 3

struct _VireoStatsPoller
{
  GObject parent_instance;

  VireoHost *host; /* (owned) */
  guint interval_ms;
  guint all_every;   /* ticks */
  guint n_lookers;   /* at all VMs */
  GHashTable *looks; /* VireoVm -> Look, of those that somebody looked at */
  guint n_looks;     /* that somebody looks at now */
  guint timer;
  guint timer_ms;   /* of timer; 0: none */
  gint64 next_all;  /* µs, monotonic */
  gboolean asking;  /* a slow host is not asked twice at once */
};

/* A VM that is or was looked at closely. */
typedef struct
{
  VireoVm *vm;              /* (owned) */
  VireoStatsSeries *series; /* (owned) */
  guint n_lookers;
  int asked_id;         /* run of which the guest is asked for its memory; -1: none */
  gboolean asked_guest; /* by us: to be undone */
} Look;

G_DEFINE_FINAL_TYPE (VireoStatsPoller, vireo_stats_poller, G_TYPE_OBJECT)

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->series);
  g_object_unref (look->vm);
  g_free (look);
}

/* A guest that nobody looks at is left in peace */

static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

static void
leave_on_worker (GTask *task, gpointer source, gpointer handle, GCancellable *cancellable)
{
  vireo_stats_balloon_leave (handle);
  g_task_return_boolean (task, TRUE);
}

static void
leave_guest (VireoVm *vm)
{
  g_autoptr (GTask) task = g_task_new (vm, NULL, NULL, NULL);

  g_task_set_task_data (task, vireo_vm_ref_handle (vm), release_handle);
  vireo_worker_push (task, leave_on_worker);
}

/* Asking */

static void
take_close (VireoStatsPoller *self, VireoStatsClose *close)
{
  Look *look = g_hash_table_lookup (self->looks, close->vm);

  if (look == NULL || look->n_lookers == 0)
    {
      if (close->asked_guest)
        leave_guest (close->vm);
      return;
    }
  if (close->ask_guest)
    {
      look->asked_id = close->id;
      look->asked_guest = close->asked_guest;
    }
  if (close->sample != NULL)
    vireo_stats_series_take (look->series, g_steal_pointer (&close->sample));
}

static void
asked (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoStatsPoller *self = VIREO_STATS_POLLER (source);
  VireoStatsTick *tick = g_task_get_task_data (G_TASK (result));

  self->asking = FALSE;
  for (guint i = 0; i < tick->cpus->len; i++)
    {
      VireoStatsCpu *cpu = &g_array_index (tick->cpus, VireoStatsCpu, i);
      VireoVm *vm = vireo_vm_list_lookup (vireo_host_get_vms (self->host), cpu->uuid);

      if (vm != NULL)
        vireo_vm_take_cpu_sample (vm, cpu->cpu_time, tick->at);
    }
  for (guint i = 0; i < tick->close->len; i++)
    take_close (self, &g_array_index (tick->close, VireoStatsClose, i));
}

static void
ask_on_worker (GTask *task, gpointer source, gpointer tick, GCancellable *cancellable)
{
  vireo_stats_tick_ask (tick);
  g_task_return_boolean (task, TRUE);
}

static void
add_close (VireoStatsPoller *self, VireoStatsTick *tick)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->looks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Look *look = value;
      int id = vireo_vm_get_facts (look->vm)->id;

      if (look->n_lookers > 0 && id >= 0 && !vireo_vm_is_stale (look->vm))
        vireo_stats_tick_add (tick, look->vm, look->asked_id != id);
    }
}

static gboolean
ask (gpointer data)
{
  VireoStatsPoller *self = data;
  gint64 now = g_get_monotonic_time ();
  gboolean all = self->n_lookers > 0 && now >= self->next_all;
  g_autoptr (GTask) task = NULL;
  virConnectPtr connection;
  VireoStatsTick *tick;

  if (self->asking || (connection = vireo_host_ref_connection (self->host)) == NULL)
    return G_SOURCE_CONTINUE;
  tick = vireo_stats_tick_new (connection, all);
  add_close (self, tick);
  if (!all && tick->close->len == 0)
    {
      vireo_stats_tick_free (tick);
      return G_SOURCE_CONTINUE;
    }
  /* Half a tick early is in time. */
  if (all)
    self->next_all
        = now + (gint64) self->interval_ms * 1000 * self->all_every - self->interval_ms * 500;
  self->asking = TRUE;
  task = g_task_new (self, NULL, asked, NULL);
  g_task_set_task_data (task, tick, (GDestroyNotify) vireo_stats_tick_free);
  vireo_worker_push (task, ask_on_worker);
  return G_SOURCE_CONTINUE;
}

/* Wakes up as seldom as who looks allows. */
static void
schedule (VireoStatsPoller *self)
{
  guint wanted = 0;

  if (self->n_looks > 0)
    wanted = self->interval_ms;
  else if (self->n_lookers > 0)
    wanted = self->interval_ms * self->all_every;
  if (wanted == self->timer_ms)
    return;
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer_ms = wanted;
  if (wanted > 0)
    self->timer = g_timeout_add (wanted, ask, self);
}

static void
vireo_stats_poller_dispose (GObject *object)
{
  VireoStatsPoller *self = VIREO_STATS_POLLER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_hash_table_remove_all (self->looks);
  g_clear_object (&self->host);
  G_OBJECT_CLASS (vireo_stats_poller_parent_class)->dispose (object);
}

static void
vireo_stats_poller_finalize (GObject *object)
{
  g_hash_table_unref (VIREO_STATS_POLLER (object)->looks);
  G_OBJECT_CLASS (vireo_stats_poller_parent_class)->finalize (object);
}

static void
vireo_stats_poller_class_init (VireoStatsPollerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_stats_poller_dispose;
  G_OBJECT_CLASS (klass)->finalize = vireo_stats_poller_finalize;
}

static void
vireo_stats_poller_init (VireoStatsPoller *self)
{
  self->looks = g_hash_table_new_full (NULL, NULL, NULL, look_free);
}

/**
 * vireo_stats_poller_new:
 * @host: whom to ask, while it is on
 * @interval_ms: a tick, milliseconds
 * @all_every: at which tick all VMs are asked about, 1 for each
 *
 * Returns: (transfer full): a poller that rests
 */
VireoStatsPoller *
vireo_stats_poller_new (VireoHost *host, guint interval_ms, guint all_every)
{
  VireoStatsPoller *self = g_object_new (VIREO_TYPE_STATS_POLLER, NULL);

  VIREO_ASSERT_MAIN ();
  self->host = g_object_ref (host);
  self->interval_ms = interval_ms;
  self->all_every = all_every;
  return self;
}

static void
forget_shared (gpointer host, GObject *poller)
{
  g_object_set_data (host, "vireo-stats-poller", NULL);
  g_object_unref (host);
}

/**
 * vireo_host_get_stats_poller:
 *
 * Returns: (transfer full): the one poller of @host, for as long as anybody has it
 */
VireoStatsPoller *
vireo_host_get_stats_poller (VireoHost *host)
{
  VireoStatsPoller *shared = g_object_get_data (G_OBJECT (host), "vireo-stats-poller");

  VIREO_ASSERT_MAIN ();
  if (shared != NULL)
    return g_object_ref (shared);
  shared = vireo_stats_poller_new (host, TICK_MS, ALL_EVERY);
  g_object_set_data (G_OBJECT (host), "vireo-stats-poller", shared);
  g_object_weak_ref (G_OBJECT (shared), (GWeakNotify) forget_shared, g_object_ref (host));
  return shared;
}

/**
 * vireo_stats_poller_start:
 *
 * Asks about all VMs until as many vireo_stats_poller_stop() were called.
 */
void
vireo_stats_poller_start (VireoStatsPoller *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->n_lookers++ > 0)
    return;
  self->next_all = 0;
  schedule (self);
  ask (self);
}

void
vireo_stats_poller_stop (VireoStatsPoller *self)
{
  VIREO_ASSERT_MAIN ();
  g_return_if_fail (self->n_lookers > 0);
  self->n_lookers--;
  schedule (self);
}

static void
forget_look (VireoVm *vm, VireoStatsPoller *self)
{
  Look *look = g_hash_table_lookup (self->looks, vm);

  if (look != NULL && look->n_lookers == 0)
    g_hash_table_remove (self->looks, vm);
}

static Look *
ensure_look (VireoStatsPoller *self, VireoVm *vm)
{
  Look *look = g_hash_table_lookup (self->looks, vm);

  if (look != NULL)
    return look;
  look = g_new0 (Look, 1);
  look->vm = g_object_ref (vm);
  look->series = vireo_stats_series_new ();
  look->asked_id = -1;
  g_hash_table_insert (self->looks, vm, look);
  g_signal_connect_object (vm, "removed", G_CALLBACK (forget_look), self, 0);
  return look;
}

/**
 * vireo_stats_poller_look:
 * @vm: of the poller's host
 *
 * Asks for everything about @vm, while it runs, until as many vireo_stats_poller_look_away() were
 * called.
 *
 * Returns: (transfer none): what it used, also the last time that somebody looked
 */
VireoStatsSeries *
vireo_stats_poller_look (VireoStatsPoller *self, VireoVm *vm)
{
  Look *look = ensure_look (self, vm);

  VIREO_ASSERT_MAIN ();
  if (look->n_lookers++ == 0)
    {
      self->n_looks++;
      schedule (self);
      ask (self);
    }
  return look->series;
}

void
vireo_stats_poller_look_away (VireoStatsPoller *self, VireoVm *vm)
{
  Look *look = g_hash_table_lookup (self->looks, vm);

  VIREO_ASSERT_MAIN ();
  g_return_if_fail (look != NULL && look->n_lookers > 0);
  if (--look->n_lookers > 0)
    return;
  if (look->asked_guest && look->asked_id == vireo_vm_get_facts (vm)->id
      && !vireo_vm_is_stale (vm))
    leave_guest (vm);
  look->asked_id = -1;
  look->asked_guest = FALSE;
  self->n_looks--;
  schedule (self);
  /* It was removed while it was looked at. */
  if (vireo_vm_list_lookup (vireo_host_get_vms (self->host), vireo_vm_get_uuid (vm)) != vm)
    forget_look (vm, self);
}
