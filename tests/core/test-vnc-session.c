/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions with the real worker against servers of every kind.  Whatever the server does, the
 * session ends with a sentence and this process lives. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <stdlib.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-vnc-session.h"
#include "core/console/vireo-vnc-target.h"
#include "vireo-test-rfb.h"

typedef struct
{
  VireoVncSession *session;
  guint n_damaged;
  guint n_frames;
  guint n_cursors;
  guint n_asked;
  gboolean quiet; /* does not acknowledge */
  gboolean tolerant; /* of questions that nobody expects */
  char *clipboard;
} Console;

static void
damaged (VireoVncSession *session, guint n, gpointer rects, Console *console)
{
  console->n_damaged++;
  if (!console->quiet)
    vireo_vnc_session_painted (session);
}

static void
count (guint *n)
{
  ++*n;
}

static void
asked (VireoVncSession *session, gboolean user_name, gboolean password, Console *console)
{
  g_assert_true (console->tolerant || (!user_name && password));
  console->n_asked++;
}

static void
clipboard (VireoVncSession *session, const char *text, Console *console)
{
  g_free (console->clipboard);
  console->clipboard = g_strdup (text);
}

static Console *
console_new (void)
{
  Console *console = g_new0 (Console, 1);

  console->session = vireo_vnc_session_new ();
  g_signal_connect (console->session, "damaged", G_CALLBACK (damaged), console);
  g_signal_connect_swapped (console->session, "frame-changed", G_CALLBACK (count),
                            &console->n_frames);
  g_signal_connect_swapped (console->session, "cursor-changed", G_CALLBACK (count),
                            &console->n_cursors);
  g_signal_connect (console->session, "credentials-needed", G_CALLBACK (asked), console);
  g_signal_connect (console->session, "clipboard", G_CALLBACK (clipboard), console);
  return console;
}

static void
console_free (Console *console)
{
  g_signal_handlers_disconnect_by_data (console->session, console);
  g_assert_finalize_object (console->session);
  g_free (console->clipboard);
  g_free (console);
}

static VireoVncState
state_of (Console *console)
{
  return vireo_vnc_session_get_state (console->session);
}

static guint32
pixel_at (Console *console, guint x, guint y)
{
  VireoVncFrame *frame = vireo_vnc_session_get_frame (console->session);
  guint32 pixel;

  if (frame == NULL || x >= vireo_vnc_frame_get_width (frame) ||
      y >= vireo_vnc_frame_get_height (frame))
    return 0xdeadbeef;
  memcpy (&pixel,
          vireo_vnc_frame_get_pixels (frame) + y * vireo_vnc_frame_get_stride (frame) + x * 4, 4);
  return pixel & 0xffffff;
}

static void
test_a_session_shows_what_the_server_draws (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  const VireoVncCursor *cursor = vireo_vnc_session_get_cursor (console->session);

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  g_assert_cmpint (state_of (console), ==, VIREO_VNC_CONNECTING);
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  vireo_test_wait (pixel_at (console, 319, 199) == 0xffffff);
  g_assert_cmphex (pixel_at (console, 0, 0), ==, 0xff0000);
  g_assert_cmphex (pixel_at (console, 319, 0), ==, 0x00ff00);
  g_assert_cmphex (pixel_at (console, 0, 199), ==, 0x0000ff);
  g_assert_true (vireo_vnc_session_get_absolute (console->session));

  rfb_tell (server, "fill 10 20 5 5 123456");
  vireo_test_wait (pixel_at (console, 14, 24) == 0x123456);
  g_assert_cmphex (pixel_at (console, 15, 25), ==, 0xff0000);

  rfb_tell (server, "cursor 8 6 ff8040");
  vireo_test_wait (cursor->width == 8);
  g_assert_cmpuint (cursor->height, ==, 6);
  g_assert_cmpuint (cursor->hot_x, ==, 2);
  g_assert_cmpuint (cursor->hot_y, ==, 3);
  g_assert_cmphex (*(const guint32 *) g_bytes_get_data (cursor->pixels, NULL), ==, 0xffff8040);

  /* Updates go on after a cursor alone, which uses up the request. */
  rfb_tell (server, "fill 0 0 1 1 00abcd");
  vireo_test_wait (pixel_at (console, 0, 0) == 0x00abcd);

  rfb_tell (server, "resize 640 480");
  vireo_test_wait (pixel_at (console, 639, 479) == 0xffffff);
  g_assert_cmpuint (console->n_frames, ==, 2);

  rfb_tell (server, "cut Grüße");
  vireo_test_wait (console->clipboard != NULL);
  g_assert_cmpstr (console->clipboard, ==, "Grüße");

  vireo_vnc_session_close (console->session);
  g_assert_cmpint (state_of (console), ==, VIREO_VNC_CLOSED);
  g_assert_null (vireo_vnc_session_get_frame (console->session));
  vireo_test_wait (rfb_count (server, "gone") == 1);
  console_free (console);
  rfb_stop (server);
}

