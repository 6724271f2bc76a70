/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A piece of a graph's line, for its legend. */

#define VIREO_TYPE_GRAPH_KEY (vireo_graph_key_get_type ())
G_DECLARE_FINAL_TYPE (VireoGraphKey, vireo_graph_key, VIREO, GRAPH_KEY, GtkWidget)

GtkWidget *vireo_graph_key_new (guint line);

G_END_DECLS
