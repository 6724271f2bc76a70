/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a disk image that is there already is: told by its first bytes, as its name may lie. */

typedef struct
{
  char *format;  /* "qcow2", "raw", "vmdk", ... as libvirt names it */
  guint64 size;  /* bytes the guest sees; 0 when the format does not say it simply */
} VireoDiskImage;

void            vireo_disk_image_free (VireoDiskImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoDiskImage, vireo_disk_image_free)

/* Main thread.  Errors: VIREO_ERROR_GONE, VIREO_ERROR_DENIED, VIREO_ERROR_INVALID (not a file or
 * a block device), G_IO_ERROR_CANCELLED. */
void            vireo_disk_image_read_async (const char *path, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
VireoDiskImage *vireo_disk_image_read_finish (GAsyncResult *result, GError **error);

G_END_DECLS
