/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "view/wizard/vireo-wizard-bind.h"

/**
 * vireo_wizard_bind:
 * @property: of the draft
 * @widget: what edits it, by its property @its
 *
 * Keeps both the same; the draft's value is the first.
 */
void
vireo_wizard_bind (gpointer draft, const char *property, gpointer widget, const char *its)
{
  g_object_bind_property (draft, property, widget, its,
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

/**
 * vireo_wizard_follow:
 * @callback: (scope forever): called with @step whenever @property changes, as long as @step lives
 */
void
vireo_wizard_follow (gpointer draft, const char *property, GCallback callback, gpointer step)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);

  g_signal_connect_object (draft, signal, callback, step, G_CONNECT_SWAPPED);
}

static gboolean
has_text (GBinding *binding, const GValue *from, GValue *to, gpointer unused)
{
  const char *text = g_value_get_string (from);

  g_value_set_boolean (to, text != NULL && *text != '\0');
  return TRUE;
}

/* A line of words below a field; gone while there is nothing to say. */
static void
add_words (gpointer draft, GtkWidget *box, const char *property, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), label);
  g_object_bind_property (draft, property, label, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property_full (draft, property, label, "visible", G_BINDING_SYNC_CREATE, has_text,
                               NULL, NULL, NULL);
}

/**
 * vireo_wizard_add_problem:
 * @box: below the field
 * @property: of the draft, nullable text: what keeps the wizard from going on
 */
void
vireo_wizard_add_problem (gpointer draft, GtkWidget *box, const char *property)
{
  add_words (draft, box, property, "error");
}

/**
 * vireo_wizard_add_note:
 * @box: below the field
 * @property: of the draft, nullable text: what is good to know
 */
void
vireo_wizard_add_note (gpointer draft, GtkWidget *box, const char *property)
{
  add_words (draft, box, property, "dim-label");
}
