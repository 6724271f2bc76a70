/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A VM's screen is best reached through libvirtd, which hands over a socket and skips the
 * password.  Over a network it cannot: then the address in the running definition is tried, by ssh
 * where the host itself is reached so. */

#include "config.h"

#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/console/vireo-tunnel.h"
#include "core/console/vireo-vnc-target.h"

#define CONNECT_TIMEOUT 10 /* s */
#define DEFAULT_PORT 5900

void
vireo_vnc_target_free (VireoVncTarget *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->host);
  /* A password does not stay in freed memory. */
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self);
}

static VireoVncTarget *
target_new (int fd, const char *host, gboolean remote)
{
  VireoVncTarget *self = g_new0 (VireoVncTarget, 1);

  self->fd = fd;
  self->host = g_strdup (host);
  self->remote = remote;
  return self;
}

static void
explain_connect_error (const char *address, GError *reason, GError **error)
{
  VireoErrorCode code = VIREO_ERROR_UNREACHABLE;
  const char *sentence = _ ("The screen cannot be reached at %s.");

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, reason);
      return;
    }
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      code = VIREO_ERROR_TIMED_OUT;
      sentence = _ ("The screen did not answer in time at %s.");
    }
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    sentence = _ ("No screen is offered at %s.");
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    {
      code = VIREO_ERROR_DENIED;
      sentence = _ ("You are not allowed to open the screen at %s.");
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, VIREO_ERROR, code, sentence, address);
#pragma GCC diagnostic pop
  g_error_free (reason);
}

static GSocketConnectable *
parse_address (const char *address, GError **error)
{
  GSocketConnectable *connectable = NULL;

  if (g_str_has_prefix (address, "unix:") && address[5] == '/' &&
      strlen (address + 5) < sizeof ((struct sockaddr_un *) NULL)->sun_path)
    return G_SOCKET_CONNECTABLE (g_unix_socket_address_new (address + 5));
  if (*address != '\0' && !g_str_has_prefix (address, "unix:"))
    connectable = g_network_address_parse (address, DEFAULT_PORT, NULL);
  if (connectable == NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                 _ ("“%s” is not the address of a screen."), address);
  return connectable;
}

/**
 * vireo_vnc_target_open_address:
 * @address: "HOST:PORT" or "unix:/PATH"
 *
 * Connects.  Waits, so never on the main thread.
 *
 * Returns: (transfer full) (nullable): the open socket
 */
VireoVncTarget *
vireo_vnc_target_open_address (const char *address, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocketConnectable) connectable = parse_address (address, error);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GSocketAddress) peer = NULL;
  GError *reason = NULL;
  const char *host = "";
  gboolean remote = FALSE;
  int fd, on = 1;

  VIREO_ASSERT_WORKER ();
  if (connectable == NULL)
    return NULL;
  g_socket_client_set_timeout (client, CONNECT_TIMEOUT);
  g_socket_client_set_enable_proxy (client, FALSE);
  connection = g_socket_client_connect (client, connectable, cancellable, &reason);
  if (connection == NULL)
    {
      explain_connect_error (address, reason, error);
      return NULL;
    }

  peer = g_socket_connection_get_remote_address (connection, NULL);
  if (G_IS_INET_SOCKET_ADDRESS (peer))
    {
      host = g_network_address_get_hostname (G_NETWORK_ADDRESS (connectable));
      remote = !g_inet_address_get_is_loopback (
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (peer)));
      setsockopt (g_socket_get_fd (g_socket_connection_get_socket (connection)), IPPROTO_TCP,
                  TCP_NODELAY, &on, sizeof on);
    }
  fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 0);
  return target_new (fd, host, remote);
}

