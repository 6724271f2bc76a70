/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps a session open while the pane is shown and the VM has a screen, and says what goes on
 * when it has none.  A pane that is not shown keeps its session: nothing is painted then, so the
 * worker asks the guest for nothing. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "view/common/vireo-template.h"
#include "view/console/vireo-console-menus.h"
#include "view/console/vireo-console-pane-private.h"
#include "view/console/vireo-surroundings.h"

#define STEADY (3 * G_USEC_PER_SEC) /* µs; a session that lasted so long was a good one */
#define BAR_EDGE 3                  /* px from the top that call the bar in full screen */

G_DEFINE_FINAL_TYPE (VireoConsolePane, vireo_console_pane, VIREO_TYPE_VM_PANE)

/* ms to wait before the next attempt; after the last the user decides. */
static const guint pauses[] = { 200, 500, 1000, 2000, 4000 };

static VireoVm *
get_vm (VireoConsolePane *self)
{
  return vireo_vm_pane_get_vm (VIREO_VM_PANE (self));
}

static gboolean
is_viewable (VireoConsolePane *self)
{
  VireoVm *vm = get_vm (self);

  return vm != NULL && !vireo_vm_is_stale (vm) && (vireo_vm_get_can (vm) & VIREO_VM_CAN_VIEW) != 0;
}

/* A screen may outlive its guest for a moment; what it shows is the last picture all the same. */
static gboolean
is_off (VireoConsolePane *self)
{
  VireoVm *vm = get_vm (self);

  return vm != NULL && !vireo_vm_is_stale (vm) && vireo_vm_get_facts (vm)->has_details &&
         vireo_vm_get_facts (vm)->id < 0;
}

/* Whether trying again may help without the user doing something. */
static gboolean
may_pass (const GError *error)
{
  return error == NULL || error->domain != VIREO_ERROR ||
         (error->code != VIREO_ERROR_AUTH && error->code != VIREO_ERROR_UNSUPPORTED &&
          error->code != VIREO_ERROR_DENIED && error->code != VIREO_ERROR_INVALID);
}

static gboolean
may_try_again (VireoConsolePane *self)
{
  return self->n_attempts < G_N_ELEMENTS (pauses) &&
         may_pass (vireo_vnc_session_get_error (self->session));
}

static void
show_cover (VireoConsolePane *self, const char *page)
{
  gtk_widget_set_visible (GTK_WIDGET (self->cover), page != NULL);
  if (page != NULL)
    gtk_stack_set_visible_child_name (self->cover, page);
}

static void
show_off (VireoConsolePane *self)
{
  VireoVm *vm = get_vm (self);
  VireoVmState state = vm != NULL ? vireo_vm_get_state (vm) : VIREO_VM_STATE_UNKNOWN;

  if (state == VIREO_VM_STATE_UNKNOWN)
    {
      show_cover (self, NULL);
      return;
    }
  gtk_widget_set_visible (self->start_button, (vireo_vm_get_can (vm) & VIREO_VM_CAN_START) != 0);
  if (vireo_vm_is_stale (vm))
    gtk_label_set_label (self->off_label, _ ("The connection to the host is lost."));
  else if (vireo_vm_get_facts (vm)->id >= 0)
    gtk_label_set_label (self->off_label, _ ("This virtual machine has no screen."));
  else
    gtk_label_set_label (self->off_label, vireo_vm_state_get_label (state));
  show_cover (self, "off");
}

static void
show_lost (VireoConsolePane *self)
{
  const GError *error = vireo_vnc_session_get_error (self->session);

  gtk_label_set_label (self->lost_label,
                       error != NULL ? error->message : _ ("The screen is not connected."));
  gtk_button_set_label (GTK_BUTTON (self->reconnect_button),
                        error != NULL ? _ ("_Reconnect") : _ ("_Connect"));
  gtk_widget_set_visible (self->reconnect_button,
                          !g_error_matches (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED));
  show_cover (self, "lost");
}

/* A picture that stands still should say why. */
static void
update_paused (VireoConsolePane *self)
{
  VireoVm *vm = get_vm (self);
  const VireoVmFacts *facts = vm != NULL ? vireo_vm_get_facts (vm) : NULL;
  gboolean paused = facts != NULL && facts->state == VIREO_VM_STATE_PAUSED &&
                    !vireo_vm_is_stale (vm) && _vireo_console_pane_shows_screen (self);
  const char *state = vireo_vm_state_get_label (VIREO_VM_STATE_PAUSED);
  const char *reason = paused ? vireo_vm_facts_get_reason_label (facts) : NULL;
  g_autofree char *words =
      reason != NULL ? g_strdup_printf (_ ("%s: %s"), state, reason) : g_strdup (state);

  gtk_label_set_label (self->paused_label, words);
  gtk_widget_set_visible (GTK_WIDGET (self->paused_label), paused);
}

