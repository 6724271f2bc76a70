/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing a document in place, so that what was there stays and what comes looks as if it had
 * been there. */

#include "config.h"

#include <string.h>

#include "core/base/vireo-units.h"
#include "core/model/vireo-domain-edit-private.h"

#define INDENT "  "

/* With what stands before and after the root element. */
static char *
doc_to_text (xmlDoc *doc)
{
  GString *text = g_string_new (NULL);

  for (xmlNode *node = doc->children; node != NULL; node = node->next)
    {
      g_autofree char *one = NULL;

      if (node->type != XML_ELEMENT_NODE && node->type != XML_COMMENT_NODE
          && node->type != XML_PI_NODE)
        continue;
      one = vireo_xml_node_to_text (node);
      g_string_append (text, one);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

/**
 * vireo_tree_edit_text:
 * @xml: a document
 * @edit: changes it
 * @data: for @edit
 *
 * Returns: (transfer full) (nullable): the changed document
 */
char *
vireo_tree_edit_text (const char *xml, VireoTreeEdit edit, gconstpointer data, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);

  if (doc == NULL || !edit (xmlDocGetRootElement (doc), data, error))
    return NULL;
  return doc_to_text (doc);
}

static gboolean
is_blank (const xmlNode *node)
{
  return node != NULL && node->type == XML_TEXT_NODE && xmlIsBlankNode (node);
}

/* The line's beginning before @node, NULL where it does not begin a line. */
static char *
get_indent (const xmlNode *node)
{
  const char *newline;

  if (!is_blank (node->prev))
    return NULL;
  newline = strrchr ((const char *) node->prev->content, '\n');
  return newline != NULL ? g_strdup (newline) : NULL;
}

static void
drop_blanks (xmlNode *node)
{
  xmlNode *next;
  gboolean has_elements = FALSE;

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    has_elements |= child->type == XML_ELEMENT_NODE;
  for (xmlNode *child = node->children; has_elements && child != NULL; child = next)
    {
      next = child->next;
      if (child->type == XML_ELEMENT_NODE)
        drop_blanks (child);
      else if (is_blank (child))
        {
          xmlUnlinkNode (child);
          xmlFreeNode (child);
        }
    }
}

static xmlNode *
new_text (xmlNode *like, const char *text)
{
  return xmlNewDocText (like->doc, BAD_CAST text);
}

/* Lays @node's children out below each other, @indent being that of @node itself. */
static void
lay_out (xmlNode *node, const char *indent)
{
  g_autofree char *deeper = g_strconcat (indent, INDENT, NULL);
  gboolean has_text = FALSE;

  for (xmlNode *child = node->children; child != NULL; child = child->next)
    has_text |= child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE;
  if (node->children == NULL || has_text)
    return;
  for (xmlNode *child = node->children; child != NULL; child = child->next)
    {
      xmlAddPrevSibling (child, new_text (node, deeper));
      if (child->type == XML_ELEMENT_NODE)
        lay_out (child, deeper);
    }
  xmlAddChild (node, new_text (node, indent));
}

/**
 * vireo_tree_copy_in:
 * @doc: where it will be used
 * @element: the text of one element
 *
 * Returns: (transfer full) (nullable): the element, belonging to @doc, in no place yet
 */
xmlNode *
vireo_tree_copy_in (xmlDoc *doc, const char *element, GError **error)
{
  g_autoptr (VireoXmlDoc) from = vireo_xml_parse (element, error);
  xmlNode *copy;

  if (from == NULL)
    return NULL;
  copy = xmlDocCopyNode (xmlDocGetRootElement (from), doc, 1);
  drop_blanks (copy);
  return copy;
}

static xmlNode *
get_last_child (xmlNode *parent)
{
  xmlNode *last = parent->last;

  while (is_blank (last))
    last = last->prev;
  return last;
}

static char *
get_child_indent (xmlNode *parent)
{
  g_autofree char *own = NULL;

  for (xmlNode *child = parent->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE)
      return get_indent (child);
  own = parent->parent != NULL && parent->parent->type == XML_ELEMENT_NODE ? get_indent (parent)
                                                                            : g_strdup ("\n");
  return own != NULL ? g_strconcat (own, INDENT, NULL) : NULL;
}

/**
 * vireo_tree_insert:
 * @node: (transfer full): an element in no place yet
 * @after: (nullable): the child it goes behind; %NULL: the last one
 *
 * Returns: (transfer none): @node
 */
xmlNode *
vireo_tree_insert (xmlNode *parent, xmlNode *node, xmlNode *after)
{
  g_autofree char *indent = get_child_indent (parent);
  g_autofree char *closing = NULL;

  if (after == NULL)
    after = get_last_child (parent);
  if (after == NULL)
    {
      while (parent->children != NULL) /* nothing but blanks */
        {
          xmlNode *blank = parent->children;

          xmlUnlinkNode (blank);
          xmlFreeNode (blank);
        }
      xmlAddChild (parent, node);
      if (indent != NULL)
        {
          closing = g_strndup (indent, strlen (indent) - strlen (INDENT));
          xmlAddPrevSibling (node, new_text (node, indent));
          xmlAddChild (parent, new_text (node, closing));
        }
    }
  else
    {
      xmlAddNextSibling (after, node);
      if (indent != NULL)
        xmlAddNextSibling (after, new_text (node, indent));
    }
  if (indent != NULL)
    lay_out (node, indent);
  return node;
}

/**
 * vireo_tree_ensure:
 * @after: (nullable): name of the child it goes behind when it has to be made
 *
 * Returns: (transfer none): the child of that name
 */
xmlNode *
vireo_tree_ensure (xmlNode *parent, const char *name, const char *after)
{
  xmlNode *found = vireo_xml_first (parent, name);

  if (found != NULL)
    return found;
  return vireo_tree_insert (parent, xmlNewDocNode (parent->doc, NULL, BAD_CAST name, NULL),
                            after != NULL ? vireo_xml_first (parent, after) : NULL);
}

/**
 * vireo_tree_remove:
 * @node: an element; its line goes with it
 */
void
vireo_tree_remove (xmlNode *node)
{
  xmlNode *before = node->prev;
  xmlNode *parent = node->parent;

  if (is_blank (before))
    {
      xmlUnlinkNode (before);
      xmlFreeNode (before);
    }
  xmlUnlinkNode (node);
  xmlFreeNode (node);
  /* An element that has become empty is written as one. */
  if (is_blank (parent->children) && parent->children->next == NULL)
    {
      node = parent->children;
      xmlUnlinkNode (node);
      xmlFreeNode (node);
    }
}

void
vireo_tree_remove_all (xmlNode *parent, const char *xpath)
{
  xmlNode *node;

  while ((node = vireo_xml_first (parent, xpath)) != NULL)
    vireo_tree_remove (node);
}

/**
 * vireo_tree_set_text:
 * @text: (nullable): %NULL removes the element
 */
void
vireo_tree_set_text (xmlNode *parent, const char *name, const char *text)
{
  xmlNode *node;
  xmlChar *escaped;

  if (text == NULL)
    {
      vireo_tree_remove_all (parent, name);
      return;
    }
  node = vireo_tree_ensure (parent, name, NULL);
  escaped = xmlEncodeEntitiesReentrant (parent->doc, BAD_CAST text);
  xmlNodeSetContent (node, escaped);
  xmlFree (escaped);
}

void
vireo_tree_set_bytes (xmlNode *parent, const char *name, guint64 bytes, const char *after)
{
  xmlNode *node = vireo_tree_ensure (parent, name, after);
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, bytes / VIREO_KIB);

  vireo_tree_set_attribute (node, "unit", "KiB");
  xmlNodeSetContent (node, BAD_CAST text);
}

/**
 * vireo_tree_set_attribute:
 * @value: (nullable): %NULL removes the attribute
 */
void
vireo_tree_set_attribute (xmlNode *node, const char *name, const char *value)
{
  if (value != NULL)
    xmlSetProp (node, BAD_CAST name, BAD_CAST value);
  else
    xmlUnsetProp (node, BAD_CAST name);
}

/**
 * vireo_tree_set_number:
 * @value: 0 removes the attribute
 */
void
vireo_tree_set_number (xmlNode *node, const char *name, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  vireo_tree_set_attribute (node, name, value != 0 ? text : NULL);
}

/**
 * vireo_tree_set_flag:
 *
 * An element that says something by being there.
 */
void
vireo_tree_set_flag (xmlNode *parent, const char *name, gboolean present)
{
  if (present)
    vireo_tree_ensure (parent, name, NULL);
  else
    vireo_tree_remove_all (parent, name);
}

/**
 * vireo_tree_prune:
 *
 * Removes the child of that name when it says nothing any more.
 */
void
vireo_tree_prune (xmlNode *parent, const char *name)
{
  xmlNode *node = vireo_xml_first (parent, name);

  if (node != NULL && node->properties == NULL && get_last_child (node) == NULL)
    vireo_tree_remove (node);
}
