/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/console/vireo-display-touch.h"
#include "view/console/vireo-display.h"

G_BEGIN_DECLS

/* Pointer, buttons, wheel and fingers on the display, sent to the guest.
 *
 * A guest without a tablet takes only how far the pointer moved.  Its pointer and ours would soon
 * be in different places, so a click locks ours: it is not seen, and cannot leave, until the keys
 * that give the keyboard back are pressed.  Where the window system has no lock (a browser) or
 * does not grant it, steps are sent while the pointer is over the picture. */

#define VIREO_TYPE_DISPLAY_POINTER (vireo_display_pointer_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisplayPointer, vireo_display_pointer, VIREO, DISPLAY_POINTER, GObject)

/* Properties, read-only: locked (boolean), relative (boolean: the guest takes steps)
 * Signals: clicked, before the click is sent; grab-broken */
VireoDisplayPointer *vireo_display_pointer_new (VireoDisplay *display);
void                 vireo_display_pointer_set_session (VireoDisplayPointer *self,
                                                        VireoVncSession *session);
void                 vireo_display_pointer_set_view_only (VireoDisplayPointer *self,
                                                          gboolean view_only);
void                 vireo_display_pointer_release (VireoDisplayPointer *self);
gboolean             vireo_display_pointer_get_locked (VireoDisplayPointer *self);
gboolean             vireo_display_pointer_get_relative (VireoDisplayPointer *self);
/* As if a touch screen had said so; logical px. */
void                 vireo_display_pointer_touch (VireoDisplayPointer *self, VireoTouch what,
                                                  gpointer finger, double x, double y);

G_END_DECLS
