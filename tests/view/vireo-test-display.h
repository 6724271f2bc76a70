/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <X11/Xlib.h>
#include <gdk/x11/gdkx.h>
#include <gtk/gtk.h>
#include <stdio.h>

#include "vireo-test-rfb.h"
#include "view/console/vireo-display.h"

/* The display with the real worker and a server that says what reaches it.  Events come from the
 * X server (XTEST), as a user's would. */

typedef struct
{
  RfbServer *server;
  VireoVncSession *session;
  GtkWidget *window;
  GtkWidget *other; /* a control that is not the display */
  VireoDisplay *display;
} Fixture;

static inline void
set_up (Fixture *f, gconstpointer scenario)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  f->server = rfb_start (scenario != NULL ? scenario : "normal", NULL);
  f->session = vireo_vnc_session_new ();
  f->display = VIREO_DISPLAY (vireo_display_new ());
  vireo_display_set_session (f->display, f->session);
  f->other = gtk_button_new_with_label ("Other");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (f->display));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), f->other);
  gtk_box_append (GTK_BOX (box), scrolled);
  f->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (f->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (f->window), 640, 480);
  gtk_window_set_child (GTK_WINDOW (f->window), box);
  gtk_window_present (GTK_WINDOW (f->window));
  vireo_vnc_session_open_address (f->session, rfb_address (f->server));
  vireo_test_wait (vireo_vnc_session_get_state (f->session) == VIREO_VNC_READY);
  vireo_test_wait (gtk_window_is_active (GTK_WINDOW (f->window)));
}

static inline void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  vireo_vnc_session_close (f->session);
  g_object_unref (f->session);
  rfb_stop (f->server);
}

/* What stands on the screen of the X server, at a logical place of the display. */
static inline guint32
screen_pixel (Fixture *f, double x, double y)
{
  GdkDisplay *display = gtk_widget_get_display (f->window);
  Display *xdisplay = gdk_x11_display_get_xdisplay (display);
  Window xwindow = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (f->window)));
  graphene_point_t at;
  XImage *image;
  guint32 pixel;

  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (f->display), f->window,
                                           &GRAPHENE_POINT_INIT (x, y), &at));
  image = XGetImage (xdisplay, xwindow, at.x, at.y, 1, 1, AllPlanes, ZPixmap);
  pixel = XGetPixel (image, 0, 0) & 0xffffff;
  XDestroyImage (image);
  return pixel;
}

static inline void
tool (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  int status;
  va_list rest;

  g_ptr_array_add (argv, (gpointer) "xdotool");
  va_start (rest, first);
  for (const char *word = first; word != NULL; word = va_arg (rest, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (rest);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static inline void
move_to (Fixture *f, double x, double y)
{
  Display *xdisplay = gdk_x11_display_get_xdisplay (gtk_widget_get_display (f->window));
  Window xwindow = gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (f->window)));
  g_autofree char *at_x = NULL;
  g_autofree char *at_y = NULL;
  graphene_point_t at;
  Window child;
  int root_x, root_y;

  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (f->display), f->window,
                                           &GRAPHENE_POINT_INIT (x, y), &at));
  XTranslateCoordinates (xdisplay, xwindow, DefaultRootWindow (xdisplay), at.x, at.y, &root_x,
                         &root_y, &child);
  at_x = g_strdup_printf ("%d", root_x);
  at_y = g_strdup_printf ("%d", root_y);
  tool ("mousemove", at_x, at_y, NULL);
}

static inline void
take_keyboard (Fixture *f)
{
  gtk_widget_grab_focus (GTK_WIDGET (f->display));
  vireo_test_wait (vireo_display_get_grabbed (f->display));
}

/* For the signal "motion": keeps the last place. */
static inline void
note_place (GtkEventControllerMotion *controller, double x, double y, graphene_point_t *place)
{
  graphene_point_init (place, x, y);
}

/* How far the server was told to move after it heard @from. */
static inline void
add_steps (Fixture *f, guint from, int *x, int *y)
{
  int buttons, step_x, step_y;

  *x = 0;
  *y = 0;
  for (guint i = from; i < f->server->heard->len; i++)
    if (sscanf (g_ptr_array_index (f->server->heard, i), "pointer %d %d %d", &buttons, &step_x,
                &step_y) == 3)
      {
        *x += step_x - 0x7fff;
        *y += step_y - 0x7fff;
      }
}

static inline gboolean
moved_by (Fixture *f, guint from, int want_x, int want_y)
{
  int x, y;

  add_steps (f, from, &x, &y);
  return x == want_x && y == want_y;
}
