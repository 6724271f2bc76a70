/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A VNC server that always has something new, for measuring viewers.
 *
 * usage: bench-rfb-load full|dirty|text|copy|echo WIDTH HEIGHT [UPDATES_A_SECOND]
 *
 *   full   the whole screen, raw, four pictures in turn
 *   dirty  one rectangle of 64x64
 *   text   forty small rectangles
 *   copy   the screen moved up by 16 lines (CopyRect), and 16 new ones
 *   echo   nothing but an answer to each key that is pressed: the middle is another colour
 *
 * Prints its port, and for each line on its standard input how many updates it has sent. */

#include <gio/gio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>

#define N_TURNS 4
#define COLOUR_A 0xff00ff
#define COLOUR_B 0x00ff00

enum
{
  RAW = 0,
  COPY = 1
};

typedef enum
{
  WHOLE,
  CHANGE,
  GONE
} Wanted;

static struct
{
  const char *load;
  guint16 width, height;
  double pace;
  GByteArray *whole;
  GByteArray *updates[N_TURNS];
} server;

static gint n_sent; /* atomic */

static void
add_16 (GByteArray *to, guint value)
{
  const guint8 bytes[] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (to, bytes, sizeof bytes);
}

static void
add_rect (GByteArray *to, guint x, guint y, guint width, guint height, guint encoding)
{
  add_16 (to, x);
  add_16 (to, y);
  add_16 (to, width);
  add_16 (to, height);
  add_16 (to, 0);
  add_16 (to, encoding);
}

static void
add_raw (GByteArray *to, guint x, guint y, guint width, guint height, guint turn)
{
  add_rect (to, x, y, width, height, RAW);
  for (guint i = 0; i < width * height; i++)
    {
      guint8 shade = (guint8) (i % width);
      const guint8 dot[] = { shade, (guint8) (turn * 60), (guint8) (255 - shade), 0 };

      g_byte_array_append (to, dot, sizeof dot);
    }
}

static void
add_plain (GByteArray *to, guint x, guint y, guint width, guint height, guint colour)
{
  const guint8 dot[] = { (guint8) colour, (guint8) (colour >> 8), (guint8) (colour >> 16), 0 };

  add_rect (to, x, y, width, height, RAW);
  for (guint i = 0; i < width * height; i++)
    g_byte_array_append (to, dot, sizeof dot);
}

static GByteArray *
begin_update (guint n_rects)
{
  GByteArray *update = g_byte_array_new ();

  add_16 (update, 0);
  add_16 (update, n_rects);
  return update;
}

static GByteArray *
make_update (const char *load, guint turn)
{
  GByteArray *update = begin_update (g_str_equal (load, "text") ? 40
                                     : g_str_equal (load, "copy") ? 2
                                                                  : 1);

  if (g_str_equal (load, "full"))
    add_raw (update, 0, 0, server.width, server.height, turn);
  else if (g_str_equal (load, "dirty"))
    add_raw (update, 64 * turn, 64, 64, 64, turn);
  else if (g_str_equal (load, "text"))
    for (guint i = 0; i < 40; i++)
      add_raw (update, 20 + 9 * i, 30 + 18 * (i % 20), 9, 16, turn);
  else if (g_str_equal (load, "copy"))
    {
      add_rect (update, 0, 0, server.width, server.height - 16u, COPY);
      add_16 (update, 0);
      add_16 (update, 16);
      add_raw (update, 0, server.height - 16u, server.width, 16, turn);
    }
  else if (g_str_equal (load, "echo"))
    add_plain (update, server.width / 2u - 32, server.height / 2u - 32, 64, 64,
               turn % 2 == 0 ? COLOUR_B : COLOUR_A);
  else
    g_error ("No such load: %s", load);
  return update;
}

static gboolean
read_all (GSocket *viewer, void *to, gsize n)
{
  for (gsize got = 0; got < n;)
    {
      gssize now = g_socket_receive (viewer, (char *) to + got, n - got, NULL, NULL);

      if (now <= 0)
        return FALSE;
      got += (gsize) now;
    }
  return TRUE;
}

static gboolean
write_all (GSocket *viewer, const void *from, gsize n)
{
  for (gsize put = 0; put < n;)
    {
      gssize now = g_socket_send (viewer, (const char *) from + put, n - put, NULL, NULL);

      if (now <= 0)
        return FALSE;
      put += (gsize) now;
    }
  return TRUE;
}

