/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/console/vireo-tunnel.h"
#include "core/console/vireo-vnc-process.h"
#include "core/console/vireo-vnc-session-private.h"
#include "core/console/vireo-vnc-words.h"

#define CONNECT_TIMEOUT 12 /* s, from opening to the first picture */
#define LAST_WORDS 2       /* s a worker may take to end by itself */
/* Below GTK's redrawing (120): a worker that floods us cannot freeze the window. */
#define CHANNEL_PRIORITY (G_PRIORITY_HIGH_IDLE + 25)

enum
{
  PROP_STATE = 1,
  N_PROPS
};

enum
{
  FRAME_CHANGED,
  DAMAGED,
  CURSOR_CHANGED,
  CREDENTIALS_NEEDED,
  LEDS_CHANGED,
  POINTER_MODE_CHANGED,
  SIZE_REFUSED,
  CLIPBOARD,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoVncSession, vireo_vnc_session, G_TYPE_OBJECT)

static void
set_state (VireoVncSession *self, VireoVncState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static gboolean
kill_process (gpointer process)
{
  g_subprocess_force_exit (process);
  return G_SOURCE_REMOVE;
}

/* Lets go of the worker.  It ends when its socket closes; one that hangs is ended. */
static void
drop_worker (VireoVncSession *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->leaving != NULL)
    g_cancellable_cancel (self->leaving);
  g_clear_object (&self->leaving);
  g_clear_pointer (&self->target, vireo_vnc_target_free);
  g_clear_pointer (&self->pulse, vireo_vnc_pulse_free);
  if (self->channel != NULL)
    {
      vireo_wire_channel_flush (self->channel, 0);
      g_clear_pointer (&self->channel, vireo_wire_channel_free);
    }
  if (self->process != NULL)
    g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, LAST_WORDS, kill_process,
                                g_steal_pointer (&self->process), g_object_unref);
}

static void
clear_cursor (VireoVncSession *self)
{
  g_clear_pointer (&self->cursor.pixels, g_bytes_unref);
  memset (&self->cursor, 0, sizeof self->cursor);
}

/* Ends the session for @error, which it takes.  The last frame stays, to be shown dimmed. */
static void
finish (VireoVncSession *self, GError *error)
{
  /* Somebody changed it since: the next time a person is asked. */
  if (self->password_tried && g_error_matches (error, VIREO_ERROR, VIREO_ERROR_AUTH))
    self->password_refused = TRUE;
  drop_worker (self);
  g_clear_error (&self->error);
  self->error = error;
  set_state (self, VIREO_VNC_ENDED);
}

static gboolean
connect_timed_out (gpointer data)
{
  VireoVncSession *self = data;

  self->timer = 0;
  finish (self, vireo_vnc_error_of_silence (self->phase, self->patience));
  return G_SOURCE_REMOVE;
}

static void
start_timer (VireoVncSession *self, guint patience)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->patience = patience;
  self->timer = g_timeout_add_seconds (patience, connect_timed_out, self);
}

static void
take_frame (VireoVncSession *self, const VireoWireMessage *message, int fd)
{
  GError *error = NULL;
  VireoVncFrame *frame = vireo_vnc_frame_new (fd, message->frame.width, message->frame.height,
                                              message->frame.stride, &error);

  if (frame == NULL)
    {
      finish (self, error);
      return;
    }
  g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
  self->frame = frame;
  g_signal_emit (self, signals[FRAME_CHANGED], 0);
}

static void
take_damage (VireoVncSession *self, const VireoWireMessage *message)
{
  VireoVncRect rects[VIREO_WIRE_MAX_RECTS];
  guint n = 0;

  if (self->frame == NULL)
    return;
  for (guint i = 0; i < message->damage.n_rects; i++)
    {
      rects[n] = message->damage.rects[i];
      if (vireo_vnc_frame_clip (self->frame, &rects[n]))
        n++;
    }
  g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_emit (self, signals[DAMAGED], 0, n, rects);
  if (self->channel != NULL)
    set_state (self, VIREO_VNC_READY);
}

