/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/stats/vireo-stats-point.h"

G_BEGIN_DECLS

/* What one VM used during the last minutes, as far as somebody looked.  Main thread. */

#define VIREO_STATS_KEPT_S 300

#define VIREO_TYPE_STATS_SERIES (vireo_stats_series_get_type ())
G_DECLARE_FINAL_TYPE (VireoStatsSeries, vireo_stats_series, VIREO, STATS_SERIES, GObject)

/* Signal "changed": there is a new point. */
VireoStatsSeries      *vireo_stats_series_new (void);
void                   vireo_stats_series_take (VireoStatsSeries *self, VireoVmSample *sample);

GPtrArray             *vireo_stats_series_dup_points (VireoStatsSeries *self);
const VireoStatsPoint *vireo_stats_series_get_newest (VireoStatsSeries *self); /* (nullable) */

G_END_DECLS
