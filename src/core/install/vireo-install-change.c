/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page offers of an installation that is finished, or broke off. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/install/vireo-install-medium.h"
#include "core/install/vireo-install-seed.h"
#include "core/install/vireo-install-watch.h"

typedef struct
{
  virDomainPtr handle; /* (owned) */
  gboolean (*change) (virDomainPtr vm, char **drive, GError **error);
  char *medium;        /* (owned) (nullable): what is put in */
  char *drive;         /* (owned) (nullable): filled in by the worker */
  VireoJournalEntry *entry; /* (owned) (nullable): of an order that was noted before */
} ChangeData;

static void
change_data_free (gpointer pointer)
{
  ChangeData *data = pointer;

  vireo_worker_drop (data->handle, (GDestroyNotify) virDomainFree);
  g_free (data->medium);
  g_free (data->drive);
  g_clear_object (&data->entry);
  g_free (data);
}

static void
change_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ChangeData *data = task_data;
  GError *error = NULL;

  if (data->change (data->handle, &data->drive, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Which drive it was is only known now. */
static void
note_done (VireoVm *vm, const ChangeData *data, const GError *error)
{
  const char *words[] = { "virsh",
                          "-c",
                          vireo_vm_get_uri (vm),
                          "change-media",
                          vireo_vm_get_name (vm),
                          data->drive,
                          data->medium,
                          NULL };

  if (data->entry != NULL)
    vireo_journal_entry_finish (data->entry, error);
  if (data->drive != NULL && data->medium != NULL)
    vireo_journal_entry_finish (
        vireo_journal_add (vireo_vm_get_journal (vm), vireo_vm_get_name (vm), words), error);
}

static void
changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  note_done (VIREO_VM (source), g_task_get_task_data (G_TASK (result)), error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @task. */
static void
start_change (VireoVm *vm, GTask *task, const char *medium, VireoJournalEntry *entry,
              gboolean (*change) (virDomainPtr vm, char **drive, GError **error))
{
  g_autoptr (GTask) work = g_task_new (vm, NULL, changed, task);
  ChangeData *data = g_new0 (ChangeData, 1);

  data->handle = vireo_vm_ref_handle (vm);
  data->medium = g_strdup (medium);
  data->entry = entry != NULL ? g_object_ref (entry) : NULL;
  data->change = change;
  g_task_set_task_data (work, data, change_data_free);
  vireo_worker_spawn (work, change_on_worker);
}

/**
 * vireo_install_watch_reinsert_async:
 * @vm: a VM whose installation is finished
 * @cancellable: (nullable): stops the wait; what was ordered goes on
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Puts the installer's medium back into its drive, now and for the next start.  The installation
 * counts as under way again until the guest reboots, or is started anew.
 */
void
vireo_install_watch_reinsert_async (VireoVm *vm, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_install_watch_change_finish);
  start_change (vm, task, vireo_vm_get_facts (vm)->install_media, NULL,
                vireo_install_reinsert);
}

/**
 * vireo_install_watch_dismiss_async:
 * @vm: a VM whose installation is finished
 * @cancellable: (nullable): stops the wait; what was ordered goes on
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Forgets that it was installed here.  The drive stays empty, and the disks it has stay known as
 * ours.
 */
void
vireo_install_watch_dismiss_async (VireoVm *vm, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_install_watch_change_finish);
  start_change (vm, task, NULL, NULL, vireo_install_dismiss);
}

/**
 * vireo_install_watch_note_opened_async:
 * @vm: a VM whose installation is finished
 * @cancellable: (nullable): stops the wait; what was ordered goes on
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Writes down that the user has seen that it is ready.
 */
void
vireo_install_watch_note_opened_async (VireoVm *vm, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_install_watch_change_finish);
  start_change (vm, task, NULL, NULL, vireo_install_note_opened);
}

/**
 * vireo_install_watch_restart_async:
 * @vm: a VM whose installation broke off; it does not run
 * @cancellable: (nullable): stops the wait; what was ordered goes on
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Begins the installation anew, as it was first begun.
 */
void
vireo_install_watch_restart_async (VireoVm *vm, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  const char *words[]
      = { "virsh", "-c", vireo_vm_get_uri (vm), "start", vireo_vm_get_name (vm), NULL };
  GTask *task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_install_watch_change_finish);
  start_change (vm, task, NULL,
                vireo_journal_add (vireo_vm_get_journal (vm), vireo_vm_get_name (vm), words),
                vireo_install_seed_restart);
}

/**
 * vireo_install_watch_change_finish:
 * @error: (out) (optional): %VIREO_ERROR, or %G_IO_ERROR_CANCELLED
 */
gboolean
vireo_install_watch_change_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vm), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_install_watch_change_finish),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
