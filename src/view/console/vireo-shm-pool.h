/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps cairo's shared memory with the X server from one frame to the next.  See the .c. */

typedef struct
{
  cairo_surface_t *kept; /* (owned) (nullable) */
  int width, height;     /* device px of the window it serves */
} VireoShmPool;

void vireo_shm_pool_serve (VireoShmPool *self, GtkNative *native);
void vireo_shm_pool_clear (VireoShmPool *self);

G_END_DECLS
