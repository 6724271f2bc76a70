/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"
#include "core/model/vireo-nic.h"
#include "core/stats/vireo-stats-point.h"

G_BEGIN_DECLS

/* A NIC of a VM, unfolded with its details, and what can be done with it.  Properties: host, vm,
 * device (writable), network (VireoNetwork, nullable: what it is plugged into), network-off
 * (that is not running), addresses (nullable, writable: its IP addresses in words), link (its
 * cable: writing it is an order). */

#define VIREO_TYPE_NIC_ROW (vireo_nic_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoNicRow, vireo_nic_row, VIREO, NIC_ROW, AdwExpanderRow)

GtkWidget *vireo_nic_row_new (VireoHost *host, VireoVm *vm, VireoNic *nic);
VireoNic  *vireo_nic_row_get_nic (VireoNicRow *self);
void       vireo_nic_row_set_rates (VireoNicRow *self, const VireoStatsPoint *point);

G_END_DECLS
