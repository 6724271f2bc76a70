/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours, the marks of problems and their list, searching. */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "view/vm/vireo-xml-pane-private.h"

#define MARK_CATEGORY "vireo-problem"

static void
update_scheme (VireoXmlPane *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));

  gtk_source_buffer_set_style_scheme (
      GTK_SOURCE_BUFFER (buffer),
      gtk_source_style_scheme_manager_get_scheme (schemes, dark ? "Adwaita-dark" : "Adwaita"));
}

static void
history_changed (VireoXmlPane *self)
{
  _vireo_xml_pane_update_actions (self);
}

/**
 * _vireo_xml_pane_show_buffer:
 *
 * Puts the text of the draft that is shown into the editor.
 */
void
_vireo_xml_pane_show_buffer (VireoXmlPane *self)
{
  VireoXmlDraft *draft = _vireo_xml_pane_get_shown_draft (self);
  GtkTextBuffer *before = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextBuffer *buffer = draft != NULL ? GTK_TEXT_BUFFER (vireo_xml_draft_get_buffer (draft))
                                        : NULL;

  g_signal_handlers_disconnect_by_func (before, history_changed, self);
  g_clear_object (&self->search);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->view), buffer);
  if (buffer == NULL)
    return;
  g_signal_connect_object (buffer, "notify::can-undo", G_CALLBACK (history_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "notify::can-redo", G_CALLBACK (history_changed), self,
                           G_CONNECT_SWAPPED);
  self->search = gtk_source_search_context_new (GTK_SOURCE_BUFFER (buffer), self->search_settings);
  update_scheme (self);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (VIREO_XML_PANE (widget)->view));

  if (g_str_equal (name, "xml.undo"))
    gtk_text_buffer_undo (buffer);
  else
    gtk_text_buffer_redo (buffer);
}

/* Problems: a row each, and a mark on the line, which stays with it while others are typed. */

static GtkTextMark *
mark_line (GtkTextBuffer *buffer, guint line)
{
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_line (buffer, &at, (int) line - 1);
  return GTK_TEXT_MARK (
      gtk_source_buffer_create_source_mark (GTK_SOURCE_BUFFER (buffer), NULL, MARK_CATEGORY, &at));
}

static GtkWidget *
make_row (const VireoVmXmlProblem *problem)
{
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *text
      = problem->line > 0
            /* Translators: where a problem is in a text, and what it is */
            ? g_strdup_printf (_ ("Line %u: %s"), problem->line, problem->text)
            : g_strdup (problem->text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), problem->line > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return row;
}

static void
go_to (VireoXmlPane *self, GtkTextMark *mark)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter at;

  if (gtk_text_mark_get_buffer (mark) != buffer)
    return;
  gtk_text_buffer_get_iter_at_mark (buffer, &at, mark);
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view), mark, 0.1, FALSE, 0, 0);
}

static void
problem_activated_cb (VireoXmlPane *self, GtkListBoxRow *row)
{
  GtkTextMark *mark = g_object_get_data (G_OBJECT (row), "mark");

  if (mark == NULL)
    return;
  go_to (self, mark);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
clear_problems (VireoXmlPane *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkListBoxRow *row;
  GtkTextIter start, end;

  while ((row = gtk_list_box_get_row_at_index (self->problems, 0)) != NULL)
    gtk_list_box_remove (self->problems, GTK_WIDGET (row));
  if (!GTK_SOURCE_IS_BUFFER (buffer))
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (GTK_SOURCE_BUFFER (buffer), &start, &end, MARK_CATEGORY);
}

/**
 * _vireo_xml_pane_set_problems:
 * @problems: (nullable) (element-type VireoVmXmlProblem): what is wrong with what is shown
 *
 * Lists them, marks their lines and goes to the first.
 */
void
_vireo_xml_pane_set_problems (VireoXmlPane *self, GPtrArray *problems)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  guint n = problems != NULL ? problems->len : 0;
  GtkTextMark *first = NULL;

  clear_problems (self);
  for (guint i = 0; i < n; i++)
    {
      const VireoVmXmlProblem *problem = problems->pdata[i];
      GtkWidget *row = make_row (problem);

      gtk_list_box_append (self->problems, row);
      if (problem->line > 0)
        {
          GtkTextMark *mark = mark_line (buffer, problem->line);

          g_object_set_data_full (G_OBJECT (row), "mark", g_object_ref (mark), g_object_unref);
          first = first != NULL ? first : mark;
        }
    }
  gtk_source_view_set_show_line_marks (self->view, first != NULL);
  if (first != NULL)
    go_to (self, first);
}

/* Searching */

static void
select_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlPane) self = data;
  GtkSourceSearchContext *context = GTK_SOURCE_SEARCH_CONTEXT (source);
  GtkTextIter start, end;
  gboolean found
      = gtk_source_search_context_forward_finish (context, result, &start, &end, NULL, NULL);

  if (context != self->search)
    return;
  if (found)
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));

      gtk_text_buffer_select_range (buffer, &start, &end);
      gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view),
                                    gtk_text_buffer_get_insert (buffer), 0.1, FALSE, 0, 0);
      gtk_widget_remove_css_class (GTK_WIDGET (self->search_entry), "error");
    }
  else if (*gtk_editable_get_text (self->search_entry) != '\0')
    gtk_widget_add_css_class (GTK_WIDGET (self->search_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->search_entry), "error");
}

/* @from_start: of the selection, so that what is found stays found while more is typed. */
static void
search (VireoXmlPane *self, gboolean backward, gboolean from_start)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  GtkTextIter start, end;

  if (self->search == NULL)
    return;
  gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  if (backward)
    gtk_source_search_context_backward_async (self->search, &start, NULL, select_found,
                                              g_object_ref (self));
  else
    gtk_source_search_context_forward_async (self->search, from_start ? &start : &end, NULL,
                                             select_found, g_object_ref (self));
}

static void
search_typed_cb (VireoXmlPane *self)
{
  gtk_source_search_settings_set_search_text (self->search_settings,
                                              gtk_editable_get_text (self->search_entry));
  search (self, FALSE, TRUE);
}

static void
search_next_cb (VireoXmlPane *self)
{
  search (self, FALSE, FALSE);
}

static void
search_previous_cb (VireoXmlPane *self)
{
  search (self, TRUE, FALSE);
}

static void
search_closed_cb (VireoXmlPane *self)
{
  gtk_source_search_settings_set_search_text (self->search_settings, NULL);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoXmlPane *self = VIREO_XML_PANE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
_vireo_xml_pane_class_look_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, problem_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_closed_cb);
  gtk_widget_class_install_action (widget_class, "xml.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "xml.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "xml.search", NULL, search_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "xml.search",
                                       NULL);
}

void
_vireo_xml_pane_look_init (VireoXmlPane *self)
{
  GtkSourceMarkAttributes *attributes = gtk_source_mark_attributes_new ();
  GdkRGBA paper;

  if (gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                      "error_bg_color", &paper))
    {
      paper.alpha = 0.2f;
      gtk_source_mark_attributes_set_background (attributes, &paper);
    }
  gtk_source_mark_attributes_set_icon_name (attributes, "dialog-error-symbolic");
  gtk_source_view_set_mark_attributes (self->view, MARK_CATEGORY, attributes, 0);
  g_object_unref (attributes);

  self->search_settings = gtk_source_search_settings_new ();
  gtk_source_search_settings_set_wrap_around (self->search_settings, TRUE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  update_scheme (self);
}
