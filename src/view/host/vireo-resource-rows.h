/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Rows of the host page, for gtk_list_box_bind_model(). */

GtkWidget *vireo_network_row_new (gpointer network, gpointer unused);
GtkWidget *vireo_pool_row_new (gpointer pool, gpointer unused);

G_END_DECLS
