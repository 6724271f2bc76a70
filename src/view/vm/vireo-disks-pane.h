/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"
#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* The disks and drives of a VM, each a row that unfolds.  Properties: context, devices
 * (VireoVmDevices, nullable: of the VM shown). */

#define VIREO_TYPE_DISKS_PANE (vireo_disks_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisksPane, vireo_disks_pane, VIREO, DISKS_PANE, VireoVmPane)

G_END_DECLS