/* Says in words what the session does; the picture alone when all is well. */
static void
update_cover (VireoConsolePane *self)
{
  VireoVncState state = vireo_vnc_session_get_state (self->session);

  gtk_widget_set_sensitive (self->keys_button,
                            state == VIREO_VNC_READY &&
                                !vireo_display_get_view_only (self->display));
  _vireo_console_pane_update_actions (self);
  _vireo_console_pane_update_offers (self);
  update_paused (self);
  _vireo_console_pane_update_pointer (self);
  if (!_vireo_console_pane_shows_screen (self))
    show_cover (self, NULL);
  else if (state == VIREO_VNC_READY && !is_off (self))
    show_cover (self, NULL);
  else if (!is_viewable (self))
    show_off (self);
  else if (self->asking)
    show_cover (self, "login");
  else if ((state == VIREO_VNC_ENDED && !may_try_again (self)) ||
           (state == VIREO_VNC_CLOSED && !self->wanted))
    show_lost (self);
  else
    {
      gtk_label_set_label (self->connecting_label, self->n_attempts > 0
                                                       ? _ ("Connecting to the screen again…")
                                                       : _ ("Connecting to the screen…"));
      show_cover (self, "connecting");
    }
}

static void
open_session (VireoConsolePane *self)
{
  VireoVm *vm = get_vm (self);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->shown_id = vireo_vm_get_facts (vm)->id;
  vireo_vnc_session_open_vm (self->session, vm, _vireo_console_pane_get_head (self));
}

static gboolean
retry (gpointer data)
{
  VireoConsolePane *self = data;

  self->retry_id = 0;
  self->n_attempts++;
  if (is_viewable (self) && _vireo_console_pane_shows_screen (self) &&
      vireo_vm_pane_get_shown (VIREO_VM_PANE (self)))
    open_session (self);
  update_cover (self);
  return G_SOURCE_REMOVE;
}

/* Opens what should be open.  Called whenever anything changed. */
void
_vireo_console_pane_update (VireoConsolePane *self)
{
  VireoVncState state = vireo_vnc_session_get_state (self->session);

  if (is_viewable (self) && _vireo_console_pane_shows_screen (self) &&
      vireo_vm_pane_get_shown (VIREO_VM_PANE (self)))
    {
      if (vireo_vm_get_facts (get_vm (self))->id != self->shown_id)
        self->n_attempts = 0; /* another run of the guest: another chance */
      if (state == VIREO_VNC_CLOSED && self->wanted)
        open_session (self);
      else if (state == VIREO_VNC_ENDED && self->retry_id == 0 && may_try_again (self))
        self->retry_id = g_timeout_add (pauses[self->n_attempts], retry, self);
    }
  update_cover (self);
}

static void
session_changed (VireoConsolePane *self)
{
  VireoVncState state = vireo_vnc_session_get_state (self->session);

  if (_vireo_console_pane_login_changed (self))
    {
      open_session (self);
      return;
    }
  if (state == VIREO_VNC_READY)
    self->ready_since = g_get_monotonic_time ();
  else if (self->ready_since != 0)
    {
      if (g_get_monotonic_time () - self->ready_since > STEADY)
        self->n_attempts = 0;
      self->ready_since = 0;
    }
  _vireo_console_pane_update (self);
}

static void
reconnect_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);

  self->n_attempts = 0;
  self->wanted = TRUE;
  if (is_viewable (self))
    open_session (self);
}

static void
send_keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  g_auto (GStrv) names = g_strsplit (g_variant_get_string (parameter, NULL), " ", -1);
  guint keysyms[8];
  guint n = 0;

  for (char **at = names; *at != NULL && n < G_N_ELEMENTS (keysyms); at++)
    keysyms[n++] = gdk_keyval_from_name (*at);
  vireo_display_send_keys (self->display, n, keysyms);
  gtk_widget_grab_focus (GTK_WIDGET (self->display));
}

/* In full screen the pane is alone, and the bar lies over the picture and comes when the pointer
 * touches the top. */
