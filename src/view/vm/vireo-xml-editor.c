/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "view/vm/vireo-xml-editor.h"

#define MARK_CATEGORY "vireo-problem"

struct _VireoXmlEditor
{
  GtkSourceView parent_instance;

  GtkSourceSearchSettings *settings; /* (owned) */
  GtkSourceSearchContext *context;   /* (owned) (nullable): searches the buffer shown */
  gboolean missed;
};

enum
{
  PROP_MISSED = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoXmlEditor, vireo_xml_editor, GTK_SOURCE_TYPE_VIEW)

static GtkTextBuffer *
get_buffer (VireoXmlEditor *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

static GtkSourceStyleScheme *
get_scheme (void)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  return gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");
}

static void
update_scheme (VireoXmlEditor *self)
{
  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (get_buffer (self)), get_scheme ());
}

/**
 * vireo_xml_editor_show:
 * @buffer: (nullable): what to show
 */
void
vireo_xml_editor_show (VireoXmlEditor *self, GtkSourceBuffer *buffer)
{
  g_clear_object (&self->context);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), GTK_TEXT_BUFFER (buffer));
  if (buffer == NULL)
    return;
  self->context = gtk_source_search_context_new (buffer, self->settings);
  update_scheme (self);
}

/* Marked lines */

/**
 * vireo_xml_editor_mark_line:
 * @line: counted from 1; the last one when there are fewer
 *
 * Returns: (transfer none): the mark, which stays with its line while others are typed
 */
GtkTextMark *
vireo_xml_editor_mark_line (VireoXmlEditor *self, guint line)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_line (buffer, &at, (int) line - 1);
  gtk_text_iter_set_line_offset (&at, 0);
  gtk_source_view_set_show_line_marks (GTK_SOURCE_VIEW (self), TRUE);
  return GTK_TEXT_MARK (
      gtk_source_buffer_create_source_mark (GTK_SOURCE_BUFFER (buffer), NULL, MARK_CATEGORY, &at));
}

void
vireo_xml_editor_clear_marks (VireoXmlEditor *self)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter start, end;

  gtk_source_view_set_show_line_marks (GTK_SOURCE_VIEW (self), FALSE);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_source_buffer_remove_source_marks (GTK_SOURCE_BUFFER (buffer), &start, &end, MARK_CATEGORY);
}

/**
 * vireo_xml_editor_go_to:
 * @mark: of a line; of one that is not in what is shown, nothing happens
 */
void
vireo_xml_editor_go_to (VireoXmlEditor *self, GtkTextMark *mark)
{
  GtkTextBuffer *buffer = get_buffer (self);
  GtkTextIter at;

  if (gtk_text_mark_get_buffer (mark) != buffer)
    return;
  gtk_text_buffer_get_iter_at_mark (buffer, &at, mark);
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self), mark, 0.1, FALSE, 0, 0);
}

/* Searching */

static void
set_missed (VireoXmlEditor *self, gboolean missed)
{
  if (self->missed == missed)
    return;
  self->missed = missed;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MISSED]);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoXmlEditor) self = data;
  GtkSourceSearchContext *context = GTK_SOURCE_SEARCH_CONTEXT (source);
  GtkTextIter start, end;
  gboolean found
      = gtk_source_search_context_forward_finish (context, result, &start, &end, NULL, NULL);

  if (context != self->context)
    return;
  set_missed (self, !found && gtk_source_search_settings_get_search_text (self->settings) != NULL);
  if (!found)
    return;
  gtk_text_buffer_select_range (get_buffer (self), &start, &end);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self),
                                gtk_text_buffer_get_insert (get_buffer (self)), 0.1, FALSE, 0, 0);
}

/**
 * vireo_xml_editor_search:
 * @text: what to look for from the cursor on; nothing when empty
 */
void
vireo_xml_editor_search (VireoXmlEditor *self, const char *text)
{
  GtkTextIter start;

  gtk_source_search_settings_set_search_text (self->settings, *text != '\0' ? text : NULL);
  if (self->context == NULL)
    return;
  /* From where the last match begins, so that it stays found while more is typed. */
  gtk_text_buffer_get_selection_bounds (get_buffer (self), &start, NULL);
  gtk_source_search_context_forward_async (self->context, &start, NULL, found_cb,
                                           g_object_ref (self));
}

/**
 * vireo_xml_editor_search_on:
 *
 * Goes to the next match, or the one before.
 */
void
vireo_xml_editor_search_on (VireoXmlEditor *self, gboolean backward)
{
  GtkTextIter start, end;

  if (self->context == NULL)
    return;
  gtk_text_buffer_get_selection_bounds (get_buffer (self), &start, &end);
  if (backward)
    gtk_source_search_context_backward_async (self->context, &start, NULL, found_cb,
                                              g_object_ref (self));
  else
    gtk_source_search_context_forward_async (self->context, &end, NULL, found_cb,
                                             g_object_ref (self));
}

static void
vireo_xml_editor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_MISSED)
    g_value_set_boolean (value, VIREO_XML_EDITOR (object)->missed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_xml_editor_dispose (GObject *object)
{
  VireoXmlEditor *self = VIREO_XML_EDITOR (object);

  g_clear_object (&self->context);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (vireo_xml_editor_parent_class)->dispose (object);
}

static void
vireo_xml_editor_class_init (VireoXmlEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = vireo_xml_editor_get_property;
  object_class->dispose = vireo_xml_editor_dispose;

  props[PROP_MISSED] = g_param_spec_boolean ("missed", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
set_mark_attributes (VireoXmlEditor *self)
{
  g_autoptr (GtkSourceMarkAttributes) attributes = gtk_source_mark_attributes_new ();
  GdkRGBA paper;

  if (gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                      "error_bg_color", &paper))
    {
      paper.alpha = 0.2f;
      gtk_source_mark_attributes_set_background (attributes, &paper);
    }
  gtk_source_mark_attributes_set_icon_name (attributes, "dialog-error-symbolic");
  gtk_source_view_set_mark_attributes (GTK_SOURCE_VIEW (self), MARK_CATEGORY, attributes, 0);
}

static void
vireo_xml_editor_init (VireoXmlEditor *self)
{
  g_object_set (self, "monospace", TRUE, "show-line-numbers", TRUE, "auto-indent", TRUE,
                "insert-spaces-instead-of-tabs", TRUE, "tab-width", 2, "smart-backspace", TRUE,
                "left-margin", 6, "right-margin", 6, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Definition"), -1);
  set_mark_attributes (self);
  self->settings = gtk_source_search_settings_new ();
  gtk_source_search_settings_set_wrap_around (self->settings, TRUE);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
  update_scheme (self);
}

/**
 * vireo_xml_editor_prepare:
 * @step: 0, 1, ...
 *
 * Returns: whether there is another step, before which the main loop should turn
 */
gboolean
vireo_xml_editor_prepare (guint step)
{
  g_autoptr (GtkSourceBuffer) buffer = NULL;

  switch (step)
    {
    case 0:
      gtk_source_init ();
      return TRUE;
    case 1:
      get_scheme ();
      return TRUE;
    case 2:
      gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "xml");
      return TRUE;
    case 3: /* the language is read when it is first used */
      buffer = gtk_source_buffer_new_with_language (gtk_source_language_manager_get_language (
          gtk_source_language_manager_get_default (), "xml"));
      return TRUE;
    default:
      return FALSE;
    }
}

GtkWidget *
vireo_xml_editor_new (void)
{
  return g_object_new (VIREO_TYPE_XML_EDITOR, NULL);
}
