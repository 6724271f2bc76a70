/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gvnc tells one rectangle at a time, from idle callbacks of its coroutine.  What one read of
 * the socket delivered is therefore gathered, and shared with the console from an idle callback
 * of lower priority. */

#include "config.h"

#include <gvnc.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/console/vireo-vnc-wire-channel.h"
#include "worker/vireo-worker-login.h"
#include "worker/vireo-worker-screen.h"
#include "worker/vireo-worker-server.h"
#include "worker/vireo-worker-session.h"
#include "worker/vireo-worker-target.h"

#define BUDGET 16000            /* µs of decoding for one picture painted */
#define AHEAD 2                 /* requests out at once, while decoding stays within that */
#define PUBLISH_AT_LATEST 20000 /* µs after the first damage, however much keeps coming */
#define ASK_AGAIN 2             /* s without an answer */
#define WHOLE_AT_LATEST 500000  /* µs that a new screen may take to be there whole */
#define DRAWN_AT_LATEST 40000   /* µs that what is there waits for a rectangle being drawn */
#define LAST_WORDS 100          /* ms for what the console said before it went */
#define MAX_EMPTY 50000         /* rectangles of no size in a second: not a screen but an attack */

struct _VireoWorkerSession
{
  GMainLoop *loop;           /* borrowed */
  VireoWireChannel *channel; /* (owned) */
  VncConnection *connection; /* (owned) (nullable) */
  int server_fd;             /* (owned): the same socket, to look at when gvnc gives up */
  gboolean server_left;
  VireoWorkerScreen *screen; /* (owned) (nullable) */
  VireoWorkerTarget *target; /* (owned) (nullable): of the screen */
  gboolean remote;
  gboolean ended;

  gboolean announced;    /* the console has this screen */
  gboolean console_busy; /* DAMAGE is out, PAINTED not yet back */
  guint publish_id;
  guint late_id;         /* until what waits to be fit is shown in any case */
  gint64 damaged_at;     /* µs, monotonic, of the first damage not shared; 0: none */
  gint64 spent_before;   /* µs of CPU, when the console last painted */
  guint n_asked;         /* updates asked for, less the rectangles that came: at most what is out */
  guint16 buttons;       /* of the pointer, as the console said last */
  guint n_empty;
  gint64 empty_since;    /* µs, monotonic */

  gboolean cursor_changed;
  VncCursor *cursor; /* (owned) (nullable) */
  char *clipboard;   /* (owned) (nullable): yet to be sent */
  char *last_error;  /* (owned) (nullable): gvnc's words */
};

static void schedule_publish (VireoWorkerSession *self);

static gint64
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
send_plain (VireoWorkerSession *self, const VireoWireMessage *message)
{
  vireo_wire_channel_send (self->channel, message, -1);
}

static void
tell_phase (VireoWorkerSession *self, VireoWirePhase phase)
{
  VireoWireMessage message = { .type = VIREO_WIRE_PROGRESS };

  message.progress.phase = phase;
  send_plain (self, &message);
}

static void
end (VireoWorkerSession *self, VireoWireEnd reason)
{
  VireoWireMessage message = { .type = VIREO_WIRE_END };
  g_autofree char *text = g_utf8_make_valid (self->last_error != NULL ? self->last_error : "", -1);

  if (self->ended)
    return;
  self->ended = TRUE;
  message.end.reason = reason;
  message.end.text = text;
  message.end.length = strlen (text);
  if (message.end.length > VIREO_WIRE_MAX_WORDS)
    message.end.length = g_utf8_find_prev_char (text, text + VIREO_WIRE_MAX_WORDS - 3) - text;
  send_plain (self, &message);
  vireo_wire_channel_flush (self->channel, 1000);
  g_main_loop_quit (self->loop);
}

/* While decoding stays within its budget an update is asked for at once, and one more ahead so that
 * the server need not wait for the way there and back; else when the console has painted.  So a
 * hidden window costs nothing, and small changes cost no wait. */
