/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-private.h"

G_BEGIN_DECLS

/* For vireo-vm.c, vireo-vm-install.c and vireo-vm-samples.c only. */

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
  VireoInstallSample install; /* of the installation under way; its picture is owned */
  gboolean install_ready;     /* what was installed is up and can be reached */
  double cpu_usage; /* 0 to 1 of all its vCPUs; below 0: not known */
  float *cpu_history; /* (owned) (nullable): a ring, made when the first sample comes */
  guint n_cpu_history;
};

/* vireo-vm-install.c, for vireo-vm.c */
void     vireo_vm_install_class_init (GObjectClass *object_class, guint first);
gboolean vireo_vm_install_get_property (VireoVm *self, guint id, GValue *value);
void     vireo_vm_install_notify (VireoVm *self, const VireoVmFacts *old, const VireoVmFacts *now);

G_END_DECLS
