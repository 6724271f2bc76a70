/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libxml2 with GLib's manners: owned strings are g_free()d, errors are GErrors, nothing is
 * printed and nothing is fetched over the network. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xpathInternals.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"

/**
 * vireo_xml_parse:
 * @text: a whole document
 * @error: (out) (optional): %VIREO_ERROR_INVALID with the line and what is wrong there
 *
 * Returns: (transfer full) (nullable): the document
 */
VireoXmlDoc *
vireo_xml_parse (const char *text, GError **error)
{
  gsize length = strlen (text);
  xmlParserCtxt *context = xmlNewParserCtxt ();
  VireoXmlDoc *doc = NULL;

  if (length <= G_MAXINT)
    doc = xmlCtxtReadMemory (context, text, (int) length, NULL, "UTF-8",
                             XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (doc == NULL)
    {
      const xmlError *last = xmlCtxtGetLastError (context);
      g_autofree char *what = g_strdup (last != NULL && last->message != NULL ? last->message : "?");

      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   /* Translators: a line number and libxml2's message */
                   _ ("Line %d of the XML is wrong: %s"), last != NULL ? last->line : 0,
                   g_strchomp (what));
    }
  xmlFreeParserCtxt (context);
  return doc;
}

/**
 * vireo_xml_to_text:
 *
 * Returns: (transfer full): the document, indented, without an XML declaration; g_free()
 */
char *
vireo_xml_to_text (VireoXmlDoc *doc)
{
  char *text = vireo_xml_node_to_text (xmlDocGetRootElement (doc));
  char *lined = g_strconcat (text, "\n", NULL);

  g_free (text);
  return lined;
}

/**
 * vireo_xml_node_to_text:
 *
 * Returns: (transfer full): one element with all below it; g_free()
 */
char *
vireo_xml_node_to_text (xmlNode *node)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  char *text;

  xmlNodeDump (buffer, node->doc, node, 0, 1);
  text = g_strdup ((const char *) xmlBufferContent (buffer));
  xmlBufferFree (buffer);
  return text;
}

/**
 * vireo_xml_find:
 * @from: where a relative path starts
 * @xpath: an XPath 1.0 expression; the prefixes vireo: and libosinfo: are known
 *
 * Returns: (transfer full) (nullable): what it gives
 */
VireoXmlNodes *
vireo_xml_find (xmlNode *from, const char *xpath)
{
  xmlXPathContext *context = xmlXPathNewContext (from->doc);
  VireoXmlNodes *found;

  xmlXPathRegisterNs (context, BAD_CAST "vireo", BAD_CAST VIREO_XML_NS);
  xmlXPathRegisterNs (context, BAD_CAST "libosinfo", BAD_CAST VIREO_XML_OSINFO_NS);
  context->node = from;
  found = xmlXPathEvalExpression (BAD_CAST xpath, context);
  xmlXPathFreeContext (context);
  return found;
}

guint
vireo_xml_nodes_count (VireoXmlNodes *nodes)
{
  if (nodes == NULL || nodes->type != XPATH_NODESET || nodes->nodesetval == NULL)
    return 0;
  return (guint) nodes->nodesetval->nodeNr;
}

xmlNode *
vireo_xml_nodes_get (VireoXmlNodes *nodes, guint i)
{
  g_return_val_if_fail (i < vireo_xml_nodes_count (nodes), NULL);
  return nodes->nodesetval->nodeTab[i];
}

/**
 * vireo_xml_first:
 *
 * Returns: (nullable) (transfer none): the first node @xpath finds, belonging to its document
 */
xmlNode *
vireo_xml_first (xmlNode *from, const char *xpath)
{
  g_autoptr (VireoXmlNodes) found = vireo_xml_find (from, xpath);

  return vireo_xml_nodes_count (found) > 0 ? vireo_xml_nodes_get (found, 0) : NULL;
}

/**
 * vireo_xml_string:
 *
 * Returns: (transfer full) (nullable): the text of the first node @xpath finds, %NULL when
 *   there is none; g_free()
 */
char *
vireo_xml_string (xmlNode *from, const char *xpath)
{
  xmlNode *node = vireo_xml_first (from, xpath);
  xmlChar *content;
  char *text;

  if (node == NULL)
    return NULL;
  content = xmlNodeGetContent (node);
  text = g_strdup ((const char *) content);
  xmlFree (content);
  return text;
}

/**
 * vireo_xml_uint:
 *
 * Returns: the number that @xpath finds, @fallback when there is none or it is no number
 */
guint64
vireo_xml_uint (xmlNode *from, const char *xpath, guint64 fallback)
{
  g_autofree char *text = vireo_xml_string (from, xpath);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (g_strstrip (text), 10, 0, G_MAXUINT64, &value, NULL))
    return fallback;
  return value;
}

/**
 * vireo_xml_bytes:
 * @element: path of an element that is a size, with or without the unit attribute that libvirt
 *   knows for memory
 *
 * Returns: how many bytes it says, 0 when there is none
 */
guint64
vireo_xml_bytes (xmlNode *from, const char *element)
{
  static const struct
  {
    const char *unit;
    guint64 bytes;
  } units[] = { { "b", 1 },           { "bytes", 1 },         { "KB", 1000 },
                { "MB", 1000000 },    { "GB", 1000000000 },   { "M", VIREO_MIB },
                { "MiB", VIREO_MIB }, { "G", VIREO_GIB },     { "GiB", VIREO_GIB },
                { "T", VIREO_TIB },   { "TiB", VIREO_TIB } };
  g_autofree char *path = g_strdup_printf ("%s/@unit", element);
  g_autofree char *unit = vireo_xml_string (from, path);
  guint64 value = vireo_xml_uint (from, element, 0);

  for (gsize i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (unit, units[i].unit))
      return value * units[i].bytes;
  return value * VIREO_KIB; /* what libvirt itself writes */
}

gboolean
vireo_xml_has (xmlNode *from, const char *xpath)
{
  return vireo_xml_first (from, xpath) != NULL;
}

/**
 * vireo_xml_add:
 * @parent: where it goes, last
 * @name: element name; attributes follow as name, value pairs up to a %NULL.  A pair whose
 *   value is %NULL ends the list too, so give only values that are there
 *
 * Escapes what needs it.
 *
 * Returns: (transfer none): the new element
 */
xmlNode *
vireo_xml_add (xmlNode *parent, const char *name, ...)
{
  xmlNode *node = xmlNewChild (parent, NULL, BAD_CAST name, NULL);
  const char *attribute;
  va_list list;

  va_start (list, name);
  while ((attribute = va_arg (list, const char *)) != NULL)
    {
      const char *value = va_arg (list, const char *);

      if (value == NULL)
        break;
      xmlNewProp (node, BAD_CAST attribute, BAD_CAST value);
    }
  va_end (list);
  return node;
}

/**
 * vireo_xml_add_text:
 *
 * Returns: (transfer none): the new element, holding @text with what needs it escaped
 */
xmlNode *
vireo_xml_add_text (xmlNode *parent, const char *name, const char *text)
{
  return xmlNewTextChild (parent, NULL, BAD_CAST name, BAD_CAST text);
}
