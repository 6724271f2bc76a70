/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/console/vireo-vnc-frame.h"

G_BEGIN_DECLS

/* The guest's picture as tiles of render nodes, of which only what changed is made anew. */

#define VIREO_TYPE_DISPLAY_PAINTABLE (vireo_display_paintable_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisplayPaintable, vireo_display_paintable, VIREO, DISPLAY_PAINTABLE,
                      GObject)

VireoDisplayPaintable *vireo_display_paintable_new (void);
void                   vireo_display_paintable_set_frame (VireoDisplayPaintable *self,
                                                          VireoVncFrame *frame);
void                   vireo_display_paintable_damage (VireoDisplayPaintable *self, guint n,
                                                       const VireoVncRect *rects);
void                   vireo_display_paintable_draw (VireoDisplayPaintable *self,
                                                     GtkSnapshot *snapshot, int width, int height,
                                                     const GdkRectangle *visible,
                                                     gboolean with_textures);

G_END_DECLS
