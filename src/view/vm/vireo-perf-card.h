/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A graph of one part of a VM with its legend: each line's value now, or at the moment that was
 * chosen, and its highest.  Property: kind ("cpu", "memory", "disk", "network"). */

#define VIREO_TYPE_PERF_CARD (vireo_perf_card_get_type ())
G_DECLARE_FINAL_TYPE (VireoPerfCard, vireo_perf_card, VIREO, PERF_CARD, GtkBox)

void vireo_perf_card_set_points (VireoPerfCard *self, GPtrArray *points); /* of VireoStatsPoint */

G_END_DECLS
