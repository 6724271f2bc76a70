/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/console/vireo-vnc-wire-channel.h"
#include "vireo-test.h"

static void
put_32 (guint8 *at, guint32 value)
{
  memcpy (at, &value, sizeof value);
}

static gboolean
decode (VireoWireDirection direction, GBytes *bytes, VireoWireMessage *message)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return vireo_wire_decode (direction, data, length, message);
}

static void
test_every_message_comes_back (void)
{
  static const guint8 pixels[3 * 2 * 4] = { 1, 2, 3, 4 };
  VireoWireMessage sent[] = {
    { .type = VIREO_WIRE_OPEN, .open = { TRUE, "host", 4 } },
    { .type = VIREO_WIRE_CREDENTIALS, .credentials = { "me", 2, "secret", 6 } },
    { .type = VIREO_WIRE_CREDENTIALS, .credentials = { "", 0, "", 0 } },
    { .type = VIREO_WIRE_KEY, .key = { TRUE, 0xff0d, 0x9c } },
    { .type = VIREO_WIRE_POINTER, .pointer = { 0x181, TRUE, 65535, 0 } },
    { .type = VIREO_WIRE_PAINTED },
    { .type = VIREO_WIRE_SET_CLIPBOARD, .clipboard = { "剪贴板", 9 } },
    { .type = VIREO_WIRE_ASK_SIZE, .ask_size = { 8192, 1 } },
    { .type = VIREO_WIRE_HELLO, .hello = { 7 } },
    { .type = VIREO_WIRE_ASK_CREDENTIALS, .ask = { FALSE, TRUE } },
    { .type = VIREO_WIRE_FRAME, .frame = { 8192, 8192, 32768 } },
    { .type = VIREO_WIRE_DAMAGE, .damage = { 2, { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } } } },
    { .type = VIREO_WIRE_CURSOR, .cursor = { 2, 1, 3, 2, pixels } },
    { .type = VIREO_WIRE_CURSOR, .cursor = { 0, 0, 0, 0, NULL } },
    { .type = VIREO_WIRE_POINTER_MODE, .pointer_mode = { TRUE } },
    { .type = VIREO_WIRE_LEDS, .leds = { VIREO_WIRE_ALL_LEDS } },
    { .type = VIREO_WIRE_SIZE_REFUSED },
    { .type = VIREO_WIRE_CLIPBOARD, .clipboard = { "", 0 } },
    { .type = VIREO_WIRE_END, .end = { VIREO_WIRE_END_AUTH, "no", 2 } },
    { .type = VIREO_WIRE_PROGRESS, .progress = { VIREO_WIRE_PHASE_STARTED } },
    { .type = VIREO_WIRE_PONG },
    { .type = VIREO_WIRE_PING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sent); i++)
    {
      VireoWireDirection there =
          sent[i].type >= VIREO_WIRE_HELLO && sent[i].type != VIREO_WIRE_PING
              ? VIREO_WIRE_TO_CONSOLE
              : VIREO_WIRE_TO_WORKER;
      g_autoptr (GBytes) bytes = vireo_wire_encode (&sent[i]);
      g_autoptr (GBytes) again = NULL;
      VireoWireMessage got;

      g_assert_true (decode (there, bytes, &got));
      g_assert_cmpint (got.type, ==, sent[i].type);
      again = vireo_wire_encode (&got);
      g_assert_true (g_bytes_equal (bytes, again));
      /* What one side says, the other side must not. */
      g_assert_false (decode (!there, bytes, &got));
    }
}

static void
test_a_message_cut_short_is_waited_for_or_refused (void)
{
  VireoWireMessage sent = { .type = VIREO_WIRE_CURSOR, .cursor = { 0, 0, 4, 4, NULL } };
  guint8 pixels[64] = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize length;

  sent.cursor.pixels = pixels;
  bytes = vireo_wire_encode (&sent);
  data = g_bytes_get_data (bytes, &length);
  for (gsize n = 0; n < length; n++)
    {
      VireoWireMessage got;
      gsize total;

      g_assert_true (vireo_wire_measure (VIREO_WIRE_TO_CONSOLE, data, n, &total));
      g_assert_cmpuint (total, ==, n < VIREO_WIRE_HEADER ? 0 : length);
      g_assert_false (vireo_wire_decode (VIREO_WIRE_TO_CONSOLE, data, n, &got));
    }
}

