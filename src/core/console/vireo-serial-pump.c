/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt tells of its streams on the main loop and blocks in none of the calls made here but the
 * last; so one thread moves the bytes, asleep until either side has some.  A guest that prints
 * without end is held back by the socket, and one that ends by the stream's end. */

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/console/vireo-serial-pump.h"

#define AT_ONCE 4096 /* bytes */

/* What the main loop and the thread share. */
typedef struct
{
  int fd; /* (owned): an eventfd */
} Bell;

typedef struct
{
  virStreamPtr stream; /* (owned) */
  Bell *bell;          /* (owned): counted */
  int fd;              /* (owned) */
  char printed[AT_ONCE];
  gsize n_printed, printed_at;
  char typed[AT_ONCE];
  gsize n_typed, typed_at;
  gboolean ended;
} Pump;

static void
bell_clear (gpointer data)
{
  close (((Bell *) data)->fd);
}

static void
bell_unref (gpointer bell)
{
  g_atomic_rc_box_release_full (bell, bell_clear);
}

/* Main thread.  libvirt tells again and again until somebody reads: it is told to be quiet, which
 * asks nobody over any network, and the thread to look. */
static void
stream_event (virStreamPtr stream, int events, void *opaque)
{
  Bell *bell = opaque;

  virStreamEventUpdateCallback (stream, 0);
  eventfd_write (bell->fd, 1);
}

/* Returns: whether any byte got on */
static gboolean
move_printed (Pump *pump)
{
  gssize moved = 0;

  if (pump->n_printed == 0)
    {
      int n = virStreamRecv (pump->stream, pump->printed, sizeof pump->printed);

      pump->ended |= n == 0 || n == -1;
      pump->n_printed = n > 0 ? n : 0;
      pump->printed_at = 0;
    }
  if (pump->n_printed > 0)
    {
      moved = send (pump->fd, pump->printed + pump->printed_at, pump->n_printed,
                    MSG_DONTWAIT | MSG_NOSIGNAL);
      pump->ended |= moved < 0 && errno != EAGAIN && errno != EINTR;
      moved = MAX (moved, 0);
      pump->printed_at += moved;
      pump->n_printed -= moved;
    }
  return moved > 0;
}

static gboolean
move_typed (Pump *pump)
{
  int moved = 0;

  if (pump->n_typed == 0)
    {
      gssize n = recv (pump->fd, pump->typed, sizeof pump->typed, MSG_DONTWAIT);

      pump->ended |= n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
      pump->n_typed = MAX (n, 0);
      pump->typed_at = 0;
    }
  if (pump->n_typed > 0)
    {
      moved = virStreamSend (pump->stream, pump->typed + pump->typed_at, pump->n_typed);
      pump->ended |= moved == -1;
      moved = MAX (moved, 0);
      pump->typed_at += moved;
      pump->n_typed -= moved;
    }
  return moved > 0;
}

/* Sleeps until there is something to move. */
static void
wait_for_bytes (Pump *pump)
{
  struct pollfd fds[2] = { { .fd = pump->fd }, { .fd = pump->bell->fd, .events = POLLIN } };
  int wanted = 0;
  eventfd_t rung;

  if (pump->n_typed == 0)
    fds[0].events |= POLLIN;
  else
    wanted |= VIR_STREAM_EVENT_WRITABLE;
  if (pump->n_printed > 0)
    fds[0].events |= POLLOUT;
  else
    wanted |= VIR_STREAM_EVENT_READABLE;
  virStreamEventUpdateCallback (pump->stream, wanted);
  poll (fds, G_N_ELEMENTS (fds), -1);
  eventfd_read (pump->bell->fd, &rung);
}

static gpointer
pump_thread (gpointer data)
{
  Pump *pump = data;

  while (!pump->ended)
    {
      gboolean moved = move_printed (pump);

      moved |= move_typed (pump);
      if (!moved && !pump->ended)
        wait_for_bytes (pump);
    }
  close (pump->fd);
  virStreamEventRemoveCallback (pump->stream);
  virStreamAbort (pump->stream);
  virResetLastError ();
  virStreamFree (pump->stream);
  bell_unref (pump->bell);
  g_free (pump);
  return NULL;
}

static gboolean
open_stream (virDomainPtr handle, virStreamPtr stream, const char *port, gboolean take_over,
             GError **error)
{
  virErrorPtr reason;

  if (virDomainOpenConsole (handle, port, stream, take_over ? VIR_DOMAIN_CONSOLE_FORCE : 0) >= 0)
    return TRUE;
  reason = virGetLastError ();
  /* QEMU's driver says this and nothing else so. */
  if (reason != NULL && reason->code == VIR_ERR_OPERATION_FAILED && !take_over)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_CONFLICT,
                           _ ("Somebody else has this console open."));
      virResetLastError ();
    }
  else
    vireo_error_take_libvirt (error);
  return FALSE;
}

/**
 * vireo_serial_pump_open:
 * @handle: a running domain
 * @port: libvirt's name of the console ("serial0")
 * @take_over: whether who has it open now loses it
 * @error: (out) (optional): %VIREO_ERROR_CONFLICT when somebody else has it open
 *
 * Returns: a socket that does not block, -1 with @error set.  Closing it closes the console
 */
int
vireo_serial_pump_open (virDomainPtr handle, const char *port, gboolean take_over, GError **error)
{
  virStreamPtr stream = virStreamNew (virDomainGetConnect (handle), VIR_STREAM_NONBLOCK);
  Bell *bell;
  Pump *pump;
  int fds[2];

  VIREO_ASSERT_WORKER ();
  if (stream == NULL)
    {
      vireo_error_take_libvirt (error);
      return -1;
    }
  if (!open_stream (handle, stream, port, take_over, error))
    {
      virStreamFree (stream);
      return -1;
    }
  bell = g_atomic_rc_box_new0 (Bell);
  bell->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (virStreamEventAddCallback (stream, 0, stream_event, g_atomic_rc_box_acquire (bell),
                                 bell_unref) < 0)
    {
      vireo_error_take_libvirt (error);
      virStreamAbort (stream);
      virStreamFree (stream);
      bell_unref (bell);
      bell_unref (bell);
      return -1;
    }
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) < 0)
    g_error ("no socket for a console: %s", g_strerror (errno));

  pump = g_new0 (Pump, 1);
  pump->stream = stream;
  pump->bell = bell;
  pump->fd = fds[1];
  g_thread_unref (g_thread_new ("vireo-serial", pump_thread, pump));
  return fds[0];
}
