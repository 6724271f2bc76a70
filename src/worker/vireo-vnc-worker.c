/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The console's helper process.  gvnc decodes here what a guest or server sends, so that what
 * breaks gvnc takes this process and not the window; and on another core than the window's. */

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "worker/vireo-worker-sandbox.h"
#include "worker/vireo-worker-session.h"

#define CONSOLE_FD 3

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = NULL;
  int domain = 0;
  socklen_t length = sizeof domain;

  if (getsockopt (CONSOLE_FD, SOL_SOCKET, SO_DOMAIN, &domain, &length) != 0 || domain != AF_UNIX)
    {
      fputs ("vireo-vnc-worker: a part of Vireo, which starts it by itself\n", stderr);
      return 2;
    }
  signal (SIGPIPE, SIG_IGN);
  vireo_worker_sandbox_enter (CONSOLE_FD);

  loop = g_main_loop_new (NULL, FALSE);
  vireo_worker_session_new (CONSOLE_FD, loop);
  g_main_loop_run (loop);

  /* gvnc's coroutine may still stand in the middle of something: nothing is torn down. */
  _exit (0);
}
