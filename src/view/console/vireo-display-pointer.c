/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/console/vireo-vnc-wire.h"
#include "view/console/vireo-display-pointer.h"
#include "view/console/vireo-pointer-lock.h"

#define RELATIVE_ORIGIN 0x7fff
#define MAX_WHEEL_CLICKS 10 /* at once; a touchpad may report hundreds */

/* RFB's bits of the wheel. */
#define WHEEL_UP (1 << 3)
#define WHEEL_DOWN (1 << 4)
#define WHEEL_LEFT (1 << 5)
#define WHEEL_RIGHT (1 << 6)

struct _VireoDisplayPointer
{
  GObject parent_instance;

  VireoDisplay *display;    /* borrowed: it owns us */
  VireoVncSession *session; /* (owned) (nullable) */
  VireoPointerLock *lock;   /* (owned) */
  gboolean view_only;
  gboolean relative; /* what was notified last */

  guint16 buttons;
  guint last_x, last_y; /* px of the frame */
  gboolean placed;      /* last_x and last_y tell something: a step starts there */
  double wheel_x, wheel_y; /* clicks not yet sent */

  VireoTouchState touch;
};

enum
{
  PROP_LOCKED = 1,
  PROP_RELATIVE,
  N_PROPS
};

enum
{
  CLICKED,
  GRAB_BROKEN,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoDisplayPointer, vireo_display_pointer, G_TYPE_OBJECT)

static gboolean
is_ready (VireoDisplayPointer *self)
{
  return self->session != NULL && !self->view_only &&
         vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY;
}

static gboolean
is_relative (VireoDisplayPointer *self)
{
  return self->session != NULL && !vireo_vnc_session_get_absolute (self->session);
}

static void
send_step (VireoDisplayPointer *self, int step_x, int step_y)
{
  vireo_vnc_session_send_pointer (self->session, self->buttons,
                                  RELATIVE_ORIGIN + CLAMP (step_x, -1000, 1000),
                                  RELATIVE_ORIGIN + CLAMP (step_y, -1000, 1000));
}

static void
send (VireoDisplayPointer *self, guint x, guint y)
{
  if (!is_ready (self))
    return;
  if (!is_relative (self))
    vireo_vnc_session_send_pointer (self->session, self->buttons, x, y);
  else if (self->placed && !vireo_pointer_lock_get_locked (self->lock))
    send_step (self, (int) x - (int) self->last_x, (int) y - (int) self->last_y);
  else
    send_step (self, 0, 0); /* the buttons alone */
  self->placed = TRUE;
  self->last_x = x;
  self->last_y = y;
}

/* Locking */

/* The next click locks; until then the guest hears nothing. */
static gboolean
is_for_lock (VireoDisplayPointer *self)
{
  return is_relative (self) && vireo_pointer_lock_can_take (self->lock);
}

static void
let_go_of_buttons (VireoDisplayPointer *self)
{
  if (self->buttons == 0)
    return;
  self->buttons = 0;
  send (self, self->last_x, self->last_y);
}

static void
locked_moved (VireoDisplayPointer *self, int step_x, int step_y)
{
  if (is_ready (self))
    send_step (self, step_x, step_y);
}

/* The window system may end it, too; a button that is down then is let go elsewhere, unheard. */
static void
locked_changed (VireoDisplayPointer *self)
{
  self->placed = FALSE;
  if (!vireo_pointer_lock_get_locked (self->lock))
    let_go_of_buttons (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
}

static void
mode_changed (VireoDisplayPointer *self)
{
  gboolean relative = is_relative (self) && is_ready (self);

  if (!relative)
    vireo_pointer_lock_release (self->lock);
  self->placed = FALSE;
  if (self->relative == relative)
    return;
  self->relative = relative;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RELATIVE]);
}

/* Events */

static void
moved_to (VireoDisplayPointer *self, double x, double y)
{
  guint frame_x, frame_y;

  if (is_ready (self) && !vireo_pointer_lock_get_locked (self->lock) &&
      (vireo_display_map_point (self->display, x, y, &frame_x, &frame_y) || self->buttons != 0))
    send (self, frame_x, frame_y);
}

static void
moved (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  if (!is_for_lock (data))
    moved_to (data, x, y);
}

/* A relative pointer does not jump to where ours comes in again. */
static void
left (GtkEventControllerMotion *controller, gpointer data)
{
  VireoDisplayPointer *self = data;

  if (self->buttons == 0)
    self->placed = FALSE;
}

static guint16
bit_of_button (guint button)
{
  if (button >= 1 && button <= 3)
    return 1 << (button - 1);
  if (button == 8)
    return VIREO_WIRE_BUTTON_BACK;
  return button == 9 ? VIREO_WIRE_BUTTON_FORWARD : 0;
}

