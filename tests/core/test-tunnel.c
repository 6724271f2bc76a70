/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that is reached by ssh, and its screens: the real ssh, to a server of the tests'. */

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <stdlib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-ssh.h"
#include "core/console/vireo-tunnel.h"
#include "core/console/vireo-vnc-session.h"
#include "core/host/vireo-host.h"
#include "vireo-test-rfb.h"

typedef struct
{
  char *folder;
  RfbServer *ssh; /* speaks like the other */
  RfbServer *screen;
  char *socket;
  virConnectPtr host;
  GPtrArray *handles; /* of the VMs whose screens were opened */
  VireoJournal *journal;
} Fixture;

static void
painted (VireoVncSession *session)
{
  vireo_vnc_session_painted (session);
}

static char *
address_of (Fixture *f, const char *options)
{
  return g_strdup_printf (
      "qemu+ssh://me@127.0.0.1:%s/system?keyfile=%s/key&known_hosts=%s/%s", rfb_address (f->ssh),
      f->folder, f->folder, options != NULL ? options : "known_hosts");
}

static VireoVncSession *
open_screen (Fixture *f, const char *graphics, const char *options)
{
  g_autofree char *uri = address_of (f, options);
  g_autofree char *xml = g_strdup_printf (
      "<domain type='test'><name>console%u</name><memory>1024</memory><os><type>hvm</type></os>"
      "<devices>%s</devices></domain>",
      f->handles->len, graphics);
  VireoVncSession *session = vireo_vnc_session_new ();
  virDomainPtr handle;
  VireoVm *vm;

  handle = virDomainCreateXML (f->host, xml, 0);
  g_assert_nonnull (handle);
  g_ptr_array_add (f->handles, handle);
  vm = vireo_vm_new (handle, uri, f->journal);
  g_signal_connect (session, "damaged", G_CALLBACK (painted), NULL);
  vireo_vnc_session_open_vm (session, vm, 0);
  g_object_unref (vm);
  return session;
}

/* Lets libvirt connect: to no daemon, so what comes back is why it could not. */
static GError *
connect_host (Fixture *f, const char *options)
{
  g_autofree char *known_hosts =
      g_strdup_printf ("known_hosts&proxy=netcat&socket=%s/no-daemon&%s", f->folder,
                       options != NULL ? options : "");
  g_autofree char *uri = address_of (f, known_hosts);
  VireoHost *host = vireo_host_new (uri, NULL, f->journal);
  GError *error;

  vireo_host_connect (host);
  vireo_test_wait_for (vireo_host_get_state (host) == VIREO_HOST_OFF, 30);
  error = g_error_copy (vireo_host_get_error (host));
  g_test_message ("%s (%s)", error->message, vireo_error_get_detail (error));
  g_assert_cmpstr (vireo_host_get_uri (host), ==, uri);
  g_object_add_weak_pointer (G_OBJECT (host), (gpointer *) &host);
  g_object_unref (host);
  vireo_test_wait (host == NULL);
  return error;
}

/* As far as the daemon's socket. */
static void
reaches_host (Fixture *f, const char *options)
{
  guint before = rfb_count (f->ssh, "program");
  g_autoptr (GError) error = connect_host (f, options);

  g_assert_nonnull (strstr (vireo_error_get_detail (error), "nc: No such file or directory"));
  vireo_test_wait (rfb_count (f->ssh, "program") == before + 1);
}

static char *
on_port (RfbServer *screen)
{
  return g_strdup_printf ("<graphics type='vnc' port='%s' listen='127.0.0.1'/>",
                          strchr (rfb_address (screen), ':') + 1);
}

static VireoVncState
state_of (VireoVncSession *session)
{
  return vireo_vnc_session_get_state (session);
}

static void
destroy (gpointer handle)
{
  virDomainDestroy (handle);
  virDomainFree (handle);
}

static void
set_up (Fixture *f, gconstpointer scenario)
{
  g_autofree char *server = g_test_build_filename (G_TEST_DIST, "tools", "ssh-server", NULL);

  f->folder = g_dir_make_tmp ("vireo-ssh-XXXXXX", NULL);
  f->ssh = rfb_start_program (server, scenario, f->folder);
  f->screen = rfb_start ("normal", NULL);
  f->host = virConnectOpen ("test:///default");
  f->journal = vireo_journal_new ();
  f->handles = g_ptr_array_new_with_free_func (destroy);
}

