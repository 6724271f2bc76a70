/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-device.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* What the next start changes about a device, with *Apply Now* and *Discard*; not visible while
 * nothing is pending.  Properties: vm, device (writable, nullable). */

#define VIREO_TYPE_PENDING_ROW (vireo_pending_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoPendingRow, vireo_pending_row, VIREO, PENDING_ROW, AdwActionRow)

GtkWidget *vireo_pending_row_new (VireoVm *vm);

G_END_DECLS
