/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On Wayland the compositor locks (pointer-constraints) and tells the steps (relative-pointer).
 *
 * All of it goes over GDK's own connection and queue: GDK sends what is asked for here and calls
 * the listeners, so nobody ever waits for the compositor. */

#include "config.h"

#include <gdk/wayland/gdkwayland.h>
#include <pointer-constraints-unstable-v1-client-protocol.h>
#include <relative-pointer-unstable-v1-client-protocol.h>

#include "view/console/vireo-pointer-lock-private.h"

/* What the compositor has.  One for each GdkDisplay, and as long as that. */
typedef struct
{
  struct zwp_pointer_constraints_v1 *constraints;            /* (nullable): until announced */
  struct zwp_relative_pointer_manager_v1 *relative_pointers; /* (nullable): until announced */
  VireoPointerLock *holder; /* borrowed (nullable): who asked last, and did not let go */
} Compositor;

struct _VireoPointerLockWayland
{
  VireoPointerLock parent_instance;

  Compositor *compositor;                /* borrowed from the display */
  struct zwp_locked_pointer_v1 *lock;    /* (owned) (nullable): asked for or granted */
  struct zwp_relative_pointer_v1 *steps; /* (owned) (nullable): with lock */
};

G_DEFINE_FINAL_TYPE (VireoPointerLockWayland, vireo_pointer_lock_wayland, VIREO_TYPE_POINTER_LOCK)

/* The compositor */

static void
announced (void *data, struct wl_registry *registry, uint32_t name, const char *interface,
           uint32_t version)
{
  Compositor *self = data;

  if (g_str_equal (interface, zwp_pointer_constraints_v1_interface.name))
    self->constraints =
        wl_registry_bind (registry, name, &zwp_pointer_constraints_v1_interface, 1);
  else if (g_str_equal (interface, zwp_relative_pointer_manager_v1_interface.name))
    self->relative_pointers =
        wl_registry_bind (registry, name, &zwp_relative_pointer_manager_v1_interface, 1);
}

static void
withdrawn (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
  .global = announced,
  .global_remove = withdrawn,
};

/* The proxies go with the connection. */
static Compositor *
get_compositor (GdkDisplay *display)
{
  Compositor *self = g_object_get_data (G_OBJECT (display), "vireo-compositor");
  struct wl_registry *registry;

  if (self != NULL)
    return self;
  self = g_new0 (Compositor, 1);
  g_object_set_data_full (G_OBJECT (display), "vireo-compositor", self, g_free);
  registry = wl_display_get_registry (gdk_wayland_display_get_wl_display (display));
  wl_registry_add_listener (registry, &registry_listener, self);
  return self;
}

/* The lock */

/* Oneshot, so this is the end of it: a pointer that locks itself again later, without a click,
 * would surprise. */
static void
unlocked (void *data, struct zwp_locked_pointer_v1 *lock)
{
  vireo_pointer_lock_release (data);
}

static void
locked (void *data, struct zwp_locked_pointer_v1 *lock)
{
  _vireo_pointer_lock_set_locked (data, TRUE);
}

static const struct zwp_locked_pointer_v1_listener lock_listener = {
  .locked = locked,
  .unlocked = unlocked,
};

/* The guest accelerates its pointer by itself; twice would be too much.  So does spice-gtk. */
static void
moved (void *data, struct zwp_relative_pointer_v1 *steps, uint32_t time_high, uint32_t time_low,
       wl_fixed_t dx, wl_fixed_t dy, wl_fixed_t plain_dx, wl_fixed_t plain_dy)
{
  if (vireo_pointer_lock_get_locked (data))
    _vireo_pointer_lock_move (data, wl_fixed_to_double (plain_dx), wl_fixed_to_double (plain_dy));
}

static const struct zwp_relative_pointer_v1_listener steps_listener = {
  .relative_motion = moved,
};

static GdkDisplay *
get_display (VireoPointerLock *lock)
{
  return gtk_widget_get_display (_vireo_pointer_lock_get_widget (lock));
}

/* NULL: there is none, as on a touch screen. */
static struct wl_pointer *
get_pointer (VireoPointerLock *lock)
{
  GdkSeat *seat = gdk_display_get_default_seat (get_display (lock));
  GdkDevice *device = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;

  return device != NULL ? gdk_wayland_device_get_wl_pointer (device) : NULL;
}

static void
start (VireoPointerLock *lock)
{
  VIREO_POINTER_LOCK_WAYLAND (lock)->compositor = get_compositor (get_display (lock));
}

static gboolean
can_take (VireoPointerLock *lock)
{
  VireoPointerLockWayland *self = VIREO_POINTER_LOCK_WAYLAND (lock);

  return self->lock == NULL && self->compositor->constraints != NULL &&
         self->compositor->relative_pointers != NULL && get_pointer (lock) != NULL;
}

static void
take (VireoPointerLock *lock, double x, double y)
{
  VireoPointerLockWayland *self = VIREO_POINTER_LOCK_WAYLAND (lock);
  GtkNative *native = gtk_widget_get_native (_vireo_pointer_lock_get_widget (lock));
  struct wl_surface *surface =
      gdk_wayland_surface_get_wl_surface (gtk_native_get_surface (native));

  /* A second lock of the same surface is an error that ends the connection. */
  if (self->compositor->holder != NULL)
    vireo_pointer_lock_release (self->compositor->holder);
  self->compositor->holder = lock;
  self->lock = zwp_pointer_constraints_v1_lock_pointer (
      self->compositor->constraints, surface, get_pointer (lock), NULL,
      ZWP_POINTER_CONSTRAINTS_V1_LIFETIME_ONESHOT);
  zwp_locked_pointer_v1_add_listener (self->lock, &lock_listener, self);
  self->steps = zwp_relative_pointer_manager_v1_get_relative_pointer (
      self->compositor->relative_pointers, get_pointer (lock));
  zwp_relative_pointer_v1_add_listener (self->steps, &steps_listener, self);
}

static void
release (VireoPointerLock *lock)
{
  VireoPointerLockWayland *self = VIREO_POINTER_LOCK_WAYLAND (lock);

  if (self->lock == NULL)
    return;
  g_clear_pointer (&self->steps, zwp_relative_pointer_v1_destroy);
  g_clear_pointer (&self->lock, zwp_locked_pointer_v1_destroy);
  self->compositor->holder = NULL;
}

static void
vireo_pointer_lock_wayland_class_init (VireoPointerLockWaylandClass *klass)
{
  VireoPointerLockClass *lock_class = VIREO_POINTER_LOCK_CLASS (klass);

  lock_class->start = start;
  lock_class->can_take = can_take;
  lock_class->take = take;
  lock_class->release = release;
}

static void
vireo_pointer_lock_wayland_init (VireoPointerLockWayland *self)
{
}
