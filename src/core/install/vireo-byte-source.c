/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/install/vireo-byte-source.h"

/**
 * vireo_byte_source_read:
 * @offset: from the beginning of @source
 * @into: room for @count bytes
 *
 * Returns: whether all of it is there
 */
gboolean
vireo_byte_source_read (const VireoByteSource *source, guint64 offset, gpointer into, gsize count)
{
  guint8 *at = into;

  if (offset > source->size || count > source->size - offset)
    return FALSE;
  if (count == 0)
    return TRUE;
  if (source->fd < 0)
    {
      memcpy (into, source->bytes + source->start + offset, count);
      return TRUE;
    }
  offset += source->start;
  while (count > 0)
    {
      gssize got = pread (source->fd, at, count, (off_t) offset);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return FALSE;
      at += got;
      offset += (guint64) got;
      count -= (gsize) got;
    }
  return TRUE;
}

/**
 * vireo_byte_source_read_text:
 * @most: bytes; what comes after is left out
 *
 * Returns: (transfer full): what is there up to the first zero byte, as it is; may be empty;
 *   g_free()
 */
char *
vireo_byte_source_read_text (const VireoByteSource *source, guint64 offset, gsize most)
{
  gsize count = offset < source->size ? (gsize) MIN (most, source->size - offset) : 0;
  char *text = g_malloc0 (count + 1);

  if (!vireo_byte_source_read (source, offset, text, count))
    *text = '\0';
  return text;
}

/**
 * vireo_byte_source_part:
 * @part: (out caller-allocates): a stretch of @source
 *
 * Returns: whether it lies in @source
 */
gboolean
vireo_byte_source_part (const VireoByteSource *source, guint64 offset, guint64 size,
                        VireoByteSource *part)
{
  if (offset > source->size || size > source->size - offset)
    return FALSE;
  *part = *source;
  part->start += offset;
  part->size = size;
  return TRUE;
}