static char *
address_on_host (xmlNode *graphics, const char *uri, GError **error)
{
  g_autofree char *socket = vireo_xml_string (graphics, "listen[@type='socket']/@socket");
  g_autofree char *socket_too = vireo_xml_string (graphics, "@socket");
  g_autofree char *listen = vireo_xml_string (graphics, "listen[@type='address']/@address");
  g_autofree char *listen_too = vireo_xml_string (graphics, "@listen");
  guint64 port = vireo_xml_uint (graphics, "@port", 0);
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  const char *libvirt_host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  const char *path = socket != NULL && *socket != '\0' ? socket : socket_too;
  const char *where = listen != NULL && *listen != '\0' ? listen : listen_too;
  g_autoptr (GInetAddress) address = NULL;
  gboolean away = libvirt_host != NULL && *libvirt_host != '\0' && !vireo_tunnel_is_needed (uri);

  if (path != NULL && *path != '\0' && !away)
    return g_strconcat ("unix:", path, NULL);
  if (where == NULL || *where == '\0')
    where = "127.0.0.1";
  address = g_inet_address_new_from_string (where);
  if (away && (port == 0 || (address != NULL && g_inet_address_get_is_loopback (address))))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("This virtual machine offers its screen on its own host only, which "
                              "cannot be reached from here."));
      return NULL;
    }
  if (port == 0 || port > G_MAXUINT16)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                           _ ("The virtual machine does not offer its screen now."));
      return NULL;
    }
  if (address != NULL && g_inet_address_get_is_any (address))
    where = away ? libvirt_host : "127.0.0.1";
  return strchr (where, ':') != NULL ? g_strdup_printf ("[%s]:%u", where, (guint) port)
                                     : g_strdup_printf ("%s:%u", where, (guint) port);
}

/**
 * vireo_vnc_target_find_address:
 * @domain_xml: the running definition
 * @uri: libvirt's address of the host; with a tunnel to it the answer is as seen from there
 * @head: which of its VNC screens, from 0 on; the first when there are fewer
 * @index: (out): which of all the VM's screens it is, as virDomainOpenGraphicsFD() counts
 * @password: (out) (transfer full) (nullable): when the definition tells it
 *
 * Returns: (transfer full) (nullable): where that VNC server listens, as for
 *   vireo_vnc_target_open_address(); %NULL with @error set when there is none to be reached
 *   (%VIREO_ERROR_UNSUPPORTED: the VM has no VNC screen at all, and @index is %G_MAXUINT)
 */
char *
vireo_vnc_target_find_address (const char *domain_xml, const char *uri, guint head, guint *index,
                               char **password, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (domain_xml, error);
  g_autoptr (VireoXmlNodes) screens = NULL;
  gboolean spice;

  *index = G_MAXUINT;
  *password = NULL;
  if (doc == NULL)
    return NULL;

  screens = vireo_xml_find (xmlDocGetRootElement (doc), "devices/graphics");
  for (guint i = 0, n = 0; i < vireo_xml_nodes_count (screens) && n <= head; i++)
    if (vireo_xml_has (vireo_xml_nodes_get (screens, i), "self::*[@type='vnc']") &&
        (n++ == head || *index == G_MAXUINT))
      *index = i;
  if (*index != G_MAXUINT)
    {
      *password = vireo_xml_string (vireo_xml_nodes_get (screens, *index), "@passwd");
      return address_on_host (vireo_xml_nodes_get (screens, *index), uri, error);
    }
  spice = vireo_xml_has (xmlDocGetRootElement (doc), "devices/graphics[@type='spice']");
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                       spice ? _ ("This virtual machine offers its screen through SPICE only, which "
                                  "Vireo does not show.  Add a VNC screen to it.")
                             : _ ("This virtual machine has no screen."));
  return NULL;
}

static char *
read_xml (virDomainPtr handle)
{
  /* With the password, when this connection may read it. */
  char *xml = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_SECURE);

  if (xml == NULL)
    xml = virDomainGetXMLDesc (handle, 0);
  return xml;
}

