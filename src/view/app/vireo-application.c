/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <gtksourceview/gtksource.h>

#include "view/app/vireo-about.h"
#include "view/app/vireo-application.h"
#include "view/app/vireo-request.h"
#include "view/app/vireo-window.h"
#include "view/common/vireo-settings.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-watchdog.h"

struct _VireoApplication
{
  AdwApplication parent_instance;

  VireoContext *context; /* (owned) (nullable): from startup on */
  GSettings *settings;   /* (owned) (nullable) */
  VireoWindow *window;   /* (nullable): borrowed while it is open */
  gboolean loaded;       /* the saved hosts are known */
  GQueue waiting;        /* of GApplicationCommandLine (owned), until they are */
  gboolean began;        /* the default hosts, or those that were asked for, are opening */
  int status;            /* what the process ends with */
};

G_DEFINE_FINAL_TYPE (VireoApplication, vireo_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *accels[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.new-vm", { "<Control>n" } },
  { "win.filter", { "<Control>f" } },
  { "win.show-list", { "<Alt>Left" } },
  { "win.journal", { "<Control>j" } },
  { "win.shortcuts", { "<Control>question" } },
  { "win.show-pane(1)", { "<Alt>1" } },
  { "win.show-pane(2)", { "<Alt>2" } },
  { "win.show-pane(3)", { "<Alt>3" } },
  { "win.show-pane(4)", { "<Alt>4" } },
  { "win.show-pane(5)", { "<Alt>5" } },
  { "win.show-pane(6)", { "<Alt>6" } },
  { "win.show-pane(7)", { "<Alt>7" } },
};

static VireoWindow *
ensure_window (VireoApplication *self)
{
  if (self->window == NULL)
    {
      self->window = VIREO_WINDOW (
          vireo_window_new (GTK_APPLICATION (self), self->context, self->settings));
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
    }
  return self->window;
}

/* Command lines */

static void
quit_in_idle (gpointer app)
{
  g_application_quit (app);
}

/* The start failed: what was asked for is not there, and the user has read so. */
static void
told_cb (VireoApplication *self)
{
  g_idle_add_once (quit_in_idle, self);
}

static void
tell (VireoApplication *self, const char *error, gboolean ends)
{
  GtkWidget *dialog = adw_message_dialog_new (
      self->window != NULL ? GTK_WINDOW (self->window) : NULL, _ ("This Cannot Be Shown"), error);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  if (ends)
    g_signal_connect_object (dialog, "response", G_CALLBACK (told_cb), self, G_CONNECT_SWAPPED);
  vireo_lighten (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
request_done_cb (GApplicationCommandLine *line, const char *error, gpointer user_data)
{
  VireoApplication *self = user_data;
  gboolean is_start = !g_application_command_line_get_is_remote (line);

  if (error == NULL)
    return;
  g_application_command_line_printerr (line, "vireo: %s\n", error);
  g_application_command_line_set_exit_status (line, 1);
  if (is_start)
    self->status = 1;
  tell (self, error, is_start);
}

static void
carry_out (VireoApplication *self, GApplicationCommandLine *line)
{
  VireoWindow *window = ensure_window (self);

  gtk_window_present (GTK_WINDOW (window));
  /* A host that was named is the only one opened, as with virt-manager. */
  if (!self->began && !vireo_request_names_host (line))
    vireo_host_list_connect_default (vireo_context_get_hosts (self->context));
  self->began = TRUE;
  vireo_request_carry_out (window, line, request_done_cb, self);
}

static void
hosts_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoApplication) self = data;
  g_autoptr (GError) error = NULL;
  GApplicationCommandLine *line;

  if (!vireo_host_list_load_finish (VIREO_HOST_LIST (source), result, &error))
    g_message ("The saved hosts could not be read: %s", error->message);
  self->loaded = TRUE;
  while ((line = g_queue_pop_head (&self->waiting)) != NULL)
    {
      carry_out (self, line);
      g_object_unref (line);
    }
  g_application_release (G_APPLICATION (self));
}

static int
vireo_application_command_line (GApplication *app, GApplicationCommandLine *line)
{
  VireoApplication *self = VIREO_APPLICATION (app);

  gtk_window_present (GTK_WINDOW (ensure_window (self)));
  if (self->loaded)
    carry_out (self, line);
  else
    g_queue_push_tail (&self->waiting, g_object_ref (line));
  /* What is returned replaces what was set, also when the request is done already. */
  return g_application_command_line_get_exit_status (line);
}

static void
vireo_application_activate (GApplication *app)
{
  VireoApplication *self = VIREO_APPLICATION (app);

  gtk_window_present (GTK_WINDOW (ensure_window (self)));
  if (self->loaded && !self->began)
    {
      self->began = TRUE;
      vireo_host_list_connect_default (vireo_context_get_hosts (self->context));
    }
}

static void
vireo_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  VireoApplication *self = VIREO_APPLICATION (app);
  const char *path = n_files > 0 ? g_file_peek_path (files[0]) : NULL;

  vireo_application_activate (app);
  if (path != NULL)
    vireo_window_open_wizard (ensure_window (self), NULL, path);
}

