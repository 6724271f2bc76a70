/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that somebody else wrote: a file, a stretch of one, or memory.  Nothing outside of it can
 * be read by accident.  Any thread; one that reads files is a worker. */

typedef struct
{
  int fd;              /* borrowed; -1: in memory */
  const guint8 *bytes; /* borrowed (nullable) */
  guint64 start;       /* where in the file or in the memory it begins */
  guint64 size;        /* bytes */
} VireoByteSource;

gboolean vireo_byte_source_read (const VireoByteSource *source, guint64 offset, gpointer into,
                                 gsize count);
char    *vireo_byte_source_read_text (const VireoByteSource *source, guint64 offset, gsize most);
gboolean vireo_byte_source_part (const VireoByteSource *source, guint64 offset, guint64 size,
                                 VireoByteSource *part);

static inline guint32
vireo_read_le32 (const guint8 *at)
{
  return (guint32) at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

static inline guint64
vireo_read_le64 (const guint8 *at)
{
  return vireo_read_le32 (at) | (guint64) vireo_read_le32 (at + 4) << 32;
}

static inline guint32
vireo_read_be32 (const guint8 *at)
{
  return GUINT32_SWAP_LE_BE (vireo_read_le32 (at));
}

static inline guint64
vireo_read_be64 (const guint8 *at)
{
  return GUINT64_SWAP_LE_BE (vireo_read_le64 (at));
}

G_END_DECLS
