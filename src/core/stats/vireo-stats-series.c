/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-series.h"

/* After this long without a sample nobody looked, or the host was away: no line joins the two
 * sides, and what was counted meanwhile is no rate of now. */
#define GAP_US (10 * G_USEC_PER_SEC)

/* The two clocks part when the machine slept or its time was set.  Asleep the one that we measure
 * with stands still while the guests of another host run on. */
#define CLOCKS_MAY_DIFFER_US (2 * G_USEC_PER_SEC)

/* Guests tell of their memory every few seconds; one that is silent for this long is not heard. */
#define MEMORY_VALID_US (90 * G_USEC_PER_SEC)

struct _VireoStatsSeries
{
  GObject parent_instance;

  GPtrArray *points;   /* of VireoStatsPoint, oldest first */
  VireoVmSample *last; /* (owned) (nullable) */
  guint64 memory_said; /* the guest's last word on its memory came then, by the host's clock, */
  gint64 memory_heard; /* and here then: µs, monotonic; 0: not since we listen */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoStatsSeries, vireo_stats_series, G_TYPE_OBJECT)

static void
vireo_stats_series_finalize (GObject *object)
{
  VireoStatsSeries *self = VIREO_STATS_SERIES (object);

  g_ptr_array_unref (self->points);
  g_clear_pointer (&self->last, vireo_vm_sample_free);
  G_OBJECT_CLASS (vireo_stats_series_parent_class)->finalize (object);
}

static void
vireo_stats_series_class_init (VireoStatsSeriesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_stats_series_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GPtrArray *
new_points (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_stats_point_unref);
}

static void
vireo_stats_series_init (VireoStatsSeries *self)
{
  self->points = new_points ();
  self->memory_said = VIREO_SAMPLE_UNKNOWN;
}

VireoStatsSeries *
vireo_stats_series_new (void)
{
  return g_object_new (VIREO_TYPE_STATS_SERIES, NULL);
}

static gboolean
follows (const VireoVmSample *last, const VireoVmSample *sample)
{
  gint64 passed = sample->at - last->at;
  gint64 by_the_wall = sample->time - last->time;

  return sample->id == last->id && passed < GAP_US
         && ABS (by_the_wall - passed) < CLOCKS_MAY_DIFFER_US;
}

/* The hypervisor repeats the guest's last word for ever, also after a driver stopped speaking. */
static void
check_memory (VireoStatsSeries *self, VireoVmSample *sample, gboolean anew)
{
  guint64 said = sample->memory[VIREO_SAMPLE_MEMORY_UPDATED];

  if (said == VIREO_SAMPLE_UNKNOWN)
    return;
  if (anew)
    {
      self->memory_said = said;
      self->memory_heard = 0;
    }
  else if (said != self->memory_said)
    {
      self->memory_said = said;
      self->memory_heard = sample->at;
    }
  if (self->memory_heard > 0 && sample->at - self->memory_heard < MEMORY_VALID_US)
    return;
  sample->memory[VIREO_SAMPLE_MEMORY_AVAILABLE] = VIREO_SAMPLE_UNKNOWN;
  sample->memory[VIREO_SAMPLE_MEMORY_UNUSED] = VIREO_SAMPLE_UNKNOWN;
  sample->memory[VIREO_SAMPLE_MEMORY_USABLE] = VIREO_SAMPLE_UNKNOWN;
  sample->memory[VIREO_SAMPLE_MEMORY_CACHES] = VIREO_SAMPLE_UNKNOWN;
}

static void
drop_old (VireoStatsSeries *self, gint64 now)
{
  guint n_old = 0;

  while (n_old < self->points->len
         && ((VireoStatsPoint *) self->points->pdata[n_old])->at
                < now - VIREO_STATS_KEPT_S * G_USEC_PER_SEC)
    n_old++;
  if (n_old > 0)
    g_ptr_array_remove_range (self->points, 0, n_old);
}

/**
 * vireo_stats_series_take:
 * @sample: (transfer full): newer than the last one; an older one is dropped
 *
 * Where the sample does not follow the one before, because the VM was started anew, nobody looked
 * or a clock jumped, a point of which nothing is known keeps the two apart.
 */
void
vireo_stats_series_take (VireoStatsSeries *self, VireoVmSample *sample)
{
  VireoVmSample *last = self->last;
  gboolean joined;

  VIREO_ASSERT_MAIN ();
  if (last != NULL && sample->at <= last->at)
    {
      vireo_vm_sample_free (sample);
      return;
    }
  joined = last != NULL && follows (last, sample);
  check_memory (self, sample, !joined);
  if (last != NULL && !joined)
    g_ptr_array_add (self->points, vireo_stats_point_new_gap (last->at + 1, last->time + 1));
  g_ptr_array_add (self->points, vireo_stats_point_new (joined ? last : NULL, sample));
  drop_old (self, sample->at);
  g_clear_pointer (&self->last, vireo_vm_sample_free);
  self->last = sample;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * vireo_stats_series_dup_points:
 *
 * Returns: (transfer full) (element-type VireoStatsPoint): what is known now, oldest first; it
 *   stays as it is
 */
GPtrArray *
vireo_stats_series_dup_points (VireoStatsSeries *self)
{
  GPtrArray *points = new_points ();

  for (guint i = 0; i < self->points->len; i++)
    g_ptr_array_add (points, vireo_stats_point_ref (self->points->pdata[i]));
  return points;
}

const VireoStatsPoint *
vireo_stats_series_get_newest (VireoStatsSeries *self)
{
  return self->points->len > 0 ? self->points->pdata[self->points->len - 1] : NULL;
}
