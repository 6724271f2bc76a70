/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-domain-settings.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* What the next start changes about one kind of settings, with *Apply Now* and *Discard* where that
 * can be; not visible while nothing is pending.  Properties: vm, settings (both nullable). */

#define VIREO_TYPE_SETTING_PENDING_ROW (vireo_setting_pending_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoSettingPendingRow, vireo_setting_pending_row, VIREO,
                      SETTING_PENDING_ROW, AdwActionRow)

void vireo_setting_pending_row_set_setting (VireoSettingPendingRow *self, VireoSetting setting);

G_END_DECLS