static void
take_cursor (VireoVncSession *self, const VireoWireMessage *message)
{
  clear_cursor (self);
  self->cursor.hot_x = message->cursor.hot_x;
  self->cursor.hot_y = message->cursor.hot_y;
  self->cursor.width = message->cursor.width;
  self->cursor.height = message->cursor.height;
  if (self->cursor.width > 0)
    self->cursor.pixels = g_bytes_new (message->cursor.pixels,
                                       (gsize) self->cursor.width * self->cursor.height * 4);
  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

static void
ask_credentials (VireoVncSession *self, const VireoWireMessage *message)
{
  if (self->target != NULL && self->target->password != NULL && !self->password_tried &&
      !self->password_refused &&
      !message->ask.user_name)
    {
      self->password_tried = TRUE;
      vireo_vnc_session_send_credentials (self, NULL, self->target->password);
      return;
    }
  /* A person types; the clock starts again with the answer. */
  g_clear_handle_id (&self->timer, g_source_remove);
  g_signal_emit (self, signals[CREDENTIALS_NEEDED], 0, message->ask.user_name,
                 message->ask.password);
}

static void
received (const VireoWireMessage *message, int fd, gpointer data)
{
  g_autoptr (VireoVncSession) self = g_object_ref (data);

  switch ((int) message->type)
    {
    case VIREO_WIRE_HELLO:
      if (message->hello.version != VIREO_WIRE_VERSION)
        finish (self, g_error_new_literal (VIREO_ERROR, VIREO_ERROR_FAILED,
                                           _ ("Vireo was updated.  Start it again.")));
      break;
    case VIREO_WIRE_FRAME:
      take_frame (self, message, fd);
      break;
    case VIREO_WIRE_DAMAGE:
      take_damage (self, message);
      break;
    case VIREO_WIRE_CURSOR:
      take_cursor (self, message);
      break;
    case VIREO_WIRE_POINTER_MODE:
      self->absolute = message->pointer_mode.absolute;
      g_signal_emit (self, signals[POINTER_MODE_CHANGED], 0);
      break;
    case VIREO_WIRE_LEDS:
      self->leds = message->leds.lit;
      g_signal_emit (self, signals[LEDS_CHANGED], 0);
      break;
    case VIREO_WIRE_SIZE_REFUSED:
      g_signal_emit (self, signals[SIZE_REFUSED], 0);
      break;
    case VIREO_WIRE_ASK_CREDENTIALS:
      ask_credentials (self, message);
      break;
    case VIREO_WIRE_CLIPBOARD:
      {
        g_autofree char *text = g_strndup (message->clipboard.text, message->clipboard.length);

        g_signal_emit (self, signals[CLIPBOARD], 0, text);
        break;
      }
    case VIREO_WIRE_END:
      {
        g_autofree char *text = g_strndup (message->end.text, message->end.length);

        if (*text != '\0')
          g_info ("console ended: %s", text);
        finish (self, vireo_vnc_error_of_end (message->end.reason, self->phase, self->logged_in));
        break;
      }
    case VIREO_WIRE_PROGRESS:
      self->phase = message->progress.phase;
      break;
    case VIREO_WIRE_PONG:
      vireo_vnc_pulse_felt (self->pulse);
      break;
    }
}

static void
broken (gpointer data)
{
  g_autoptr (VireoVncSession) self = g_object_ref (data);

  finish (self, g_error_new_literal (VIREO_ERROR, VIREO_ERROR_FAILED,
                                     _ ("The console's helper process stopped unexpectedly.")));
}

static void
pulse_lost (gpointer data)
{
  g_autoptr (VireoVncSession) self = g_object_ref (data);

  finish (self, g_error_new_literal (VIREO_ERROR, VIREO_ERROR_FAILED,
                                     _ ("The console’s helper process does not answer any more.")));
}

static void
process_started (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoVncSession) self = data;
  GError *error = NULL;
  g_autoptr (VireoVncProcess) started = vireo_vnc_process_start_finish (result, &error);
  VireoWireMessage open = { .type = VIREO_WIRE_OPEN };

  if (started == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        finish (self, g_steal_pointer (&error));
      g_clear_error (&error);
      return;
    }
  self->process = g_steal_pointer (&started->process);
  self->channel = vireo_wire_channel_new (started->fd, VIREO_WIRE_TO_CONSOLE, CHANNEL_PRIORITY,
                                          received, broken, self);
  started->fd = -1;
  self->pulse = vireo_vnc_pulse_new (self->channel, pulse_lost, self);
  open.open.remote = self->target->remote;
  open.open.text = self->target->host;
  open.open.length = MIN (strlen (self->target->host), VIREO_WIRE_MAX_WORDS);
  vireo_wire_channel_send (self->channel, &open, self->target->fd);
  if (self->target != NULL)
    self->target->fd = -1;
}

