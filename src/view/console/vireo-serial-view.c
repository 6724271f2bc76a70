/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal is VTE's, which is loaded into memory when the first text console is shown. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <vte/vte.h>

#include "core/base/vireo-error.h"
#include "core/console/vireo-serial.h"
#include "view/common/vireo-banner.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/console/vireo-serial-view.h"

#define SCROLLBACK 10000 /* lines */

struct _VireoSerialView
{
  AdwBin parent_instance;

  VireoBanner *banner;
  GtkScrolledWindow *scroller;
  VteTerminal *terminal; /* borrowed: in scroller */

  VireoSerial *serial;  /* (owned) */
  VireoVm *vm;          /* (owned) (nullable) */
  char *port;           /* (nullable) */
  GSignalGroup *watched; /* (owned): on the VM */
  GHashTable *texts;    /* uuid and port -> VteTerminal (owned): what each printed stays */
  int shown_id;         /* the VM's id when the console was opened */
  guint n_attempts;     /* in a row that brought nothing */
  guint retry_id;
  GtkRoot *root; /* borrowed, weak pointer: where keys holds */
  GtkEventController *keys; /* borrowed from root (nullable): while the terminal has the focus */
};

G_DEFINE_FINAL_TYPE (VireoSerialView, vireo_serial_view, ADW_TYPE_BIN)

/* ms to wait before the next attempt; after the last the user decides. */
static const guint pauses[] = { 200, 500, 1000, 2000, 4000 };

static gboolean
is_running (VireoSerialView *self)
{
  return self->vm != NULL && self->port != NULL && !vireo_vm_is_stale (self->vm) &&
         vireo_vm_get_facts (self->vm)->id >= 0;
}

static void
say (VireoSerialView *self, const char *words, const char *button, const char *action)
{
  g_object_set (self->banner, "title", words != NULL ? words : "", "button-label", button,
                "action-name", action, "revealed", words != NULL, NULL);
}

/* One that ended by itself is tried again: the guest is about to end, or to start anew. */
static gboolean
may_try_again (VireoSerialView *self)
{
  return vireo_serial_get_error (self->serial) == NULL && self->n_attempts < G_N_ELEMENTS (pauses);
}

static void
update_words (VireoSerialView *self)
{
  VireoSerialState state = vireo_serial_get_state (self->serial);
  const GError *error = vireo_serial_get_error (self->serial);

  if (self->vm == NULL || state == VIREO_SERIAL_OPEN)
    say (self, NULL, NULL, NULL);
  else if (vireo_vm_is_stale (self->vm))
    say (self, _ ("The connection to the host is lost."), NULL, NULL);
  else if (!is_running (self))
    say (self, vireo_vm_state_get_label (vireo_vm_get_state (self->vm)),
         (vireo_vm_get_can (self->vm) & VIREO_VM_CAN_START) ? _ ("_Start") : NULL, "vm.start");
  else if (state == VIREO_SERIAL_CONNECTING || may_try_again (self))
    say (self, _ ("Connecting to the text console…"), NULL, NULL);
  else if (g_error_matches (error, VIREO_ERROR, VIREO_ERROR_CONFLICT))
    /* Translators: verb, on a button: disconnect who uses the console now, and use it here */
    say (self, error->message, _ ("_Take Over"), "serial.take-over");
  else
    say (self, error != NULL ? error->message : _ ("The text console was closed."),
         _ ("_Reconnect"), "serial.reconnect");
}

static void
open_port (VireoSerialView *self, gboolean take_over)
{
  glong column, row;

  g_clear_handle_id (&self->retry_id, g_source_remove);
  vte_terminal_get_cursor_position (self->terminal, &column, &row);
  if (column > 0)
    vte_terminal_feed (self->terminal, "\r\n", 2);
  self->shown_id = vireo_vm_get_facts (self->vm)->id;
  vireo_serial_open (self->serial, self->vm, self->port, take_over);
}

static gboolean
retry (gpointer data)
{
  VireoSerialView *self = data;

  self->retry_id = 0;
  self->n_attempts++;
  if (is_running (self))
    open_port (self, FALSE);
  update_words (self);
  return G_SOURCE_REMOVE;
}

