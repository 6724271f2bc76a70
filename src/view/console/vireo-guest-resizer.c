/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/console/vireo-guest-resizer.h"

#define AT_REST 300 /* ms: each new mode costs the guest a redraw of everything */
#define SMALLEST 200 /* px; a guest smaller than that helps nobody */

struct _VireoGuestResizer
{
  GObject parent_instance;

  VireoVncSession *session; /* (owned) (nullable) */
  gboolean active;
  int width, height; /* device px; 0: not known */
  guint timer;
};

G_DEFINE_FINAL_TYPE (VireoGuestResizer, vireo_guest_resizer, G_TYPE_OBJECT)

static gboolean
at_rest (gpointer data)
{
  VireoGuestResizer *self = data;
  VireoVncFrame *frame = vireo_vnc_session_get_frame (self->session);

  self->timer = 0;
  if (vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY && frame != NULL &&
      ((int) vireo_vnc_frame_get_width (frame) != self->width ||
       (int) vireo_vnc_frame_get_height (frame) != self->height))
    vireo_vnc_session_ask_size (self->session, self->width, self->height);
  return G_SOURCE_REMOVE;
}

static void
consider (VireoGuestResizer *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->active && self->session != NULL && self->width >= SMALLEST && self->height >= SMALLEST)
    self->timer = g_timeout_add (AT_REST, at_rest, self);
}

gboolean
vireo_guest_resizer_get_active (VireoGuestResizer *self)
{
  return self->active;
}

void
vireo_guest_resizer_set_active (VireoGuestResizer *self, gboolean active)
{
  self->active = active;
  consider (self);
}

static void
state_changed (VireoGuestResizer *self)
{
  if (vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY)
    consider (self);
}

/**
 * vireo_guest_resizer_set_session:
 * @session: (nullable): whose guest is asked, whenever it becomes ready too
 */
void
vireo_guest_resizer_set_session (VireoGuestResizer *self, VireoVncSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_swapped (session, "notify::state", G_CALLBACK (state_changed), self);
  consider (self);
}

/**
 * vireo_guest_resizer_set_size:
 * @width: device px of the display
 * @height: device px of the display
 */
void
vireo_guest_resizer_set_size (VireoGuestResizer *self, int width, int height)
{
  if (self->width == width && self->height == height)
    return;
  self->width = width;
  self->height = height;
  consider (self);
}

static void
vireo_guest_resizer_dispose (GObject *object)
{
  VireoGuestResizer *self = VIREO_GUEST_RESIZER (object);

  vireo_guest_resizer_set_session (self, NULL);
  G_OBJECT_CLASS (vireo_guest_resizer_parent_class)->dispose (object);
}

static void
vireo_guest_resizer_class_init (VireoGuestResizerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_guest_resizer_dispose;
}

static void
vireo_guest_resizer_init (VireoGuestResizer *self)
{
}

VireoGuestResizer *
vireo_guest_resizer_new (void)
{
  return g_object_new (VIREO_TYPE_GUEST_RESIZER, NULL);
}
