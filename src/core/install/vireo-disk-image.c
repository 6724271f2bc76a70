/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-disk-image.h"

#define HEADER_SIZE 72 /* bytes: the longest header that is looked into */

void
vireo_disk_image_free (VireoDiskImage *image)
{
  g_free (image->format);
  g_free (image);
}

static guint64
read_be64 (const guint8 *at)
{
  guint64 value;

  memcpy (&value, at, sizeof value);
  return GUINT64_FROM_BE (value);
}

/* Known formats by the bytes they begin with; what begins with none of them is raw. */
static void
tell_format (VireoDiskImage *image, const guint8 *header, gsize length, guint64 file_size)
{
  static const struct
  {
    const char *magic;
    gsize offset;
    const char *format;
  } formats[] = {
    { "KDMV", 0, "vmdk" },
    { "\x7f\x10\xda\xbe", 64, "vdi" },
    { "vhdxfile", 0, "vhdx" },
    { "conectix", 0, "vpc" },
    { "QED", 0, "qed" },
  };

  if (length >= 32 && memcmp (header, "QFI\xfb", 4) == 0)
    {
      image->format = g_strdup (header[7] >= 2 ? "qcow2" : "qcow");
      image->size = read_be64 (header + 24);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      gsize end = formats[i].offset + strlen (formats[i].magic);

      if (length >= end && memcmp (header + formats[i].offset, formats[i].magic,
                                   strlen (formats[i].magic)) == 0)
        {
          image->format = g_strdup (formats[i].format);
          return;
        }
    }
  image->format = g_strdup ("raw");
  image->size = file_size;
}

static GError *
error_from_errno (int code, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  if (code == EACCES || code == EPERM)
    return g_error_new (VIREO_ERROR, VIREO_ERROR_DENIED, _ ("You are not allowed to read “%s”."),
                        name);
  if (code == ENOENT || code == ENOTDIR)
    return g_error_new (VIREO_ERROR, VIREO_ERROR_GONE, _ ("There is no file “%s”."), name);
  return g_error_new (VIREO_ERROR, VIREO_ERROR_FAILED, _ ("“%s” cannot be read: %s"), name,
                      g_strerror (code));
}

static void
read_on_worker (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (VireoDiskImage) image = g_new0 (VireoDiskImage, 1);
  guint8 header[HEADER_SIZE];
  struct stat info;
  gssize length;
  off_t end;
  /* Without O_NONBLOCK a FIFO would hold the thread until somebody writes into it. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  VIREO_ASSERT_WORKER ();
  if (fd < 0 || fstat (fd, &info) < 0)
    {
      g_task_return_error (task, error_from_errno (errno, path));
      if (fd >= 0)
        close (fd);
      return;
    }
  if (!S_ISREG (info.st_mode) && !S_ISBLK (info.st_mode))
    {
      close (fd);
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_INVALID, "%s",
                               _ ("This is neither a file nor a block device, so it cannot be a "
                                  "disk."));
      return;
    }
  end = lseek (fd, 0, SEEK_END); /* also tells a block device's size */
  length = pread (fd, header, sizeof header, 0);
  if (length < 0)
    g_task_return_error (task, error_from_errno (errno, path));
  else
    {
      tell_format (image, header, (gsize) length, end > 0 ? (guint64) end : 0);
      g_task_return_pointer (task, g_steal_pointer (&image),
                             (GDestroyNotify) vireo_disk_image_free);
    }
  close (fd);
}

/**
 * vireo_disk_image_read_async:
 * @path: a path on this machine
 * @cancellable: (nullable):
 * @callback: (scope async): runs on the main thread, once
 * @user_data: handed to @callback
 *
 * Looks what kind of disk image is at @path.
 */
void
vireo_disk_image_read_async (const char *path, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_disk_image_read_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  vireo_worker_spawn (task, read_on_worker);
}

/**
 * vireo_disk_image_read_finish:
 *
 * Returns: (transfer full) (nullable): what it is; %NULL with @error set
 */
VireoDiskImage *
vireo_disk_image_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_disk_image_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