static void
target_reached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoVncSession) self = data;
  GError *error = NULL;
  VireoVncTarget *target = vireo_vnc_target_open_finish (result, &error);

  if (target != NULL)
    {
      self->target = target;
      start_timer (self, CONNECT_TIMEOUT);
      vireo_vnc_process_start_async (self->leaving, process_started, g_object_ref (self));
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    finish (self, g_steal_pointer (&error));
  g_clear_error (&error);
}

static void
begin (VireoVncSession *self, guint patience)
{
  VIREO_ASSERT_MAIN ();
  drop_worker (self);
  g_clear_error (&self->error);
  clear_cursor (self);
  self->absolute = TRUE; /* until the server says otherwise */
  self->leds = -1;
  self->password_tried = FALSE;
  self->logged_in = FALSE;
  self->phase = VIREO_WIRE_PHASE_NOTHING;
  self->leaving = g_cancellable_new ();
  start_timer (self, patience);
  set_state (self, VIREO_VNC_CONNECTING);
}

/**
 * vireo_vnc_session_open_vm:
 * @vm: a VM that runs
 * @head: which of its screens, from 0 on
 *
 * Opens the VM's screen, closing what was open.  The state tells how it goes; the last frame
 * stays until the first new one.
 */
void
vireo_vnc_session_open_vm (VireoVncSession *self, VireoVm *vm, guint head)
{
  gboolean tunnel = vireo_tunnel_is_needed (vireo_vm_get_uri (vm));

  begin (self, CONNECT_TIMEOUT + (tunnel ? VIREO_TUNNEL_PATIENCE : 0));
  vireo_vnc_target_open_vm_async (vm, head, self->leaving, target_reached, g_object_ref (self));
}

/**
 * vireo_vnc_session_open_address:
 * @address: "HOST:PORT" or "unix:/PATH"
 *
 * Like vireo_vnc_session_open_vm() for any VNC server.
 */
void
vireo_vnc_session_open_address (VireoVncSession *self, const char *address)
{
  begin (self, CONNECT_TIMEOUT);
  vireo_vnc_target_open_address_async (address, self->leaving, target_reached,
                                       g_object_ref (self));
}

/**
 * vireo_vnc_session_close:
 *
 * Ends the worker and drops the frame.  What was sent before (a key's release) still goes out.
 */
void
vireo_vnc_session_close (VireoVncSession *self)
{
  VIREO_ASSERT_MAIN ();
  drop_worker (self);
  g_clear_error (&self->error);
  clear_cursor (self);
  self->password_refused = FALSE;
  if (self->frame != NULL)
    {
      g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
      g_signal_emit (self, signals[FRAME_CHANGED], 0);
    }
  set_state (self, VIREO_VNC_CLOSED);
}

VireoVncState
vireo_vnc_session_get_state (VireoVncSession *self)
{
  return self->state;
}

/**
 * vireo_vnc_session_get_error:
 *
 * Returns: (nullable): why the session ended, as a sentence
 */
const GError *
vireo_vnc_session_get_error (VireoVncSession *self)
{
  return self->error;
}

/**
 * vireo_vnc_session_was_login_refused:
 *
 * Returns: whether it ended because what was answered to the question for a password was wrong
 */