static void
test_input_reaches_the_server_in_order (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  vireo_vnc_session_send_key (console->session, TRUE, 0xff0d, 0x1c);
  vireo_vnc_session_send_pointer (console->session, 1, 300, 100);
  vireo_vnc_session_send_pointer (console->session, 0, 301, 100);
  vireo_vnc_session_send_clipboard (console->session, "paste me");
  vireo_vnc_session_send_key (console->session, FALSE, 0xff0d, 0x1c);
  /* Closing right behind does not lose the release. */
  vireo_vnc_session_close (console->session);
  vireo_test_wait (rfb_count (server, "gone") == 1);
  g_assert_cmpuint (rfb_find (server, "key 1 ff0d 1c"), >, 0);
  g_assert_cmpuint (rfb_find (server, "key 1 ff0d 1c"), <, rfb_find (server, "pointer 1 300 100"));
  g_assert_cmpuint (rfb_find (server, "pointer 1 300 100"), <,
                    rfb_find (server, "pointer 0 301 100"));
  g_assert_cmpuint (rfb_count (server, "cut paste me"), ==, 1);
  g_assert_cmpuint (rfb_find (server, "pointer 0 301 100"), <,
                    rfb_find (server, "key 0 ff0d 1c"));
  console_free (console);
  rfb_stop (server);
}

/* A console that nobody looks at must not make the server draw for ever. */
static void
test_a_console_that_does_not_paint_gets_one_damage (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();

  console->quiet = TRUE;
  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (console->n_damaged == 1);
  for (guint i = 0; i < 5; i++)
    rfb_tell (server, "fill 0 0 50 50 0000aa");
  rfb_tell (server, "cut end");
  vireo_test_wait (console->clipboard != NULL);
  g_assert_cmpuint (console->n_damaged, ==, 1);
  g_assert_cmphex (pixel_at (console, 0, 0), ==, 0xff0000); /* not written to behind our back */

  console->quiet = FALSE;
  vireo_vnc_session_painted (console->session);
  vireo_test_wait (pixel_at (console, 0, 0) == 0x0000aa);
  console_free (console);
  rfb_stop (server);
}

static void
test_a_guest_without_a_tablet_says_so (void)
{
  RfbServer *server = rfb_start ("relative", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  vireo_test_wait (!vireo_vnc_session_get_absolute (console->session));
  console_free (console);
  rfb_stop (server);
}

static void
test_a_password_is_asked_for (void)
{
  RfbServer *server = rfb_start ("password", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (console->n_asked == 1);
  vireo_vnc_session_send_credentials (console->session, NULL, "secret");
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (console->n_asked == 2);
  vireo_vnc_session_send_credentials (console->session, NULL, "guess");
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR, VIREO_ERROR_AUTH);
  console_free (console);
  rfb_stop (server);
}

static void
test_the_server_leaves (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  rfb_tell (server, "leave");
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR,
                  VIREO_ERROR_UNREACHABLE);
  /* The last picture stays to be looked at. */
  g_assert_cmphex (pixel_at (console, 0, 0), ==, 0xff0000);

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  console_free (console);
  rfb_stop (server);
}

