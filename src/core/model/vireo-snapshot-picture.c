/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-snapshot-picture.h"

#define WIDTH 480
#define MAX_BYTES (64 * 1024 * 1024) /* of a screen that a guest can have */

/* --- where --- */

static char *
make_directory (const char *uuid)
{
  return g_build_filename (g_get_user_data_dir (), "vireo", "snapshots", uuid, NULL);
}

/* A snapshot may be called anything; a file may not. */
static char *
make_path (const char *uuid, const char *name)
{
  g_autofree char *directory = make_directory (uuid);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA1, name, -1);

  return g_build_filename (directory, sum, NULL);
}

static char *
make_path_of (virDomainPtr handle, const char *name)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  virDomainGetUUIDString (handle, uuid);
  return make_path (uuid, name);
}

/* --- taking --- */

static int
collect (virStreamPtr stream, const char *data, size_t n, void *opaque)
{
  GByteArray *bytes = opaque;

  if (bytes->len + n > MAX_BYTES)
    return -1;
  g_byte_array_append (bytes, (const guint8 *) data, (guint) n);
  return (int) n;
}

/* "P6 <width> <height> 255\n" and then three bytes for each dot; QEMU writes no comments. */
static gboolean
read_header (const char *data, gsize size, guint *width, guint *height, gsize *start)
{
  g_autofree char *head = g_strndup (data, MIN (size, 64));
  guint depth;
  int n = 0;

  if (sscanf (head, "P6 %u %u %u%n", width, height, &depth, &n) != 3 || depth != 255)
    return FALSE;
  *start = (gsize) n + 1;
  return *width > 0 && *height > 0 && *width <= 16384 && *height <= 16384
         && size >= *start && size - *start >= (gsize) *width * *height * 3;
}

static void
average (const guint8 *dots, guint width, guint x, guint y, guint step, guint8 *to)
{
  guint sum[3] = { 0, 0, 0 };

  for (guint j = 0; j < step; j++)
    for (guint i = 0; i < step; i++)
      {
        const guint8 *dot = dots + ((gsize) (y + j) * width + x + i) * 3;

        for (guint c = 0; c < 3; c++)
          sum[c] += dot[c];
      }
  for (guint c = 0; c < 3; c++)
    to[c] = (guint8) (sum[c] / (step * step));
}

/**
 * vireo_snapshot_picture_shrink:
 * @picture: what a guest's screen looks like
 * @width: that it has to have at most, about
 *
 * Returns: (transfer full): it, made smaller when it is a PPM image, else as it is
 */
GBytes *
vireo_snapshot_picture_shrink (GBytes *picture, guint width)
{
  gsize size;
  const char *data = g_bytes_get_data (picture, &size);
  guint old_width, old_height, new_width, new_height, step;
  gsize start;
  GByteArray *small;
  g_autofree char *head = NULL;

  if (!read_header (data, size, &old_width, &old_height, &start))
    return g_bytes_ref (picture);
  step = (old_width + width - 1) / width;
  new_width = old_width / step;
  new_height = old_height / step;
  if (step < 2 || new_height == 0)
    return g_bytes_ref (picture);

  small = g_byte_array_new ();
  head = g_strdup_printf ("P6\n%u %u\n255\n", new_width, new_height);
  g_byte_array_append (small, (const guint8 *) head, (guint) strlen (head));
  for (guint y = 0; y < new_height; y++)
    for (guint x = 0; x < new_width; x++)
      {
        guint8 dot[3];

        average ((const guint8 *) data + start, old_width, x * step, y * step, step, dot);
        g_byte_array_append (small, dot, 3);
      }
  return g_byte_array_free_to_bytes (small);
}

/**
 * vireo_snapshot_picture_shoot:
 *
 * Returns: (transfer full) (nullable): what the guest shows now; %NULL when it has no screen
 */
GBytes *
vireo_snapshot_picture_shoot (virDomainPtr handle)
{
  virStreamPtr stream = virStreamNew (virDomainGetConnect (handle), 0);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GBytes) whole = NULL;
  char *type = stream != NULL ? virDomainScreenshot (handle, stream, 0, 0) : NULL;
  gboolean fine = type != NULL && virStreamRecvAll (stream, collect, bytes) == 0
                  && virStreamFinish (stream) == 0;

  VIREO_ASSERT_WORKER ();
  free (type);
  if (stream != NULL)
    virStreamFree (stream);
  virResetLastError (); /* a snapshot is as good without */
  if (!fine || bytes->len == 0)
    return NULL;
  whole = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return vireo_snapshot_picture_shrink (whole, WIDTH);
}

/* --- keeping --- */

void
vireo_snapshot_picture_store (virDomainPtr handle, const char *name, GBytes *picture)
{
  g_autofree char *path = make_path_of (handle, name);
  g_autofree char *directory = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  VIREO_ASSERT_WORKER ();
  g_mkdir_with_parents (directory, 0700);
  if (!g_file_set_contents_full (path, g_bytes_get_data (picture, NULL),
                                 (gssize) g_bytes_get_size (picture),
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_message ("The picture of a snapshot cannot be kept: %s", error->message);
}

void
vireo_snapshot_picture_rename (virDomainPtr handle, const char *from, const char *to)
{
  g_autofree char *old = make_path_of (handle, from);
  g_autofree char *now = make_path_of (handle, to);

  VIREO_ASSERT_WORKER ();
  g_rename (old, now); /* there may be none */
}

void
vireo_snapshot_picture_remove (virDomainPtr handle, const char *name)
{
  g_autofree char *path = make_path_of (handle, name);

  VIREO_ASSERT_WORKER ();
  g_unlink (path);
}

/**
 * vireo_snapshot_picture_remove_all:
 * @uuid: of a VM that is gone
 */
void
vireo_snapshot_picture_remove_all (const char *uuid)
{
  g_autofree char *directory = make_directory (uuid);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  VIREO_ASSERT_WORKER ();
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
}

/* --- showing --- */

static void
load_on_worker (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  char *data;
  gsize size;
  GError *error = NULL;

  if (g_file_get_contents (path, &data, &size, &error))
    g_task_return_pointer (task, g_bytes_new_take (data, size), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_snapshot_picture_load_async:
 * @name: of a snapshot of @vm
 * @cancellable: (nullable): stops the wait
 * @callback: (scope async): runs on the main thread, always exactly once
 */
void
vireo_snapshot_picture_load_async (VireoVm *vm,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_snapshot_picture_load_async);
  g_task_set_task_data (task, make_path (vireo_vm_get_uuid (vm), name), g_free);
  vireo_worker_push (task, load_on_worker);
}

/**
 * vireo_snapshot_picture_load_finish:
 *
 * Returns: (transfer full) (nullable): the image file; %NULL when there is none
 */
GBytes *
vireo_snapshot_picture_load_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_snapshot_picture_load_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
