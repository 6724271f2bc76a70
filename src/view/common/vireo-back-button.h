/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The way back to the list, at the start of a page's AdwHeaderBar.  It shows itself only while
 * the leaflet around it is folded (a narrow window), goes back in it, and lets the header show
 * the window's buttons that belong to its side meanwhile. */

#define VIREO_TYPE_BACK_BUTTON (vireo_back_button_get_type ())
G_DECLARE_FINAL_TYPE (VireoBackButton, vireo_back_button, VIREO, BACK_BUTTON, AdwBin)

G_END_DECLS
