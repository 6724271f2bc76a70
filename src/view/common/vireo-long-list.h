/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list box that looks like .boxed-list and may have a hundred rows: of the classes "card" and
 * "vireo-long-list" (ui/style.css).  :first-child and :last-child in the rules of .boxed-list have
 * GTK look at every part of every row whenever a row comes or goes; here only two rows learn it. */

void vireo_long_list_mark_ends (GtkListBox *box);
void vireo_long_list_class_leave_out (GtkWidgetClass *klass);

G_END_DECLS
