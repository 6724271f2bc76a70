/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* The guest's screen as the worker decodes it: shared pixels, mapped read-only.  32 bits a pixel
 * in the machine's byte order, blue lowest, the top byte without meaning.  Counted references;
 * any thread. */

typedef struct _VireoVncFrame VireoVncFrame;

VireoVncFrame *vireo_vnc_frame_new (int fd, guint width, guint height, gsize stride,
                                    GError **error);
VireoVncFrame *vireo_vnc_frame_ref (VireoVncFrame *self);
void           vireo_vnc_frame_unref (VireoVncFrame *self);
guint          vireo_vnc_frame_get_width (VireoVncFrame *self);
guint          vireo_vnc_frame_get_height (VireoVncFrame *self);
gsize          vireo_vnc_frame_get_stride (VireoVncFrame *self);
const guint8  *vireo_vnc_frame_get_pixels (VireoVncFrame *self);
gboolean       vireo_vnc_frame_clip (VireoVncFrame *self, VireoVncRect *rect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVncFrame, vireo_vnc_frame_unref)

G_END_DECLS
