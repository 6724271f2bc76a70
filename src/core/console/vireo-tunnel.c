/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-ssh.h"
#include "core/base/vireo-thread.h"
#include "core/console/vireo-tunnel.h"

#define NOBODY_ASKED 30 /* s to wait where nobody is asked for a password */
#define MAX_WORDS 4096  /* bytes of what ssh says */
#define LAST_WORDS 2000 /* ms that ssh may take to say why it ends */

/**
 * vireo_tunnel_is_needed:
 * @uri: libvirt's address of a host
 *
 * Returns: whether the host is reached by ssh, and so are its screens
 */
gboolean
vireo_tunnel_is_needed (const char *uri)
{
  g_autoptr (VireoSshWay) way = vireo_ssh_way_new (uri);

  return way != NULL;
}

static gboolean
can_ask (void)
{
  return g_getenv ("SSH_ASKPASS") != NULL ||
         g_file_test ("/usr/bin/ssh-askpass", G_FILE_TEST_IS_EXECUTABLE);
}

/* The beginning of each command line; @words is to get what is to be done there. */
static void
add_ssh (GStrvBuilder *words, VireoSshWay *way)
{
  vireo_ssh_way_begin_command (way, words);
  g_strv_builder_add_many (words, "-T", "-e", "none", NULL);
  if (!can_ask ())
    vireo_ssh_add_option (words, "BatchMode", "yes");
  if (way->no_verify)
    vireo_ssh_add_option (words, "StrictHostKeyChecking", "no");
  if (way->key_file != NULL)
    {
      vireo_ssh_add_option (words, "IdentitiesOnly", "yes");
      g_strv_builder_add_many (words, "-i", way->key_file, NULL);
    }
  if (way->user != NULL && *way->user != '\0')
    g_strv_builder_add_many (words, "-l", way->user, NULL);
  if (way->port > 0)
    {
      g_autofree char *port = g_strdup_printf ("%d", way->port);

      g_strv_builder_add_many (words, "-p", port, NULL);
    }
}

/* ssh's own forwarding: needs no program on the host. */
static GStrv
forward_command (VireoSshWay *way, const char *address)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  add_ssh (words, way);
  g_strv_builder_add_many (words, "-W", address, "--", way->host, NULL);
  return g_strv_builder_end (words);
}

/* A program on the host that connects: for sockets of the unix family, and where forwarding is
 * forbidden.  Not every nc knows -U, and Debian's waits after the end unless told -q0. */
static GStrv
program_command (VireoSshWay *way, const char *address)
{
  gboolean local = g_str_has_prefix (address, "unix:");
  const char *colon = strrchr (address, ':');
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autofree char *host = local ? NULL : g_strndup (address, colon - address);
  g_autofree char *bare = local ? g_strdup (address + 5)
                                : g_strndup (host + (*host == '['),
                                             strlen (host) - (*host == '[' ? 2 : 0));
  g_autofree char *place = g_shell_quote (bare);
  g_autofree char *netcat = g_shell_quote (way->netcat != NULL ? way->netcat : "nc");
  g_autofree char *args = local ? g_strdup_printf ("-U %s", place)
                                : g_strdup_printf ("%s %s", place, colon + 1);
  g_autofree char *socat = local ? g_strdup_printf ("UNIX-CONNECT:%s", place)
                                 : g_strdup_printf ("TCP:%s", address);
  g_autofree char *script = g_strdup_printf (
      "for n in %s nc ncat; do "
      "command -v \"$n\" >/dev/null 2>&1 || continue; "
      "%s"
      "if \"$n\" -q 2>&1 | grep 'requires an argument' >/dev/null 2>&1; "
      "then exec \"$n\" -q0 %s; fi; "
      "exec \"$n\" %s; done; "
      "command -v socat >/dev/null 2>&1 && exec socat - %s; "
      "echo 'vireo: no netcat' >&2; exit 127",
      netcat, local ? "\"$n\" -h 2>&1 | grep -e -U >/dev/null 2>&1 || continue; " : "", args, args,
      socat);
  g_autofree char *quoted = g_shell_quote (script);
  g_autofree char *command = g_strdup_printf ("sh -c %s", quoted);

  add_ssh (words, way);
  g_strv_builder_add_many (words, "--", way->host, command, NULL);
  return g_strv_builder_end (words);
}

