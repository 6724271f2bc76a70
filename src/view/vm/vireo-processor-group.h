/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-settings-group.h"

G_BEGIN_DECLS

/* How many virtual processors there are, how they are arranged and what they look like. */

#define VIREO_TYPE_PROCESSOR_GROUP (vireo_processor_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoProcessorGroup, vireo_processor_group, VIREO, PROCESSOR_GROUP,
                      VireoSettingsGroup)

G_END_DECLS
