/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keys by where they are on the keyboard.  Any thread. */

guint16 vireo_keymap_qnum_from_evdev (guint evdev);
guint16 vireo_keymap_qnum_from_keysym (guint32 keysym);
guint   vireo_keymap_parse (const char *text, guint *keysyms, guint max);

G_END_DECLS
