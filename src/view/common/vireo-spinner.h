/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A spinner that turns while it can be seen.  GtkSpinner turns on a hidden page of a stack as well,
 * and then the window is worked on sixty times a second for nothing. */

#define VIREO_TYPE_SPINNER (vireo_spinner_get_type ())
G_DECLARE_FINAL_TYPE (VireoSpinner, vireo_spinner, VIREO, SPINNER, AdwBin)

G_END_DECLS
