/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-devices.h"
#include "view/vm/vireo-nic-dialog.h"

G_BEGIN_DECLS

/* For vireo-nic-dialog*.c only. */

struct _VireoNicDialog
{
  VireoChangeDialog parent_instance;

  VireoHost *host;         /* (owned) */
  VireoNic *nic;           /* (owned) (nullable): what is changed; NULL: one is added */
  VireoNic *opened;        /* (owned) (nullable): the same as it was when the dialog was opened */
  VireoVmDevices *devices; /* (owned): whose MAC addresses are taken */
  VireoNicSet what;        /* what is asked for */
  GCancellable *asking;    /* (owned) (nullable): who else has this MAC address */
  GSignalGroup *watched;   /* (owned): the VM, which may start or stop meanwhile */
  GSignalGroup *plugged;   /* (owned): the network chosen */
  GStrv model_names;       /* (owned): of the model row, but for the last one */
  char *mac_problem;       /* (owned) (nullable) */
  gboolean mac_refused;    /* the problem keeps it from being done */
  const char *why_not_now;
  gboolean filling;

  AdwComboRow *source, *model;
  GtkWidget *source_name, *network_off, *mac_box, *mac, *mac_words, *tuning, *when;
  GtkWidget *link_row, *queues_row, *mtu_row, *inbound_row, *outbound_row;
  GtkSwitch *link;
  GtkSpinButton *queues, *mtu, *inbound, *outbound;
  GtkCheckButton *now, *next_start;
  GtkWidget *now_row;
};

/* vireo-nic-dialog-collect.c: what is chosen */
const VireoNicValues *_vireo_nic_dialog_get_before (VireoNicDialog *self); /* (nullable) */
VireoNicSet           _vireo_nic_dialog_get_settable (VireoNicDialog *self);
const char           *_vireo_nic_dialog_get_model (VireoNicDialog *self); /* (nullable) */
gboolean              _vireo_nic_dialog_is_virtio (const char *model);
void                  _vireo_nic_dialog_collect (VireoNicDialog *self, VireoNicOptions *options);
gboolean              _vireo_nic_dialog_asks_when (VireoNicDialog *self);
VireoApply            _vireo_nic_dialog_get_apply (VireoNicDialog *self);
const char           *_vireo_nic_dialog_find_why_not_now (VireoNicDialog *self,
                                                          const VireoNicOptions *options);
const char           *_vireo_nic_dialog_find_problem (VireoNicDialog *self,
                                                      const VireoNicOptions *options);

G_END_DECLS
