/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "worker/vireo-worker-server.h"

/* XF86Back and XF86Forward. */
#define BACK_KEYSYM 0x1008ff26
#define BACK_QNUM 0xea
#define FORWARD_KEYSYM 0x1008ff27
#define FORWARD_QNUM 0xe9

const VncPixelFormat vireo_worker_pixel_format = {
  .bits_per_pixel = 32, .depth = 24, .byte_order = G_BYTE_ORDER, .true_color_flag = TRUE,
  .red_max = 255, .green_max = 255, .blue_max = 255,
  .red_shift = 16, .green_shift = 8, .blue_shift = 0,
};

/**
 * vireo_worker_introduce:
 * @remote: a network lies between
 *
 * Tells the server which pixels and which messages we take.
 */
void
vireo_worker_introduce (VncConnection *connection, gboolean remote)
{
  VncPixelFormat wanted = vireo_worker_pixel_format;
  /* On this machine copying costs less than packing; the first three go over networks only. */
  gint32 encodings[] = {
    VNC_CONNECTION_ENCODING_TIGHT,
    VNC_CONNECTION_ENCODING_ZRLE,
    VNC_CONNECTION_ENCODING_HEXTILE,
    VNC_CONNECTION_ENCODING_COPY_RECT,
    VNC_CONNECTION_ENCODING_RAW,
    VNC_CONNECTION_ENCODING_EXT_KEY_EVENT,
    VNC_CONNECTION_ENCODING_LED_STATE,
    VNC_CONNECTION_ENCODING_POINTER_CHANGE,
    VNC_CONNECTION_ENCODING_EXTENDED_DESKTOP_RESIZE,
    VNC_CONNECTION_ENCODING_DESKTOP_RESIZE,
    VNC_CONNECTION_ENCODING_LAST_RECT,
    VNC_CONNECTION_ENCODING_ALPHA_CURSOR,
    VNC_CONNECTION_ENCODING_RICH_CURSOR,
  };
  gsize first = remote ? 0 : 3;

  vnc_connection_set_pixel_format (connection, &wanted);
  vnc_connection_set_encodings (connection, G_N_ELEMENTS (encodings) - first, encodings + first);
}

/**
 * vireo_worker_describe_cursor:
 * @cursor: (nullable): the server's; one larger than the limits is as good as none
 * @message: (out caller-allocates): borrows the pixels
 */
void
vireo_worker_describe_cursor (VncCursor *cursor, VireoWireMessage *message)
{
  memset (message, 0, sizeof *message);
  message->type = VIREO_WIRE_CURSOR;
  if (cursor == NULL || vnc_cursor_get_width (cursor) < 1 || vnc_cursor_get_height (cursor) < 1 ||
      vnc_cursor_get_data (cursor) == NULL ||
      vnc_cursor_get_width (cursor) > VIREO_WIRE_MAX_CURSOR ||
      vnc_cursor_get_height (cursor) > VIREO_WIRE_MAX_CURSOR)
    return;
  message->cursor.width = vnc_cursor_get_width (cursor);
  message->cursor.height = vnc_cursor_get_height (cursor);
  message->cursor.hot_x = MIN (vnc_cursor_get_hotx (cursor), message->cursor.width - 1);
  message->cursor.hot_y = MIN (vnc_cursor_get_hoty (cursor), message->cursor.height - 1);
  message->cursor.pixels = vnc_cursor_get_data (cursor);
}

/**
 * vireo_worker_send_pointer:
 * @down: (inout): the buttons that were down before
 *
 * RFB has room for eight buttons, and QEMU drops the eighth.  Where keys go out by their place on
 * the keyboard, which is QEMU's way, "back" and "forward" become the keys of these names.
 */
void
vireo_worker_send_pointer (VncConnection *connection, guint16 *down,
                           const VireoWireMessage *message)
{
  guint16 buttons = message->pointer.buttons;
  guint16 changed = buttons ^ *down;

  *down = buttons;
  if (vnc_connection_get_ext_key_event (connection))
    {
      if ((changed & VIREO_WIRE_BUTTON_BACK) != 0)
        vnc_connection_key_event (connection, (buttons & VIREO_WIRE_BUTTON_BACK) != 0, BACK_KEYSYM,
                                  BACK_QNUM);
      if ((changed & VIREO_WIRE_BUTTON_FORWARD) != 0)
        vnc_connection_key_event (connection, (buttons & VIREO_WIRE_BUTTON_FORWARD) != 0,
                                  FORWARD_KEYSYM, FORWARD_QNUM);
      buttons &= ~VIREO_WIRE_BUTTON_BACK;
    }
  vnc_connection_pointer_event (connection, buttons & 0xff, message->pointer.x,
                                message->pointer.y);
}

/**
 * vireo_worker_watch_leds:
 * @changed: called when the server's keyboard has other lights
 *
 * gvnc marshals this signal, which has no argument, as one of a number: our own marshaller does
 * what is right.
 */
void
vireo_worker_watch_leds (VncConnection *connection,
                         void (*changed) (VncConnection *connection, gpointer data),
                         gpointer data)
{
  GClosure *closure = g_cclosure_new (G_CALLBACK (changed), data, NULL);

  g_closure_set_marshal (closure, g_cclosure_marshal_VOID__VOID);
  g_signal_connect_closure (connection, "vnc-led-state", closure, FALSE);
}

/**
 * vireo_worker_read_cut_text:
 * @text: (nullable): as the server sent it.  RFB says Latin-1; many servers send UTF-8.
 *
 * Returns: (transfer full) (nullable): in UTF-8; %NULL when it is empty or too long for the wire
 */
char *
vireo_worker_read_cut_text (const char *text)
{
  gsize length = text != NULL ? strnlen (text, VIREO_WIRE_MAX_CUT_TEXT + 1) : 0;

  /* Latin-1 at most doubles. */
  if (length == 0 || length > VIREO_WIRE_MAX_CUT_TEXT / 2)
    return NULL;
  return g_utf8_validate (text, length, NULL)
             ? g_strndup (text, length)
             : g_convert (text, length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/**
 * vireo_worker_server_is_gone:
 * @fd: the socket to the server
 *
 * gvnc has one error for a server that leaves and one that talks nonsense; the socket knows.
 * What the server still said before it left may lie there unread: when writing to it failed,
 * nobody reads that any more.
 *
 * Returns: whether the other end is closed
 */
gboolean
vireo_worker_server_is_gone (int fd)
{
  struct pollfd socket = { .fd = fd, .events = POLLRDHUP };
  char byte;
  gssize n = recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    return TRUE;
  return poll (&socket, 1, 0) > 0 && (socket.revents & (POLLERR | POLLHUP)) != 0;
}
