/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

G_BEGIN_DECLS

/* Thin helpers over libxml2.  Any thread; a document belongs to one thread at a time. */

#define VIREO_XML_NS "https://vireovm.github.io/xmlns/domain/1.0"
#define VIREO_XML_OSINFO_NS "http://libosinfo.org/xmlns/libvirt/domain/1.0"

typedef xmlDoc VireoXmlDoc;
typedef xmlXPathObject VireoXmlNodes;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoXmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoXmlNodes, xmlXPathFreeObject)

VireoXmlDoc   *vireo_xml_parse (const char *text, GError **error);
char          *vireo_xml_to_text (VireoXmlDoc *doc);
char          *vireo_xml_node_to_text (xmlNode *node);

VireoXmlNodes *vireo_xml_find (xmlNode *from, const char *xpath);
guint          vireo_xml_nodes_count (VireoXmlNodes *nodes);
xmlNode       *vireo_xml_nodes_get (VireoXmlNodes *nodes, guint i);

xmlNode       *vireo_xml_first (xmlNode *from, const char *xpath);
char          *vireo_xml_string (xmlNode *from, const char *xpath);
guint64        vireo_xml_uint (xmlNode *from, const char *xpath, guint64 fallback);
guint64        vireo_xml_bytes (xmlNode *from, const char *element);
gboolean       vireo_xml_has (xmlNode *from, const char *xpath);

xmlNode       *vireo_xml_add (xmlNode *parent, const char *name, ...) G_GNUC_NULL_TERMINATED;
xmlNode       *vireo_xml_add_text (xmlNode *parent, const char *name, const char *text);

G_END_DECLS