static void
press (VireoDisplayPointer *self, guint16 bit, double x, double y)
{
  guint frame_x, frame_y;

  g_signal_emit (self, signals[CLICKED], 0);
  if (!vireo_display_map_point (self->display, x, y, &frame_x, &frame_y) &&
      !vireo_pointer_lock_get_locked (self->lock))
    return;
  /* First to where it is, then down: some guests use the place they knew. */
  send (self, frame_x, frame_y);
  self->buttons |= bit;
  send (self, frame_x, frame_y);
}

static gboolean
let_go (VireoDisplayPointer *self, guint16 bit, double x, double y)
{
  guint frame_x, frame_y;

  if ((self->buttons & bit) == 0)
    return FALSE;
  vireo_display_map_point (self->display, x, y, &frame_x, &frame_y);
  self->buttons &= ~bit;
  send (self, frame_x, frame_y);
  return TRUE;
}

/* The click is not the guest's: its pointer is elsewhere.  Only with the keyboard, whose keys are
 * the way out. */
static void
click_to_lock (VireoDisplayPointer *self, double x, double y)
{
  guint frame_x, frame_y;

  g_signal_emit (self, signals[CLICKED], 0);
  if (vireo_display_map_point (self->display, x, y, &frame_x, &frame_y) &&
      vireo_display_get_grabbed (self->display))
    vireo_pointer_lock_take (self->lock, x, y);
}

static gboolean
get_place (VireoDisplayPointer *self, GdkEvent *event, graphene_point_t *at)
{
  GtkWidget *widget = GTK_WIDGET (self->display);
  GtkNative *native = gtk_widget_get_native (widget);
  double x, y, native_x, native_y;

  if (!gdk_event_get_position (event, &x, &y))
    return FALSE;
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  return gtk_widget_compute_point (GTK_WIDGET (native), widget,
                                   &GRAPHENE_POINT_INIT (x - native_x, y - native_y), at);
}

static gboolean
button_event (VireoDisplayPointer *self, GdkEvent *event, gboolean down)
{
  guint16 bit = bit_of_button (gdk_button_event_get_button (event));
  graphene_point_t at;

  if (bit == 0 || !is_ready (self) || !get_place (self, event, &at))
    return FALSE;
  if (!down)
    return let_go (self, bit, at.x, at.y);
  if (is_for_lock (self))
    click_to_lock (self, at.x, at.y);
  else
    press (self, bit, at.x, at.y);
  return TRUE;
}

static gboolean
touch_event (VireoDisplayPointer *self, GdkEvent *event, VireoTouch what)
{
  graphene_point_t at = GRAPHENE_POINT_INIT_ZERO;

  if (!is_ready (self) || (!get_place (self, event, &at) && what != VIREO_TOUCH_CANCEL))
    return FALSE;
  vireo_display_pointer_touch (self, what, gdk_event_get_event_sequence (event), at.x, at.y);
  return TRUE;
}

/* GTK's gestures follow one button at a time; guests know chords. */
static gboolean
any_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer data)
{
  VireoDisplayPointer *self = data;

  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
      return button_event (self, event, TRUE);
    case GDK_BUTTON_RELEASE:
      return button_event (self, event, FALSE);
    case GDK_TOUCH_BEGIN:
      return touch_event (self, event, VIREO_TOUCH_BEGIN);
    case GDK_TOUCH_UPDATE:
      return touch_event (self, event, VIREO_TOUCH_MOVE);
    case GDK_TOUCH_END:
      return touch_event (self, event, VIREO_TOUCH_END);
    case GDK_TOUCH_CANCEL:
      return touch_event (self, event, VIREO_TOUCH_CANCEL);
    case GDK_GRAB_BROKEN:
      vireo_display_pointer_release (self);
      g_signal_emit (self, signals[GRAB_BROKEN], 0);
      return FALSE;
    default:
      return FALSE;
    }
}

static void
send_clicks (VireoDisplayPointer *self, double *clicks, guint16 less, guint16 more)
{
  int n = CLAMP ((int) *clicks, -MAX_WHEEL_CLICKS, MAX_WHEEL_CLICKS);
  guint16 bit = n < 0 ? less : more;

  *clicks -= (int) *clicks;
  for (int i = 0; i < ABS (n); i++)
    {
      self->buttons |= bit;
      send (self, self->last_x, self->last_y);
      self->buttons &= ~bit;
      send (self, self->last_x, self->last_y);
    }
}

static void
turn_wheel (VireoDisplayPointer *self, double dx, double dy)
{
  self->wheel_x += dx;
  self->wheel_y += dy;
  send_clicks (self, &self->wheel_x, WHEEL_LEFT, WHEEL_RIGHT);
  send_clicks (self, &self->wheel_y, WHEEL_UP, WHEEL_DOWN);
}

