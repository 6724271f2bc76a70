/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-uri.h"
#include "core/host/vireo-host-uri.h"

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * vireo_host_uri_check:
 * @uri: what a user typed
 * @error: (out) (optional): %VIREO_ERROR_INVALID with what is wrong, in words
 *
 * Returns: whether libvirt can make sense of it; not whether anything answers there
 */
gboolean
vireo_host_uri_check (const char *uri, GError **error)
{
  static const char *const transports[]
      = { "ssh", "libssh", "libssh2", "tls", "tcp", "unix", "ext", NULL };
  g_autoptr (GUri) parsed = NULL;
  g_auto (GStrv) scheme = NULL;

  if (*uri == '\0')
    return refuse (error, _ ("Enter the address of a host, as qemu+ssh://root@server/system."));
  for (const char *c = uri; *c != '\0'; c++)
    if (g_ascii_isspace (*c) || g_ascii_iscntrl (*c))
      return refuse (error, _ ("An address must not contain spaces."));

  parsed = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  if (parsed == NULL || strstr (uri, "://") == NULL)
    return refuse (error, _ ("This is not the address of a host.  It looks like "
                             "qemu+ssh://root@server/system."));

  scheme = g_strsplit (g_uri_get_scheme (parsed), "+", 2);
  if (*scheme[0] == '\0')
    return refuse (error, _ ("The address does not say which hypervisor, as in qemu:///system."));
  if (scheme[1] != NULL && !g_strv_contains (transports, scheme[1]))
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   /* Translators: a made-up word from a URI, as in qemu+xyz:// */
                   _ ("libvirt knows no way to connect called “%s”; ssh, tls and tcp are usual."),
                   scheme[1]);
      return FALSE;
    }
  if (scheme[1] != NULL && !g_str_equal (scheme[1], "unix") && !g_str_equal (scheme[1], "ext") &&
      (g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0'))
    return refuse (error, _ ("The address does not name a host."));
  if (g_str_equal (scheme[0], "qemu") && !g_str_equal (g_uri_get_path (parsed), "/system") &&
      !g_str_equal (g_uri_get_path (parsed), "/session") &&
      !g_str_equal (g_uri_get_path (parsed), "/embed"))
    return refuse (error, _ ("A QEMU address ends in /system or /session."));
  return TRUE;
}

/**
 * vireo_host_uri_is_local:
 *
 * Returns: whether the daemon behind @uri runs on this machine
 */
gboolean
vireo_host_uri_is_local (const char *uri)
{
  return vireo_uri_is_local (uri);
}

/**
 * vireo_host_uri_to_label:
 *
 * Returns: (transfer full): what the sidebar calls this host until it has a name of its own
 */
char *
vireo_host_uri_to_label (const char *uri)
{
  g_autoptr (GUri) parsed
      = g_uri_parse (uri, G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *transport = NULL;
  const char *plus;

  if (parsed == NULL)
    return g_strdup (uri);
  if (vireo_host_uri_is_local (uri))
    {
      if (g_str_equal (uri, "qemu:///system"))
        return g_strdup (_ ("This computer"));
      if (g_str_equal (uri, "qemu:///session"))
        return g_strdup (_ ("This computer (user session)"));
      if (g_str_has_prefix (uri, "test://"))
        return g_strdup (_ ("Test host"));
      return g_strdup (uri);
    }
  plus = strchr (g_uri_get_scheme (parsed), '+');
  transport = g_strdup (plus != NULL ? plus + 1 : "tls");
  if (g_uri_get_userinfo (parsed) != NULL)
    return g_strdup_printf ("%s@%s (%s)", g_uri_get_userinfo (parsed), g_uri_get_host (parsed),
                            transport);
  return g_strdup_printf ("%s (%s)", g_uri_get_host (parsed), transport);
}

/**
 * vireo_host_uri_build:
 * @driver: "qemu"
 * @transport: (nullable): "ssh"; %NULL for this computer
 * @user: (nullable): login
 * @host: (nullable): name or address, IPv6 without brackets
 * @port: 0 for the usual one
 * @path: "system" or "session"
 *
 * Returns: (transfer full): the URI
 */
char *
vireo_host_uri_build (const char *driver,
                      const char *transport,
                      const char *user,
                      const char *host,
                      guint port,
                      const char *path)
{
  GString *uri = g_string_new (driver);

  if (transport != NULL)
    g_string_append_printf (uri, "+%s", transport);
  g_string_append (uri, "://");
  if (host != NULL)
    {
      if (user != NULL && *user != '\0')
        {
          g_string_append_uri_escaped (uri, user, NULL, FALSE);
          g_string_append_c (uri, '@');
        }
      g_string_append_printf (uri, strchr (host, ':') != NULL ? "[%s]" : "%s", host);
      if (port > 0)
        g_string_append_printf (uri, ":%u", port);
    }
  g_string_append_printf (uri, "/%s", path);
  return g_string_free (uri, FALSE);
}
