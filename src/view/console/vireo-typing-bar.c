/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-text-typer.h"
#include "view/common/vireo-confirm.h"
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

static void
type_the_rest (GtkWidget *where, gpointer keys)
{
  VireoTypingBar *self = VIREO_TYPING_BAR (where);
  VireoTextKeys **held = keys;

  if (is_ready (self))
    vireo_text_typer_start (self->typer, g_steal_pointer (held));
}

static void
free_held (gpointer data)
{
  VireoTextKeys **held = data;

  g_clear_pointer (held, vireo_text_keys_free);
  g_free (held);
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

static void
type (VireoTypingBar *self, const char *text)
{
  g_autoptr (GVariant) layout =
      g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "typing-layout");
  g_autoptr (VireoTextKeys) keys = vireo_text_keys_new (text, g_variant_get_string (layout, NULL));
  g_autofree char *names = name_characters (keys->untypable);
  g_autofree char *body = NULL;
  VireoTextKeys **held;

  if (*keys->untypable == '\0')
    {
      vireo_text_typer_start (self->typer, g_steal_pointer (&keys));
      return;
    }
  if (keys->ends->len == 0)
    {
      g_autoptr (GError) error =
          g_error_new (VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("The guest’s keyboard has no keys for any of it: %s"), names);

      vireo_report_error (GTK_WIDGET (self), _ ("The clipboard cannot be typed"), error);
      return;
    }
  body = g_strdup_printf (_ ("The guest’s keyboard has no keys for these characters, which would be "
                             "left out: %s"),
                          names);
  held = g_new (VireoTextKeys *, 1);
  *held = g_steal_pointer (&keys);
  vireo_confirm (GTK_WIDGET (self), _ ("Not All of It Can Be Typed"), body, _ ("_Type the Rest"),
                 FALSE, type_the_rest, held, free_held);
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
