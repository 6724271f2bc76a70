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
#include "core/install/vireo-tar.h"

void
vireo_disk_image_free (VireoDiskImage *image)
{
  g_free (image->format);
  g_free (image->backing);
  g_free (image->problem);
  g_clear_pointer (&image->import, vireo_import_unref);
  g_clear_pointer (&image->ovf, vireo_ovf_free);
  g_free (image);
}

static gboolean
ends_with_one_of (const char *path, const char *const *endings)
{
  g_autofree char *small = g_ascii_strdown (path, -1);

  for (; *endings != NULL; endings++)
    if (g_str_has_suffix (small, *endings))
      return TRUE;
  return FALSE;
}

/**
 * vireo_disk_image_is_named_foreign:
 *
 * Returns: whether the name of the file at @path is that of another program's disk image or of an
 *   appliance.  Any thread
 */
gboolean
vireo_disk_image_is_named_foreign (const char *path)
{
  static const char *const endings[] = { ".ova", ".vmdk", ".vdi", ".vhd", ".vhdx", NULL };

  return ends_with_one_of (path, endings);
}

/**
 * vireo_disk_image_is_named_so:
 *
 * Returns: whether the name of the file at @path is that of a disk image or an appliance, and not
 *   of an installation medium.  Any thread
 */
gboolean
vireo_disk_image_is_named_so (const char *path)
{
  static const char *const endings[] = { ".qcow2", ".qcow", ".qed", ".raw", ".img", NULL };

  return vireo_disk_image_is_named_foreign (path) || ends_with_one_of (path, endings);
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

/**
 * vireo_disk_image_open:
 * @size: (out): bytes
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Returns: a file descriptor for reading, of a file or a block device; -1 with @error set
 */
int
vireo_disk_image_open (const char *path, guint64 *size, GError **error)
{
  struct stat info;
  off_t end;
  /* Without O_NONBLOCK a FIFO would hold the thread until somebody writes into it. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  VIREO_ASSERT_WORKER ();
  if (fd < 0 || fstat (fd, &info) < 0)
    g_propagate_error (error, error_from_errno (errno, path));
  else if (!S_ISREG (info.st_mode) && !S_ISBLK (info.st_mode))
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                         _ ("This is neither a file nor a block device, so it cannot be a disk."));
  else if ((end = lseek (fd, 0, SEEK_END)) < 0) /* also tells a block device's size */
    g_propagate_error (error, error_from_errno (errno, path));
  else
    {
      *size = (guint64) end;
      return fd;
    }
  if (fd >= 0)
    close (fd);
  return -1;
}

/* The files that belong to it lie beside it. */
static gboolean
check_parts (const char *path, const VireoImageHeader *header, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  int fd = open (directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  gboolean complete = vireo_import_check_parts (fd, header, error);

  if (fd >= 0)
    close (fd);
  return complete;
}

static void
read_image (VireoDiskImage *image, const char *path, const VireoByteSource *source)
{
  g_autoptr (VireoImageHeader) header = vireo_image_header_read (source);
  g_autoptr (GError) error = NULL;

  image->format = g_strdup (header->format);
  image->size = header->size;
  image->native = vireo_image_header_is_native (header);
  image->problem = g_strdup (header->problem);
  if (image->problem == NULL)
    image->backing = g_strdup (header->backing);
  if (image->problem != NULL || image->backing != NULL)
    return;
  if (check_parts (path, header, &error))
    image->import = vireo_import_new_image (path, header);
  else
    image->problem = g_strdup (error->message);
}

static void
read_appliance (VireoDiskImage *image, const char *path, const VireoByteSource *source)
{
  g_autoptr (GError) error = NULL;

  image->format = g_strdup ("ova");
  image->import = vireo_import_new_appliance (path, source, &image->ovf, &error);
  if (image->import == NULL)
    image->problem = g_strdup (error->message);
  for (guint i = 0; image->import != NULL && i < image->import->disks->len; i++)
    image->size += vireo_import_get_disk (image->import, i)->capacity;
}

static void
read_on_worker (GTask *task, gpointer unused, gpointer path, GCancellable *cancellable)
{
  g_autoptr (VireoDiskImage) image = g_new0 (VireoDiskImage, 1);
  VireoByteSource source = { 0 };
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  source.fd = vireo_disk_image_open (path, &source.size, &error);
  if (source.fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (vireo_tar_matches (&source))
    read_appliance (image, path, &source);
  else
    read_image (image, path, &source);
  close (source.fd);
  g_task_return_pointer (task, g_steal_pointer (&image), (GDestroyNotify) vireo_disk_image_free);
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
