/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of the console's worker, both ways, and the channel that cuts them out of a
 * stream.  The first byte of the input is the direction. */

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/console/vireo-vnc-wire-channel.h"
#include "driver.h"

static void
decode_all (VireoWireDirection direction, const guint8 *data, gsize size)
{
  gsize total;

  while (vireo_wire_measure (direction, data, size, &total) && total > 0 && total <= size)
    {
      VireoWireMessage message;
      g_autoptr (GBytes) again = NULL;

      if (!vireo_wire_decode (direction, data, total, &message))
        break;
      /* What is let in means what it says: nothing more, nothing less. */
      again = vireo_wire_encode (&message);
      g_assert_cmpmem (data, total, g_bytes_get_data (again, NULL), g_bytes_get_size (again));
      data += total;
      size -= total;
    }
}

static void
received (const VireoWireMessage *message, int fd, gpointer data)
{
  if (fd >= 0)
    close (fd);
}

static void
broken (gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* The stream ends with the input, so the channel breaks sooner or later. */
static void
feed_channel (VireoWireDirection direction, const guint8 *data, gsize size)
{
  VireoWireChannel *channel;
  gboolean is_broken = FALSE;
  int ends[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  channel = vireo_wire_channel_new (ends[0], direction, G_PRIORITY_DEFAULT, received, broken,
                                    &is_broken);
  if (send (ends[1], data, size, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
    shutdown (ends[1], SHUT_WR);
  close (ends[1]);
  while (!is_broken)
    g_main_context_iteration (NULL, TRUE);
  vireo_wire_channel_free (channel);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  VireoWireDirection direction;

  if (size == 0)
    return 0;
  direction = (data[0] & 1) != 0 ? VIREO_WIRE_TO_CONSOLE : VIREO_WIRE_TO_WORKER;
  decode_all (direction, data + 1, size - 1);
  feed_channel (direction, data + 1, size - 1);
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const guint8 pixels[3 * 2 * 4] = { 1, 2, 3, 4 };
  const VireoWireMessage messages[] = {
    { .type = VIREO_WIRE_CREDENTIALS, .credentials = { "me", 2, "secret", 6 } },
    { .type = VIREO_WIRE_KEY, .key = { TRUE, 0xff0d, 0x9c } },
    { .type = VIREO_WIRE_POINTER, .pointer = { 1, FALSE, 10, 20 } },
    { .type = VIREO_WIRE_PAINTED },
    { .type = VIREO_WIRE_ASK_SIZE, .ask_size = { 640, 480 } },
    { .type = VIREO_WIRE_SET_CLIPBOARD, .clipboard = { "text", 4 } },
    { .type = VIREO_WIRE_OPEN, .open = { TRUE, "host", 4 } },
    { .type = VIREO_WIRE_HELLO, .hello = { VIREO_WIRE_VERSION } },
    { .type = VIREO_WIRE_ASK_CREDENTIALS, .ask = { FALSE, TRUE } },
    { .type = VIREO_WIRE_DAMAGE, .damage = { 2, { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } } } },
    { .type = VIREO_WIRE_CURSOR, .cursor = { 2, 1, 3, 2, pixels } },
    { .type = VIREO_WIRE_POINTER_MODE, .pointer_mode = { TRUE } },
    { .type = VIREO_WIRE_LEDS, .leds = { VIREO_WIRE_LED_NUM } },
    { .type = VIREO_WIRE_SIZE_REFUSED },
    { .type = VIREO_WIRE_CLIPBOARD, .clipboard = { "文", 3 } },
    { .type = VIREO_WIRE_END, .end = { VIREO_WIRE_END_AUTH, "no", 2 } },
    { .type = VIREO_WIRE_FRAME, .frame = { 640, 480, 2560 } },
    { .type = VIREO_WIRE_PROGRESS, .progress = { VIREO_WIRE_PHASE_LOGIN } },
    { .type = VIREO_WIRE_PONG },
    { .type = VIREO_WIRE_PING },
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GByteArray *streams[] = { g_byte_array_new (), g_byte_array_new () };

  for (guint8 to = 0; to < 2; to++)
    g_byte_array_append (streams[to], &to, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      guint8 to = messages[i].type >= VIREO_WIRE_HELLO && messages[i].type != VIREO_WIRE_PING;
      g_autoptr (GBytes) bytes = vireo_wire_encode (&messages[i]);
      GByteArray *alone = g_byte_array_new ();

      g_byte_array_append (alone, &to, 1);
      g_byte_array_append (alone, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_byte_array_append (streams[to], g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_ptr_array_add (seeds, g_byte_array_free_to_bytes (alone));
    }
  for (guint to = 0; to < 2; to++)
    g_ptr_array_add (seeds, g_byte_array_free_to_bytes (streams[to]));
  return seeds;
}
