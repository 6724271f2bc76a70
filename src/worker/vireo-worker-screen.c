/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "worker/vireo-worker-screen.h"

struct _VireoWorkerScreen
{
  guint width;     /* px */
  guint height;    /* px */
  gsize stride;    /* bytes */
  gsize size;      /* bytes */
  guint8 *decoded; /* (owned): private mapping */
  guint8 *shared;  /* (owned): mapping of fd */
  int fd;          /* (owned): the sealed memory, -1 once announced */
  VireoVncRect damage[VIREO_WIRE_MAX_RECTS]; /* decoded but not shared */
  guint n_damage;
  gsize n_decoded; /* px since it was made; what came twice counts twice */
};

/**
 * vireo_worker_screen_new:
 * @width: px, within the limits of the wire
 * @height: px, within the limits of the wire
 *
 * Returns: (transfer full) (nullable): a black screen; %NULL when there is no memory for it
 */
VireoWorkerScreen *
vireo_worker_screen_new (guint width, guint height)
{
  VireoWorkerScreen *self = g_new0 (VireoWorkerScreen, 1);

  self->width = width;
  self->height = height;
  self->stride = (gsize) width * 4;
  self->size = self->stride * height;
  self->decoded = MAP_FAILED;
  self->shared = MAP_FAILED;
  self->fd = memfd_create ("vireo-screen", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (self->fd >= 0 && ftruncate (self->fd, self->size) == 0 &&
      fcntl (self->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    {
      self->shared =
          mmap (NULL, self->size, PROT_READ | PROT_WRITE, MAP_SHARED, self->fd, 0);
      self->decoded = mmap (NULL, self->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                            -1, 0);
    }
  if (self->shared == MAP_FAILED || self->decoded == MAP_FAILED)
    g_clear_pointer (&self, vireo_worker_screen_free);
  return self;
}

void
vireo_worker_screen_free (VireoWorkerScreen *self)
{
  if (self->decoded != MAP_FAILED)
    munmap (self->decoded, self->size);
  if (self->shared != MAP_FAILED)
    munmap (self->shared, self->size);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

guint8 *
vireo_worker_screen_get_pixels (VireoWorkerScreen *self)
{
  return self->decoded;
}

guint
vireo_worker_screen_get_width (VireoWorkerScreen *self)
{
  return self->width;
}

guint
vireo_worker_screen_get_height (VireoWorkerScreen *self)
{
  return self->height;
}

gsize
vireo_worker_screen_get_stride (VireoWorkerScreen *self)
{
  return self->stride;
}

static gsize
area (const VireoVncRect *rect)
{
  return (gsize) rect->width * rect->height;
}

static VireoVncRect
unite (const VireoVncRect *a, const VireoVncRect *b)
{
  guint right = MAX ((guint) a->x + a->width, (guint) b->x + b->width);
  guint bottom = MAX ((guint) a->y + a->height, (guint) b->y + b->height);
  VireoVncRect both = { .x = MIN (a->x, b->x), .y = MIN (a->y, b->y) };

  both.width = right - both.x;
  both.height = bottom - both.y;
  return both;
}

/* Adds @rect to the list: joined with one where that wastes nothing, and with the one where it
 * wastes least when the list is full. */
static void
add_rect (VireoWorkerScreen *self, const VireoVncRect *rect)
{
  gsize least = G_MAXSIZE;
  guint best = 0;

  for (guint i = 0; i < self->n_damage; i++)
    {
      VireoVncRect both = unite (&self->damage[i], rect);
      gsize apart = area (&self->damage[i]) + area (rect);
      gsize waste = area (&both) > apart ? area (&both) - apart : 0;

      if (waste < least)
        {
          least = waste;
          best = i;
        }
    }
  if (self->n_damage > 0 && (least == 0 || self->n_damage == VIREO_WIRE_MAX_RECTS))
    self->damage[best] = unite (&self->damage[best], rect);
  else
    self->damage[self->n_damage++] = *rect;
}

/**
 * vireo_worker_screen_damage:
 *
 * Notes that a rectangle, in px and cut to the screen here, was decoded.
 *
 * Returns: %FALSE when it is empty
 */
gboolean
vireo_worker_screen_damage (VireoWorkerScreen *self, int x, int y, int width, int height)
{
  gint64 right = MIN ((gint64) x + width, (gint64) self->width);
  gint64 bottom = MIN ((gint64) y + height, (gint64) self->height);
  VireoVncRect rect;

  if (x < 0 || y < 0 || right <= x || bottom <= y)
    return FALSE;
  rect = (VireoVncRect){ x, y, right - x, bottom - y };
  self->n_decoded += area (&rect);
  add_rect (self, &rect);
  return TRUE;
}

/**
 * vireo_worker_screen_is_mostly:
 *
 * Returns: whether a rectangle of this size, in px, is more than half of the screen
 */
gboolean
vireo_worker_screen_is_mostly (VireoWorkerScreen *self, int width, int height)
{
  return (gint64) width * height * 2 > (gint64) self->width * self->height;
}

/**
 * vireo_worker_screen_is_whole:
 *
 * Returns: whether as many pixels as it has were decoded since it was made
 */
gboolean
vireo_worker_screen_is_whole (VireoWorkerScreen *self)
{
  return self->n_decoded >= (gsize) self->width * self->height;
}

/**
 * vireo_worker_screen_publish:
 * @damage: (out caller-allocates): what to tell the console
 *
 * Copies what was decoded to the shared pixels.  Only while the console is not painting.
 *
 * Returns: %FALSE when there is nothing new
 */
gboolean
vireo_worker_screen_publish (VireoWorkerScreen *self, VireoWireMessage *damage)
{
  if (self->n_damage == 0)
    return FALSE;

  memset (damage, 0, sizeof *damage);
  damage->type = VIREO_WIRE_DAMAGE;
  damage->damage.n_rects = self->n_damage;
  for (guint i = 0; i < self->n_damage; i++)
    {
      const VireoVncRect *rect = &self->damage[i];

      damage->damage.rects[i] = *rect;
      for (guint line = rect->y; line < (guint) rect->y + rect->height; line++)
        {
          gsize at = line * self->stride + (gsize) rect->x * 4;

          memcpy (self->shared + at, self->decoded + at, (gsize) rect->width * 4);
        }
    }
  self->n_damage = 0;
  return TRUE;
}

/**
 * vireo_worker_screen_announce:
 * @frame: (out caller-allocates): what to tell the console
 *
 * Returns: (transfer full): the descriptor that goes with it; -1 when it went already
 */
int
vireo_worker_screen_announce (VireoWorkerScreen *self, VireoWireMessage *frame)
{
  int fd = self->fd;

  self->fd = -1;
  memset (frame, 0, sizeof *frame);
  frame->type = VIREO_WIRE_FRAME;
  frame->frame.width = self->width;
  frame->frame.height = self->height;
  frame->frame.stride = self->stride;
  return fd;
}