static void
test_lengths_beyond_the_limits_are_refused_at_once (void)
{
  static const struct
  {
    guint32 length, type;
  } bad[] = {
    { 0xffffffff, VIREO_WIRE_CURSOR },
    { 8 + 4 * 513 * 512, VIREO_WIRE_CURSOR },
    { 7, VIREO_WIRE_CURSOR },
    { 0xffffffff, VIREO_WIRE_DAMAGE },
    { 4 + 8 * 33, VIREO_WIRE_DAMAGE },
    { 3, VIREO_WIRE_DAMAGE },
    { VIREO_WIRE_MAX_CUT_TEXT + 1, VIREO_WIRE_CLIPBOARD },
    { 9, VIREO_WIRE_FRAME },
    { 0, 0 },
    { 0, VIREO_WIRE_N_TYPES },
    { 0, 0xffffffff },
    { 0, VIREO_WIRE_PAINTED }, /* the wrong way */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint8 header[VIREO_WIRE_HEADER];
      gsize total;

      put_32 (header, bad[i].length);
      put_32 (header + 4, bad[i].type);
      g_assert_false (vireo_wire_measure (VIREO_WIRE_TO_CONSOLE, header, sizeof header, &total));
    }
}

/* Changes one 16-bit number of a good message and expects it to be refused. */
static void
assert_refused_with (const VireoWireMessage *good, gsize at, guint16 value)
{
  g_autoptr (GBytes) bytes = vireo_wire_encode (good);
  VireoWireDirection there =
      good->type >= VIREO_WIRE_HELLO ? VIREO_WIRE_TO_CONSOLE : VIREO_WIRE_TO_WORKER;
  g_autofree guint8 *copy = NULL;
  VireoWireMessage got;
  gsize length;

  g_assert_true (decode (there, bytes, &got));
  copy = g_memdup2 (g_bytes_get_data (bytes, &length), g_bytes_get_size (bytes));
  length = g_bytes_get_size (bytes);
  memcpy (copy + VIREO_WIRE_HEADER + at, &value, sizeof value);
  g_assert_false (vireo_wire_decode (there, copy, length, &got));
}

static void
test_numbers_that_do_not_fit_together_are_refused (void)
{
  VireoWireMessage size = { .type = VIREO_WIRE_ASK_SIZE, .ask_size = { 640, 480 } };
  static const guint8 pixels[2 * 2 * 4];
  VireoWireMessage frame = { .type = VIREO_WIRE_FRAME, .frame = { 100, 100, 400 } };
  VireoWireMessage cursor = { .type = VIREO_WIRE_CURSOR, .cursor = { 0, 0, 2, 2, pixels } };
  VireoWireMessage damage = { .type = VIREO_WIRE_DAMAGE, .damage = { 1, { { 0, 0, 1, 1 } } } };
  VireoWireMessage mode = { .type = VIREO_WIRE_POINTER_MODE };
  VireoWireMessage credentials = { .type = VIREO_WIRE_CREDENTIALS,
                                   .credentials = { "ab", 2, "cd", 2 } };
  VireoWireMessage end = { .type = VIREO_WIRE_END, .end = { VIREO_WIRE_END_CLOSED, "xy", 2 } };
  VireoWireMessage pointer = { .type = VIREO_WIRE_POINTER };
  VireoWireMessage leds = { .type = VIREO_WIRE_LEDS, .leds = { VIREO_WIRE_LED_CAPS } };

  assert_refused_with (&size, 0, 0);
  assert_refused_with (&size, 2, 8193);
  assert_refused_with (&frame, 0, 0);
  assert_refused_with (&frame, 0, 8193);
  assert_refused_with (&frame, 2, 8193);
  assert_refused_with (&frame, 4, 399);
  assert_refused_with (&frame, 6, 0xffff);
  assert_refused_with (&cursor, 0, 2);
  assert_refused_with (&cursor, 4, 3);
  assert_refused_with (&cursor, 6, 0);
  assert_refused_with (&cursor, 6, 0xffff);
  assert_refused_with (&damage, 0, 0);
  assert_refused_with (&damage, 0, 2);
  assert_refused_with (&damage, 2, 0xffff);
  assert_refused_with (&mode, 0, 2);
  assert_refused_with (&credentials, 0, 5);
  assert_refused_with (&credentials, 2, 0xffff);
  assert_refused_with (&end, 0, VIREO_WIRE_N_ENDS);
  assert_refused_with (&end, 4, 0x80ff); /* no UTF-8 */
  assert_refused_with (&end, 4, 0x0041); /* a NUL */
  assert_refused_with (&pointer, 0, 0x200);
  assert_refused_with (&pointer, 2, 2);
  assert_refused_with (&leds, 0, 8);
  assert_refused_with (&leds, 2, 1);
}

/* Channels */

typedef struct
{
  VireoWireChannel *channel;
  GArray *pointers; /* of VireoWireMessage */
  guint n_keys;
  int fd;
  gboolean broken;
} End;

static void
end_received (const VireoWireMessage *message, int fd, gpointer data)
{
  End *end = data;

  if (message->type == VIREO_WIRE_POINTER)
    g_array_append_val (end->pointers, *message);
  if (message->type == VIREO_WIRE_KEY)
    end->n_keys++;
  if (fd >= 0)
    end->fd = fd;
}

