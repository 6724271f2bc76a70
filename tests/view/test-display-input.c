/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the user does on the display, and what the guest hears of it. */

#include "view/common/vireo-settings.h"
#include "view/console/vireo-display-pointer.h"
#include "vireo-test-display.h"

static void
test_the_pointer_is_where_it_is_seen (Fixture *f, gconstpointer unused)
{
  double width, height, factor;
  g_autofree char *line = NULL;
  guint x, y;

  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 1);
  width = gtk_widget_get_width (GTK_WIDGET (f->display));
  height = gtk_widget_get_height (GTK_WIDGET (f->display));
  factor = MIN (width / 320, height / 200);

  move_to (f, 5, height / 2);
  move_to (f, width / 2 + 50, height / 2 + 20);
  g_assert_true (vireo_display_map_point (f->display, (int) (width / 2 + 50),
                                          (int) (height / 2 + 20), &x, &y));
  g_assert_cmpint (ABS ((int) x - (int) (160 + 50 / factor)), <=, 1);
  line = g_strdup_printf ("pointer 0 %u %u", x, y);
  vireo_test_wait (rfb_count (f->server, line) > 0);

  tool ("click", "3", NULL);
  g_free (line);
  line = g_strdup_printf ("pointer 4 %u %u", x, y);
  vireo_test_wait (rfb_count (f->server, line) == 1);
  tool ("click", "4", NULL);
  g_free (line);
  line = g_strdup_printf ("pointer 8 %u %u", x, y);
  vireo_test_wait (rfb_count (f->server, line) == 1);

  /* Two buttons at once, let go one after the other. */
  tool ("mousedown", "1", NULL);
  tool ("mousedown", "3", NULL);
  tool ("mouseup", "1", NULL);
  g_free (line);
  line = g_strdup_printf ("pointer 5 %u %u", x, y);
  vireo_test_wait (rfb_count (f->server, line) > 0);
  g_free (line);
  line = g_strdup_printf ("pointer 4 %u %u", x, y);
  vireo_test_wait (rfb_find (f->server, line) == f->server->heard->len - 1);
  tool ("mouseup", "3", NULL);

  /* Pixel by pixel. */
  vireo_display_set_zoom (f->display, 1);
  vireo_test_wait (!vireo_display_map_point (f->display, width / 2 - 170, height / 2, &x, &y));
  move_to (f, (int) (width / 2) - 150, (int) (height / 2) - 90);
  vireo_test_wait (rfb_count (f->server, "pointer 0 10 10") > 0);
}

