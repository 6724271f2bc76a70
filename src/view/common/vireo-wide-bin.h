/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Around what is only worth its place on a wide page, such as a button that has its like in the
 * menu beside it.  It sees to its own #GtkWidget:visible. */

#define VIREO_TYPE_WIDE_BIN (vireo_wide_bin_get_type ())
G_DECLARE_FINAL_TYPE (VireoWideBin, vireo_wide_bin, VIREO, WIDE_BIN, AdwBin)

G_END_DECLS