static gboolean
greet (GSocket *viewer)
{
  static const guint8 format[] = { 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0 };
  g_autoptr (GByteArray) hello = g_byte_array_new ();
  char said[12];

  add_16 (hello, server.width);
  add_16 (hello, server.height);
  g_byte_array_append (hello, format, sizeof format);
  g_byte_array_append (hello, (const guint8 *) "\0\0\0\4load", 8);
  return write_all (viewer, "RFB 003.008\n", 12) && read_all (viewer, said, 12)
         && write_all (viewer, "\1\1", 2) && read_all (viewer, said, 1) && write_all (viewer, "\0\0\0\0", 4)
         && read_all (viewer, said, 1) && write_all (viewer, hello->data, hello->len);
}

/* What it wants now.  Where only keys count, that is when one was pressed after it has asked. */
static Wanted
wait_for_request (GSocket *viewer)
{
  gboolean echo = g_str_equal (server.load, "echo");
  static gboolean pressed, asked;
  guint8 kind;
  guint8 rest[19];

  while (read_all (viewer, &kind, 1))
    {
      static const guint sizes[] = { [0] = 19, [2] = 3, [3] = 9, [4] = 7, [5] = 5 };

      if (kind >= G_N_ELEMENTS (sizes) || sizes[kind] == 0 || !read_all (viewer, rest, sizes[kind]))
        return GONE;
      if (kind == 2)
        for (guint i = rest[1] * 256u + rest[2]; i > 0; i--)
          if (!read_all (viewer, rest, 4))
            return GONE;
      if (kind == 3 && rest[0] == 0)
        return WHOLE;
      asked |= kind == 3;
      pressed |= kind == 4 && rest[0] != 0;
      if (asked && (pressed || !echo))
        {
          asked = pressed = FALSE;
          return CHANGE;
        }
    }
  return GONE;
}

static void
serve (GSocket *viewer)
{
  gint64 due = g_get_monotonic_time ();
  Wanted wanted;

  if (!greet (viewer))
    return;
  while ((wanted = wait_for_request (viewer)) != GONE)
    {
      GByteArray *update = wanted == WHOLE ? server.whole
                                           : server.updates[g_atomic_int_get (&n_sent) % N_TURNS];

      if (server.pace > 0)
        {
          gint64 now = g_get_monotonic_time ();

          due = MAX (due + (gint64) (G_USEC_PER_SEC / server.pace), now - G_USEC_PER_SEC / 10);
          if (due > now)
            g_usleep ((gulong) (due - now));
        }
      if (!write_all (viewer, update->data, update->len))
        return;
      g_atomic_int_inc (&n_sent);
    }
}

static gpointer
accept_all (gpointer data)
{
  GSocket *socket = data;

  for (;;)
    {
      g_autoptr (GSocket) viewer = g_socket_accept (socket, NULL, NULL);

      g_socket_set_option (viewer, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
      serve (viewer);
    }
  return NULL;
}

static GSocket *
listen_somewhere (guint16 *port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  GSocket *socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  if (socket == NULL || !g_socket_bind (socket, any, FALSE, &error)
      || !g_socket_listen (socket, &error)
      || (bound = g_socket_get_local_address (socket, &error)) == NULL)
    g_error ("%s", error->message);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return socket;
}

int
main (int argc, char *argv[])
{
  char line[16];
  GSocket *socket;
  guint16 port;

  if (argc < 4)
    {
      fprintf (stderr, "usage: bench-rfb-load LOAD WIDTH HEIGHT [UPDATES_A_SECOND]\n");
      return 2;
    }
  server.load = argv[1];
  server.width = (guint16) CLAMP (atoi (argv[2]), 128, 16384);
  server.height = (guint16) CLAMP (atoi (argv[3]), 128, 16384);
  server.pace = argc > 4 ? g_ascii_strtod (argv[4], NULL) : 0;
  for (guint turn = 0; turn < N_TURNS; turn++)
    server.updates[turn] = make_update (server.load, turn);
  server.whole = g_str_equal (server.load, "echo") ? make_update ("echo", 1) : make_update ("full", 0);

  socket = listen_somewhere (&port);
  printf ("%u\n", port);
  fflush (stdout);
  g_thread_unref (g_thread_new ("viewers", accept_all, socket));
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      printf ("%d\n", g_atomic_int_get (&n_sent));
      fflush (stdout);
    }
  return 0;
}
