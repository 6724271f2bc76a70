/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/console/vireo-vnc-process.h"

#define WORKER_FD 3 /* what the worker looks for */

void
vireo_vnc_process_free (VireoVncProcess *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_clear_object (&self->process);
  g_free (self);
}

/* VIREO_WORKER (for tests), beside a program that was not installed, or where it is installed. */
static char *
find_worker (void)
{
  const char *wanted = g_getenv ("VIREO_WORKER");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *beside = NULL;

  if (wanted != NULL)
    return g_strdup (wanted);
  if (self != NULL)
    {
      folder = g_path_get_dirname (self);
      beside = g_build_filename (folder, "worker", "vireo-vnc-worker", NULL);
      if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&beside);
    }
  return g_build_filename (VIREO_LIBEXECDIR, "vireo", "vireo-vnc-worker", NULL);
}

static void
start_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = find_worker ();
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) reason = NULL;
  VireoVncProcess *started;
  int ends[2];

  VIREO_ASSERT_WORKER ();
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
    {
      g_subprocess_launcher_take_fd (launcher, ends[1], WORKER_FD);
      process = g_subprocess_launcher_spawn (launcher, &reason, path, NULL);
      /* Its end must be closed here, or its death would not be seen. */
      g_subprocess_launcher_close (launcher);
      if (process == NULL)
        close (ends[0]);
    }
  if (process == NULL)
    {
      g_info ("%s: %s", path, reason != NULL ? reason->message : g_strerror (errno));
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_FAILED, "%s",
                               _ ("The console's helper process cannot be started.  Install "
                                  "Vireo again."));
      return;
    }
  started = g_new0 (VireoVncProcess, 1);
  started->process = g_steal_pointer (&process);
  started->fd = ends[0];
  g_task_return_pointer (task, started, (GDestroyNotify) vireo_vnc_process_free);
}

/**
 * vireo_vnc_process_start_async:
 * @cancellable: (nullable): stops the wait
 *
 * Starts a worker with a socket to us and no other descriptor of ours.  It ends by itself when
 * our end is closed.  Main thread.
 */
void
vireo_vnc_process_start_async (GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vnc_process_start_async);
  vireo_worker_push (task, start_on_worker);
}

/**
 * vireo_vnc_process_start_finish:
 *
 * Returns: (transfer full) (nullable): the process; %NULL with @error set
 */
VireoVncProcess *
vireo_vnc_process_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
