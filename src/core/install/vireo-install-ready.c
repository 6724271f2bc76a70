/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address alone says little: right after its start a guest has the lease that its installer got.
 * So either the agent inside answers, or the guest does when it is called at its address, be it to
 * refuse. */

#include "config.h"

#include <gio/gio.h>

#include "core/base/vireo-thread.h"
#include "core/install/vireo-install-ready.h"

#define SSH_PORT 22
#define CALL_LIMIT_S 3
#define CALL_EVERY_S 3

/* A guest that nobody can call from here, behind another host, or that has no network, is believed to
 * be up after so many times. */
#define TIMES 100

struct _VireoInstallReady
{
  VireoVm *vm; /* (owned) */
  GCancellable *leaving;
  gboolean watching; /* its addresses */
  gboolean calling;
  guint n_times;
  guint timer; /* until the next time */
};

static void update (VireoInstallReady *self);

typedef struct
{
  VireoInstallReady *ready; /* valid unless cancelled */
  char *address;
} Call;

static void
call_free (gpointer data)
{
  g_free (((Call *) data)->address);
  g_free (data);
}

static void
call_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_client_set_timeout (client, CALL_LIMIT_S);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect_to_host (client, call->address, SSH_PORT, cancellable, &error);
  /* Without an SSH server it refuses, and is there. */
  g_task_return_boolean (task, connection != NULL
                                   || g_error_matches (error, G_IO_ERROR,
                                                       G_IO_ERROR_CONNECTION_REFUSED));
}

static gboolean
try_again (gpointer data)
{
  VireoInstallReady *self = data;

  self->timer = 0;
  if (++self->n_times >= TIMES)
    vireo_vm_set_install_ready (self->vm, TRUE);
  update (self);
  return G_SOURCE_REMOVE;
}

static void
called (GObject *source, GAsyncResult *result, gpointer unused)
{
  Call *call = g_task_get_task_data (G_TASK (result));
  VireoInstallReady *self = call->ready;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  self->calling = FALSE;
  if (g_task_propagate_boolean (G_TASK (result), NULL))
    vireo_vm_set_install_ready (self->vm, TRUE);
  else
    self->timer = g_timeout_add_seconds (CALL_EVERY_S, try_again, self);
  update (self);
}

static void
call_guest (VireoInstallReady *self)
{
  g_autoptr (GTask) task = g_task_new (self->vm, self->leaving, called, NULL);
  Call *call = g_new0 (Call, 1);

  call->ready = self;
  call->address = g_strdup (vireo_vm_get_ip_address (self->vm));
  self->calling = TRUE;
  g_task_set_source_tag (task, call_guest);
  g_task_set_task_data (task, call, call_free);
  vireo_worker_spawn (task, call_on_worker);
}

static void
set_watching (VireoInstallReady *self, gboolean watching)
{
  if (watching == self->watching)
    return;
  self->watching = watching;
  if (watching)
    vireo_vm_watch_addresses (self->vm);
  else
    vireo_vm_unwatch_addresses (self->vm);
}

static void
update (VireoInstallReady *self)
{
  gboolean up = vireo_vm_get_state (self->vm) == VIREO_VM_STATE_RUNNING
                && !vireo_vm_is_stale (self->vm);

  if (!up)
    {
      self->n_times = 0;
      g_clear_handle_id (&self->timer, g_source_remove);
      vireo_vm_set_install_ready (self->vm, FALSE);
    }
  else if (vireo_vm_get_install_ready (self->vm))
    g_clear_handle_id (&self->timer, g_source_remove);
  else if (vireo_vm_get_ip_address (self->vm) != NULL
           && vireo_vm_get_facts (self->vm)->agent_connected)
    {
      g_clear_handle_id (&self->timer, g_source_remove);
      vireo_vm_set_install_ready (self->vm, TRUE);
    }
  else if (!self->calling && self->timer == 0)
    {
      if (vireo_vm_get_ip_address (self->vm) != NULL)
        call_guest (self);
      else
        self->timer = g_timeout_add_seconds (CALL_EVERY_S, try_again, self);
    }
  set_watching (self, up && (!vireo_vm_get_install_ready (self->vm)
                             || vireo_vm_get_ip_address (self->vm) == NULL));
}

/**
 * vireo_install_ready_new:
 * @vm: what was installed
 *
 * Keeps #VireoVm:install-ready true until it is freed.
 */
VireoInstallReady *
vireo_install_ready_new (VireoVm *vm)
{
  static const char *const signals[] = { "notify::state", "notify::stale", "notify::ip-address",
                                         "notify::agent-connected" };
  VireoInstallReady *self = g_new0 (VireoInstallReady, 1);

  VIREO_ASSERT_MAIN ();
  self->vm = g_object_ref (vm);
  self->leaving = g_cancellable_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_swapped (vm, signals[i], G_CALLBACK (update), self);
  update (self);
  return self;
}

void
vireo_install_ready_free (VireoInstallReady *self)
{
  g_signal_handlers_disconnect_by_data (self->vm, self);
  g_cancellable_cancel (self->leaving);
  g_clear_handle_id (&self->timer, g_source_remove);
  set_watching (self, FALSE);
  vireo_vm_set_install_ready (self->vm, FALSE);
  g_object_unref (self->leaving);
  g_object_unref (self->vm);
  g_free (self);
}
