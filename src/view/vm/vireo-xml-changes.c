/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-diff.h"
#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-xml-changes.h"

#define MAX_LINE 500 /* characters */

struct _VireoXmlChanges
{
  AdwWindow parent_instance;

  gboolean asks;

  GtkStack *stack;
  GtkTextView *view;
};

enum
{
  PROP_ASKS = 1,
  N_PROPS
};

enum
{
  RELOAD,
  KEEP,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoXmlChanges, vireo_xml_changes, ADW_TYPE_WINDOW)

static void
vireo_xml_changes_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ASKS)
    g_value_set_boolean (value, VIREO_XML_CHANGES (object)->asks);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vireo_xml_changes_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ASKS)
    VIREO_XML_CHANGES (object)->asks = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
answer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_object_ref (widget);
  g_signal_emit (widget, signals[g_str_equal (name, "changes.reload") ? RELOAD : KEEP], 0);
  gtk_window_destroy (GTK_WINDOW (widget));
  g_object_unref (widget);
}

/* Paper of the colour that the palette has for good and bad, thin enough for any text on it. */
static GtkTextTag *
make_tag (VireoXmlChanges *self, const char *colour)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA paper;

  if (!gtk_style_context_lookup_color (style, colour, &paper))
    return NULL;
  paper.alpha = 0.2f;
  return gtk_text_buffer_create_tag (gtk_text_view_get_buffer (self->view), NULL,
                                     "paragraph-background-rgba", &paper, NULL);
}

/* A very long line would hold the main loop up while it is laid out. */
static char *
cut (const char *text)
{
  if (g_utf8_strlen (text, -1) <= MAX_LINE)
    return g_strdup (text);
  return g_strdup_printf ("%.*s…", (int) (g_utf8_offset_to_pointer (text, MAX_LINE) - text), text);
}

static char *
line_text (const VireoDiffLine *line)
{
  g_autofree char *text = line->text != NULL ? cut (line->text) : NULL;

  switch (line->kind)
    {
    case VIREO_DIFF_REMOVED:
      return g_strdup_printf ("− %s\n", text);
    case VIREO_DIFF_ADDED:
      return g_strdup_printf ("+ %s\n", text);
    case VIREO_DIFF_LEFT_OUT:
      return g_strdup_printf (ngettext ("⋯ %u more line\n", "⋯ %u more lines\n", line->n_lines),
                              line->n_lines);
    case VIREO_DIFF_SAME:
    default:
      return g_strdup_printf ("  %s\n", text);
    }
}

static void
fill (VireoXmlChanges *self, GPtrArray *lines)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextTag *tags[] = { [VIREO_DIFF_SAME] = NULL,
                         [VIREO_DIFF_REMOVED] = make_tag (self, "error_bg_color"),
                         [VIREO_DIFF_ADDED] = make_tag (self, "success_bg_color"),
                         [VIREO_DIFF_LEFT_OUT] = NULL };
  gboolean differs = FALSE;
  GtkTextIter at;

  gtk_text_buffer_get_end_iter (buffer, &at);
  for (guint i = 0; i < lines->len; i++)
    {
      const VireoDiffLine *line = lines->pdata[i];
      g_autofree char *text = line_text (line);

      differs |= line->kind == VIREO_DIFF_ADDED || line->kind == VIREO_DIFF_REMOVED;
      gtk_text_buffer_insert_with_tags (buffer, &at, text, -1, tags[line->kind], NULL);
    }
  gtk_text_buffer_get_start_iter (buffer, &at);
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_stack_set_visible_child_name (self->stack, differs ? "changes" : "same");
}

static void
vireo_xml_changes_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VIREO_TYPE_XML_CHANGES);
  G_OBJECT_CLASS (vireo_xml_changes_parent_class)->dispose (object);
}

static void
vireo_xml_changes_class_init (VireoXmlChangesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vireo_xml_changes_get_property;
  object_class->set_property = vireo_xml_changes_set_property;
  object_class->dispose = vireo_xml_changes_dispose;

  props[PROP_ASKS] = g_param_spec_boolean (
      "asks", NULL, NULL, FALSE,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[RELOAD] = g_signal_new ("reload", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[KEEP] = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-xml-changes.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoXmlChanges, stack);
  gtk_widget_class_bind_template_child (widget_class, VireoXmlChanges, view);
  vireo_text_bind (widget_class);
  gtk_widget_class_install_action (widget_class, "changes.reload", NULL, answer_action);
  gtk_widget_class_install_action (widget_class, "changes.keep", NULL, answer_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
vireo_xml_changes_init (VireoXmlChanges *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_xml_changes_new:
 * @parent: whose dialog it is
 * @title: what is compared
 * @lines: (element-type VireoDiffLine): the differences
 * @asks: whether the user has edits of their own, and is to say which is to stay
 */
GtkWidget *
vireo_xml_changes_new (GtkWindow *parent, const char *title, GPtrArray *lines, gboolean asks)
{
  VireoXmlChanges *self = g_object_new (VIREO_TYPE_XML_CHANGES, "transient-for", parent, "title",
                                        title, "asks", asks, NULL);

  fill (self, lines);
  return GTK_WIDGET (self);
}
