/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One file for message dialogs, so that a newer libadwaita changes one file. */

typedef void (*VireoConfirmed) (GtkWidget *where, gpointer user_data);

/* Asks before something that cannot be undone.  @action is the verb on the button, as "_Force
 * Off".  @confirmed runs only on yes; @user_data is freed with @destroy either way. */
void vireo_confirm (GtkWidget *where, const char *heading, const char *body, const char *action,
                    gboolean destructive, VireoConfirmed confirmed, gpointer user_data,
                    GDestroyNotify destroy);

/* The same with one more thing that may be ticked; not ticked beforehand. */
typedef void (*VireoConfirmedTicked) (GtkWidget *where, gboolean ticked, gpointer user_data);

void vireo_confirm_ticked (GtkWidget *where, const char *heading, const char *body,
                           const char *action, const char *option, VireoConfirmedTicked confirmed,
                           gpointer user_data, GDestroyNotify destroy);

G_END_DECLS
