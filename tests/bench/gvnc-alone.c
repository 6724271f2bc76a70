/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gvnc in one process with nobody looking: how many updates it takes at most, and how long each
 * holds its main loop.  What a console costs beyond that is the console's own.
 *
 * usage: bench-gvnc-alone PORT       on this machine; says "ready", then a line each second */

#include <gvnc.h>
#include <stdio.h>

static const VncPixelFormat format = {
  .bits_per_pixel = 32, .depth = 24, .byte_order = G_BYTE_ORDER, .true_color_flag = TRUE,
  .red_max = 255, .green_max = 255, .blue_max = 255,
  .red_shift = 16, .green_shift = 8, .blue_shift = 0,
};
static gint64 woke_at;
static double longest; /* ms */
static gboolean asking;

static int
measured_poll (GPollFD *fds, guint n, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int result;

  if (woke_at != 0)
    longest = MAX (longest, (now - woke_at) / 1000.0);
  result = g_poll (fds, n, timeout);
  woke_at = g_get_monotonic_time ();
  return result;
}

static gboolean
report (gpointer unused)
{
  printf ("painted 0, longest turn %.1f ms\n", longest);
  fflush (stdout);
  return G_SOURCE_CONTINUE;
}

static void
ask (VncConnection *connection, gboolean incremental)
{
  vnc_connection_framebuffer_update_request (connection, incremental, 0, 0,
                                             vnc_connection_get_width (connection),
                                             vnc_connection_get_height (connection));
}

static void
choose_login (VncConnection *connection)
{
  vnc_connection_set_auth_type (connection, VNC_CONNECTION_AUTH_NONE);
}

static void
initialized (VncConnection *connection)
{
  gint32 encodings[] = { VNC_CONNECTION_ENCODING_COPY_RECT, VNC_CONNECTION_ENCODING_RAW };
  int width = vnc_connection_get_width (connection);
  int height = vnc_connection_get_height (connection);
  VncBaseFramebuffer *target =
      vnc_base_framebuffer_new (g_malloc0 ((gsize) width * height * 4), width, height, width * 4,
                                &format, vnc_connection_get_pixel_format (connection));

  vnc_connection_set_pixel_format (connection, &format);
  vnc_connection_set_encodings (connection, G_N_ELEMENTS (encodings), encodings);
  vnc_connection_set_framebuffer (connection, VNC_FRAMEBUFFER (target));
  g_object_unref (target);
  ask (connection, FALSE);
  puts ("ready");
  g_timeout_add_seconds (1, report, NULL);
}

static gboolean
ask_idle (gpointer connection)
{
  asking = FALSE;
  ask (connection, TRUE);
  return G_SOURCE_REMOVE;
}

/* Once for all rectangles that came together. */
static void
updated (VncConnection *connection)
{
  if (!asking)
    g_idle_add_full (G_PRIORITY_LOW, ask_idle, connection, NULL);
  asking = TRUE;
}

int
main (int argc, char *argv[])
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  VncConnection *connection = vnc_connection_new ();

  if (argc != 2)
    {
      fputs ("usage: bench-gvnc-alone PORT\n", stderr);
      return 2;
    }
  g_main_context_set_poll_func (NULL, measured_poll);
  g_signal_connect (connection, "vnc-auth-choose-type", G_CALLBACK (choose_login), NULL);
  g_signal_connect (connection, "vnc-initialized", G_CALLBACK (initialized), NULL);
  g_signal_connect (connection, "vnc-framebuffer-update", G_CALLBACK (updated), NULL);
  g_signal_connect_swapped (connection, "vnc-disconnected", G_CALLBACK (g_main_loop_quit), loop);
  vnc_connection_set_shared (connection, TRUE);
  vnc_connection_open_host (connection, "127.0.0.1", argv[1]);
  g_main_loop_run (loop);
  g_object_unref (connection);
  g_main_loop_unref (loop);
  return 0;
}
