/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-iso-files.h"
#include "core/install/vireo-iso.h"

G_BEGIN_DECLS

#define VIREO_ISO_SECTOR 2048
#define VIREO_ISO_ROOT_RECORD 34 /* bytes of the root's directory record in the descriptor */

/* Where an image is read from: an open file, or its head in memory. */
typedef struct
{
  int fd; /* -1: memory */
  const guint8 *bytes;
  gsize length;
  GCancellable *cancellable; /* (nullable) */
} VireoIsoReader;

gssize vireo_iso_reader_get (VireoIsoReader *reader, guint64 offset, guint8 *into, gsize count,
                             GError **error);

VireoIso *vireo_iso_read_image (VireoIsoReader *reader, guint64 size, guint8 *root_record,
                                GError **error);
int       vireo_iso_open_image (const char *path, GError **error);

char     *vireo_iso_find_text (VireoIsoReader *reader, const guint8 *root_record, const char *name);
gboolean  vireo_iso_find_path (VireoIsoReader *reader, const guint8 *root_record, const char *path,
                               VireoIsoExtent *extent);

static inline guint32
vireo_iso_le32 (const guint8 *bytes)
{
  return bytes[0] | (guint32) bytes[1] << 8 | (guint32) bytes[2] << 16 | (guint32) bytes[3] << 24;
}

G_END_DECLS
