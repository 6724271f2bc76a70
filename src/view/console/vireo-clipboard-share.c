/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/console/vireo-vnc-wire.h"
#include "view/common/vireo-settings.h"
#include "view/console/vireo-clipboard-share.h"

struct _VireoClipboardShare
{
  GObject parent_instance;

  VireoDisplay *display;    /* borrowed: owns whoever owns this */
  VireoVncSession *session; /* (owned) */
  GdkClipboard *clipboard;  /* (owned) */
  GSettings *settings;      /* (owned) (nullable) */
  GCancellable *reading;    /* (owned) (nullable) */
  char *last;               /* (owned) (nullable): what both sides have */
};

G_DEFINE_FINAL_TYPE (VireoClipboardShare, vireo_clipboard_share, G_TYPE_OBJECT)

static gboolean
is_shared (VireoClipboardShare *self)
{
  return self->settings != NULL && g_settings_get_boolean (self->settings, "share-clipboard") &&
         vireo_display_get_grabbed (self->display) &&
         vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY;
}

static void
stop_reading (VireoClipboardShare *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
clipboard_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoClipboardShare) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  /* Nothing at all, no text, or it was cancelled: nothing to give. */
  if (text == NULL || *text == '\0' || g_strcmp0 (text, self->last) == 0 ||
      self->display == NULL || !is_shared (self) || strlen (text) > VIREO_WIRE_MAX_CUT_TEXT)
    return;
  g_free (self->last);
  self->last = g_steal_pointer (&text);
  vireo_vnc_session_send_clipboard (self->session, self->last);
}

/* What the user copied, to the guest in front of the user. */
static void
give (VireoClipboardShare *self)
{
  if (!is_shared (self) || vireo_display_get_view_only (self->display))
    return;
  stop_reading (self);
  self->reading = g_cancellable_new ();
  gdk_clipboard_read_text_async (self->clipboard, self->reading, clipboard_read,
                                 g_object_ref (self));
}

static void
take (VireoVncSession *session, const char *text, VireoClipboardShare *self)
{
  if (!is_shared (self))
    return;
  g_free (self->last);
  self->last = g_strdup (text);
  gdk_clipboard_set_text (self->clipboard, text);
}

/* Another guest, or another run of it, has nothing yet. */
static void
state_changed (VireoClipboardShare *self)
{
  if (vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY)
    give (self);
  else
    g_clear_pointer (&self->last, g_free);
}

static void
vireo_clipboard_share_dispose (GObject *object)
{
  VireoClipboardShare *self = VIREO_CLIPBOARD_SHARE (object);

  stop_reading (self);
  self->display = NULL;
  g_clear_object (&self->session);
  g_clear_object (&self->clipboard);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->last, g_free);
  G_OBJECT_CLASS (vireo_clipboard_share_parent_class)->dispose (object);
}

static void
vireo_clipboard_share_class_init (VireoClipboardShareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_clipboard_share_dispose;
}

static void
vireo_clipboard_share_init (VireoClipboardShare *self)
{
}

/**
 * vireo_clipboard_share_new:
 * @display: whose session stays the same, and which lives longer
 *
 * Returns: (transfer full): shares until it is disposed of with g_object_run_dispose()
 */
VireoClipboardShare *
vireo_clipboard_share_new (VireoDisplay *display)
{
  VireoClipboardShare *self = g_object_new (VIREO_TYPE_CLIPBOARD_SHARE, NULL);

  self->display = display;
  self->session = g_object_ref (vireo_display_get_session (display));
  self->clipboard = g_object_ref (gtk_widget_get_clipboard (GTK_WIDGET (display)));
  self->settings = vireo_settings_new ();
  g_signal_connect_object (self->session, "clipboard", G_CALLBACK (take), self, 0);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->clipboard, "changed", G_CALLBACK (give), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (display, "notify::grabbed", G_CALLBACK (give), self,
                           G_CONNECT_SWAPPED);
  if (self->settings != NULL)
    g_signal_connect_object (self->settings, "changed::share-clipboard", G_CALLBACK (give), self,
                             G_CONNECT_SWAPPED);
  return self;
}
