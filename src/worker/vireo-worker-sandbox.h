/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void vireo_worker_sandbox_enter (int keep_fd);

G_END_DECLS