gboolean
vireo_vnc_session_was_login_refused (VireoVncSession *self)
{
  return self->logged_in && g_error_matches (self->error, VIREO_ERROR, VIREO_ERROR_AUTH);
}

/**
 * vireo_vnc_session_get_frame:
 *
 * Returns: (transfer none) (nullable): the pixels; also the last ones after the session ended
 */
VireoVncFrame *
vireo_vnc_session_get_frame (VireoVncSession *self)
{
  return self->frame;
}

const VireoVncCursor *
vireo_vnc_session_get_cursor (VireoVncSession *self)
{
  return &self->cursor;
}

/**
 * vireo_vnc_session_get_absolute:
 *
 * Returns: whether the guest takes places of the pointer; else it takes how far it moved
 */
gboolean
vireo_vnc_session_get_absolute (VireoVncSession *self)
{
  return self->absolute;
}

/**
 * vireo_vnc_session_get_leds:
 *
 * Returns: which lock keys are lit on the guest's keyboard (VireoWireLed), -1 when it is not told
 */
int
vireo_vnc_session_get_leds (VireoVncSession *self)
{
  return self->leds;
}

/**
 * vireo_vnc_session_send_credentials:
 * @user_name: (nullable): when it was asked for
 * @password: (nullable): when it was asked for
 *
 * Answers #VireoVncSession::credentials-needed.
 */
void
vireo_vnc_session_send_credentials (VireoVncSession *self, const char *user_name,
                                    const char *password)
{
  VireoWireMessage message = { .type = VIREO_WIRE_CREDENTIALS };

  self->logged_in = TRUE;
  message.credentials.user_name = user_name != NULL ? user_name : "";
  message.credentials.user_name_length =
      MIN (strlen (message.credentials.user_name), VIREO_WIRE_MAX_WORDS);
  message.credentials.password = password != NULL ? password : "";
  message.credentials.password_length =
      MIN (strlen (message.credentials.password), VIREO_WIRE_MAX_WORDS);
  _vireo_vnc_session_say (self, &message);
  if (self->state == VIREO_VNC_CONNECTING)
    start_timer (self, CONNECT_TIMEOUT);
}

static void
vireo_vnc_session_dispose (GObject *object)
{
  VireoVncSession *self = VIREO_VNC_SESSION (object);

  drop_worker (self);
  clear_cursor (self);
  g_clear_pointer (&self->frame, vireo_vnc_frame_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (vireo_vnc_session_parent_class)->dispose (object);
}

static void
vireo_vnc_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, VIREO_VNC_SESSION (object)->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static guint
add_signal (const char *name, guint n_params, GType first, GType second)
{
  return g_signal_new (name, VIREO_TYPE_VNC_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_params, first, second);
}

static void
vireo_vnc_session_class_init (VireoVncSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vireo_vnc_session_dispose;
  object_class->get_property = vireo_vnc_session_get_property;

  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, G_MAXUINT, 0,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[FRAME_CHANGED] = add_signal ("frame-changed", 0, 0, 0);
  signals[DAMAGED] = add_signal ("damaged", 2, G_TYPE_UINT, G_TYPE_POINTER);
  signals[CURSOR_CHANGED] = add_signal ("cursor-changed", 0, 0, 0);
  signals[CREDENTIALS_NEEDED] =
      add_signal ("credentials-needed", 2, G_TYPE_BOOLEAN, G_TYPE_BOOLEAN);
  signals[LEDS_CHANGED] = add_signal ("leds-changed", 0, 0, 0);
  signals[POINTER_MODE_CHANGED] = add_signal ("pointer-mode-changed", 0, 0, 0);
  signals[SIZE_REFUSED] = add_signal ("size-refused", 0, 0, 0);
  signals[CLIPBOARD] = add_signal ("clipboard", 1, G_TYPE_STRING, 0);
}

static void
vireo_vnc_session_init (VireoVncSession *self)
{
  self->leds = -1;
}

VireoVncSession *
vireo_vnc_session_new (void)
{
  return g_object_new (VIREO_TYPE_VNC_SESSION, NULL);
}