/* The youngest child: the worker of the session opened last. */
static pid_t
find_worker (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  pid_t youngest = 0;

  for (const char *task; (task = g_dir_read_name (tasks)) != NULL;)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", task, "children", NULL);
      g_autofree char *list = NULL;
      g_auto (GStrv) children = NULL;

      if (!g_file_get_contents (path, &list, NULL, NULL))
        continue; /* the thread has ended */
      children = g_strsplit (list, " ", -1);
      for (guint i = 0; children[i] != NULL; i++)
        youngest = MAX (youngest, (pid_t) atoi (children[i]));
    }
  g_assert_cmpint (youngest, >, 0);
  return youngest;
}

/* What it said last was not read when it went: still it left, and talked no nonsense. */
static void
test_the_server_breaks_off_in_mid_sentence (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  pid_t worker;

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  worker = find_worker ();
  g_assert_cmpint (kill (worker, SIGSTOP), ==, 0);
  rfb_tell (server, "cut last words");
  rfb_tell (server, "break-off");
  vireo_test_wait (rfb_count (server, "gone") == 1);
  vireo_vnc_session_send_pointer (console->session, 1, 1, 1);
  g_assert_cmpint (kill (worker, SIGCONT), ==, 0);
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR,
                  VIREO_ERROR_UNREACHABLE);
  console_free (console);
  rfb_stop (server);
}

static void
test_hostile_server (gconstpointer data)
{
  RfbServer *server = rfb_start (data, NULL);
  Console *console = console_new ();
  const GError *error;

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait_for (state_of (console) == VIREO_VNC_ENDED, 20);
  error = vireo_vnc_session_get_error (console->session);
  g_assert_nonnull (error);
  g_test_message ("%s: %s", (const char *) data, error->message);
  g_assert_cmpuint (error->domain, ==, VIREO_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 10);
  if (g_str_equal (data, "huge") || g_str_equal (data, "huge-resize") ||
      g_str_equal (data, "unknown-login"))
    g_assert_cmpint (error->code, ==, VIREO_ERROR_UNSUPPORTED);
  if (g_str_equal (data, "no-logins") || g_str_equal (data, "no-size"))
    g_assert_cmpint (error->code, ==, VIREO_ERROR_DENIED);
  if (g_str_equal (data, "old-version"))
    g_assert_nonnull (strstr (error->message, "version"));
  if (g_str_equal (data, "http") || g_str_equal (data, "garbage"))
    g_assert_nonnull (strstr (error->message, "no VNC server"));
  console_free (console);
  rfb_stop (server);
}

static void
test_silence_is_told (void)
{
  static const struct
  {
    const char *scenario, *words;
  } kinds[] = {
    { "silence", "silent" },
    { "silence-at-login", "login" },
    { "silence-after-start", "no picture" },
  };
  RfbServer *servers[G_N_ELEMENTS (kinds)];
  Console *consoles[G_N_ELEMENTS (kinds)];

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      servers[i] = rfb_start (kinds[i].scenario, NULL);
      consoles[i] = console_new ();
      vireo_vnc_session_open_address (consoles[i]->session, rfb_address (servers[i]));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const GError *error;

      vireo_test_wait_for (state_of (consoles[i]) == VIREO_VNC_ENDED, 20);
      error = vireo_vnc_session_get_error (consoles[i]->session);
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_TIMED_OUT);
      g_assert_nonnull (strstr (error->message, kinds[i].words));
      console_free (consoles[i]);
      rfb_stop (servers[i]);
    }
}

/* Wherever in the handshake it breaks off. */
static void
test_a_server_that_dies_at_every_byte (void)
{
  RfbServer *server = rfb_start ("dies", NULL);
  Console *console = console_new ();

  for (guint i = 0; i < 52; i++)
    {
      vireo_vnc_session_open_address (console->session, rfb_address (server));
      vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
      g_assert_cmpuint (vireo_vnc_session_get_error (console->session)->domain, ==, VIREO_ERROR);
      g_assert_null (vireo_vnc_session_get_frame (console->session));
    }
  console_free (console);
  rfb_stop (server);
}

