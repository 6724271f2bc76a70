/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PC's keyboard holds sixteen bytes that the guest has not fetched, and drops what comes then.
 * Nothing tells when it fetches; but most of what is typed is seen, so the guest's own screen sets
 * the pace, within limits: a password is not seen, and a clock ticks by itself. */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/console/vireo-keymap.h"
#include "core/console/vireo-text-typer.h"
#include "core/console/vireo-vnc-wire.h"

#define PACE 20        /* ms between two characters at least */
#define UNSEEN 4       /* characters that may go out before the screen changes */
#define LONGEST_WAIT 8 /* paces to wait for that */
#define LINE_WAIT 6    /* paces after a line: its command begins */
#define CAPS_LOCK 0xffe5 /* X keysym */

struct _VireoTextTyper
{
  GObject parent_instance;

  VireoVncSession *session; /* (owned) */
  VireoTextKeys *keys;      /* (owned) (nullable): while typing */
  guint n_done;             /* characters */
  guint n_unseen;           /* characters since the screen changed */
  guint n_waited;           /* paces for the next character */
  gboolean unlocked;        /* Caps Lock was on, and is off for as long as we type */
  guint timer;
};

enum
{
  PROP_TYPING = 1,
  PROP_PROGRESS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoTextTyper, vireo_text_typer, G_TYPE_OBJECT)

static double
get_progress (VireoTextTyper *self)
{
  return self->keys != NULL ? (double) self->n_done / self->keys->ends->len : 0;
}

/* With Caps Lock on, every letter would come out as the other one. */
static void
press_caps_lock (VireoTextTyper *self)
{
  guint16 qnum = vireo_keymap_qnum_from_keysym (CAPS_LOCK);

  vireo_vnc_session_send_key (self->session, TRUE, CAPS_LOCK, qnum);
  vireo_vnc_session_send_key (self->session, FALSE, CAPS_LOCK, qnum);
}

static void
unlock (VireoTextTyper *self)
{
  int leds = vireo_vnc_session_get_leds (self->session);

  self->unlocked = leds >= 0 && (leds & VIREO_WIRE_LED_CAPS) != 0;
  if (self->unlocked)
    press_caps_lock (self);
}

/* Returns: whether it ended a line */
static gboolean
type_one (VireoTextTyper *self)
{
  guint first = self->n_done > 0 ? g_array_index (self->keys->ends, guint, self->n_done - 1) : 0;
  guint end = g_array_index (self->keys->ends, guint, self->n_done);
  guint32 keysym = 0;

  for (guint i = first; i < end; i++)
    {
      const VireoTextKey *key = &g_array_index (self->keys->keys, VireoTextKey, i);

      vireo_vnc_session_send_key (self->session, key->down, key->keysym, key->qnum);
      keysym = key->keysym;
    }
  self->n_done++;
  self->n_unseen++;
  self->n_waited = 0;
  return keysym == 0xff0d;
}

static gboolean
next (gpointer data)
{
  VireoTextTyper *self = data;

  if (vireo_vnc_session_get_state (self->session) != VIREO_VNC_READY ||
      self->n_done == self->keys->ends->len)
    {
      self->timer = 0;
      vireo_text_typer_stop (self);
      return G_SOURCE_REMOVE;
    }
  if (self->n_unseen >= UNSEEN && self->n_waited < LONGEST_WAIT)
    {
      self->n_waited++;
      return G_SOURCE_CONTINUE;
    }
  if (type_one (self))
    {
      self->n_unseen = UNSEEN;
      self->n_waited = LONGEST_WAIT - LINE_WAIT;
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  return G_SOURCE_CONTINUE;
}

static void
seen (VireoTextTyper *self)
{
  self->n_unseen = 0;
}

/**
 * vireo_text_typer_start:
 * @keys: (transfer full): what to type
 *
 * Types it, stopping what was being typed.  Ends by itself when all is typed or the session ends.
 */
void
vireo_text_typer_start (VireoTextTyper *self, VireoTextKeys *keys)
{
  VIREO_ASSERT_MAIN ();
  vireo_text_typer_stop (self);
  if (keys->ends->len == 0)
    {
      vireo_text_keys_free (keys);
      return;
    }
  self->keys = keys;
  self->n_done = 0;
  self->n_unseen = 0;
  self->n_waited = 0;
  unlock (self);
  self->timer = g_timeout_add (PACE, next, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TYPING]);
}

/**
 * vireo_text_typer_stop:
 *
 * Types no more.  No key stays down: a character is sent whole or not at all.
 */
void
vireo_text_typer_stop (VireoTextTyper *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->keys == NULL)
    return;
  g_clear_pointer (&self->keys, vireo_text_keys_free);
  if (self->unlocked)
    press_caps_lock (self);
  self->unlocked = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TYPING]);
}

gboolean
vireo_text_typer_get_typing (VireoTextTyper *self)
{
  return self->keys != NULL;
}

static void
vireo_text_typer_finalize (GObject *object)
{
  VireoTextTyper *self = VIREO_TEXT_TYPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->keys, vireo_text_keys_free);
  g_object_unref (self->session);
  G_OBJECT_CLASS (vireo_text_typer_parent_class)->finalize (object);
}

static void
vireo_text_typer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoTextTyper *self = VIREO_TEXT_TYPER (object);

  switch (id)
    {
    case PROP_TYPING:
      g_value_set_boolean (value, self->keys != NULL);
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, get_progress (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_text_typer_class_init (VireoTextTyperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = vireo_text_typer_finalize;
  object_class->get_property = vireo_text_typer_get_property;

  props[PROP_TYPING] = g_param_spec_boolean ("typing", NULL, NULL, FALSE, flags);
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_text_typer_init (VireoTextTyper *self)
{
}

/**
 * vireo_text_typer_new:
 * @session: whose guest is typed into
 */
VireoTextTyper *
vireo_text_typer_new (VireoVncSession *session)
{
  VireoTextTyper *self = g_object_new (VIREO_TYPE_TEXT_TYPER, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "damaged", G_CALLBACK (seen), self, G_CONNECT_SWAPPED);
  return self;
}
