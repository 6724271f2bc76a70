/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void vireo_console_menus_bind (GtkMenuButton *keys, GtkMenuButton *picture);

G_END_DECLS
