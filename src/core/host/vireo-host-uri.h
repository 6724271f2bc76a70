/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Connection URIs: checked before libvirt sees them, named for people.  Any thread. */

gboolean vireo_host_uri_check (const char *uri, GError **error);
char    *vireo_host_uri_to_label (const char *uri);
char    *vireo_host_uri_build (const char *driver, const char *transport, const char *user,
                               const char *host, guint port, const char *path);
gboolean vireo_host_uri_is_local (const char *uri);

G_END_DECLS
