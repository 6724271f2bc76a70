/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "view/common/vireo-report.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-toasts.h"

/* Long enough to read a sentence and reach for its button. */
#define ERROR_TIMEOUT 10 /* s */

/* Long enough to see what came of it. */
#define UNDO_TIMEOUT 30 /* s */

static GtkWidget *
find_overlay_below (GtkWidget *widget)
{
  if (ADW_IS_TOAST_OVERLAY (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_overlay_below (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The overlay around @where; for a dialog without one, that of the window it belongs to; for a
 * widget that is gone from the screen, that of the window in front. */
static AdwToastOverlay *
find_overlay (GtkWidget *where)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (where, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (where);
  GtkWindow *window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
  GApplication *app = g_application_get_default ();

  if (window == NULL && GTK_IS_APPLICATION (app))
    window = gtk_application_get_active_window (GTK_APPLICATION (app));
  while (overlay == NULL && window != NULL)
    {
      overlay = find_overlay_below (GTK_WIDGET (window));
      window = gtk_window_get_transient_for (window);
    }
  return overlay != NULL ? ADW_TOAST_OVERLAY (overlay) : NULL;
}

static GtkWidget *
make_detail_label (const char *text)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "vireo-detail");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), label);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 240);
  gtk_widget_add_css_class (scroller, "card");
  return scroller;
}

static void
copy_cb (GtkWidget *dialog, const char *response, const char *text)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog), text);
}

static void
free_text (gpointer text, GClosure *closure)
{
  g_free (text);
}

/**
 * vireo_report_details:
 * @where: a widget of the window that asks
 * @what_failed: a translated sentence, as “The virtual machine could not be started.”
 * @error: why
 *
 * Shows @error in full, libvirt's own words included, with a button that copies it all.
 */
void
vireo_report_details (GtkWidget *where, const char *what_failed, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (where);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              what_failed, error->message);
  const char *detail = vireo_error_get_detail (error);
  char *all = g_strjoin ("\n", what_failed, error->message, detail, NULL);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _ ("C_opy"), "close",
                                    _ ("_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_set_destroy_with_parent (GTK_WINDOW (dialog), TRUE);
  if (detail != NULL)
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_detail_label (detail));
  g_signal_connect_data (dialog, "response", G_CALLBACK (copy_cb), all, free_text, 0);
  vireo_lighten (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct
{
  GtkWidget *overlay; /* borrowed: it owns the toast, which owns this */
  char *what_failed;
  GError *error;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_free (report->what_failed);
  g_error_free (report->error);
  g_free (report);
}

static void
show_details (gpointer data)
{
  Report *report = data;

  vireo_report_details (report->overlay, report->what_failed, report->error);
}

/**
 * vireo_report_error:
 * @where: the widget whose order failed
 * @what_failed: a translated sentence, as “The virtual machine could not be started.”
 * @error: why; cancelled is silence
 *
 * Says that an order failed, in a toast over the window of @where; the reason is behind its
 * *Details* button.  With no window left it goes to the log.
 */
void
vireo_report_error (GtkWidget *where, const char *what_failed, const GError *error)
{
  AdwToastOverlay *overlay;
  Report *report;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  overlay = find_overlay (where);
  if (overlay == NULL)
    {
      g_message ("%s %s", what_failed, error->message);
      return;
    }
  report = g_new0 (Report, 1);
  *report = (Report) { GTK_WIDGET (overlay), g_strdup (what_failed), g_error_copy (error) };
  vireo_toasts_show (overlay, &(VireoNotice) { .title = g_strdup (what_failed),
                                               .button = _ ("_Details"),
                                               .timeout = ERROR_TIMEOUT,
                                               .urgent = TRUE,
                                               .clicked = show_details,
                                               .data = report,
                                               .destroy = report_free });
}

/**
 * vireo_report_done:
 * @where: the widget whose order went through
 * @what_happened: a translated sentence, for what nothing else on the screen shows
 */
void
vireo_report_done (GtkWidget *where, const char *what_happened)
{
  AdwToastOverlay *overlay = find_overlay (where);

  if (overlay != NULL)
    vireo_toasts_show (overlay, &(VireoNotice) { .title = g_strdup (what_happened) });
}

typedef struct
{
  GtkWidget *where; /* (owned) */
  VireoUndo undo;
  gpointer data;
  GDestroyNotify destroy;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  offer->destroy (offer->data);
  g_object_unref (offer->where);
  g_free (offer);
}

static void
undo_clicked (gpointer data)
{
  Offer *offer = data;

  offer->undo (offer->where, offer->data);
}

/**
 * vireo_report_undo:
 * @where: the widget whose order went through; kept alive while the toast is there
 * @what_happened: a translated sentence
 * @undo: runs when the user wants it undone, at most once
 * @data: handed to @undo
 * @destroy: frees @data
 */
void
vireo_report_undo (GtkWidget *where, const char *what_happened, VireoUndo undo, gpointer data,
                   GDestroyNotify destroy)
{
  AdwToastOverlay *overlay = find_overlay (where);
  Offer *offer;

  if (overlay == NULL)
    {
      destroy (data);
      return;
    }
  offer = g_new0 (Offer, 1);
  *offer = (Offer) { g_object_ref (where), undo, data, destroy };
  vireo_toasts_show (overlay, &(VireoNotice) { .title = g_strdup (what_happened),
                                               .button = _ ("_Undo"),
                                               .timeout = UNDO_TIMEOUT,
                                               .urgent = TRUE,
                                               .clicked = undo_clicked,
                                               .data = offer,
                                               .destroy = offer_free });
}
