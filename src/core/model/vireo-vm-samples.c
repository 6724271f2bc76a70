/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is measured of a VM from time to time, beside its facts. */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-object.h"

#define CPU_HISTORY_LENGTH 40

/**
 * vireo_vm_take_cpu_sample:
 * @cpu_time: ns of processor time that the guest has had
 * @at: monotonic time of the sample, µs
 */
void
vireo_vm_take_cpu_sample (VireoVm *self, guint64 cpu_time, gint64 at)
{
  gboolean have_last = self->cpu_at > 0 && at > self->cpu_at && cpu_time >= self->cpu_time;
  double usage = -1;

  VIREO_ASSERT_MAIN ();
  if (have_last)
    {
      double spent = (double) (cpu_time - self->cpu_time) / 1000;
      double had = (double) (at - self->cpu_at) * MAX (self->facts->n_vcpus, 1);

      usage = CLAMP (spent / had, 0, 1);
      if (self->cpu_history == NULL)
        self->cpu_history = g_new0 (float, CPU_HISTORY_LENGTH);
      if (self->n_cpu_history == CPU_HISTORY_LENGTH)
        memmove (self->cpu_history, self->cpu_history + 1,
                 sizeof (float) * (CPU_HISTORY_LENGTH - 1));
      else
        self->n_cpu_history++;
      self->cpu_history[self->n_cpu_history - 1] = (float) usage;
    }
  self->cpu_time = cpu_time;
  self->cpu_at = at;
  if (have_last)
    {
      self->cpu_usage = usage;
      g_object_notify (G_OBJECT (self), "cpu-usage");
    }
}

/**
 * vireo_vm_get_cpu_history:
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (array length=n) (nullable): CPU usage, 0 to 1, oldest first, one
 *   value for each change of #VireoVm:cpu-usage
 */
const float *
vireo_vm_get_cpu_history (VireoVm *self, guint *n)
{
  *n = self->n_cpu_history;
  return self->cpu_history;
}

/* Takes @addresses, which may be NULL. */
void
vireo_vm_take_addresses (VireoVm *self, GStrv addresses)
{
  gboolean same = (self->addresses == NULL && addresses == NULL) ||
                  (self->addresses != NULL && addresses != NULL &&
                   g_strv_equal ((const char *const *) self->addresses,
                                 (const char *const *) addresses));

  if (same)
    {
      g_strfreev (addresses);
      return;
    }
  g_strfreev (self->addresses);
  self->addresses = addresses;
  g_object_notify (G_OBJECT (self), "ip-address");
  g_object_notify (G_OBJECT (self), "addresses");
}
