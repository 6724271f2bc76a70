/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-devices.h"
#include "view/console/vireo-console-pane.h"
#include "view/console/vireo-display.h"
#include "view/console/vireo-serial-view.h"
#include "view/console/vireo-typing-bar.h"

G_BEGIN_DECLS

/* What the files of the console pane share. */

struct _VireoConsolePane
{
  VireoVmPane parent_instance;

  VireoDisplay *display;
  GtkStack *consoles;
  GtkWidget *screen;
  VireoSerialView *serial; /* (nullable): in consoles, made when first needed */
  GtkDropDown *chooser;
  GtkWidget *copy_button;
  GtkButton *zoom_button;
  AdwBin *bar_slot;
  GtkWidget *bar;
  GtkRevealer *bar_revealer;
  GtkRevealer *chip_revealer;
  GtkLabel *chip_label;
  GtkWidget *tablet_offer;
  GSettings *settings; /* (owned) (nullable) */
  GtkWidget *keys_button;
  GtkLabel *paused_label;
  GtkButton *full_screen_button;
  GtkOverlay *overlay;
  VireoTypingBar *typing_bar;
  GtkStack *cover;
  GtkSpinner *spinner;
  GtkLabel *connecting_label;
  GtkLabel *off_label;
  GtkWidget *start_button;
  GtkLabel *lost_label;
  GtkWidget *reconnect_button;
  GtkWidget *user_name_entry;
  GtkWidget *password_entry;

  GStrv choices;    /* (owned): what chooser offers: "screen" or a text console's port */
  const char *chosen; /* (nullable): of choices */

  VireoVmDevices *devices; /* (owned) (nullable): watched, while the pointer goes by steps */
  gboolean tablet_refused; /* the user wants none, or it was ordered */

  VireoVncSession *session; /* (owned) */
  GSignalGroup *watched;    /* (owned): on the VM */
  int shown_id;             /* the VM's id when the session was opened */
  guint n_attempts;         /* in a row without a picture that stayed */
  gint64 ready_since;       /* µs, monotonic; 0: not ready */
  guint retry_id;
  gboolean asking; /* for the password */
  GtkWindow *window; /* borrowed, weak pointer: whose full screen is followed */
  GPtrArray *hidden; /* (owned) (nullable): in full screen, what stands around the pane */
};

void     _vireo_console_pane_update (VireoConsolePane *self);

/* vireo-console-pane-actions.c */
void     _vireo_console_pane_class_actions_init (GtkWidgetClass *widget_class);
void     _vireo_console_pane_update_actions (VireoConsolePane *self);
void     _vireo_console_pane_actions_init (VireoConsolePane *self);

/* vireo-console-pane-picture.c */
void     _vireo_console_pane_class_picture_init (GtkWidgetClass *widget_class);
void     _vireo_console_pane_picture_init (VireoConsolePane *self, GActionMap *actions);
void     _vireo_console_pane_update_picture (VireoConsolePane *self);
void     _vireo_console_pane_recall (VireoConsolePane *self);

/* vireo-console-pane-pointer.c */
void     _vireo_console_pane_class_pointer_init (GtkWidgetClass *widget_class);
void     _vireo_console_pane_pointer_init (VireoConsolePane *self);
void     _vireo_console_pane_update_pointer (VireoConsolePane *self);
void     _vireo_console_pane_drop_devices (VireoConsolePane *self);

/* vireo-console-pane-choice.c */
guint    _vireo_console_pane_get_head (VireoConsolePane *self);
gboolean _vireo_console_pane_shows_screen (VireoConsolePane *self);
void     _vireo_console_pane_show_chosen (VireoConsolePane *self);
void     _vireo_console_pane_offer_choices (VireoConsolePane *self);
void     _vireo_console_pane_choice_changed (VireoConsolePane *self);
void     _vireo_console_pane_terminal_action (GtkWidget *widget, const char *name,
                                              GVariant *parameter);

G_END_DECLS
