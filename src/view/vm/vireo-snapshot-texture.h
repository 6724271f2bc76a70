/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* The picture kept with a snapshot, read and decoded on workers. */

void        vireo_snapshot_texture_load_async (VireoVm *vm, const char *name, guint width,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
GdkTexture *vireo_snapshot_texture_load_finish (VireoVm *vm, GAsyncResult *result, GError **error);

G_END_DECLS