/* (nullable): the socket of the connection, or whatever else is there. */
static char *
find_socket (void)
{
  g_autofree char *place = g_build_filename (g_get_user_runtime_dir (), "vireo", NULL);
  g_autoptr (GDir) folder = g_dir_open (place, 0, NULL);
  const char *name = folder != NULL ? g_dir_read_name (folder) : NULL;

  return name != NULL ? g_build_filename (place, name, NULL) : NULL;
}

static gboolean
nothing_is_left (void)
{
  g_autofree char *path = find_socket ();

  return path == NULL;
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", f->folder);

  g_ptr_array_unref (f->handles);
  g_object_unref (f->journal);
  virConnectClose (f->host);
  rfb_stop (f->screen);
  rfb_stop (f->ssh); /* and with it the connection that ssh keeps */
  vireo_test_wait (nothing_is_left ());
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (f->folder);
}

static void
close_session (VireoVncSession *session)
{
  vireo_vnc_session_close (session);
  /* A thread may still hold it for a moment. */
  g_object_add_weak_pointer (G_OBJECT (session), (gpointer *) &session);
  g_object_unref (session);
  vireo_test_wait (session == NULL);
}

static void
test_one_login_for_several_consoles (Fixture *f, gconstpointer unused)
{
  RfbServer *other = rfb_start ("normal", NULL);
  g_autofree char *first = on_port (f->screen);
  g_autofree char *second = on_port (other);
  VireoVncSession *one = open_screen (f, first, NULL);
  VireoVncSession *two = open_screen (f, second, NULL);
  VireoVncSession *three;

  vireo_test_wait_for (state_of (one) == VIREO_VNC_READY, 30);
  vireo_test_wait_for (state_of (two) == VIREO_VNC_READY, 30);
  vireo_vnc_session_send_key (one, TRUE, 0x61, 0x1e);
  vireo_test_wait (rfb_count (f->screen, "key 1 61 1e") == 1);

  /* The end of one is seen there, and the connection stays for the next. */
  close_session (one);
  vireo_test_wait_for (rfb_count (f->screen, "gone") == 1, 20);
  three = open_screen (f, first, NULL);
  vireo_test_wait_for (state_of (three) == VIREO_VNC_READY, 30);
  vireo_test_wait (rfb_count (f->ssh, "login me") > 0);
  g_assert_cmpuint (rfb_count (f->ssh, "login me"), ==, 1);

  /* The guest's end is seen here. */
  rfb_tell (f->screen, "leave");
  vireo_test_wait_for (state_of (three) == VIREO_VNC_ENDED, 20);
  close_session (three);
  close_session (two);
  rfb_stop (other);
}

static void
test_the_host_comes_first (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);
  VireoVncSession *session;

  reaches_host (f, NULL);
  session = open_screen (f, graphics, NULL);
  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  reaches_host (f, NULL);
  g_assert_cmpuint (rfb_count (f->ssh, "login me"), ==, 1);
  close_session (session);
}

static void
test_the_screen_comes_first (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);
  VireoVncSession *session = open_screen (f, graphics, NULL);

  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  reaches_host (f, NULL);
  vireo_test_wait (rfb_count (f->ssh, "login me") > 0);
  g_assert_cmpuint (rfb_count (f->ssh, "login me"), ==, 1);
  close_session (session);
}

