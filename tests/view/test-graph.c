/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph under keys and pointer, and on the screen in both themes. */

#include <gdk/x11/gdkx.h>
#include <math.h>

#include "view/common/vireo-graph.h"
#include "vireo-test-view.h"

#define WIDTH 600
#define N_POINTS 5

typedef struct
{
  GtkWidget *window;
  VireoGraph *graph;
  guint n_moved;
} Fixture;

static const char *const names[] = { "Read", "Written", NULL };
static const double values[N_POINTS][2] = {
  { 100, 0 }, { 200, 10 }, { 300, VIREO_GRAPH_NONE }, { NAN, 30 }, { 2048, 40 },
};

/* The points from @first on, a minute apart, the last one now. */
static void
set_points (Fixture *f, guint first, guint n)
{
  gint64 at[N_POINTS] = { 0 }, times[N_POINTS] = { 0 };

  for (guint i = 0; i < n; i++)
    {
      at[i] = (gint64) (first + i + 10) * 60 * G_USEC_PER_SEC;
      times[i] = at[i] + G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
    }
  vireo_graph_set_points (f->graph, n, at, times, values[first], 0);
}

static void
note_moved (Fixture *f)
{
  f->n_moved++;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->window = adw_window_new ();
  f->graph = VIREO_GRAPH (vireo_graph_new ());
  g_signal_connect_swapped (f->graph, "moment-changed", G_CALLBACK (note_moved), f);
  vireo_graph_set_title (f->graph, "Disks");
  vireo_graph_set_lines (f->graph, VIREO_GRAPH_BYTES_PER_SECOND, names);
  gtk_window_set_default_size (GTK_WINDOW (f->window), WIDTH, 300);
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->graph));
  gtk_window_present (GTK_WINDOW (f->window));
  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->graph)) > 1);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
}

static void
tool (const char *first, const char *second, const char *third)
{
  const char *argv[] = { "xdotool", first, second, third, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
get_root_point (Fixture *f, double x, double y, int *root_x, int *root_y)
{
  Display *display = gdk_x11_display_get_xdisplay (gtk_widget_get_display (f->window));
  Window window = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (f->window)));
  graphene_point_t at;
  double native_x, native_y;
  Window child;

  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (f->graph), f->window,
                                           &GRAPHENE_POINT_INIT ((float) x, (float) y), &at));
  gtk_native_get_surface_transform (GTK_NATIVE (f->window), &native_x, &native_y);
  XTranslateCoordinates (display, window, DefaultRootWindow (display), (int) (at.x + native_x),
                         (int) (at.y + native_y), root_x, root_y, &child);
}

static void
point_to (Fixture *f, double x, double y)
{
  g_autofree char *text_x = NULL, *text_y = NULL;
  int root_x, root_y;

  get_root_point (f, x, y, &root_x, &root_y);
  text_x = g_strdup_printf ("%d", root_x);
  text_y = g_strdup_printf ("%d", root_y);
  tool ("mousemove", text_x, text_y);
}

static gulong
get_pixel (Fixture *f, double x, double y)
{
  Display *display = gdk_x11_display_get_xdisplay (gtk_widget_get_display (f->window));
  int root_x, root_y;
  XImage *image;
  gulong pixel;

  get_root_point (f, x, y, &root_x, &root_y);
  image = XGetImage (display, DefaultRootWindow (display), root_x, root_y, 1, 1, AllPlanes,
                     ZPixmap);
  pixel = XGetPixel (image, 0, 0) & 0xffffff;
  XDestroyImage (image);
  return pixel;
}

static gboolean
is_described (Fixture *f, const char *words)
{
  g_autofree char *time = vireo_graph_get_time_text (f->graph);
  g_autofree char *text = g_strdup_printf ("%s: %s", time, words);
  g_autofree char *differs = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (f->graph), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
  g_autofree char *value_differs = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (f->graph), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text);

  return differs == NULL && value_differs == NULL;
}

