/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Screens of a host that is reached by ssh: the real ssh, to a server of the tests'. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-tunnel.h"
#include "core/console/vireo-vnc-session.h"
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

static VireoVncSession *
open_screen (Fixture *f, const char *graphics, const char *options)
{
  g_autofree char *uri = g_strdup_printf (
      "qemu+ssh://me@127.0.0.1:%s/system?keyfile=%s/key&known_hosts=%s/%s", rfb_address (f->ssh),
      f->folder, f->folder, options != NULL ? options : "known_hosts");
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

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", f->folder);

  g_ptr_array_unref (f->handles);
  g_object_unref (f->journal);
  virConnectClose (f->host);
  rfb_stop (f->screen);
  rfb_stop (f->ssh); /* and with it the connection that ssh keeps */
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

/* One password for all consoles, even when they are opened at once. */
static void
test_a_password_is_asked_for_once (Fixture *f, gconstpointer unused)
{
  RfbServer *other = rfb_start ("normal", NULL);
  g_autofree char *first = on_port (f->screen);
  g_autofree char *second = on_port (other);
  g_autofree char *program = g_build_filename (f->folder, "askpass", NULL);
  g_autofree char *asked = g_build_filename (f->folder, "asked", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\necho asked >> '%s'\necho secret\n", asked);
  g_autofree char *times = NULL;
  VireoVncSession *one, *two;

  g_assert_true (g_file_set_contents_full (program, script, -1, G_FILE_SET_CONTENTS_NONE, 0700,
                                           NULL));
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
test_a_host_whose_key_is_not_known (Fixture *f, gconstpointer unused)
{
  g_autofree char *graphics = on_port (f->screen);

  fails (f, graphics, "nothing", VIREO_ERROR_DENIED, "is not known here");
  fails (f, graphics, "changed", VIREO_ERROR_DENIED, "not the one it had before");
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
  TEST ("/tunnel/one-login", "normal", test_one_login_for_several_consoles);
  TEST ("/tunnel/password", "password", test_a_password_is_asked_for_once);
  TEST ("/tunnel/no-forward", "no-forward", test_where_forwarding_is_forbidden);
  TEST ("/tunnel/socket", "normal", test_a_socket_on_the_host);
  TEST ("/tunnel/nothing", "normal", test_nothing_listens);
  TEST ("/tunnel/no-netcat", "bare", test_a_host_that_has_no_program);
  TEST ("/tunnel/no-program", "no-program", test_a_host_that_does_neither);
  TEST ("/tunnel/strict", "strict", test_a_host_that_lets_nobody_in);
  TEST ("/tunnel/host-key", "normal", test_a_host_whose_key_is_not_known);
  result = g_test_run ();
  {
    g_autofree char *place = g_build_filename (run, "vireo", NULL);

    g_rmdir (place);
    g_rmdir (run);
  }
  return result;
}
