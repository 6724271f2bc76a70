/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The pointer, locked into a widget: it cannot leave, and what the hand does with it comes as
 * steps.  Buttons and wheel come to the widget as ever.  Each window system has its own way to do
 * this; some have none. */

#define VIREO_TYPE_POINTER_LOCK (vireo_pointer_lock_get_type ())
G_DECLARE_DERIVABLE_TYPE (VireoPointerLock, vireo_pointer_lock, VIREO, POINTER_LOCK, GObject)

/* Properties, read-only: locked (boolean)
 * Signals: moved (int, int): a step right and down, in logical px or what the mouse counts */
VireoPointerLock *vireo_pointer_lock_new (GtkWidget *widget);
gboolean          vireo_pointer_lock_get_locked (VireoPointerLock *self);
gboolean          vireo_pointer_lock_can_take (VireoPointerLock *self);
void              vireo_pointer_lock_take (VireoPointerLock *self, double x, double y);
void              vireo_pointer_lock_release (VireoPointerLock *self);

G_END_DECLS
