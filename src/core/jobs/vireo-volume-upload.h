/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libvirt/libvirt.h>

G_BEGIN_DECLS

/* A file of this computer into a volume of a host.  Worker. */

/* How much of it is done: 0 to 1. */
typedef void (*VireoVolumeProgress) (double fraction, gpointer data);

gboolean vireo_volume_upload (virStorageVolPtr volume, int fd, guint64 size, const char *path,
                              VireoVolumeProgress progress, gpointer data,
                              GCancellable *cancellable, GError **error);
gboolean vireo_volume_fits (virStoragePoolPtr pool, guint64 size, GError **error);

G_END_DECLS
