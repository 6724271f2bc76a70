/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* One VNC session: gvnc on one side, the socket to the console on the other. */

typedef struct _VireoWorkerSession VireoWorkerSession;

VireoWorkerSession *vireo_worker_session_new (int fd, GMainLoop *loop);

G_END_DECLS
