/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/console/vireo-display.h"

G_BEGIN_DECLS

/* What the user does, sent to the guest: keys by place, pointer, buttons, wheel. */

#define VIREO_TYPE_DISPLAY_INPUT (vireo_display_input_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisplayInput, vireo_display_input, VIREO, DISPLAY_INPUT, GObject)

/* Property: grabbed (boolean, read-only) */
VireoDisplayInput *vireo_display_input_new (VireoDisplay *display);
void               vireo_display_input_set_session (VireoDisplayInput *self,
                                                    VireoVncSession *session);
void               vireo_display_input_update (VireoDisplayInput *self);
void               vireo_display_input_stop (VireoDisplayInput *self);
gboolean           vireo_display_input_get_view_only (VireoDisplayInput *self);
void               vireo_display_input_set_view_only (VireoDisplayInput *self,
                                                      gboolean view_only);
gboolean           vireo_display_input_get_grabbed (VireoDisplayInput *self);

G_END_DECLS
