/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps cairo's shared memory with the X server from one frame to the next.  See the .c. */

void vireo_shm_pool_serve (GtkNative *native);

G_END_DECLS
