/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* What libvirt said of one running VM at one moment: counters as they stand.  Any thread; a
 * sample belongs to one thread at a time. */

#define VIREO_SAMPLE_UNKNOWN G_MAXUINT64 /* was not said */

typedef enum
{
  VIREO_VCPU_UNKNOWN,
  VIREO_VCPU_OFFLINE,
  VIREO_VCPU_RUNNING,
  VIREO_VCPU_IDLE, /* waits, or the guest halted it until something happens */
} VireoVcpuState;

typedef struct
{
  guint number;
  guint64 time; /* ns it has run */
  VireoVcpuState state;
  int host_cpu; /* that it runs on; -1: not known */
} VireoSampleVcpu;

typedef enum
{
  VIREO_SAMPLE_READ_BYTES,
  VIREO_SAMPLE_READ_REQUESTS,
  VIREO_SAMPLE_READ_TIME, /* ns that they took */
  VIREO_SAMPLE_WRITE_BYTES,
  VIREO_SAMPLE_WRITE_REQUESTS,
  VIREO_SAMPLE_WRITE_TIME,
  VIREO_N_SAMPLE_DISK,
} VireoSampleDisk;

typedef enum
{
  VIREO_SAMPLE_RECEIVED_BYTES,
  VIREO_SAMPLE_RECEIVED_PACKETS,
  VIREO_SAMPLE_RECEIVED_DROPS,
  VIREO_SAMPLE_SENT_BYTES,
  VIREO_SAMPLE_SENT_PACKETS,
  VIREO_SAMPLE_SENT_DROPS,
  VIREO_N_SAMPLE_NIC,
} VireoSampleNic;

#define VIREO_N_SAMPLE_DEVICE 6 /* the larger of both */

typedef struct
{
  char *name; /* (owned) (nullable): "vda", "vnet0"; NULL for one that is not there */
  guint64 counts[VIREO_N_SAMPLE_DEVICE];
} VireoSampleDevice;

typedef enum
{
  VIREO_SAMPLE_MEMORY_CURRENT, /* bytes, as are all but the last: what the guest has been given */
  VIREO_SAMPLE_MEMORY_AVAILABLE, /* what the guest sees */
  VIREO_SAMPLE_MEMORY_UNUSED,    /* nothing is in it */
  VIREO_SAMPLE_MEMORY_USABLE,    /* could be had without swapping */
  VIREO_SAMPLE_MEMORY_CACHES,    /* holds files of the guest */
  VIREO_SAMPLE_MEMORY_RSS,       /* what the VM's process takes on the host */
  VIREO_SAMPLE_MEMORY_UPDATED,   /* when the guest said so: s, by the host's clock */
  VIREO_N_SAMPLE_MEMORY,
} VireoSampleMemory;

typedef struct
{
  gint64 at;        /* µs, monotonic */
  gint64 time;      /* µs, by the clock on the wall */
  int id;           /* of the run: another one after each start */
  guint n_vcpus;    /* that it has now */
  guint64 cpu_time; /* ns */
  guint64 memory[VIREO_N_SAMPLE_MEMORY];
  GArray *vcpus; /* of VireoSampleVcpu, by number */
  GArray *disks; /* of VireoSampleDevice */
  GArray *nics;  /* of VireoSampleDevice */
} VireoVmSample;

VireoVmSample     *vireo_vm_sample_new (gint64 at, gint64 time, int id);
void               vireo_vm_sample_free (VireoVmSample *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVmSample, vireo_vm_sample_free)

void               vireo_vm_sample_parse (VireoVmSample *self, virTypedParameterPtr params,
                                          int n_params);
void               vireo_vm_sample_complete (VireoVmSample *self, virDomainPtr handle); /* worker */

VireoSampleVcpu   *vireo_vm_sample_ensure_vcpu (VireoVmSample *self, guint number);
VireoSampleDevice *vireo_vm_sample_ensure_device (GArray *devices, guint place);

G_END_DECLS
