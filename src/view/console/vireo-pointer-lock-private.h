/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/console/vireo-pointer-lock.h"

G_BEGIN_DECLS

/* What a window system brings along; what it leaves NULL is not needed there. */
struct _VireoPointerLockClass
{
  GObjectClass parent_class;

  void (*start) (VireoPointerLock *self); /* the widget is known */
  gboolean (*can_take) (VireoPointerLock *self); /* it is not locked */
  void (*take) (VireoPointerLock *self, double x, double y);
  void (*release) (VireoPointerLock *self); /* also what was asked for and not granted yet */
};

#define VIREO_TYPE_POINTER_LOCK_X11 (vireo_pointer_lock_x11_get_type ())
G_DECLARE_FINAL_TYPE (VireoPointerLockX11, vireo_pointer_lock_x11, VIREO, POINTER_LOCK_X11,
                      VireoPointerLock)

#define VIREO_TYPE_POINTER_LOCK_WAYLAND (vireo_pointer_lock_wayland_get_type ())
G_DECLARE_FINAL_TYPE (VireoPointerLockWayland, vireo_pointer_lock_wayland, VIREO,
                      POINTER_LOCK_WAYLAND, VireoPointerLock)

GtkWidget *_vireo_pointer_lock_get_widget (VireoPointerLock *self);
void       _vireo_pointer_lock_set_locked (VireoPointerLock *self, gboolean locked);
void       _vireo_pointer_lock_move (VireoPointerLock *self, double dx, double dy);

G_END_DECLS
