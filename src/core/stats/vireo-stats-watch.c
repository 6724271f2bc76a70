/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-watch.h"

struct _VireoStatsWatch
{
  GObject parent_instance;

  VireoStatsPoller *poller; /* (owned) (nullable) */
  VireoVm *vm;              /* (owned) (nullable): with poller */
  VireoStatsSeries *series; /* (owned) (nullable): with poller */
  gulong handler;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoStatsWatch, vireo_stats_watch, G_TYPE_OBJECT)

static void
vireo_stats_watch_dispose (GObject *object)
{
  vireo_stats_watch_set (VIREO_STATS_WATCH (object), NULL, NULL);
  G_OBJECT_CLASS (vireo_stats_watch_parent_class)->dispose (object);
}

static void
vireo_stats_watch_class_init (VireoStatsWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_stats_watch_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_stats_watch_init (VireoStatsWatch *self)
{
}

VireoStatsWatch *
vireo_stats_watch_new (void)
{
  return g_object_new (VIREO_TYPE_STATS_WATCH, NULL);
}

static void
series_changed (VireoStatsWatch *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * vireo_stats_watch_set:
 * @host: (nullable): that of @vm
 * @vm: (nullable): what to look at from now on; %NULL rests
 */
void
vireo_stats_watch_set (VireoStatsWatch *self, VireoHost *host, VireoVm *vm)
{
  VIREO_ASSERT_MAIN ();
  if (host == NULL)
    vm = NULL;
  if (self->vm == vm)
    return;
  if (self->vm != NULL)
    {
      g_clear_signal_handler (&self->handler, self->series);
      vireo_stats_poller_look_away (self->poller, self->vm);
    }
  g_clear_object (&self->series);
  g_clear_object (&self->poller);
  g_set_object (&self->vm, vm);
  if (vm == NULL)
    return;
  self->poller = vireo_host_get_stats_poller (host);
  self->series = g_object_ref (vireo_stats_poller_look (self->poller, vm));
  self->handler = g_signal_connect_swapped (self->series, "changed", G_CALLBACK (series_changed),
                                            self);
}

VireoStatsSeries *
vireo_stats_watch_get_series (VireoStatsWatch *self)
{
  return self->series;
}
