/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies in an appliance: held against its manifest, and unpacked as far as its description
 * allows. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/jobs/vireo-create-import-private.h"

#define CHUNK (256 * VIREO_KIB)

/* Compares what lies in the archive with what its manifest says. */
gboolean
_vireo_create_import_check_sum (VireoCreateImport *self,
                                const VireoImportDisk *disk,
                                GError **error)
{
  const VireoByteSource source = { self->fd, NULL, disk->offset, disk->length };
  g_autoptr (GChecksum) sum = NULL;
  g_autofree guint8 *chunk = NULL;

  if (disk->checksum == NULL)
    return TRUE;
  sum = g_checksum_new (disk->checksum_type);
  chunk = g_malloc (CHUNK);
  for (guint64 at = 0; at < disk->length;)
    {
      gsize count = (gsize) MIN (CHUNK, disk->length - at);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (!vireo_byte_source_read (&source, at, chunk, count))
        {
          g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_CONFLICT,
                               _ ("The archive cannot be read to its end."));
          return FALSE;
        }
      g_checksum_update (sum, chunk, (gssize) count);
      at += count;
      _vireo_create_import_tell ((double) at / (double) disk->length, self);
    }
  if (g_str_equal (g_checksum_get_string (sum), disk->checksum))
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
               /* Translators: the name of a file in an archive */
               _ ("“%s” is not what the manifest says: the archive is damaged or was changed."),
               disk->member);
  return FALSE;
}

/* Whatever was packed: no more than the description says comes out of it. */
static gboolean
unpack_into (VireoCreateImport *self,
             const VireoImportDisk *disk,
             GOutputStream *out,
             GError **error)
{
  g_autoptr (GConverter) gunzip
      = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  const VireoByteSource source = { self->fd, NULL, disk->offset, disk->length };
  const guint64 most = disk->capacity + VIREO_IMPORT_OVERHEAD (disk->capacity);
  g_autofree guint8 *packed = g_malloc (CHUNK);
  g_autofree guint8 *plain = g_malloc (CHUNK);
  GConverterResult result = G_CONVERTER_CONVERTED;
  guint64 at = 0, written = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      gsize count = (gsize) MIN (CHUNK, disk->length - at);
      gsize taken = 0, made = 0;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !vireo_byte_source_read (&source, at, packed, count))
        break;
      result = g_converter_convert (gunzip, packed, count, plain, CHUNK,
                                    at + count == disk->length ? G_CONVERTER_INPUT_AT_END
                                                               : G_CONVERTER_NO_FLAGS,
                                    &taken, &made, NULL);
      if (result == G_CONVERTER_ERROR)
        break;
      at += taken;
      written += made;
      if (written > most)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("“%s” holds more than the description of the appliance says.  It is not "
                          "used."),
                       disk->member);
          return FALSE;
        }
      if (!g_output_stream_write_all (out, plain, made, NULL, self->cancellable, error))
        return FALSE;
      _vireo_create_import_tell ((double) at / (double) MAX (disk->length, 1), self);
    }
  if (result == G_CONVERTER_FINISHED)
    return TRUE;
  if (error == NULL || *error == NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                 _ ("“%s” in the archive is damaged: it cannot be unpacked."), disk->member);
  return FALSE;
}

/* Returns: a descriptor of the unpacked file, which has no name any more */
int
_vireo_create_import_unpack (VireoCreateImport *self, const VireoImportDisk *disk, GError **error)
{
  const char *workshop = _vireo_create_import_get_workshop (self, error);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) out = NULL;
  int fd = -1;

  if (workshop == NULL || !_vireo_create_import_has_room (workshop, disk->length, error))
    return -1;
  path = g_build_filename (workshop, "unpacked", NULL);
  file = g_file_new_for_path (path);
  out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, self->cancellable, error);
  if (out != NULL && unpack_into (self, disk, G_OUTPUT_STREAM (out), error)
      && g_output_stream_close (G_OUTPUT_STREAM (out), self->cancellable, error))
    {
      fd = open (path, O_RDONLY | O_CLOEXEC);
      if (fd < 0)
        _vireo_create_import_fail_errno (error, path, errno);
    }
  g_unlink (path);
  return fd;
}
