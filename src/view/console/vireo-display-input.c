/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys go out as the place on the keyboard (scancode), before any input method or shortcut of
 * ours sees them.  Whatever is down is let go the moment the guest loses the keyboard: a key
 * that stays down in the guest is worse than any other mistake made here. */

#include "config.h"

#include "core/console/vireo-keymap.h"
#include "view/common/vireo-settings.h"
#include "view/console/vireo-display-input.h"

#define RELATIVE_ORIGIN 0x7fff
#define MAX_WHEEL_CLICKS 10 /* at once; a touchpad may report hundreds */

/* RFB's bits of the wheel. */
#define WHEEL_UP (1 << 3)
#define WHEEL_DOWN (1 << 4)
#define WHEEL_LEFT (1 << 5)
#define WHEEL_RIGHT (1 << 6)

typedef struct
{
  guint32 keysym;
  guint16 qnum;
} PressedKey;

struct _VireoDisplayInput
{
  GObject parent_instance;

  VireoDisplay *display;    /* borrowed: it owns us */
  VireoVncSession *session; /* (owned) (nullable) */
  GtkRoot *root;            /* borrowed, with a weak pointer: where keys holds */
  GtkEventController *keys; /* borrowed from root (nullable): only while grabbed */
  GtkEventController *focus; /* borrowed from display */
  gboolean grabbed;
  gboolean view_only;
  gboolean inhibiting;
  GHashTable *pressed;      /* hardware key code -> PressedKey (owned) */
  gboolean leaving_chord;   /* the keys to leave by are down and nothing else was */
  GSettings *settings;      /* (owned) (nullable) */

  guint8 buttons;
  guint last_x, last_y; /* px of the frame */
  gboolean placed;      /* last_x and last_y tell something: a step starts there */
  double wheel_x, wheel_y; /* clicks not yet sent */
};

enum
{
  PROP_GRABBED = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDisplayInput, vireo_display_input, G_TYPE_OBJECT)

static gboolean
is_ready (VireoDisplayInput *self)
{
  return self->session != NULL && !self->view_only &&
         vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY;
}

static void
release_keys (VireoDisplayInput *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pressed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const PressedKey *key = value;

      if (self->session != NULL)
        vireo_vnc_session_send_key (self->session, FALSE, key->keysym, key->qnum);
    }
  g_hash_table_remove_all (self->pressed);
  self->leaving_chord = FALSE;
}

static void
send_pointer (VireoDisplayInput *self, guint8 buttons, guint x, guint y)
{
  if (!is_ready (self))
    return;
  if (vireo_vnc_session_get_absolute (self->session))
    vireo_vnc_session_send_pointer (self->session, buttons, x, y);
  else if (self->placed)
    vireo_vnc_session_send_pointer (self->session, buttons, RELATIVE_ORIGIN + x - self->last_x,
                                    RELATIVE_ORIGIN + y - self->last_y);
  self->placed = TRUE;
  self->last_x = x;
  self->last_y = y;
}

static void
release_buttons (VireoDisplayInput *self)
{
  if (self->buttons == 0)
    return;
  self->buttons = 0;
  send_pointer (self, 0, self->last_x, self->last_y);
}

static GdkToplevel *
get_toplevel (VireoDisplayInput *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self->display));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return GDK_IS_TOPLEVEL (surface) ? GDK_TOPLEVEL (surface) : NULL;
}

/* The system's own shortcuts (Alt+Tab, Super) go to the guest only after the user clicked into
 * it: a screen that merely came up must not take them away. */
static void
set_inhibiting (VireoDisplayInput *self, gboolean inhibiting)
{
  GdkToplevel *toplevel = get_toplevel (self);

  if (self->inhibiting == inhibiting || toplevel == NULL)
    return;
  self->inhibiting = inhibiting;
  if (inhibiting)
    gdk_toplevel_inhibit_system_shortcuts (toplevel, NULL);
  else
    gdk_toplevel_restore_system_shortcuts (toplevel);
}

static gboolean
is_control (guint keysym)
{
  return keysym == GDK_KEY_Control_L || keysym == GDK_KEY_Control_R;
}