/* Opens what should be open.  Called whenever anything changed. */
static void
update (VireoSerialView *self)
{
  VireoSerialState state = vireo_serial_get_state (self->serial);

  if (is_running (self))
    {
      gboolean another_run = vireo_vm_get_facts (self->vm)->id != self->shown_id;

      if (another_run)
        self->n_attempts = 0;
      if (state == VIREO_SERIAL_CLOSED || (state == VIREO_SERIAL_ENDED && another_run))
        open_port (self, FALSE);
      else if (state == VIREO_SERIAL_ENDED && self->retry_id == 0 && may_try_again (self))
        self->retry_id = g_timeout_add (pauses[self->n_attempts], retry, self);
    }
  else if (state == VIREO_SERIAL_OPEN && self->vm != NULL && vireo_vm_is_stale (self->vm))
    vireo_serial_close (self->serial);
  update_words (self);
}

static void
printed (VireoSerial *serial, GBytes *bytes, VireoSerialView *self)
{
  self->n_attempts = 0;
  vte_terminal_feed (self->terminal, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
typed (VteTerminal *terminal, const char *text, guint length, VireoSerialView *self)
{
  if (terminal == self->terminal && !vireo_serial_type (self->serial, text, length) &&
      vireo_serial_get_state (self->serial) == VIREO_SERIAL_OPEN)
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vte_terminal_copy_clipboard_format (VIREO_SERIAL_VIEW (widget)->terminal, VTE_FORMAT_TEXT);
}

static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSerialView *self = VIREO_SERIAL_VIEW (widget);

  vte_terminal_paste_clipboard (self->terminal);
  gtk_widget_grab_focus (GTK_WIDGET (self->terminal));
}

static void
reconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSerialView *self = VIREO_SERIAL_VIEW (widget);

  self->n_attempts = 0;
  if (is_running (self))
    open_port (self, g_str_equal (name, "serial.take-over"));
  update_words (self);
}

static void
selection_changed (VireoSerialView *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "serial.copy",
                                 vte_terminal_get_has_selection (self->terminal));
}

/* In the capture phase of the window: a shell's own Ctrl+W or Ctrl+F are not the program's. */
static gboolean
key_pressed (GtkEventControllerKey *controller, guint keysym, guint code, GdkModifierType state,
             gpointer data)
{
  VireoSerialView *self = data;
  gboolean control = (state & GDK_CONTROL_MASK) != 0, shift = (state & GDK_SHIFT_MASK) != 0;

  if (control && shift && gdk_keyval_to_lower (keysym) == GDK_KEY_c)
    return gtk_widget_activate_action (GTK_WIDGET (self), "serial.copy", NULL);
  if (control && shift && gdk_keyval_to_lower (keysym) == GDK_KEY_v)
    return gtk_widget_activate_action (GTK_WIDGET (self), "serial.paste", NULL);
  /* Tab is the guest's; this is the way out by keyboard. */
  if (control && (keysym == GDK_KEY_Tab || keysym == GDK_KEY_ISO_Left_Tab))
    return gtk_widget_child_focus (GTK_WIDGET (self->root),
                                   shift ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  if (keysym == GDK_KEY_F11)
    return FALSE;
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (self->terminal));
}

static void
drop_keys (VireoSerialView *self)
{
  if (self->keys != NULL && self->root != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->root), self->keys);
  self->keys = NULL;
  g_clear_weak_pointer (&self->root);
}

static void
focus_changed (GtkEventControllerFocus *focus, GParamSpec *pspec, VireoSerialView *self)
{
  drop_keys (self);
  if (!gtk_event_controller_focus_is_focus (focus))
    return;
  g_set_weak_pointer (&self->root, gtk_widget_get_root (GTK_WIDGET (self)));
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (self->keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->root), self->keys);
}

static VteTerminal *
make_terminal (VireoSerialView *self)
{
  VteTerminal *terminal = VTE_TERMINAL (vte_terminal_new ());
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GdkRGBA paper = { 0.07, 0.07, 0.08, 1 }, ink = { 0.93, 0.93, 0.93, 1 };

  vte_terminal_set_scrollback_lines (terminal, SCROLLBACK);
  vte_terminal_set_scroll_on_keystroke (terminal, TRUE);
  vte_terminal_set_scroll_on_output (terminal, FALSE);
  vte_terminal_set_mouse_autohide (terminal, TRUE);
  vte_terminal_set_audible_bell (terminal, FALSE);
  vte_terminal_set_colors (terminal, &ink, &paper, NULL, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (terminal), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text console"), -1);
  g_signal_connect (terminal, "commit", G_CALLBACK (typed), self);
  g_signal_connect_swapped (terminal, "selection-changed", G_CALLBACK (selection_changed), self);
  g_signal_connect (focus, "notify::is-focus", G_CALLBACK (focus_changed), self);
  gtk_widget_add_controller (GTK_WIDGET (terminal), focus);
  return g_object_ref_sink (terminal);
}

static void
show_terminal (VireoSerialView *self)
{
  g_autofree char *key = self->vm == NULL
                             ? g_strdup ("")
                             : g_strconcat (vireo_vm_get_uuid (self->vm), " ", self->port, NULL);
  VteTerminal *terminal = g_hash_table_lookup (self->texts, key);

  if (terminal == NULL)
    {
      terminal = make_terminal (self);
      g_hash_table_insert (self->texts, g_steal_pointer (&key), terminal);
    }
  self->terminal = terminal;
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (terminal));
  selection_changed (self);
}

