/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* Samples what the running VMs of one host use: ONE bulk call a tick for all of them, and only
 * while somebody looks.  Main thread. */

#define VIREO_TYPE_STATS_POLLER (vireo_stats_poller_get_type ())
G_DECLARE_FINAL_TYPE (VireoStatsPoller, vireo_stats_poller, VIREO, STATS_POLLER, GObject)

VireoStatsPoller *vireo_stats_poller_new (VireoHost *host, guint interval_ms);
void              vireo_stats_poller_start (VireoStatsPoller *self); /* one more looks */
void              vireo_stats_poller_stop (VireoStatsPoller *self);  /* one fewer does */

G_END_DECLS
