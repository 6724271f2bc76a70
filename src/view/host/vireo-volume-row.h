/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host-orders.h"

G_BEGIN_DECLS

/* A volume of a storage pool: what it is, who uses it; may be deleted when nobody does. */

#define VIREO_TYPE_VOLUME_ROW (vireo_volume_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoVolumeRow, vireo_volume_row, VIREO, VOLUME_ROW, AdwActionRow)

GtkWidget *vireo_volume_row_new (VireoHost *host, const char *pool, VireoVolume *volume);

G_END_DECLS