/* A session that went wrong in a place of chance; VIREO_N_MUTANTS and VIREO_SEED for more. */
static void
test_sessions_with_wrong_bytes (void)
{
  RfbServer *server = rfb_start ("mutant", NULL);
  Console *console = console_new ();
  const char *wanted = g_getenv ("VIREO_N_MUTANTS");
  guint n = wanted != NULL ? atoi (wanted) : 60;

  console->tolerant = TRUE;
  for (guint i = 0; i < n; i++)
    {
      guint gone = rfb_count (server, "gone");

      vireo_vnc_session_open_address (console->session, rfb_address (server));
      /* The worker may wait for bytes that do not come: the server's end counts too. */
      vireo_test_wait_for (state_of (console) == VIREO_VNC_ENDED || console->n_asked > 0 ||
                               rfb_count (server, "gone") > gone,
                           20);
      console->n_asked = 0;
      vireo_vnc_session_close (console->session);
      vireo_test_wait_for (rfb_count (server, "gone") > gone, 20);
    }
  console_free (console);
  rfb_stop (server);
}

/* What comes last is shown, or it was too much and that is said. */
static void
test_a_storm_of_sizes (void)
{
  RfbServer *server = rfb_start ("resize-storm", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait_for (pixel_at (console, 319, 199) == 0xffffff ||
                           state_of (console) == VIREO_VNC_ENDED,
                       20);
  g_test_message ("%s", state_of (console) == VIREO_VNC_ENDED
                            ? vireo_vnc_session_get_error (console->session)->message
                            : "shown");
  console_free (console);
  rfb_stop (server);
}

static void
test_a_worker_that_is_killed (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  g_assert_cmpint (kill (find_worker (), SIGKILL), ==, 0);
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR, VIREO_ERROR_FAILED);
  g_assert_cmphex (pixel_at (console, 0, 0), ==, 0xff0000);
  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  console_free (console);
  rfb_stop (server);
}

static void
test_a_worker_that_hangs (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  g_assert_cmpint (kill (find_worker (), SIGSTOP), ==, 0);
  vireo_test_wait_for (state_of (console) == VIREO_VNC_ENDED, 40);
  g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR, VIREO_ERROR_FAILED);
  /* It is ended, so that the server has a place free. */
  vireo_test_wait_for (rfb_count (server, "gone") == 1, 10);
  console_free (console);
  rfb_stop (server);
}

static void
test_a_clipboard_without_measure_is_left_out (void)
{
  RfbServer *server = rfb_start ("huge-cut", NULL);
  Console *console = console_new ();

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  g_assert_null (console->clipboard);
  console_free (console);
  rfb_stop (server);
}

/* What is seen when a new picture comes. */
static void
look_at_corner (VireoVncSession *session, guint n, gpointer rects, guint32 *corner)
{
  Console console = { .session = session };

  if (*corner == 0 && pixel_at (&console, 399, 299) != 0xdeadbeef)
    *corner = pixel_at (&console, 399, 299) | 0xff000000;
}

/* So that a server far away need not wait for the way there and back; but no more than one, or a
 * slow one would be asked for what nobody wants any more. */
static void
test_one_update_is_asked_for_ahead (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  const guint n_fills = 20;
  guint before;

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (pixel_at (console, 319, 199) == 0xffffff);
  vireo_test_wait (rfb_count (server, "request 1") >= 2);
  before = rfb_count (server, "request 1");
  for (guint i = 1; i <= n_fills; i++)
    {
      g_autofree char *fill = g_strdup_printf ("fill 0 0 1 1 %06x", i);

      rfb_tell (server, fill);
      vireo_test_wait (pixel_at (console, 0, 0) == i);
    }
  vireo_test_wait (rfb_count (server, "request 1") >= before + n_fills);
  g_assert_cmpuint (rfb_count (server, "request 1"), <=, before + 2 * n_fills);
  console_free (console);
  rfb_stop (server);
}

