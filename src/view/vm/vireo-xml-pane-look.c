/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of problems, searching, and what else stands around the editor. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-xml-pane-private.h"

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkTextBuffer *buffer
      = gtk_text_view_get_buffer (GTK_TEXT_VIEW (VIREO_XML_PANE (widget)->editor));

  if (g_str_equal (name, "xml.undo"))
    gtk_text_buffer_undo (buffer);
  else
    gtk_text_buffer_redo (buffer);
}

/* Problems: a row each, and a mark on the line. */

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
problem_activated_cb (VireoXmlPane *self, GtkListBoxRow *row)
{
  GtkTextMark *mark = g_object_get_data (G_OBJECT (row), "mark");

  if (mark == NULL)
    return;
  vireo_xml_editor_go_to (self->editor, mark);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
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
  guint n = problems != NULL ? problems->len : 0;
  GtkTextMark *first = NULL;
  GtkListBoxRow *old;

  while ((old = gtk_list_box_get_row_at_index (self->problems, 0)) != NULL)
    gtk_list_box_remove (self->problems, GTK_WIDGET (old));
  vireo_xml_editor_clear_marks (self->editor);
  gtk_widget_set_visible (self->problems_place, n > 0);
  for (guint i = 0; i < n; i++)
    {
      const VireoVmXmlProblem *problem = problems->pdata[i];
      GtkWidget *row = make_row (problem);

      gtk_list_box_append (self->problems, row);
      if (problem->line > 0)
        {
          GtkTextMark *mark = vireo_xml_editor_mark_line (self->editor, problem->line);

          g_object_set_data_full (G_OBJECT (row), "mark", g_object_ref (mark), g_object_unref);
          first = first != NULL ? first : mark;
        }
    }
  if (first != NULL)
    vireo_xml_editor_go_to (self->editor, first);
}

/* Searching */

static void
search_typed_cb (VireoXmlPane *self)
{
  vireo_xml_editor_search (self->editor, gtk_editable_get_text (self->search_entry));
}

static void
search_next_cb (VireoXmlPane *self)
{
  vireo_xml_editor_search_on (self->editor, FALSE);
}

static void
search_previous_cb (VireoXmlPane *self)
{
  vireo_xml_editor_search_on (self->editor, TRUE);
}

static void
search_closed_cb (VireoXmlPane *self)
{
  vireo_xml_editor_search (self->editor, "");
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
search_missed (VireoXmlPane *self)
{
  gboolean missed;

  g_object_get (self->editor, "missed", &missed, NULL);
  if (missed)
    gtk_widget_add_css_class (GTK_WIDGET (self->search_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->search_entry), "error");
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoXmlPane *self = VIREO_XML_PANE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static gboolean
prepare (gpointer data)
{
  VireoXmlPane *self = data;

  if (vireo_xml_editor_prepare (self->step++))
    return G_SOURCE_CONTINUE;
  self->preparing = 0;
  self->editor = VIREO_XML_EDITOR (vireo_xml_editor_new ());
  gtk_scrolled_window_set_child (self->place, GTK_WIDGET (self->editor));
  g_signal_connect_object (self->editor, "notify::missed", G_CALLBACK (search_missed), self,
                           G_CONNECT_SWAPPED);
  _vireo_xml_pane_follow (self, vireo_vm_pane_get_vm (VIREO_VM_PANE (self)));
  return G_SOURCE_REMOVE;
}

/**
 * _vireo_xml_pane_make_editor:
 *
 * Makes the editor by and by, and then shows the VM.  The pane itself is made beforehand, but the
 * editor takes time and memory, and many never look.
 */
void
_vireo_xml_pane_make_editor (VireoXmlPane *self)
{
  if (self->preparing == 0)
    self->preparing = g_idle_add (prepare, self);
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
