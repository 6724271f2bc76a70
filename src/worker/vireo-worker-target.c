/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "worker/vireo-worker-server.h"
#include "worker/vireo-worker-target.h"

struct _VireoWorkerTarget
{
  VncBaseFramebuffer parent_instance;
  gint64 since; /* µs, monotonic, that a rectangle is half drawn; 0: none is */
};

typedef VncBaseFramebufferClass VireoWorkerTargetClass;

static VncFramebufferInterface *base; /* of gvnc's own, to draw with */

static void vireo_worker_target_interface_init (VncFramebufferInterface *interface);

G_DEFINE_TYPE_WITH_CODE (VireoWorkerTarget, vireo_worker_target, VNC_TYPE_BASE_FRAMEBUFFER,
                         G_IMPLEMENT_INTERFACE (VNC_TYPE_FRAMEBUFFER,
                                                vireo_worker_target_interface_init))

static void
begin (VncFramebuffer *target)
{
  VireoWorkerTarget *self = (VireoWorkerTarget *) target;

  if (self->since == 0)
    self->since = g_get_monotonic_time ();
}

/* Pixels in our own format are read from the socket straight to where they belong. */
static guint8 *
get_buffer (VncFramebuffer *target)
{
  begin (target);
  return base->get_buffer (target);
}

static void
set_pixel_at (VncFramebuffer *target, guint8 *pixel, guint16 x, guint16 y)
{
  begin (target);
  base->set_pixel_at (target, pixel, x, y);
}

static void
fill (VncFramebuffer *target, guint8 *pixel, guint16 x, guint16 y, guint16 width, guint16 height)
{
  begin (target);
  base->fill (target, pixel, x, y, width, height);
}

static void
blt (VncFramebuffer *target, guint8 *pixels, int stride, guint16 x, guint16 y, guint16 width,
     guint16 height)
{
  begin (target);
  base->blt (target, pixels, stride, x, y, width, height);
}

static void
rgb24_blt (VncFramebuffer *target, guint8 *pixels, int stride, guint16 x, guint16 y,
           guint16 width, guint16 height)
{
  begin (target);
  base->rgb24_blt (target, pixels, stride, x, y, width, height);
}

/* Copying within the screen is done at once, so never half. */
static void
vireo_worker_target_interface_init (VncFramebufferInterface *interface)
{
  base = g_type_interface_peek_parent (interface);
  interface->get_buffer = get_buffer;
  interface->set_pixel_at = set_pixel_at;
  interface->fill = fill;
  interface->blt = blt;
  interface->rgb24_blt = rgb24_blt;
}

static void
vireo_worker_target_class_init (VireoWorkerTargetClass *class)
{
}

static void
vireo_worker_target_init (VireoWorkerTarget *self)
{
}

/**
 * vireo_worker_target_new:
 * @pixels: (unowned): in our own format; must outlive the target
 * @width: px
 * @height: px
 * @stride: bytes
 * @remote: the server's format
 *
 * Returns: (transfer full): for g_object_unref()
 */
VireoWorkerTarget *
vireo_worker_target_new (guint8 *pixels, guint width, guint height, gsize stride,
                         const VncPixelFormat *remote)
{
  return g_object_new (vireo_worker_target_get_type (), "buffer", pixels, "width", width, "height",
                       height, "rowstride", (int) stride, "local-format",
                       &vireo_worker_pixel_format, "remote-format", remote, NULL);
}

/**
 * vireo_worker_target_get_since:
 *
 * Returns: the monotonic time in µs since when a rectangle is half drawn; 0 when none is
 */
gint64
vireo_worker_target_get_since (VireoWorkerTarget *self)
{
  return self->since;
}

/**
 * vireo_worker_target_set_drawn:
 *
 * Says that the rectangle being drawn is done.
 */
void
vireo_worker_target_set_drawn (VireoWorkerTarget *self)
{
  self->since = 0;
}
