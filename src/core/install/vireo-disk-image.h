/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/install/vireo-import.h"

G_BEGIN_DECLS

/* What a disk image that is there already is: told by its first bytes, as its name may lie. */

typedef struct
{
  char *format;        /* "qcow2", "raw", "vmdk", ... as libvirt names it; "ova": an appliance */
  guint64 size;        /* bytes the guest sees, of all disks together */
  gboolean native;     /* QEMU runs from it as it is */
  char *backing;       /* (nullable): another file that it makes QEMU read */
  char *problem;       /* (nullable): a sentence: why no virtual machine can be made with it */
  VireoImport *import; /* (nullable): for making a disk of QEMU's own from it */
  VireoOvf *ovf;       /* (nullable): what an appliance says of its virtual machine */
} VireoDiskImage;

void            vireo_disk_image_free (VireoDiskImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoDiskImage, vireo_disk_image_free)

/* Main thread.  Errors: VIREO_ERROR_GONE, VIREO_ERROR_DENIED, VIREO_ERROR_INVALID (not a file or
 * a block device), G_IO_ERROR_CANCELLED. */
void            vireo_disk_image_read_async (const char *path, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
VireoDiskImage *vireo_disk_image_read_finish (GAsyncResult *result, GError **error);

/* Worker: opens what may be a disk. */
int             vireo_disk_image_open (const char *path, guint64 *size, GError **error);

gboolean        vireo_disk_image_is_named_so (const char *path);
gboolean        vireo_disk_image_is_named_foreign (const char *path);

G_END_DECLS
