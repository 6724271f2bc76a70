/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one road for errors of orders: a toast with *Details*.  Cancelled is silence. */

void vireo_report_error (GtkWidget *where, const char *what_failed, const GError *error);
void vireo_report_details (GtkWidget *where, const char *what_failed, const GError *error);
void vireo_report_done (GtkWidget *where, const char *what_happened);

G_END_DECLS