static gboolean
scrolled (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  if (!is_ready (data))
    return FALSE;
  turn_wheel (data, dx, dy);
  return TRUE;
}

/* Fingers, which no lock holds */

static void
finger_button (gpointer data, double x, double y, guint button, gboolean down)
{
  if (down)
    press (data, bit_of_button (button), x, y);
  else
    let_go (data, bit_of_button (button), x, y);
}

static void
finger_moved (gpointer data, double x, double y)
{
  moved_to (data, x, y);
}

static void
finger_scrolled (gpointer data, double x, double y, double dx, double dy)
{
  turn_wheel (data, dx, dy);
}

static const VireoTouchHandler touch_handler = {
  .button = finger_button,
  .move = finger_moved,
  .scroll = finger_scrolled,
};

void
vireo_display_pointer_touch (VireoDisplayPointer *self, VireoTouch what, gpointer finger, double x,
                             double y)
{
  vireo_touch_feed (&self->touch, what, finger, x, y);
}

/* The rest */

/**
 * vireo_display_pointer_release:
 *
 * Lets go of every button, and of the pointer itself.
 */
void
vireo_display_pointer_release (VireoDisplayPointer *self)
{
  vireo_touch_clear (&self->touch);
  let_go_of_buttons (self);
  vireo_pointer_lock_release (self->lock);
}

void
vireo_display_pointer_set_session (VireoDisplayPointer *self, VireoVncSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    {
      g_signal_connect_object (session, "pointer-mode-changed", G_CALLBACK (mode_changed), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::state", G_CALLBACK (mode_changed), self,
                               G_CONNECT_SWAPPED);
    }
  mode_changed (self);
}

/**
 * vireo_display_pointer_set_view_only:
 * @view_only: whether nothing is sent to the guest
 */
void
vireo_display_pointer_set_view_only (VireoDisplayPointer *self, gboolean view_only)
{
  self->view_only = view_only;
  mode_changed (self);
}

gboolean
vireo_display_pointer_get_locked (VireoDisplayPointer *self)
{
  return vireo_pointer_lock_get_locked (self->lock);
}

/**
 * vireo_display_pointer_get_relative:
 *
 * Returns: whether there is a guest that takes steps alone
 */
gboolean
vireo_display_pointer_get_relative (VireoDisplayPointer *self)
{
  return self->relative;
}

static void
vireo_display_pointer_dispose (GObject *object)
{
  VireoDisplayPointer *self = VIREO_DISPLAY_POINTER (object);

  vireo_touch_clear (&self->touch);
  if (self->lock != NULL)
    g_signal_handlers_disconnect_by_data (self->lock, self);
  g_clear_object (&self->lock);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vireo_display_pointer_parent_class)->dispose (object);
}

static void
vireo_display_pointer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDisplayPointer *self = VIREO_DISPLAY_POINTER (object);

  switch (id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value, vireo_pointer_lock_get_locked (self->lock));
      break;
    case PROP_RELATIVE:
      g_value_set_boolean (value, self->relative);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_display_pointer_class_init (VireoDisplayPointerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = vireo_display_pointer_dispose;
  object_class->get_property = vireo_display_pointer_get_property;

  props[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, flags);
  props[PROP_RELATIVE] = g_param_spec_boolean ("relative", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CLICKED] = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GRAB_BROKEN] = g_signal_new ("grab-broken", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_display_pointer_init (VireoDisplayPointer *self)
{
  vireo_touch_init (&self->touch, &touch_handler, self);
}

/**
 * vireo_display_pointer_new:
 * @display: whose events these are
 *
 * Returns: (transfer full): with its controllers on @display
 */
VireoDisplayPointer *
vireo_display_pointer_new (VireoDisplay *display)
{
  VireoDisplayPointer *self = g_object_new (VIREO_TYPE_DISPLAY_POINTER, NULL);
  GtkWidget *widget = GTK_WIDGET (display);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *wheel =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->display = display;
  self->lock = vireo_pointer_lock_new (widget);
  g_signal_connect_swapped (self->lock, "moved", G_CALLBACK (locked_moved), self);
  g_signal_connect_swapped (self->lock, "notify::locked", G_CALLBACK (locked_changed), self);
  g_signal_connect_object (motion, "motion", G_CALLBACK (moved), self, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (left), self, 0);
  g_signal_connect_object (wheel, "scroll", G_CALLBACK (scrolled), self, 0);
  g_signal_connect_object (events, "event", G_CALLBACK (any_event), self, 0);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, wheel);
  gtk_widget_add_controller (widget, events);
  return self;
}
