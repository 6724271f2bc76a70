/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cairo's X11 backend uploads a frame through a shared memory segment and lets go of it after
 * each frame, so that process and X server fault its pages in again for the next: more than half
 * of what a full frame costs.  A segment with something in it is not let go.  So a surface of
 * one pixel is kept, made while one as large as the window exists in the same segment.
 *
 * Nothing breaks where cairo does it otherwise; it only costs as much as without. */

#include "config.h"

#include "view/console/vireo-shm-pool.h"

#ifdef GDK_WINDOWING_X11
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>

static cairo_surface_t *
keep_segment (GdkDisplay *display, int width, int height)
{
  Display *xdisplay = gdk_x11_display_get_xdisplay (display);
  GdkX11Screen *screen = gdk_x11_display_get_screen (display);
  int number = gdk_x11_screen_get_screen_number (screen);
  cairo_surface_t *window = cairo_xlib_surface_create (
      xdisplay, RootWindow (xdisplay, number), DefaultVisual (xdisplay, number), width, height);
  cairo_surface_t *large =
      cairo_surface_create_similar_image (window, CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_t *small = cairo_surface_create_similar_image (window, CAIRO_FORMAT_RGB24, 1, 1);

  cairo_surface_destroy (large);
  cairo_surface_destroy (window);
  return small;
}
#endif

/**
 * vireo_shm_pool_serve:
 * @native: the window that is about to be drawn
 *
 * Does it again when the window outgrew the last time; else costs nothing.
 */
void
vireo_shm_pool_serve (VireoShmPool *self, GtkNative *native)
{
#ifdef GDK_WINDOWING_X11
  GdkSurface *surface = gtk_native_get_surface (native);
  GdkDisplay *display = gdk_surface_get_display (surface);
  int scale = gdk_surface_get_scale_factor (surface);
  int width = gdk_surface_get_width (surface) * scale;
  int height = gdk_surface_get_height (surface) * scale;

  if (!GDK_IS_X11_DISPLAY (display) || !GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    return;
  if (self->kept != NULL && width <= self->width && height <= self->height)
    return;
  vireo_shm_pool_clear (self);
  self->width = width;
  self->height = height;
  self->kept = keep_segment (display, width, height);
#endif
}

void
vireo_shm_pool_clear (VireoShmPool *self)
{
  g_clear_pointer (&self->kept, cairo_surface_destroy);
  self->width = 0;
  self->height = 0;
}
