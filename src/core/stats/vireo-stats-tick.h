/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"
#include "core/stats/vireo-vm-sample.h"

G_BEGIN_DECLS

/* What vireo-stats-poller.c has asked at one tick, and the answers.  Made on the main thread,
 * filled in by one worker. */

/* One VM that is looked at closely. */
typedef struct
{
  VireoVm *vm;            /* (owned): for the main thread */
  virDomainPtr handle;    /* (owned) */
  int id;                 /* of the run */
  guint n_vcpus;
  gboolean ask_guest;     /* for its memory, from now on */
  gboolean asked_guest;   /* answer: done, and to be undone */
  VireoVmSample *sample;  /* answer: (owned) (nullable) */
} VireoStatsClose;

/* The processor time of any VM. */
typedef struct
{
  char uuid[VIREO_UUID_LENGTH];
  guint64 cpu_time; /* ns */
} VireoStatsCpu;

typedef struct
{
  virConnectPtr connection; /* (owned) */
  gboolean all;             /* ask for the processor time of all VMs */
  GArray *close;            /* of VireoStatsClose */
  GArray *cpus;             /* answer: of VireoStatsCpu */
  gint64 at;                /* answer: of cpus, µs, monotonic */
} VireoStatsTick;

VireoStatsTick *vireo_stats_tick_new (virConnectPtr connection, gboolean all);
void            vireo_stats_tick_add (VireoStatsTick *self, VireoVm *vm, gboolean ask_guest);
void            vireo_stats_tick_free (VireoStatsTick *self);

void            vireo_stats_tick_ask (VireoStatsTick *self); /* worker */

G_END_DECLS
