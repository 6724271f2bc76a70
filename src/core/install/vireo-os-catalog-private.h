/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-os-catalog.h"
#include "core/install/vireo-os-db.h"

G_BEGIN_DECLS

VireoOsDb *vireo_os_catalog_get_db (VireoOsCatalog *self);

G_END_DECLS
