/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"
#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* What a VM used in the last minutes.  Properties: context, paused (the display stands still while
 * samples go on). */

#define VIREO_TYPE_PERF_PANE (vireo_perf_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoPerfPane, vireo_perf_pane, VIREO, PERF_PANE, VireoVmPane)

G_END_DECLS
