/* SPDX-License-Identifier: GPL-3.0-or-later */
/* X11 has no lock.  The pointer is put back into the middle of the widget whenever it gets far
 * from there, and how far it went is the step. */

#include "config.h"

#include <gdk/x11/gdkx.h>
#include <math.h>

#include "view/console/vireo-pointer-lock-private.h"

#define ROOM 60 /* logical px around the middle that the pointer moves in */

struct _VireoPointerLockX11
{
  VireoPointerLock parent_instance;

  double at_x, at_y; /* logical px, of the locked pointer */
  gboolean warped;   /* an event from the middle is on its way, and is no step */
};

G_DEFINE_FINAL_TYPE (VireoPointerLockX11, vireo_pointer_lock_x11, VIREO_TYPE_POINTER_LOCK)

static void
get_middle (VireoPointerLockX11 *self, int *x, int *y)
{
  GtkWidget *widget = _vireo_pointer_lock_get_widget (VIREO_POINTER_LOCK (self));

  *x = gtk_widget_get_width (widget) / 2;
  *y = gtk_widget_get_height (widget) / 2;
}

static void
warp_to_middle (VireoPointerLockX11 *self)
{
  GtkWidget *widget = _vireo_pointer_lock_get_widget (VIREO_POINTER_LOCK (self));
  GtkNative *native = gtk_widget_get_native (widget);
  GdkSurface *surface = gtk_native_get_surface (native);
  Display *xdisplay = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  int scale = gdk_surface_get_scale_factor (surface);
  double native_x, native_y;
  graphene_point_t at;
  int x, y;

  get_middle (self, &x, &y);
  if (!gtk_widget_compute_point (widget, GTK_WIDGET (native), &GRAPHENE_POINT_INIT (x, y), &at))
    return;
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  XWarpPointer (xdisplay, None, gdk_x11_surface_get_xid (surface), 0, 0, 0, 0,
                (int) ((at.x + native_x) * scale), (int) ((at.y + native_y) * scale));
  self->warped = TRUE;
}

static void
moved (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  VireoPointerLockX11 *self = data;
  double dx = x - self->at_x, dy = y - self->at_y;
  int middle_x, middle_y;

  if (!vireo_pointer_lock_get_locked (data))
    return;
  get_middle (self, &middle_x, &middle_y);
  self->at_x = x;
  self->at_y = y;
  if (self->warped && fabs (x - middle_x) <= 2 && fabs (y - middle_y) <= 2)
    self->warped = FALSE;
  else
    _vireo_pointer_lock_move (data, dx, dy);
  if (!self->warped && (fabs (x - middle_x) > ROOM || fabs (y - middle_y) > ROOM))
    warp_to_middle (self);
}

/* One that was too quick is brought back. */
static void
left (GtkEventControllerMotion *controller, gpointer data)
{
  if (vireo_pointer_lock_get_locked (data))
    warp_to_middle (data);
}

static void
start (VireoPointerLock *lock)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_object (motion, "motion", G_CALLBACK (moved), lock, 0);
  g_signal_connect_object (motion, "leave", G_CALLBACK (left), lock, 0);
  gtk_widget_add_controller (_vireo_pointer_lock_get_widget (lock), motion);
}

static gboolean
can_take (VireoPointerLock *lock)
{
  return TRUE;
}

static void
take (VireoPointerLock *lock, double x, double y)
{
  VireoPointerLockX11 *self = VIREO_POINTER_LOCK_X11 (lock);

  self->at_x = x;
  self->at_y = y;
  warp_to_middle (self);
  _vireo_pointer_lock_set_locked (lock, TRUE);
}

static void
vireo_pointer_lock_x11_class_init (VireoPointerLockX11Class *klass)
{
  VireoPointerLockClass *lock_class = VIREO_POINTER_LOCK_CLASS (klass);

  lock_class->start = start;
  lock_class->can_take = can_take;
  lock_class->take = take;
}

static void
vireo_pointer_lock_x11_init (VireoPointerLockX11 *self)
{
}