static void
test_a_new_size_is_shown_when_it_is_whole (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  guint32 corner = 0;
  gint64 since;
  guint n;

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  vireo_test_wait (pixel_at (console, 319, 199) == 0xffffff);
  g_signal_connect (console->session, "damaged", G_CALLBACK (look_at_corner), &corner);
  n = rfb_count (server, "request 0");
  since = g_get_monotonic_time ();
  rfb_tell (server, "resize-half 400 300");
  vireo_test_wait (rfb_count (server, "request 0") > n);
  rfb_tell (server, "cut after the half");
  vireo_test_wait (console->clipboard != NULL);
  /* The half is there by now, and the worker had its turn.  On a machine that was busy for so
   * long that it may be shown, there is nothing to see. */
  if (g_get_monotonic_time () - since < 400000)
    g_assert_cmphex (pixel_at (console, 319, 199), ==, 0xffffff);
  rfb_tell (server, "rest");
  vireo_test_wait (corner != 0);
  if (g_get_monotonic_time () - since < 400000)
    g_assert_cmphex (corner, ==, 0xffffffff);

  /* One that never comes whole is shown all the same. */
  rfb_tell (server, "resize-half 500 300");
  vireo_test_wait (pixel_at (console, 499, 0) == 0x00ff00);
  console_free (console);
  rfb_stop (server);
}

/* While a console paints, one picture comes whole and the next one half; @rest: and the rest of
 * it when it has painted.  Returns how long that took, in µs. */
static gint64
paint_in_the_middle (Console *console, RfbServer *server, guint try, gboolean rest)
{
  g_autofree char *whole = g_strdup_printf ("fill 0 0 320 200 %06x", 2 * try + 1);
  g_autofree char *half = g_strdup_printf ("fill-half 0 0 320 200 %06x", 2 * try + 2);
  guint n_requests = rfb_count (server, "request 1"), n_read = rfb_count (server, "read");
  guint n_damaged = console->n_damaged;
  gint64 since;

  console->quiet = TRUE;
  rfb_tell (server, "fill 0 0 1 1 ffffff");
  vireo_test_wait (console->n_damaged > n_damaged);
  rfb_tell (server, whole);
  vireo_test_wait (rfb_count (server, "request 1") >= n_requests + 2);
  since = g_get_monotonic_time ();
  rfb_tell (server, half);
  vireo_test_wait (rfb_count (server, "read") > n_read);
  console->quiet = FALSE;
  n_damaged = console->n_damaged;
  vireo_vnc_session_painted (console->session);
  if (rest)
    rfb_tell (server, "rest");
  vireo_test_wait (console->n_damaged > n_damaged);
  return g_get_monotonic_time () - since;
}

static void
test_no_picture_is_shown_half_way_to_the_next (void)
{
  g_autofree char *dir = g_dir_make_tmp ("vireo-XXXXXX", NULL);
  g_autofree char *address = g_strdup_printf ("unix:%s/vnc", dir);
  g_autofree char *path = g_build_filename (dir, "vnc", NULL);
  RfbServer *server = rfb_start ("normal", address);
  Console *console = console_new ();
  guint n_in_time = 0;

  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (console->n_damaged == 1);
  /* A machine so busy that the half may be shown shows nothing of this. */
  for (guint try = 0; try < 50 && n_in_time < 5; try++)
    if (paint_in_the_middle (console, server, try, TRUE) < 35000)
      {
        g_assert_cmphex (pixel_at (console, 0, 0), ==, pixel_at (console, 319, 199));
        n_in_time++;
      }
  if (n_in_time == 0)
    g_test_skip ("this machine is too busy");

  /* One that stops half way does not keep back for ever what was there before. */
  paint_in_the_middle (console, server, 50, FALSE);
  console_free (console);
  rfb_stop (server);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_addresses_that_lead_nowhere (void)
{
  static const struct
  {
    const char *address;
    VireoErrorCode code;
  } bad[] = {
    { "127.0.0.1:1", VIREO_ERROR_UNREACHABLE },
    { "unix:/nonexistent/socket", VIREO_ERROR_UNREACHABLE },
    { "unix:relative", VIREO_ERROR_INVALID },
    { "", VIREO_ERROR_INVALID },
    { "nowhere.invalid:5900", VIREO_ERROR_UNREACHABLE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      Console *console = console_new ();

      vireo_vnc_session_open_address (console->session, bad[i].address);
      vireo_test_wait_for (state_of (console) == VIREO_VNC_ENDED, 15);
      g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR,
                      (int) bad[i].code);
      console_free (console);
    }
}

static void
test_a_session_given_up_at_once_leaves_nothing (void)
{
  RfbServer *server = rfb_start ("normal", NULL);

  for (guint i = 0; i < 20; i++)
    {
      Console *console = console_new ();

      vireo_vnc_session_open_address (console->session, rfb_address (server));
      for (guint turns = 0; turns < i * 3; turns++)
        g_main_context_iteration (NULL, FALSE);
      vireo_vnc_session_close (console->session);
      /* A thread may still hold it for a moment. */
      g_object_add_weak_pointer (G_OBJECT (console->session), (gpointer *) &console->session);
      g_signal_handlers_disconnect_by_data (console->session, console);
      g_object_unref (console->session);
      vireo_test_wait (console->session == NULL);
      g_free (console);
    }
  rfb_stop (server);
}

static void
test_a_worker_that_cannot_start (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  g_autofree char *worker = g_strdup (g_getenv ("VIREO_WORKER"));

  g_setenv ("VIREO_WORKER", "/nonexistent/worker", TRUE);
  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR, VIREO_ERROR_FAILED);
  /* A program that is no worker. */
  g_setenv ("VIREO_WORKER", "/bin/true", TRUE);
  vireo_vnc_session_open_address (console->session, rfb_address (server));
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_setenv ("VIREO_WORKER", worker, TRUE);
  console_free (console);
  rfb_stop (server);
}