/* In the process that was called, before it is known whether another one has the window. */
static int
vireo_application_handle_local_options (GApplication *app, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("%s\n", VIREO_VERSION);
      return 0;
    }
  if (!vireo_request_check (options, &error))
    {
      g_printerr ("vireo: %s\n", error->message);
      return 2;
    }
  if (g_variant_dict_contains (options, "debug"))
    {
      g_setenv ("G_MESSAGES_DEBUG", G_LOG_DOMAIN, FALSE);
      vireo_watchdog_start ();
    }
  return -1;
}

/* Actions */

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  VireoApplication *self = data;

  vireo_about_show (gtk_application_get_active_window (GTK_APPLICATION (self)), self->context);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  VireoApplication *self = data;

  /* By the window's own way out, so that it remembers its size. */
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  g_application_quit (G_APPLICATION (self));
}

static void
color_scheme_cb (GAction *action, GParamSpec *pspec, gpointer unused)
{
  g_autoptr (GVariant) state = g_action_get_state (action);
  const char *name = g_variant_get_string (state, NULL);
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (name, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (name, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
add_color_scheme (VireoApplication *self)
{
  g_autoptr (GAction) action = NULL;

  if (self->settings != NULL)
    action = g_settings_create_action (self->settings, "color-scheme");
  else
    action = G_ACTION (g_simple_action_new_stateful ("color-scheme", G_VARIANT_TYPE_STRING,
                                                     g_variant_new_string ("follow")));
  g_signal_connect (action, "notify::state", G_CALLBACK (color_scheme_cb), NULL);
  color_scheme_cb (action, NULL, NULL);
  g_action_map_add_action (G_ACTION_MAP (self), action);
}

/* From a terminal it ends in good order, as by *Quit*. */
static gboolean
signal_cb (gpointer data)
{
  quit_action (NULL, NULL, data);
  return G_SOURCE_REMOVE;
}

static void
vireo_application_startup (GApplication *app)
{
  static const GActionEntry actions[] = {
    { "about", about_action },
    { "quit", quit_action },
  };
  VireoApplication *self = VIREO_APPLICATION (app);
  VireoHostList *hosts;

  G_APPLICATION_CLASS (vireo_application_parent_class)->startup (app);
  self->context = vireo_context_new ();
  self->settings = vireo_settings_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), self);
  add_color_scheme (self);
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accelerators[i].action,
                                           accelerators[i].accels);
  gtk_window_set_default_icon_name (VIREO_APP_ID);
  /* It adds a folder of icons, upon which GTK loads anew all that are shown by then. */
  gtk_source_init ();
  g_unix_signal_add (SIGINT, signal_cb, self);
  g_unix_signal_add (SIGTERM, signal_cb, self);

  hosts = vireo_context_get_hosts (self->context);
  g_application_hold (app);
  vireo_host_list_load_async (hosts, NULL, hosts_loaded_cb, g_object_ref (self));
}

static void
vireo_application_shutdown (GApplication *app)
{
  VireoApplication *self = VIREO_APPLICATION (app);

  g_queue_clear_full (&self->waiting, g_object_unref);
  G_APPLICATION_CLASS (vireo_application_parent_class)->shutdown (app);
  vireo_watchdog_report ();
}

static void
vireo_application_dispose (GObject *object)
{
  VireoApplication *self = VIREO_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (vireo_application_parent_class)->dispose (object);
}

static void
vireo_application_class_init (VireoApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_application_dispose;
  app_class->startup = vireo_application_startup;
  app_class->shutdown = vireo_application_shutdown;
  app_class->activate = vireo_application_activate;
  app_class->open = vireo_application_open;
  app_class->command_line = vireo_application_command_line;
  app_class->handle_local_options = vireo_application_handle_local_options;
}

static void
vireo_application_init (VireoApplication *self)
{
  g_queue_init (&self->waiting);
  g_application_add_main_option_entries (G_APPLICATION (self), vireo_request_options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), NULL);
  g_application_set_option_context_summary (
      G_APPLICATION (self),
      _ ("Manages virtual machines of libvirt.  An ISO image, a disk or an appliance given begins a "
         "new one with it."));
}

VireoApplication *
vireo_application_new (void)
{
  return g_object_new (VIREO_TYPE_APPLICATION, "application-id", VIREO_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/io/github/vireovm/Vireo", NULL);
}

/**
 * vireo_application_run:
 *
 * Returns: what the process ends with: 0, or 1 when what the command line asked for could not be
 *   shown, or 2 when it made no sense
 */
int
vireo_application_run (VireoApplication *self, int argc, char **argv)
{
  int status = g_application_run (G_APPLICATION (self), argc, argv);

  return status != 0 ? status : self->status;
}
