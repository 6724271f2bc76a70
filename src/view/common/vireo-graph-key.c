/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-graph-key.h"
#include "view/common/vireo-graph.h"

#define WIDTH 22
#define HEIGHT 8

struct _VireoGraphKey
{
  GtkWidget parent_instance;

  guint line;
};

G_DEFINE_FINAL_TYPE (VireoGraphKey, vireo_graph_key, GTK_TYPE_WIDGET)

static void
vireo_graph_key_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
vireo_graph_key_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  GdkRGBA color;

  vireo_graph_get_line_color (widget, VIREO_GRAPH_KEY (widget)->line, &color);
  vireo_graph_set_line_style (cr, VIREO_GRAPH_KEY (widget)->line, &color);
  cairo_move_to (cr, 0, height / 2.0);
  cairo_line_to (cr, width, height / 2.0);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
vireo_graph_key_class_init (VireoGraphKeyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = vireo_graph_key_measure;
  widget_class->snapshot = vireo_graph_key_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vireo_graph_key_init (VireoGraphKey *self)
{
}

GtkWidget *
vireo_graph_key_new (guint line)
{
  VireoGraphKey *self = g_object_new (VIREO_TYPE_GRAPH_KEY, "valign", GTK_ALIGN_CENTER, NULL);

  self->line = line;
  return GTK_WIDGET (self);
}
