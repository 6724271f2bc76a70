/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "view/common/vireo-file-chooser.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-folder-dialog.h"

/* The field for it in the device is that long. */
#define TAG_LENGTH 36

struct _VireoFolderDialog
{
  VireoChangeDialog parent_instance;

  GCancellable *leaving; /* (owned) */
  char *suggested;       /* (owned) (nullable): the tag that came of the path */

  GtkEditable *path, *tag;
  GtkWidget *choose;
};

G_DEFINE_FINAL_TYPE (VireoFolderDialog, vireo_folder_dialog, VIREO_TYPE_CHANGE_DIALOG)

static const char *
find_problem (VireoFolderDialog *self)
{
  const char *path = gtk_editable_get_text (self->path);
  const char *tag = gtk_editable_get_text (self->tag);

  if (!g_path_is_absolute (path))
    return _ ("Write the whole path, beginning with a slash (/).");
  if (*tag == '\0')
    return _ ("Give the folder a name that the guest knows it by.");
  if (strlen (tag) > TAG_LENGTH)
    return _ ("The name is too long: 36 letters at most, fewer with accents or in Chinese.");
  if (strpbrk (tag, " \t/,") != NULL)
    return _ ("The name cannot have spaces, commas or slashes (/).");
  return NULL;
}

static void
check_cb (VireoFolderDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  const char *problem = find_problem (self);
  g_autofree char *note = NULL;

  if (problem == NULL)
    note = g_strdup_printf (_ ("It comes at the next start.  In a Linux guest: mount -t virtiofs %s "
                               "/mnt.  The memory of the virtual machine is then shared with a "
                               "program on the host that serves the folder."),
                            gtk_editable_get_text (self->tag));
  vireo_change_dialog_set_problem (dialog, problem);
  vireo_change_dialog_set_note (dialog, note);
}

/* A name of its own follows the path as long as nobody typed another. */
static void
path_typed_cb (VireoFolderDialog *self)
{
  const char *path = gtk_editable_get_text (self->path);
  const char *tag = gtk_editable_get_text (self->tag);

  if (*tag == '\0' || g_strcmp0 (tag, self->suggested) == 0)
    {
      g_free (self->suggested);
      self->suggested = g_path_is_absolute (path) && !g_str_equal (path, "/")
                            ? g_path_get_basename (path)
                            : g_strdup ("");
      g_strdelimit (self->suggested, " \t,", '-');
      gtk_editable_set_text (self->tag, self->suggested);
    }
  check_cb (self);
}

static void
entry_activated_cb (VireoFolderDialog *self)
{
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

static void
chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoFolderDialog) self = data;
  g_autoptr (GFile) folder = vireo_choose_file_finish (GTK_WIDGET (source), result, NULL);
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  if (path != NULL && !g_cancellable_is_cancelled (self->leaving))
    gtk_editable_set_text (self->path, path);
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoFolderDialog *self = VIREO_FOLDER_DIALOG (widget);

  vireo_choose_file_async (widget, _ ("Choose a Folder"), VIREO_FILES_FOLDER, self->leaving, chosen,
                           g_object_ref (self));
}

static void
vireo_folder_dialog_apply (VireoChangeDialog *dialog)
{
  VireoFolderDialog *self = VIREO_FOLDER_DIALOG (dialog);

  vireo_vm_add_folder_async (vireo_change_dialog_get_vm (dialog),
                             gtk_editable_get_text (self->path), gtk_editable_get_text (self->tag),
                             NULL, vireo_change_dialog_done, g_object_ref (self));
}

static void
vireo_folder_dialog_dispose (GObject *object)
{
  g_cancellable_cancel (VIREO_FOLDER_DIALOG (object)->leaving);
  G_OBJECT_CLASS (vireo_folder_dialog_parent_class)->dispose (object);
}

static void
vireo_folder_dialog_finalize (GObject *object)
{
  VireoFolderDialog *self = VIREO_FOLDER_DIALOG (object);

  g_free (self->suggested);
  g_object_unref (self->leaving);
  G_OBJECT_CLASS (vireo_folder_dialog_parent_class)->finalize (object);
}

static void
vireo_folder_dialog_class_init (VireoFolderDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vireo_folder_dialog_dispose;
  object_class->finalize = vireo_folder_dialog_finalize;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_folder_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-folder-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoFolderDialog, path);
  gtk_widget_class_bind_template_child (widget_class, VireoFolderDialog, tag);
  gtk_widget_class_bind_template_child (widget_class, VireoFolderDialog, choose);
  gtk_widget_class_bind_template_callback (widget_class, path_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "folder.choose", NULL, choose_action);
}

static void
vireo_folder_dialog_init (VireoFolderDialog *self)
{
  self->leaving = g_cancellable_new ();
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_folder_dialog_new:
 * @where: a widget of the window that asks
 * @host: (nullable): whose folders they are; one that is elsewhere has none to choose from here
 * @vm: which is to see the folder
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_folder_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm)
{
  VireoFolderDialog *self = g_object_new (VIREO_TYPE_FOLDER_DIALOG, NULL);
  const VireoHostFacts *facts = host != NULL ? vireo_host_get_facts (host) : NULL;

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  gtk_widget_set_visible (self->choose, facts != NULL && facts->is_local);
  check_cb (self);
  vireo_change_dialog_begin_in (VIREO_CHANGE_DIALOG (self), GTK_WIDGET (self->path));
  return GTK_WIDGET (self);
}