static char *
write_script (Fixture *f, const char *name, const char *commands)
{
  char *path = g_build_filename (f->folder, name, NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\n%s\n", commands);

  g_assert_true (g_file_set_contents_full (path, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  return path;
}

/* What is run in place of ssh is run by libvirt, too; and the password is asked for once. */
static void
test_a_program_of_the_user (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);
  g_autofree char *asked = g_build_filename (f->folder, "asked", NULL);
  g_autofree char *answer = g_strdup_printf ("echo asked >> '%s'; echo secret", asked);
  g_autofree char *askpass = write_script (f, "askpass", answer);
  g_autofree char *way = g_strdup_printf (
      "SSH_ASKPASS_REQUIRE=force SSH_ASKPASS='%s' exec ssh \"$@\"", askpass);
  g_autofree char *program = write_script (f, "it's the way", way);
  g_autofree char *escaped = g_uri_escape_string (program, NULL, FALSE);
  g_autofree char *command = g_strconcat ("command=", escaped, NULL);
  g_autofree char *options = g_strconcat ("known_hosts&", command, NULL);
  g_autofree char *times = NULL;
  VireoVncSession *session;

  reaches_host (f, command);
  session = open_screen (f, graphics, options);
  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  g_assert_true (g_file_get_contents (asked, &times, NULL, NULL));
  g_assert_cmpstr (times, ==, "asked\n");
  close_session (session);
}

static void
test_the_host_goes_and_comes_back (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);
  VireoVncSession *session = open_screen (f, graphics, NULL);

  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  rfb_tell (f->ssh, "drop");
  vireo_test_wait_for (state_of (session) == VIREO_VNC_ENDED, 20);
  close_session (session);
  vireo_test_wait (nothing_is_left ());

  reaches_host (f, NULL);
  session = open_screen (f, graphics, NULL);
  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  g_assert_cmpuint (rfb_count (f->ssh, "login me"), ==, 2);
  close_session (session);
}

static gboolean
is_dead (const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect (
      client, G_SOCKET_CONNECTABLE (address), NULL, &error);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* Who shares the connection ends without a word, and leaves its socket behind. */
static void
test_the_connection_is_killed (Fixture *f, gconstpointer unused)
{
  const char *check[] = { "ssh", "-O", "check", "-S", NULL, "me@127.0.0.1", NULL };
  g_autofree char *socket = NULL;
  g_autofree char *words = NULL;
  const char *pid;

  reaches_host (f, NULL);
  socket = find_socket ();
  check[4] = socket;
  g_assert_true (g_spawn_sync (NULL, (char **) check, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               &words, NULL, NULL));
  pid = strstr (words, "pid=");
  g_assert_nonnull (pid);
  g_assert_cmpint (kill (atoi (pid + strlen ("pid=")), SIGKILL), ==, 0);
  vireo_test_wait (is_dead (socket));

  reaches_host (f, NULL);
  g_assert_cmpuint (rfb_count (f->ssh, "login me"), ==, 2);
}

/* One password for all consoles, even when they are opened at once. */
static void
test_a_password_is_asked_for_once (Fixture *f, gconstpointer unused)
{
  RfbServer *other = rfb_start ("normal", NULL);
  g_autofree char *first = on_port (f->screen);
  g_autofree char *second = on_port (other);
  g_autofree char *asked = g_build_filename (f->folder, "asked", NULL);
  g_autofree char *answer = g_strdup_printf ("echo asked >> '%s'; echo secret", asked);
  g_autofree char *program = write_script (f, "askpass", answer);
  g_autofree char *times = NULL;
  VireoVncSession *one, *two;

  g_setenv ("SSH_ASKPASS", program, TRUE);
  one = open_screen (f, first, NULL);
  two = open_screen (f, second, NULL);
  vireo_test_wait_for (state_of (one) == VIREO_VNC_READY, 30);
  vireo_test_wait_for (state_of (two) == VIREO_VNC_READY, 30);
  g_unsetenv ("SSH_ASKPASS");
  g_assert_true (g_file_get_contents (asked, &times, NULL, NULL));
  g_assert_cmpstr (times, ==, "asked\n");
  close_session (one);
  close_session (two);
  rfb_stop (other);
}

static void
test_where_forwarding_is_forbidden (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);
  VireoVncSession *session = open_screen (f, graphics, NULL);

  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  vireo_test_wait (rfb_count (f->ssh, "program") == 1);
  close_session (session);
  vireo_test_wait_for (rfb_count (f->screen, "gone") == 1, 20);
}

static void
test_a_socket_on_the_host (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->folder, "it's a socket", NULL);
  g_autofree char *where = g_strconcat ("unix:", path, NULL);
  g_autofree char *graphics =
      g_strdup_printf ("<graphics type='vnc' socket=\"%s\"/>", path);
  RfbServer *screen = rfb_start ("normal", where);
  VireoVncSession *session = open_screen (f, graphics, NULL);

  vireo_test_wait_for (state_of (session) == VIREO_VNC_READY, 30);
  close_session (session);
  rfb_stop (screen);
}

static void
fails (Fixture *f, const char *graphics, const char *options, VireoErrorCode code,
       const char *words)
{
  VireoVncSession *session = open_screen (f, graphics, options);
  const GError *error;

  vireo_test_wait_for (state_of (session) == VIREO_VNC_ENDED, 40);
  error = vireo_vnc_session_get_error (session);
  g_test_message ("%s", error->message);
  g_assert_error (error, VIREO_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  close_session (session);
}

static void
test_nothing_listens (Fixture *f, gconstpointer unused)
{
  fails (f, "<graphics type='vnc' port='1' listen='127.0.0.1'/>", NULL, VIREO_ERROR_UNREACHABLE,
         "No screen is offered at 127.0.0.1:1");
}

static void
test_a_host_that_has_no_program (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);

  fails (f, graphics, NULL, VIREO_ERROR_UNSUPPORTED, "netcat");
}

