/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A guest without a tablet takes the pointer, on Wayland.  How X11 does it is in
 * test-display-input.c. */

#include "config.h"

#include "vireo-test-display.h"

#define LEFT "272"
#define RIGHT "273"
#define CONTROL "29"
#define ALT "56"

static RfbServer *devices; /* tests/tools/wayland-input */

static void
hand (const char *order)
{
  guint done = rfb_count (devices, "done");

  rfb_tell (devices, order);
  vireo_test_wait (rfb_count (devices, "done") == done + 1);
}

static void
click (const char *button)
{
  g_autofree char *down = g_strdup_printf ("button %s 1", button);
  g_autofree char *up = g_strdup_printf ("button %s 0", button);

  hand (down);
  hand (up);
}

/* Sets what sway does about locks: enable, disable, or escape (ends the one there is). */
static void
set_constraint (const char *what)
{
  const char *argv[] = { "swaymsg", "seat", "seat0", "pointer_constraint", what, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* What the server heard up to now is behind this. */
static guint
mark (Fixture *f)
{
  guint n = rfb_count (f->server, "key 0 6d 32");

  vireo_vnc_session_send_key (f->session, TRUE, 'm', 0x32);
  vireo_vnc_session_send_key (f->session, FALSE, 'm', 0x32);
  vireo_test_wait (rfb_count (f->server, "key 0 6d 32") == n + 1);
  return rfb_find (f->server, "key 0 6d 32");
}

static guint
count_pointer (Fixture *f, guint from)
{
  guint n = 0;

  for (guint i = from; i < f->server->heard->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (f->server->heard, i), "pointer ");
  return n;
}

/* As the only window is. */
static gboolean
is_as_large_as_the_screen (GtkWidget *window)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (window));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle screen;

  gdk_monitor_get_geometry (monitor, &screen);
  return gtk_widget_get_width (window) == screen.width &&
         gtk_widget_get_height (window) == screen.height;
}

static gboolean
is_in_the_middle (Fixture *f, const graphene_point_t *place)
{
  graphene_point_t middle = GRAPHENE_POINT_INIT (gtk_widget_get_width (f->window) / 2.0,
                                                 gtk_widget_get_height (f->window) / 2.0);

  return gtk_widget_compute_point (f->window, GTK_WIDGET (f->display), &middle, &middle) &&
         graphene_point_near (place, &middle, 1);
}

/* Where the picture is. */
static void
go_to_middle (Fixture *f, const graphene_point_t *place)
{
  vireo_test_wait (is_as_large_as_the_screen (f->window));
  hand ("place 400 400");
  hand ("place 500 500");
  vireo_test_wait (is_in_the_middle (f, place));
}

static void
set_up_place (Fixture *f, graphene_point_t *place)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  *place = GRAPHENE_POINT_INIT (-1, -1);
  g_signal_connect (motion, "enter", G_CALLBACK (note_place), place);
  g_signal_connect (motion, "motion", G_CALLBACK (note_place), place);
  gtk_widget_add_controller (GTK_WIDGET (f->display), motion);
  vireo_test_wait (vireo_display_get_relative (f->display));
  vireo_test_wait (vireo_display_get_has_picture (f->display));
  go_to_middle (f, place);
}

static void
take_pointer (Fixture *f)
{
  click (LEFT);
  vireo_test_wait (vireo_display_get_locked (f->display));
}

static void
test_a_click_locks (Fixture *f, gconstpointer unused)
{
  graphene_point_t place, at;
  guint from;

  set_up_place (f, &place);
  at = place;
  hand ("move 9 4");
  vireo_test_wait (ABS (place.x - at.x - 9) < 0.1 && ABS (place.y - at.y - 4) < 0.1);
  g_assert_cmpuint (count_pointer (f, 1), ==, 0);
  g_assert_false (vireo_display_get_locked (f->display));

  /* The click itself is not the guest's. */
  take_pointer (f);
  from = mark (f);
  g_assert_cmpuint (count_pointer (f, 1), ==, 0);
  g_assert_cmpstr (gdk_cursor_get_name (gtk_widget_get_cursor (GTK_WIDGET (f->display))), ==,
                   "none");

  /* Further than any window is wide, and by less than a step; the pointer itself stays. */
  at = place;
  hand ("move 7 -3");
  vireo_test_wait (moved_by (f, from, 7, -3));
  for (int i = 1; i <= 30; i++)
    {
      hand ("move 100 -20");
      vireo_test_wait (moved_by (f, from, 7 + i * 100, -3 - i * 20));
    }
  for (int i = 0; i < 4; i++)
    hand ("move 0.25 0.25");
  vireo_test_wait (moved_by (f, from, 3008, -602));
  g_assert_true (graphene_point_equal (&place, &at));

  click (RIGHT);
  vireo_test_wait (rfb_count (f->server, "pointer 4 32767 32767") == 1);
  hand ("button " LEFT " 1");
  hand ("move 2 1");
  vireo_test_wait (rfb_count (f->server, "pointer 1 32769 32768") == 1);
  hand ("button " LEFT " 0");
  hand ("wheel 1");
  vireo_test_wait (rfb_count (f->server, "pointer 16 32767 32767") == 1);
  hand ("wheel -1");
  vireo_test_wait (rfb_count (f->server, "pointer 8 32767 32767") == 1);
  g_assert_true (vireo_display_get_locked (f->display));
}

