/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The toasts over a page, one at a time.  libadwaita has a queue of its own, but 1.2 takes the program
 * down when a toast goes before it has slid into the place of another, as when several are closed
 * quickly one after the other.  So it is given one at a time here, and they do not slide. */

#include "config.h"

#include "view/common/vireo-toasts.h"

typedef struct
{
  VireoNotice said;
  gboolean used; /* its button was clicked: it does not come back */
} Notice;

typedef struct
{
  AdwToastOverlay *overlay; /* borrowed: it owns this */
  Notice *shown;            /* (owned) (nullable) */
  AdwToast *toast;          /* (owned) (nullable): shows it */
  GQueue waiting;           /* of Notice (owned) */
  guint closing;            /* idle: closes the toast whose button was clicked */
} Toasts;

static void present_next (Toasts *self);

static void
clear_notice (gpointer pointer)
{
  Notice *notice = pointer;

  if (notice->said.destroy != NULL)
    notice->said.destroy (notice->said.data);
  g_free (notice->said.title);
}

static void
notice_unref (gpointer notice)
{
  g_rc_box_release_full (notice, clear_notice);
}

static void
forget_toast (Toasts *self)
{
  if (self->toast != NULL)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_object (&self->toast);
}

static void
toasts_free (gpointer pointer)
{
  Toasts *self = pointer;

  g_clear_handle_id (&self->closing, g_source_remove);
  forget_toast (self);
  g_clear_pointer (&self->shown, notice_unref);
  g_queue_clear_full (&self->waiting, notice_unref);
  g_free (self);
}

/* Its time is up, or the user closed it. */
static void
dismissed_cb (Toasts *self)
{
  forget_toast (self);
  g_clear_pointer (&self->shown, notice_unref);
  present_next (self);
}

static gboolean
close_used (gpointer data)
{
  Toasts *self = data;

  self->closing = 0;
  if (self->shown != NULL && self->shown->used)
    adw_toast_dismiss (self->toast);
  return G_SOURCE_REMOVE;
}

static void
clicked_cb (Toasts *self)
{
  Notice *notice = self->shown;

  if (notice->used)
    return;
  notice->used = TRUE;
  /* Not now: libadwaita is in the middle of the click. */
  if (self->closing == 0)
    self->closing = g_idle_add (close_used, self);
  g_rc_box_acquire (notice);
  notice->said.clicked (notice->said.data);
  notice_unref (notice);
}

/* What is added and dismissed until set_still (FALSE) is there and gone at once. */
static void
set_still (Toasts *self, gboolean still)
{
  GtkSettings *settings = gtk_widget_get_settings (GTK_WIDGET (self->overlay));

  if (still)
    g_object_set (settings, "gtk-enable-animations", FALSE, NULL);
  else
    gtk_settings_reset_property (settings, "gtk-enable-animations"); /* as the desktop says */
}

static void
present (Toasts *self, Notice *notice)
{
  g_autofree char *title = g_markup_escape_text (notice->said.title, -1);
  AdwToast *toast = adw_toast_new (title);

  self->shown = notice;
  self->toast = g_object_ref (toast);
  adw_toast_set_button_label (toast, notice->said.button);
  if (notice->said.timeout > 0)
    adw_toast_set_timeout (toast, notice->said.timeout);
  set_still (self, TRUE);
  adw_toast_overlay_add_toast (self->overlay, toast);
  set_still (self, FALSE);
  /* After the overlay's own handlers, so that its place is free when ours is called. */
  g_signal_connect_swapped (toast, "dismissed", G_CALLBACK (dismissed_cb), self);
  if (notice->said.clicked != NULL)
    g_signal_connect_swapped (toast, "button-clicked", G_CALLBACK (clicked_cb), self);
}

/* An overlay that goes, with its window, dismisses what it shows: it is in no window any more. */
static void
present_next (Toasts *self)
{
  if (self->shown == NULL && !g_queue_is_empty (&self->waiting)
      && gtk_widget_get_root (GTK_WIDGET (self->overlay)) != NULL)
    present (self, g_queue_pop_head (&self->waiting));
}

/* What is shown waits until its place is free again. */
static void
postpone (Toasts *self)
{
  g_autoptr (AdwToast) toast = g_object_ref (self->toast);
  Notice *notice = g_steal_pointer (&self->shown);

  forget_toast (self);
  set_still (self, TRUE);
  adw_toast_dismiss (toast);
  set_still (self, FALSE);
  if (notice->used)
    notice_unref (notice);
  else
    g_queue_push_head (&self->waiting, notice);
}

static Toasts *
get_toasts (AdwToastOverlay *overlay)
{
  Toasts *self = g_object_get_data (G_OBJECT (overlay), "vireo-toasts");

  if (self != NULL)
    return self;
  self = g_new0 (Toasts, 1);
  self->overlay = overlay;
  g_queue_init (&self->waiting);
  g_object_set_data_full (G_OBJECT (overlay), "vireo-toasts", self, toasts_free);
  return self;
}

/* Nobody wants to read five times that something was copied. */
static gboolean
is_said_already (Toasts *self, const VireoNotice *notice)
{
  if (notice->button != NULL || self->shown == NULL)
    return FALSE;
  if (g_str_equal (self->shown->said.title, notice->title))
    return TRUE;
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    if (g_str_equal (((Notice *) link->data)->said.title, notice->title))
      return TRUE;
  return FALSE;
}

/**
 * vireo_toasts_show:
 * @overlay: of the page that it is about
 * @notice: what to say; copied, and what it owns becomes the toast's
 *
 * Says it now when nothing else is said or when it is urgent, else when what is said has gone.
 * What made room for something urgent is said again afterwards.
 */
void
vireo_toasts_show (AdwToastOverlay *overlay, const VireoNotice *notice)
{
  Toasts *self = get_toasts (overlay);
  Notice *own = g_rc_box_new0 (Notice);

  own->said = *notice;
  if (is_said_already (self, notice))
    {
      notice_unref (own);
      return;
    }
  if (self->shown != NULL && !notice->urgent)
    {
      g_queue_push_tail (&self->waiting, own);
      return;
    }
  if (self->shown != NULL)
    postpone (self);
  present (self, own);
}
