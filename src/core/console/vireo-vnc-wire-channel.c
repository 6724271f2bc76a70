/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/console/vireo-vnc-wire-channel.h"

#define READ_AT_ONCE (64 * 1024) /* bytes a turn, so that a flood cannot hold the main loop */
#define MAX_WAITING_FDS 4
#define MAX_BACKLOG (4 * 1024 * 1024) /* bytes; beyond, the other end hangs */

typedef struct
{
  GBytes *bytes;      /* (owned) */
  gsize sent;         /* bytes */
  int fd;             /* (owned), -1: none */
  VireoWireType type;
} Parcel;

struct _VireoWireChannel
{
  int fd; /* (owned) */
  VireoWireDirection incoming;
  VireoWireReceived received;
  VireoWireBroken broken;
  gpointer user_data;
  int priority;

  GSource *reader;   /* (owned) (nullable) */
  GSource *writer;   /* (owned) (nullable): only while something is queued */
  GByteArray *inbox; /* (owned) */
  int fds[MAX_WAITING_FDS]; /* (owned): came ahead of their messages */
  guint n_fds;
  GQueue outbox; /* of Parcel (owned) */
  gsize backlog; /* bytes in outbox */

  guint in_use; /* calls under way; freed only at 0 */
  gboolean closed;
  gboolean mute; /* the other end hears nothing any more */
  gboolean doomed;
};

static void
parcel_free (Parcel *parcel)
{
  g_bytes_unref (parcel->bytes);
  if (parcel->fd >= 0)
    close (parcel->fd);
  g_free (parcel);
}

static void
drop_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
channel_release (VireoWireChannel *self)
{
  if (--self->in_use > 0 || !self->doomed)
    return;
  drop_source (&self->reader);
  drop_source (&self->writer);
  g_byte_array_unref (self->inbox);
  for (guint i = 0; i < self->n_fds; i++)
    close (self->fds[i]);
  g_queue_clear_full (&self->outbox, (GDestroyNotify) parcel_free);
  close (self->fd);
  g_free (self);
}

static void
channel_break (VireoWireChannel *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  drop_source (&self->reader);
  drop_source (&self->writer);
  if (!self->doomed)
    self->broken (self->user_data);
}

static void
stop_sending (VireoWireChannel *self)
{
  self->mute = TRUE;
  g_queue_clear_full (&self->outbox, (GDestroyNotify) parcel_free);
  self->backlog = 0;
}

