/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/console/vireo-keymap.h"
#include "view/console/vireo-display-cursor.h"
#include "view/console/vireo-display-private.h"

enum
{
  PROP_SESSION = 1,
  PROP_ZOOM,
  PROP_VIEW_ONLY,
  PROP_RESIZE_GUEST,
  PROP_GRABBED,
  PROP_HAS_PICTURE,
  PROP_LOCKED,
  PROP_RELATIVE,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE_WITH_CODE (VireoDisplay, vireo_display, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static void
painted (GdkFrameClock *clock, VireoDisplay *self)
{
  g_clear_signal_handler (&self->after_paint_id, clock);
  g_clear_object (&self->clock);
  self->owes_painted = FALSE;
  /* First to the person, then to the worker. */
  gdk_display_flush (gtk_widget_get_display (GTK_WIDGET (self)));
  if (self->session != NULL)
    vireo_vnc_session_painted (self->session);
}

/* The session may write to the pixels again once this frame is on its way. */
static void
tell_when_painted (VireoDisplay *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (!self->owes_painted || self->after_paint_id != 0 || clock == NULL)
    return;
  self->clock = g_object_ref (clock);
  self->after_paint_id = g_signal_connect (clock, "after-paint", G_CALLBACK (painted), self);
}

static void
append_black (GtkSnapshot *snapshot, double x, double y, double width, double height)
{
  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 1 },
                               &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* Bars where the picture is not; drawing them under it would be twice the work. */
static void
append_bars (VireoDisplay *self, GtkSnapshot *snapshot, double width, double height)
{
  const VireoDisplayGeometry *at = &self->geometry;
  double left = at->x + at->off_x, above = at->y + at->off_y;
  double right = left + at->width, bottom = above + at->height;

  append_black (snapshot, 0, 0, width, above);
  append_black (snapshot, 0, bottom, width, height - bottom);
  append_black (snapshot, 0, MAX (above, 0), left, MIN (bottom, height) - MAX (above, 0));
  append_black (snapshot, right, MAX (above, 0), width - right,
                MIN (bottom, height) - MAX (above, 0));
}

static void
vireo_display_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VireoDisplay *self = VIREO_DISPLAY (widget);
  GtkNative *native = gtk_widget_get_native (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const VireoDisplayGeometry *at = &self->geometry;
  double scale = at->scale;
  gboolean cairo = GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
  GdkRectangle visible = { -at->x - 1, -at->y - 1, (int) (width * scale) + 2,
                           (int) (height * scale) + 2 };

  if (self->frame_width == 0)
    {
      append_black (snapshot, 0, 0, width, height);
      return;
    }
  vireo_shm_pool_serve (native);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, 1 / scale, 1 / scale);
  append_bars (self, snapshot, width * scale, height * scale);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (at->x + at->off_x, at->y + at->off_y));
  vireo_display_paintable_draw (self->paintable, snapshot, at->width, at->height, &visible, !cairo);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
  tell_when_painted (self);
}

static void
frame_changed (VireoDisplay *self)
{
  VireoVncFrame *frame = self->session != NULL ? vireo_vnc_session_get_frame (self->session) : NULL;
  guint width = frame != NULL ? vireo_vnc_frame_get_width (frame) : 0;
  guint height = frame != NULL ? vireo_vnc_frame_get_height (frame) : 0;
  gboolean had = self->frame_width > 0;

  vireo_display_paintable_set_frame (self->paintable, frame);
  if (self->frame_width != width || self->frame_height != height)
    {
      self->frame_width = width;
      self->frame_height = height;
      _vireo_display_place (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (had != (width > 0))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HAS_PICTURE]);
}

static void
damaged (VireoVncSession *session, guint n, gpointer rects, VireoDisplay *self)
{
  vireo_display_paintable_damage (self->paintable, n, rects);
  self->owes_painted = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
cursor_changed (VireoDisplay *self)
{
  g_autoptr (GdkCursor) cursor = NULL;

  if (vireo_display_get_locked (self))
    cursor = gdk_cursor_new_from_name ("none", NULL); /* the guest draws its own */
  else if (self->session != NULL && vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY)
    cursor = vireo_display_cursor_new (vireo_vnc_session_get_cursor (self->session));
  gtk_widget_set_cursor (GTK_WIDGET (self), cursor);
}

static void
state_changed (VireoDisplay *self)
{
  vireo_display_input_update (self->input);
  cursor_changed (self);
}

static void
locked_changed (VireoDisplay *self)
{
  cursor_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
}

static void
relative_changed (VireoDisplay *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RELATIVE]);
}

static void
grabbed_changed (VireoDisplay *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRABBED]);
}

VireoVncSession *
vireo_display_get_session (VireoDisplay *self)
{
  return self->session;
}

/**
 * vireo_display_set_session:
 * @session: (nullable): whose screen to show
 */
