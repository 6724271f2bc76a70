/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "view/console/vireo-display-geometry.h"

/**
 * vireo_display_geometry_fit:
 * @frame_width: px of the guest, at least 1
 * @frame_height: px of the guest, at least 1
 * @width: logical px of the widget
 * @height: logical px of the widget
 * @scale: device px per logical px
 *
 * Makes the picture as large as the widget allows, in its own proportions, in the middle.
 */
void
vireo_display_geometry_fit (VireoDisplayGeometry *self, guint frame_width, guint frame_height,
                            int width, int height, double scale)
{
  int room_x = MAX (1, (int) floor (width * scale));
  int room_y = MAX (1, (int) floor (height * scale));
  double factor = MIN ((double) room_x / frame_width, (double) room_y / frame_height);

  self->frame_width = frame_width;
  self->frame_height = frame_height;
  self->scale = scale;
  self->off_x = 0;
  self->off_y = 0;
  self->width = CLAMP ((int) lround (frame_width * factor), 1, room_x);
  self->height = CLAMP ((int) lround (frame_height * factor), 1, room_y);
  self->x = (room_x - self->width) / 2;
  self->y = (room_y - self->height) / 2;
}

static int
place (int room, int size, double scrolled)
{
  if (size <= room)
    return (room - size) / 2;
  return -CLAMP ((int) lround (scrolled), 0, size - room);
}

/**
 * vireo_display_geometry_zoom:
 * @zoom: device px per pixel of the guest, at least 1
 * @width: logical px of the widget
 * @height: logical px of the widget
 * @scale: device px per logical px
 * @scrolled_x: logical px
 * @scrolled_y: logical px
 *
 * Gives each pixel of the guest a square of whole device pixels: in the middle where there is
 * room, scrolled where there is not.
 */
void
vireo_display_geometry_zoom (VireoDisplayGeometry *self, guint zoom, guint frame_width,
                             guint frame_height, int width, int height, double scale,
                             double scrolled_x, double scrolled_y)
{
  self->frame_width = frame_width;
  self->frame_height = frame_height;
  self->scale = scale;
  self->off_x = 0;
  self->off_y = 0;
  self->width = frame_width * zoom;
  self->height = frame_height * zoom;
  self->x = place ((int) floor (width * scale), self->width, scrolled_x * scale);
  self->y = place ((int) floor (height * scale), self->height, scrolled_y * scale);
}

static double
to_whole (double corner, double scale)
{
  double at = corner * scale;
  double off = ceil (at - 1e-3) - at;

  return off > 1e-3 ? off : 0;
}

/**
 * vireo_display_geometry_align:
 * @corner_x: logical px from the window's corner to the widget's
 * @corner_y: logical px from the window's corner to the widget's
 *
 * With a scale such as 1.25 a widget may begin inside a device pixel; the picture then begins at
 * the next one.
 */
void
vireo_display_geometry_align (VireoDisplayGeometry *self, double corner_x, double corner_y)
{
  self->off_x = to_whole (corner_x, self->scale);
  self->off_y = to_whole (corner_y, self->scale);
}

/* GTK moves events between widgets with single precision, so that a pointer on a pixel's very
 * edge, where whole numbers put it, may come in a hair before it. */
static double
device_px (double logical, double scale)
{
  return round (logical * scale * 64) / 64;
}

/**
 * vireo_display_geometry_map:
 * @x: logical px from the widget's corner
 * @y: logical px from the widget's corner
 * @frame_x: (out): px of the guest, the nearest one when the point is beside the picture
 * @frame_y: (out): px of the guest
 *
 * Returns: whether the point is on the picture
 */
gboolean
vireo_display_geometry_map (const VireoDisplayGeometry *self, double x, double y, guint *frame_x,
                            guint *frame_y)
{
  double at_x = (device_px (x, self->scale) - self->off_x - self->x) * self->frame_width / self->width;
  double at_y = (device_px (y, self->scale) - self->off_y - self->y) * self->frame_height / self->height;

  *frame_x = (guint) CLAMP (floor (at_x), 0, self->frame_width - 1.0);
  *frame_y = (guint) CLAMP (floor (at_y), 0, self->frame_height - 1.0);
  return at_x >= 0 && at_y >= 0 && at_x < self->frame_width && at_y < self->frame_height;
}
