/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-iso.h"

G_BEGIN_DECLS

/* An image kept open, to take files out of it.  As hostile as any. */

typedef struct _VireoIsoFiles VireoIsoFiles;

typedef struct
{
  guint64 offset; /* bytes, in the image */
  guint64 size;   /* bytes */
} VireoIsoExtent;

/* What the installer of a medium starts from. */
typedef struct
{
  VireoIsoExtent kernel;
  VireoIsoExtent initrd;
} VireoIsoBoot;

VireoIsoFiles  *vireo_iso_files_open (const char *path, GCancellable *cancellable, GError **error);
VireoIsoFiles  *vireo_iso_files_open_bytes (GBytes *image, GError **error);
void            vireo_iso_files_free (VireoIsoFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoIsoFiles, vireo_iso_files_free)

const VireoIso *vireo_iso_files_get_iso (VireoIsoFiles *files);
gboolean        vireo_iso_files_find (VireoIsoFiles *files, const char *path, VireoIsoExtent *extent);
gboolean        vireo_iso_files_find_boot (VireoIsoFiles *files, VireoIsoBoot *boot, GError **error);
gssize          vireo_iso_files_read (VireoIsoFiles *files, const VireoIsoExtent *extent,
                                      guint64 offset, guint8 *into, gsize count, GError **error);

G_END_DECLS
