/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-frame.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* One console: starts the worker process, speaks to it, holds the shared frame.  The view sees
 * this and never gvnc.  Main thread. */

typedef enum
{
  VIREO_VNC_CLOSED,
  VIREO_VNC_CONNECTING,
  VIREO_VNC_READY, /* there is a picture */
  VIREO_VNC_ENDED, /* the server closed, or the worker died: see error */
} VireoVncState;

/* What the guest wants the pointer to look like. */
typedef struct
{
  guint hot_x, hot_y;    /* px */
  guint width, height;   /* px; 0: the guest shows none */
  GBytes *pixels;        /* (owned) (nullable): 0xAARRGGBB each, not premultiplied, no padding */
} VireoVncCursor;

#define VIREO_TYPE_VNC_SESSION (vireo_vnc_session_get_type ())
G_DECLARE_FINAL_TYPE (VireoVncSession, vireo_vnc_session, VIREO, VNC_SESSION, GObject)

/* Property: state (guint, a VireoVncState; read-only).
 * Signals:
 *   frame-changed             there is another frame (a new size), whole and new
 *   damaged (guint n, gpointer rects)   VireoVncRect[n] of the frame are new, cut to it; answer
 *                             with vireo_vnc_session_painted() when they were painted
 *   cursor-changed
 *   credentials-needed (gboolean user_name, gboolean password)
 *   leds-changed              the guest's lock keys
 *   pointer-mode-changed      absolute or by steps
 *   size-refused              vireo_vnc_session_ask_size() is of no use with this server
 *   clipboard (const char *text)         the guest cut or copied text */
VireoVncSession      *vireo_vnc_session_new (void);
void                  vireo_vnc_session_open_vm (VireoVncSession *self, VireoVm *vm,
                                                 guint head);
void                  vireo_vnc_session_open_address (VireoVncSession *self, const char *address);
void                  vireo_vnc_session_close (VireoVncSession *self);

VireoVncState         vireo_vnc_session_get_state (VireoVncSession *self);
const GError         *vireo_vnc_session_get_error (VireoVncSession *self);
gboolean              vireo_vnc_session_was_login_refused (VireoVncSession *self);
VireoVncFrame        *vireo_vnc_session_get_frame (VireoVncSession *self);
const VireoVncCursor *vireo_vnc_session_get_cursor (VireoVncSession *self);
gboolean              vireo_vnc_session_get_absolute (VireoVncSession *self);
int                   vireo_vnc_session_get_leds (VireoVncSession *self);

void                  vireo_vnc_session_painted (VireoVncSession *self);
void                  vireo_vnc_session_send_key (VireoVncSession *self, gboolean down,
                                                  guint32 keysym, guint16 qnum);
void                  vireo_vnc_session_send_pointer (VireoVncSession *self, guint16 buttons,
                                                      guint16 x, guint16 y);
void                  vireo_vnc_session_ask_size (VireoVncSession *self, guint width,
                                                  guint height);
void                  vireo_vnc_session_send_clipboard (VireoVncSession *self, const char *text);
void                  vireo_vnc_session_send_credentials (VireoVncSession *self,
                                                          const char *user_name,
                                                          const char *password);

G_END_DECLS
