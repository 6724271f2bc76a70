/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/stats/vireo-stats-series.h"

G_BEGIN_DECLS

/* Samples what the running VMs of one host use, only while somebody looks: the processor time of
 * all of them by ONE bulk call, and everything of those that are looked at closely by one more.
 * Main thread. */

#define VIREO_TYPE_STATS_POLLER (vireo_stats_poller_get_type ())
G_DECLARE_FINAL_TYPE (VireoStatsPoller, vireo_stats_poller, VIREO, STATS_POLLER, GObject)

VireoStatsPoller *vireo_stats_poller_new (VireoHost *host, guint interval_ms, guint all_every);
VireoStatsPoller *vireo_host_get_stats_poller (VireoHost *host); /* (transfer full): shared */

/* At all VMs */
void              vireo_stats_poller_start (VireoStatsPoller *self); /* one more looks */
void              vireo_stats_poller_stop (VireoStatsPoller *self);  /* one fewer does */

/* At one VM, closely (most panes use a VireoStatsWatch) */
VireoStatsSeries *vireo_stats_poller_look (VireoStatsPoller *self, VireoVm *vm);
void              vireo_stats_poller_look_away (VireoStatsPoller *self, VireoVm *vm);

G_END_DECLS
