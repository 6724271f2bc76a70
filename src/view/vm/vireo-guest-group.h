/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-settings-group.h"

G_BEGIN_DECLS

/* The guest as one meets it from outside: its state, addresses, name and agent. */

#define VIREO_TYPE_GUEST_GROUP (vireo_guest_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoGuestGroup, vireo_guest_group, VIREO, GUEST_GROUP, VireoSettingsGroup)

G_END_DECLS
