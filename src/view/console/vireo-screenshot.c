/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "view/console/vireo-screenshot.h"

/**
 * vireo_screenshot_take:
 *
 * Returns: (transfer full): a copy of the pixels as they are now
 */
GdkTexture *
vireo_screenshot_take (VireoVncFrame *frame)
{
  gsize width = vireo_vnc_frame_get_width (frame), height = vireo_vnc_frame_get_height (frame);
  guint32 *copy = g_new (guint32, width * height);
  g_autoptr (GBytes) bytes = NULL;

  for (gsize y = 0; y < height; y++)
    {
      const guint8 *line = vireo_vnc_frame_get_pixels (frame) +
                           y * vireo_vnc_frame_get_stride (frame);

      memcpy (copy + y * width, line, width * 4);
      /* The top byte has no meaning there and is opacity here. */
      for (gsize x = 0; x < width; x++)
        copy[y * width + x] |= 0xff000000;
    }
  bytes = g_bytes_new_take (copy, width * height * 4);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, width * 4);
}

typedef struct
{
  GdkTexture *picture; /* (owned) */
  char *name;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->picture);
  g_free (saving->name);
  g_free (saving);
}

/* A name that is not taken: a second picture within the same second gets a number. */
static char *
choose_path (const char *name)
{
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *safe = g_strdelimit (g_strdup (name), "/", '-');
  char *path = NULL;

  if (folder == NULL)
    folder = g_get_home_dir ();
  g_mkdir_with_parents (folder, 0755);
  for (guint i = 1; path == NULL || g_file_test (path, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *file = i == 1 ? g_strdup_printf ("%s %s.png", safe, time)
                                     : g_strdup_printf ("%s %s (%u).png", safe, time, i);

      g_free (path);
      path = g_build_filename (folder, file, NULL);
    }
  return path;
}

static void
save_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  g_autofree char *path = choose_path (saving->name);
  g_autoptr (GBytes) bytes = gdk_texture_save_to_png_bytes (saving->picture);
  GError *error = NULL;

  if (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error))
    g_task_return_pointer (task, g_steal_pointer (&path), g_free);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_screenshot_save_async:
 * @picture: from vireo_screenshot_take()
 * @name: of the VM
 *
 * Saves it as a PNG among the user's pictures.
 */
void
vireo_screenshot_save_async (GdkTexture *picture, const char *name, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Saving *saving = g_new0 (Saving, 1);

  saving->picture = g_object_ref (picture);
  saving->name = g_strdup (name);
  g_task_set_source_tag (task, vireo_screenshot_save_async);
  g_task_set_task_data (task, saving, saving_free);
  vireo_worker_spawn (task, save_on_worker);
}

/**
 * vireo_screenshot_save_finish:
 *
 * Returns: (transfer full) (nullable): the file's path; %NULL with @error set
 */
char *
vireo_screenshot_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