static void
test_a_relative_pointer_moves_by_steps (Fixture *f, gconstpointer unused)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  graphene_point_t place = GRAPHENE_POINT_INIT (-1, -1);
  int middle_x, middle_y;
  guint x, y, from;

  vireo_test_wait (!vireo_vnc_session_get_absolute (f->session));
  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 1);
  middle_x = gtk_widget_get_width (GTK_WIDGET (f->display)) / 2;
  middle_y = gtk_widget_get_height (GTK_WIDGET (f->display)) / 2;
  g_signal_connect (motion, "motion", G_CALLBACK (note_place), &place);
  gtk_widget_add_controller (GTK_WIDGET (f->display), motion);
  vireo_display_set_zoom (f->display, 1);
  vireo_test_wait (!vireo_display_map_point (f->display, middle_x - 170, middle_y, &x, &y));

  move_to (f, middle_x + 100, middle_y + 1);
  vireo_test_wait (ABS (place.x - middle_x - 100) < 0.1 && ABS (place.y - middle_y - 1) < 0.1);
  g_assert_true (vireo_display_get_relative (f->display));
  g_assert_false (vireo_display_get_locked (f->display));

  /* A click locks it, and is not the guest's yet. */
  tool ("click", "1", NULL);
  vireo_test_wait (vireo_display_get_locked (f->display));
  vireo_test_wait (ABS (place.x - middle_x) < 2 && ABS (place.y - middle_y) < 2);
  vireo_vnc_session_send_key (f->session, TRUE, 'm', 0x32); /* marks where we are */
  vireo_test_wait ((from = rfb_find (f->server, "key 1 6d 32")) > 0);
  g_assert_cmpuint (rfb_count (f->server, "pointer 1 32767 32767"), ==, 0);
  move_to (f, middle_x + 7, middle_y - 3);
  vireo_test_wait (moved_by (f, from, 7, -3));
  move_to (f, middle_x, middle_y);
  vireo_test_wait (moved_by (f, from, 0, 0));

  /* Further than any window is wide, and never out of it. */
  for (int i = 1; i <= 30; i++)
    {
      move_to (f, middle_x + 100, middle_y);
      vireo_test_wait (moved_by (f, from, i * 100, 0));
      vireo_test_wait (ABS (place.x - middle_x) < 2);
    }
  g_assert_true (vireo_display_get_locked (f->display));
  tool ("click", "3", NULL);
  vireo_test_wait (rfb_count (f->server, "pointer 4 32767 32767") == 1);

  /* The keys that give the keyboard back unlock it. */
  tool ("keydown", "Control_L", "keydown", "Alt_L", "keyup", "Alt_L", "keyup", "Control_L", NULL);
  vireo_test_wait (!vireo_display_get_locked (f->display));
  vireo_vnc_session_send_key (f->session, FALSE, 'm', 0x32);
  vireo_test_wait ((from = rfb_find (f->server, "key 0 6d 32")) > 0);
  move_to (f, middle_x + 20, middle_y);

  /* So does a guest that takes places after all. */
  tool ("click", "1", NULL);
  vireo_test_wait (vireo_display_get_locked (f->display));
  g_assert_true (moved_by (f, from, 0, 0));
  rfb_tell (f->server, "pointer absolute");
  vireo_test_wait (!vireo_display_get_locked (f->display));
  g_assert_false (vireo_display_get_relative (f->display));
}

static void
test_every_button_and_both_wheels (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *button;
    const char *heard;
  } buttons[] = {
    { "2", "pointer 2 160 100" },     { "4", "pointer 8 160 100" },
    { "5", "pointer 16 160 100" },    { "6", "pointer 32 160 100" },
    { "7", "pointer 64 160 100" },    { "8", "key 0 1008ff26 ea" },
    { "9", "key 0 1008ff27 e9" },
  };
  int width, height;

  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 1);
  width = gtk_widget_get_width (GTK_WIDGET (f->display));
  height = gtk_widget_get_height (GTK_WIDGET (f->display));
  vireo_display_set_zoom (f->display, 1);
  move_to (f, width / 2 + 10, height / 2);
  move_to (f, width / 2, height / 2);
  vireo_test_wait (rfb_count (f->server, "pointer 0 160 100") > 0);
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      tool ("click", buttons[i].button, NULL);
      vireo_test_wait (rfb_count (f->server, buttons[i].heard) == 1);
    }
}

static void
touch (Fixture *f, VireoTouch what, int finger, double x, double y)
{
  VireoDisplayPointer *pointer = g_object_get_data (G_OBJECT (f->display), "pointer");

  vireo_display_pointer_touch (pointer, what, GINT_TO_POINTER (finger), x, y);
}