/* Waits for the first byte from the screen: a VNC server speaks first.  FALSE: the end came. */
static gboolean
hear_something (int fd, GCancellable *cancellable, GError **error)
{
  gint64 patience = can_ask () ? VIREO_TUNNEL_PATIENCE : NOBODY_ASKED;
  gint64 deadline = g_get_monotonic_time () + patience * G_USEC_PER_SEC;
  GPollFD stop = { .fd = -1 };
  gboolean can_stop = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &stop);
  gboolean heard = FALSE, ended = FALSE;

  while (!heard && !ended && g_get_monotonic_time () < deadline &&
         !g_cancellable_is_cancelled (cancellable))
    {
      struct pollfd both[] = { { .fd = fd, .events = POLLIN },
                               { .fd = can_stop ? stop.fd : -1, .events = POLLIN } };
      char byte;
      gssize n;

      if (poll (both, 2, 1000) <= 0 || both[0].revents == 0)
        continue;
      n = recv (fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
      heard = n > 0;
      ended = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
    }
  if (can_stop)
    g_cancellable_release_fd (cancellable);
  if (!heard && !ended && !g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_TIMED_OUT,
                         _ ("The host did not connect to the screen in time."));
  return heard;
}

/* What ssh said.  Not to the end of the pipe: a connection that stays may hold it open. */
static char *
read_words (GSubprocess *process)
{
  GPollableInputStream *pipe = G_POLLABLE_INPUT_STREAM (g_subprocess_get_stderr_pipe (process));
  GString *words = g_string_new (NULL);
  gint64 deadline = g_get_monotonic_time () + LAST_WORDS * 1000;
  char buffer[512];

  while (words->len < MAX_WORDS && g_get_monotonic_time () < deadline)
    {
      gssize n = g_pollable_input_stream_read_nonblocking (pipe, buffer, sizeof buffer, NULL, NULL);

      if (n > 0)
        g_string_append_len (words, buffer, n);
      else if (n == 0 || g_subprocess_get_identifier (process) == NULL)
        break; /* it ended, and all it said was read */
      else
        g_usleep (10000);
    }
  return g_string_free (words, FALSE);
}

/* TRUE: nobody came in, so that no other way helps either. */
static gboolean
explain_login (VireoSshWay *way, const char *words, GError **error)
{
  static const struct
  {
    const char *said;
    VireoErrorCode code;
    const char *sentence;
  } known[] = {
    { "HOST IDENTIFICATION HAS CHANGED", VIREO_ERROR_DENIED,
      N_ ("The key of the host %s is not the one it had before.  Somebody may be in between; if "
          "the host was installed anew, remove its old key from ~/.ssh/known_hosts.") },
    { "Host key verification failed", VIREO_ERROR_DENIED,
      N_ ("The key of the host %s is not known here.  Connect to it once with ssh in a terminal, "
          "and accept its key.") },
    { "Permission denied (", VIREO_ERROR_AUTH,
      N_ ("The host %s does not let you in by ssh.  Put your key there with ssh-copy-id, or "
          "install ssh-askpass to be asked for the password.") },
    { "Too many authentication failures", VIREO_ERROR_AUTH,
      N_ ("The host %s does not let you in by ssh: it was offered too many keys.") },
    { "Could not resolve hostname", VIREO_ERROR_UNREACHABLE,
      N_ ("There is no host called %s.") },
    { "ssh: connect to host", VIREO_ERROR_UNREACHABLE,
      N_ ("The host %s cannot be reached by ssh.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (strstr (words, known[i].said) == NULL)
        continue;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      g_set_error (error, VIREO_ERROR, known[i].code, _ (known[i].sentence), way->host);
#pragma GCC diagnostic pop
      return TRUE;
    }
  return FALSE;
}

static void
explain_rest (VireoSshWay *way, const char *address, const char *words, GError **error)
{
  if (strstr (words, "vireo: no netcat") != NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                 _ ("The host %s forwards no connections and has no program for it.  Install "
                    "netcat-openbsd (nc) there."),
                 way->host);
  else if (strcasestr (words, "permission denied") != NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_DENIED,
                 _ ("You are not allowed to open the screen at %s."), address);
  else
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE,
                 /* Translators: the first %s is an address, the second the name of a host */
                 _ ("No screen is offered at %s on the host %s."), address, way->host);
}

/* One attempt.  @words is what ssh said when it failed without @error. */
static int
run (GStrv command, GCancellable *cancellable, char **words, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) reason = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_FAILED, g_strerror (errno));
      return -1;
    }
  g_subprocess_launcher_take_stdin_fd (launcher, fcntl (ends[1], F_DUPFD_CLOEXEC, 0));
  g_subprocess_launcher_take_stdout_fd (launcher, ends[1]);
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C", TRUE); /* its words are looked at */
  if (can_ask ())
    g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS_REQUIRE", "force", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command, &reason);
  g_subprocess_launcher_close (launcher);
  if (process == NULL)
    {
      g_info ("%s: %s", command[0], reason->message);
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                   _ ("The program %s, which reaches the host, is not installed."), command[0]);
      close (ends[0]);
      return -1;
    }
  if (hear_something (ends[0], cancellable, &reason))
    return ends[0];

  close (ends[0]);
  if (reason != NULL)
    {
      g_subprocess_force_exit (process);
      g_propagate_error (error, g_steal_pointer (&reason));
      return -1;
    }
  *words = read_words (process);
  g_subprocess_force_exit (process);
  g_info ("ssh: %s", *words);
  return -1;
}

