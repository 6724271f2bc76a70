/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/app/vireo-shortcuts.h"

/**
 * vireo_shortcuts_show:
 * @parent: the main window
 *
 * Opens the window that lists the keyboard shortcuts.
 */
void
vireo_shortcuts_show (GtkWindow *parent)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/vireovm/Vireo/app/vireo-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
