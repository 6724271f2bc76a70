/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The way to a screen on a host that is reached by ssh, over the one connection to it (see
 * vireo-ssh.h).  Any thread, but see vireo_tunnel_open(). */

#define VIREO_TUNNEL_PATIENCE 120 /* s; somebody may have to type a password */

gboolean vireo_tunnel_is_needed (const char *uri);
int      vireo_tunnel_open (const char *uri, const char *address, GCancellable *cancellable,
                            GError **error);

G_END_DECLS
