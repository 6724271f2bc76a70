/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A line under the header for what needs to be known or decided.  Properties: title, revealed,
 * kind ("info", "warning" or "error"), button-label and action-name (of its button, both
 * nullable), close-action-name (nullable: without it there is no close button). */

#define VIREO_TYPE_BANNER (vireo_banner_get_type ())
G_DECLARE_FINAL_TYPE (VireoBanner, vireo_banner, VIREO, BANNER, AdwBin)

G_END_DECLS