static void
update_full_screen (VireoConsolePane *self)
{
  gboolean full = self->window != NULL && gtk_window_is_fullscreen (self->window) &&
                  gtk_widget_get_mapped (GTK_WIDGET (self));

  if (full == (self->hidden != NULL))
    return;
  if (full)
    self->hidden = vireo_surroundings_hide (GTK_WIDGET (self));
  else
    g_clear_pointer (&self->hidden, vireo_surroundings_show);
  g_object_ref (self->bar);
  if (full)
    {
      adw_bin_set_child (self->bar_slot, NULL);
      gtk_revealer_set_child (self->bar_revealer, self->bar);
      gtk_widget_add_css_class (self->bar, "osd");
      gtk_widget_add_css_class (self->bar, "vireo-console-bar");
    }
  else
    {
      gtk_revealer_set_child (self->bar_revealer, NULL);
      adw_bin_set_child (self->bar_slot, self->bar);
      gtk_widget_remove_css_class (self->bar, "osd");
      gtk_widget_remove_css_class (self->bar, "vireo-console-bar");
    }
  g_object_unref (self->bar);
  gtk_revealer_set_reveal_child (self->bar_revealer, FALSE);
  gtk_button_set_icon_name (self->full_screen_button,
                            full ? "view-restore-symbolic" : "view-fullscreen-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->full_screen_button),
                               full ? _ ("Leave Full Screen") : _ ("Full Screen"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->full_screen_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  full ? _ ("Leave Full Screen") : _ ("Full Screen"), -1);
}

static void
pointer_moved (GtkEventControllerMotion *controller, double x, double y, VireoConsolePane *self)
{
  gboolean revealed = gtk_revealer_get_reveal_child (self->bar_revealer);
  int height = gtk_widget_get_height (GTK_WIDGET (self->bar_revealer));

  if (gtk_revealer_get_child (self->bar_revealer) != NULL)
    gtk_revealer_set_reveal_child (self->bar_revealer, y < (revealed ? height + 12 : BAR_EDGE));
}

static void
full_screen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);

  if (self->window == NULL)
    return;
  if (gtk_window_is_fullscreen (self->window))
    gtk_window_unfullscreen (self->window);
  else
    gtk_window_fullscreen (self->window);
}

static void
vireo_console_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vireo_console_pane_parent_class)->map (widget);
  update_full_screen (VIREO_CONSOLE_PANE (widget));
}

/* Another pane or VM takes the place: it needs what stood around this one. */
static void
vireo_console_pane_unmap (GtkWidget *widget)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  gboolean was_full = self->hidden != NULL;

  GTK_WIDGET_CLASS (vireo_console_pane_parent_class)->unmap (widget);
  update_full_screen (self);
  if (was_full && self->window != NULL)
    gtk_window_unfullscreen (self->window);
}

static void
drop_window (VireoConsolePane *self)
{
  g_clear_pointer (&self->hidden, vireo_surroundings_show);
  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, update_full_screen, self);
  g_clear_weak_pointer (&self->window);
}

static void
vireo_console_pane_root (GtkWidget *widget)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (vireo_console_pane_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  g_set_weak_pointer (&self->window, GTK_WINDOW (root));
  g_signal_connect_swapped (root, "notify::fullscreened", G_CALLBACK (update_full_screen), self);
  update_full_screen (self);
}

static void
vireo_console_pane_unroot (GtkWidget *widget)
{
  drop_window (VIREO_CONSOLE_PANE (widget));
  GTK_WIDGET_CLASS (vireo_console_pane_parent_class)->unroot (widget);
}

static void
vireo_console_pane_vm_set (VireoVmPane *pane, VireoVm *vm)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (pane);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->n_attempts = 0;
  self->shown_id = -1;
  self->tablet_refused = FALSE;
  g_signal_group_set_target (self->watched, vm);
  _vireo_console_pane_login_reset (self);
  _vireo_console_pane_connect_reset (self);
  vireo_typing_bar_set_vm (self->typing_bar, vm);
  vireo_vnc_session_close (self->session);
  if (self->serial != NULL)
    vireo_serial_view_set_port (self->serial, NULL, NULL);
  self->chosen = NULL;
  _vireo_console_pane_recall (self);
  _vireo_console_pane_offer_choices (self);
}

static void
vireo_console_pane_shown_changed (VireoVmPane *pane, gboolean shown)
{
  _vireo_console_pane_show_chosen (VIREO_CONSOLE_PANE (pane));
}

static void
vireo_console_pane_dispose (GObject *object)
{
  VireoConsolePane *self = VIREO_CONSOLE_PANE (object);

  g_clear_handle_id (&self->retry_id, g_source_remove);
  drop_window (self);
  _vireo_console_pane_login_reset (self);
  g_clear_object (&self->watched);
  _vireo_console_pane_drop_devices (self);
  g_clear_object (&self->settings);
  g_clear_object (&self->display_actions);
  if (self->clipboard != NULL)
    g_object_run_dispose (G_OBJECT (self->clipboard));
  g_clear_object (&self->clipboard);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      vireo_vnc_session_close (self->session);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), VIREO_TYPE_CONSOLE_PANE);
  g_clear_object (&self->session);
  self->chosen = NULL;
  g_clear_pointer (&self->choices, g_strfreev);
  G_OBJECT_CLASS (vireo_console_pane_parent_class)->dispose (object);
}

