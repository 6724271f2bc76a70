/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three questions about a typed definition, in their order: is it XML, is it of this VM, does
 * it follow libvirt's schema.  libvirt itself answers the last one again when the definition is
 * saved, but without telling the line. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libxml/parser.h>
#include <libxml/relaxng.h>

#include "core/base/vireo-xml.h"
#include "core/model/vireo-vm-xml-check.h"

/* One mistake makes the reader stumble over what follows: the first ones tell the most. */
#define MAX_PROBLEMS 20

typedef xmlParserCtxt Parser;
typedef xmlRelaxNG Schema;
typedef xmlRelaxNGParserCtxt SchemaParser;
typedef xmlRelaxNGValidCtxt Validator;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parser, xmlFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Schema, xmlRelaxNGFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SchemaParser, xmlRelaxNGFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Validator, xmlRelaxNGFreeValidCtxt)

VireoVmXmlProblem *
vireo_vm_xml_problem_new (guint line, const char *text)
{
  VireoVmXmlProblem *problem = g_new0 (VireoVmXmlProblem, 1);

  problem->line = line;
  problem->text = g_strdup (text);
  return problem;
}

void
vireo_vm_xml_problem_free (gpointer pointer)
{
  VireoVmXmlProblem *problem = pointer;

  g_free (problem->text);
  g_free (problem);
}

static void
add (GPtrArray *problems, int line, const char *message)
{
  g_autofree char *text = g_utf8_make_valid (message != NULL ? message : "?", -1);

  g_strstrip (text);
  if (problems->len >= MAX_PROBLEMS)
    return;
  for (guint i = 0; i < problems->len; i++)
    {
      const VireoVmXmlProblem *other = problems->pdata[i];

      if (other->line == (guint) MAX (line, 0) && g_str_equal (other->text, text))
        return;
    }
  g_ptr_array_add (problems, vireo_vm_xml_problem_new ((guint) MAX (line, 0), text));
}

/* Named without its type: newer libxml2 hands over a const error. */
#if LIBXML_VERSION >= 21200
typedef const xmlError *XmlError;
#else
typedef xmlErrorPtr XmlError;
#endif

static void
parser_stumbled (void *parser, XmlError error)
{
  add (((Parser *) parser)->_private, error->line, error->message);
}

static void
schema_refused (void *problems, XmlError error)
{
  add (problems, error->line, error->message);
}

/* What is wrong with the schema itself is nobody's business here. */
static void
say_nothing (void *unused, XmlError error)
{
}

static VireoXmlDoc *
parse (const char *text, GPtrArray *problems)
{
  g_autoptr (Parser) parser = xmlNewParserCtxt ();
  gsize length = strlen (text);
  VireoXmlDoc *doc = NULL;

  parser->_private = problems;
  parser->sax->serror = parser_stumbled;
  if (length <= G_MAXINT)
    doc = xmlCtxtReadMemory (parser, text, (int) length, NULL, "UTF-8",
                             XML_PARSE_NONET | XML_PARSE_BIG_LINES);
  if (doc == NULL && problems->len == 0)
    add (problems, 0, _ ("This is not XML."));
  return doc;
}

static xmlNode *
find_child (xmlNode *parent, const char *name)
{
  for (xmlNode *child = parent->children; child != NULL; child = child->next)
    if (child->type == XML_ELEMENT_NODE && xmlStrEqual (child->name, BAD_CAST name))
      return child;
  return NULL;
}

static gboolean
says (xmlNode *node, const char *expected, gboolean any_case)
{
  xmlChar *content = xmlNodeGetContent (node);
  g_autofree char *text = g_strdup ((const char *) content);

  xmlFree (content);
  if (text == NULL)
    return FALSE;
  g_strstrip (text);
  return any_case ? g_ascii_strcasecmp (text, expected) == 0 : g_str_equal (text, expected);
}

/* libvirt would take another UUID for another VM, and none for a new one. */
static void
check_identity (xmlNode *root, const char *uuid, const char *name, GPtrArray *problems)
{
  xmlNode *uuid_node, *name_node;

  if (!xmlStrEqual (root->name, BAD_CAST "domain"))
    {
      add (problems, (int) xmlGetLineNo (root),
           _ ("A virtual machine's definition is one <domain> element."));
      return;
    }
  uuid_node = find_child (root, "uuid");
  if (uuid_node == NULL || !says (uuid_node, uuid, TRUE))
    {
      g_autofree char *text
          = g_strdup_printf (_ ("The UUID must stay as it is: %s.  With another one it would be "
                                "another virtual machine."), uuid);

      add (problems, (int) xmlGetLineNo (uuid_node != NULL ? uuid_node : root), text);
    }
  name_node = find_child (root, "name");
  if (name_node == NULL || !says (name_node, name, FALSE))
    {
      g_autofree char *text
          = g_strdup_printf (_ ("The name must stay as it is: %s.  Use Rename to change it."), name);

      add (problems, (int) xmlGetLineNo (name_node != NULL ? name_node : root), text);
    }
}

static void
check_schema (VireoXmlDoc *doc, const char *path, GPtrArray *problems)
{
  static GMutex one_at_a_time; /* libxml2 sets its data types up at the first use, unguarded */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&one_at_a_time);
  g_autoptr (SchemaParser) parser = xmlRelaxNGNewParserCtxt (path);
  g_autoptr (Schema) schema = NULL;
  g_autoptr (Validator) validator = NULL;

  xmlRelaxNGSetParserStructuredErrors (parser, say_nothing, NULL);
  schema = xmlRelaxNGParse (parser);
  if (schema == NULL)
    return;
  validator = xmlRelaxNGNewValidCtxt (schema);
  xmlRelaxNGSetValidStructuredErrors (validator, schema_refused, problems);
  if (xmlRelaxNGValidateDoc (validator, doc) != 0 && problems->len == 0)
    add (problems, 0, _ ("The definition does not follow libvirt's schema."));
}

/**
 * vireo_vm_xml_find_schema:
 *
 * Returns: (transfer full) (nullable): where libvirt's schema of definitions lies on this
 *   computer; %NULL when it is not installed; g_free()
 */
char *
vireo_vm_xml_find_schema (void)
{
  const char *const *folders = g_get_system_data_dirs ();

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], "libvirt", "schemas", "domain.rng", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/**
 * vireo_vm_xml_check:
 * @text: a definition
 * @uuid: of the VM it is to be of
 * @name: of the VM it is to be of
 * @schema: (nullable): path of libvirt's schema, %NULL to leave that question to libvirt
 *
 * Returns: (transfer full) (element-type VireoVmXmlProblem): what is wrong with it, nothing when
 *   it is right; g_ptr_array_unref()
 */
GPtrArray *
vireo_vm_xml_check (const char *text, const char *uuid, const char *name, const char *schema)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (vireo_vm_xml_problem_free);
  g_autoptr (VireoXmlDoc) doc = parse (text, problems);

  if (doc == NULL)
    return problems;
  g_ptr_array_set_size (problems, 0); /* it was read, whatever libxml2 warned of */
  check_identity (xmlDocGetRootElement (doc), uuid, name, problems);
  if (problems->len == 0 && schema != NULL)
    check_schema (doc, schema, problems);
  return problems;
}
