/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/console/vireo-serial-pump.h"
#include "core/console/vireo-serial.h"

#define READ_AT_ONCE (32 * 1024)     /* bytes a turn, so that a flood cannot hold the main loop */
#define MAX_UNSENT (1024 * 1024)     /* bytes typed that the guest has not taken */
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 25) /* below GTK's redrawing (120) */

struct _VireoSerial
{
  GObject parent_instance;

  VireoSerialState state;
  GError *error;         /* (owned) (nullable): why it ended, when not by itself */
  GCancellable *leaving; /* (owned) (nullable): of the opening under way */
  int fd;                /* (owned), -1: none */
  guint reader, writer;
  GByteArray *unsent; /* (owned) */
};

typedef struct
{
  virDomainPtr handle; /* (owned) */
  char *port;
  gboolean take_over;
} Opening;

enum
{
  PROP_STATE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint printed_signal;

G_DEFINE_FINAL_TYPE (VireoSerial, vireo_serial, G_TYPE_OBJECT)

static void
set_state (VireoSerial *self, VireoSerialState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
let_go (VireoSerial *self)
{
  g_clear_handle_id (&self->reader, g_source_remove);
  g_clear_handle_id (&self->writer, g_source_remove);
  if (self->leaving != NULL)
    g_cancellable_cancel (self->leaving);
  g_clear_object (&self->leaving);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_byte_array_set_size (self->unsent, 0);
  g_clear_error (&self->error);
}

static void
finish (VireoSerial *self, GError *error)
{
  let_go (self);
  self->error = error;
  set_state (self, VIREO_SERIAL_ENDED);
}

static gboolean
readable (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (VireoSerial) self = g_object_ref (data);
  g_autofree guint8 *buffer = g_malloc (READ_AT_ONCE);
  gssize n = recv (fd, buffer, READ_AT_ONCE, MSG_DONTWAIT);

  if (n > 0)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (buffer, n);

      g_signal_emit (self, printed_signal, 0, bytes);
    }
  else if (n == 0 || (errno != EAGAIN && errno != EINTR))
    {
      self->reader = 0;
      finish (self, NULL);
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
writable (int fd, GIOCondition condition, gpointer data)
{
  VireoSerial *self = data;
  gssize n = send (fd, self->unsent->data, self->unsent->len, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n > 0)
    g_byte_array_remove_range (self->unsent, 0, n);
  /* One that broke says so to the reader too. */
  if (self->unsent->len > 0 && (n > 0 || errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;
  self->writer = 0;
  return G_SOURCE_REMOVE;
}

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  vireo_worker_drop (opening->handle, (GDestroyNotify) virDomainFree);
  g_free (opening->port);
  g_free (opening);
}

static void
close_fd (gpointer fd)
{
  close (GPOINTER_TO_INT (fd) - 1);
}

static void
open_on_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  int fd = vireo_serial_pump_open (opening->handle, opening->port, opening->take_over, &error);

  if (fd < 0)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, GINT_TO_POINTER (fd + 1), close_fd);
}

static void
opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoSerial) self = data;
  GError *error = NULL;
  int fd = GPOINTER_TO_INT (g_task_propagate_pointer (G_TASK (result), &error)) - 1;

  if (fd < 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        finish (self, g_steal_pointer (&error));
      g_clear_error (&error);
      return;
    }
  self->fd = fd;
  self->reader = g_unix_fd_add_full (PRIORITY, fd, G_IO_IN | G_IO_HUP, readable, self, NULL);
  set_state (self, VIREO_SERIAL_OPEN);
}

/**
 * vireo_serial_open:
 * @vm: a VM that runs
 * @port: one of vireo_serial_list_ports()
 * @take_over: whether who has it open now loses it
 *
 * Opens the console, closing what was open.  The state tells how it goes.
 */
