/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a console tells its worker while there is a picture. */

#include "config.h"

#include <string.h>

#include "core/base/vireo-thread.h"
#include "core/console/vireo-vnc-session-private.h"

void
_vireo_vnc_session_say (VireoVncSession *self, const VireoWireMessage *message)
{
  VIREO_ASSERT_MAIN ();
  if (self->channel != NULL)
    vireo_wire_channel_send (self->channel, message, -1);
}

/**
 * vireo_vnc_session_painted:
 *
 * Tells that the last damage was painted, so that the frame may be written to again.  Nobody
 * looking means nobody calls this, and then the guest's changes cost nothing.
 */
void
vireo_vnc_session_painted (VireoVncSession *self)
{
  VireoWireMessage message = { .type = VIREO_WIRE_PAINTED };

  _vireo_vnc_session_say (self, &message);
}

/**
 * vireo_vnc_session_send_key:
 * @keysym: X keysym, for servers that know no scancodes
 * @qnum: scancode as QEMU counts; 0 when there is none
 */
void
vireo_vnc_session_send_key (VireoVncSession *self, gboolean down, guint32 keysym, guint16 qnum)
{
  VireoWireMessage message = { .type = VIREO_WIRE_KEY };

  message.key.down = down != FALSE;
  message.key.keysym = keysym;
  message.key.qnum = qnum;
  _vireo_vnc_session_say (self, &message);
}

/**
 * vireo_vnc_session_send_pointer:
 * @buttons: bits: left, middle, right, wheel up, down, left, right, back, forward
 * @x: px; with a relative pointer 0x7fff and how far it moved
 * @y: px; with a relative pointer 0x7fff and how far it moved
 */
void
vireo_vnc_session_send_pointer (VireoVncSession *self, guint16 buttons, guint16 x, guint16 y)
{
  VireoWireMessage message = { .type = VIREO_WIRE_POINTER };

  message.pointer.buttons = buttons;
  message.pointer.relative = !self->absolute;
  message.pointer.x = x;
  message.pointer.y = y;
  _vireo_vnc_session_say (self, &message);
}

/**
 * vireo_vnc_session_ask_size:
 * @width: px
 * @height: px
 *
 * Asks the guest for a screen of this size; one that can sends another frame.
 */
void
vireo_vnc_session_ask_size (VireoVncSession *self, guint width, guint height)
{
  VireoWireMessage message = { .type = VIREO_WIRE_ASK_SIZE };

  message.ask_size.width = CLAMP (width, 1, VIREO_WIRE_MAX_SIDE);
  message.ask_size.height = CLAMP (height, 1, VIREO_WIRE_MAX_SIDE);
  _vireo_vnc_session_say (self, &message);
}

/**
 * vireo_vnc_session_send_clipboard:
 * @text: what the guest may paste; dropped when it is larger than a guest takes
 */
void
vireo_vnc_session_send_clipboard (VireoVncSession *self, const char *text)
{
  VireoWireMessage message = { .type = VIREO_WIRE_SET_CLIPBOARD };

  message.clipboard.text = text;
  message.clipboard.length = strlen (text);
  if (message.clipboard.length <= VIREO_WIRE_MAX_CUT_TEXT)
    _vireo_vnc_session_say (self, &message);
}
