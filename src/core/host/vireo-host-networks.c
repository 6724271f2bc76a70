/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders to the virtual networks of a host. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host.h"

typedef struct
{
  virConnectPtr connection; /* (owned) */
  char *name;               /* (owned) */
} StartData;

static void
start_data_free (gpointer pointer)
{
  StartData *data = pointer;

  vireo_worker_drop (data->connection, (GDestroyNotify) virConnectClose);
  g_free (data->name);
  g_free (data);
}

static gboolean
start_network (virConnectPtr connection, const char *name, GError **error)
{
  virNetworkPtr network = virNetworkLookupByName (connection, name);
  gboolean done;

  if (network == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  /* Somebody else was quicker: it is what was wanted. */
  done = virNetworkIsActive (network) > 0 || virNetworkCreate (network) == 0;
  if (!done)
    vireo_error_take_libvirt (error);
  virNetworkFree (network);
  return done;
}

static void
start_on_worker (GTask *work, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StartData *data = task_data;
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (start_network (data->connection, data->name, &error))
    g_task_return_boolean (work, TRUE);
  else
    g_task_return_error (work, error);
}

static void
start_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  vireo_journal_entry_finish (g_task_get_task_data (task), error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * vireo_host_start_network_async:
 * @self: a host that is on
 * @name: of the network
 * @cancellable: (nullable): stops the wait, not the start
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Starts a virtual network; one that runs already is as good.  #VireoNetwork:active changes with
 * libvirt's event.
 */
void
vireo_host_start_network_async (VireoHost *self,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  const char *command[] = { "virsh", "-c", vireo_host_get_uri (self), "net-start", name, NULL };
  virConnectPtr connection = vireo_host_ref_connection (self);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) work = NULL;
  VireoJournalEntry *entry;
  StartData *data;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_host_start_network_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is lost."));
      g_object_unref (task);
      return;
    }
  entry = vireo_journal_add (vireo_host_get_journal (self), name, command);
  g_task_set_task_data (task, g_object_ref (entry), g_object_unref);
  data = g_new0 (StartData, 1);
  data->connection = connection;
  data->name = g_strdup (name);
  work = g_task_new (self, NULL, start_done, task);
  g_task_set_task_data (work, data, start_data_free);
  vireo_worker_spawn (work, start_on_worker);
}

gboolean
vireo_host_start_network_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_host_start_network_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
