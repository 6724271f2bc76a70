/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sizes and times as people write and read them.  Any thread. */

#define VIREO_KIB G_GUINT64_CONSTANT (1024)
#define VIREO_MIB (VIREO_KIB * 1024)
#define VIREO_GIB (VIREO_MIB * 1024)
#define VIREO_TIB (VIREO_GIB * 1024)

char    *vireo_size_to_text (guint64 bytes);
gboolean vireo_size_from_text (const char *text, guint64 default_unit, guint64 *bytes);

G_END_DECLS