static gboolean
is_alt (guint keysym)
{
  return keysym == GDK_KEY_Alt_L || keysym == GDK_KEY_Alt_R || keysym == GDK_KEY_Meta_L;
}

static gboolean
is_shift (guint keysym)
{
  return keysym == GDK_KEY_Shift_L || keysym == GDK_KEY_Shift_R;
}

/* Whether the keys that the user leaves by are down, and no other. */
static gboolean
only_leaving_keys_down (VireoDisplayInput *self)
{
  g_autofree char *keys =
      self->settings != NULL ? g_settings_get_string (self->settings, "release-keys") : NULL;
  gboolean with_shift = g_strcmp0 (keys, "control-shift") == 0;
  gboolean single = g_strcmp0 (keys, "right-control") == 0;
  GHashTableIter iter;
  gpointer value;
  gboolean control = FALSE, other = single;

  g_hash_table_iter_init (&iter, self->pressed);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      guint keysym = ((PressedKey *) value)->keysym;

      if (single ? keysym == GDK_KEY_Control_R : is_control (keysym))
        control = TRUE;
      else if (!single && (with_shift ? is_shift (keysym) : is_alt (keysym)))
        other = TRUE;
      else
        return FALSE;
    }
  return control && other;
}

/* Gives the keyboard to the control before the screen, as Shift+Tab would. */
static void
leave (VireoDisplayInput *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->display));

  release_keys (self);
  if (root == NULL)
    return;
  gtk_widget_child_focus (GTK_WIDGET (root), GTK_DIR_TAB_BACKWARD);
  if (gtk_root_get_focus (root) == GTK_WIDGET (self->display))
    gtk_root_set_focus (root, NULL);
}

static guint16
qnum_of (VireoDisplayInput *self, guint keysym, guint code)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self->display));
  guint16 qnum = 0;

  /* A browser tells the character alone; and keys without a code come from tools. */
  if (g_strcmp0 (G_OBJECT_TYPE_NAME (display), "GdkBroadwayDisplay") != 0 && code > 8)
    qnum = vireo_keymap_qnum_from_evdev (code - 8);
  return qnum != 0 ? qnum : vireo_keymap_qnum_from_keysym (keysym);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint keysym, guint code, GdkModifierType state,
             gpointer data)
{
  VireoDisplayInput *self = data;
  PressedKey *key = g_hash_table_lookup (self->pressed, GUINT_TO_POINTER (code));

  if (!is_ready (self))
    return FALSE;
  if (key == NULL)
    {
      key = g_new0 (PressedKey, 1);
      key->keysym = keysym;
      key->qnum = qnum_of (self, keysym, code);
      g_hash_table_insert (self->pressed, GUINT_TO_POINTER (code), key);
      self->leaving_chord = only_leaving_keys_down (self);
    }
  vireo_vnc_session_send_key (self->session, TRUE, key->keysym, key->qnum);
  return TRUE;
}

static void
key_released (GtkEventControllerKey *controller, guint keysym, guint code, GdkModifierType state,
              gpointer data)
{
  VireoDisplayInput *self = data;
  PressedKey *key = g_hash_table_lookup (self->pressed, GUINT_TO_POINTER (code));

  if (key == NULL)
    return;
  if (self->session != NULL)
    vireo_vnc_session_send_key (self->session, FALSE, key->keysym, key->qnum);
  g_hash_table_remove (self->pressed, GUINT_TO_POINTER (code));
  if (self->leaving_chord)
    leave (self);
}

static void
root_gone (VireoDisplayInput *self)
{
  if (self->root == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->root, self);
  g_clear_weak_pointer (&self->root);
}

static void
watch_root (VireoDisplayInput *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->display));

  if (root == self->root)
    return;
  root_gone (self);
  g_set_weak_pointer (&self->root, root);
  if (GTK_IS_WINDOW (root))
    g_signal_connect_swapped (root, "notify::is-active", G_CALLBACK (vireo_display_input_update),
                              self);
}