void
vireo_display_set_session (VireoDisplay *self, VireoVncSession *session)
{
  if (!g_set_object (&self->session, session))
    return;
  self->owes_painted = FALSE;
  g_signal_group_set_target (self->watched, session);
  vireo_display_input_set_session (self->input, session);
  vireo_guest_resizer_set_session (self->resizer, session);
  frame_changed (self);
  state_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

guint
vireo_display_get_zoom (VireoDisplay *self)
{
  return self->zoom;
}

/**
 * vireo_display_set_zoom:
 * @zoom: device pixels to show each of the guest's pixels by, up to %VIREO_DISPLAY_MAX_ZOOM; 0
 *   makes the picture fill the widget
 */
void
vireo_display_set_zoom (VireoDisplay *self, guint zoom)
{
  zoom = MIN (zoom, VIREO_DISPLAY_MAX_ZOOM);
  if (self->zoom == zoom)
    return;
  _vireo_display_zoom (self, zoom);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ZOOM]);
}

gboolean
vireo_display_get_view_only (VireoDisplay *self)
{
  return vireo_display_input_get_view_only (self->input);
}

/**
 * vireo_display_set_view_only:
 * @view_only: whether keys and pointer stay here
 */
void
vireo_display_set_view_only (VireoDisplay *self, gboolean view_only)
{
  if (vireo_display_get_view_only (self) == view_only)
    return;
  vireo_display_input_set_view_only (self->input, view_only);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIEW_ONLY]);
}

gboolean
vireo_display_get_grabbed (VireoDisplay *self)
{
  return vireo_display_input_get_grabbed (self->input);
}

/**
 * vireo_display_get_locked:
 *
 * Returns: whether the pointer is the guest's alone
 */
gboolean
vireo_display_get_locked (VireoDisplay *self)
{
  return vireo_display_pointer_get_locked (vireo_display_input_get_pointer (self->input));
}

/**
 * vireo_display_get_relative:
 *
 * Returns: whether the guest knows no places of the pointer, for want of a tablet
 */
gboolean
vireo_display_get_relative (VireoDisplay *self)
{
  return vireo_display_pointer_get_relative (vireo_display_input_get_pointer (self->input));
}

/**
 * vireo_display_get_has_picture:
 *
 * Returns: whether there is something to see, be it the last picture of a session that ended
 */
gboolean
vireo_display_get_has_picture (VireoDisplay *self)
{
  return self->frame_width > 0;
}

/**
 * vireo_display_map_point:
 * @x: logical px of the widget
 * @y: logical px of the widget
 * @frame_x: (out): px of the guest
 * @frame_y: (out): px of the guest
 *
 * Returns: whether the point is on the picture
 */
gboolean
vireo_display_map_point (VireoDisplay *self, double x, double y, guint *frame_x, guint *frame_y)
{
  *frame_x = 0;
  *frame_y = 0;
  return self->frame_width > 0 &&
         vireo_display_geometry_map (&self->geometry, x, y, frame_x, frame_y);
}

/**
 * vireo_display_send_keys:
 * @n: how many
 * @keysyms: what to press, in this order; let go in the reverse one
 *
 * Presses keys that the user's own system would keep, like Ctrl+Alt+Del.
 */
void
vireo_display_send_keys (VireoDisplay *self, guint n, const guint *keysyms)
{
  if (self->session == NULL || vireo_display_get_view_only (self))
    return;
  for (guint i = 0; i < n; i++)
    vireo_vnc_session_send_key (self->session, TRUE, keysyms[i],
                                vireo_keymap_qnum_from_keysym (keysyms[i]));
  for (guint i = n; i-- > 0;)
    vireo_vnc_session_send_key (self->session, FALSE, keysyms[i],
                                vireo_keymap_qnum_from_keysym (keysyms[i]));
}

static void
vireo_display_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_display_parent_class)->map (widget);
  vireo_display_input_update (VIREO_DISPLAY (widget)->input);
}

static void
vireo_display_unmap (GtkWidget *widget)
{
  VireoDisplay *self = VIREO_DISPLAY (widget);

  GTK_WIDGET_CLASS (vireo_display_parent_class)->unmap (widget);
  vireo_display_input_update (self->input);
}

static void
vireo_display_unrealize (GtkWidget *widget)
{
  VireoDisplay *self = VIREO_DISPLAY (widget);

  if (self->clock != NULL)
    g_clear_signal_handler (&self->after_paint_id, self->clock);
  g_clear_object (&self->clock);
  GTK_WIDGET_CLASS (vireo_display_parent_class)->unrealize (widget);
}

static void
vireo_display_unroot (GtkWidget *widget)
{
  vireo_display_input_stop (VIREO_DISPLAY (widget)->input);
  GTK_WIDGET_CLASS (vireo_display_parent_class)->unroot (widget);
}

