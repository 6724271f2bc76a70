/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one road for errors of orders: a toast with *Details*.  Cancelled is silence. */

void vireo_report_error (GtkWidget *where, const char *what_failed, const GError *error);
void vireo_report_details (GtkWidget *where, const char *what_failed, const GError *error);
void vireo_report_done (GtkWidget *where, const char *what_happened);

typedef void (*VireoUndo) (GtkWidget *where, gpointer data);

void vireo_report_undo (GtkWidget *where, const char *what_happened, VireoUndo undo, gpointer data,
                        GDestroyNotify destroy);

G_END_DECLS