static void
test_keys_choose_a_moment (Fixture *f, gconstpointer unused)
{
  set_points (f, 0, 4);
  g_assert_false (vireo_graph_is_chosen (f->graph));
  g_assert_true (is_described (f, "Read not known, Written 30 bytes/s"));
  point_to (f, 0, -20); /* out of the way */
  gtk_widget_grab_focus (GTK_WIDGET (f->graph));
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));

  tool ("key", "Left", NULL);
  vireo_test_wait (vireo_graph_get_value (f->graph, 0) == 300);
  g_assert_true (vireo_graph_is_chosen (f->graph));
  g_assert_true (is_described (f, "Read 300 bytes/s, Written none"));
  tool ("key", "Home", NULL);
  vireo_test_wait (vireo_graph_get_value (f->graph, 0) == 100);
  tool ("key", "Left", NULL); /* there is nothing before */
  tool ("key", "Right", NULL);
  vireo_test_wait (vireo_graph_get_value (f->graph, 0) == 200);

  /* The moment stays while time goes on, and at the end goes with it. */
  set_points (f, 1, 4);
  g_assert_cmpfloat (vireo_graph_get_value (f->graph, 0), ==, 200);
  tool ("key", "End", NULL);
  vireo_test_wait (vireo_graph_get_value (f->graph, 0) == 2048);
  set_points (f, 0, 3);
  g_assert_cmpfloat (vireo_graph_get_value (f->graph, 0), ==, 300);
  g_assert_true (vireo_graph_is_chosen (f->graph));
  tool ("key", "Escape", NULL);
  vireo_test_wait (!vireo_graph_is_chosen (f->graph));
}

static void
test_the_pointer_is_at_a_moment (Fixture *f, gconstpointer unused)
{
  double width = gtk_widget_get_width (GTK_WIDGET (f->graph));

  set_points (f, 0, 5);
  /* Five minutes wide, the newest at the right. */
  point_to (f, width * 2.9 / 5, 100);
  point_to (f, width * 3.05 / 5, 100);
  vireo_test_wait (vireo_graph_is_chosen (f->graph));
  vireo_test_wait (vireo_graph_get_value (f->graph, 0) == 300);
  point_to (f, width * 1.1 / 5, 100);
  vireo_test_wait (vireo_graph_get_value (f->graph, 0) == 100);
  tool ("mousemove", "1270", "890");
  vireo_test_wait (!vireo_graph_is_chosen (f->graph));
  g_assert_cmpfloat (vireo_graph_get_value (f->graph, 0), ==, 2048);
}

static void
test_the_highest_is_of_what_is_shown (Fixture *f, gconstpointer unused)
{
  set_points (f, 0, 5);
  g_assert_cmpfloat (vireo_graph_get_highest (f->graph, 0), ==, 2048);
  set_points (f, 0, 4);
  g_assert_cmpfloat (vireo_graph_get_highest (f->graph, 0), ==, 300);
  set_points (f, 3, 1);
  g_assert_true (isnan (vireo_graph_get_highest (f->graph, 0)));
  g_assert_cmpfloat (vireo_graph_get_highest (f->graph, 1), ==, 30);
}

static void
test_no_points_are_no_trouble (Fixture *f, gconstpointer unused)
{
  guint turns = 0;

  set_points (f, 0, 0);
  g_assert_true (isnan (vireo_graph_get_value (f->graph, 0)));
  g_assert_null (vireo_graph_get_time_text (f->graph));
  gtk_widget_grab_focus (GTK_WIDGET (f->graph));
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));
  tool ("key", "Left", "Home");
  point_to (f, 100, 100);
  vireo_test_wait (turns++ > 5);
  g_assert_false (vireo_graph_is_chosen (f->graph));
}

static void
test_what_is_not_known_is_a_gap (Fixture *f, gconstpointer unused)
{
  static const char *const one[] = { "CPU", NULL };
  double width = gtk_widget_get_width (GTK_WIDGET (f->graph));
  double low = gtk_widget_get_height (GTK_WIDGET (f->graph)) * 0.7;
  gint64 at[100], times[100];
  double use[100];

  for (guint i = 0; i < 100; i++)
    {
      at[i] = times[i] = (i + 1000) * 3 * G_USEC_PER_SEC;
      use[i] = i >= 40 && i < 60 ? NAN : 0.8;
    }
  vireo_graph_set_lines (f->graph, VIREO_GRAPH_PERCENT, one);
  vireo_graph_set_points (f->graph, 100, at, times, use, 0);
  /* Below the line there is its colour, in the gap there is none. */
  vireo_test_wait (get_pixel (f, width * 0.3, low) != get_pixel (f, width * 0.5, low));
  vireo_test_wait (get_pixel (f, width * 0.8, low) == get_pixel (f, width * 0.3, low));
}

