/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "view/common/vireo-graph-scale.h"

G_BEGIN_DECLS

/* Lines over time.  The pointer, or Left, Right, Home and End with the keyboard, choose a moment;
 * what the lines were then is told to screen readers, and to whoever shows it (a legend). */

#define VIREO_GRAPH_MAX_LINES 4

#define VIREO_TYPE_GRAPH (vireo_graph_get_type ())
G_DECLARE_FINAL_TYPE (VireoGraph, vireo_graph, VIREO, GRAPH, GtkWidget)

/* Property: title (what it shows, for screen readers).
 * Signal "moment-changed": time or the chosen moment moved, so other values are to be shown. */
GtkWidget  *vireo_graph_new (void);
void        vireo_graph_set_title (VireoGraph *self, const char *title);
void        vireo_graph_set_lines (VireoGraph *self, VireoGraphUnit unit,
                                   const char *const *names);
void        vireo_graph_set_span (VireoGraph *self, guint seconds);
void        vireo_graph_set_points (VireoGraph *self, guint n_points, const gint64 *at,
                                    const gint64 *times, const double *values, double end);

/* What is shown */
guint       vireo_graph_get_n_lines (VireoGraph *self);
double      vireo_graph_get_value (VireoGraph *self, guint line);   /* at the moment */
double      vireo_graph_get_highest (VireoGraph *self, guint line); /* NAN: none is known */
gboolean    vireo_graph_is_chosen (VireoGraph *self);   /* else the moment is the newest */
char       *vireo_graph_get_time_text (VireoGraph *self); /* (nullable): of the moment */

/* The look of a line, for its place in a legend */
void        vireo_graph_get_line_color (GtkWidget *widget, guint line, GdkRGBA *color);
void        vireo_graph_set_line_style (cairo_t *cr, guint line, const GdkRGBA *color);

G_END_DECLS
