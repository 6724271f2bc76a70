/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-keyring.h"
#include "core/model/vireo-vm-devices.h"
#include "view/console/vireo-clipboard-share.h"
#include "view/console/vireo-console-pane.h"
#include "view/console/vireo-display.h"
#include "view/console/vireo-serial-view.h"
#include "view/console/vireo-typing-bar.h"

G_BEGIN_DECLS

/* What the files of the console pane share. */

/* The way through a screen's password. */
typedef struct
{
  gboolean user_name, password;   /* what is asked for */
  gboolean refused;               /* what was answered last */
  gboolean keyring_tried;         /* for this VM */
  gboolean from_keyring;          /* what was answered last */
  GCancellable *looking;          /* (owned) (nullable): in the keyring */
  guint patience;                 /* runs out when the keyring takes its time */
  VireoCredentials *to_remember;  /* (owned) (nullable): once they are known to be right */
} VireoConsoleLogin;

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
  GtkWidget *picture_button;
  GtkLabel *paused_label;
  GtkButton *full_screen_button;
  GtkOverlay *overlay;
  VireoTypingBar *typing_bar;
  GtkStack *cover;
  GtkLabel *connecting_label;
  GtkLabel *off_label;
  GtkWidget *start_button;
  GtkLabel *lost_label;
  GtkWidget *reconnect_button;
  GtkWidget *user_name_entry;
  GtkWidget *password_entry;
  GtkLabel *login_label;
  GtkCheckButton *remember_check;
  GtkWidget *spice_box;
  GtkWidget *add_vnc_button;
  GtkWidget *vnc_added_label;
  GtkWidget *viewer_button;

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
  VireoConsoleLogin login;
  gboolean wanted;    /* connected by itself, or by the user */
  gboolean vnc_added; /* by us, for the next start */
  GSimpleActionGroup *display_actions; /* (owned) */
  VireoClipboardShare *clipboard;      /* (owned) */
  GtkWindow *window; /* borrowed, weak pointer: whose full screen is followed */
  GPtrArray *hidden; /* (owned) (nullable): in full screen, what stands around the pane */
};

void     _vireo_console_pane_update (VireoConsolePane *self);

/* vireo-console-pane-connect.c */
void     _vireo_console_pane_class_connect_init (GtkWidgetClass *widget_class);
void     _vireo_console_pane_connect_init (VireoConsolePane *self);
void     _vireo_console_pane_connect_reset (VireoConsolePane *self);
void     _vireo_console_pane_update_offers (VireoConsolePane *self);

/* vireo-console-pane-login.c */
void     _vireo_console_pane_class_login_init (GtkWidgetClass *widget_class);
void     _vireo_console_pane_ask_login (VireoConsolePane *self, gboolean user_name,
                                        gboolean password);
gboolean _vireo_console_pane_login_changed (VireoConsolePane *self);
void     _vireo_console_pane_login_reset (VireoConsolePane *self);

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