/**
 * vireo_serial_view_set_port:
 * @vm: (nullable): whose console to show
 * @port: (nullable): libvirt's name of it
 *
 * Connects to the console while @vm runs.  What another printed is there again when it is shown
 * again.
 */
void
vireo_serial_view_set_port (VireoSerialView *self, VireoVm *vm, const char *port)
{
  VireoVm *next = vm != NULL ? g_object_ref (vm) : NULL;

  if (self->vm == next && g_strcmp0 (self->port, port) == 0)
    {
      g_clear_object (&next);
      return;
    }
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_object (&self->vm); /* so that closing does not open again */
  vireo_serial_close (self->serial);
  self->vm = next;
  g_free (self->port);
  self->port = g_strdup (port);
  self->n_attempts = 0;
  self->shown_id = -1;
  show_terminal (self);
  g_signal_group_set_target (self->watched, vm);
  update (self);
}

/**
 * vireo_serial_view_get_text:
 *
 * Returns: (transfer full): what can be seen in the terminal
 */
char *
vireo_serial_view_get_text (VireoSerialView *self)
{
  return vte_terminal_get_text (self->terminal, NULL, NULL, NULL);
}

static gboolean
vireo_serial_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (VIREO_SERIAL_VIEW (widget)->terminal));
}

static void
vireo_serial_view_unroot (GtkWidget *widget)
{
  drop_keys (VIREO_SERIAL_VIEW (widget));
  GTK_WIDGET_CLASS (vireo_serial_view_parent_class)->unroot (widget);
}

static void
vireo_serial_view_dispose (GObject *object)
{
  VireoSerialView *self = VIREO_SERIAL_VIEW (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  drop_keys (self);
  g_clear_object (&self->watched);
  if (self->serial != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->serial, self);
      vireo_serial_close (self->serial);
    }
  if (self->texts != NULL)
    {
      GHashTableIter iter;
      gpointer terminal;

      g_hash_table_iter_init (&iter, self->texts);
      while (g_hash_table_iter_next (&iter, NULL, &terminal))
        g_signal_handlers_disconnect_by_data (terminal, self);
    }
  g_clear_pointer (&self->texts, g_hash_table_unref);
  g_clear_object (&self->serial);
  g_clear_object (&self->vm);
  g_clear_pointer (&self->port, g_free);
  G_OBJECT_CLASS (vireo_serial_view_parent_class)->dispose (object);
}

static void
vireo_serial_view_class_init (VireoSerialViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vireo_serial_view_dispose;
  widget_class->grab_focus = vireo_serial_view_grab_focus;
  widget_class->unroot = vireo_serial_view_unroot;

  g_type_ensure (VIREO_TYPE_BANNER);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/console/vireo-serial-view.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoSerialView, banner);
  gtk_widget_class_bind_template_child (widget_class, VireoSerialView, scroller);
  gtk_widget_class_install_action (widget_class, "serial.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "serial.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "serial.reconnect", NULL, reconnect_action);
  gtk_widget_class_install_action (widget_class, "serial.take-over", NULL, reconnect_action);
}

static void
vireo_serial_view_init (VireoSerialView *self)
{
  self->shown_id = -1;
  vireo_init_template (GTK_WIDGET (self));
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->serial = vireo_serial_new ();
  g_signal_connect_swapped (self->serial, "notify::state", G_CALLBACK (update), self);
  g_signal_connect (self->serial, "printed", G_CALLBACK (printed), self);
  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::can", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->watched, "notify::id", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->watched, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale", G_CALLBACK (update), self);
  show_terminal (self);
}

GtkWidget *
vireo_serial_view_new (void)
{
  return g_object_new (VIREO_TYPE_SERIAL_VIEW, NULL);
}