typedef struct
{
  virDomainPtr handle; /* (owned) */
  char *uri;
  guint head; /* of its VNC screens */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  vireo_worker_drop (opening->handle, (GDestroyNotify) virDomainFree);
  g_free (opening->uri);
  g_free (opening);
}

static VireoVncTarget *
open_through_tunnel (const char *uri, const char *address, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);
  int fd = vireo_tunnel_open (uri, address, cancellable, error);

  return fd >= 0 ? target_new (fd, g_uri_get_host (parsed), TRUE) : NULL;
}

static VireoVncTarget *
open_vm (Opening *opening, GCancellable *cancellable, GError **error)
{
  virDomainPtr handle = opening->handle;
  const char *uri = opening->uri;
  gboolean tunnel = vireo_tunnel_is_needed (uri);
  g_autofree char *xml = read_xml (handle);
  g_autofree char *address = NULL;
  g_autofree char *password = NULL;
  g_autoptr (GError) unreachable = NULL;
  VireoVncTarget *target;
  guint index;
  int fd;

  if (xml == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  address = vireo_vnc_target_find_address (xml, uri, opening->head, &index, &password, &unreachable);
  if (index == G_MAXUINT)
    {
      g_propagate_error (error, g_steal_pointer (&unreachable));
      return NULL;
    }

  fd = tunnel ? -1
              : virDomainOpenGraphicsFD (handle, index, VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH);
  if (fd >= 0)
    return target_new (fd, "", FALSE);
  virResetLastError (); /* over a network it always fails; what counts is the next attempt */
  if (address == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unreachable));
      return NULL;
    }
  target = tunnel ? open_through_tunnel (uri, address, cancellable, error)
                  : vireo_vnc_target_open_address (address, cancellable, error);
  if (target != NULL && password != NULL && *password != '\0')
    target->password = g_steal_pointer (&password);
  return target;
}

static void
open_vm_on_worker (GTask *task, gpointer source, gpointer opening, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoVncTarget *target = open_vm (opening, cancellable, &error);

  if (target != NULL)
    g_task_return_pointer (task, target, (GDestroyNotify) vireo_vnc_target_free);
  else
    g_task_return_error (task, error);
}

static void
open_address_on_worker (GTask *task, gpointer source, gpointer address, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoVncTarget *target = vireo_vnc_target_open_address (address, cancellable, &error);

  if (target != NULL)
    g_task_return_pointer (task, target, (GDestroyNotify) vireo_vnc_target_free);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_vnc_target_open_vm_async:
 * @vm: a VM that runs
 * @head: which of its VNC screens, from 0 on
 * @cancellable: (nullable): stops the wait
 *
 * Reaches that screen of the VM, through libvirtd where that works.  Main thread.
 */
void
vireo_vnc_target_open_vm_async (VireoVm *vm, guint head, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  virDomainPtr handle = vireo_vm_ref_handle (vm);
  Opening *opening;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vnc_target_open_vm_async);
  if (handle == NULL)
    {
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is closed."));
      return;
    }
  opening = g_new0 (Opening, 1);
  opening->handle = handle;
  opening->uri = g_strdup (vireo_vm_get_uri (vm));
  opening->head = head;
  g_task_set_task_data (task, opening, opening_free);
  vireo_worker_spawn (task, open_vm_on_worker);
}

/**
 * vireo_vnc_target_open_address_async:
 * @address: "HOST:PORT" or "unix:/PATH"
 * @cancellable: (nullable): stops the wait
 *
 * Connects to any VNC server.  Main thread.
 */
void
vireo_vnc_target_open_address_async (const char *address, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vnc_target_open_address_async);
  g_task_set_task_data (task, g_strdup (address), g_free);
  vireo_worker_spawn (task, open_address_on_worker);
}

/**
 * vireo_vnc_target_open_finish:
 *
 * Returns: (transfer full) (nullable): the open socket; %NULL with @error set
 */
VireoVncTarget *
vireo_vnc_target_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
