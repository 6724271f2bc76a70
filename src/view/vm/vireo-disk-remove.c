/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-vm-devices.h"
#include "view/common/vireo-confirm.h"
#include "view/common/vireo-report.h"
#include "view/vm/vireo-disk-remove.h"
#include "view/vm/vireo-disk-text.h"

typedef struct
{
  VireoVm *vm;     /* (owned) */
  VireoDisk *disk; /* (owned) */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->vm);
  g_object_unref (question->disk);
  g_free (question);
}

static void
removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) where = data;
  g_autoptr (GError) error = NULL;

  if (!vireo_vm_change_finish (VIREO_VM (source), result, &error))
    vireo_report_error (where, _ ("The disk could not be removed."), error);
}

static void
remove_it (GtkWidget *where, gboolean ticked, gpointer data)
{
  Question *question = data;

  vireo_vm_remove_disk_async (question->vm, question->disk, ticked, VIREO_APPLY_BOTH, NULL,
                              removed, g_object_ref (where));
}

/* Whether the VM has another hard disk to live on. */
static gboolean
is_only_disk (VireoVm *vm, VireoDisk *disk)
{
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (vm);
  GListModel *disks = vireo_vm_devices_get_disks (devices);

  if (vireo_disk_is_removable (disk))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (disks); i++)
    {
      g_autoptr (VireoDisk) other = g_list_model_get_item (disks, i);

      if (!vireo_disk_is_removable (other)
          && g_strcmp0 (vireo_device_get_key (VIREO_DEVICE (other)),
                        vireo_device_get_key (VIREO_DEVICE (disk)))
                 != 0)
        return FALSE;
    }
  return TRUE;
}

static char *
body_text (VireoVm *vm, VireoDisk *disk)
{
  GString *body = g_string_new (NULL);

  if (vireo_disk_get_live (disk) != NULL)
    g_string_append (body, _ ("It is unplugged while the guest runs: what the guest has not yet "
                              "written to it is lost, so let the guest unmount it first."));
  if (is_only_disk (vm, disk))
    g_string_append_printf (body, "%s%s", body->len > 0 ? "\n\n" : "",
                            _ ("It is the only disk of this virtual machine, which may not start "
                               "without it."));
  return g_string_free (body, FALSE);
}

/**
 * vireo_disk_remove_ask:
 * @where: a widget of the window that asks
 * @vm: whose disk it is
 * @disk: which
 */
void
vireo_disk_remove_ask (GtkWidget *where, VireoVm *vm, VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);
  g_autofree char *title = vireo_disk_text_title (disk);
  g_autofree char *heading = NULL, *body = body_text (vm, disk), *option = NULL;
  Question *question = g_new0 (Question, 1);

  question->vm = g_object_ref (vm);
  question->disk = g_object_ref (disk);
  heading = vireo_disk_is_removable (disk)
                ? g_strdup_printf (_ ("Remove the drive %s?"), values->target)
                : g_strdup_printf (_ ("Remove the disk “%s”?"), title);
  /* An image in a drive is never a drive's own. */
  if (values->source != NULL && !vireo_disk_is_removable (disk)
      && (values->source_kind == VIREO_DISK_SOURCE_FILE
          || values->source_kind == VIREO_DISK_SOURCE_VOLUME))
    option = g_strdup_printf (_ ("Also _delete %s and all that is stored in it"), values->source);
  vireo_confirm_ticked (where, heading, body, _ ("_Remove"), option, remove_it, question,
                        question_free);
}
