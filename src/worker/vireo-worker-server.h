/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gvnc.h>

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* What is said to a VNC server first, and what gvnc knows of it put into our words. */

extern const VncPixelFormat vireo_worker_pixel_format; /* 0x00RRGGBB in this machine's order */

void     vireo_worker_introduce (VncConnection *connection, gboolean remote);
void     vireo_worker_describe_cursor (VncCursor *cursor, VireoWireMessage *message);
void     vireo_worker_send_pointer (VncConnection *connection, guint16 *down,
                                    const VireoWireMessage *message);
void     vireo_worker_watch_leds (VncConnection *connection,
                                  void (*changed) (VncConnection *connection, gpointer data),
                                  gpointer data);
char    *vireo_worker_read_cut_text (const char *text);
gboolean vireo_worker_server_is_gone (int fd);

G_END_DECLS
