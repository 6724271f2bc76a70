/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-disk.h"
#include "core/model/vireo-vm.h"
#include "core/stats/vireo-stats-point.h"

G_BEGIN_DECLS

/* One disk or drive: what it is, what can be done with it, and unfolded the rest.  Properties: vm,
 * device (VireoDisk, writable: the newer one of the same key). */

#define VIREO_TYPE_DISK_ROW (vireo_disk_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoDiskRow, vireo_disk_row, VIREO, DISK_ROW, AdwExpanderRow)

GtkWidget *vireo_disk_row_new (VireoVm *vm, VireoDisk *disk);
void       vireo_disk_row_set_rates (VireoDiskRow *self, const VireoStatsPoint *point);

G_END_DECLS
