/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "worker/vireo-worker-login.h"

#define CLIENT_NAME "libvirt-vnc" /* whose keys under ~/.pki and /etc/pki libvirt tells to install */

/* Over a network what hides the password comes first; on this machine what costs least. */
static const guint remote_logins[] = {
  VNC_CONNECTION_AUTH_VENCRYPT, VNC_CONNECTION_AUTH_TLS, VNC_CONNECTION_AUTH_SASL,
  VNC_CONNECTION_AUTH_NONE,     VNC_CONNECTION_AUTH_VNC,
};
static const guint local_logins[] = {
  VNC_CONNECTION_AUTH_NONE,     VNC_CONNECTION_AUTH_VNC,  VNC_CONNECTION_AUTH_SASL,
  VNC_CONNECTION_AUTH_VENCRYPT, VNC_CONNECTION_AUTH_TLS,
};
/* A server that can prove who it is comes before one that cannot; the last three are what
 * stands behind plain TLS. */
static const guint sub_logins[] = {
  VNC_CONNECTION_AUTH_VENCRYPT_X509NONE,  VNC_CONNECTION_AUTH_VENCRYPT_X509VNC,
  VNC_CONNECTION_AUTH_VENCRYPT_X509PLAIN, VNC_CONNECTION_AUTH_VENCRYPT_X509SASL,
  VNC_CONNECTION_AUTH_VENCRYPT_TLSNONE,   VNC_CONNECTION_AUTH_VENCRYPT_TLSVNC,
  VNC_CONNECTION_AUTH_VENCRYPT_TLSPLAIN,  VNC_CONNECTION_AUTH_VENCRYPT_TLSSASL,
  VNC_CONNECTION_AUTH_NONE,               VNC_CONNECTION_AUTH_VNC,
  VNC_CONNECTION_AUTH_SASL,
};

static gboolean
find_first (const guint *wanted, gsize n_wanted, GValueArray *offered, guint *found)
{
  for (gsize i = 0; i < n_wanted; i++)
    for (guint k = 0; k < offered->n_values; k++)
      if ((guint) g_value_get_enum (g_value_array_get_nth (offered, k)) == wanted[i])
        {
          *found = wanted[i];
          return TRUE;
        }
  return FALSE;
}

/**
 * vireo_worker_choose_login:
 * @offered: the server's kinds of login
 * @remote: whether a network lies between
 *
 * Answers the server; without an answer gvnc hangs, even when there is but one kind.
 *
 * Returns: %FALSE when none of them is known
 */
gboolean
vireo_worker_choose_login (VncConnection *connection, GValueArray *offered, gboolean remote)
{
  guint found;
  gboolean any = remote ? find_first (remote_logins, G_N_ELEMENTS (remote_logins), offered, &found)
                        : find_first (local_logins, G_N_ELEMENTS (local_logins), offered, &found);

  return any && vnc_connection_set_auth_type (connection, found);
}

/**
 * vireo_worker_choose_sub_login:
 * @offered: the kinds of login inside TLS
 *
 * Returns: %FALSE when none of them is known
 */
gboolean
vireo_worker_choose_sub_login (VncConnection *connection, GValueArray *offered)
{
  guint found;

  return find_first (sub_logins, G_N_ELEMENTS (sub_logins), offered, &found) &&
         vnc_connection_set_auth_subtype (connection, found);
}

/**
 * vireo_worker_ask_credentials:
 * @kinds: what the login needs
 * @ask: (out caller-allocates): what to ask a person for
 *
 * Answers what needs no person.
 *
 * Returns: whether @ask is to be sent
 */
gboolean
vireo_worker_ask_credentials (VncConnection *connection, GValueArray *kinds, VireoWireMessage *ask)
{
  memset (ask, 0, sizeof *ask);
  ask->type = VIREO_WIRE_ASK_CREDENTIALS;
  for (guint i = 0; i < kinds->n_values; i++)
    switch (g_value_get_enum (g_value_array_get_nth (kinds, i)))
      {
      case VNC_CONNECTION_CREDENTIAL_USERNAME:
        ask->ask.user_name = TRUE;
        break;
      case VNC_CONNECTION_CREDENTIAL_PASSWORD:
        ask->ask.password = TRUE;
        break;
      case VNC_CONNECTION_CREDENTIAL_CLIENTNAME:
        vnc_connection_set_credential (connection, VNC_CONNECTION_CREDENTIAL_CLIENTNAME,
                                       CLIENT_NAME);
        break;
      }
  return ask->ask.user_name || ask->ask.password;
}

void
vireo_worker_set_credentials (VncConnection *connection, const VireoWireMessage *message)
{
  g_autofree char *user_name = g_strndup (message->credentials.user_name,
                                          message->credentials.user_name_length);
  g_autofree char *password = g_strndup (message->credentials.password,
                                         message->credentials.password_length);

  if (*user_name != '\0')
    vnc_connection_set_credential (connection, VNC_CONNECTION_CREDENTIAL_USERNAME, user_name);
  vnc_connection_set_credential (connection, VNC_CONNECTION_CREDENTIAL_PASSWORD, password);
}
