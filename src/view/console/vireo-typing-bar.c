/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-text-typer.h"
#include "core/model/vireo-vm-guest-file.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-settings.h"
#include "view/common/vireo-template.h"
#include "view/console/vireo-typing-bar.h"

#define MAX_TOLD 20 /* characters named that cannot be typed */

struct _VireoTypingBar
{
  AdwBin parent_instance;

  GtkProgressBar *progress;

  VireoVncSession *session;    /* (owned) (nullable) */
  VireoVm *vm;                 /* (owned) (nullable): whose screen it is */
  VireoTextTyper *typer;       /* (owned) (nullable) */
  GSimpleActionGroup *actions; /* (owned) */
  GCancellable *reading;       /* (owned) (nullable): of the clipboard */
};

G_DEFINE_FINAL_TYPE (VireoTypingBar, vireo_typing_bar, ADW_TYPE_BIN)

static gboolean
is_ready (VireoTypingBar *self)
{
  return self->session != NULL && vireo_vnc_session_get_state (self->session) == VIREO_VNC_READY;
}

/* What the clipboard holds and no keyboard of the guest makes. */
typedef struct
{
  VireoTypingBar *bar;
  VireoTextKeys *keys; /* (owned) (nullable): of the rest */
  char *text;
} Leftover;

static void
leftover_free (gpointer data, GClosure *closure)
{
  Leftover *leftover = data;

  g_clear_pointer (&leftover->keys, vireo_text_keys_free);
  g_object_unref (leftover->bar);
  g_free (leftover->text);
  g_free (leftover);
}

typedef struct
{
  VireoTypingBar *bar;
  char *path;
} Sending;

static void
sent (GObject *source, GAsyncResult *result, gpointer data)
{
  Sending *sending = data;
  g_autoptr (VireoTypingBar) self = sending->bar;
  g_autofree char *path = sending->path;
  g_autoptr (GError) error = NULL;
  g_autofree char *done = NULL;

  g_free (sending);
  if (!vireo_vm_write_guest_file_finish (VIREO_VM (source), result, &error))
    {
      vireo_report_error (GTK_WIDGET (self), _ ("The text was not sent"), error);
      return;
    }
  /* Translators: %s is the path of a file inside the guest */
  done = g_strdup_printf (_ ("The guest has it in %s"), path);
  vireo_report_done (GTK_WIDGET (self), done);
}

static void
leftover_answered (AdwMessageDialog *dialog, const char *response, Leftover *leftover)
{
  VireoTypingBar *self = leftover->bar;

  if (g_str_equal (response, "rest") && is_ready (self))
    vireo_text_typer_start (self->typer, g_steal_pointer (&leftover->keys));
  else if (g_str_equal (response, "file") && self->vm != NULL)
    {
      Sending *sending = g_new0 (Sending, 1);

      sending->bar = g_object_ref (self);
      sending->path = vireo_vm_write_guest_file_async (self->vm, leftover->text, NULL, sent,
                                                       sending);
    }
}

/* What no key makes, as "你 好 …". */
static char *
name_characters (const char *characters)
{
  GString *names = g_string_new (NULL);
  int n = 0;

  for (const char *at = characters; *at != '\0' && n < MAX_TOLD; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (n > 0)
        g_string_append_c (names, ' ');
      if (g_unichar_isgraph (c))
        g_string_append_unichar (names, c);
      else
        g_string_append_printf (names, "U+%04X", c);
    }
  if (g_utf8_strlen (characters, -1) > MAX_TOLD)
    g_string_append (names, " …");
  return g_string_free (names, FALSE);
}

static gboolean
can_send (VireoTypingBar *self, const char *text)
{
  return self->vm != NULL && vireo_vm_can_write_guest_file (self->vm) &&
         strlen (text) <= VIREO_GUEST_FILE_MAX;
}

