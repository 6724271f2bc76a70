/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/console/vireo-vnc-session.h"

G_BEGIN_DECLS

/* The guest's screen: fitted to the widget, or each pixel one or more device pixels and scrolled
 * by the GtkScrolledWindow around it.  While it has the keyboard, every key goes
 * to the guest; Ctrl+Alt alone gives it back. */

#define VIREO_DISPLAY_MAX_ZOOM 8

#define VIREO_TYPE_DISPLAY (vireo_display_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisplay, vireo_display, VIREO, DISPLAY, GtkWidget)

/* Properties: session (nullable), zoom (uint, 0 fits), view-only (boolean), resize-guest (boolean:
 * the guest is asked for the size of the widget), and those of GtkScrollable; read-only: grabbed
 * (boolean: the guest gets the keys), has-picture (boolean), relative (boolean: the guest has no
 * tablet), locked (boolean: the pointer is the guest's alone) */
GtkWidget       *vireo_display_new (void);
VireoVncSession *vireo_display_get_session (VireoDisplay *self);
void             vireo_display_set_session (VireoDisplay *self, VireoVncSession *session);
guint            vireo_display_get_zoom (VireoDisplay *self);
void             vireo_display_set_zoom (VireoDisplay *self, guint zoom);
gboolean         vireo_display_get_view_only (VireoDisplay *self);
void             vireo_display_set_view_only (VireoDisplay *self, gboolean view_only);
gboolean         vireo_display_get_grabbed (VireoDisplay *self);
gboolean         vireo_display_get_has_picture (VireoDisplay *self);
gboolean         vireo_display_get_locked (VireoDisplay *self);
gboolean         vireo_display_get_relative (VireoDisplay *self);
gboolean         vireo_display_map_point (VireoDisplay *self, double x, double y, guint *frame_x,
                                          guint *frame_y);
void             vireo_display_send_keys (VireoDisplay *self, guint n, const guint *keysyms);

G_END_DECLS
