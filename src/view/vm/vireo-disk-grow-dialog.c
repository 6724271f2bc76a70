/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-template.h"
#include "view/vm/vireo-disk-grow-dialog.h"
#include "view/vm/vireo-disk-text.h"

struct _VireoDiskGrowDialog
{
  VireoChangeDialog parent_instance;

  VireoDisk *disk; /* (owned) */
  guint64 wanted;  /* bytes; 0: the text is no size */

  GtkEditable *size;
};

G_DEFINE_FINAL_TYPE (VireoDiskGrowDialog, vireo_disk_grow_dialog, VIREO_TYPE_CHANGE_DIALOG)

static void
size_typed_cb (VireoDiskGrowDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  guint64 capacity = vireo_disk_get_size (self->disk)->capacity;
  g_autofree char *now = vireo_size_to_text (capacity);
  g_autofree char *problem = NULL;

  self->wanted = 0;
  if (!vireo_size_from_text (gtk_editable_get_text (self->size), VIREO_GIB, &self->wanted)
      || self->wanted == 0)
    problem = g_strdup (_ ("Write a size, such as 40 GiB."));
  else if (self->wanted < capacity)
    problem = g_strdup_printf (_ ("The disk has %s now.  Making it smaller would cut off what the "
                                  "guest has stored there."), now);
  else if (self->wanted == capacity)
    problem = g_strdup_printf (_ ("The disk has %s already."), now);
  vireo_change_dialog_set_problem (dialog, problem);
}

static void
entry_activated_cb (VireoDiskGrowDialog *self)
{
  vireo_change_dialog_apply (VIREO_CHANGE_DIALOG (self));
}

static void
vireo_disk_grow_dialog_apply (VireoChangeDialog *dialog)
{
  VireoDiskGrowDialog *self = VIREO_DISK_GROW_DIALOG (dialog);

  vireo_vm_resize_disk_async (vireo_change_dialog_get_vm (dialog), self->disk, self->wanted, NULL,
                              vireo_change_dialog_done, g_object_ref (self));
}

static void
vireo_disk_grow_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_DISK_GROW_DIALOG (object)->disk);
  G_OBJECT_CLASS (vireo_disk_grow_dialog_parent_class)->dispose (object);
}

static void
vireo_disk_grow_dialog_class_init (VireoDiskGrowDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_disk_grow_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_disk_grow_dialog_apply;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-disk-grow-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoDiskGrowDialog, size);
  gtk_widget_class_bind_template_callback (widget_class, size_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
vireo_disk_grow_dialog_init (VireoDiskGrowDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_disk_grow_dialog_new:
 * @where: a widget of the window that asks
 * @vm: whose disk it is
 * @disk: which
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_disk_grow_dialog_new (GtkWidget *where, VireoVm *vm, VireoDisk *disk)
{
  VireoDiskGrowDialog *self = g_object_new (VIREO_TYPE_DISK_GROW_DIALOG, NULL);
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  g_autofree char *now = vireo_size_to_text (vireo_disk_get_size (disk)->capacity);

  self->disk = g_object_ref (disk);
  vireo_change_dialog_open (dialog, where, vm);
  vireo_change_dialog_set_note (
      dialog, _ ("The guest sees the larger disk at once, but its partition and file system stay as "
                 "they are.  In a CTyunOS or openEuler guest with LVM: growpart, pvresize, lvextend "
                 "-r; in others growpart and resize2fs or xfs_growfs."));
  gtk_editable_set_text (self->size, now);
  gtk_editable_select_region (self->size, 0, -1);
  size_typed_cb (self);
  return GTK_WIDGET (self);
}
