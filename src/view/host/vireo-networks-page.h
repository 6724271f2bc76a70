/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* The virtual networks of a host.  Property: host (nullable). */

#define VIREO_TYPE_NETWORKS_PAGE (vireo_networks_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoNetworksPage, vireo_networks_page, VIREO, NETWORKS_PAGE, AdwBin)

G_END_DECLS
