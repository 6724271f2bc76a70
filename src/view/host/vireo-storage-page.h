/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* The storage pools of a host and what is in them.  Property: host (nullable). */

#define VIREO_TYPE_STORAGE_PAGE (vireo_storage_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoStoragePage, vireo_storage_page, VIREO, STORAGE_PAGE, AdwBin)

G_END_DECLS