/* Whoever comes first logs in; the others wait, and then use the same connection. */
static GMutex *
lock_host (VireoSshWay *way)
{
  static GMutex lock;
  static GHashTable *hosts; /* of GMutex, kept for ever: they are few */
  g_autofree char *name = g_strdup_printf ("%s@%s:%d", way->user != NULL ? way->user : "",
                                           way->host, way->port);
  GMutex *host;

  g_mutex_lock (&lock);
  if (hosts == NULL)
    hosts = g_hash_table_new (g_str_hash, g_str_equal);
  host = g_hash_table_lookup (hosts, name);
  if (host == NULL)
    {
      host = g_new0 (GMutex, 1);
      g_hash_table_insert (hosts, g_steal_pointer (&name), host);
    }
  g_mutex_unlock (&lock);
  g_mutex_lock (host);
  return host;
}

/**
 * vireo_tunnel_open:
 * @uri: libvirt's address of the host
 * @address: "HOST:PORT" or "unix:/PATH", as seen from there
 * @cancellable: (nullable): stops the wait
 *
 * Connects to a VNC server through ssh.  Waits, so never on the main thread.
 *
 * Returns: (transfer full): the open socket, with the server's first words in it; -1 with @error
 *   set to %VIREO_ERROR_AUTH, %VIREO_ERROR_DENIED (the host's key), %VIREO_ERROR_UNREACHABLE or
 *   %VIREO_ERROR_UNSUPPORTED
 */
int
vireo_tunnel_open (const char *uri, const char *address, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (VireoSshWay) way = vireo_ssh_way_new (uri);
  g_auto (GStrv) command = NULL;
  g_autofree char *words = NULL;
  g_autoptr (GError) reason = NULL;
  GMutex *host;
  int fd = -1;

  VIREO_ASSERT_WORKER ();
  g_return_val_if_fail (way != NULL, -1);
  host = lock_host (way);
  if (!g_str_has_prefix (address, "unix:") && !g_cancellable_is_cancelled (cancellable))
    {
      command = forward_command (way, address);
      fd = run (command, cancellable, &words, &reason);
    }
  if (fd < 0 && reason == NULL && !g_cancellable_set_error_if_cancelled (cancellable, &reason) &&
      (words == NULL || !explain_login (way, words, &reason)))
    {
      g_strfreev (command);
      g_clear_pointer (&words, g_free);
      command = program_command (way, address);
      fd = run (command, cancellable, &words, &reason);
      if (fd < 0 && reason == NULL && !explain_login (way, words, &reason))
        explain_rest (way, address, words, &reason);
    }
  g_mutex_unlock (host);
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return fd;
}
