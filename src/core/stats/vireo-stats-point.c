/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counters to rates: a pure function of two samples. */

#include "config.h"

#include <math.h>

#include "core/stats/vireo-stats-point.h"

static void
device_clear (gpointer data)
{
  g_free (((VireoStatsDevice *) data)->name);
}

/**
 * vireo_stats_point_new_gap:
 *
 * Returns: (transfer full): a point at which nothing is known
 */
VireoStatsPoint *
vireo_stats_point_new_gap (gint64 at, gint64 time)
{
  VireoStatsPoint *self = g_atomic_rc_box_new0 (VireoStatsPoint);

  self->at = at;
  self->time = time;
  for (guint i = 0; i < VIREO_N_STATS; i++)
    self->values[i] = NAN;
  self->vcpus = g_array_new (FALSE, FALSE, sizeof (VireoStatsVcpu));
  self->disks = g_array_new (FALSE, FALSE, sizeof (VireoStatsDevice));
  self->nics = g_array_new (FALSE, FALSE, sizeof (VireoStatsDevice));
  g_array_set_clear_func (self->disks, device_clear);
  g_array_set_clear_func (self->nics, device_clear);
  return self;
}

VireoStatsPoint *
vireo_stats_point_ref (VireoStatsPoint *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
point_clear (gpointer data)
{
  VireoStatsPoint *self = data;

  g_array_unref (self->vcpus);
  g_array_unref (self->disks);
  g_array_unref (self->nics);
}

void
vireo_stats_point_unref (VireoStatsPoint *self)
{
  g_atomic_rc_box_release_full (self, point_clear);
}

/* How far a counter went; NAN when either end is not known or it went backwards, as it does when
 * what it counts began anew. */
static double
difference (guint64 before, guint64 now)
{
  if (before == VIREO_SAMPLE_UNKNOWN || now == VIREO_SAMPLE_UNKNOWN || now < before)
    return NAN;
  return (double) (now - before);
}

static const VireoSampleVcpu *
find_vcpu (const VireoVmSample *sample, guint number)
{
  for (guint i = 0; i < sample->vcpus->len; i++)
    if (g_array_index (sample->vcpus, VireoSampleVcpu, i).number == number)
      return &g_array_index (sample->vcpus, VireoSampleVcpu, i);
  return NULL;
}

static const VireoSampleDevice *
find_sample_device (const GArray *devices, const char *name)
{
  for (guint i = 0; i < devices->len; i++)
    {
      const VireoSampleDevice *device = &g_array_index (devices, VireoSampleDevice, i);

      if (g_strcmp0 (device->name, name) == 0)
        return device;
    }
  return NULL;
}

static void
compute_vcpus (VireoStatsPoint *self, const VireoVmSample *before, const VireoVmSample *now,
               double seconds)
{
  for (guint i = 0; i < now->vcpus->len; i++)
    {
      const VireoSampleVcpu *vcpu = &g_array_index (now->vcpus, VireoSampleVcpu, i);
      const VireoSampleVcpu *old = before != NULL ? find_vcpu (before, vcpu->number) : NULL;
      double ran = old != NULL ? difference (old->time, vcpu->time) : NAN;
      VireoStatsVcpu made = { vcpu->number, NAN, vcpu->host_cpu, vcpu->state };

      if (!isnan (ran))
        made.use = CLAMP (ran / 1e9 / seconds, 0, 1);
      g_array_append_val (self->vcpus, made);
    }
}

static void
compute_cpu (VireoStatsPoint *self, const VireoVmSample *before, const VireoVmSample *now,
             double seconds)
{
  double ran = before != NULL ? difference (before->cpu_time, now->cpu_time) : NAN;

  if (!isnan (ran))
    self->values[VIREO_STAT_CPU] = CLAMP (ran / 1e9 / (seconds * MAX (now->n_vcpus, 1)), 0, 1);
}

static void
compute_memory (VireoStatsPoint *self, const VireoVmSample *now)
{
  guint64 available = now->memory[VIREO_SAMPLE_MEMORY_AVAILABLE];
  guint64 unused = now->memory[VIREO_SAMPLE_MEMORY_UNUSED];
  guint64 usable = now->memory[VIREO_SAMPLE_MEMORY_USABLE];
  guint64 caches = now->memory[VIREO_SAMPLE_MEMORY_CACHES];
  guint64 current = now->memory[VIREO_SAMPLE_MEMORY_CURRENT];
  guint64 rss = now->memory[VIREO_SAMPLE_MEMORY_RSS];
  double used = NAN;

  /* What is neither empty nor cache, so that used, cached and empty make up the whole. */
  if (caches != VIREO_SAMPLE_UNKNOWN)
    used = difference (unused, available) - (double) caches;
  if (used < 0)
    used = NAN;
  if (isnan (used))
    used = difference (usable, available);
  if (isnan (used))
    used = difference (unused, available);
  self->values[VIREO_STAT_MEMORY_USED] = used;
  if (caches != VIREO_SAMPLE_UNKNOWN)
    self->values[VIREO_STAT_MEMORY_CACHED] = (double) caches;
  if (current != VIREO_SAMPLE_UNKNOWN)
    self->values[VIREO_STAT_MEMORY_BALLOON] = (double) current;
  if (rss != VIREO_SAMPLE_UNKNOWN)
    self->values[VIREO_STAT_MEMORY_HOST] = (double) rss;
}

/* What @device counted since @before, each NAN where that is not known. */
static gboolean
count (const VireoSampleDevice *device, const GArray *before, double *counted)
{
  const VireoSampleDevice *old
      = before != NULL && device->name != NULL ? find_sample_device (before, device->name) : NULL;

  if (device->name == NULL)
    return FALSE;
  for (guint i = 0; i < VIREO_N_SAMPLE_DEVICE; i++)
    counted[i] = old != NULL ? difference (old->counts[i], device->counts[i]) : NAN;
  return TRUE;
}

static void
rate_disk (const double *counted, double seconds, double *values)
{
  values[VIREO_DISK_READ] = counted[VIREO_SAMPLE_READ_BYTES] / seconds;
  values[VIREO_DISK_WRITTEN] = counted[VIREO_SAMPLE_WRITE_BYTES] / seconds;
  values[VIREO_DISK_READ_REQUESTS] = counted[VIREO_SAMPLE_READ_REQUESTS] / seconds;
  values[VIREO_DISK_WRITE_REQUESTS] = counted[VIREO_SAMPLE_WRITE_REQUESTS] / seconds;
  values[VIREO_DISK_READ_LATENCY] = values[VIREO_DISK_WRITE_LATENCY] = NAN;
  if (counted[VIREO_SAMPLE_READ_REQUESTS] > 0)
    values[VIREO_DISK_READ_LATENCY]
        = counted[VIREO_SAMPLE_READ_TIME] / 1e9 / counted[VIREO_SAMPLE_READ_REQUESTS];
  if (counted[VIREO_SAMPLE_WRITE_REQUESTS] > 0)
    values[VIREO_DISK_WRITE_LATENCY]
        = counted[VIREO_SAMPLE_WRITE_TIME] / 1e9 / counted[VIREO_SAMPLE_WRITE_REQUESTS];
}

static void
rate_nic (const double *counted, double seconds, double *values)
{
  values[VIREO_NIC_RECEIVED] = counted[VIREO_SAMPLE_RECEIVED_BYTES] / seconds;
  values[VIREO_NIC_SENT] = counted[VIREO_SAMPLE_SENT_BYTES] / seconds;
  values[VIREO_NIC_RECEIVED_PACKETS] = counted[VIREO_SAMPLE_RECEIVED_PACKETS] / seconds;
  values[VIREO_NIC_SENT_PACKETS] = counted[VIREO_SAMPLE_SENT_PACKETS] / seconds;
  values[VIREO_NIC_DROPS]
      = (counted[VIREO_SAMPLE_RECEIVED_DROPS] + counted[VIREO_SAMPLE_SENT_DROPS]) / seconds;
}

/* Each device for itself into @made, and all together into @totals: those of which nothing is
 * known, as one that was just plugged in, are left out of the sum. */
static void
compute_devices (const GArray *before, const GArray *now, double seconds,
                 void (*rate) (const double *counted, double seconds, double *values),
                 GArray *made, double *totals)
{
  double sums[VIREO_N_SAMPLE_DEVICE];

  for (guint i = 0; i < VIREO_N_SAMPLE_DEVICE; i++)
    sums[i] = NAN;
  for (guint i = 0; i < now->len; i++)
    {
      const VireoSampleDevice *device = &g_array_index (now, VireoSampleDevice, i);
      VireoStatsDevice rated = { NULL, { 0 } };
      double counted[VIREO_N_SAMPLE_DEVICE];

      if (!count (device, before, counted))
        continue;
      for (guint k = 0; k < VIREO_N_SAMPLE_DEVICE; k++)
        if (!isnan (counted[k]))
          sums[k] = isnan (sums[k]) ? counted[k] : sums[k] + counted[k];
      rated.name = g_strdup (device->name);
      rate (counted, seconds, rated.values);
      g_array_append_val (made, rated);
    }
  rate (sums, seconds, totals);
}

/**
 * vireo_stats_point_new:
 * @before: (nullable): the sample before, of the same run
 * @now: the sample that the point is about
 *
 * Without @before, only what is no rate is known.
 *
 * Returns: (transfer full): what was used between the two
 */
VireoStatsPoint *
vireo_stats_point_new (const VireoVmSample *before, const VireoVmSample *now)
{
  VireoStatsPoint *self = vireo_stats_point_new_gap (now->at, now->time);
  double seconds = before != NULL ? (double) (now->at - before->at) / G_USEC_PER_SEC : NAN;

  if (before != NULL && seconds <= 0)
    before = NULL;
  compute_cpu (self, before, now, seconds);
  compute_vcpus (self, before, now, seconds);
  compute_memory (self, now);
  compute_devices (before != NULL ? before->disks : NULL, now->disks, seconds, rate_disk,
                   self->disks, &self->values[VIREO_STAT_DISK]);
  compute_devices (before != NULL ? before->nics : NULL, now->nics, seconds, rate_nic, self->nics,
                   &self->values[VIREO_STAT_NIC]);
  return self;
}

/**
 * vireo_stats_point_find:
 * @devices: the disks or the NICs of a point
 * @name: (nullable): "vda", "vnet0"
 *
 * Returns: (transfer none) (nullable): that of this name
 */
const VireoStatsDevice *
vireo_stats_point_find (const GArray *devices, const char *name)
{
  for (guint i = 0; name != NULL && i < devices->len; i++)
    if (g_str_equal (g_array_index (devices, VireoStatsDevice, i).name, name))
      return &g_array_index (devices, VireoStatsDevice, i);
  return NULL;
}
