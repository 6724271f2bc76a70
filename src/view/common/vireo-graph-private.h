/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-graph.h"

G_BEGIN_DECLS

/* For vireo-graph*.c only. */

struct _VireoGraph
{
  GtkWidget parent_instance;

  char *title; /* (owned) */
  VireoGraphUnit unit;
  GStrv names; /* (owned): of the lines */
  guint n_lines;
  gint64 span; /* µs from left to right */
  double end;  /* where the axis ends */

  guint n_points;
  gint64 *at;     /* (owned): µs, monotonic, oldest first */
  gint64 *times;  /* (owned): µs, by the clock on the wall */
  double *values; /* (owned): n_lines of each point */

  gint64 chosen;  /* by keyboard: µs, as at; 0: none; G_MAXINT64: the newest, whichever that is */
  gint64 pointed; /* by pointer; 0: none */
};

/* vireo-graph.c */
int          _vireo_graph_get_moment (VireoGraph *self); /* -1: there are no points */
PangoLayout *_vireo_graph_new_layout (VireoGraph *self, const char *text);
int          _vireo_graph_get_text_height (VireoGraph *self);
char        *_vireo_graph_time_to_text (gint64 time, const char *format);

/* vireo-graph-draw.c */
void         _vireo_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot);
double       _vireo_graph_get_x (VireoGraph *self, gint64 at);

G_END_DECLS
