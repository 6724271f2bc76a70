/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a graph shows and which moment is chosen.  How it looks is in vireo-graph-draw.c. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "view/common/vireo-graph-private.h"

#define MIN_WIDTH 200
#define NATURAL_WIDTH 380
#define HEIGHT 150
#define SPAN_S 300

enum
{
  PROP_TITLE = 1,
  N_PROPS
};

enum
{
  MOMENT_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoGraph, vireo_graph, GTK_TYPE_WIDGET)

/* Words */

char *
_vireo_graph_time_to_text (gint64 time, const char *format)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return g_date_time_format (local, format);
}

PangoLayout *
_vireo_graph_new_layout (VireoGraph *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  return layout;
}

int
_vireo_graph_get_text_height (VireoGraph *self)
{
  g_autoptr (PangoLayout) layout = _vireo_graph_new_layout (self, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

/* The moment */

/* The point nearest to @at; there is one at least. */
static guint
find_point (VireoGraph *self, gint64 at)
{
  guint found = 0;

  for (guint i = 1; i < self->n_points; i++)
    if (ABS (self->at[i] - at) < ABS (self->at[found] - at))
      found = i;
  return found;
}

/* What the pointer is at goes before what the keyboard chose. */
int
_vireo_graph_get_moment (VireoGraph *self)
{
  gint64 at = self->pointed != 0 ? self->pointed : self->chosen;

  if (self->n_points == 0)
    return -1;
  if (at == 0 || at == G_MAXINT64)
    return (int) self->n_points - 1;
  return (int) find_point (self, at);
}

gboolean
vireo_graph_is_chosen (VireoGraph *self)
{
  return self->n_points > 0 && (self->pointed != 0 || self->chosen != 0);
}

/**
 * vireo_graph_get_value:
 *
 * Returns: of @line, at the moment that was chosen, or else the newest
 */
double
vireo_graph_get_value (VireoGraph *self, guint line)
{
  int point = _vireo_graph_get_moment (self);

  return point >= 0 && line < self->n_lines ? self->values[(guint) point * self->n_lines + line]
                                            : NAN;
}

double
vireo_graph_get_highest (VireoGraph *self, guint line)
{
  double highest = NAN;

  for (guint i = 0; i < self->n_points && line < self->n_lines; i++)
    {
      double value = self->values[i * self->n_lines + line];

      if (value >= 0 && !(value <= highest))
        highest = value;
    }
  return highest;
}

char *
vireo_graph_get_time_text (VireoGraph *self)
{
  int point = _vireo_graph_get_moment (self);

  return point >= 0 ? _vireo_graph_time_to_text (self->times[point], "%H:%M:%S") : NULL;
}

/* "10:15:30: Read 12.3 MiB/s, Written 0 bytes/s" */
static char *
describe (VireoGraph *self)
{
  g_autofree char *time = vireo_graph_get_time_text (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_lines; i++)
    {
      g_autofree char *value
          = vireo_graph_scale_to_text (self->unit, vireo_graph_get_value (self, i));

      if (i > 0)
        g_string_append (text, ", ");
      g_string_append_printf (text, "%s %s", self->names[i], value);
    }
  if (time != NULL)
    {
      g_string_prepend (text, ": ");
      g_string_prepend (text, time);
    }
  return g_string_free (text, FALSE);
}

static void
moment_changed (VireoGraph *self)
{
  g_autofree char *text = describe (self);
  int point = _vireo_graph_get_moment (self);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
      GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
      GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) (MAX (self->n_points, 1) - 1),
      GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) MAX (point, 0), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[MOMENT_CHANGED], 0);
}

/* By keyboard */

static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer unused)
{
  VireoGraph *self = VIREO_GRAPH (widget);
  int last = (int) self->n_points - 1, steps, point;

  if (last < 0)
    return FALSE;
  g_variant_get (arguments, "(i)", &steps);
  point = CLAMP (_vireo_graph_get_moment (self) + (self->chosen != 0 ? steps : MIN (steps, 0)), 0,
                 last);
  if (steps == G_MAXINT)
    point = last;
  else if (steps == G_MININT)
    point = 0;
  /* At the end it goes on with the time. */
  self->chosen = point == last ? G_MAXINT64 : self->at[point];
  self->pointed = 0;
  moment_changed (self);
  return TRUE;
}

static gboolean
let_go_cb (GtkWidget *widget, GVariant *arguments, gpointer unused)
{
  VireoGraph *self = VIREO_GRAPH (widget);

  if (self->chosen == 0)
    return FALSE;
  self->chosen = 0;
  moment_changed (self);
  return TRUE;
}

static void
focus_left_cb (VireoGraph *self)
{
  if (self->chosen == 0)
    return;
  self->chosen = 0;
  moment_changed (self);
}

