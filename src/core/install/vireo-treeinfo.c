/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/install/vireo-treeinfo.h"

void
vireo_treeinfo_clear (VireoTreeinfo *info)
{
  g_clear_pointer (&info->family, g_free);
  g_clear_pointer (&info->variant, g_free);
  g_clear_pointer (&info->version, g_free);
  g_clear_pointer (&info->arch, g_free);
  g_clear_pointer (&info->kernel, g_free);
  g_clear_pointer (&info->initrd, g_free);
}

/* Old files have all in [general]; new ones have that too, beside [release] and [tree]. */
static char *
get_either (GKeyFile *file, const char *key, const char *new_group, const char *new_key)
{
  char *value = g_key_file_get_string (file, "general", key, NULL);

  return value != NULL ? value : g_key_file_get_string (file, new_group, new_key, NULL);
}

static gboolean
is_inside (const char *path)
{
  return *path != '\0' && *path != '/' && strlen (path) < 512 && strstr (path, "..") == NULL
         && g_utf8_validate (path, -1, NULL);
}

/* A path of the group of the medium's own architecture. */
static char *
get_image (GKeyFile *file, const char *arch, const char *key)
{
  g_autofree char *group = g_strconcat ("images-", arch, NULL);
  g_autofree char *path = g_key_file_get_string (file, group, key, NULL);

  return path != NULL && is_inside (path) ? g_steal_pointer (&path) : NULL;
}

/**
 * vireo_treeinfo_parse:
 * @info: (out caller-allocates): filled; all %NULL when @text is no such file
 * @text: (nullable): the file
 */
void
vireo_treeinfo_parse (VireoTreeinfo *info, const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  *info = (VireoTreeinfo){ 0 };
  if (text == NULL || !g_key_file_load_from_data (file, text, -1, G_KEY_FILE_NONE, NULL))
    return;
  info->family = get_either (file, "family", "release", "name");
  info->variant = get_either (file, "variant", "tree", "variants");
  info->version = get_either (file, "version", "release", "version");
  info->arch = get_either (file, "arch", "tree", "arch");
  if (info->arch == NULL)
    return;
  info->kernel = get_image (file, info->arch, "kernel");
  info->initrd = get_image (file, info->arch, "initrd");
}
