/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/stats/vireo-stats-point.h"

G_BEGIN_DECLS

/* How fast a disk or NIC is now, at the end of its row: two short lines of a fixed width, so that
 * nothing beside them moves; left out where the row is too narrow for them. */

#define VIREO_TYPE_RATE_LABEL (vireo_rate_label_get_type ())
G_DECLARE_FINAL_TYPE (VireoRateLabel, vireo_rate_label, VIREO, RATE_LABEL, AdwBin)

typedef enum
{
  VIREO_RATE_DISK,
  VIREO_RATE_NIC,
} VireoRateKind;

void  vireo_rate_label_show (VireoRateLabel *self, VireoRateKind kind,
                             const VireoStatsDevice *device);
char *vireo_rate_to_text (VireoRateKind kind, const VireoStatsDevice *device);

G_END_DECLS
