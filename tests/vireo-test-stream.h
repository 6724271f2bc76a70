/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <errno.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vireo-test.h"

/* Text consoles for libvirt's test driver, which has none: the calls that open and read one are
 * wrapped by the linker, and the guest is this file. */

typedef struct
{
  virStreamPtr stream;
  int fd;    /* the stream's end */
  int guest; /* our end, -1: the guest ended */
  char port[32];
  unsigned flags;
  virStreamEventCallback callback;
  virFreeCallback release;
  void *opaque;
  int events;
  guint tick;
} TestStream;

static GMutex test_streams_lock;
static GPtrArray *test_streams; /* of TestStream: the latest last */
static gboolean test_stream_is_busy;
static __thread gboolean test_stream_refused;

int __wrap_virDomainOpenConsole (virDomainPtr domain, const char *port, virStreamPtr stream,
                                 unsigned int flags);
int __wrap_virStreamEventAddCallback (virStreamPtr stream, int events,
                                      virStreamEventCallback callback, void *opaque,
                                      virFreeCallback release);
int __wrap_virStreamEventUpdateCallback (virStreamPtr stream, int events);
int __wrap_virStreamEventRemoveCallback (virStreamPtr stream);
int __wrap_virStreamRecv (virStreamPtr stream, char *data, size_t length);
int __wrap_virStreamSend (virStreamPtr stream, const char *data, size_t length);
int __wrap_virStreamAbort (virStreamPtr stream);
virErrorPtr __wrap_virGetLastError (void);
virErrorPtr __real_virGetLastError (void);

static inline TestStream *
test_stream_of (virStreamPtr stream)
{
  TestStream *found = NULL;

  g_mutex_lock (&test_streams_lock);
  for (guint i = 0; i < test_streams->len; i++)
    if (((TestStream *) g_ptr_array_index (test_streams, i))->stream == stream)
      found = g_ptr_array_index (test_streams, i);
  g_mutex_unlock (&test_streams_lock);
  g_assert_nonnull (found);
  return found;
}

int
__wrap_virDomainOpenConsole (virDomainPtr domain, const char *port, virStreamPtr stream,
                             unsigned int flags)
{
  TestStream *self;
  int fds[2];

  if (test_stream_is_busy && flags == 0)
    {
      test_stream_refused = TRUE;
      return -1;
    }
  self = g_new0 (TestStream, 1);
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  self->stream = stream;
  self->fd = fds[0];
  self->guest = fds[1];
  self->flags = flags;
  g_strlcpy (self->port, port, sizeof self->port);
  g_mutex_lock (&test_streams_lock);
  if (test_streams == NULL)
    test_streams = g_ptr_array_new ();
  /* The place of a stream that was freed may be given to the next one. */
  for (guint i = 0; i < test_streams->len; i++)
    if (((TestStream *) g_ptr_array_index (test_streams, i))->stream == stream)
      ((TestStream *) g_ptr_array_index (test_streams, i))->stream = NULL;
  g_ptr_array_add (test_streams, self);
  g_mutex_unlock (&test_streams_lock);
  return 0;
}

virErrorPtr
__wrap_virGetLastError (void)
{
  static virError busy = { .code = VIR_ERR_OPERATION_FAILED,
                           .message = (char *) "Active console session exists for this domain" };

  if (!test_stream_refused)
    return __real_virGetLastError ();
  test_stream_refused = FALSE;
  return &busy;
}

static gboolean
test_stream_tick (gpointer data)
{
  TestStream *self = data;
  int events;

  g_mutex_lock (&test_streams_lock);
  events = self->callback != NULL ? self->events : 0;
  g_mutex_unlock (&test_streams_lock);
  if (events != 0)
    {
      struct pollfd fd = { .fd = self->fd };

      fd.events = ((events & VIR_STREAM_EVENT_READABLE) ? POLLIN : 0) |
                  ((events & VIR_STREAM_EVENT_WRITABLE) ? POLLOUT : 0);
      if (poll (&fd, 1, 0) > 0)
        self->callback (self->stream, events, self->opaque);
    }
  return G_SOURCE_CONTINUE;
}

int
__wrap_virStreamEventAddCallback (virStreamPtr stream, int events,
                                  virStreamEventCallback callback, void *opaque,
                                  virFreeCallback release)
{
  TestStream *self = test_stream_of (stream);

  self->callback = callback;
  self->opaque = opaque;
  self->release = release;
  self->events = events;
  self->tick = g_timeout_add (1, test_stream_tick, self);
  return 0;
}

int
__wrap_virStreamEventUpdateCallback (virStreamPtr stream, int events)
{
  TestStream *self = test_stream_of (stream);

  g_mutex_lock (&test_streams_lock);
  self->events = events;
  g_mutex_unlock (&test_streams_lock);
  return 0;
}

static gboolean
test_stream_release (gpointer data)
{
  TestStream *self = data;

  g_source_remove (self->tick);
  self->release (self->opaque);
  return G_SOURCE_REMOVE;
}

/* On the main loop, where the callback runs too. */
int
__wrap_virStreamEventRemoveCallback (virStreamPtr stream)
{
  TestStream *self = test_stream_of (stream);

  g_mutex_lock (&test_streams_lock);
  self->callback = NULL;
  g_mutex_unlock (&test_streams_lock);
  g_idle_add_full (G_PRIORITY_HIGH, test_stream_release, self, NULL);
  return 0;
}

int
__wrap_virStreamRecv (virStreamPtr stream, char *data, size_t length)
{
  gssize n = recv (test_stream_of (stream)->fd, data, length, MSG_DONTWAIT);

  return n >= 0 ? n : errno == EAGAIN ? -2 : -1;
}

int
__wrap_virStreamSend (virStreamPtr stream, const char *data, size_t length)
{
  gssize n = send (test_stream_of (stream)->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);

  return n >= 0 ? n : errno == EAGAIN ? -2 : -1;
}

int
__wrap_virStreamAbort (virStreamPtr stream)
{
  shutdown (test_stream_of (stream)->fd, SHUT_RDWR);
  return 0;
}

/* How many consoles were opened so far. */
static inline guint
test_stream_count (void)
{
  guint n;

  g_mutex_lock (&test_streams_lock);
  n = test_streams != NULL ? test_streams->len : 0;
  g_mutex_unlock (&test_streams_lock);
  return n;
}

static inline TestStream *
test_stream_last (void)
{
  return g_ptr_array_index (test_streams, test_stream_count () - 1);
}

static inline void
test_stream_print (const char *text)
{
  g_assert_cmpint (send (test_stream_last ()->guest, text, strlen (text), 0), ==, strlen (text));
}

/* What was typed since the last call, as far as it came. */
static inline gsize
test_stream_read (char *buffer, gsize length)
{
  gssize n = recv (test_stream_last ()->guest, buffer, length, MSG_DONTWAIT);

  return MAX (n, 0);
}

static inline gboolean
test_stream_is_open (TestStream *self)
{
  char byte;

  return recv (self->guest, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0;
}

static inline void
test_stream_end (void)
{
  shutdown (test_stream_last ()->guest, SHUT_RDWR);
}