static void
test_fingers_are_a_mouse (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDisplayPointer) pointer = vireo_display_pointer_new (f->display);
  double x, y;

  vireo_test_wait (gtk_widget_get_width (GTK_WIDGET (f->display)) > 1);
  x = gtk_widget_get_width (GTK_WIDGET (f->display)) / 2;
  y = gtk_widget_get_height (GTK_WIDGET (f->display)) / 2;
  vireo_display_set_zoom (f->display, 1);
  vireo_test_wait (!vireo_display_map_point (f->display, x - 170, y, &(guint){ 0 }, &(guint){ 0 }));
  vireo_display_pointer_set_session (pointer, f->session);
  g_object_set_data (G_OBJECT (f->display), "pointer", pointer);

  /* A tap. */
  touch (f, VIREO_TOUCH_BEGIN, 1, x + 4, y + 4);
  touch (f, VIREO_TOUCH_END, 1, x + 4, y + 4);
  vireo_test_wait (rfb_count (f->server, "pointer 1 164 104") == 1);
  vireo_test_wait (rfb_find (f->server, "pointer 0 164 104") >
                   rfb_find (f->server, "pointer 1 164 104"));

  /* Pulling begins where the finger came down. */
  touch (f, VIREO_TOUCH_BEGIN, 1, x, y);
  touch (f, VIREO_TOUCH_MOVE, 1, x + 5, y);
  touch (f, VIREO_TOUCH_MOVE, 1, x + 40, y + 20);
  touch (f, VIREO_TOUCH_END, 1, x + 40, y + 20);
  vireo_test_wait (rfb_count (f->server, "pointer 0 200 120") == 1);
  g_assert_cmpuint (rfb_count (f->server, "pointer 1 160 100"), ==, 1);
  g_assert_cmpuint (rfb_count (f->server, "pointer 1 200 120"), ==, 1);

  /* Resting is the right button. */
  touch (f, VIREO_TOUCH_BEGIN, 2, x - 10, y);
  vireo_test_wait (rfb_count (f->server, "pointer 4 150 100") == 1);
  touch (f, VIREO_TOUCH_END, 2, x - 10, y);
  vireo_test_wait (rfb_count (f->server, "pointer 0 150 100") > 1);

  /* Two fingers turn the wheel: up the screen is down the page. */
  touch (f, VIREO_TOUCH_BEGIN, 1, x - 20, y);
  touch (f, VIREO_TOUCH_BEGIN, 2, x + 20, y);
  touch (f, VIREO_TOUCH_MOVE, 1, x - 20, y - 70);
  touch (f, VIREO_TOUCH_END, 2, x + 20, y);
  touch (f, VIREO_TOUCH_END, 1, x - 20, y - 70);
  vireo_test_wait (rfb_count (f->server, "pointer 16 140 100") == 2);

  /* What is taken away lets go. */
  touch (f, VIREO_TOUCH_BEGIN, 1, x, y + 1);
  touch (f, VIREO_TOUCH_MOVE, 1, x + 30, y + 1);
  vireo_test_wait (rfb_count (f->server, "pointer 1 190 101") == 1);
  touch (f, VIREO_TOUCH_CANCEL, 1, 0, 0);
  vireo_test_wait (rfb_count (f->server, "pointer 0 190 101") == 1);
  g_assert_cmpuint (rfb_count (f->server, "pointer 1 140 100"), ==, 0);
}

