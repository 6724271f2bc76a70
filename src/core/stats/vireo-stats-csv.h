/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/stats/vireo-stats-point.h"

G_BEGIN_DECLS

/* What a VM used, as a table for other programs: numbers with a point, units in the first line,
 * and an empty cell for what is not known. */

char    *vireo_stats_to_csv (const GPtrArray *points); /* any thread */

void     vireo_stats_save_csv_async (GPtrArray *points, GFile *file, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean vireo_stats_save_csv_finish (GAsyncResult *result, GError **error);

G_END_DECLS
