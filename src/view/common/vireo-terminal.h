/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The user's terminal, in one file because how it is found changes with GLib. */

gboolean vireo_terminal_run (GtkWidget *where, const char *command_line, GError **error);

G_END_DECLS
