/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How long the main loop is held, measured from inside (--debug).  Main thread. */

void   vireo_watchdog_start (void);
void   vireo_watchdog_begin_counting (void);
double vireo_watchdog_get_longest (void); /* ms */
void   vireo_watchdog_report (void);

double vireo_process_age (void); /* ms since the process was started */

G_END_DECLS
