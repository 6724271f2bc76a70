/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a graph looks.  What it shows is in vireo-graph.c. */

#include "config.h"

#include <math.h>

#include "view/common/vireo-graph-private.h"

#define LINE_WIDTH 1.75
#define DOT_RADIUS 3.5
#define ROWS 4      /* of the grid */
#define TEXT_GAP 3  /* between a text and the plot */
#define DIM 0.6f
#define GRID 0.14f
#define BASE 0.35f
#define FILL 0.14

/* From the palette of the theme, where each has enough contrast in the light and in the dark. */
static const char *const colors[VIREO_GRAPH_MAX_LINES]
    = { "accent_color", "warning_color", "success_color", "purple_2" };

/* Not by colour alone. */
static const double dashes[VIREO_GRAPH_MAX_LINES][4] = {
  { 0 }, { 5, 3 }, { 1.75, 2.5 }, { 8, 3, 1.75, 3 },
};
static const int n_dashes[VIREO_GRAPH_MAX_LINES] = { 0, 2, 2, 4 };

/**
 * vireo_graph_get_line_color:
 * @widget: where it is drawn
 * @line: which one
 * @color: (out): its colour in the theme of now
 */
void
vireo_graph_get_line_color (GtkWidget *widget, guint line, GdkRGBA *color)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (style, colors[line % VIREO_GRAPH_MAX_LINES], color))
    gtk_style_context_get_color (style, color);
}

void
vireo_graph_set_line_style (cairo_t *cr, guint line, const GdkRGBA *color)
{
  line %= VIREO_GRAPH_MAX_LINES;
  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dashes[line], n_dashes[line], 0);
}

static double
snap (double position, int scale)
{
  return round (position * scale) / scale;
}

/* Where the lines are, between the texts above and below. */
static void
get_plot (VireoGraph *self, graphene_rect_t *plot)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double text = _vireo_graph_get_text_height (self) + TEXT_GAP;

  graphene_rect_init (plot, 0, snap (text, scale), gtk_widget_get_width (GTK_WIDGET (self)),
                      snap (MAX (gtk_widget_get_height (GTK_WIDGET (self)) - 2 * text, 1), scale));
}

/**
 * _vireo_graph_get_x:
 *
 * Returns: where the time @at is; outside of the widget when it is too long ago
 */
double
_vireo_graph_get_x (VireoGraph *self, gint64 at)
{
  gint64 newest = self->n_points > 0 ? self->at[self->n_points - 1] : 0;

  return gtk_widget_get_width (GTK_WIDGET (self))
         * (1 - (double) (newest - at) / (double) self->span);
}

static double
get_y (VireoGraph *self, const graphene_rect_t *plot, double value)
{
  return plot->origin.y + plot->size.height * (1 - CLAMP (value / self->end, 0, 1));
}

static void
draw_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* One device pixel thick, on a device pixel. */
static void
draw_rows (VireoGraph *self, GtkSnapshot *snapshot, const graphene_rect_t *plot, GdkRGBA color)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  float alpha = color.alpha;

  for (guint i = 0; i <= ROWS; i++)
    {
      double y = snap (plot->origin.y + plot->size.height * i / ROWS, scale);

      if (i == ROWS)
        y -= 1.0 / scale;
      color.alpha = alpha * (i == ROWS ? BASE : GRID);
      gtk_snapshot_append_color (
          snapshot, &color,
          &GRAPHENE_RECT_INIT (0, (float) y, plot->size.width, 1.f / (float) scale));
    }
}

/* A line at each full minute of the clock, and its time below where there is room. */
static void
draw_minutes (VireoGraph *self, GtkSnapshot *snapshot, const graphene_rect_t *plot,
              const GdkRGBA *color)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  gint64 minute = 60 * G_USEC_PER_SEC;
  gint64 newest = self->n_points > 0 ? self->times[self->n_points - 1] : 0;
  GdkRGBA grid = *color, dim = *color;
  double last = plot->size.width;

  grid.alpha *= GRID;
  dim.alpha *= DIM;
  for (gint64 time = newest - newest % minute; newest > 0 && time > newest - self->span;
       time -= minute)
    {
      g_autofree char *text = _vireo_graph_time_to_text (time, "%H:%M");
      g_autoptr (PangoLayout) layout = _vireo_graph_new_layout (self, text);
      double x = snap (_vireo_graph_get_x (self, self->at[self->n_points - 1] - (newest - time)),
                       scale);
      int width;

      gtk_snapshot_append_color (
          snapshot, &grid,
          &GRAPHENE_RECT_INIT ((float) x, plot->origin.y, 1.f / (float) scale,
                               plot->size.height));
      pango_layout_get_pixel_size (layout, &width, NULL);
      if (x + width / 2.0 > last || x - width / 2.0 < 0)
        continue;
      draw_text (snapshot, layout, snap (x - width / 2.0, scale),
                 plot->origin.y + plot->size.height + TEXT_GAP, &dim);
      last = x - width * 1.5;
    }
}