static void
test_the_leaving_keys_unlock (Fixture *f, gconstpointer unused)
{
  graphene_point_t place, at;
  guint from;

  set_up_place (f, &place);
  take_pointer (f);
  hand ("key " CONTROL " 1");
  hand ("key " ALT " 1");
  hand ("key " ALT " 0");
  hand ("key " CONTROL " 0");
  vireo_test_wait (!vireo_display_get_locked (f->display));
  g_assert_false (vireo_display_get_grabbed (f->display));
  from = mark (f);
  at = place;
  hand ("move -20 5");
  vireo_test_wait (ABS (place.x - at.x + 20) < 0.1 && ABS (place.y - at.y - 5) < 0.1);
  mark (f);
  g_assert_cmpuint (count_pointer (f, from), ==, 0);
  take_pointer (f);
  hand ("move 3 2");
  vireo_test_wait (moved_by (f, from, 3, 2));

  /* So does a guest that takes places after all. */
  rfb_tell (f->server, "pointer absolute");
  vireo_test_wait (!vireo_display_get_locked (f->display));
}

static void
test_it_is_gone_with_the_focus (Fixture *f, gconstpointer unused)
{
  GtkWidget *other = gtk_window_new ();
  graphene_point_t place;

  set_up_place (f, &place);
  take_pointer (f);
  hand ("button " LEFT " 1");
  vireo_test_wait (rfb_count (f->server, "pointer 1 32767 32767") == 1);
  gtk_window_present (GTK_WINDOW (other));
  vireo_test_wait (!vireo_display_get_locked (f->display));
  vireo_test_wait (rfb_find (f->server, "pointer 0 32767 32767") >
                   rfb_find (f->server, "pointer 1 32767 32767"));
  hand ("button " LEFT " 0");

  /* And does not come back by itself. */
  gtk_window_destroy (GTK_WINDOW (other));
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));
  go_to_middle (f, &place);
  mark (f);
  g_assert_false (vireo_display_get_locked (f->display));
  take_pointer (f);
}

static void
test_the_compositor_may_unlock (Fixture *f, gconstpointer unused)
{
  graphene_point_t place;

  set_up_place (f, &place);
  take_pointer (f);
  hand ("button " RIGHT " 1");
  vireo_test_wait (rfb_count (f->server, "pointer 4 32767 32767") == 1);
  set_constraint ("escape");
  vireo_test_wait (!vireo_display_get_locked (f->display));
  vireo_test_wait (rfb_find (f->server, "pointer 0 32767 32767") >
                   rfb_find (f->server, "pointer 4 32767 32767"));
  hand ("button " RIGHT " 0");
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));
  take_pointer (f);
}

/* Steps over the picture are better than nothing. */
static void
test_a_lock_not_granted_is_not_waited_for (Fixture *f, gconstpointer unused)
{
  graphene_point_t place, at;
  guint from, x, y;

  set_constraint ("disable");
  set_up_place (f, &place);
  vireo_display_set_zoom (f->display, 1);
  vireo_test_wait (!vireo_display_map_point (f->display, place.x - 170, place.y, &x, &y));
  click (LEFT);
  vireo_test_wait (vireo_display_get_grabbed (f->display));
  at = place;
  hand ("move 1 1"); /* from where steps count */
  vireo_test_wait (place.x > at.x);
  from = mark (f);
  hand ("move 12 -5");
  vireo_test_wait (moved_by (f, from, 12, -5));
  click (RIGHT);
  vireo_test_wait (rfb_count (f->server, "pointer 4 32767 32767") == 1);
  g_assert_false (vireo_display_get_locked (f->display));
  set_constraint ("enable");
}

static const char *
get_reason_to_skip (void)
{
  GdkDisplay *display = gdk_display_get_default ();

#ifndef VIREO_WAYLAND_LOCK
  return "built without the protocols";
#endif
  return g_str_equal (G_OBJECT_TYPE_NAME (display), "GdkWaylandDisplay") ? NULL
                                                                         : "sway is missing";
}

int
main (int argc, char *argv[])
{
  g_autofree char *tool_path = NULL;
  const char *reason;
  int status;

  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  gtk_init ();
  reason = get_reason_to_skip ();
  if (reason != NULL)
    {
      g_print ("1..0 # SKIP %s\n", reason);
      return 0;
    }
  tool_path = g_test_build_filename (G_TEST_DIST, "tools", "wayland-input", NULL);
  devices = rfb_start_program (tool_path, NULL, NULL);
#define TEST(path, function) g_test_add (path, Fixture, "relative", set_up, function, tear_down)
  TEST ("/pointer-lock/click", test_a_click_locks);
  TEST ("/pointer-lock/leaving-keys", test_the_leaving_keys_unlock);
  TEST ("/pointer-lock/focus", test_it_is_gone_with_the_focus);
  TEST ("/pointer-lock/unlocked", test_the_compositor_may_unlock);
  TEST ("/pointer-lock/not-granted", test_a_lock_not_granted_is_not_waited_for);
  status = g_test_run ();
  rfb_stop (devices);
  return status;
}
