/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One file for file choosers (GtkFileDialog needs a newer GTK than the floor). */

typedef enum
{
  VIREO_FILES_ISO,
  VIREO_FILES_DISK_IMAGE,
  VIREO_FILES_CSV,
  VIREO_FILES_ALL,
  VIREO_FILES_FOLDER, /* a folder, not a file */
} VireoFileKind;

void   vireo_choose_file_async (GtkWidget *where, const char *title, VireoFileKind kind,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);
GFile *vireo_choose_file_finish (GtkWidget *where, GAsyncResult *result, GError **error);

/* One that is to be written; the user was asked before an existing one is replaced. */
void   vireo_choose_new_file_async (GtkWidget *where, const char *title, VireoFileKind kind,
                                    const char *name, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
GFile *vireo_choose_new_file_finish (GtkWidget *where, GAsyncResult *result, GError **error);

G_END_DECLS