/* On the window and in the capture phase, so that it comes before the program's own shortcuts. */
static void
take_keys (VireoDisplayInput *self, gboolean take)
{
  if (take && self->root != NULL)
    {
      self->keys = gtk_event_controller_key_new ();
      gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
      g_signal_connect (self->keys, "key-pressed", G_CALLBACK (key_pressed), self);
      g_signal_connect (self->keys, "key-released", G_CALLBACK (key_released), self);
      gtk_widget_add_controller (GTK_WIDGET (self->root), self->keys);
    }
  else if (self->keys != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->keys, self);
      if (self->root != NULL)
        gtk_widget_remove_controller (GTK_WIDGET (self->root), self->keys);
      self->keys = NULL;
    }
}

static void
set_grabbed (VireoDisplayInput *self, gboolean grabbed)
{
  if (self->grabbed == grabbed)
    return;
  self->grabbed = grabbed;
  if (!grabbed)
    {
      release_keys (self);
      release_buttons (self);
      set_inhibiting (self, FALSE);
    }
  take_keys (self, grabbed);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRABBED]);
}

/**
 * vireo_display_input_update:
 *
 * Looks again whether the guest has the keyboard: the display has the focus, its window is the
 * active one and there is a guest.
 */
void
vireo_display_input_update (VireoDisplayInput *self)
{
  GtkWidget *widget = GTK_WIDGET (self->display);
  gboolean active;

  watch_root (self);
  active = !GTK_IS_WINDOW (self->root) || gtk_window_is_active (GTK_WINDOW (self->root));
  set_grabbed (self, active && is_ready (self) && gtk_widget_get_mapped (widget) &&
                         gtk_event_controller_focus_is_focus (
                             GTK_EVENT_CONTROLLER_FOCUS (self->focus)));
}

/**
 * vireo_display_input_stop:
 *
 * Lets everything go; for a display that is taken out of its window.
 */
void
vireo_display_input_stop (VireoDisplayInput *self)
{
  set_grabbed (self, FALSE);
  root_gone (self);
}

static void
moved (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  VireoDisplayInput *self = data;
  guint frame_x, frame_y;

  if (vireo_display_map_point (self->display, x, y, &frame_x, &frame_y) || self->buttons != 0)
    send_pointer (self, self->buttons, frame_x, frame_y);
}

/* A relative pointer does not jump to where ours comes in again. */
static void
left (GtkEventControllerMotion *controller, gpointer data)
{
  VireoDisplayInput *self = data;

  if (self->buttons == 0)
    self->placed = FALSE;
}

static guint8
bit_of_button (guint button)
{
  if (button >= 1 && button <= 3)
    return 1 << (button - 1);
  return button == GDK_BUTTON_SECONDARY + 5 ? 1 << 7 : 0; /* 8: "back" */
}

static gboolean
button_event (VireoDisplayInput *self, GdkEvent *event, gboolean down)
{
  GtkWidget *widget = GTK_WIDGET (self->display);
  GtkNative *native = gtk_widget_get_native (widget);
  guint8 bit = bit_of_button (gdk_button_event_get_button (event));
  double x, y, native_x, native_y;
  graphene_point_t at;
  guint frame_x, frame_y;
  gboolean inside;

  if (bit == 0 || !gdk_event_get_position (event, &x, &y))
    return FALSE;
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  if (!gtk_widget_compute_point (GTK_WIDGET (native), widget,
                                 &GRAPHENE_POINT_INIT (x - native_x, y - native_y), &at))
    return FALSE;
  inside = vireo_display_map_point (self->display, at.x, at.y, &frame_x, &frame_y);
  if (down)
    {
      gtk_widget_grab_focus (widget);
      vireo_display_input_update (self);
      if (self->grabbed)
        set_inhibiting (self, TRUE);
      if (!inside)
        return TRUE;
    }
  else if ((self->buttons & bit) == 0)
    return FALSE;
  /* First to where it is, then down: some guests use the place they knew. */
  if (down)
    send_pointer (self, self->buttons, frame_x, frame_y);
  self->buttons = down ? self->buttons | bit : self->buttons & ~bit;
  send_pointer (self, self->buttons, frame_x, frame_y);
  return TRUE;
}

/* GTK's gestures follow one button at a time; guests know chords. */
static gboolean
any_event (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer data)
{
  VireoDisplayInput *self = data;

  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_BUTTON_PRESS:
      return is_ready (self) && button_event (self, event, TRUE);
    case GDK_BUTTON_RELEASE:
      return is_ready (self) && button_event (self, event, FALSE);
    case GDK_GRAB_BROKEN:
      release_keys (self);
      release_buttons (self);
      return FALSE;
    default:
      return FALSE;
    }
}

