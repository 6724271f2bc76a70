/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one shape of every order to a host: journal entries, libvirt calls on a thread of its own,
 * the entries' end, the lists read anew, the caller's callback. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-private.h"

static void
call_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VireoHost *self = VIREO_HOST (source);
  g_autoptr (GTask) task = user_data;
  GPtrArray *entries = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  for (guint i = 0; i < entries->len; i++)
    vireo_journal_entry_finish (g_ptr_array_index (entries, i), error);
  /* For what libvirt has no event for, as autostart. */
  vireo_refresh_networks (vireo_host_get_refresh (self));
  vireo_refresh_pools (vireo_host_get_refresh (self));
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static GPtrArray *
note_commands (VireoHost *self, const char *subject, GPtrArray *commands)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < commands->len; i++)
    g_ptr_array_add (entries,
                     g_object_ref (vireo_journal_add (
                         vireo_host_get_journal (self), subject,
                         (const char *const *) g_ptr_array_index (commands, i))));
  return entries;
}

/**
 * vireo_host_call_async:
 * @subject: the name of what the order is about
 * @call: runs on a worker
 * @argument: (transfer full) (nullable): handed to @call
 * @destroy: (nullable): frees @argument
 * @commands: (transfer full) (element-type GStrv): the equivalent commands, for the journal
 * @tag: the public function that asks
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Gives an order.  Fails at once, noting nothing, while the host is not connected.
 */
void
vireo_host_call_async (VireoHost *self,
                       const char *subject,
                       VireoHostCall call,
                       gpointer argument,
                       GDestroyNotify destroy,
                       GPtrArray *commands,
                       gpointer tag,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GPtrArray) noted = commands;
  virConnectPtr connection = vireo_host_ref_connection (self);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) work = NULL;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, tag);
  if (connection == NULL)
    {
      if (destroy != NULL)
        destroy (argument);
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is lost."));
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, note_commands (self, subject, noted),
                        (GDestroyNotify) g_ptr_array_unref);
  work = g_task_new (self, NULL, call_done, task);
  vireo_worker_call (work, (VireoWorkerCall) call, connection, (GDestroyNotify) virConnectClose,
                     argument, destroy);
}

/**
 * vireo_host_commands_add:
 * @commands: (nullable) (transfer full): those before it
 * @...: the words of a virsh command without the connection, %NULL at the end
 *
 * Returns: (transfer full): @commands, or a new list, with one more command
 */
GPtrArray *
vireo_host_commands_add (VireoHost *self, GPtrArray *commands, ...)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  const char *word;
  va_list list;

  if (commands == NULL)
    commands = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_strv_builder_add_many (words, "virsh", "-c", vireo_host_get_uri (self), NULL);
  va_start (list, commands);
  while ((word = va_arg (list, const char *)) != NULL)
    g_strv_builder_add (words, word);
  va_end (list);
  g_ptr_array_add (commands, g_strv_builder_end (words));
  return commands;
}