static void
add_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key, keypad;
    int steps;
  } keys[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1 },
    { GDK_KEY_Home, GDK_KEY_KP_Home, G_MININT },
    { GDK_KEY_End, GDK_KEY_KP_End, G_MAXINT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (klass, keys[i].key, 0, step_cb, "(i)", keys[i].steps);
      gtk_widget_class_add_binding (klass, keys[i].keypad, 0, step_cb, "(i)", keys[i].steps);
    }
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, let_go_cb, NULL);
}

/* By pointer */

static void
point_at (VireoGraph *self, gint64 at)
{
  if (self->pointed == at)
    return;
  self->pointed = at;
  moment_changed (self);
}

static void
motion_cb (VireoGraph *self, double x)
{
  guint found = 0;

  if (self->n_points == 0)
    return;
  for (guint i = 1; i < self->n_points; i++)
    if (fabs (_vireo_graph_get_x (self, self->at[i]) - x)
        < fabs (_vireo_graph_get_x (self, self->at[found]) - x))
      found = i;
  point_at (self, self->at[found]);
}

static void
leave_cb (VireoGraph *self)
{
  point_at (self, 0);
}

static void
pressed_cb (VireoGraph *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
add_controllers (VireoGraph *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/* The widget */

static void
vireo_graph_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : HEIGHT;
}

static void
vireo_graph_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    g_value_set_string (value, VIREO_GRAPH (object)->title);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_graph_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    vireo_graph_set_title (VIREO_GRAPH (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_graph_finalize (GObject *object)
{
  VireoGraph *self = VIREO_GRAPH (object);

  g_free (self->title);
  g_strfreev (self->names);
  g_free (self->at);
  g_free (self->times);
  g_free (self->values);
  G_OBJECT_CLASS (vireo_graph_parent_class)->finalize (object);
}

static void
vireo_graph_class_init (VireoGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_graph_get_property;
  object_class->set_property = vireo_graph_set_property;
  object_class->finalize = vireo_graph_finalize;
  widget_class->measure = vireo_graph_measure;
  widget_class->snapshot = _vireo_graph_snapshot;

  props[PROP_TITLE]
      = g_param_spec_string ("title", NULL, NULL, NULL,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MOMENT_CHANGED] = g_signal_new ("moment-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "vireograph");
  /* One chooses a value of it, a moment, with the keys of a slider. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  add_keys (widget_class);
}

static void
vireo_graph_init (VireoGraph *self)
{
  self->span = SPAN_S * G_USEC_PER_SEC;
  self->names = g_new0 (char *, 1);
  self->end = vireo_graph_scale_end (self->unit, NAN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
}

GtkWidget *
vireo_graph_new (void)
{
  return g_object_new (VIREO_TYPE_GRAPH, NULL);
}

void
vireo_graph_set_title (VireoGraph *self, const char *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL ? title : "", -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
}

/**
 * vireo_graph_set_span:
 * @seconds: from the left to the right
 */
void
vireo_graph_set_span (VireoGraph *self, guint seconds)
{
  self->span = (gint64) MAX (seconds, 1) * G_USEC_PER_SEC;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vireo_graph_set_lines:
 * @unit: of all of them
 * @names: (array zero-terminated): translated; at most %VIREO_GRAPH_MAX_LINES
 *
 * The points of before go.
 */
void
vireo_graph_set_lines (VireoGraph *self, VireoGraphUnit unit, const char *const *names)
{
  g_strfreev (self->names);
  self->names = g_strdupv ((char **) names);
  self->n_lines = g_strv_length (self->names);
  self->unit = unit;
  vireo_graph_set_points (self, 0, NULL, NULL, NULL, 0);
}

guint
vireo_graph_get_n_lines (VireoGraph *self)
{
  return self->n_lines;
}

/**
 * vireo_graph_set_points:
 * @n_points: how many moments
 * @at: (array length=n_points): µs, monotonic, oldest first
 * @times: (array length=n_points): µs, by the clock on the wall
 * @values: of each point, a value of each line; a line has a gap where it is NAN (not known) or
 *   %VIREO_GRAPH_NONE
 * @end: where the axis ends, or is to end at least; 0: as the values want it
 */
void
vireo_graph_set_points (VireoGraph *self, guint n_points, const gint64 *at, const gint64 *times,
                        const double *values, double end)
{
  double highest = end;

  g_free (self->at);
  g_free (self->times);
  g_free (self->values);
  self->n_points = n_points;
  self->at = g_memdup2 (at, sizeof *at * n_points);
  self->times = g_memdup2 (times, sizeof *times * n_points);
  self->values = g_memdup2 (values, sizeof *values * n_points * self->n_lines);
  for (guint i = 0; i < self->n_lines; i++)
    {
      double line = vireo_graph_get_highest (self, i);

      if (line > highest)
        highest = line;
    }
  self->end = vireo_graph_scale_end (self->unit, highest);
  moment_changed (self);
}
