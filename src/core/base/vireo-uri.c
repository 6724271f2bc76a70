/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-uri.h"

/**
 * vireo_uri_is_local:
 *
 * Returns: whether the daemon behind @uri runs on this machine
 */
gboolean
vireo_uri_is_local (const char *uri)
{
  g_autoptr (GUri) parsed
      = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;

  return parsed != NULL && (host == NULL || *host == '\0');
}