static gboolean
may_ask (VireoWorkerSession *self)
{
  if (self->screen == NULL || self->n_asked >= (self->announced ? AHEAD : 1))
    return FALSE;
  return (self->n_asked == 0 && !self->console_busy) || cpu_time () - self->spent_before <= BUDGET;
}

static void
ask (VireoWorkerSession *self)
{
  /* Of a screen that was made anew, all: gvnc asks for less after some kinds of resize. */
  gboolean incremental = self->announced || self->damaged_at != 0;

  if (!may_ask (self))
    return;
  self->n_asked++;
  vnc_connection_framebuffer_update_request (self->connection, incremental, 0, 0,
                                             vireo_worker_screen_get_width (self->screen),
                                             vireo_worker_screen_get_height (self->screen));
}

/* An update of no rectangles uses up the request, and gvnc says nothing.  (After one of a cursor
 * or the like gvnc asks again by itself.) */
static gboolean
ask_again (gpointer data)
{
  VireoWorkerSession *self = data;

  if (self->screen != NULL && self->n_asked > 0)
    {
      self->n_asked = 0;
      ask (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
send_cursor (VireoWorkerSession *self)
{
  VireoWireMessage message;

  self->cursor_changed = FALSE;
  vireo_worker_describe_cursor (self->cursor, &message);
  send_plain (self, &message);
}

static void
send_clipboard (VireoWorkerSession *self)
{
  VireoWireMessage message = { .type = VIREO_WIRE_CLIPBOARD };

  message.clipboard.text = self->clipboard;
  message.clipboard.length = strlen (self->clipboard);
  send_plain (self, &message);
  g_clear_pointer (&self->clipboard, g_free);
}

static gboolean
shown_at_latest (gpointer data)
{
  VireoWorkerSession *self = data;

  self->late_id = 0;
  schedule_publish (self);
  return G_SOURCE_REMOVE;
}

/* A new screen is shown when all of it is there: until then the last picture of the old one is a
 * better sight than a black one.  And no picture is shown while its next is half drawn over it. */
static gboolean
is_fit_to_show (VireoWorkerSession *self)
{
  gint64 half_since = vireo_worker_target_get_since (self->target);
  gint64 at_latest = 0, left;

  if (!self->announced && !vireo_worker_screen_is_whole (self->screen))
    at_latest = self->damaged_at + WHOLE_AT_LATEST;
  else if (half_since != 0)
    at_latest = half_since + DRAWN_AT_LATEST;
  left = at_latest - g_get_monotonic_time ();
  if (left <= 0)
    return TRUE;
  if (self->late_id == 0)
    self->late_id = g_timeout_add (left / 1000 + 1, shown_at_latest, self);
  return FALSE;
}

/* Shares what is new.  A console that does not keep up gets the latest of each, not all. */
static void
publish (VireoWorkerSession *self)
{
  VireoWireMessage frame, damage;

  if (self->screen != NULL && !self->console_busy && self->damaged_at != 0 &&
      is_fit_to_show (self))
    {
      gboolean any = vireo_worker_screen_publish (self->screen, &damage);

      if (!self->announced)
        vireo_wire_channel_send (self->channel, &frame,
                                 vireo_worker_screen_announce (self->screen, &frame));
      self->announced = TRUE;
      if (any)
        send_plain (self, &damage);
      self->console_busy = any;
      self->damaged_at = 0;
      g_clear_handle_id (&self->late_id, g_source_remove);
    }
  if (!vireo_wire_channel_has_backlog (self->channel))
    {
      if (self->cursor_changed)
        send_cursor (self);
      if (self->clipboard != NULL)
        send_clipboard (self);
    }
}

static gboolean
publish_idle (gpointer data)
{
  VireoWorkerSession *self = data;

  self->publish_id = 0;
  publish (self);
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_publish (VireoWorkerSession *self)
{
  if (self->publish_id == 0)
    self->publish_id = g_idle_add_full (G_PRIORITY_LOW, publish_idle, self, NULL);
}

/* TRUE: the server sends nothing but rectangles of no size. */
static gboolean
is_flood (VireoWorkerSession *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->empty_since > G_USEC_PER_SEC)
    {
      self->empty_since = now;
      self->n_empty = 0;
    }
  return ++self->n_empty > MAX_EMPTY;
}

static void
updated (VncConnection *connection, int x, int y, int width, int height, gpointer data)
{
  VireoWorkerSession *self = data;
  gint64 now;

  if (self->ended)
    return;
  vireo_worker_target_set_drawn (self->target);
  self->n_asked -= self->n_asked > 0;
  if (!vireo_worker_screen_damage (self->screen, x, y, width, height))
    {
      if (is_flood (self))
        {
          end (self, VIREO_WIRE_END_NONSENSE);
          return;
        }
    }
  else
    {
      now = g_get_monotonic_time ();
      if (self->damaged_at == 0)
        self->damaged_at = now;
      /* The first of what one read delivered: the server makes the next while this is shared. */
      if (self->publish_id == 0)
        ask (self);
      /* Once this returns, gvnc may begin the next. */
      if (vireo_worker_screen_is_mostly (self->screen, width, height) || self->late_id != 0 ||
          now - self->damaged_at > PUBLISH_AT_LATEST)
        publish (self);
    }
  schedule_publish (self);
}

/* Makes a screen of the server's size, gvnc's target from now on.  Left alone, gvnc crashes on
 * the first rectangle without one, and on sizes that overflow. */
static void
renew_screen (VireoWorkerSession *self, int width, int height)
{
  VireoWorkerScreen *screen;

  if (width < 1 || height < 1 || width > VIREO_WIRE_MAX_SIDE || height > VIREO_WIRE_MAX_SIDE)
    {
      end (self, width < 1 || height < 1 ? VIREO_WIRE_END_REFUSED : VIREO_WIRE_END_TOO_LARGE);
      return;
    }
  screen = vireo_worker_screen_new (width, height);
  if (screen == NULL)
    {
      end (self, VIREO_WIRE_END_TOO_LARGE);
      return;
    }
  g_clear_object (&self->target);
  self->target = vireo_worker_target_new (
      vireo_worker_screen_get_pixels (screen), width, height,
      vireo_worker_screen_get_stride (screen), vnc_connection_get_pixel_format (self->connection));
  vnc_connection_set_framebuffer (self->connection, VNC_FRAMEBUFFER (self->target));
  g_clear_pointer (&self->screen, vireo_worker_screen_free);
  self->screen = screen;
  self->announced = FALSE;
  self->damaged_at = 0;
  self->n_asked = 1;
  vnc_connection_framebuffer_update_request (self->connection, FALSE, 0, 0, width, height);
}

static void
initialized (VncConnection *connection, gpointer data)
{
  VireoWorkerSession *self = data;

  tell_phase (self, VIREO_WIRE_PHASE_STARTED);
  if (vnc_connection_get_width (connection) > 0)
    vireo_worker_introduce (connection, self->remote);
  renew_screen (self, vnc_connection_get_width (connection),
                vnc_connection_get_height (connection));
}

static void
resized (VncConnection *connection, int width, int height, gpointer data)
{
  VireoWorkerSession *self = data;

  if (self->ended)
    return;
  /* The answer to a wish for another size comes this way too, with the size as it is. */
  if (self->screen != NULL && (int) vireo_worker_screen_get_width (self->screen) == width &&
      (int) vireo_worker_screen_get_height (self->screen) == height)
    {
      self->n_asked = 1;
      vnc_connection_framebuffer_update_request (self->connection, FALSE, 0, 0, width, height);
      return;
    }
  renew_screen (self, width, height);
}

static void
format_changed (VncConnection *connection, VncPixelFormat *format, gpointer data)
{
  VireoWorkerSession *self = data;

  if (!self->ended && self->screen != NULL)
    renew_screen (self, vireo_worker_screen_get_width (self->screen),
                  vireo_worker_screen_get_height (self->screen));
}

static void
cursor_changed (VncConnection *connection, VncCursor *cursor, gpointer data)
{
  VireoWorkerSession *self = data;

  g_set_object (&self->cursor, cursor);
  self->cursor_changed = TRUE;
  schedule_publish (self);
}

static void
leds_changed (VncConnection *connection, gpointer data)
{
  VireoWireMessage message = { .type = VIREO_WIRE_LEDS };

  message.leds.lit = vnc_connection_get_ledstate (connection) & VIREO_WIRE_ALL_LEDS;
  send_plain (data, &message);
}

static void
pointer_mode_changed (VncConnection *connection, gboolean absolute, gpointer data)
{
  VireoWorkerSession *self = data;
  VireoWireMessage message = { .type = VIREO_WIRE_POINTER_MODE };

  message.pointer_mode.absolute = absolute != FALSE;
  send_plain (self, &message);
}

static void
cut_text (VncConnection *connection, const char *text, gpointer data)
{
  VireoWorkerSession *self = data;
  char *clipboard = vireo_worker_read_cut_text (text);

  if (clipboard == NULL)
    return;
  g_free (self->clipboard);
  self->clipboard = clipboard;
  schedule_publish (self);
}

static void
choose_login (VncConnection *connection, GValueArray *offered, gpointer data)
{
  VireoWorkerSession *self = data;

  tell_phase (self, VIREO_WIRE_PHASE_LOGIN);
  if (!vireo_worker_choose_login (connection, offered, self->remote))
    end (self, VIREO_WIRE_END_UNSUPPORTED);
}

static void
choose_sub_login (VncConnection *connection, guint type, GValueArray *offered, gpointer data)
{
  VireoWorkerSession *self = data;

  if (!vireo_worker_choose_sub_login (connection, offered))
    end (self, VIREO_WIRE_END_UNSUPPORTED);
}

static void
need_credentials (VncConnection *connection, GValueArray *kinds, gpointer data)
{
  VireoWorkerSession *self = data;
  VireoWireMessage message;

  if (vireo_worker_ask_credentials (connection, kinds, &message))
    send_plain (self, &message);
}

static void
keep_error (VncConnection *connection, const char *text, gpointer data)
{
  VireoWorkerSession *self = data;

  if (self->last_error != NULL)
    return;
  self->last_error = g_strdup (text);
  self->server_left = vireo_worker_server_is_gone (self->server_fd);
}

static void
login_failed (VncConnection *connection, const char *reason, gpointer data)
{
  keep_error (connection, reason, data);
  end (data, VIREO_WIRE_END_AUTH);
}

static void
login_unsupported (VncConnection *connection, guint type, gpointer data)
{
  end (data, VIREO_WIRE_END_UNSUPPORTED);
}

static void
disconnected (VncConnection *connection, gpointer data)
{
  VireoWorkerSession *self = data;

  if (self->last_error != NULL && strstr (self->last_error, "ertificate") != NULL)
    end (self, VIREO_WIRE_END_CERTIFICATE);
  else if (self->last_error != NULL && strstr (self->last_error, "version is not") != NULL)
    end (self, VIREO_WIRE_END_UNSUPPORTED);
  else if (self->server_left)
    end (self, self->screen != NULL ? VIREO_WIRE_END_CLOSED : VIREO_WIRE_END_REFUSED);
  else
    end (self, VIREO_WIRE_END_NONSENSE);
}

static void
open_connection (VireoWorkerSession *self, const VireoWireMessage *message, int fd)
{
  g_autofree char *host = g_strndup (message->open.text, message->open.length);

  if (self->connection != NULL)
    {
      close (fd);
      return;
    }
  self->remote = message->open.remote;
  self->server_fd = dup (fd);
  self->connection = vnc_connection_new ();
  g_object_connect (self->connection,
                    "signal::vnc-auth-choose-type", choose_login, self,
                    "signal::vnc-auth-choose-subtype", choose_sub_login, self,
                    "signal::vnc-auth-credential", need_credentials, self,
                    "signal::vnc-auth-failure", login_failed, self,
                    "signal::vnc-auth-unsupported", login_unsupported, self,
                    "signal::vnc-initialized", initialized, self,
                    "signal::vnc-framebuffer-update", updated, self,
                    "signal::vnc-desktop-resize", resized, self,
                    "signal::vnc-pixel-format-changed", format_changed, self,
                    "signal::vnc-cursor-changed", cursor_changed, self,
                    "signal::vnc-pointer-mode-changed", pointer_mode_changed, self,
                    "signal::vnc-server-cut-text", cut_text, self,
                    "signal::vnc-error", keep_error, self,
                    "signal::vnc-disconnected", disconnected, self,
                    NULL);
  vireo_worker_watch_leds (self->connection, leds_changed, self);
  vnc_connection_set_shared (self->connection, TRUE);
  if (!vnc_connection_open_fd_with_hostname (self->connection, fd, host))
    end (self, VIREO_WIRE_END_REFUSED);
}

static void
ask_size (VireoWorkerSession *self, const VireoWireMessage *message)
{
  VireoWireMessage refused = { .type = VIREO_WIRE_SIZE_REFUSED };

  if (vnc_connection_set_size (self->connection, message->ask_size.width,
                               message->ask_size.height) ==
      VNC_CONNECTION_RESIZE_STATUS_UNSUPPORTED)
    send_plain (self, &refused);
}

static void
received (const VireoWireMessage *message, int fd, gpointer data)
{
  VireoWorkerSession *self = data;

  if (message->type == VIREO_WIRE_OPEN)
    {
      open_connection (self, message, fd);
      return;
    }
  if (message->type == VIREO_WIRE_PING)
    send_plain (self, &(VireoWireMessage){ .type = VIREO_WIRE_PONG });
  if (self->connection == NULL)
    return;
  if (message->type == VIREO_WIRE_CREDENTIALS)
    vireo_worker_set_credentials (self->connection, message);
  if (self->screen == NULL || !vnc_connection_is_initialized (self->connection))
    return;

  switch ((int) message->type)
    {
    case VIREO_WIRE_KEY:
      vnc_connection_key_event (self->connection, message->key.down, message->key.keysym,
                                message->key.qnum);
      break;
    case VIREO_WIRE_POINTER:
      vireo_worker_send_pointer (self->connection, &self->buttons, message);
      break;
    case VIREO_WIRE_SET_CLIPBOARD:
      vnc_connection_client_cut_text (self->connection, message->clipboard.text,
                                      message->clipboard.length);
      break;
    case VIREO_WIRE_ASK_SIZE:
      ask_size (self, message);
      break;
    case VIREO_WIRE_PAINTED:
      self->console_busy = FALSE;
      self->spent_before = cpu_time ();
      publish (self);
      ask (self);
      break;
    }
}

static gboolean
leave (gpointer data)
{
  VireoWorkerSession *self = data;

  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/* gvnc writes when its coroutine has its turn: the release of a key may still be on its way. */
static void
console_gone (gpointer data)
{
  g_timeout_add (LAST_WORDS, leave, data);
}

/**
 * vireo_worker_session_new:
 * @fd: (transfer full): the socket to the console
 * @loop: left when the session ends
 *
 * Greets the console and waits for its orders.  Lives as long as the process.
 */
VireoWorkerSession *
vireo_worker_session_new (int fd, GMainLoop *loop)
{
  VireoWorkerSession *self = g_new0 (VireoWorkerSession, 1);
  VireoWireMessage hello = { .type = VIREO_WIRE_HELLO };

  self->loop = loop;
  /* Before gvnc: a server that never pauses must not keep the console from being heard. */
  self->channel = vireo_wire_channel_new (fd, VIREO_WIRE_TO_WORKER, G_PRIORITY_HIGH, received,
                                          console_gone, self);
  g_timeout_add_seconds (ASK_AGAIN, ask_again, self);
  hello.hello.version = VIREO_WIRE_VERSION;
  send_plain (self, &hello);
  return self;
}
