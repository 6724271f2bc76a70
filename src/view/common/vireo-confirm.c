/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "view/common/vireo-confirm.h"
#include "view/common/vireo-template.h"

typedef struct
{
  GtkWidget *where; /* (owned) */
  VireoConfirmed confirmed;             /* (nullable): this one, or */
  VireoConfirmedTicked confirmed_ticked; /* (nullable): this one */
  GtkCheckButton *option;               /* (nullable): borrowed from the dialog */
  gpointer user_data;
  GDestroyNotify destroy;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  if (question->destroy != NULL)
    question->destroy (question->user_data);
  g_object_unref (question->where);
  g_free (question);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (!g_str_equal (response, "yes"))
    return;
  if (question->confirmed != NULL)
    question->confirmed (question->where, question->user_data);
  else
    question->confirmed_ticked (
        question->where,
        question->option != NULL && gtk_check_button_get_active (question->option),
        question->user_data);
}

static AdwMessageDialog *
make_dialog (GtkWidget *where, const char *heading, const char *body, const char *action,
             gboolean destructive)
{
  GtkRoot *root = gtk_widget_get_root (where);
  GtkWidget *widget
      = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "yes", action, NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "yes", destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, destructive ? "cancel" : "yes");
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  return dialog;
}

static void
ask (AdwMessageDialog *dialog, Question *question, GtkWidget *where, gpointer user_data,
     GDestroyNotify destroy)
{
  question->where = g_object_ref (where);
  question->user_data = user_data;
  question->destroy = destroy;
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  vireo_lighten (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * vireo_confirm:
 * @where: the widget that asks; kept alive while the question is open
 * @heading: the question in short, as “Force off “web”?”; plain text
 * @body: what will happen, what is lost; plain text
 * @action: the verb on the button, with its mnemonic, as “_Force Off”
 * @destructive: whether something is lost; then *Cancel* is what Enter means
 * @confirmed: runs on yes only, at most once
 * @user_data: handed to @confirmed
 * @destroy: (nullable): frees @user_data, whatever the answer
 */
void
vireo_confirm (GtkWidget *where, const char *heading, const char *body, const char *action,
               gboolean destructive, VireoConfirmed confirmed, gpointer user_data,
               GDestroyNotify destroy)
{
  Question *question = g_new0 (Question, 1);

  question->confirmed = confirmed;
  ask (make_dialog (where, heading, body, action, destructive), question, where, user_data, destroy);
}

/**
 * vireo_confirm_ticked:
 * @option: (nullable): what more may be done, with its mnemonic; %NULL offers nothing more
 * @confirmed: runs on yes only, at most once, with whether @option was ticked
 *
 * Like vireo_confirm(), always for something that loses something.
 */
void
vireo_confirm_ticked (GtkWidget *where, const char *heading, const char *body, const char *action,
                      const char *option, VireoConfirmedTicked confirmed, gpointer user_data,
                      GDestroyNotify destroy)
{
  AdwMessageDialog *dialog = make_dialog (where, heading, body, action, TRUE);
  Question *question = g_new0 (Question, 1);

  question->confirmed_ticked = confirmed;
  if (option != NULL)
    {
      GtkWidget *label = gtk_label_new_with_mnemonic (option);
      GtkWidget *check = gtk_check_button_new ();

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                      label, NULL, -1);
      adw_message_dialog_set_extra_child (dialog, check);
      question->option = GTK_CHECK_BUTTON (check);
    }
  ask (dialog, question, where, user_data, destroy);
}
