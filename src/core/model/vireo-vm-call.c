/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one shape of every order and edit: a journal entry, a libvirt call on a thread of its
 * own, the entry's end, the caller's callback. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-private.h"

static void
reread_on_worker (GTask *task, gpointer source, gpointer handle, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoVmFacts *facts = vireo_vm_facts_read (handle, &error);

  if (facts != NULL)
    g_task_return_pointer (task, facts, (GDestroyNotify) vireo_vm_facts_free);
  else
    g_task_return_error (task, error);
}

static void
reread (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoVmFacts *facts = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Gone meanwhile, or the host is: their own events say so. */
  if (facts != NULL)
    vireo_vm_apply (VIREO_VM (source), facts);
}

static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

/**
 * vireo_vm_reread:
 *
 * Reads the facts anew, for what libvirt has no event for, as autostart.
 */
void
vireo_vm_reread (VireoVm *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, reread, NULL);

  g_task_set_task_data (task, vireo_vm_ref_handle (self), release_handle);
  vireo_worker_push (task, reread_on_worker);
}

static void
call_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VireoVm *self = VIREO_VM (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  vireo_journal_entry_finish (g_task_get_task_data (task), error);
  vireo_vm_set_order (self, -1);
  vireo_vm_reread (self);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * vireo_vm_call_async:
 * @call: runs on a worker
 * @argument: (transfer full) (nullable): handed to @call
 * @destroy: (nullable): frees @argument, on the main thread
 * @command: (array zero-terminated): the equivalent command, for the journal
 * @tag: the public function that asks
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Saving a guest's memory or starting it may take long, so it never uses the quick lane.
 *
 * Returns: (transfer none): the entry of the journal
 */
VireoJournalEntry *
vireo_vm_call_async (VireoVm *self,
                     VireoVmCall call,
                     gpointer argument,
                     GDestroyNotify destroy,
                     const char *const *command,
                     gpointer tag,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) work = g_task_new (self, NULL, call_done, task);
  VireoJournalEntry *entry
      = vireo_journal_add (vireo_vm_get_journal (self), vireo_vm_get_name (self), command);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_object_ref (entry), g_object_unref);

  vireo_worker_call (work, (VireoWorkerCall) call, vireo_vm_ref_handle (self),
                     (GDestroyNotify) virDomainFree, argument, destroy);
  return entry;
}