static void
send_clicks (VireoDisplayInput *self, double *clicks, guint8 less, guint8 more)
{
  int n = CLAMP ((int) *clicks, -MAX_WHEEL_CLICKS, MAX_WHEEL_CLICKS);

  *clicks -= (int) *clicks;
  for (int i = 0; i < ABS (n); i++)
    {
      send_pointer (self, self->buttons | (n < 0 ? less : more), self->last_x, self->last_y);
      send_pointer (self, self->buttons, self->last_x, self->last_y);
    }
}

static gboolean
scrolled (GtkEventControllerScroll *controller, double dx, double dy, gpointer data)
{
  VireoDisplayInput *self = data;

  if (!is_ready (self))
    return FALSE;
  self->wheel_x += dx;
  self->wheel_y += dy;
  send_clicks (self, &self->wheel_x, WHEEL_LEFT, WHEEL_RIGHT);
  send_clicks (self, &self->wheel_y, WHEEL_UP, WHEEL_DOWN);
  return TRUE;
}

void
vireo_display_input_set_session (VireoDisplayInput *self, VireoVncSession *session)
{
  if (self->session == session)
    return;
  release_keys (self);
  release_buttons (self);
  g_set_object (&self->session, session);
  self->placed = FALSE;
  vireo_display_input_update (self);
}

gboolean
vireo_display_input_get_view_only (VireoDisplayInput *self)
{
  return self->view_only;
}

/**
 * vireo_display_input_set_view_only:
 * @view_only: whether nothing is sent to the guest
 *
 * Lets go of everything that is down, first.
 */
void
vireo_display_input_set_view_only (VireoDisplayInput *self, gboolean view_only)
{
  release_keys (self);
  release_buttons (self);
  self->view_only = view_only;
  vireo_display_input_update (self);
}

/**
 * vireo_display_input_get_grabbed:
 *
 * Returns: whether keys go to the guest
 */
gboolean
vireo_display_input_get_grabbed (VireoDisplayInput *self)
{
  return self->grabbed;
}

static void
vireo_display_input_dispose (GObject *object)
{
  VireoDisplayInput *self = VIREO_DISPLAY_INPUT (object);

  take_keys (self, FALSE);
  root_gone (self);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (vireo_display_input_parent_class)->dispose (object);
}

static void
vireo_display_input_finalize (GObject *object)
{
  g_hash_table_unref (VIREO_DISPLAY_INPUT (object)->pressed);
  G_OBJECT_CLASS (vireo_display_input_parent_class)->finalize (object);
}

static void
vireo_display_input_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_GRABBED:
      g_value_set_boolean (value, VIREO_DISPLAY_INPUT (object)->grabbed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_display_input_class_init (VireoDisplayInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vireo_display_input_dispose;
  object_class->finalize = vireo_display_input_finalize;
  object_class->get_property = vireo_display_input_get_property;

  props[PROP_GRABBED] = g_param_spec_boolean ("grabbed", NULL, NULL, FALSE,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_display_input_init (VireoDisplayInput *self)
{
  self->settings = vireo_settings_new ();
  self->pressed = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/**
 * vireo_display_input_new:
 * @display: whose events these are; owns the result
 *
 * Returns: (transfer full): with its controllers on @display
 */
VireoDisplayInput *
vireo_display_input_new (VireoDisplay *display)
{
  VireoDisplayInput *self = g_object_new (VIREO_TYPE_DISPLAY_INPUT, NULL);
  GtkWidget *widget = GTK_WIDGET (display);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *wheel =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *buttons = gtk_event_controller_legacy_new ();

  self->display = display;
  self->focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (self->focus, "notify::is-focus",
                           G_CALLBACK (vireo_display_input_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (moved), self, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (left), self, 0);
  g_signal_connect_object (wheel, "scroll", G_CALLBACK (scrolled), self, 0);
  g_signal_connect_object (buttons, "event", G_CALLBACK (any_event), self, 0);
  gtk_widget_add_controller (widget, self->focus);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, wheel);
  gtk_widget_add_controller (widget, buttons);
  return self;
}
