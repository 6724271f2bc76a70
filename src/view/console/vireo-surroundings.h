/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What stands around a widget in its window, put away for the time of full screen. */

GPtrArray *vireo_surroundings_hide (GtkWidget *widget);
void       vireo_surroundings_show (GPtrArray *hidden);

G_END_DECLS
