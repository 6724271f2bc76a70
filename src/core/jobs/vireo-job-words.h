/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What jobs say of failures.  Any thread. */

void vireo_job_say (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
void vireo_job_say_left_behind (GError **error, GPtrArray *names);

G_END_DECLS
