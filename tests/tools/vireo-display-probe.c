/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window with nothing but the console's display, on any VNC server: to look at it, and to
 * measure it beside other viewers.
 *
 * usage: vireo-display-probe ADDRESS [--scale fit|one] [--size WxH] [--resize-guest] [--report]
 *
 * With --report it says each second how many pictures it painted since it became ready, and the
 * longest turn of its main loop in that time. */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "view/common/vireo-renderer.h"
#include "view/common/vireo-watchdog.h"
#include "view/console/vireo-display.h"

static guint n_painted;
static gboolean damaged_since; /* there is something new to be painted */

static void
damaged (void)
{
  damaged_since = TRUE;
}

static void
painted (void)
{
  n_painted += damaged_since;
  damaged_since = FALSE;
}

static gboolean
report (gpointer unused)
{
  printf ("painted %u, longest turn %.1f ms\n", n_painted, vireo_watchdog_get_longest ());
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

static gboolean
begin_report (gpointer unused)
{
  vireo_watchdog_begin_counting ();
  n_painted = 0;
  g_timeout_add_seconds (1, report, NULL);
  return G_SOURCE_REMOVE;
}

static void
size_refused (void)
{
  puts ("size refused");
}

static void
frame_changed (VireoVncSession *session)
{
  VireoVncFrame *frame = vireo_vnc_session_get_frame (session);

  if (frame != NULL)
    printf ("picture %ux%u\n", vireo_vnc_frame_get_width (frame),
            vireo_vnc_frame_get_height (frame));
  fflush (stdout);
}

static void
state_changed (VireoVncSession *session, GParamSpec *pspec, gpointer loop)
{
  if (vireo_vnc_session_get_state (session) == VIREO_VNC_READY)
    puts ("ready");
  if (vireo_vnc_session_get_state (session) == VIREO_VNC_ENDED)
    {
      printf ("ended: %s\n", vireo_vnc_session_get_error (session)->message);
      g_main_loop_quit (loop);
    }
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  g_autofree char *scale = NULL;
  g_autofree char *size = NULL;
  gboolean reporting = FALSE, resizing = FALSE;
  const GOptionEntry options[] = {
    { "scale", 0, 0, G_OPTION_ARG_STRING, &scale, "Scaled to the window, or pixel by pixel",
      "fit|one" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, "Of the picture in the window", "WxH" },
    { "resize-guest", 0, 0, G_OPTION_ARG_NONE, &resizing, "The guest takes the window's size", NULL },
    { "report", 0, 0, G_OPTION_ARG_NONE, &reporting, "Say each second what was painted", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("ADDRESS");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (VireoVncSession) session = NULL;
  g_autoptr (GError) error = NULL;
  int width = 1024, height = 768;
  GtkWidget *window, *display, *scrolled;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 ||
      (size != NULL && sscanf (size, "%dx%d", &width, &height) != 2))
    {
      fputs ("usage: vireo-display-probe ADDRESS [--scale fit|one] [--size WxH] "
             "[--resize-guest] [--report]\n", stderr);
      return 2;
    }

  vireo_thread_init ();
  if (reporting)
    vireo_watchdog_start ();
  vireo_choose_renderer ();
  gtk_init ();
  session = vireo_vnc_session_new ();
  display = vireo_display_new ();
  vireo_display_set_zoom (VIREO_DISPLAY (display), g_strcmp0 (scale, "one") == 0);
  g_object_set (display, "resize-guest", resizing, NULL);
  vireo_display_set_session (VIREO_DISPLAY (display), session);
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), display);

  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "vireo-display-probe");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), scrolled);
  g_signal_connect_swapped (window, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  g_signal_connect (session, "frame-changed", G_CALLBACK (frame_changed), NULL);
  g_signal_connect (session, "size-refused", G_CALLBACK (size_refused), NULL);
  g_signal_connect (session, "notify::state", G_CALLBACK (state_changed), loop);
  gtk_window_present (GTK_WINDOW (window));
  if (reporting)
    {
      g_signal_connect (session, "damaged", G_CALLBACK (damaged), NULL);
      g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (painted),
                        NULL);
      g_timeout_add_seconds (1, begin_report, NULL);
    }

  vireo_vnc_session_open_address (session, argv[1]);
  g_main_loop_run (loop);
  return vireo_vnc_session_get_state (session) == VIREO_VNC_ENDED ? 1 : 0;
}
