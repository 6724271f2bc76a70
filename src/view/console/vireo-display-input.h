/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/console/vireo-display-pointer.h"

G_BEGIN_DECLS

/* Who has the keyboard, and its keys on their way to the guest, by place. */

#define VIREO_TYPE_DISPLAY_INPUT (vireo_display_input_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisplayInput, vireo_display_input, VIREO, DISPLAY_INPUT, GObject)

/* Property: grabbed (boolean, read-only) */
VireoDisplayInput *vireo_display_input_new (VireoDisplay *display);
void               vireo_display_input_set_session (VireoDisplayInput *self,
                                                    VireoVncSession *session);
void               vireo_display_input_update (VireoDisplayInput *self);
void               vireo_display_input_stop (VireoDisplayInput *self);
VireoDisplayPointer *vireo_display_input_get_pointer (VireoDisplayInput *self);
gboolean           vireo_display_input_get_view_only (VireoDisplayInput *self);
void               vireo_display_input_set_view_only (VireoDisplayInput *self,
                                                      gboolean view_only);
gboolean           vireo_display_input_get_grabbed (VireoDisplayInput *self);

G_END_DECLS