static void
vireo_console_pane_class_init (VireoConsolePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  VireoVmPaneClass *pane_class = VIREO_VM_PANE_CLASS (klass);

  object_class->dispose = vireo_console_pane_dispose;
  widget_class->map = vireo_console_pane_map;
  widget_class->unmap = vireo_console_pane_unmap;
  widget_class->root = vireo_console_pane_root;
  widget_class->unroot = vireo_console_pane_unroot;
  pane_class->vm_set = vireo_console_pane_vm_set;
  pane_class->shown_changed = vireo_console_pane_shown_changed;

  g_type_ensure (VIREO_TYPE_DISPLAY);
  g_type_ensure (VIREO_TYPE_TYPING_BAR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/console/vireo-console-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, display);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, consoles);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, screen);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, chooser);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, copy_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, zoom_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, bar_slot);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, bar);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, bar_revealer);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, chip_revealer);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, chip_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, tablet_offer);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, keys_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, picture_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, paused_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, full_screen_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, overlay);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, typing_bar);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, cover);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, connecting_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, off_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, start_button);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, lost_label);
  gtk_widget_class_bind_template_child (widget_class, VireoConsolePane, reconnect_button);
  _vireo_console_pane_class_login_init (widget_class);
  _vireo_console_pane_class_connect_init (widget_class);
  gtk_widget_class_install_action (widget_class, "console.send-keys", "s", send_keys_action);
  _vireo_console_pane_class_actions_init (widget_class);
  _vireo_console_pane_class_pointer_init (widget_class);
  gtk_widget_class_install_action (widget_class, "console.copy", NULL, _vireo_console_pane_terminal_action);
  gtk_widget_class_install_action (widget_class, "console.paste", NULL, _vireo_console_pane_terminal_action);
  gtk_widget_class_install_action (widget_class, "console.reconnect", NULL, reconnect_action);
  gtk_widget_class_install_action (widget_class, "console.full-screen", NULL, full_screen_action);
}

static void
vireo_console_pane_init (VireoConsolePane *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->shown_id = -1;
  vireo_init_template (GTK_WIDGET (self));
  vireo_console_menus_bind (GTK_MENU_BUTTON (self->keys_button),
                            GTK_MENU_BUTTON (self->picture_button));
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved), self);
  gtk_widget_add_controller (GTK_WIDGET (self->overlay), motion);

  self->session = vireo_vnc_session_new ();
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (session_changed), self);
  g_signal_connect_swapped (self->session, "credentials-needed", G_CALLBACK (_vireo_console_pane_ask_login), self);
  vireo_display_set_session (self->display, self->session);
  self->clipboard = vireo_clipboard_share_new (self->display);
  _vireo_console_pane_actions_init (self);
  vireo_typing_bar_set_session (self->typing_bar, self->session);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "typing",
                                  vireo_typing_bar_get_actions (self->typing_bar));

  self->watched = g_signal_group_new (VIREO_TYPE_VM);
  g_signal_group_connect_swapped (self->watched, "notify::can",
                                  G_CALLBACK (_vireo_console_pane_update), self);
  g_signal_group_connect_swapped (self->watched, "notify::id",
                                  G_CALLBACK (_vireo_console_pane_offer_choices), self);
  g_signal_group_connect_swapped (self->watched, "notify::state",
                                  G_CALLBACK (_vireo_console_pane_update), self);
  g_signal_group_connect_swapped (self->watched, "notify::stale",
                                  G_CALLBACK (_vireo_console_pane_update), self);
  g_signal_group_connect_swapped (self->watched, "notify::serial-ports",
                                  G_CALLBACK (_vireo_console_pane_offer_choices), self);
  g_signal_group_connect_swapped (self->watched, "notify::has-vnc", G_CALLBACK (_vireo_console_pane_offer_choices),
                                  self);
  g_signal_group_connect_swapped (self->watched, "notify::reason-label",
                                  G_CALLBACK (_vireo_console_pane_update), self);
  g_signal_connect_swapped (self->display, "notify::view-only", G_CALLBACK (update_cover), self);
  g_signal_connect_swapped (self->display, "notify::has-picture", G_CALLBACK (update_cover), self);
  g_signal_connect_swapped (self->chooser, "notify::selected", G_CALLBACK (_vireo_console_pane_choice_changed), self);
  _vireo_console_pane_offer_choices (self);
}
