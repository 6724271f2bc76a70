/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the window remembers.  Main thread. */

GSettings *vireo_settings_new (void); /* (nullable): where the schema is not installed */

G_END_DECLS