void
vireo_serial_open (VireoSerial *self, VireoVm *vm, const char *port, gboolean take_over)
{
  g_autoptr (GTask) task = NULL;
  Opening *opening;
  virDomainPtr handle = vireo_vm_ref_handle (vm);

  VIREO_ASSERT_MAIN ();
  let_go (self);
  if (handle == NULL)
    {
      finish (self, g_error_new_literal (VIREO_ERROR, VIREO_ERROR_UNREACHABLE,
                                         _ ("The connection to the host is closed.")));
      return;
    }
  self->leaving = g_cancellable_new ();
  opening = g_new0 (Opening, 1);
  opening->handle = handle;
  opening->port = g_strdup (port);
  opening->take_over = take_over;
  task = g_task_new (NULL, self->leaving, opened, g_object_ref (self));
  g_task_set_source_tag (task, vireo_serial_open);
  g_task_set_task_data (task, opening, opening_free);
  set_state (self, VIREO_SERIAL_CONNECTING);
  vireo_worker_spawn (task, open_on_worker);
}

void
vireo_serial_close (VireoSerial *self)
{
  VIREO_ASSERT_MAIN ();
  let_go (self);
  set_state (self, VIREO_SERIAL_CLOSED);
}

/**
 * vireo_serial_type:
 * @text: what to send, any bytes
 * @length: of @text
 *
 * Returns: %FALSE when the guest takes nothing any more and none of it was sent
 */
gboolean
vireo_serial_type (VireoSerial *self, const char *text, gsize length)
{
  if (self->fd < 0 || self->unsent->len + length > MAX_UNSENT)
    return FALSE;
  g_byte_array_append (self->unsent, (const guint8 *) text, length);
  if (self->writer == 0 && length > 0)
    self->writer = g_unix_fd_add (self->fd, G_IO_OUT, writable, self);
  return TRUE;
}

VireoSerialState
vireo_serial_get_state (VireoSerial *self)
{
  return self->state;
}

/**
 * vireo_serial_get_error:
 *
 * Returns: (nullable): why it ended, as a sentence; %NULL when the guest ended
 */
const GError *
vireo_serial_get_error (VireoSerial *self)
{
  return self->error;
}

/**
 * vireo_serial_list_ports:
 *
 * Returns: (transfer full): libvirt's names of the text consoles of @vm, maybe none
 */
GStrv
vireo_serial_list_ports (VireoVm *vm)
{
  const char *ports = vireo_vm_get_facts (vm)->serial_ports;

  return g_strsplit (ports != NULL ? ports : "", " ", -1);
}

/**
 * vireo_serial_get_port_label:
 * @port: one of vireo_serial_list_ports()
 *
 * Returns: (transfer full): what a person calls it
 */
char *
vireo_serial_get_port_label (const char *port)
{
  if (g_str_has_prefix (port, "serial"))
    return g_strdup_printf (_ ("Serial Port %d"), atoi (port + strlen ("serial")) + 1);
  if (g_str_has_prefix (port, "console"))
    /* Translators: a text console of the virtual machine that is no serial port */
    return g_strdup_printf (_ ("Text Console %d"), atoi (port + strlen ("console")));
  return g_strdup (port);
}

static void
vireo_serial_finalize (GObject *object)
{
  VireoSerial *self = VIREO_SERIAL (object);

  let_go (self);
  g_byte_array_unref (self->unsent);
  G_OBJECT_CLASS (vireo_serial_parent_class)->finalize (object);
}

static void
vireo_serial_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, VIREO_SERIAL (object)->state);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_serial_class_init (VireoSerialClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vireo_serial_finalize;
  object_class->get_property = vireo_serial_get_property;

  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, G_MAXUINT, 0,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  printed_signal = g_signal_new ("printed", VIREO_TYPE_SERIAL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
}

static void
vireo_serial_init (VireoSerial *self)
{
  self->fd = -1;
  self->unsent = g_byte_array_new ();
}

VireoSerial *
vireo_serial_new (void)
{
  return g_object_new (VIREO_TYPE_SERIAL, NULL);
}
