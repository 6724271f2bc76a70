/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* The devices of a VM that are neither disk nor NIC: a row each, and *Add Hardware…*.  What it
 * shows is read while it is on the screen. */

#define VIREO_TYPE_HARDWARE_GROUP (vireo_hardware_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoHardwareGroup, vireo_hardware_group, VIREO, HARDWARE_GROUP,
                      AdwPreferencesGroup)

/* Properties: context (set first; knows the VM's host), vm (nullable). */

G_END_DECLS
