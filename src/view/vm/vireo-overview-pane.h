/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"
#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* What a VM is, in groups.  Property: context (for the names of operating systems). */

#define VIREO_TYPE_OVERVIEW_PANE (vireo_overview_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoOverviewPane, vireo_overview_pane, VIREO, OVERVIEW_PANE, VireoVmPane)

G_END_DECLS