/* A worker that its guest has taken over. */
static void
test_bad_worker (gconstpointer deed)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  g_autofree char *worker = g_strdup (g_getenv ("VIREO_WORKER"));
  g_autofree char *bad = g_test_build_filename (G_TEST_DIST, "tools", "bad-worker", NULL);

  g_setenv ("VIREO_WORKER", bad, TRUE);
  g_setenv ("VIREO_BAD_WORKER", deed, TRUE);
  vireo_vnc_session_open_address (console->session, rfb_address (server));
  if (g_str_equal (deed, "damage-outside"))
    {
      vireo_test_wait (state_of (console) == VIREO_VNC_READY);
      g_assert_cmphex (pixel_at (console, 63, 63), ==, 0x123456);
    }
  else
    {
      vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
      g_assert_error (vireo_vnc_session_get_error (console->session), VIREO_ERROR,
                      VIREO_ERROR_FAILED);
      g_assert_null (vireo_vnc_session_get_frame (console->session));
    }
  g_setenv ("VIREO_WORKER", worker, TRUE);
  g_unsetenv ("VIREO_BAD_WORKER");
  console_free (console);
  rfb_stop (server);
}

static void
test_the_address_is_found_in_the_definition (void)
{
  static const struct
  {
    const char *graphics, *uri, *address; /* NULL: an error */
    guint index;
    guint head;
  } cases[] = {
    { "<graphics type='vnc' port='5901' listen='127.0.0.1'/>", "qemu:///system", "127.0.0.1:5901",
      0 },
    { "<graphics type='spice' port='5900'/><graphics type='vnc' port='5902'/>", "qemu:///system",
      "127.0.0.1:5902", 1 },
    { "<graphics type='vnc' socket='/run/v.sock'><listen type='socket' socket='/run/v.sock'/>"
      "</graphics>",
      "qemu:///system", "unix:/run/v.sock", 0 },
    { "<graphics type='vnc' port='5901' passwd='p'><listen type='address' address='0.0.0.0'/>"
      "</graphics>",
      "qemu+tls://lab/system", "lab:5901", 0 },
    { "<graphics type='vnc' port='5901'><listen type='address' address='0.0.0.0'/></graphics>",
      "qemu+ssh://root@lab/system", "127.0.0.1:5901", 0 },
    { "<graphics type='vnc' socket='/run/v.sock'/>", "qemu+libssh://lab/system",
      "unix:/run/v.sock", 0 },
    { "<graphics type='vnc' port='5901'><listen type='address' address='::'/></graphics>",
      "qemu:///system", "127.0.0.1:5901", 0 },
    { "<graphics type='vnc' port='5901'><listen type='address' address='fd00::1'/></graphics>",
      "qemu+tls://lab/system", "[fd00::1]:5901", 0 },
    { "<graphics type='vnc' port='5901' listen='127.0.0.1'/>", "qemu+tcp://lab/system", NULL, 0 },
    { "<graphics type='vnc' port='-1' autoport='yes'/>", "qemu:///system", NULL, 0 },
    { "<graphics type='spice' port='5900'/>", "qemu:///system", NULL, G_MAXUINT },
    { "", "qemu:///system", NULL, G_MAXUINT },
    /* Two screens; and one that is not there any more. */
    { "<graphics type='vnc' port='5901'/><graphics type='spice'/>"
      "<graphics type='vnc' port='5902'/>",
      "qemu:///system", "127.0.0.1:5902", 2, 1 },
    { "<graphics type='vnc' port='5901'/><graphics type='vnc' port='5902'/>", "qemu:///system",
      "127.0.0.1:5901", 0, 0 },
    { "<graphics type='spice'/><graphics type='vnc' port='5901'/>", "qemu:///system",
      "127.0.0.1:5901", 1, 7 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml =
          g_strdup_printf ("<domain><devices>%s</devices></domain>", cases[i].graphics);
      g_autofree char *password = NULL;
      g_autofree char *address = NULL;
      g_autoptr (GError) error = NULL;
      guint index;

      address = vireo_vnc_target_find_address (xml, cases[i].uri, cases[i].head, &index, &password, &error);
      g_assert_cmpstr (address, ==, cases[i].address);
      g_assert_cmpuint (index, ==, cases[i].index);
      g_assert_true ((error != NULL) == (address == NULL));
      g_assert_cmpstr (password, ==, strstr (cases[i].graphics, "passwd") != NULL ? "p" : NULL);
    }
}

/* A VM of libvirt's test driver, which hands over no sockets: the way by the address in the
 * definition. */
typedef struct
{
  virConnectPtr host;
  virDomainPtr handle;
  VireoJournal *journal;
  VireoVm *vm;
} Guest;

static void
guest_start (Guest *guest, RfbServer *server, const char *attributes)
{
  g_autofree char *xml = g_strdup_printf (
      "<domain type='test'><name>console</name><memory>1024</memory><os><type>hvm</type></os>"
      "<devices><graphics type='vnc' port='%s' listen='127.0.0.1' %s/></devices></domain>",
      strchr (rfb_address (server), ':') + 1, attributes);

  guest->host = virConnectOpen ("test:///default");
  guest->handle = virDomainCreateXML (guest->host, xml, 0);
  g_assert_nonnull (guest->handle);
  guest->journal = vireo_journal_new ();
  guest->vm = vireo_vm_new (guest->handle, "test:///default", guest->journal);
}

static void
guest_end (Guest *guest)
{
  g_object_unref (guest->vm);
  g_object_unref (guest->journal);
  virDomainDestroy (guest->handle);
  virDomainFree (guest->handle);
  virConnectClose (guest->host);
}

static void
test_a_vm_is_opened_by_its_address (void)
{
  RfbServer *server = rfb_start ("normal", NULL);
  Console *console = console_new ();
  Guest guest;

  guest_start (&guest, server, "");
  vireo_vnc_session_open_vm (console->session, guest.vm, 0);
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  g_assert_cmphex (pixel_at (console, 0, 0), ==, 0xff0000);
  console_free (console);
  guest_end (&guest);
  rfb_stop (server);
}

static void
test_the_password_of_the_definition_is_used (void)
{
  RfbServer *server = rfb_start ("password", NULL);
  Console *console = console_new ();
  Guest guest;

  guest_start (&guest, server, "passwd='secret'");
  vireo_vnc_session_open_vm (console->session, guest.vm, 0);
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  g_assert_cmpuint (console->n_asked, ==, 0);
  vireo_vnc_session_close (console->session);
  guest_end (&guest);

  /* Somebody changed it since: then a person is asked. */
  guest_start (&guest, server, "passwd='old'");
  vireo_vnc_session_open_vm (console->session, guest.vm, 0);
  vireo_test_wait (state_of (console) == VIREO_VNC_ENDED);
  g_assert_true (vireo_vnc_session_was_login_refused (console->session));
  g_assert_cmpuint (console->n_asked, ==, 0);
  vireo_vnc_session_open_vm (console->session, guest.vm, 0);
  vireo_test_wait (console->n_asked == 1);
  vireo_vnc_session_send_credentials (console->session, NULL, "secret");
  vireo_test_wait (state_of (console) == VIREO_VNC_READY);
  console_free (console);
  guest_end (&guest);
  rfb_stop (server);
}

int
main (int argc, char *argv[])
{
  static const char *const hostile[] = {
    "huge-cursor",       "hugest-cursor", "huge-alpha-cursor", "hugest-alpha-cursor",
    "huge",              "huge-resize",   "resize-to-nothing", "huge-name",
    "outside",           "nonsense",      "garbage",           "http",
    "half-a-frame",      "half-an-update", "empty-flood",      "endless-cut",
    "old-version",
    "unknown-login",     "unknown-encoding", "no-logins",      "no-size",
    "tight-cut",         "tight-garbage", "tight-filter",      "tight-palette",
    "jpeg-cut",          "jpeg-garbage",  "zrle-cut",          "zrle-garbage",
    "zrle-bomb",         "zrle-inside",   "hextile-cut",       "hextile-garbage",
  };

  static const char *const deeds[] = {
    "other-version", "garbage",          "wrong-direction", "huge-length",
    "short-memory",  "unsealed-memory",  "no-memory",       "not-memory",
    "a-pipe",        "many-descriptors", "half-a-message",  "cursor-without-pixels",
    "damage-outside",
  };

  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/vnc-session/shows", test_a_session_shows_what_the_server_draws);
  g_test_add_func ("/vnc-session/input", test_input_reaches_the_server_in_order);
  g_test_add_func ("/vnc-session/unpainted", test_a_console_that_does_not_paint_gets_one_damage);
  g_test_add_func ("/vnc-session/relative", test_a_guest_without_a_tablet_says_so);
  g_test_add_func ("/vnc-session/password", test_a_password_is_asked_for);
  g_test_add_func ("/vnc-session/server-leaves", test_the_server_leaves);
  g_test_add_func ("/vnc-session/server-breaks-off", test_the_server_breaks_off_in_mid_sentence);
  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/vnc-session/hostile/", hostile[i], NULL);

      g_test_add_data_func (path, hostile[i], test_hostile_server);
    }
  g_test_add_func ("/vnc-session/silence", test_silence_is_told);
  g_test_add_func ("/vnc-session/dies-at-every-byte", test_a_server_that_dies_at_every_byte);
  g_test_add_func ("/vnc-session/mutants", test_sessions_with_wrong_bytes);
  g_test_add_func ("/vnc-session/resize-storm", test_a_storm_of_sizes);
  g_test_add_func ("/vnc-session/worker-killed", test_a_worker_that_is_killed);
  g_test_add_func ("/vnc-session/worker-hangs", test_a_worker_that_hangs);
  for (gsize i = 0; i < G_N_ELEMENTS (deeds); i++)
    {
      g_autofree char *path = g_strconcat ("/vnc-session/bad-worker/", deeds[i], NULL);

      g_test_add_data_func (path, deeds[i], test_bad_worker);
    }
  g_test_add_func ("/vnc-session/huge-clipboard", test_a_clipboard_without_measure_is_left_out);
  g_test_add_func ("/vnc-session/ahead", test_one_update_is_asked_for_ahead);
  g_test_add_func ("/vnc-session/half-drawn", test_no_picture_is_shown_half_way_to_the_next);
  g_test_add_func ("/vnc-session/whole", test_a_new_size_is_shown_when_it_is_whole);
  g_test_add_func ("/vnc-session/nowhere", test_addresses_that_lead_nowhere);
  g_test_add_func ("/vnc-session/given-up", test_a_session_given_up_at_once_leaves_nothing);
  g_test_add_func ("/vnc-session/no-worker", test_a_worker_that_cannot_start);
  g_test_add_func ("/vnc-session/address", test_the_address_is_found_in_the_definition);
  g_test_add_func ("/vnc-session/vm", test_a_vm_is_opened_by_its_address);
  g_test_add_func ("/vnc-session/vm-password", test_the_password_of_the_definition_is_used);
  return g_test_run ();
}
