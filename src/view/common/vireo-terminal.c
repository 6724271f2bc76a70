/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/common/vireo-terminal.h"

/**
 * vireo_terminal_run:
 * @where: a widget of the window that asks
 * @command_line: quoted as for a shell; "%" has no meaning
 * @error: (out) (optional): why not, as there is no terminal
 *
 * Runs a command in a new window of whichever terminal GLib takes for the desktop's.
 */
gboolean
vireo_terminal_run (GtkWidget *where, const char *command_line, GError **error)
{
  g_autoptr (GdkAppLaunchContext) launching
      = gdk_display_get_app_launch_context (gtk_widget_get_display (where));
  g_auto (GStrv) parts = g_strsplit (command_line, "%", -1);
  g_autofree char *literal = g_strjoinv ("%%", parts);
  g_autoptr (GAppInfo) app
      = g_app_info_create_from_commandline (literal, NULL, G_APP_INFO_CREATE_NEEDS_TERMINAL, error);

  return app != NULL && g_app_info_launch (app, NULL, G_APP_LAUNCH_CONTEXT (launching), error);
}