static void
ask_about_rest (VireoTypingBar *self, VireoTextKeys *keys, const char *text)
{
  gboolean some = keys->ends->len > 0;
  gboolean can = can_send (self, text);
  g_autofree char *names = name_characters (keys->untypable);
  g_autofree char *missing = g_strdup_printf (
      some ? _ ("The guest’s keyboard has no keys for these characters, which would be left out: %s")
           : _ ("The guest’s keyboard has no keys for any of it: %s"),
      names);
  g_autofree char *body =
      can ? g_strconcat (missing, "\n\n",
                         _ ("The guest agent can write the whole text to a file in the guest’s "
                            "folder for temporary files, where each user of the guest can read it."),
                         NULL)
          : g_strdup (missing);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Not All of It Can Be Typed"), body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  Leftover *leftover = g_new0 (Leftover, 1);

  leftover->bar = g_object_ref (self);
  leftover->text = g_strdup (text);
  leftover->keys = keys;
  adw_message_dialog_add_response (message, "cancel", _ ("_Cancel"));
  if (can)
    adw_message_dialog_add_response (message, "file", _ ("_Send as a File"));
  if (some)
    adw_message_dialog_add_response (message, "rest", _ ("_Type the Rest"));
  adw_message_dialog_set_default_response (message, some ? "rest" : "file");
  adw_message_dialog_set_response_appearance (message, some ? "rest" : "file",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (message, "cancel");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (leftover_answered), leftover,
                         leftover_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
type (VireoTypingBar *self, const char *text)
{
  g_autoptr (GVariant) layout =
      g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "typing-layout");
  g_autoptr (VireoTextKeys) keys = vireo_text_keys_new (text, g_variant_get_string (layout, NULL));

  if (*keys->untypable == '\0')
    vireo_text_typer_start (self->typer, g_steal_pointer (&keys));
  else if (keys->ends->len > 0 || can_send (self, text))
    ask_about_rest (self, g_steal_pointer (&keys), text);
  else
    {
      g_autofree char *names = name_characters (keys->untypable);
      g_autoptr (GError) error =
          g_error_new (VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("The guest’s keyboard has no keys for any of it: %s"), names);

      vireo_report_error (GTK_WIDGET (self), _ ("The clipboard cannot be typed"), error);
    }
}

static void
clipboard_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoTypingBar) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !is_ready (self))
    return;
  if (text == NULL || *text == '\0')
    vireo_report_done (GTK_WIDGET (self), _ ("There is no text in the clipboard."));
  else
    type (self, text);
}

static void
stop_reading (VireoTypingBar *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
type_clipboard_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  VireoTypingBar *self = data;

  stop_reading (self);
  self->reading = g_cancellable_new ();
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->reading,
                                 clipboard_read, g_object_ref (self));
}

static void
stop_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  VireoTypingBar *self = data;

  stop_reading (self);
  if (self->typer != NULL)
    vireo_text_typer_stop (self->typer);
}

static void
state_changed (VireoTypingBar *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "type-clipboard");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_ready (self));
}

/**
 * vireo_typing_bar_set_session:
 * @session: whose guest is typed into; told once
 */
void
vireo_typing_bar_set_session (VireoTypingBar *self, VireoVncSession *session)
{
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->typer = vireo_text_typer_new (session);
  g_object_bind_property (self->typer, "typing", self, "visible", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->typer, "progress", self->progress, "fraction",
                          G_BINDING_SYNC_CREATE);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  state_changed (self);
}

/**
 * vireo_typing_bar_set_vm:
 * @vm: (nullable): whose screen the session shows
 */
void
vireo_typing_bar_set_vm (VireoTypingBar *self, VireoVm *vm)
{
  g_set_object (&self->vm, vm);
}

/**
 * vireo_typing_bar_get_actions:
 *
 * Returns: (transfer none): to be inserted where the menu is, as "typing"
 */
GActionGroup *
vireo_typing_bar_get_actions (VireoTypingBar *self)
{
  return G_ACTION_GROUP (self->actions);
}

static void
vireo_typing_bar_dispose (GObject *object)
{
  VireoTypingBar *self = VIREO_TYPING_BAR (object);

  stop_reading (self);
  if (self->typer != NULL)
    vireo_text_typer_stop (self->typer);
  g_clear_object (&self->typer);
  g_clear_object (&self->session);
  g_clear_object (&self->vm);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (vireo_typing_bar_parent_class)->dispose (object);
}

static void
vireo_typing_bar_class_init (VireoTypingBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_typing_bar_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/console/vireo-typing-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoTypingBar, progress);
}

static void
vireo_typing_bar_init (VireoTypingBar *self)
{
  static const GActionEntry entries[] = {
    { .name = "type-clipboard", .activate = type_clipboard_activated },
    { .name = "stop", .activate = stop_activated },
  };
  g_autoptr (GSettings) settings = vireo_settings_new ();
  g_autoptr (GAction) layout = NULL;

  vireo_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  layout = settings != NULL
               ? g_settings_create_action (settings, "typing-layout")
               : G_ACTION (g_simple_action_new_stateful ("typing-layout", G_VARIANT_TYPE_STRING,
                                                         g_variant_new_string ("us")));
  g_action_map_add_action (G_ACTION_MAP (self->actions), layout);
}
