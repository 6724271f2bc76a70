/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ISO dropped anywhere on the window begins a new virtual machine with it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/app/vireo-window-private.h"
#include "view/common/vireo-report.h"

static GdkDragAction
enter_cb (GtkDropTarget *target, double x, double y, VireoWindow *self)
{
  _vireo_window_set_dropping (self, TRUE);
  return GDK_ACTION_COPY;
}

static void
leave_cb (GtkDropTarget *target, VireoWindow *self)
{
  _vireo_window_set_dropping (self, FALSE);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, VireoWindow *self)
{
  GSList *files = g_value_get_boxed (value);
  const char *path = files != NULL ? g_file_peek_path (files->data) : NULL;

  _vireo_window_set_dropping (self, FALSE);
  if (path == NULL)
    {
      g_autoptr (GError) error = g_error_new_literal (
          G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
          _ ("Only files on this computer can be used.  Copy it here first."));

      vireo_report_error (GTK_WIDGET (self), _ ("The dropped file cannot be used."), error);
      return FALSE;
    }
  vireo_window_open_wizard (self, NULL, path);
  return TRUE;
}

void
_vireo_window_drop_init (VireoWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
