/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-settings-group.h"

G_BEGIN_DECLS

/* How much memory there is, what the guest uses, and what its host has given out. */

#define VIREO_TYPE_MEMORY_GROUP (vireo_memory_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoMemoryGroup, vireo_memory_group, VIREO, MEMORY_GROUP, VireoSettingsGroup)

G_END_DECLS
