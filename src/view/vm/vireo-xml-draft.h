/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* A definition in the editor: the text with its undo history, what it was read as, and what
 * somebody else made of it meanwhile.  Properties, all read-only: edited, outside (whether it was
 * changed outside while edited here), loading (long texts come in by and by), saving. */

#define VIREO_TYPE_XML_DRAFT (vireo_xml_draft_get_type ())
G_DECLARE_FINAL_TYPE (VireoXmlDraft, vireo_xml_draft, VIREO, XML_DRAFT, GObject)

VireoXmlDraft   *vireo_xml_draft_new (void);
GtkSourceBuffer *vireo_xml_draft_get_buffer (VireoXmlDraft *self);
char            *vireo_xml_draft_dup_text (VireoXmlDraft *self);
const char      *vireo_xml_draft_get_base (VireoXmlDraft *self);
const char      *vireo_xml_draft_get_outside (VireoXmlDraft *self);
const char      *vireo_xml_draft_get_note (VireoXmlDraft *self);
gboolean         vireo_xml_draft_is_edited (VireoXmlDraft *self);
gboolean         vireo_xml_draft_is_loading (VireoXmlDraft *self);
gboolean         vireo_xml_draft_is_saving (VireoXmlDraft *self);

void             vireo_xml_draft_tell (VireoXmlDraft *self, const char *text);
char            *vireo_xml_draft_begin_saving (VireoXmlDraft *self);
void             vireo_xml_draft_end_saving (VireoXmlDraft *self, const char *saved);
void             vireo_xml_draft_discard (VireoXmlDraft *self);
void             vireo_xml_draft_keep (VireoXmlDraft *self);

G_END_DECLS