/* Sends what the socket takes of the first parcel.  FALSE: the socket is full or dead. */
static gboolean
send_first (VireoWireChannel *self)
{
  Parcel *parcel = g_queue_peek_head (&self->outbox);
  gsize length;
  const guint8 *data = g_bytes_get_data (parcel->bytes, &length);
  struct iovec part = { (void *) (data + parcel->sent), length - parcel->sent };
  struct msghdr header = { .msg_iov = &part, .msg_iovlen = 1 };
  union
  {
    struct cmsghdr align;
    char room[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  gssize n;

  if (parcel->fd >= 0)
    {
      struct cmsghdr *first;

      header.msg_control = &control;
      header.msg_controllen = sizeof control.room;
      first = CMSG_FIRSTHDR (&header);
      first->cmsg_level = SOL_SOCKET;
      first->cmsg_type = SCM_RIGHTS;
      first->cmsg_len = CMSG_LEN (sizeof (int));
      memcpy (CMSG_DATA (first), &parcel->fd, sizeof (int));
    }
  do
    n = sendmsg (self->fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    {
      /* What the other end said before it went is still to be read: reading tells the end. */
      if (errno != EAGAIN)
        stop_sending (self);
      return FALSE;
    }

  if (parcel->fd >= 0)
    close (parcel->fd);
  parcel->fd = -1;
  parcel->sent += n;
  self->backlog -= n;
  if (parcel->sent == length)
    parcel_free (g_queue_pop_head (&self->outbox));
  return TRUE;
}

static void
send_queued (VireoWireChannel *self)
{
  while (!self->closed && !g_queue_is_empty (&self->outbox))
    if (!send_first (self))
      break;
}

static gboolean
writable (int fd, GIOCondition condition, gpointer data)
{
  VireoWireChannel *self = data;
  gboolean again;

  self->in_use++;
  send_queued (self);
  again = !self->closed && !g_queue_is_empty (&self->outbox);
  if (!again)
    drop_source (&self->writer);
  channel_release (self);
  return again;
}

/* A pointer that moves on makes its last place uninteresting; a press, a release or a key
 * never is. */
static gboolean
replaces_last (VireoWireChannel *self, const VireoWireMessage *message)
{
  Parcel *last = g_queue_peek_tail (&self->outbox);
  VireoWireMessage waiting;
  const guint8 *data;
  gsize length;

  if (message->type != VIREO_WIRE_POINTER || last == NULL || last->type != VIREO_WIRE_POINTER ||
      last->sent > 0)
    return FALSE;
  data = g_bytes_get_data (last->bytes, &length);
  return vireo_wire_decode (!self->incoming, data, length, &waiting) &&
         !waiting.pointer.relative && !message->pointer.relative &&
         waiting.pointer.buttons == message->pointer.buttons;
}

/**
 * vireo_wire_channel_send:
 * @message: what to say
 * @fd: goes with it and is closed here, -1 for none
 *
 * Never waits.  An end that takes nothing for so long that megabytes queue up counts as broken.
 */
void
vireo_wire_channel_send (VireoWireChannel *self, const VireoWireMessage *message, int fd)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  g_assert (vireo_wire_has_fd (message->type) == (fd >= 0));
  parcel->bytes = vireo_wire_encode (message);
  parcel->fd = fd;
  parcel->type = message->type;
  if (self->closed || self->mute)
    {
      parcel_free (parcel);
      return;
    }

  self->in_use++;
  if (replaces_last (self, message))
    {
      self->backlog -= g_bytes_get_size (((Parcel *) g_queue_peek_tail (&self->outbox))->bytes);
      parcel_free (g_queue_pop_tail (&self->outbox));
    }
  g_queue_push_tail (&self->outbox, parcel);
  self->backlog += g_bytes_get_size (parcel->bytes);
  if (self->writer == NULL)
    send_queued (self);
  if (!self->closed && self->backlog > MAX_BACKLOG)
    channel_break (self);
  if (!self->closed && !g_queue_is_empty (&self->outbox) && self->writer == NULL)
    {
      self->writer = g_unix_fd_source_new (self->fd, G_IO_OUT);
      g_source_set_priority (self->writer, self->priority);
      g_source_set_callback (self->writer, G_SOURCE_FUNC (writable), self, NULL);
      g_source_attach (self->writer, g_main_context_get_thread_default ());
    }
  channel_release (self);
}

gboolean
vireo_wire_channel_has_backlog (VireoWireChannel *self)
{
  return !g_queue_is_empty (&self->outbox);
}

/**
 * vireo_wire_channel_flush:
 * @wait: ms, at most
 *
 * Sends what is queued, waiting for room.  For the worker's last words and, with a @wait of 0,
 * for what a console still has to say.
 */
void
vireo_wire_channel_flush (VireoWireChannel *self, guint wait)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) wait * 1000;

  self->in_use++;
  send_queued (self);
  while (!self->closed && !g_queue_is_empty (&self->outbox) && g_get_monotonic_time () < deadline)
    {
      struct pollfd room = { .fd = self->fd, .events = POLLOUT };

      poll (&room, 1, 10);
      send_queued (self);
    }
  channel_release (self);
}

static gboolean
take_fds (VireoWireChannel *self, struct msghdr *header)
{
  gboolean fine = (header->msg_flags & MSG_CTRUNC) == 0;

  for (struct cmsghdr *at = CMSG_FIRSTHDR (header); at != NULL; at = CMSG_NXTHDR (header, at))
    {
      gsize n;

      if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS)
        continue;
      n = (at->cmsg_len - CMSG_LEN (0)) / sizeof (int);
      for (gsize i = 0; i < n; i++)
        {
          int fd;

          memcpy (&fd, CMSG_DATA (at) + i * sizeof (int), sizeof (int));
          if (self->n_fds < MAX_WAITING_FDS)
            self->fds[self->n_fds++] = fd;
          else
            {
              close (fd);
              fine = FALSE;
            }
        }
    }
  return fine;
}

