/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The icon of a button that turns into a spinner while what the button asked for goes on.
 * Properties: icon-name, busy, label (nullable: a word beside the icon). */

#define VIREO_TYPE_BUSY_ICON (vireo_busy_icon_get_type ())
G_DECLARE_FINAL_TYPE (VireoBusyIcon, vireo_busy_icon, VIREO, BUSY_ICON, AdwBin)

G_END_DECLS
