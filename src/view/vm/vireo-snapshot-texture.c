/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/model/vireo-snapshot-picture.h"
#include "view/vm/vireo-snapshot-texture.h"

typedef struct
{
  GBytes *bytes; /* (owned) (nullable) */
  guint width;
} Picture;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_clear_pointer (&picture->bytes, g_bytes_unref);
  g_free (picture);
}

/* Making a texture may be done on any thread. */
static void
decode_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Picture *picture = data;
  g_autoptr (GBytes) small = picture->width > 0
                                 ? vireo_snapshot_picture_shrink (picture->bytes, picture->width)
                                 : g_bytes_ref (picture->bytes);
  GError *error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (small, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Picture *picture = g_task_get_task_data (task);
  GError *error = NULL;

  picture->bytes = vireo_snapshot_picture_load_finish (VIREO_VM (source), result, &error);
  if (picture->bytes == NULL)
    g_task_return_error (task, error);
  else
    vireo_worker_push (task, decode_on_worker);
}

/**
 * vireo_snapshot_texture_load_async:
 * @name: of a snapshot of @vm
 * @width: about how wide it is shown; 0: as it is kept
 * @cancellable: (nullable): stops the wait
 * @callback: (scope async): runs on the main thread, always exactly once
 */
void
vireo_snapshot_texture_load_async (VireoVm *vm,
                                   const char *name,
                                   guint width,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task = g_task_new (vm, cancellable, callback, user_data);
  Picture *picture = g_new0 (Picture, 1);

  g_task_set_source_tag (task, vireo_snapshot_texture_load_async);
  picture->width = width;
  g_task_set_task_data (task, picture, picture_free);
  vireo_snapshot_picture_load_async (vm, name, cancellable, loaded, task);
}

/**
 * vireo_snapshot_texture_load_finish:
 *
 * Returns: (transfer full) (nullable): the picture; %NULL when there is none, or none that is known
 */
GdkTexture *
vireo_snapshot_texture_load_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
