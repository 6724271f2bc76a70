/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* For set_property(): each takes a value over into a field and says whether that changed it.  Any
 * thread that may write the field. */

gboolean vireo_take_number (guint *field, guint value);
gboolean vireo_take_flag (gboolean *field, const GValue *value);
gboolean vireo_take_text (char **field, const GValue *value);

G_END_DECLS
