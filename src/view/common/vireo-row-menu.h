/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Menus of rows, of which there may be a hundred: a popover is a window of its own, so one is made
 * when it is opened and not with the row. */

void vireo_row_menu_bind (GtkMenuButton *button, GMenuModel *menu);

G_END_DECLS
