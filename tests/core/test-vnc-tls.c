/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens behind TLS and SASL, as a real QEMU without a guest offers them. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-vnc-session.h"
#include "vireo-test.h"

typedef struct
{
  char *folder; /* keys, and the home of a worker */
  GSubprocess *qemu;
  char *address;
  VireoVncSession *session;
  guint n_asked;
  gboolean user_name;
} Fixture;

static void
run (Fixture *f, const char *command, const char *input)
{
  g_autofree char *whole = g_strdup_printf ("cd '%s' && %s", f->folder, command);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                            G_SUBPROCESS_FLAGS_STDERR_MERGE,
                        &error, "sh", "-c", whole, NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, input, NULL, NULL, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
}

static void
write_file (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* An authority, and a server that it vouches for under @name. */
static void
make_keys (Fixture *f, const char *name)
{
  g_autofree char *server = g_strdup_printf ("cn = test\n%s\ntls_www_server\nsigning_key\n"
                                             "encryption_key\n",
                                             name);

  write_file (f, "ca.info", "cn = Authority of the tests\nca\ncert_signing_key\n");
  write_file (f, "server.info", server);
  run (f, "certtool --generate-privkey --ecc --outfile ca-key.pem && "
          "certtool --generate-self-signed --load-privkey ca-key.pem --template ca.info "
          "--outfile ca-cert.pem && "
          "certtool --generate-privkey --ecc --outfile server-key.pem && "
          "certtool --generate-certificate --load-ca-certificate ca-cert.pem "
          "--load-ca-privkey ca-key.pem --load-privkey server-key.pem --template server.info "
          "--outfile server-cert.pem && mkdir -p home/.pki/CA", NULL);
}

/* What a host may want to see, where libvirt's manual says to put it. */
static void
make_own_keys (Fixture *f)
{
  write_file (f, "client.info", "cn = me\ntls_www_client\nsigning_key\nencryption_key\n");
  run (f, "mkdir -p home/.pki/libvirt-vnc/private && cd home/.pki/libvirt-vnc && "
          "certtool --generate-privkey --ecc --outfile private/clientkey.pem && "
          "certtool --generate-certificate --load-ca-certificate ../../../ca-cert.pem "
          "--load-ca-privkey ../../../ca-key.pem --load-privkey private/clientkey.pem "
          "--template ../../../client.info --outfile clientcert.pem", NULL);
}

static void
trust_authority (Fixture *f)
{
  run (f, "cp ca-cert.pem home/.pki/CA/cacert.pem", NULL);
}

static const char *
find_qemu (void)
{
  static const char *const names[] = { "qemu-system-x86_64", "qemu-system-aarch64", "qemu-kvm",
                                       "/usr/libexec/qemu-kvm" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_find_program_in_path (names[i]);

      if (path != NULL)
        return names[i];
    }
  g_error ("no QEMU here; build-aux/test installs it");
}

static guint16
find_free_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
start_qemu (Fixture *f, const char *options, const char *verify)
{
  guint16 port = find_free_port ();
  g_autofree char *screen = g_strdup_printf ("127.0.0.1:%d,tls-creds=tls%s", port - 5900, options);
  g_autofree char *keys = g_strdup_printf (
      "tls-creds-x509,id=tls,dir=%s,endpoint=server,verify-peer=%s", f->folder, verify);
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autoptr (GError) error = NULL;
  GSocketConnection *open = NULL;

  g_subprocess_launcher_setenv (launcher, "SASL_CONF_PATH", f->folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "LD_PRELOAD");
  f->qemu = g_subprocess_launcher_spawn (launcher, &error, find_qemu (), "-machine", "none",
                                         "-nodefaults", "-display", "none", "-object", keys,
                                         "-object", "secret,id=word,data=secret", "-vnc", screen,
                                         NULL);
  g_assert_no_error (error);
  f->address = g_strdup_printf ("127.0.0.1:%u", port);
  vireo_test_wait (({
    g_autoptr (GSocketClient) client = g_socket_client_new ();

    open = g_socket_client_connect_to_host (client, f->address, port, NULL, NULL);
    open != NULL;
  }));
  g_object_unref (open);
}

static void
painted (VireoVncSession *session)
{
  vireo_vnc_session_painted (session);
}

static void
asked (VireoVncSession *session, gboolean user_name, gboolean password, Fixture *f)
{
  g_assert_true (password);
  f->user_name = user_name;
  f->n_asked++;
}

static VireoVncState
state_of (Fixture *f)
{
  return vireo_vnc_session_get_state (f->session);
}

static void
open_screen (Fixture *f)
{
  vireo_vnc_session_open_address (f->session, f->address);
}

static void
set_up (Fixture *f, gconstpointer name)
{
  g_autofree char *preloaded = g_test_build_filename (G_TEST_BUILT, "core", "own-home.so", NULL);
  g_autofree char *home = NULL;

  f->folder = g_dir_make_tmp ("vireo-tls-XXXXXX", NULL);
  home = g_build_filename (f->folder, "home", NULL);
  make_keys (f, name);
  g_setenv ("HOME", home, TRUE);
  g_setenv ("LD_PRELOAD", preloaded, TRUE);
  f->session = vireo_vnc_session_new ();
  g_signal_connect (f->session, "damaged", G_CALLBACK (painted), NULL);
  g_signal_connect (f->session, "credentials-needed", G_CALLBACK (asked), f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_assert_finalize_object (f->session);
  g_subprocess_force_exit (f->qemu);
  g_subprocess_wait (f->qemu, NULL, NULL);
  g_object_unref (f->qemu);
  run (f, "rm -rf \"$PWD\"", NULL);
  g_free (f->folder);
  g_free (f->address);
}

static void
ends_with_certificate (Fixture *f)
{
  open_screen (f);
  vireo_test_wait (state_of (f) == VIREO_VNC_ENDED);
  g_assert_error (vireo_vnc_session_get_error (f->session), VIREO_ERROR, VIREO_ERROR_DENIED);
  g_assert_nonnull (
      strstr (vireo_vnc_session_get_error (f->session)->message, "~/.pki/CA/cacert.pem"));
}

static void
test_an_authority_that_is_trusted_or_not (Fixture *f, gconstpointer unused)
{
  start_qemu (f, "", "off");
  ends_with_certificate (f);
  trust_authority (f);
  open_screen (f);
  vireo_test_wait (state_of (f) == VIREO_VNC_READY);
  g_assert_cmpuint (f->n_asked, ==, 0);
}

static void
test_a_certificate_of_another_host (Fixture *f, gconstpointer unused)
{
  start_qemu (f, "", "off");
  trust_authority (f);
  ends_with_certificate (f);
}

static void
test_a_host_that_wants_a_certificate (Fixture *f, gconstpointer unused)
{
  start_qemu (f, "", "on");
  trust_authority (f);
  open_screen (f);
  vireo_test_wait (state_of (f) == VIREO_VNC_ENDED);
  g_test_message ("%s", vireo_vnc_session_get_error (f->session)->message);
  g_assert_nonnull (strstr (vireo_vnc_session_get_error (f->session)->message, "certificate"));

  make_own_keys (f);
  open_screen (f);
  vireo_test_wait (state_of (f) == VIREO_VNC_READY);
}

static void
test_a_password_inside_tls (Fixture *f, gconstpointer unused)
{
  start_qemu (f, ",password-secret=word", "off");
  trust_authority (f);
  open_screen (f);
  vireo_test_wait (f->n_asked == 1);
  g_assert_false (f->user_name);
  vireo_vnc_session_send_credentials (f->session, NULL, "secret");
  vireo_test_wait (state_of (f) == VIREO_VNC_READY);

  open_screen (f);
  vireo_test_wait (f->n_asked == 2);
  vireo_vnc_session_send_credentials (f->session, NULL, "guess");
  vireo_test_wait (state_of (f) == VIREO_VNC_ENDED);
  g_assert_true (vireo_vnc_session_was_login_refused (f->session));
}

static void
test_sasl_inside_tls (Fixture *f, gconstpointer unused)
{
  g_autofree char *conf =
      g_strdup_printf ("mech_list: scram-sha-256\nsasldb_path: %s/passwd.db\n", f->folder);

  write_file (f, "qemu.conf", conf);
  run (f, "PATH=$PATH:/usr/sbin:/sbin saslpasswd2 -p -c -f passwd.db -a qemu wang", "secret");
  start_qemu (f, ",sasl=on", "off");
  trust_authority (f);
  open_screen (f);
  vireo_test_wait (f->n_asked == 1);
  g_assert_true (f->user_name);
  vireo_vnc_session_send_credentials (f->session, "wang", "secret");
  vireo_test_wait (state_of (f) == VIREO_VNC_READY);

  open_screen (f);
  vireo_test_wait (f->n_asked == 2);
  vireo_vnc_session_send_credentials (f->session, "wang", "guess");
  vireo_test_wait (state_of (f) == VIREO_VNC_ENDED);
  g_test_message ("%s", vireo_vnc_session_get_error (f->session)->message);
  g_assert_true (vireo_vnc_session_was_login_refused (f->session));
}

/* The worker gets a library before it; where it has a sanitizer, that would stop it. */
static void
let_a_library_come_first (void)
{
  const char *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *more
      = g_strconcat (options != NULL ? options : "", ":verify_asan_link_order=0", NULL);

  g_setenv ("ASAN_OPTIONS", more, TRUE);
}

int
main (int argc, char *argv[])
{
  let_a_library_come_first ();
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define TEST(path, name, function)                                                                 \
  g_test_add (path, Fixture, name, set_up, function, tear_down)
  TEST ("/vnc-tls/authority", "ip_address = 127.0.0.1", test_an_authority_that_is_trusted_or_not);
  TEST ("/vnc-tls/other-host", "dns_name = other.example", test_a_certificate_of_another_host);
  TEST ("/vnc-tls/own-certificate", "ip_address = 127.0.0.1",
        test_a_host_that_wants_a_certificate);
  TEST ("/vnc-tls/password", "ip_address = 127.0.0.1", test_a_password_inside_tls);
  TEST ("/vnc-tls/sasl", "ip_address = 127.0.0.1", test_sasl_inside_tls);
  return g_test_run ();
}
