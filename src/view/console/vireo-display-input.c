/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys go out as the place on the keyboard (scancode), before any input method or shortcut of
 * ours sees them.  Whatever is down is let go the moment the guest loses the keyboard: a key
 * that stays down in the guest is worse than any other mistake made here. */

#include "config.h"

#include "core/console/vireo-keymap.h"
#include "core/console/vireo-vnc-wire.h"
#include "view/common/vireo-settings.h"
#include "view/console/vireo-display-input.h"

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

  VireoDisplayPointer *pointer; /* (owned) */
  gboolean locks_told; /* the guest's lock keys are as ours, or were */
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

static GdkToplevel *
get_toplevel (VireoDisplayInput *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self->display));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return GDK_IS_TOPLEVEL (surface) ? GDK_TOPLEVEL (surface) : NULL;
}

/* The system may take its shortcuts back, and what comes next of a key does not come here. */
static void
inhibition_changed (VireoDisplayInput *self)
{
  gboolean inhibited;

  g_object_get (get_toplevel (self), "shortcuts-inhibited", &inhibited, NULL);
  if (!inhibited)
    release_keys (self);
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
    {
      g_signal_connect_swapped (toplevel, "notify::shortcuts-inhibited",
                                G_CALLBACK (inhibition_changed), self);
      gdk_toplevel_inhibit_system_shortcuts (toplevel, NULL);
    }
  else
    {
      g_signal_handlers_disconnect_by_func (toplevel, inhibition_changed, self);
      gdk_toplevel_restore_system_shortcuts (toplevel);
    }
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

static gboolean
is_broadway (GdkDisplay *display)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (display), "GdkBroadwayDisplay");
}

static guint16
qnum_of (VireoDisplayInput *self, guint keysym, guint code)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self->display));
  guint16 qnum = 0;

  /* A browser tells the character alone; and keys without a code come from tools. */
  if (!is_broadway (display) && code > 8)
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
press_lock_key (VireoDisplayInput *self, guint32 keysym)
{
  guint16 qnum = vireo_keymap_qnum_from_keysym (keysym);

  vireo_vnc_session_send_key (self->session, TRUE, keysym, qnum);
  vireo_vnc_session_send_key (self->session, FALSE, keysym, qnum);
}

/* Lock keys that were pressed while the guest did not have the keyboard are pressed there too. */
static void
tell_locks (VireoDisplayInput *self)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (self->display));
  GdkSeat *seat = gdk_display_get_default_seat (display);
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  int leds = self->session != NULL ? vireo_vnc_session_get_leds (self->session) : -1;
  guint here = 0;

  /* A browser does not tell how its keys are. */
  if (leds < 0 || keyboard == NULL || is_broadway (display))
    return;
  if (gdk_device_get_caps_lock_state (keyboard))
    here |= VIREO_WIRE_LED_CAPS;
  if (gdk_device_get_num_lock_state (keyboard))
    here |= VIREO_WIRE_LED_NUM;
  if (gdk_device_get_scroll_lock_state (keyboard))
    here |= VIREO_WIRE_LED_SCROLL;
  self->locks_told = TRUE;
  if (((here ^ leds) & VIREO_WIRE_LED_CAPS) != 0)
    press_lock_key (self, GDK_KEY_Caps_Lock);
  if (((here ^ leds) & VIREO_WIRE_LED_NUM) != 0)
    press_lock_key (self, GDK_KEY_Num_Lock);
  if (((here ^ leds) & VIREO_WIRE_LED_SCROLL) != 0)
    press_lock_key (self, GDK_KEY_Scroll_Lock);
}

/* Once, when the guest's lights become known while it has the keyboard.  Later it may do with
 * them as it likes: two that set the same thing would not come to an end. */
static void
leds_changed (VireoDisplayInput *self)
{
  if (self->grabbed && !self->locks_told)
    tell_locks (self);
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
      vireo_display_pointer_release (self->pointer);
      set_inhibiting (self, FALSE);
    }
  take_keys (self, grabbed);
  self->locks_told = FALSE;
  if (grabbed)
    tell_locks (self);
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

/* A click takes keyboard and pointer together. */
static void
clicked (VireoDisplayInput *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
  vireo_display_input_update (self);
  if (self->grabbed)
    set_inhibiting (self, TRUE);
}

/* The grab that sent us every event is gone, and with it the releases. */
static void
grab_broken (VireoDisplayInput *self)
{
  release_keys (self);
}

void
vireo_display_input_set_session (VireoDisplayInput *self, VireoVncSession *session)
{
  if (self->session == session)
    return;
  release_keys (self);
  vireo_display_pointer_release (self->pointer);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL)
    g_signal_connect_object (session, "leds-changed", G_CALLBACK (leds_changed), self,
                             G_CONNECT_SWAPPED);
  vireo_display_pointer_set_session (self->pointer, session);
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
  vireo_display_pointer_release (self->pointer);
  self->view_only = view_only;
  vireo_display_pointer_set_view_only (self->pointer, view_only);
  vireo_display_input_update (self);
}

VireoDisplayPointer *
vireo_display_input_get_pointer (VireoDisplayInput *self)
{
  return self->pointer;
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
  g_clear_object (&self->pointer);
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

  self->display = display;
  self->pointer = vireo_display_pointer_new (display);
  g_signal_connect_object (self->pointer, "clicked", G_CALLBACK (clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pointer, "grab-broken", G_CALLBACK (grab_broken), self,
                           G_CONNECT_SWAPPED);
  self->focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (self->focus, "notify::is-focus",
                           G_CALLBACK (vireo_display_input_update), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (display), self->focus);
  return self;
}
