/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gvnc.h>

G_BEGIN_DECLS

gboolean vireo_worker_choose_login (VncConnection *connection, GValueArray *offered,
                                    gboolean remote);
gboolean vireo_worker_choose_sub_login (VncConnection *connection, GValueArray *offered);

G_END_DECLS
