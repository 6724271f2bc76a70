/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a connection's address tells by itself.  Any thread. */

gboolean vireo_uri_is_local (const char *uri);

G_END_DECLS
