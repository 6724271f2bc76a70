/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How the steps of the wizard are joined with the draft, or with another object of core.  Main
 * thread. */

void vireo_wizard_bind (gpointer draft, const char *property, gpointer widget, const char *its);
void vireo_wizard_follow (gpointer draft, const char *property, GCallback callback, gpointer step);
void vireo_wizard_add_problem (gpointer draft, GtkWidget *box, const char *property);
void vireo_wizard_add_note (gpointer draft, GtkWidget *box, const char *property);

G_END_DECLS