static void
test_keys_go_to_the_guest_as_scancodes (Fixture *f, gconstpointer unused)
{
  take_keyboard (f);
  tool ("key", "a", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 61 1e") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 61 1e"), ==, 1);
  /* What the toolkit itself would use goes to the guest too. */
  tool ("key", "Tab", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 ff09 f") == 1);
  tool ("key", "F10", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 ffc7 44") == 1);
  tool ("key", "Right", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 ff53 cd") == 1);
  g_assert_true (vireo_display_get_grabbed (f->display));
}

static void
test_keys_are_let_go_with_the_focus (Fixture *f, gconstpointer unused)
{
  take_keyboard (f);
  tool ("keydown", "a", NULL);
  vireo_test_wait (rfb_count (f->server, "key 1 61 1e") > 0);
  gtk_widget_grab_focus (f->other);
  vireo_test_wait (!vireo_display_get_grabbed (f->display));
  vireo_test_wait (rfb_count (f->server, "key 0 61 1e") == 1);
  tool ("keyup", "a", NULL);

  /* Another window takes the keyboard. */
  take_keyboard (f);
  tool ("keydown", "b", NULL);
  vireo_test_wait (rfb_count (f->server, "key 1 62 30") > 0);
  {
    GtkWidget *window = gtk_window_new ();

    gtk_window_present (GTK_WINDOW (window));
    vireo_test_wait (gtk_window_is_active (GTK_WINDOW (window)));
    vireo_test_wait (rfb_count (f->server, "key 0 62 30") == 1);
    tool ("keyup", "b", NULL);
    gtk_window_destroy (GTK_WINDOW (window));
  }
}

static void
test_keys_are_let_go_when_the_window_goes_away (Fixture *f, gconstpointer unused)
{
  /* Another workspace. */
  take_keyboard (f);
  tool ("set_num_desktops", "2", NULL);
  tool ("keydown", "a", NULL);
  vireo_test_wait (rfb_count (f->server, "key 1 61 1e") > 0);
  tool ("set_desktop", "1", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 61 1e") == 1);
  tool ("keyup", "a", "set_desktop", "0", NULL);
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));

  /* Out of sight. */
  take_keyboard (f);
  tool ("keydown", "b", NULL);
  vireo_test_wait (rfb_count (f->server, "key 1 62 30") > 0);
  gtk_window_minimize (GTK_WINDOW (f->window));
  vireo_test_wait (rfb_count (f->server, "key 0 62 30") == 1);
  tool ("keyup", "b", NULL);
  gtk_window_unminimize (GTK_WINDOW (f->window));
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));

  /* Another program takes the whole keyboard, as a screen locker does. */
  take_keyboard (f);
  tool ("keydown", "c", NULL);
  vireo_test_wait (rfb_count (f->server, "key 1 63 2e") > 0);
  {
    Display *other = XOpenDisplay (NULL);

    g_assert_cmpint (XGrabKeyboard (other, DefaultRootWindow (other), False, GrabModeAsync,
                                    GrabModeAsync, CurrentTime),
                     ==, GrabSuccess);
    XSync (other, False);
    vireo_test_wait (rfb_count (f->server, "key 0 63 2e") == 1);
    tool ("keyup", "c", NULL);
    XCloseDisplay (other);
  }
}

/* How the lock keys of the X server are now. */
static gboolean
caps_lock_is_on (Fixture *f)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (f->window));

  return gdk_device_get_caps_lock_state (gdk_seat_get_keyboard (seat));
}