static double
get_light (double part)
{
  return part <= 0.03928 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static double
get_luminance (const GdkRGBA *color)
{
  return 0.2126 * get_light (color->red) + 0.7152 * get_light (color->green)
         + 0.0722 * get_light (color->blue);
}

static void
assert_contrast (Fixture *f)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (f->graph));
  GdkRGBA window, card, line;

  g_assert_true (gtk_style_context_lookup_color (style, "window_bg_color", &window));
  g_assert_true (gtk_style_context_lookup_color (style, "card_bg_color", &card));
  card.red = card.red * card.alpha + window.red * (1 - card.alpha);
  card.green = card.green * card.alpha + window.green * (1 - card.alpha);
  card.blue = card.blue * card.alpha + window.blue * (1 - card.alpha);
  for (guint i = 0; i < VIREO_GRAPH_MAX_LINES; i++)
    {
      double a, b;

      vireo_graph_get_line_color (GTK_WIDGET (f->graph), i, &line);
      a = get_luminance (&line);
      b = get_luminance (&card);
      g_assert_cmpfloat ((MAX (a, b) + 0.05) / (MIN (a, b) + 0.05), >=, 3);
    }
}

static void
test_lines_are_seen_in_the_light_and_in_the_dark (Fixture *f, gconstpointer unused)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  assert_contrast (f);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  assert_contrast (f);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_axes_end_at_round_figures (void)
{
  static const struct
  {
    VireoGraphUnit unit;
    double highest;
    const char *end;
  } cases[] = {
    { VIREO_GRAPH_PERCENT, NAN, "100 %" },
    { VIREO_GRAPH_PERCENT, 0.02, "100 %" },
    { VIREO_GRAPH_BYTES_PER_SECOND, NAN, "10.0 KiB/s" },
    { VIREO_GRAPH_BYTES_PER_SECOND, 0, "10.0 KiB/s" },
    { VIREO_GRAPH_BYTES_PER_SECOND, 11 * 1024, "20.0 KiB/s" },
    { VIREO_GRAPH_BYTES_PER_SECOND, 20 * 1024, "20.0 KiB/s" },
    { VIREO_GRAPH_BYTES_PER_SECOND, 501 * 1024, "1000.0 KiB/s" },
    { VIREO_GRAPH_BYTES_PER_SECOND, 1010 * 1024, "1.0 MiB/s" },
    { VIREO_GRAPH_BYTES_PER_SECOND, 3e9, "5.0 GiB/s" },
    { VIREO_GRAPH_BYTES, 512 * 1048576.0, "512.0 MiB" },
    { VIREO_GRAPH_BYTES, 513 * 1048576.0, "1.0 GiB" },
    { VIREO_GRAPH_PER_SECOND, 3, "10/s" },
    { VIREO_GRAPH_PER_SECOND, 1234, "2000/s" },
    { VIREO_GRAPH_SECONDS, NAN, "1.0 ms" },
    { VIREO_GRAPH_SECONDS, 0.3, "500.0 ms" },
    { VIREO_GRAPH_SECONDS, 1.5, "2.00 s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *end = vireo_graph_scale_to_text (
          cases[i].unit, vireo_graph_scale_end (cases[i].unit, cases[i].highest));
      g_auto (GStrv) parts = g_strsplit (end, "\302\240", -1); /* sizes have no-break spaces */
      g_autofree char *plain = g_strjoinv (" ", parts);

      g_assert_cmpstr (plain, ==, cases[i].end);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/graph/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("keys-choose-a-moment", test_keys_choose_a_moment);
  ADD ("the-pointer-is-at-a-moment", test_the_pointer_is_at_a_moment);
  ADD ("the-highest-is-of-what-is-shown", test_the_highest_is_of_what_is_shown);
  ADD ("no-points-are-no-trouble", test_no_points_are_no_trouble);
  ADD ("what-is-not-known-is-a-gap", test_what_is_not_known_is_a_gap);
  ADD ("lines-are-seen-in-the-light-and-in-the-dark",
       test_lines_are_seen_in_the_light_and_in_the_dark);
  g_test_add_func ("/graph/axes-end-at-round-figures", test_axes_end_at_round_figures);
  return g_test_run ();
}
