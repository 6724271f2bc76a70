/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/install/vireo-os-catalog.h"

G_BEGIN_DECLS

/* An installation medium: read by our own volume-descriptor reader, then identified.  Never
 * blocks, never aborts, whatever the file is. */

typedef enum
{
  VIREO_MEDIA_DECIDED_NOTHING, /* not recognised */
  VIREO_MEDIA_DECIDED_LABEL,
  VIREO_MEDIA_DECIDED_TREEINFO,
  VIREO_MEDIA_DECIDED_FILE_NAME,
  VIREO_MEDIA_DECIDED_USER,
} VireoMediaDecided;

#define VIREO_TYPE_MEDIA (vireo_media_get_type ())
G_DECLARE_FINAL_TYPE (VireoMedia, vireo_media, VIREO, MEDIA, GObject)

/* An immutable value.  Properties: path, label, size, bootable, arch, decided (uint),
 * decided-text, os, matches, installer-reboots, problem.
 *
 * Errors: VIREO_ERROR_INVALID with a sentence (not an ISO image, empty, truncated, not a file),
 * VIREO_ERROR_DENIED, VIREO_ERROR_GONE, G_IO_ERROR_CANCELLED. */
void              vireo_media_read_async (const char *path, VireoOsCatalog *catalog,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
void              vireo_media_read_bytes_async (GBytes *head, guint64 size, const char *file_name,
                                                VireoOsCatalog *catalog, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
VireoMedia       *vireo_media_read_finish (GAsyncResult *result, GError **error);

const char       *vireo_media_get_path (VireoMedia *self);  /* (nullable): NULL for one in memory */
const char       *vireo_media_get_label (VireoMedia *self); /* valid UTF-8, may be "" */
guint64           vireo_media_get_size (VireoMedia *self);  /* bytes */
gboolean          vireo_media_get_bootable (VireoMedia *self);
const char       *vireo_media_get_arch (VireoMedia *self);  /* (nullable): "x86_64", ... */
VireoMediaDecided vireo_media_get_decided (VireoMedia *self);
const char       *vireo_media_get_decided_text (VireoMedia *self); /* "recognised by its volume label" */
VireoOs          *vireo_media_get_os (VireoMedia *self);    /* (nullable): the best match */
GListModel       *vireo_media_get_matches (VireoMedia *self); /* of VireoOs, best first, may be empty */
guint             vireo_media_get_installer_reboots (VireoMedia *self); /* 1 when not said */
const char       *vireo_media_get_problem (VireoMedia *self); /* (nullable): a warning, in words */

const char       *vireo_media_decided_to_text (VireoMediaDecided decided);

G_END_DECLS
