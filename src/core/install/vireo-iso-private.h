/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-iso.h"

G_BEGIN_DECLS

#define VIREO_ISO_SECTOR 2048

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

char  *vireo_iso_find_text (VireoIsoReader *reader, const guint8 *root_record, const char *name);

static inline guint32
vireo_iso_le32 (const guint8 *bytes)
{
  return bytes[0] | (guint32) bytes[1] << 8 | (guint32) bytes[2] << 16 | (guint32) bytes[3] << 24;
}

G_END_DECLS
