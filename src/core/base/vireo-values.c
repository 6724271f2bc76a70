/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-values.h"

gboolean
vireo_take_number (guint *field, guint value)
{
  gboolean changed = *field != value;

  *field = value;
  return changed;
}

gboolean
vireo_take_flag (gboolean *field, const GValue *value)
{
  return vireo_take_number ((guint *) field, (guint) g_value_get_boolean (value));
}

/**
 * vireo_take_text:
 * @field: (inout) (nullable): owned text, which is replaced
 */
gboolean
vireo_take_text (char **field, const GValue *value)
{
  if (g_strcmp0 (*field, g_value_get_string (value)) == 0)
    return FALSE;
  g_free (*field);
  *field = g_value_dup_string (value);
  return TRUE;
}
