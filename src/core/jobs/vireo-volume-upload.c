/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-volume-upload.h"

/* What libvirt puts into one packet. */
#define CHUNK (256 * 1024)

/* Sends one buffer, however many calls it takes. */
static gboolean
send_all (virStreamPtr stream, const char *data, gsize size, GError **error)
{
  while (size > 0)
    {
      int sent = virStreamSend (stream, data, size);

      if (sent < 0)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
      data += sent;
      size -= (gsize) sent;
    }
  return TRUE;
}

/* What is read, and where to tell how much. */
typedef struct
{
  int fd;
  guint64 size; /* bytes */
  const char *path;
  VireoVolumeProgress progress;
  gpointer data;
} Source;

static gboolean
pump (virStreamPtr stream, const Source *source, GCancellable *cancellable, GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  guint64 done = 0;

  while (done < source->size)
    {
      ssize_t got;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      got = read (source->fd, buffer, MIN (CHUNK, source->size - done));
      if (got < 0)
        {
          g_set_error (error, VIREO_ERROR, errno == EACCES ? VIREO_ERROR_DENIED : VIREO_ERROR_FAILED,
                       /* Translators: the path of a file and why it cannot be read */
                       _ ("“%s” cannot be read: %s"), source->path, g_strerror (errno));
          return FALSE;
        }
      if (got == 0)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_CONFLICT,
                       _ ("“%s” was made shorter while it was copied."), source->path);
          return FALSE;
        }
      if (!send_all (stream, buffer, (gsize) got, error))
        return FALSE;
      done += (guint64) got;
      source->progress ((double) done / (double) source->size, source->data);
    }
  return TRUE;
}

/**
 * vireo_volume_upload:
 * @fd: of the file, at its beginning
 * @size: bytes to be sent
 * @path: what to call the file in a sentence
 * @progress: called from here
 * @error: (out) (optional): %VIREO_ERROR, %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all of it is in @volume
 */
gboolean
vireo_volume_upload (virStorageVolPtr volume, int fd, guint64 size, const char *path,
                     VireoVolumeProgress progress, gpointer data, GCancellable *cancellable,
                     GError **error)
{
  const Source source = { fd, size, path, progress, data };
  virStreamPtr stream = virStreamNew (virStorageVolGetConnect (volume), 0);
  gboolean done = FALSE;

  VIREO_ASSERT_WORKER ();
  if (stream == NULL || virStorageVolUpload (volume, stream, 0, size, 0) < 0)
    vireo_error_take_libvirt (error);
  else if (!pump (stream, &source, cancellable, error))
    virStreamAbort (stream);
  else if (virStreamFinish (stream) < 0)
    vireo_error_take_libvirt (error);
  else
    done = TRUE;
  if (stream != NULL)
    virStreamFree (stream);
  return done;
}

/**
 * vireo_volume_fits:
 * @error: (out) (optional): %VIREO_ERROR_NO_SPACE
 *
 * Returns: whether @pool has @size bytes left, as far as it says
 */
gboolean
vireo_volume_fits (virStoragePoolPtr pool, guint64 size, GError **error)
{
  virStoragePoolInfo info;

  if (virStoragePoolGetInfo (pool, &info) < 0 || info.capacity == 0 || info.available >= size)
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE,
               _ ("There is too little space left in the storage pool “%s”."),
               virStoragePoolGetName (pool));
  return FALSE;
}