static void
test_a_host_that_does_neither (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);

  fails (f, graphics, NULL, VIREO_ERROR_UNREACHABLE, "No screen");
}

static void
test_a_host_that_lets_nobody_in (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);

  fails (f, graphics, NULL, VIREO_ERROR_AUTH, "ssh-copy-id");
}

static void
test_a_login_that_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = connect_host (f, "no_tty=1");

  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_AUTH);
  g_assert_nonnull (strstr (error->message, "SSH login was refused"));
}

static void
test_a_host_whose_key_is_not_known (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);

  fails (f, graphics, "nothing", VIREO_ERROR_DENIED, "is not known here");
  fails (f, graphics, "changed", VIREO_ERROR_DENIED, "not the one it had before");
}

static gpointer
tell_libvirt (gpointer unused)
{
  const char *others[] = { "qemu:///system", "qemu+tls://lab/system", "qemu+libssh2://lab/system",
                           "qemu+ssh://lab/system?command=/nonexistent/ssh", "nonsense" };
  const char *uri = "qemu+ssh://root@lab/system";
  char *program;
  g_autofree char *shared = vireo_ssh_share (uri, &program);

  g_assert_nonnull (program);
  g_assert_true (g_str_has_prefix (shared, uri));
  g_assert_true (g_str_has_suffix (shared, program));
  g_assert_cmpint (g_unlink (program), ==, 0);
  g_free (program);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *same = vireo_ssh_share (others[i], &program);

      g_assert_cmpstr (same, ==, others[i]);
      g_assert_null (program);
    }
  return NULL;
}

static void
test_what_libvirt_is_told (void)
{
  g_thread_join (g_thread_new ("libvirt", tell_libvirt, NULL));
}

static void
test_which_hosts_need_one (void)
{
  g_assert_true (vireo_tunnel_is_needed ("qemu+ssh://root@lab/system"));
  g_assert_true (vireo_tunnel_is_needed ("qemu+libssh2://lab/system"));
  g_assert_false (vireo_tunnel_is_needed ("qemu+tls://lab/system"));
  g_assert_false (vireo_tunnel_is_needed ("qemu+ssh:///system"));
  g_assert_false (vireo_tunnel_is_needed ("qemu:///system"));
  g_assert_false (vireo_tunnel_is_needed ("nonsense"));
}

int
main (int argc, char *argv[])
{
  g_autofree char *run = g_dir_make_tmp ("vireo-XXXXXX", NULL);
  int result;

  /* Sockets of ssh's go here; nobody is asked anything. */
  g_setenv ("XDG_RUNTIME_DIR", run, TRUE);
  g_unsetenv ("SSH_ASKPASS");
  g_unsetenv ("SSH_AUTH_SOCK");
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define TEST(path, scenario, function)                                                             \
  g_test_add (path, Fixture, scenario, set_up, function, tear_down)
  g_test_add_func ("/tunnel/needed", test_which_hosts_need_one);
  g_test_add_func ("/tunnel/libvirt", test_what_libvirt_is_told);
  TEST ("/tunnel/one-login", "normal", test_one_login_for_several_consoles);
  TEST ("/tunnel/host-first", "normal", test_the_host_comes_first);
  TEST ("/tunnel/screen-first", "normal", test_the_screen_comes_first);
  TEST ("/tunnel/own-program", "password", test_a_program_of_the_user);
  TEST ("/tunnel/comes-back", "normal", test_the_host_goes_and_comes_back);
  TEST ("/tunnel/killed", "normal", test_the_connection_is_killed);
  TEST ("/tunnel/password", "password", test_a_password_is_asked_for_once);
  TEST ("/tunnel/no-forward", "no-forward", test_where_forwarding_is_forbidden);
  TEST ("/tunnel/socket", "normal", test_a_socket_on_the_host);
  TEST ("/tunnel/nothing", "normal", test_nothing_listens);
  TEST ("/tunnel/no-netcat", "bare", test_a_host_that_has_no_program);
  TEST ("/tunnel/no-program", "no-program", test_a_host_that_does_neither);
  TEST ("/tunnel/strict", "strict", test_a_host_that_lets_nobody_in);
  TEST ("/tunnel/refused-key", "strict", test_a_login_that_is_refused);
  TEST ("/tunnel/refused-password", "password", test_a_login_that_is_refused);
  TEST ("/tunnel/host-key", "normal", test_a_host_whose_key_is_not_known);
  result = g_test_run ();
  {
    g_autofree char *place = g_build_filename (run, "vireo", NULL);

    g_rmdir (place);
    g_rmdir (run);
  }
  return result;
}
