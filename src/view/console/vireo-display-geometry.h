/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the guest's picture stands in its widget, in whole device pixels so that nothing is
 * smeared over two, and where a pointer is in it.  Pure numbers, no widget. */

typedef struct
{
  guint frame_width, frame_height; /* px of the guest */
  int x, y;                        /* device px from the widget's corner; negative: scrolled */
  int width, height;               /* device px the picture takes */
  double scale;                    /* device px per logical px */
  double off_x, off_y; /* device px, below 1, from the widget's corner to the first whole one */
} VireoDisplayGeometry;

void     vireo_display_geometry_fit (VireoDisplayGeometry *self, guint frame_width,
                                     guint frame_height, int width, int height, double scale);
void     vireo_display_geometry_zoom (VireoDisplayGeometry *self, guint zoom, guint frame_width,
                                      guint frame_height, int width, int height, double scale,
                                      double scrolled_x, double scrolled_y);
void     vireo_display_geometry_align (VireoDisplayGeometry *self, double corner_x,
                                       double corner_y);
gboolean vireo_display_geometry_map (const VireoDisplayGeometry *self, double x, double y,
                                     guint *frame_x, guint *frame_y);

G_END_DECLS
