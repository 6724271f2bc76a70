/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* The networks or the storage pools of a host, with what makes a new one.  Properties: host
 * (nullable), kind (construct-only: "networks" or "pools"). */

#define VIREO_TYPE_RESOURCE_PAGE (vireo_resource_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoResourcePage, vireo_resource_page, VIREO, RESOURCE_PAGE, AdwBin)

G_END_DECLS
