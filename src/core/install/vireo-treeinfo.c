/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/install/vireo-treeinfo.h"

void
vireo_treeinfo_clear (VireoTreeinfo *info)
{
  g_clear_pointer (&info->family, g_free);
  g_clear_pointer (&info->variant, g_free);
  g_clear_pointer (&info->version, g_free);
  g_clear_pointer (&info->arch, g_free);
}

/* Old files have all in [general]; new ones have that too, beside [release] and [tree]. */
static char *
get_either (GKeyFile *file, const char *key, const char *new_group, const char *new_key)
{
  char *value = g_key_file_get_string (file, "general", key, NULL);

  return value != NULL ? value : g_key_file_get_string (file, new_group, new_key, NULL);
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
}
