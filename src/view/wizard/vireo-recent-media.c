/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-settings.h"
#include "view/wizard/vireo-recent-media.h"

#define KEY "recent-media"
#define MOST 6

static void
recent_media_free (gpointer data)
{
  VireoRecentMedia *recent = data;

  g_free (recent->path);
  g_free (recent->os_name);
  g_free (recent);
}

/**
 * vireo_recent_media_list:
 *
 * Files are not looked for: one that is gone says so when it is chosen.
 *
 * Returns: (transfer full) (element-type VireoRecentMedia): newest first, maybe none
 */
GPtrArray *
vireo_recent_media_list (void)
{
  g_autoptr (GSettings) settings = vireo_settings_new ();
  g_autoptr (GVariantIter) iter = NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func (recent_media_free);
  const char *path, *os_name;

  if (settings == NULL)
    return list;
  g_settings_get (settings, KEY, "a(ss)", &iter);
  while (g_variant_iter_next (iter, "(&s&s)", &path, &os_name))
    {
      VireoRecentMedia *recent = g_new0 (VireoRecentMedia, 1);

      recent->path = g_strdup (path);
      recent->os_name = g_strdup (os_name);
      g_ptr_array_add (list, recent);
    }
  return list;
}

/**
 * vireo_recent_media_add:
 * @path: of an image something is installed from now
 * @os_name: what was recognised in it
 */
void
vireo_recent_media_add (const char *path, const char *os_name)
{
  g_autoptr (GSettings) settings = vireo_settings_new ();
  g_autoptr (GPtrArray) list = vireo_recent_media_list ();
  GVariantBuilder builder;
  guint n = 1;

  if (settings == NULL || !g_utf8_validate (path, -1, NULL))
    return;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  g_variant_builder_add (&builder, "(ss)", path, os_name);
  for (guint i = 0; i < list->len && n < MOST; i++)
    {
      VireoRecentMedia *known = g_ptr_array_index (list, i);

      if (g_str_equal (known->path, path))
        continue;
      g_variant_builder_add (&builder, "(ss)", known->path, known->os_name);
      n++;
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}
