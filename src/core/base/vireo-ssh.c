/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/base/vireo-ssh.h"
#include "core/base/vireo-thread.h"

#define STAY "30" /* s that the connection outlives its last user */

/* A host that says nothing is given up before libvirt's own patience with it ends (see
 * vireo-host-open.c), so that the next attempt does not meet the dead connection. */
#define ALIVE_INTERVAL "5" /* s */
#define ALIVE_COUNT "3"

/* What ssh makes of "%C", and the name it gives the socket until that listens. */
#define CONTROL_HASH 40
#define CONTROL_SUFFIX 17

void
vireo_ssh_way_free (VireoSshWay *way)
{
  g_free (way->user);
  g_free (way->host);
  g_free (way->program);
  g_free (way->key_file);
  g_free (way->known_hosts);
  g_free (way->netcat);
  g_free (way);
}

static void
read_params (VireoSshWay *way, const char *query)
{
  g_autoptr (GHashTable) params
      = g_uri_parse_params (query, -1, "&;", G_URI_PARAMS_CASE_INSENSITIVE, NULL);

  if (params == NULL)
    return;
  way->program = g_strdup (g_hash_table_lookup (params, "command"));
  way->key_file = g_strdup (g_hash_table_lookup (params, "keyfile"));
  way->known_hosts = g_strdup (g_hash_table_lookup (params, "known_hosts"));
  way->netcat = g_strdup (g_hash_table_lookup (params, "netcat"));
  way->no_verify = g_strcmp0 (g_hash_table_lookup (params, "no_verify"), "1") == 0;
}

/**
 * vireo_ssh_way_new:
 * @uri: libvirt's address of a host
 *
 * Returns: (transfer full) (nullable): what the address says about the way; %NULL where it is not
 *   by ssh
 */
VireoSshWay *
vireo_ssh_way_new (const char *uri)
{
  g_autoptr (GUri) parsed
      = g_uri_parse (uri, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY, NULL);
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  const char *plus = parsed != NULL ? strchr (g_uri_get_scheme (parsed), '+') : NULL;
  VireoSshWay *way;

  if (host == NULL || *host == '\0' || plus == NULL ||
      (!g_str_equal (plus, "+ssh") && !g_str_has_prefix (plus, "+libssh")))
    return NULL;
  way = g_new0 (VireoSshWay, 1);
  way->user = g_strdup (g_uri_get_user (parsed));
  way->host = g_strdup (host);
  way->port = g_uri_get_port (parsed);
  way->by_ssh = g_str_equal (plus, "+ssh");
  if (g_uri_get_query (parsed) != NULL)
    read_params (way, g_uri_get_query (parsed));
  if (way->program == NULL)
    way->program = g_strdup ("ssh");
  return way;
}

void
vireo_ssh_add_option (GStrvBuilder *words, const char *name, const char *value)
{
  g_autofree char *option = g_strdup_printf ("%s=%s", name, value);

  g_strv_builder_add_many (words, "-o", option, NULL);
}

/* Where the connection is found by those who come later. */
static void
add_control (GStrvBuilder *words, const char *folder)
{
  g_autofree char *control = g_build_filename (folder, "ssh-%C", NULL);
  gsize longest = strlen (control) - strlen ("%C") + CONTROL_HASH + CONTROL_SUFFIX;

  if (longest >= sizeof (((struct sockaddr_un *) NULL)->sun_path))
    return; /* ssh would refuse to do anything: each logs in by itself */
  vireo_ssh_add_option (words, "ControlMaster", "auto");
  vireo_ssh_add_option (words, "ControlPath", control);
  vireo_ssh_add_option (words, "ControlPersist", STAY);
}

static char *
make_folder (void)
{
  char *folder = g_build_filename (g_get_user_runtime_dir (), "vireo", NULL);

  g_mkdir_with_parents (folder, 0700);
  return folder;
}

/**
 * vireo_ssh_way_begin_command:
 * @words: gets the program and its options; who logs in, where and for what is to follow
 *
 * All that is to share one connection begins with these words.
 */
void
vireo_ssh_way_begin_command (VireoSshWay *way, GStrvBuilder *words)
{
  g_autofree char *folder = make_folder ();

  g_strv_builder_add (words, way->program);
  add_control (words, folder);
  vireo_ssh_add_option (words, "ConnectTimeout", "10");
  vireo_ssh_add_option (words, "ServerAliveInterval", ALIVE_INTERVAL);
  vireo_ssh_add_option (words, "ServerAliveCountMax", ALIVE_COUNT);
  if (way->known_hosts != NULL)
    vireo_ssh_add_option (words, "UserKnownHostsFile", way->known_hosts);
}

/* What libvirt runs in place of ssh.  It is given no arguments of ours and hardly any environment,
 * so the options are written down. */
static char *
make_script (VireoSshWay *way)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  GString *script = g_string_new ("#!/bin/sh\nexec");

  vireo_ssh_way_begin_command (way, builder);
  words = g_strv_builder_end (builder);
  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *quoted = g_shell_quote (words[i]);

      g_string_append_printf (script, " %s", quoted);
    }
  g_string_append (script, " \"$@\"\n");
  return g_string_free (script, FALSE);
}

/* What is open for writing cannot be run, and whatever another thread starts just then would keep
 * it open for a moment; so a process of its own writes it.  %NULL: it cannot be run from there. */
static char *
write_program (const char *script)
{
  static int n;
  g_autofree char *folder = make_folder ();
  g_autofree char *path
      = g_strdup_printf ("%s/connect-%d-%d", folder, (int) getpid (), g_atomic_int_add (&n, 1));
  const char *writing = "umask 077 && printf %s \"$1\" > \"$0\" && chmod u+x \"$0\"";
  const char *writer[] = { "/bin/sh", "-c", writing, path, script, NULL };
  int status;

  if (g_spawn_sync (NULL, (char **) writer, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                    NULL) &&
      status == 0 && access (path, X_OK) == 0)
    return g_steal_pointer (&path);
  g_unlink (path);
  return NULL;
}

/**
 * vireo_ssh_share:
 * @uri: libvirt's address of a host
 * @program: (out) (nullable): a file to delete once libvirt has opened the address, or failed to
 *
 * Makes the address with which libvirt's connection is one with those of the screens.  It is for
 * libvirt alone: what people see and what is saved stays @uri.  Starts a process and waits for it,
 * so never on the main thread.
 *
 * Returns: (transfer full): the address; @uri itself where libvirt does not run ssh
 */
char *
vireo_ssh_share (const char *uri, char **program)
{
  g_autoptr (VireoSshWay) way = vireo_ssh_way_new (uri);
  g_autofree char *found = NULL;
  g_autofree char *script = NULL;
  g_autofree char *escaped = NULL;

  VIREO_ASSERT_WORKER ();
  *program = NULL;
  if (way != NULL && way->by_ssh)
    found = g_find_program_in_path (way->program);
  if (found == NULL)
    return g_strdup (uri); /* and libvirt says itself what is missing */
  script = make_script (way);
  *program = write_program (script);
  if (*program == NULL)
    {
      g_info ("%s: libvirt logs in by itself", uri);
      return g_strdup (uri);
    }
  escaped = g_uri_escape_string (*program, "/", FALSE);
  /* Of several libvirt takes the last. */
  return g_strdup_printf ("%s%ccommand=%s", uri, strchr (uri, '?') != NULL ? '&' : '?', escaped);
}