static void
test_lock_keys_are_as_they_are_here (Fixture *f, gconstpointer unused)
{
  /* Caps Lock goes on while another control has the keyboard. */
  gtk_widget_grab_focus (f->other);
  g_assert_false (caps_lock_is_on (f));
  tool ("key", "Caps_Lock", NULL);
  vireo_test_wait (caps_lock_is_on (f));
  rfb_tell (f->server, "leds 0");
  vireo_test_wait (vireo_vnc_session_get_leds (f->session) == 0);
  g_assert_cmpuint (rfb_count (f->server, "key 1 ffe5 3a"), ==, 0);
  take_keyboard (f);
  vireo_test_wait (rfb_count (f->server, "key 0 ffe5 3a") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 ffe5 3a"), ==, 1);
  rfb_tell (f->server, "leds 4");
  vireo_test_wait (vireo_vnc_session_get_leds (f->session) == 4);

  /* What the guest does with them then is its own affair, until it gets the keyboard again. */
  rfb_tell (f->server, "leds 1");
  vireo_test_wait (vireo_vnc_session_get_leds (f->session) == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 1 ffe5 3a"), ==, 1);
  gtk_widget_grab_focus (f->other);
  vireo_test_wait (!vireo_display_get_grabbed (f->display));
  take_keyboard (f);
  vireo_test_wait (rfb_count (f->server, "key 0 ffe5 3a") == 2);
  vireo_test_wait (rfb_count (f->server, "key 0 ff14 46") == 1);
  g_assert_cmpuint (rfb_count (f->server, "key 0 ff7f 45"), ==, 0);
  rfb_tell (f->server, "leds 4");
  vireo_test_wait (vireo_vnc_session_get_leds (f->session) == 4);

  /* Pressed into the guest it changes both. */
  tool ("key", "Caps_Lock", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 ffe5 3a") == 3);
  vireo_test_wait (!caps_lock_is_on (f));
}

static void
test_control_alt_gives_the_keyboard_back (Fixture *f, gconstpointer unused)
{
  take_keyboard (f);
  /* With another key it belongs to the guest. */
  tool ("keydown", "Control_L", "keydown", "Alt_L", "key", "x", "keyup", "Alt_L", "keyup",
        "Control_L", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 1);
  g_assert_true (vireo_display_get_grabbed (f->display));

  tool ("keydown", "Control_L", "keydown", "Alt_L", "keyup", "Alt_L", "keyup", "Control_L", NULL);
  vireo_test_wait (!vireo_display_get_grabbed (f->display));
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 2);
  g_assert_false (gtk_widget_has_focus (GTK_WIDGET (f->display)));
}

static void
test_other_keys_give_the_keyboard_back (Fixture *f, gconstpointer unused)
{
  g_autoptr (GSettings) settings = vireo_settings_new ();

  g_settings_set_string (settings, "release-keys", "right-control");
  take_keyboard (f);
  tool ("keydown", "Control_L", "keydown", "Alt_L", "keyup", "Alt_L", "keyup", "Control_L", NULL);
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 1);
  g_assert_true (vireo_display_get_grabbed (f->display));
  tool ("key", "105", NULL); /* by its place: named, it would come with the left one */
  vireo_test_wait (rfb_count (f->server, "key 0 ffe4 9d") == 1);
  vireo_test_wait (!vireo_display_get_grabbed (f->display));

  g_settings_set_string (settings, "release-keys", "control-shift");
  take_keyboard (f);
  tool ("keydown", "Control_L", "keydown", "Shift_L", "keyup", "Shift_L", "keyup", "Control_L",
        NULL);
  vireo_test_wait (!vireo_display_get_grabbed (f->display));
  g_settings_reset (settings, "release-keys");
}

static void
test_combinations_are_sent_from_a_menu (Fixture *f, gconstpointer unused)
{
  const guint keysyms[] = { GDK_KEY_Control_L, GDK_KEY_Alt_L, GDK_KEY_Delete };

  vireo_display_send_keys (f->display, G_N_ELEMENTS (keysyms), keysyms);
  vireo_test_wait (rfb_count (f->server, "key 0 ffe3 1d") == 1);
  g_assert_cmpuint (rfb_find (f->server, "key 1 ffe3 1d"), <, rfb_find (f->server, "key 1 ffe9 38"));
  g_assert_cmpuint (rfb_find (f->server, "key 1 ffe9 38"), <, rfb_find (f->server, "key 1 ffff d3"));
  g_assert_cmpuint (rfb_find (f->server, "key 1 ffff d3"), <, rfb_find (f->server, "key 0 ffff d3"));
  g_assert_cmpuint (rfb_find (f->server, "key 0 ffff d3"), <, rfb_find (f->server, "key 0 ffe3 1d"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  gtk_init ();
#define TEST(path, scenario, function)                                                             \
  g_test_add (path, Fixture, scenario, set_up, function, tear_down)
  TEST ("/display-input/pointer", NULL, test_the_pointer_is_where_it_is_seen);
  TEST ("/display-input/relative-pointer", "relative", test_a_relative_pointer_moves_by_steps);
  TEST ("/display-input/buttons", NULL, test_every_button_and_both_wheels);
  TEST ("/display-input/fingers", NULL, test_fingers_are_a_mouse);
  TEST ("/display-input/keys", NULL, test_keys_go_to_the_guest_as_scancodes);
  TEST ("/display-input/keys-let-go", NULL, test_keys_are_let_go_with_the_focus);
  TEST ("/display-input/window-away", NULL, test_keys_are_let_go_when_the_window_goes_away);
  TEST ("/display-input/lock-keys", NULL, test_lock_keys_are_as_they_are_here);
  TEST ("/display-input/control-alt", NULL, test_control_alt_gives_the_keyboard_back);
  TEST ("/display-input/other-leaving-keys", NULL, test_other_keys_give_the_keyboard_back);
  TEST ("/display-input/combinations", NULL, test_combinations_are_sent_from_a_menu);
  return g_test_run ();
}