static void
end_broken (gpointer data)
{
  ((End *) data)->broken = TRUE;
}

static void
end_open (End *end, int fd, VireoWireDirection incoming)
{
  end->fd = -1;
  end->broken = FALSE;
  end->n_keys = 0;
  end->pointers = g_array_new (FALSE, FALSE, sizeof (VireoWireMessage));
  end->channel = vireo_wire_channel_new (fd, incoming, G_PRIORITY_DEFAULT, end_received,
                                         end_broken, end);
}

static void
end_close (End *end)
{
  g_clear_pointer (&end->channel, vireo_wire_channel_free);
  g_array_unref (end->pointers);
}

static void
test_a_full_socket_loses_no_key_and_forgets_old_places (void)
{
  VireoWireMessage key = { .type = VIREO_WIRE_KEY, .key = { FALSE, 'a', 0x1e } };
  VireoWireMessage pointer = { .type = VIREO_WIRE_POINTER };
  End console, worker;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  end_open (&console, ends[0], VIREO_WIRE_TO_CONSOLE);
  /* Nobody reads yet. */
  for (guint i = 0; i < 20000; i++)
    vireo_wire_channel_send (console.channel, &key, -1);
  g_assert_true (vireo_wire_channel_has_backlog (console.channel));
  for (guint i = 0; i < 20000; i++)
    {
      pointer.pointer.x = i;
      vireo_wire_channel_send (console.channel, &pointer, -1);
    }
  pointer.pointer.buttons = 1;
  vireo_wire_channel_send (console.channel, &pointer, -1);
  vireo_wire_channel_send (console.channel, &key, -1);

  end_open (&worker, ends[1], VIREO_WIRE_TO_WORKER);
  vireo_test_wait (worker.n_keys == 20001);
  g_assert_cmpuint (worker.pointers->len, ==, 2);
  g_assert_cmpuint (g_array_index (worker.pointers, VireoWireMessage, 0).pointer.x, ==, 19999);
  g_assert_cmpuint (g_array_index (worker.pointers, VireoWireMessage, 1).pointer.buttons, ==, 1);
  g_assert_false (console.broken);

  /* The other end goes. */
  end_close (&worker);
  vireo_test_wait (console.broken);
  end_close (&console);
}

static void
test_an_end_that_takes_nothing_is_given_up (void)
{
  static char text[VIREO_WIRE_MAX_CUT_TEXT];
  VireoWireMessage cut = { .type = VIREO_WIRE_SET_CLIPBOARD };
  End console;
  int ends[2];

  memset (text, 'x', sizeof text);
  cut.clipboard.text = text;
  cut.clipboard.length = sizeof text;
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  end_open (&console, ends[0], VIREO_WIRE_TO_CONSOLE);
  for (guint i = 0; i < 40; i++)
    vireo_wire_channel_send (console.channel, &cut, -1);
  g_assert_true (console.broken);
  end_close (&console);
  close (ends[1]);
}

static void
test_a_descriptor_travels_and_a_missing_one_is_refused (void)
{
  VireoWireMessage open = { .type = VIREO_WIRE_OPEN, .open = { FALSE, "", 0 } };
  g_autoptr (GBytes) bytes = vireo_wire_encode (&open);
  End console, worker;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  end_open (&console, ends[0], VIREO_WIRE_TO_CONSOLE);
  end_open (&worker, ends[1], VIREO_WIRE_TO_WORKER);
  vireo_wire_channel_send (console.channel, &open, dup (0));
  vireo_test_wait (worker.fd >= 0);
  close (worker.fd);

  g_assert_cmpint (write (ends[0], g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)), >, 0);
  vireo_test_wait (worker.broken);
  end_close (&console);
  end_close (&worker);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/vnc-wire/every-message-comes-back", test_every_message_comes_back);
  g_test_add_func ("/vnc-wire/cut-short", test_a_message_cut_short_is_waited_for_or_refused);
  g_test_add_func ("/vnc-wire/lengths-beyond-the-limits",
                   test_lengths_beyond_the_limits_are_refused_at_once);
  g_test_add_func ("/vnc-wire/numbers-that-do-not-fit",
                   test_numbers_that_do_not_fit_together_are_refused);
  g_test_add_func ("/vnc-wire/full-socket",
                   test_a_full_socket_loses_no_key_and_forgets_old_places);
  g_test_add_func ("/vnc-wire/stuck", test_an_end_that_takes_nothing_is_given_up);
  g_test_add_func ("/vnc-wire/descriptor", test_a_descriptor_travels_and_a_missing_one_is_refused);
  return g_test_run ();
}
