/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "view/console/vireo-pointer-lock-private.h"

#ifdef GDK_WINDOWING_X11
#include <gdk/x11/gdkx.h>
#endif
#ifdef VIREO_WAYLAND_LOCK
#include <gdk/wayland/gdkwayland.h>
#endif

typedef struct
{
  GtkWidget *widget; /* borrowed */
  gboolean locked;
  double rest_x, rest_y; /* parts of a step not yet told */
} VireoPointerLockPrivate;

enum
{
  PROP_LOCKED = 1,
  N_PROPS
};

enum
{
  MOVED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* By itself it is the way of a window system that has none. */
G_DEFINE_TYPE_WITH_PRIVATE (VireoPointerLock, vireo_pointer_lock, G_TYPE_OBJECT)

static VireoPointerLockPrivate *
get_priv (VireoPointerLock *self)
{
  return vireo_pointer_lock_get_instance_private (self);
}

GtkWidget *
_vireo_pointer_lock_get_widget (VireoPointerLock *self)
{
  return get_priv (self)->widget;
}

void
_vireo_pointer_lock_set_locked (VireoPointerLock *self, gboolean locked)
{
  VireoPointerLockPrivate *priv = get_priv (self);

  if (priv->locked == locked)
    return;
  priv->locked = locked;
  priv->rest_x = 0;
  priv->rest_y = 0;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCKED]);
}

/* Told are whole steps; a slow hand adds up. */
void
_vireo_pointer_lock_move (VireoPointerLock *self, double dx, double dy)
{
  VireoPointerLockPrivate *priv = get_priv (self);
  int step_x, step_y;

  priv->rest_x += dx;
  priv->rest_y += dy;
  step_x = (int) lround (priv->rest_x);
  step_y = (int) lround (priv->rest_y);
  priv->rest_x -= step_x;
  priv->rest_y -= step_y;
  if (step_x != 0 || step_y != 0)
    g_signal_emit (self, signals[MOVED], 0, step_x, step_y);
}

gboolean
vireo_pointer_lock_get_locked (VireoPointerLock *self)
{
  return get_priv (self)->locked;
}

/**
 * vireo_pointer_lock_can_take:
 *
 * Returns: whether there is a lock to ask for.  Not where the window system has none, nor while
 *   one is there or asked for: some are never granted.
 */
gboolean
vireo_pointer_lock_can_take (VireoPointerLock *self)
{
  VireoPointerLockClass *klass = VIREO_POINTER_LOCK_GET_CLASS (self);

  return klass->can_take != NULL && !vireo_pointer_lock_get_locked (self) && klass->can_take (self);
}

/**
 * vireo_pointer_lock_take:
 * @x: where the pointer is, logical px of the widget
 * @y: where the pointer is, logical px of the widget
 *
 * Asks for the lock.  #VireoPointerLock:locked says when it is there, at once or later, and when
 * the window system took it back.
 */
void
vireo_pointer_lock_take (VireoPointerLock *self, double x, double y)
{
  if (vireo_pointer_lock_can_take (self))
    VIREO_POINTER_LOCK_GET_CLASS (self)->take (self, x, y);
}

/**
 * vireo_pointer_lock_release:
 *
 * Gives the pointer back, or takes back that it was asked for.
 */
void
vireo_pointer_lock_release (VireoPointerLock *self)
{
  VireoPointerLockClass *klass = VIREO_POINTER_LOCK_GET_CLASS (self);

  if (klass->release != NULL)
    klass->release (self);
  _vireo_pointer_lock_set_locked (self, FALSE);
}

static void
vireo_pointer_lock_dispose (GObject *object)
{
  vireo_pointer_lock_release (VIREO_POINTER_LOCK (object));
  G_OBJECT_CLASS (vireo_pointer_lock_parent_class)->dispose (object);
}

static void
vireo_pointer_lock_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LOCKED:
      g_value_set_boolean (value, vireo_pointer_lock_get_locked (VIREO_POINTER_LOCK (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_pointer_lock_class_init (VireoPointerLockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = vireo_pointer_lock_dispose;
  object_class->get_property = vireo_pointer_lock_get_property;

  props[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[MOVED] = g_signal_new ("moved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
vireo_pointer_lock_init (VireoPointerLock *self)
{
}

static GType
get_type_for (GdkDisplay *display)
{
#ifdef GDK_WINDOWING_X11
  if (GDK_IS_X11_DISPLAY (display))
    return VIREO_TYPE_POINTER_LOCK_X11;
#endif
#ifdef VIREO_WAYLAND_LOCK
  if (GDK_IS_WAYLAND_DISPLAY (display))
    return VIREO_TYPE_POINTER_LOCK_WAYLAND;
#endif
  return VIREO_TYPE_POINTER_LOCK;
}

/**
 * vireo_pointer_lock_new:
 * @widget: into which to lock; outlives the result
 *
 * Returns: (transfer full): not locked
 */
VireoPointerLock *
vireo_pointer_lock_new (GtkWidget *widget)
{
  VireoPointerLock *self = g_object_new (get_type_for (gtk_widget_get_display (widget)), NULL);
  VireoPointerLockClass *klass = VIREO_POINTER_LOCK_GET_CLASS (self);

  get_priv (self)->widget = widget;
  if (klass->start != NULL)
    klass->start (self);
  return self;
}
