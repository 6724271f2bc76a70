/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-session.h"
#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* What the files of the session share. */

/* Dropped while there is no worker. */
void _vireo_vnc_session_say (VireoVncSession *self, const VireoWireMessage *message);

G_END_DECLS
