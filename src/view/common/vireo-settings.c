/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-settings.h"

/**
 * vireo_settings_new:
 *
 * GSettings ends the whole program when its schema is missing, as it is for a binary that was
 * only copied somewhere.  Such a program forgets, it need not die.
 *
 * Returns: (transfer full) (nullable): the settings, or %NULL when nothing can be remembered
 */
GSettings *
vireo_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, VIREO_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}
