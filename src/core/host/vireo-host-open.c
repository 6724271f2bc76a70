/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing a connection, each on a worker. */

#include "config.h"

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-ssh.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-private.h"

/* A host that says nothing for this long, asked this often, is lost. */
#define KEEPALIVE_INTERVAL_S 5
#define KEEPALIVE_COUNT 4

struct _VireoConnection
{
  virConnectPtr handle; /* (owned) */
  VireoEvents *events;  /* (owned) */
  GWeakRef host;        /* what the close callback is given */
};

virConnectPtr
vireo_connection_get (VireoConnection *connection)
{
  return connection->handle;
}

typedef struct
{
  VireoHost *host;          /* (owned) */
  virConnectPtr connection; /* (owned): kept so that no other gets its address */
  int reason;
} Loss;

static gboolean
tell_loss_on_main (gpointer data)
{
  Loss *loss = data;

  vireo_host_lost (loss->host, loss->connection, loss->reason);
  g_object_unref (loss->host);
  vireo_worker_drop (loss->connection, (GDestroyNotify) virConnectClose);
  g_free (loss);
  return G_SOURCE_REMOVE;
}

/* libvirt's close callback: unlike those for events it runs on whichever thread was reading from
 * the connection when that broke, which may be a worker in the middle of a call. */
static void
closed (virConnectPtr connection, int reason, void *ref)
{
  VireoHost *host = g_weak_ref_get (ref);
  Loss *loss;

  if (host == NULL)
    return;
  virConnectRef (connection);
  loss = g_new0 (Loss, 1);
  loss->host = host;
  loss->connection = connection;
  loss->reason = reason;
  g_idle_add_full (G_PRIORITY_DEFAULT, tell_loss_on_main, loss, NULL);
}

static void
close_on_worker (gpointer data)
{
  VireoConnection *connection = data;

  virConnectUnregisterCloseCallback (connection->handle, closed);
  if (connection->events != NULL)
    vireo_events_deregister (connection->events, connection->handle);
  virConnectClose (connection->handle);
  virResetLastError ();
  g_weak_ref_clear (&connection->host);
  g_free (connection);
}

/* Handlers first, then the connection: both are calls to the daemon. */
void
vireo_connection_close (VireoConnection *connection)
{
  vireo_worker_drop (connection, close_on_worker);
}

void
vireo_opened_free (VireoOpened *opened)
{
  if (opened == NULL)
    return;
  g_clear_pointer (&opened->connection, vireo_connection_close);
  g_clear_pointer (&opened->listing, vireo_vm_listing_free);
  g_free (opened);
}

typedef struct
{
  VireoHost *host;           /* (owned) */
  VireoAuthRequest *request; /* (owned) */
} Question;

static gboolean
ask_on_main (gpointer data)
{
  Question *question = data;

  vireo_host_ask_auth (question->host, question->request);
  g_object_unref (question->host);
  g_object_unref (question->request);
  g_free (question);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  VireoHost *host; /* borrowed from the task, only to be handed to main */
  char *uri;       /* (owned) */
  GCancellable *cancellable;
} OpenData;

static void
open_data_free (gpointer data)
{
  g_free (((OpenData *) data)->uri);
  g_free (data);
}

/* libvirt's auth callback: runs on the opening worker and waits for the user there. */
static int
answer_auth (virConnectCredentialPtr credentials, unsigned int n, void *user_data)
{
  OpenData *data = user_data;
  g_autoptr (VireoAuthRequest) request = vireo_auth_request_new (credentials, n);
  Question *question = g_new0 (Question, 1);

  question->host = g_object_ref (data->host);
  question->request = g_object_ref (request);
  g_idle_add (ask_on_main, question);

  if (!vireo_auth_request_wait (request, data->cancellable))
    return -1;
  vireo_auth_request_fill (request, credentials, n);
  return 0;
}

/* The only place that opens connections. */
static virConnectPtr
connect_to (const char *uri, virConnectAuthPtr auth)
{
  g_autofree char *program = NULL;
  g_autofree char *shared = vireo_ssh_share (uri, &program);
  virConnectPtr handle = virConnectOpenAuth (shared, auth, 0);

  if (program != NULL)
    g_unlink (program);
  return handle;
}

static void
open_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  static int kinds[] = { VIR_CRED_AUTHNAME,   VIR_CRED_PASSPHRASE,   VIR_CRED_USERNAME,
                         VIR_CRED_ECHOPROMPT, VIR_CRED_NOECHOPROMPT, VIR_CRED_REALM };
  OpenData *data = task_data;
  virConnectAuth auth = { kinds, G_N_ELEMENTS (kinds), answer_auth, data };
  g_autoptr (VireoOpened) opened = g_new0 (VireoOpened, 1);
  GError *error = NULL;
  virConnectPtr handle;

  VIREO_ASSERT_WORKER ();
  handle = connect_to (data->uri, &auth);
  if (handle == NULL)
    {
      vireo_error_take_libvirt (&error);
      g_task_return_error (task, error);
      return;
    }
  opened->connection = g_new0 (VireoConnection, 1);
  opened->connection->handle = handle;

  /* Not given to libvirt to free: some drivers take a close callback and forget it. */
  g_weak_ref_init (&opened->connection->host, data->host);
  virConnectRegisterCloseCallback (handle, closed, &opened->connection->host, NULL);
  virConnectSetKeepAlive (handle, KEEPALIVE_INTERVAL_S, KEEPALIVE_COUNT);
  virResetLastError ();

  /* Events first: what happens while the list is read is not missed. */
  opened->connection->events = vireo_events_register (handle, data->host);
  opened->listing = vireo_vm_listing_read (handle, &error);
  if (opened->listing == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&opened), (GDestroyNotify) vireo_opened_free);
}

/**
 * vireo_host_open_async:
 * @cancellable: ends the wait at once; a connection that comes later is closed again
 *
 * Opens the host and lists its VMs on a thread of its own, however long that takes.
 */
void
vireo_host_open_async (VireoHost *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  OpenData *data = g_new0 (OpenData, 1);

  VIREO_ASSERT_MAIN ();
  data->host = self;
  data->uri = g_strdup (vireo_host_get_uri (self));
  data->cancellable = cancellable;
  g_task_set_source_tag (task, vireo_host_open_async);
  g_task_set_task_data (task, data, open_data_free);
  vireo_worker_spawn (task, open_on_worker);
}

VireoOpened *
vireo_host_open_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
