/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gvnc.h>

G_BEGIN_DECLS

/* What gvnc draws on.  gvnc says when a rectangle is done, but not when it begins one, and gives
 * the main loop a turn wherever the socket has no more: this knows when one is half drawn. */
typedef struct _VireoWorkerTarget VireoWorkerTarget;

GType              vireo_worker_target_get_type  (void) G_GNUC_CONST;
VireoWorkerTarget *vireo_worker_target_new       (guint8 *pixels, guint width, guint height,
                                                  gsize stride, const VncPixelFormat *remote);
gint64             vireo_worker_target_get_since (VireoWorkerTarget *self);
void               vireo_worker_target_set_drawn (VireoWorkerTarget *self);

G_END_DECLS
