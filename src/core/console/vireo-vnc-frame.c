/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-vnc-frame.h"

struct _VireoVncFrame
{
  gatomicrefcount references;
  guint width;  /* px */
  guint height; /* px */
  gsize stride; /* bytes */
  gsize size;   /* bytes */
  void *pixels; /* (owned): the mapping */
};

/**
 * vireo_vnc_frame_new:
 * @fd: (transfer full): what the worker sent; closed here in any case
 * @width: px
 * @height: px
 * @stride: bytes from one line to the next
 *
 * Maps the worker's pixels.  Without the seals the worker could shrink the file under the
 * mapping, and the next look at it would be a bus error.
 *
 * Returns: (transfer full) (nullable): %NULL with @error set when the file is not what was
 *   announced
 */
VireoVncFrame *
vireo_vnc_frame_new (int fd, guint width, guint height, gsize stride, GError **error)
{
  const int needed = F_SEAL_SHRINK | F_SEAL_GROW;
  VireoVncFrame *self = NULL;
  struct stat file;
  void *pixels = MAP_FAILED;
  int seals = fcntl (fd, F_GET_SEALS);

  if (width >= 1 && width <= VIREO_WIRE_MAX_SIDE && height >= 1 && height <= VIREO_WIRE_MAX_SIDE &&
      stride >= (gsize) width * 4 && stride % 4 == 0 && stride <= VIREO_WIRE_MAX_FRAME / height &&
      seals >= 0 && (seals & needed) == needed && fstat (fd, &file) == 0 &&
      file.st_size >= 0 && (gsize) file.st_size == stride * height)
    pixels = mmap (NULL, stride * height, PROT_READ, MAP_SHARED, fd, 0);
  close (fd);
  if (pixels == MAP_FAILED)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_FAILED,
                           _ ("The console's helper process sent a picture that cannot be shown."));
      return NULL;
    }

  self = g_new0 (VireoVncFrame, 1);
  g_atomic_ref_count_init (&self->references);
  self->width = width;
  self->height = height;
  self->stride = stride;
  self->size = stride * height;
  self->pixels = pixels;
  return self;
}

VireoVncFrame *
vireo_vnc_frame_ref (VireoVncFrame *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
vireo_vnc_frame_unref (VireoVncFrame *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  munmap (self->pixels, self->size);
  g_free (self);
}

guint
vireo_vnc_frame_get_width (VireoVncFrame *self)
{
  return self->width;
}

guint
vireo_vnc_frame_get_height (VireoVncFrame *self)
{
  return self->height;
}

gsize
vireo_vnc_frame_get_stride (VireoVncFrame *self)
{
  return self->stride;
}

const guint8 *
vireo_vnc_frame_get_pixels (VireoVncFrame *self)
{
  return self->pixels;
}

/**
 * vireo_vnc_frame_clip:
 * @rect: (inout): a rectangle from the worker
 *
 * Cuts @rect down to the frame.
 *
 * Returns: %FALSE when nothing is left of it
 */
gboolean
vireo_vnc_frame_clip (VireoVncFrame *self, VireoVncRect *rect)
{
  if (rect->x >= self->width || rect->y >= self->height)
    return FALSE;
  rect->width = MIN (rect->width, self->width - rect->x);
  rect->height = MIN (rect->height, self->height - rect->y);
  return rect->width > 0 && rect->height > 0;
}
