/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gvnc.h>

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

gboolean vireo_worker_choose_login (VncConnection *connection, GValueArray *offered,
                                    gboolean remote);
gboolean vireo_worker_choose_sub_login (VncConnection *connection, GValueArray *offered);
gboolean vireo_worker_ask_credentials (VncConnection *connection, GValueArray *kinds,
                                       VireoWireMessage *ask);
void     vireo_worker_set_credentials (VncConnection *connection, const VireoWireMessage *message);

G_END_DECLS
