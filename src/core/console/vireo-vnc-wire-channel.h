/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* One end of the socket between a console and its worker.  Never waits: what the socket does not
 * take is queued.  Belongs to the thread whose main context it was made for. */

typedef struct _VireoWireChannel VireoWireChannel;

/* @fd: the descriptor that came with @message, -1 without one; taken over by the callee. */
typedef void (*VireoWireReceived) (const VireoWireMessage *message, int fd, gpointer user_data);
/* The other end is gone, broke the rules or takes nothing any more; called once, at the end. */
typedef void (*VireoWireBroken) (gpointer user_data);

VireoWireChannel *vireo_wire_channel_new (int fd, VireoWireDirection incoming, int priority,
                                          VireoWireReceived received, VireoWireBroken broken,
                                          gpointer user_data);
void              vireo_wire_channel_free (VireoWireChannel *self);
void              vireo_wire_channel_send (VireoWireChannel *self, const VireoWireMessage *message,
                                           int fd);
gboolean          vireo_wire_channel_has_backlog (VireoWireChannel *self);
void              vireo_wire_channel_flush (VireoWireChannel *self, guint wait);

G_END_DECLS
