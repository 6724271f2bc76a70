/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-host-uri.h"
#include "view/app/vireo-request.h"

const GOptionEntry vireo_request_options[] = {
  { "connect", 'c', 0, G_OPTION_ARG_STRING, NULL, N_ ("Connect to this host"), N_ ("URI") },
  { "show-domain-creator", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Open the dialog “New Virtual Machine”"), NULL },
  { "show-domain-console", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show the screen of this VM"),
    N_ ("NAME|ID|UUID") },
  { "show-domain-editor", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show the settings of this VM"),
    N_ ("NAME|ID|UUID") },
  { "show-domain-performance", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Show the performance of this VM"), N_ ("NAME|ID|UUID") },
  { "show-domain-delete", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Ask about deleting this VM"),
    N_ ("NAME|ID|UUID") },
  { "show-host-summary", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the host"), NULL },
  { "debug", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Tell on standard error what goes on, and how long the window was held up"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and end"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[ISO]") },
  { NULL },
};

/* When several are given the first of these wins, as in virt-manager. */
static const struct
{
  const char *option;
  gboolean of_vm;
  const char *pane; /* of the VM page */
} shows[] = {
  { "show-domain-creator", FALSE, NULL },
  { "show-host-summary", FALSE, NULL },
  { "show-domain-editor", TRUE, "overview" },
  { "show-domain-performance", TRUE, "performance" },
  { "show-domain-console", TRUE, "console" },
  { "show-domain-delete", TRUE, NULL },
};

struct _VireoRequest
{
  VireoWindow *window;           /* (owned) */
  GApplicationCommandLine *line; /* (owned): its caller waits as long as this is held */
  VireoHost *host;               /* (owned) */
  gulong watch;
  VireoRequestDone done;
  gpointer user_data;
};

static int
find_show (GVariantDict *options)
{
  for (guint i = 0; i < G_N_ELEMENTS (shows); i++)
    if (g_variant_dict_contains (options, shows[i].option))
      return i;
  return -1;
}

/**
 * vireo_request_check:
 * @options: what was given
 * @error: (out): a sentence for standard error
 *
 * Returns: whether @options make sense; not whether there is such a host or VM
 */
gboolean
vireo_request_check (GVariantDict *options, GError **error)
{
  g_autoptr (GVariant) rest
      = g_variant_dict_lookup_value (options, G_OPTION_REMAINING, G_VARIANT_TYPE_BYTESTRING_ARRAY);
  const char *uri = NULL;

  g_variant_dict_lookup (options, "connect", "&s", &uri);
  if (uri == NULL && find_show (options) >= 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _ ("can't use --show-* options without --connect"));
      return FALSE;
    }
  if (uri != NULL && !vireo_host_uri_check (uri, error))
    return FALSE;
  if (rest != NULL && g_variant_n_children (rest) > 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _ ("only one ISO image can be given"));
      return FALSE;
    }
  return TRUE;
}

gboolean
vireo_request_names_host (GApplicationCommandLine *line)
{
  return g_variant_dict_contains (g_application_command_line_get_options_dict (line), "connect");
}

static void
request_finish (VireoRequest *self, const char *error)
{
  if (self->host != NULL)
    g_clear_signal_handler (&self->watch, self->host);
  self->done (self->line, error, self->user_data);
  g_object_unref (self->window);
  g_object_unref (self->line);
  g_clear_object (&self->host);
  g_free (self);
}

/* Path of the ISO on the command line, seen from where the caller was. */
static char *
find_media (GApplicationCommandLine *line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_autoptr (GVariant) rest
      = g_variant_dict_lookup_value (options, G_OPTION_REMAINING, G_VARIANT_TYPE_BYTESTRING_ARRAY);
  g_autofree const char **names = NULL;
  g_autoptr (GFile) file = NULL;

  if (rest == NULL || g_variant_n_children (rest) == 0)
    return NULL;
  names = g_variant_get_bytestring_array (rest, NULL);
  file = g_application_command_line_create_file_for_arg (line, names[0]);
  return g_file_get_path (file);
}

static void
show_vm (VireoRequest *self, guint show, const char *name)
{
  VireoVm *vm = vireo_vm_list_find (vireo_host_get_vms (self->host), name);

  if (vm == NULL)
    {
      g_autofree char *error
          /* Translators: a host and the name of a virtual machine */
          = g_strdup_printf (_ ("%s does not have VM '%s'"), vireo_host_get_uri (self->host), name);

      request_finish (self, error);
      return;
    }
  if (g_str_equal (shows[show].option, "show-domain-delete"))
    vireo_window_ask_delete (self->window, vm);
  else
    vireo_window_show_vm (self->window, vm, shows[show].pane);
  request_finish (self, NULL);
}

/* The host is on, or was not asked for. */
static void
show (VireoRequest *self)
{
  GVariantDict *options = g_application_command_line_get_options_dict (self->line);
  g_autofree char *media = find_media (self->line);
  int which = find_show (options);
  const char *name = NULL;

  if (which >= 0 && shows[which].of_vm)
    {
      g_variant_dict_lookup (options, shows[which].option, "&s", &name);
      show_vm (self, which, name);
      return;
    }
  if (media != NULL || (which >= 0 && g_str_equal (shows[which].option, "show-domain-creator")))
    vireo_window_open_wizard (self->window, self->host, media);
  else if (which >= 0)
    vireo_window_show_host (self->window, self->host);
  request_finish (self, NULL);
}

static void
host_state_cb (VireoRequest *self)
{
  VireoHostState state = vireo_host_get_state (self->host);
  const GError *error = vireo_host_get_error (self->host);

  if (state == VIREO_HOST_ON)
    {
      show (self);
      return;
    }
  if (state == VIREO_HOST_OPENING)
    return;
  vireo_window_show_host (self->window, self->host);
  request_finish (self, error != NULL ? error->message : _ ("The connection was cancelled."));
}

/**
 * vireo_request_carry_out:
 * @window: the main window
 * @line: what was given; held until it is done, so that its caller learns how it went
 * @done: runs once, at once or when the host has answered
 * @user_data: handed to @done
 *
 * Does what a command line asks for, once the saved hosts are loaded.
 */
void
vireo_request_carry_out (VireoWindow *window, GApplicationCommandLine *line, VireoRequestDone done,
                         gpointer user_data)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  VireoHostList *hosts = vireo_context_get_hosts (vireo_window_get_context (window));
  VireoRequest *self = g_new0 (VireoRequest, 1);
  const char *uri = NULL;

  self->window = g_object_ref (window);
  self->line = g_object_ref (line);
  self->done = done;
  self->user_data = user_data;
  g_variant_dict_lookup (options, "connect", "&s", &uri);
  if (uri == NULL)
    {
      show (self);
      return;
    }
  self->host = g_object_ref (vireo_host_list_ensure (hosts, uri, TRUE));
  if (vireo_host_get_state (self->host) == VIREO_HOST_ON)
    {
      show (self);
      return;
    }
  self->watch = g_signal_connect_swapped (self->host, "notify::state", G_CALLBACK (host_state_cb),
                                          self);
  vireo_host_connect (self->host);
}
