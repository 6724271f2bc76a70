/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* The text of a definition with colours, marked lines and searching.  Property: missed (whether
 * what was searched for last is not there). */

#define VIREO_TYPE_XML_EDITOR (vireo_xml_editor_get_type ())
G_DECLARE_FINAL_TYPE (VireoXmlEditor, vireo_xml_editor, VIREO, XML_EDITOR, GtkSourceView)

/* Making the first one takes long: each of these steps takes a part of that, the first one with
 * step 0. */
gboolean     vireo_xml_editor_prepare (guint step);
GtkWidget   *vireo_xml_editor_new (void);

void         vireo_xml_editor_show (VireoXmlEditor *self, GtkSourceBuffer *buffer);
GtkTextMark *vireo_xml_editor_mark_line (VireoXmlEditor *self, guint line);
void         vireo_xml_editor_clear_marks (VireoXmlEditor *self);
void         vireo_xml_editor_go_to (VireoXmlEditor *self, GtkTextMark *mark);

void         vireo_xml_editor_search (VireoXmlEditor *self, const char *text);
void         vireo_xml_editor_search_on (VireoXmlEditor *self, gboolean backward);

G_END_DECLS