static int
next_fd (VireoWireChannel *self)
{
  int fd;

  if (self->n_fds == 0)
    return -1;
  fd = self->fds[0];
  self->n_fds--;
  memmove (self->fds, self->fds + 1, self->n_fds * sizeof (int));
  return fd;
}

/* Hands on every whole message in the inbox.  FALSE: nonsense. */
static gboolean
deliver (VireoWireChannel *self)
{
  gsize at = 0;

  while (!self->closed && !self->doomed)
    {
      VireoWireMessage message;
      gsize total;
      int fd = -1;

      if (!vireo_wire_measure (self->incoming, self->inbox->data + at, self->inbox->len - at,
                               &total))
        return FALSE;
      if (total == 0 || total > self->inbox->len - at)
        break;
      if (!vireo_wire_decode (self->incoming, self->inbox->data + at, total, &message))
        return FALSE;
      if (vireo_wire_has_fd (message.type) && (fd = next_fd (self)) < 0)
        return FALSE;
      at += total;
      self->received (&message, fd, self->user_data);
    }
  if (at > 0)
    g_byte_array_remove_range (self->inbox, 0, at);
  /* A descriptor that no message asks for is a leak in the making. */
  return self->inbox->len > 0 || self->n_fds == 0 || self->closed || self->doomed;
}

static gboolean
readable (int fd, GIOCondition condition, gpointer data)
{
  VireoWireChannel *self = data;
  union
  {
    struct cmsghdr align;
    char room[CMSG_SPACE (MAX_WAITING_FDS * sizeof (int))];
  } control;
  guint before = self->inbox->len;
  struct iovec part;
  struct msghdr header = { .msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control.room };
  gboolean fine, again;
  gssize n;

  self->in_use++;
  g_byte_array_set_size (self->inbox, before + READ_AT_ONCE);
  part.iov_base = self->inbox->data + before;
  part.iov_len = READ_AT_ONCE;
  n = recvmsg (self->fd, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  g_byte_array_set_size (self->inbox, before + MAX (n, 0));
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    fine = TRUE;
  else
    fine = n > 0 && take_fds (self, &header) && deliver (self);
  if (!fine)
    channel_break (self);
  again = !self->closed && !self->doomed;
  channel_release (self);
  return again;
}

/**
 * vireo_wire_channel_new:
 * @fd: (transfer full): a connected stream socket of the unix family
 * @incoming: what this end reads
 * @priority: of its sources in the thread's main context
 * @received: gets each message
 * @broken: told once when the other end is gone; not after vireo_wire_channel_free()
 *
 * Returns: (transfer full): free with vireo_wire_channel_free(), also from a callback
 */
VireoWireChannel *
vireo_wire_channel_new (int fd, VireoWireDirection incoming, int priority,
                        VireoWireReceived received, VireoWireBroken broken, gpointer user_data)
{
  VireoWireChannel *self = g_new0 (VireoWireChannel, 1);

  self->fd = fd;
  self->incoming = incoming;
  self->priority = priority;
  self->received = received;
  self->broken = broken;
  self->user_data = user_data;
  self->inbox = g_byte_array_new ();
  g_queue_init (&self->outbox);
  self->reader = g_unix_fd_source_new (fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_priority (self->reader, priority);
  g_source_set_callback (self->reader, G_SOURCE_FUNC (readable), self, NULL);
  g_source_attach (self->reader, g_main_context_get_thread_default ());
  return self;
}

void
vireo_wire_channel_free (VireoWireChannel *self)
{
  self->in_use++;
  self->doomed = TRUE;
  drop_source (&self->reader);
  drop_source (&self->writer);
  channel_release (self);
}
