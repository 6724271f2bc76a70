/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-nic-row.h"
#include "view/vm/vireo-rate-label.h"

G_BEGIN_DECLS

/* For vireo-nic-row*.c only. */

struct _VireoNicRow
{
  AdwExpanderRow parent_instance;

  GtkMenuButton *more;
  GMenuModel *menu;

  VireoHost *host;         /* (owned) */
  VireoVm *vm;             /* (owned) */
  VireoNic *nic;           /* (owned) */
  VireoNetwork *network;   /* (owned) (nullable): what it is plugged into */
  char *addresses;         /* (owned) (nullable): in words */
  GSignalGroup *watched;   /* (owned): what is possible follows the state of the VM */
  GSignalGroup *plugged;   /* (owned): follows the network */
  GPtrArray *details;      /* (owned) (nullable): rows, borrowed; made when first unfolded */
  GtkWidget *pending;      /* (nullable): with the details */
  GtkWidget *network_row;  /* (nullable): with the details */
  GtkWidget *link_row;     /* (nullable): with the details */
  GtkWidget *link_switch;  /* (nullable): with the details */
  GtkWidget *rate_row;     /* (nullable): with the details */

  GtkWidget *badge;
  VireoRateLabel *rate;
};

/* vireo-nic-row-actions.c */
void _vireo_nic_row_class_actions_init (VireoNicRowClass *klass);
void _vireo_nic_row_update_actions (VireoNicRow *self);
void _vireo_nic_row_order_link (VireoNicRow *self, gboolean up);

/* vireo-nic-row.c */
void _vireo_nic_row_notify_link (VireoNicRow *self);

G_END_DECLS
