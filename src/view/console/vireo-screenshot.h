/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/console/vireo-vnc-frame.h"

G_BEGIN_DECLS

/* The guest's screen as a picture of its own, pixel by pixel. */

GdkTexture *vireo_screenshot_take (VireoVncFrame *frame);
void        vireo_screenshot_save_async (GdkTexture *picture, const char *name,
                                         GAsyncReadyCallback callback, gpointer user_data);
char       *vireo_screenshot_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
