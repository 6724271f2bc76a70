/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/stats/vireo-stats-series.h"
#include "view/common/vireo-graph-key.h"
#include "view/common/vireo-graph.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-perf-card.h"

#define MAX_LINES VIREO_GRAPH_MAX_LINES

typedef struct
{
  const char *name;
  guint stat;
  guint events; /* a stat: while it is 0 there is nothing to measure; 0: none */
} Line;

typedef struct
{
  const char *title; /* of the choice; NULL: there is no choice */
  VireoGraphUnit unit;
  Line lines[MAX_LINES];
} View;

typedef struct
{
  const char *name;
  const char *title;
  View views[3];
} Kind;

#define DISK(stat) (VIREO_STAT_DISK + VIREO_DISK_##stat)
#define NIC(stat) (VIREO_STAT_NIC + VIREO_NIC_##stat)

static const Kind kinds[] = {
  { "cpu", N_ ("Processor"), { {
      NULL, VIREO_GRAPH_PERCENT, {
        /* Translators: all virtual processors of a VM together */
        { N_ ("All vCPUs"), VIREO_STAT_CPU, 0 },
      } } } },
  { "memory", N_ ("Memory"), { {
      NULL, VIREO_GRAPH_BYTES, {
        /* Translators: memory that the guest's programs take */
        { NC_ ("memory", "Used"), VIREO_STAT_MEMORY_USED, 0 },
        /* Translators: memory of the guest that holds files */
        { NC_ ("memory", "Cached"), VIREO_STAT_MEMORY_CACHED, 0 },
        /* Translators: memory that the guest has been given (balloon) */
        { NC_ ("memory", "Balloon"), VIREO_STAT_MEMORY_BALLOON, 0 },
        /* Translators: memory of the host that the virtual machine takes */
        { NC_ ("memory", "On the host"), VIREO_STAT_MEMORY_HOST, 0 },
      } } } },
  { "disk", N_ ("Disks"), {
    { N_ ("Rate"), VIREO_GRAPH_BYTES_PER_SECOND, {
        { NC_ ("rate", "Read"), DISK (READ), 0 },
        { NC_ ("rate", "Written"), DISK (WRITTEN), 0 },
      } },
    { N_ ("Requests"), VIREO_GRAPH_PER_SECOND, {
        { NC_ ("rate", "Reads"), DISK (READ_REQUESTS), 0 },
        { NC_ ("rate", "Writes"), DISK (WRITE_REQUESTS), 0 },
      } },
    /* Translators: how long a disk takes to answer */
    { N_ ("Latency"), VIREO_GRAPH_SECONDS, {
        { NC_ ("rate", "Reads"), DISK (READ_LATENCY), DISK (READ_REQUESTS) },
        { NC_ ("rate", "Writes"), DISK (WRITE_LATENCY), DISK (WRITE_REQUESTS) },
      } },
  } },
  { "network", N_ ("Network"), {
    { N_ ("Rate"), VIREO_GRAPH_BYTES_PER_SECOND, {
        { NC_ ("rate", "Received"), NIC (RECEIVED), 0 },
        { NC_ ("rate", "Sent"), NIC (SENT), 0 },
      } },
    { N_ ("Packets"), VIREO_GRAPH_PER_SECOND, {
        { NC_ ("rate", "Received"), NIC (RECEIVED_PACKETS), 0 },
        { NC_ ("rate", "Sent"), NIC (SENT_PACKETS), 0 },
        /* Translators: packets that were thrown away */
        { NC_ ("rate", "Dropped"), NIC (DROPS), 0 },
      } },
  } },
};

struct _VireoPerfCard
{
  GtkBox parent_instance;

  const Kind *kind;
  guint view;        /* which of it */
  GPtrArray *points; /* (owned) (nullable): of VireoStatsPoint */

  GtkLabel *title;
  GtkDropDown *choice;
  VireoGraph *graph;
  GtkGrid *legend;
  GtkLabel *when;
  GtkLabel *values[MAX_LINES];  /* with the view */
  GtkLabel *highest[MAX_LINES]; /* with the view */
};

enum
{
  PROP_KIND = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoPerfCard, vireo_perf_card, GTK_TYPE_BOX)

static guint
count_lines (const View *view)
{
  guint n = 0;

  while (n < MAX_LINES && view->lines[n].name != NULL)
    n++;
  return n;
}

static const char *
get_line_name (const Kind *kind, const Line *line)
{
  const char *context = "rate";

  if (g_str_equal (kind->name, "cpu"))
    return _ (line->name);
  if (g_str_equal (kind->name, "memory"))
    context = "memory";
  return g_dpgettext2 (GETTEXT_PACKAGE, context, line->name);
}

/* What the graph gets */

static double
get_value (const VireoStatsPoint *point, const Line *line)
{
  double value = point->values[line->stat];

  if (isnan (value) && line->events != 0 && point->values[line->events] == 0)
    return VIREO_GRAPH_NONE;
  return value;
}

static void
update_points (VireoPerfCard *self)
{
  const View *view = &self->kind->views[self->view];
  guint n_lines = count_lines (view);
  guint n_points = self->points != NULL ? self->points->len : 0;
  g_autofree gint64 *at = g_new (gint64, n_points);
  g_autofree gint64 *times = g_new (gint64, n_points);
  g_autofree double *values = g_new (double, n_points * n_lines);

  for (guint i = 0; i < n_points; i++)
    {
      const VireoStatsPoint *point = self->points->pdata[i];

      at[i] = point->at;
      times[i] = point->time;
      for (guint k = 0; k < n_lines; k++)
        values[i * n_lines + k] = get_value (point, &view->lines[k]);
    }
  vireo_graph_set_points (self->graph, n_points, at, times, values, 0);
}

