/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/console/vireo-vnc-session.h"

G_BEGIN_DECLS

GdkCursor *vireo_display_cursor_new (const VireoVncCursor *shape);

G_END_DECLS
