/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-private.h"

G_BEGIN_DECLS

/* For vireo-vm.c and vireo-vm-samples.c only. */

struct _VireoVm
{
  GObject parent_instance;

  virDomainPtr handle;   /* (owned): replaced when the host is opened anew */
  char *uri;             /* of the host, for the equivalent commands */
  VireoJournal *journal; /* (owned) */
  VireoVmFacts *facts;   /* (owned) */
  VireoVmCan can;
  gboolean stale;        /* the host is lost: what is shown was true once */
  gboolean unwatched;    /* it may have been started anew without our seeing it */
  gint64 started_at;     /* µs, monotonic: when it was seen to start; 0: nobody saw it */
  int order;             /* the VireoVmOrder under way, -1 for none */
  GStrv addresses;       /* (owned) (nullable) */
  gpointer address_watch; /* (owned) (nullable): belongs to vireo-vm-addresses.c */
  gpointer devices;       /* (nullable): weak, belongs to vireo-vm-devices.c */

  guint64 cpu_time; /* ns the guest has had, at */
  gint64 cpu_at;    /* µs, monotonic; 0: no sample yet */
  guint install_minutes;    /* that the installation under way has taken */
  guint64 install_written;  /* bytes it has put on the disk */
  gboolean install_stuck;   /* nothing has moved for long */
  double cpu_usage; /* 0 to 1 of all its vCPUs; below 0: not known */
  float *cpu_history; /* (owned) (nullable): a ring, made when the first sample comes */
  guint n_cpu_history;
};

G_END_DECLS