static gboolean
is_value (VireoGraph *self, guint point, guint line)
{
  return self->values[point * self->n_lines + line] >= 0; /* not NAN either */
}

static void
trace_line (VireoGraph *self, cairo_t *cr, const graphene_rect_t *plot, guint line, gboolean fill)
{
  double bottom = plot->origin.y + plot->size.height, x = 0;
  gboolean up = TRUE; /* the pen */

  for (guint i = 0; i < self->n_points; i++)
    {
      gboolean known = is_value (self, i, line);

      if (!known && !up && fill)
        cairo_line_to (cr, x, bottom);
      if (!known)
        {
          up = TRUE;
          continue;
        }
      x = _vireo_graph_get_x (self, self->at[i]);
      if (up && fill)
        cairo_move_to (cr, x, bottom);
      if (up && !fill)
        cairo_move_to (cr, x, get_y (self, plot, self->values[i * self->n_lines + line]));
      /* One alone is a dot. */
      cairo_line_to (cr, up && !fill ? x + 0.01 : x,
                     get_y (self, plot, self->values[i * self->n_lines + line]));
      up = FALSE;
    }
  if (!up && fill)
    cairo_line_to (cr, x, bottom);
}

static void
draw_lines (VireoGraph *self, cairo_t *cr, const graphene_rect_t *plot)
{
  /* Half a line more, so that one at the very top or bottom is whole. */
  cairo_rectangle (cr, 0, plot->origin.y - LINE_WIDTH / 2, plot->size.width,
                   plot->size.height + LINE_WIDTH);
  cairo_clip (cr);
  /* The solid one first: where another runs along it, both are seen. */
  for (guint line = 0; line < self->n_lines; line++)
    {
      GdkRGBA color;

      vireo_graph_get_line_color (GTK_WIDGET (self), line, &color);
      if (line == 0)
        {
          trace_line (self, cr, plot, line, TRUE);
          cairo_set_source_rgba (cr, color.red, color.green, color.blue, FILL * color.alpha);
          cairo_fill (cr);
        }
      trace_line (self, cr, plot, line, FALSE);
      cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
      vireo_graph_set_line_style (cr, line, &color);
      cairo_stroke (cr);
    }
}

static void
draw_moment (VireoGraph *self, cairo_t *cr, const graphene_rect_t *plot, const GdkRGBA *color)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int point = _vireo_graph_get_moment (self);
  double x, width = 1.0 / scale;
  GdkRGBA dim = *color;

  if (point < 0 || !vireo_graph_is_chosen (self))
    return;
  /* The newest is at the very edge. */
  x = CLAMP (snap (_vireo_graph_get_x (self, self->at[point]), scale), 0, plot->size.width - width);
  dim.alpha *= DIM;
  gdk_cairo_set_source_rgba (cr, &dim);
  cairo_rectangle (cr, x, plot->origin.y, width, plot->size.height);
  cairo_fill (cr);
  for (guint line = 0; line < self->n_lines; line++)
    if (is_value (self, (guint) point, line))
      {
        GdkRGBA line_color;

        vireo_graph_get_line_color (GTK_WIDGET (self), line, &line_color);
        gdk_cairo_set_source_rgba (cr, &line_color);
        cairo_arc (cr, CLAMP (x, DOT_RADIUS, plot->size.width - DOT_RADIUS),
                   get_y (self, plot, self->values[(guint) point * self->n_lines + line]),
                   DOT_RADIUS, 0, 2 * G_PI);
        cairo_fill (cr);
      }
}

void
_vireo_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VireoGraph *self = VIREO_GRAPH (widget);
  g_autofree char *end = vireo_graph_scale_to_text (self->unit, self->end);
  g_autoptr (PangoLayout) layout = _vireo_graph_new_layout (self, end);
  graphene_rect_t plot, all;
  GdkRGBA color, dim;
  cairo_t *cr;

  get_plot (self, &plot);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  dim = color;
  dim.alpha *= DIM;
  draw_text (snapshot, layout, 0, 0, &dim);
  draw_rows (self, snapshot, &plot, color);
  draw_minutes (self, snapshot, &plot, &color);

  graphene_rect_init (&all, 0, plot.origin.y - (float) DOT_RADIUS, plot.size.width,
                      plot.size.height + 2 * (float) DOT_RADIUS);
  cr = gtk_snapshot_append_cairo (snapshot, &all);
  cairo_save (cr);
  draw_lines (self, cr, &plot);
  cairo_restore (cr);
  draw_moment (self, cr, &plot, &color);
  cairo_destroy (cr);
}
