/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-file-chooser.h"

/* Where the user was last, each kind of file for itself, so that the second choice does not
 * begin the way all over. */
static GFile *last_folder[VIREO_FILES_FOLDER + 1];

static const char *const iso_suffixes[] = { "iso", NULL };
static const char *const image_suffixes[] = { "qcow2", "qcow", "img", "raw", "vmdk", "vdi",
                                              "vhd",   "vhdx", "qed", "ova", NULL };
static const char *const csv_suffixes[] = { "csv", NULL };

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; suffixes != NULL && suffixes[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  if (suffixes == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
finish (GTask *task, GFile *file)
{
  GtkNativeDialog *dialog = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task),
                            GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (dialog), "cancelled")));
  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("Cancelled"));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (task);
}

static void
response_cb (GtkNativeDialog *dialog, int response, GTask *task)
{
  VireoFileKind kind = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "kind"));
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  GFile *file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (chooser);
  if (file != NULL)
    {
      g_clear_object (&last_folder[kind]);
      last_folder[kind] = g_file_get_parent (file);
    }
  finish (task, file);
}

/* On main, by an idle of the cancelling side at the latest: g_cancellable_disconnect() must not
 * be called from inside the signal. */
static gboolean
cancel_in_idle (gpointer data)
{
  GTask *task = data;

  if (!g_task_get_completed (task) && g_task_get_task_data (task) != NULL
      && gtk_native_dialog_get_visible (g_task_get_task_data (task)))
    finish (task, NULL);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer task)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, cancel_in_idle, g_object_ref (task), g_object_unref);
}

static void
choose (GtkWidget *where, const char *title, VireoFileKind kind, GtkFileChooserAction action,
        const char *name, GTask *task)
{
  gboolean save = action == GTK_FILE_CHOOSER_ACTION_SAVE;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GtkRoot *root = gtk_widget_get_root (where);
  GtkFileChooserNative *native = gtk_file_chooser_native_new (
      title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, action,
      save ? _ ("_Save") : _ ("_Open"), _ ("_Cancel"));
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (native);

  g_task_set_task_data (task, native, g_object_unref);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_object_set_data (G_OBJECT (native), "kind", GUINT_TO_POINTER (kind));
  if (kind == VIREO_FILES_ISO)
    add_filter (chooser, _ ("ISO images"), iso_suffixes);
  else if (kind == VIREO_FILES_DISK_IMAGE)
    add_filter (chooser, _ ("Disk images"), image_suffixes);
  else if (kind == VIREO_FILES_CSV)
    add_filter (chooser, _ ("Tables (CSV)"), csv_suffixes);
  if (kind != VIREO_FILES_FOLDER)
    add_filter (chooser, _ ("All files"), NULL);
  if (last_folder[kind] != NULL)
    gtk_file_chooser_set_current_folder (chooser, last_folder[kind], NULL);
  if (name != NULL)
    gtk_file_chooser_set_current_name (chooser, name);

  g_signal_connect (native, "response", G_CALLBACK (response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
  if (cancellable != NULL)
    {
      gulong id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                         g_object_ref (task), g_object_unref);
      g_object_set_data (G_OBJECT (native), "cancelled", GSIZE_TO_POINTER (id));
    }
}

/**
 * vireo_choose_file_async:
 * @where: a widget of the window that asks
 * @title: what is chosen, translated
 * @kind: which files are offered first
 * @cancellable: (nullable): takes the dialog away again
 * @callback: (scope async): runs once
 * @user_data: handed to @callback
 *
 * Lets the user choose one existing file or folder.
 */
void
vireo_choose_file_async (GtkWidget *where, const char *title, VireoFileKind kind,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (where, cancellable, callback, user_data);

  g_task_set_source_tag (task, vireo_choose_file_async);
  choose (where, title, kind,
          kind == VIREO_FILES_FOLDER ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                     : GTK_FILE_CHOOSER_ACTION_OPEN,
          NULL, task);
}

/**
 * vireo_choose_file_finish:
 * @error: (out) (optional): %G_IO_ERROR_CANCELLED when nothing was chosen
 *
 * Returns: (transfer full) (nullable): the file; it may have no local path
 */
GFile *
vireo_choose_file_finish (GtkWidget *where, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, where), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_choose_file_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * vireo_choose_new_file_async:
 * @where: a widget of the window that asks
 * @title: what is written, translated
 * @kind: which files are shown first
 * @name: proposed for the file
 * @cancellable: (nullable): takes the dialog away again
 * @callback: (scope async): runs once
 * @user_data: handed to @callback
 *
 * Lets the user choose where to write a file.
 */
void
vireo_choose_new_file_async (GtkWidget *where, const char *title, VireoFileKind kind,
                             const char *name, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (where, cancellable, callback, user_data);

  g_task_set_source_tag (task, vireo_choose_new_file_async);
  choose (where, title, kind, GTK_FILE_CHOOSER_ACTION_SAVE, name, task);
}

/**
 * vireo_choose_new_file_finish:
 * @error: (out) (optional): %G_IO_ERROR_CANCELLED when nothing was chosen
 *
 * Returns: (transfer full) (nullable): the file; it may have no local path
 */
GFile *
vireo_choose_new_file_finish (GtkWidget *where, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, where), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_choose_new_file_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
