/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both ends run on one machine and are built together, so numbers travel in its byte order. */

#include "config.h"

#include <string.h>

#include "core/console/vireo-vnc-wire.h"

/* What may arrive: the shortest and longest body of each type.  A length outside is refused
 * before a byte of the body is waited for. */
static const struct
{
  VireoWireDirection direction;
  guint32 shortest;
  guint32 longest;
  gboolean has_fd;
} kinds[VIREO_WIRE_N_TYPES] = {
  [VIREO_WIRE_OPEN] = { VIREO_WIRE_TO_WORKER, 4, 4 + VIREO_WIRE_MAX_WORDS, TRUE },
  [VIREO_WIRE_CREDENTIALS] = { VIREO_WIRE_TO_WORKER, 4, 4 + 2 * VIREO_WIRE_MAX_WORDS, FALSE },
  [VIREO_WIRE_KEY] = { VIREO_WIRE_TO_WORKER, 8, 8, FALSE },
  [VIREO_WIRE_POINTER] = { VIREO_WIRE_TO_WORKER, 8, 8, FALSE },
  [VIREO_WIRE_PAINTED] = { VIREO_WIRE_TO_WORKER, 0, 0, FALSE },
  [VIREO_WIRE_SET_CLIPBOARD] = { VIREO_WIRE_TO_WORKER, 0, VIREO_WIRE_MAX_CUT_TEXT, FALSE },
  [VIREO_WIRE_ASK_SIZE] = { VIREO_WIRE_TO_WORKER, 4, 4, FALSE },
  [VIREO_WIRE_HELLO] = { VIREO_WIRE_TO_CONSOLE, 4, 4, FALSE },
  [VIREO_WIRE_ASK_CREDENTIALS] = { VIREO_WIRE_TO_CONSOLE, 4, 4, FALSE },
  [VIREO_WIRE_FRAME] = { VIREO_WIRE_TO_CONSOLE, 8, 8, TRUE },
  [VIREO_WIRE_DAMAGE] = { VIREO_WIRE_TO_CONSOLE, 4, 4 + 8 * VIREO_WIRE_MAX_RECTS, FALSE },
  [VIREO_WIRE_CURSOR] = { VIREO_WIRE_TO_CONSOLE, 8,
                          8 + 4 * VIREO_WIRE_MAX_CURSOR * VIREO_WIRE_MAX_CURSOR, FALSE },
  [VIREO_WIRE_POINTER_MODE] = { VIREO_WIRE_TO_CONSOLE, 4, 4, FALSE },
  [VIREO_WIRE_LEDS] = { VIREO_WIRE_TO_CONSOLE, 4, 4, FALSE },
  [VIREO_WIRE_SIZE_REFUSED] = { VIREO_WIRE_TO_CONSOLE, 0, 0, FALSE },
  [VIREO_WIRE_CLIPBOARD] = { VIREO_WIRE_TO_CONSOLE, 0, VIREO_WIRE_MAX_CUT_TEXT, FALSE },
  [VIREO_WIRE_END] = { VIREO_WIRE_TO_CONSOLE, 4, 4 + VIREO_WIRE_MAX_WORDS, FALSE },
  [VIREO_WIRE_PROGRESS] = { VIREO_WIRE_TO_CONSOLE, 4, 4, FALSE },
  [VIREO_WIRE_PONG] = { VIREO_WIRE_TO_CONSOLE, 0, 0, FALSE },
  [VIREO_WIRE_PING] = { VIREO_WIRE_TO_WORKER, 0, 0, FALSE },
};