/* The legend */

static GtkLabel *
add_cell (VireoPerfCard *self, int column, int row, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 1 ? 0 : 1);
  gtk_widget_set_hexpand (label, column == 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), column == 1 ? PANGO_ELLIPSIZE_END
                                                          : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), column == 1 ? 6 : 11);
  gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (self->legend, label, column, row, 1, 1);
  return GTK_LABEL (label);
}

static void
make_legend (VireoPerfCard *self)
{
  const View *view = &self->kind->views[self->view];

  for (int row = MAX_LINES; row > 0; row--)
    if (gtk_grid_get_child_at (self->legend, 0, row) != NULL)
      gtk_grid_remove_row (self->legend, row);
  for (guint i = 0; i < count_lines (view); i++)
    {
      int row = (int) i + 1;

      gtk_grid_attach (self->legend, vireo_graph_key_new (i), 0, row, 1, 1);
      add_cell (self, 1, row, get_line_name (self->kind, &view->lines[i]));
      self->values[i] = add_cell (self, 2, row, "");
      self->highest[i] = add_cell (self, 3, row, "");
      gtk_widget_add_css_class (GTK_WIDGET (self->highest[i]), "dim-label");
    }
}

static void
moment_cb (VireoPerfCard *self)
{
  const View *view = self->kind != NULL ? &self->kind->views[self->view] : NULL;
  g_autofree char *time = vireo_graph_get_time_text (self->graph);

  /* Translators: heads a column of the newest values */
  gtk_label_set_label (self->when,
                       vireo_graph_is_chosen (self->graph) ? time : C_ ("values", "Now"));
  for (guint i = 0; view != NULL && i < vireo_graph_get_n_lines (self->graph); i++)
    {
      g_autofree char *value
          = vireo_graph_scale_to_text (view->unit, vireo_graph_get_value (self->graph, i));
      g_autofree char *highest
          = vireo_graph_scale_to_text (view->unit, vireo_graph_get_highest (self->graph, i));

      gtk_label_set_label (self->values[i], value);
      gtk_label_set_label (self->highest[i], highest);
    }
}

static void
show_view (VireoPerfCard *self)
{
  const View *view = &self->kind->views[self->view];
  const char *names[MAX_LINES + 1] = { NULL };
  g_autofree char *title = NULL;

  for (guint i = 0; i < count_lines (view); i++)
    names[i] = get_line_name (self->kind, &view->lines[i]);
  if (view->title != NULL)
    /* Translators: what a graph shows, as "Disks: Latency" */
    title = g_strdup_printf (_ ("%s: %s"), _ (self->kind->title), _ (view->title));
  make_legend (self);
  vireo_graph_set_title (self->graph, title != NULL ? title : _ (self->kind->title));
  vireo_graph_set_lines (self->graph, view->unit, names);
  update_points (self);
}

static void
choice_cb (VireoPerfCard *self)
{
  guint selected = gtk_drop_down_get_selected (self->choice);

  if (self->kind == NULL || selected == GTK_INVALID_LIST_POSITION || selected == self->view)
    return;
  self->view = selected;
  show_view (self);
}

static void
set_kind (VireoPerfCard *self, const char *name)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].name, name) == 0)
      self->kind = &kinds[i];
  g_return_if_fail (self->kind != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->kind->views); i++)
    if (self->kind->views[i].title != NULL)
      gtk_string_list_append (choices, _ (self->kind->views[i].title));
  gtk_label_set_label (self->title, _ (self->kind->title));
  gtk_widget_set_visible (GTK_WIDGET (self->choice),
                          g_list_model_get_n_items (G_LIST_MODEL (choices)) > 0);
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (choices));
  show_view (self);
}

static void
vireo_perf_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoPerfCard *self = VIREO_PERF_CARD (object);

  if (id == PROP_KIND)
    g_value_set_string (value, self->kind != NULL ? self->kind->name : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_perf_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_KIND)
    set_kind (VIREO_PERF_CARD (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_perf_card_dispose (GObject *object)
{
  VireoPerfCard *self = VIREO_PERF_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_PERF_CARD);
  g_clear_pointer (&self->points, g_ptr_array_unref);
  G_OBJECT_CLASS (vireo_perf_card_parent_class)->dispose (object);
}

static void
vireo_perf_card_class_init (VireoPerfCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_perf_card_get_property;
  object_class->set_property = vireo_perf_card_set_property;
  object_class->dispose = vireo_perf_card_dispose;

  props[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (VIREO_TYPE_GRAPH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vireovm/Vireo/vm/vireo-perf-card.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoPerfCard, title);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfCard, choice);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfCard, graph);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfCard, legend);
  gtk_widget_class_bind_template_child (widget_class, VireoPerfCard, when);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, moment_cb);
}

static void
vireo_perf_card_init (VireoPerfCard *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_graph_set_span (self->graph, VIREO_STATS_KEPT_S);
}

/**
 * vireo_perf_card_set_points:
 * @points: (nullable) (element-type VireoStatsPoint): oldest first; not changed any more
 */
void
vireo_perf_card_set_points (VireoPerfCard *self, GPtrArray *points)
{
  if (points != NULL)
    g_ptr_array_ref (points);
  g_clear_pointer (&self->points, g_ptr_array_unref);
  self->points = points;
  update_points (self);
}
