/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-media-dialog.h"

struct _VireoMediaDialog
{
  VireoChangeDialog parent_instance;

  VireoDisk *disk;       /* (owned) */
  GCancellable *leaving; /* (owned) */

  GtkEditable *path;
  GtkSwitch *force;
};

G_DEFINE_FINAL_TYPE (VireoMediaDialog, vireo_media_dialog, VIREO_TYPE_CHANGE_DIALOG)

static void
path_typed_cb (VireoMediaDialog *self)
{
  const char *path = gtk_editable_get_text (self->path);
  const char *problem = NULL;

  if (*path == '\0')
    problem = _ ("Choose the image to put into the drive.");
  else if (!g_path_is_absolute (path))
    problem = _ ("Write the whole path, beginning with a slash (/).");
  vireo_change_dialog_set_problem (VIREO_CHANGE_DIALOG (self), problem);
}

static void
entry_activated_cb (VireoMediaDialog *self)
{
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

static void
file_chosen (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoMediaDialog *self = VIREO_MEDIA_DIALOG (source);
  g_autoptr (GFile) file = vireo_choose_file_finish (GTK_WIDGET (self), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    gtk_editable_set_text (self->path, path);
}

static void
choose_cb (VireoMediaDialog *self)
{
  vireo_choose_file_async (GTK_WIDGET (self), _ ("Choose an ISO Image"), VIREO_FILES_ISO,
                           self->leaving, file_chosen, NULL);
}

static void
vireo_media_dialog_apply (VireoChangeDialog *dialog)
{
  VireoMediaDialog *self = VIREO_MEDIA_DIALOG (dialog);
  VireoMedia media = { .path = gtk_editable_get_text (self->path) };

  vireo_vm_change_media_async (vireo_change_dialog_get_vm (dialog), self->disk, &media,
                               gtk_switch_get_active (self->force), VIREO_APPLY_BOTH, NULL,
                               vireo_change_dialog_done, g_object_ref (self));
}

static void
vireo_media_dialog_dispose (GObject *object)
{
  VireoMediaDialog *self = VIREO_MEDIA_DIALOG (object);

  g_cancellable_cancel (self->leaving);
  g_clear_object (&self->leaving);
  g_clear_object (&self->disk);
  G_OBJECT_CLASS (vireo_media_dialog_parent_class)->dispose (object);
}

static void
vireo_media_dialog_class_init (VireoMediaDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_media_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_media_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-media-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoMediaDialog, path);
  gtk_widget_class_bind_template_child (widget_class, VireoMediaDialog, force);
  gtk_widget_class_bind_template_callback (widget_class, path_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
}

static void
vireo_media_dialog_init (VireoMediaDialog *self)
{
  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_media_dialog_new:
 * @where: a widget of the window that asks
 * @vm: whose drive it is
 * @disk: the drive
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_media_dialog_new (GtkWidget *where, VireoVm *vm, VireoDisk *disk)
{
  VireoMediaDialog *self = g_object_new (VIREO_TYPE_MEDIA_DIALOG, NULL);

  self->disk = g_object_ref (disk);
  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  path_typed_cb (self);
  return GTK_WIDGET (self);
}