static void
put_16 (GByteArray *out, guint16 value)
{
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_32 (GByteArray *out, guint32 value)
{
  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

static void
put_text (GByteArray *out, const char *text, gsize length)
{
  g_byte_array_append (out, (const guint8 *) text, length);
}

static guint16
get_16 (const guint8 *from)
{
  guint16 value;

  memcpy (&value, from, sizeof value);
  return value;
}

static guint32
get_32 (const guint8 *from)
{
  guint32 value;

  memcpy (&value, from, sizeof value);
  return value;
}

static void
put_body (GByteArray *out, const VireoWireMessage *message)
{
  switch (message->type)
    {
    case VIREO_WIRE_OPEN:
      put_32 (out, message->open.remote);
      put_text (out, message->open.text, message->open.length);
      break;
    case VIREO_WIRE_CREDENTIALS:
      put_32 (out, message->credentials.user_name_length);
      put_text (out, message->credentials.user_name, message->credentials.user_name_length);
      put_text (out, message->credentials.password, message->credentials.password_length);
      break;
    case VIREO_WIRE_KEY:
      put_32 (out, message->key.keysym);
      put_16 (out, message->key.qnum);
      put_16 (out, message->key.down);
      break;
    case VIREO_WIRE_POINTER:
      put_16 (out, message->pointer.buttons);
      put_16 (out, message->pointer.relative != FALSE);
      put_16 (out, message->pointer.x);
      put_16 (out, message->pointer.y);
      break;
    case VIREO_WIRE_SET_CLIPBOARD:
    case VIREO_WIRE_CLIPBOARD:
      put_text (out, message->clipboard.text, message->clipboard.length);
      break;
    case VIREO_WIRE_ASK_SIZE:
      put_16 (out, message->ask_size.width);
      put_16 (out, message->ask_size.height);
      break;
    case VIREO_WIRE_HELLO:
      put_32 (out, message->hello.version);
      break;
    case VIREO_WIRE_ASK_CREDENTIALS:
      put_16 (out, message->ask.user_name);
      put_16 (out, message->ask.password);
      break;
    case VIREO_WIRE_FRAME:
      put_16 (out, message->frame.width);
      put_16 (out, message->frame.height);
      put_32 (out, message->frame.stride);
      break;
    case VIREO_WIRE_DAMAGE:
      put_32 (out, message->damage.n_rects);
      g_byte_array_append (out, (const guint8 *) message->damage.rects,
                           message->damage.n_rects * sizeof (VireoVncRect));
      break;
    case VIREO_WIRE_CURSOR:
      put_16 (out, message->cursor.hot_x);
      put_16 (out, message->cursor.hot_y);
      put_16 (out, message->cursor.width);
      put_16 (out, message->cursor.height);
      g_byte_array_append (out, message->cursor.pixels,
                           (gsize) message->cursor.width * message->cursor.height * 4);
      break;
    case VIREO_WIRE_POINTER_MODE:
      put_32 (out, message->pointer_mode.absolute);
      break;
    case VIREO_WIRE_LEDS:
      put_32 (out, message->leds.lit);
      break;
    case VIREO_WIRE_END:
      put_32 (out, message->end.reason);
      put_text (out, message->end.text, message->end.length);
      break;
    case VIREO_WIRE_PROGRESS:
      put_32 (out, message->progress.phase);
      break;
    case VIREO_WIRE_PAINTED:
    case VIREO_WIRE_PONG:
    case VIREO_WIRE_PING:
    case VIREO_WIRE_SIZE_REFUSED:
    case VIREO_WIRE_N_TYPES:
      break;
    }
}

/**
 * vireo_wire_encode:
 * @message: what to say, within the limits
 *
 * Returns: (transfer full): the bytes of @message, header included
 */
GBytes *
vireo_wire_encode (const VireoWireMessage *message)
{
  GByteArray *out = g_byte_array_sized_new (64);
  guint32 length;

  put_32 (out, 0);
  put_32 (out, message->type);
  put_body (out, message);
  length = out->len - VIREO_WIRE_HEADER;
  memcpy (out->data, &length, sizeof length);
  g_assert (length >= kinds[message->type].shortest && length <= kinds[message->type].longest);
  return g_byte_array_free_to_bytes (out);
}

/**
 * vireo_wire_has_fd:
 *
 * Returns: whether a message of @type brings a file descriptor
 */
gboolean
vireo_wire_has_fd (VireoWireType type)
{
  return kinds[type].has_fd;
}

/**
 * vireo_wire_measure:
 * @direction: where the bytes go
 * @data: what was read so far
 * @available: how many bytes that is
 * @total: (out): length of the first message with its header, 0 while its header is incomplete
 *
 * Returns: %FALSE when no message starts like this
 */
gboolean
vireo_wire_measure (VireoWireDirection direction, const guint8 *data, gsize available,
                    gsize *total)
{
  guint32 length, type;

  *total = 0;
  if (available < VIREO_WIRE_HEADER)
    return TRUE;
  length = get_32 (data);
  type = get_32 (data + 4);
  if (type == 0 || type >= VIREO_WIRE_N_TYPES || kinds[type].direction != direction)
    return FALSE;
  if (length < kinds[type].shortest || length > kinds[type].longest)
    return FALSE;
  *total = VIREO_WIRE_HEADER + (gsize) length;
  return TRUE;
}

static gboolean
get_boolean (guint32 value, gboolean *out)
{
  *out = value == 1;
  return value <= 1;
}

static gboolean
get_text (const guint8 *data, gsize length, const char **text, gsize *text_length)
{
  *text = (const char *) data;
  *text_length = length;
  return g_utf8_validate_len (*text, length, NULL);
}

static gboolean
get_credentials (const guint8 *body, gsize length, VireoWireMessage *message)
{
  guint32 first = get_32 (body);

  if (first > length - 4 || first > VIREO_WIRE_MAX_WORDS ||
      length - 4 - first > VIREO_WIRE_MAX_WORDS)
    return FALSE;
  return get_text (body + 4, first, &message->credentials.user_name,
                   &message->credentials.user_name_length) &&
         get_text (body + 4 + first, length - 4 - first, &message->credentials.password,
                   &message->credentials.password_length);
}

static gboolean
get_frame (const guint8 *body, VireoWireMessage *message)
{
  gsize width = get_16 (body), height = get_16 (body + 2), stride = get_32 (body + 4);

  message->frame.width = width;
  message->frame.height = height;
  message->frame.stride = stride;
  return width >= 1 && width <= VIREO_WIRE_MAX_SIDE && height >= 1 &&
         height <= VIREO_WIRE_MAX_SIDE && stride >= width * 4 && stride % 4 == 0 &&
         stride <= VIREO_WIRE_MAX_FRAME / height;
}

static gboolean
get_damage (const guint8 *body, gsize length, VireoWireMessage *message)
{
  guint32 n_rects = get_32 (body);

  if (n_rects < 1 || n_rects > VIREO_WIRE_MAX_RECTS || length != 4 + 8 * (gsize) n_rects)
    return FALSE;
  message->damage.n_rects = n_rects;
  memcpy (message->damage.rects, body + 4, n_rects * sizeof (VireoVncRect));
  return TRUE;
}

static gboolean
get_cursor (const guint8 *body, gsize length, VireoWireMessage *message)
{
  guint16 width = get_16 (body + 4), height = get_16 (body + 6);

  message->cursor.hot_x = get_16 (body);
  message->cursor.hot_y = get_16 (body + 2);
  message->cursor.width = width;
  message->cursor.height = height;
  message->cursor.pixels = body + 8;
  if (width > VIREO_WIRE_MAX_CURSOR || height > VIREO_WIRE_MAX_CURSOR ||
      (width == 0) != (height == 0) || length != 8 + (gsize) width * height * 4)
    return FALSE;
  return width == 0 ? message->cursor.hot_x == 0 && message->cursor.hot_y == 0
                    : message->cursor.hot_x < width && message->cursor.hot_y < height;
}

static gboolean
get_body (const guint8 *body, gsize length, VireoWireMessage *message)
{
  switch (message->type)
    {
    case VIREO_WIRE_OPEN:
      return get_boolean (get_32 (body), &message->open.remote) &&
             get_text (body + 4, length - 4, &message->open.text, &message->open.length);
    case VIREO_WIRE_CREDENTIALS:
      return get_credentials (body, length, message);
    case VIREO_WIRE_KEY:
      message->key.keysym = get_32 (body);
      message->key.qnum = get_16 (body + 4);
      return get_boolean (get_16 (body + 6), &message->key.down);
    case VIREO_WIRE_POINTER:
      message->pointer.buttons = get_16 (body);
      message->pointer.x = get_16 (body + 4);
      message->pointer.y = get_16 (body + 6);
      return message->pointer.buttons <= VIREO_WIRE_ALL_BUTTONS &&
             get_boolean (get_16 (body + 2), &message->pointer.relative);
    case VIREO_WIRE_SET_CLIPBOARD:
    case VIREO_WIRE_CLIPBOARD:
      return get_text (body, length, &message->clipboard.text, &message->clipboard.length);
    case VIREO_WIRE_ASK_SIZE:
      message->ask_size.width = get_16 (body);
      message->ask_size.height = get_16 (body + 2);
      return message->ask_size.width >= 1 && message->ask_size.width <= VIREO_WIRE_MAX_SIDE &&
             message->ask_size.height >= 1 && message->ask_size.height <= VIREO_WIRE_MAX_SIDE;
    case VIREO_WIRE_HELLO:
      message->hello.version = get_32 (body);
      return TRUE;
    case VIREO_WIRE_ASK_CREDENTIALS:
      return get_boolean (get_16 (body), &message->ask.user_name) &&
             get_boolean (get_16 (body + 2), &message->ask.password);
    case VIREO_WIRE_FRAME:
      return get_frame (body, message);
    case VIREO_WIRE_DAMAGE:
      return get_damage (body, length, message);
    case VIREO_WIRE_CURSOR:
      return get_cursor (body, length, message);
    case VIREO_WIRE_POINTER_MODE:
      return get_boolean (get_32 (body), &message->pointer_mode.absolute);
    case VIREO_WIRE_LEDS:
      message->leds.lit = get_32 (body);
      return message->leds.lit <= VIREO_WIRE_ALL_LEDS;
    case VIREO_WIRE_END:
      message->end.reason = get_32 (body);
      return get_32 (body) < VIREO_WIRE_N_ENDS &&
             get_text (body + 4, length - 4, &message->end.text, &message->end.length);
    case VIREO_WIRE_PROGRESS:
      message->progress.phase = get_32 (body);
      return get_32 (body) < VIREO_WIRE_N_PHASES;
    case VIREO_WIRE_PAINTED:
    case VIREO_WIRE_PONG:
    case VIREO_WIRE_PING:
    case VIREO_WIRE_SIZE_REFUSED:
      return TRUE;
    case VIREO_WIRE_N_TYPES:
      break;
    }
  return FALSE;
}

/**
 * vireo_wire_decode:
 * @direction: where the bytes go
 * @data: one whole message with its header
 * @length: as vireo_wire_measure() told
 * @message: (out caller-allocates): filled in; borrows from @data
 *
 * Returns: %FALSE when the bytes are not a message of that direction within the limits
 */
gboolean
vireo_wire_decode (VireoWireDirection direction, const guint8 *data, gsize length,
                   VireoWireMessage *message)
{
  gsize total;

  if (!vireo_wire_measure (direction, data, length, &total) || total == 0 || total != length)
    return FALSE;
  memset (message, 0, sizeof *message);
  message->type = get_32 (data + 4);
  return get_body (data + VIREO_WIRE_HEADER, length - VIREO_WIRE_HEADER, message);
}
