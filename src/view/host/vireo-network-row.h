/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* A virtual network of a host, and what can be done with it. */

#define VIREO_TYPE_NETWORK_ROW (vireo_network_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoNetworkRow, vireo_network_row, VIREO, NETWORK_ROW, AdwActionRow)

GtkWidget *vireo_network_row_new (VireoHost *host, VireoNetwork *network);

G_END_DECLS
