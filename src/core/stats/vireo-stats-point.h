/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/stats/vireo-vm-sample.h"

G_BEGIN_DECLS

/* What a running VM used between one sample and the next.  What is not known is NAN, never 0.  A
 * point does not change and is counted by references.  Any thread. */

typedef enum
{
  VIREO_DISK_READ,            /* bytes/s */
  VIREO_DISK_WRITTEN,         /* bytes/s */
  VIREO_DISK_READ_REQUESTS,   /* 1/s */
  VIREO_DISK_WRITE_REQUESTS,  /* 1/s */
  VIREO_DISK_READ_LATENCY,    /* s a request took on average; NAN when there was none */
  VIREO_DISK_WRITE_LATENCY,   /* s */
  VIREO_N_DISK_STATS,
} VireoDiskStat;

typedef enum
{
  VIREO_NIC_RECEIVED,         /* bytes/s */
  VIREO_NIC_SENT,             /* bytes/s */
  VIREO_NIC_RECEIVED_PACKETS, /* 1/s */
  VIREO_NIC_SENT_PACKETS,     /* 1/s */
  VIREO_NIC_DROPS,            /* 1/s, both ways */
  VIREO_N_NIC_STATS,
} VireoNicStat;

/* Of the whole VM. */
typedef enum
{
  VIREO_STAT_CPU,            /* of all its vCPUs, 0 to 1 */
  VIREO_STAT_MEMORY_USED,    /* bytes that the guest's programs take */
  VIREO_STAT_MEMORY_CACHED,  /* bytes that hold files of the guest */
  VIREO_STAT_MEMORY_BALLOON, /* bytes that the guest has been given */
  VIREO_STAT_MEMORY_HOST,    /* bytes that it takes on the host */
  VIREO_STAT_DISK,           /* and further: VireoDiskStat of all disks */
  VIREO_STAT_NIC = VIREO_STAT_DISK + VIREO_N_DISK_STATS, /* VireoNicStat of all NICs */
  VIREO_N_STATS = VIREO_STAT_NIC + VIREO_N_NIC_STATS,
} VireoStat;

#define VIREO_N_DEVICE_STATS 6 /* the larger of disk and NIC */

typedef struct
{
  char *name; /* (owned): "vda", "vnet0" */
  double values[VIREO_N_DEVICE_STATS];
} VireoStatsDevice;

typedef struct
{
  guint number;
  double use;   /* 0 to 1 */
  int host_cpu; /* -1: not known */
  VireoVcpuState state;
} VireoStatsVcpu;

typedef struct
{
  gint64 at;   /* µs, monotonic */
  gint64 time; /* µs, by the clock on the wall */
  double values[VIREO_N_STATS];
  GArray *vcpus; /* of VireoStatsVcpu */
  GArray *disks; /* of VireoStatsDevice */
  GArray *nics;  /* of VireoStatsDevice */
} VireoStatsPoint;

VireoStatsPoint        *vireo_stats_point_new (const VireoVmSample *before,
                                               const VireoVmSample *now);
VireoStatsPoint        *vireo_stats_point_new_gap (gint64 at, gint64 time);
VireoStatsPoint        *vireo_stats_point_ref (VireoStatsPoint *self);
void                    vireo_stats_point_unref (VireoStatsPoint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoStatsPoint, vireo_stats_point_unref)

const VireoStatsDevice *vireo_stats_point_find (const GArray *devices, const char *name);

G_END_DECLS
