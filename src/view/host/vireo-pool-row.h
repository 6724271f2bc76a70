/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* A storage pool of a host, what can be done with it and, unfolded, what is in it. */

#define VIREO_TYPE_POOL_ROW (vireo_pool_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoPoolRow, vireo_pool_row, VIREO, POOL_ROW, AdwExpanderRow)

GtkWidget *vireo_pool_row_new (VireoHost *host, VireoPool *pool);

G_END_DECLS
