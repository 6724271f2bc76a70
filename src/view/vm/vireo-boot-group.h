/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-settings-group.h"

G_BEGIN_DECLS

/* What the VM boots from and in which order: an arrangement that is ours until it is applied. */

#define VIREO_TYPE_BOOT_GROUP (vireo_boot_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoBootGroup, vireo_boot_group, VIREO, BOOT_GROUP, VireoSettingsGroup)

G_END_DECLS
