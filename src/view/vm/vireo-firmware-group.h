/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-settings-group.h"

G_BEGIN_DECLS

/* What the guest is started by, and on what kind of machine. */

#define VIREO_TYPE_FIRMWARE_GROUP (vireo_firmware_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoFirmwareGroup, vireo_firmware_group, VIREO, FIRMWARE_GROUP,
                      VireoSettingsGroup)

G_END_DECLS