static void
vireo_display_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDisplay *self = VIREO_DISPLAY (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_ZOOM:
      g_value_set_uint (value, self->zoom);
      break;
    case PROP_VIEW_ONLY:
      g_value_set_boolean (value, vireo_display_get_view_only (self));
      break;
    case PROP_RESIZE_GUEST:
      g_value_set_boolean (value, vireo_guest_resizer_get_active (self->resizer));
      break;
    case PROP_GRABBED:
      g_value_set_boolean (value, vireo_display_get_grabbed (self));
      break;
    case PROP_HAS_PICTURE:
      g_value_set_boolean (value, vireo_display_get_has_picture (self));
      break;
    case PROP_LOCKED:
      g_value_set_boolean (value, vireo_display_get_locked (self));
      break;
    case PROP_RELATIVE:
      g_value_set_boolean (value, vireo_display_get_relative (self));
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_display_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VireoDisplay *self = VIREO_DISPLAY (object);

  switch (id)
    {
    case PROP_SESSION:
      vireo_display_set_session (self, g_value_get_object (value));
      break;
    case PROP_ZOOM:
      vireo_display_set_zoom (self, g_value_get_uint (value));
      break;
    case PROP_VIEW_ONLY:
      vireo_display_set_view_only (self, g_value_get_boolean (value));
      break;
    case PROP_RESIZE_GUEST:
      vireo_guest_resizer_set_active (self->resizer, g_value_get_boolean (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      _vireo_display_set_adjustment (self, id - PROP_HADJUSTMENT, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_display_dispose (GObject *object)
{
  VireoDisplay *self = VIREO_DISPLAY (object);

  vireo_display_set_session (self, NULL);
  g_signal_group_set_target (self->watched, NULL);
  _vireo_display_set_adjustment (self, 0, NULL);
  _vireo_display_set_adjustment (self, 1, NULL);
  G_OBJECT_CLASS (vireo_display_parent_class)->dispose (object);
}

static void
vireo_display_finalize (GObject *object)
{
  VireoDisplay *self = VIREO_DISPLAY (object);

  g_object_unref (self->watched);
  g_object_unref (self->resizer);
  g_object_unref (self->input);
  g_object_unref (self->paintable);
  G_OBJECT_CLASS (vireo_display_parent_class)->finalize (object);
}

static void
vireo_display_class_init (VireoDisplayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = vireo_display_get_property;
  object_class->set_property = vireo_display_set_property;
  object_class->dispose = vireo_display_dispose;
  object_class->finalize = vireo_display_finalize;
  widget_class->measure = _vireo_display_measure;
  widget_class->size_allocate = _vireo_display_size_allocate;
  widget_class->snapshot = vireo_display_snapshot;
  widget_class->map = vireo_display_map;
  widget_class->unmap = vireo_display_unmap;
  widget_class->unrealize = vireo_display_unrealize;
  widget_class->unroot = vireo_display_unroot;

  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, VIREO_TYPE_VNC_SESSION, writable);
  props[PROP_ZOOM] = g_param_spec_uint ("zoom", NULL, NULL, 0, VIREO_DISPLAY_MAX_ZOOM, 0, writable);
  props[PROP_VIEW_ONLY] = g_param_spec_boolean ("view-only", NULL, NULL, FALSE, writable);
  props[PROP_RESIZE_GUEST] =
      g_param_spec_boolean ("resize-guest", NULL, NULL, FALSE, writable);
  props[PROP_GRABBED] = g_param_spec_boolean ("grabbed", NULL, NULL, FALSE, readable);
  props[PROP_HAS_PICTURE] = g_param_spec_boolean ("has-picture", NULL, NULL, FALSE, readable);
  props[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, readable);
  props[PROP_RELATIVE] = g_param_spec_boolean ("relative", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_css_name (widget_class, "display");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vireo_display_init (VireoDisplay *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->geometry.scale = 1;
  self->geometry.width = 1;
  self->geometry.height = 1;
  self->paintable = vireo_display_paintable_new ();
  self->resizer = vireo_guest_resizer_new ();
  self->input = vireo_display_input_new (self);
  g_signal_connect_object (self->input, "notify::grabbed", G_CALLBACK (grabbed_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vireo_display_input_get_pointer (self->input), "notify::locked",
                           G_CALLBACK (locked_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vireo_display_input_get_pointer (self->input), "notify::relative",
                           G_CALLBACK (relative_changed), self, G_CONNECT_SWAPPED);
  self->watched = g_signal_group_new (VIREO_TYPE_VNC_SESSION);
  g_signal_group_connect_swapped (self->watched, "frame-changed", G_CALLBACK (frame_changed),
                                  self);
  g_signal_group_connect (self->watched, "damaged", G_CALLBACK (damaged), self);
  g_signal_group_connect_swapped (self->watched, "cursor-changed", G_CALLBACK (cursor_changed),
                                  self);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (state_changed),
                                  self);

  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  g_signal_connect_swapped (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_resize),
                            self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  /* Translators: the picture of the virtual machine's screen */
                                  _ ("Screen"), -1);
}

GtkWidget *
vireo_display_new (void)
{
  return g_object_new (VIREO_TYPE_DISPLAY, NULL);
}
