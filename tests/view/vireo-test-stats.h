/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>
#include <string.h>

/* What the test driver does not measure: the linker hands us virDomainListGetStats() first
 * (--wrap in meson.build).  Each call a VM has read 1 MiB more of its first disk with 4 requests
 * of 2 ms each, and received 2 MiB more; it wrote and sent nothing. */

static int vireo_test_n_measured; /* calls so far; any thread */

#define VIREO_TEST_MIB (1024ull * 1024)

int __real_virDomainListGetStats (virDomainPtr *vms, unsigned int stats,
                                  virDomainStatsRecordPtr **records, unsigned int flags);
int __wrap_virDomainListGetStats (virDomainPtr *vms, unsigned int stats,
                                  virDomainStatsRecordPtr **records, unsigned int flags);

static void
vireo_test_measure (virDomainStatsRecordPtr record, unsigned long long n)
{
  int size = record->nparams;

#define ADD_NAME(name, value)                                                                      \
  virTypedParamsAddString (&record->params, &record->nparams, &size, name, value)
#define ADD(name, value)                                                                           \
  virTypedParamsAddULLong (&record->params, &record->nparams, &size, name, value)
  ADD_NAME ("block.0.name", "vda");
  ADD ("block.0.rd.bytes", n * VIREO_TEST_MIB);
  ADD ("block.0.rd.reqs", n * 4);
  ADD ("block.0.rd.times", n * 8000000);
  ADD ("block.0.wr.bytes", 1000);
  ADD ("block.0.wr.reqs", 10);
  ADD ("block.0.wr.times", 1000);
  ADD_NAME ("net.0.name", "tap0");
  ADD ("net.0.rx.bytes", n * 2 * VIREO_TEST_MIB);
  ADD ("net.0.tx.bytes", 1000);
  ADD ("balloon.current", 2097152);
  ADD ("balloon.available", 2000000);
  ADD ("balloon.unused", 1000000);
#undef ADD_NAME
#undef ADD
}

int
__wrap_virDomainListGetStats (virDomainPtr *vms, unsigned int stats,
                              virDomainStatsRecordPtr **records, unsigned int flags)
{
  int n = __real_virDomainListGetStats (vms, stats, records, flags);

  if (n > 0)
    g_atomic_int_inc (&vireo_test_n_measured);
  for (int i = 0; i < n; i++)
    vireo_test_measure ((*records)[i],
                        (unsigned long long) g_atomic_int_get (&vireo_test_n_measured));
  return n;
}
