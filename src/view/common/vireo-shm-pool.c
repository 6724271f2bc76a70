/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cairo's X11 backend uploads a frame through a shared memory segment and lets go of it after
 * each frame, so that process and X server fault its pages in again for the next: more than half
 * of what a full frame costs.  A segment with something in it is not let go.  So a small
 * surface is kept, made while one as large as the window exists in the same segment.
 *
 * Nothing breaks where cairo does it otherwise; it only costs as much as without. */

#include "config.h"

#include "view/common/vireo-shm-pool.h"

#ifdef GDK_WINDOWING_X11
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>

#define SMALL 64 /* px; what has less than 4 KiB is not in a segment */

typedef struct
{
  cairo_surface_t *kept; /* (owned) (nullable) */
  int width, height;     /* device px of the window it serves */
} Pool;

static void
pool_free (gpointer data)
{
  Pool *pool = data;

  g_clear_pointer (&pool->kept, cairo_surface_destroy);
  g_free (pool);
}

static Pool *
get_pool (GtkNative *native)
{
  Pool *pool = g_object_get_data (G_OBJECT (native), "vireo-shm-pool");

  if (pool == NULL)
    {
      pool = g_new0 (Pool, 1);
      g_object_set_data_full (G_OBJECT (native), "vireo-shm-pool", pool, pool_free);
    }
  return pool;
}

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
  cairo_surface_t *small
      = cairo_surface_create_similar_image (window, CAIRO_FORMAT_RGB24, SMALL, SMALL);

  cairo_surface_destroy (large);
  cairo_surface_destroy (window);
  return small;
}
#endif

/**
 * vireo_shm_pool_serve:
 * @native: the window that is about to be drawn
 *
 * Does it again when the window outgrew the last time; else costs nothing.  What is kept goes
 * with @native.
 */
void
vireo_shm_pool_serve (GtkNative *native)
{
#ifdef GDK_WINDOWING_X11
  GdkSurface *surface = gtk_native_get_surface (native);
  GdkDisplay *display = gdk_surface_get_display (surface);
  int scale = gdk_surface_get_scale_factor (surface);
  int width = gdk_surface_get_width (surface) * scale;
  int height = gdk_surface_get_height (surface) * scale;
  Pool *pool;

  if (!GDK_IS_X11_DISPLAY (display) || !GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    return;
  pool = get_pool (native);
  if (pool->kept != NULL && width <= pool->width && height <= pool->height)
    return;
  g_clear_pointer (&pool->kept, cairo_surface_destroy);
  pool->width = width;
  pool->height = height;
  pool->kept = keep_segment (display, width, height);
#endif
}
