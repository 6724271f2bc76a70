/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/stats/vireo-stats-balloon.h"
#include "core/stats/vireo-stats-tick.h"

#define CLOSE_STATS                                                                                \
  (VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_VCPU                   \
   | VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK)

static void
close_clear (gpointer data)
{
  VireoStatsClose *close = data;

  g_object_unref (close->vm);
  vireo_worker_drop (close->handle, (GDestroyNotify) virDomainFree);
  g_clear_pointer (&close->sample, vireo_vm_sample_free);
}

/**
 * vireo_stats_tick_new:
 * @connection: (transfer full): of the host
 * @all: whether to ask for the processor time of all its VMs
 */
VireoStatsTick *
vireo_stats_tick_new (virConnectPtr connection, gboolean all)
{
  VireoStatsTick *self = g_new0 (VireoStatsTick, 1);

  VIREO_ASSERT_MAIN ();
  self->connection = connection;
  self->all = all;
  self->close = g_array_new (FALSE, TRUE, sizeof (VireoStatsClose));
  self->cpus = g_array_new (FALSE, FALSE, sizeof (VireoStatsCpu));
  g_array_set_clear_func (self->close, close_clear);
  return self;
}

/**
 * vireo_stats_tick_add:
 * @vm: runs, and is looked at closely
 * @ask_guest: whether to have its guest asked for its memory from now on
 */
void
vireo_stats_tick_add (VireoStatsTick *self, VireoVm *vm, gboolean ask_guest)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (vm);
  VireoStatsClose close = {
    .vm = g_object_ref (vm),
    .handle = vireo_vm_ref_handle (vm),
    .id = facts->id,
    .n_vcpus = facts->n_vcpus,
    .ask_guest = ask_guest,
  };

  g_array_append_val (self->close, close);
}

void
vireo_stats_tick_free (VireoStatsTick *self)
{
  vireo_worker_drop (self->connection, (GDestroyNotify) virConnectClose);
  g_array_unref (self->close);
  g_array_unref (self->cpus);
  g_free (self);
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
  return 0;
}

static void
ask_all (VireoStatsTick *self)
{
  virDomainStatsRecordPtr *records = NULL;
  int n;

  /* NOWAIT: a VM that is busy with a job is left out instead of holding up all the others. */
  n = virConnectGetAllDomainStats (self->connection, VIR_DOMAIN_STATS_CPU_TOTAL, &records,
                                   VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING
                                       | VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  /* Not every driver knows it, or that part of the answer. */
  if (n < 0)
    n = virConnectGetAllDomainStats (self->connection, 0, &records, 0);
  self->at = g_get_monotonic_time ();
  for (int i = 0; i < n; i++)
    {
      VireoStatsCpu cpu = { .cpu_time = read_cpu_time (records[i]) };

      if (cpu.cpu_time == 0)
        continue;
      virDomainGetUUIDString (records[i]->dom, cpu.uuid);
      g_array_append_val (self->cpus, cpu);
    }
  if (n >= 0)
    virDomainStatsRecordListFree (records);
}

static VireoStatsClose *
find_close (VireoStatsTick *self, virDomainPtr handle)
{
  unsigned char wanted[VIR_UUID_BUFLEN], uuid[VIR_UUID_BUFLEN];

  virDomainGetUUID (handle, wanted);
  for (guint i = 0; i < self->close->len; i++)
    {
      VireoStatsClose *close = &g_array_index (self->close, VireoStatsClose, i);

      virDomainGetUUID (close->handle, uuid);
      if (memcmp (uuid, wanted, sizeof uuid) == 0)
        return close;
    }
  return NULL;
}

static int
get_close_stats (VireoStatsTick *self, virDomainStatsRecordPtr **records)
{
  g_autoptr (GPtrArray) handles = g_ptr_array_new ();
  int n;

  for (guint i = 0; i < self->close->len; i++)
    g_ptr_array_add (handles, g_array_index (self->close, VireoStatsClose, i).handle);
  g_ptr_array_add (handles, NULL);
  n = virDomainListGetStats ((virDomainPtr *) handles->pdata, CLOSE_STATS, records,
                             VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT);
  if (n < 0)
    n = virDomainListGetStats ((virDomainPtr *) handles->pdata, 0, records, 0);
  return n;
}

static void
ask_close (VireoStatsTick *self)
{
  virDomainStatsRecordPtr *records = NULL;
  gint64 at = g_get_monotonic_time (), time = g_get_real_time ();
  int n = get_close_stats (self, &records);

  /* Somewhere between question and answer it was true. */
  at += (g_get_monotonic_time () - at) / 2;
  time += (g_get_real_time () - time) / 2;
  for (int i = 0; i < n; i++)
    {
      VireoStatsClose *close = find_close (self, records[i]->dom);

      if (close == NULL || close->sample != NULL)
        continue;
      close->sample = vireo_vm_sample_new (at, time, close->id);
      close->sample->n_vcpus = close->n_vcpus;
      vireo_vm_sample_parse (close->sample, records[i]->params, records[i]->nparams);
      vireo_vm_sample_complete (close->sample, close->handle);
    }
  if (n >= 0)
    virDomainStatsRecordListFree (records);
}

/**
 * vireo_stats_tick_ask:
 *
 * Asks, and keeps the answers.  What cannot be told now is left out: it is asked again at the next
 * tick, and the state of the host or the VM says what is wrong.  Worker.
 */
void
vireo_stats_tick_ask (VireoStatsTick *self)
{
  VIREO_ASSERT_WORKER ();
  if (self->all)
    ask_all (self);
  for (guint i = 0; i < self->close->len; i++)
    {
      VireoStatsClose *close = &g_array_index (self->close, VireoStatsClose, i);

      if (close->ask_guest)
        close->asked_guest = vireo_stats_balloon_ask (close->handle);
    }
  if (self->close->len > 0)
    ask_close (self);
  virResetLastError ();
}
