/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* The guest's screen twice: decoded into privately, and shared with the console.  What changed
 * is copied over only while the console is not painting from the shared one, so that a picture
 * does not mix two. */

typedef struct _VireoWorkerScreen VireoWorkerScreen;

VireoWorkerScreen *vireo_worker_screen_new (guint width, guint height);
void               vireo_worker_screen_free (VireoWorkerScreen *self);
guint8            *vireo_worker_screen_get_pixels (VireoWorkerScreen *self);
guint              vireo_worker_screen_get_width (VireoWorkerScreen *self);
guint              vireo_worker_screen_get_height (VireoWorkerScreen *self);
gsize              vireo_worker_screen_get_stride (VireoWorkerScreen *self);
gboolean           vireo_worker_screen_damage (VireoWorkerScreen *self, int x, int y, int width,
                                               int height);
gboolean           vireo_worker_screen_is_mostly (VireoWorkerScreen *self, int width, int height);
gboolean           vireo_worker_screen_is_whole (VireoWorkerScreen *self);
gboolean           vireo_worker_screen_publish (VireoWorkerScreen *self, VireoWireMessage *damage);
int                vireo_worker_screen_announce (VireoWorkerScreen *self, VireoWireMessage *frame);

G_END_DECLS
