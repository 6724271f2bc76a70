/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/stats/vireo-stats-poller.h"

G_BEGIN_DECLS

/* Looks closely at whichever VM it is set to, until it is set to another or goes.  Main thread. */

#define VIREO_TYPE_STATS_WATCH (vireo_stats_watch_get_type ())
G_DECLARE_FINAL_TYPE (VireoStatsWatch, vireo_stats_watch, VIREO, STATS_WATCH, GObject)

/* Signal "changed": there is a new point. */
VireoStatsWatch  *vireo_stats_watch_new (void);
void              vireo_stats_watch_set (VireoStatsWatch *self, VireoHost *host, VireoVm *vm);
VireoStatsSeries *vireo_stats_watch_get_series (VireoStatsWatch *self); /* (nullable) */

G_END_DECLS
