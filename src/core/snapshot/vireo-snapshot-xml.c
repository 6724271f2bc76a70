/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-xml.h"
#include "core/snapshot/vireo-snapshot-xml.h"

/**
 * vireo_snapshot_xml_make:
 * @memory_file: (nullable): where an external one keeps the memory
 * @overlays: (array length=n_overlays): of an external one; none: an internal one
 *
 * Returns: (transfer full): what libvirt is asked to take
 */
char *
vireo_snapshot_xml_make (const char *name,
                         const char *description,
                         const char *memory_file,
                         const VireoSnapshotOverlay *overlays,
                         guint n_overlays)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *root = xmlNewDocNode (doc, NULL, BAD_CAST "domainsnapshot", NULL);
  xmlNode *disks;

  xmlDocSetRootElement (doc, root);
  vireo_xml_add_text (root, "name", name);
  if (description != NULL && *description != '\0')
    vireo_xml_add_text (root, "description", description);
  if (n_overlays == 0)
    return vireo_xml_to_text (doc);

  if (memory_file != NULL)
    vireo_xml_add (root, "memory", "snapshot", "external", "file", memory_file, NULL);
  else
    vireo_xml_add (root, "memory", "snapshot", "no", NULL);
  disks = vireo_xml_add (root, "disks", NULL);
  for (guint i = 0; i < n_overlays; i++)
    {
      xmlNode *disk;

      if (overlays[i].overlay == NULL)
        {
          vireo_xml_add (disks, "disk", "name", overlays[i].target, "snapshot", "no", NULL);
          continue;
        }
      disk = vireo_xml_add (disks, "disk", "name", overlays[i].target, "snapshot", "external",
                            "type", "file", NULL);
      vireo_xml_add (disk, "driver", "type", "qcow2", NULL);
      vireo_xml_add (disk, "source", "file", overlays[i].overlay, NULL);
    }
  return vireo_xml_to_text (doc);
}

/* --- editing --- */

static void
remove_nodes (xmlNode *from, const char *xpath)
{
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (from, xpath);

  for (guint i = vireo_xml_nodes_count (nodes); i-- > 0;)
    {
      xmlNode *node = vireo_xml_nodes_get (nodes, i);

      xmlUnlinkNode (node);
      xmlFreeNode (node);
      nodes->nodesetval->nodeTab[i] = NULL; /* the set must not look at it again */
    }
}

/* Sets the text of one child, which is made or, for %NULL and "", taken away. */
static void
set_child (xmlNode *parent, const char *element, const char *text)
{
  remove_nodes (parent, element);
  if (text != NULL && *text != '\0')
    vireo_xml_add_text (parent, element, text);
}

/* The name to show is kept in the VM's document inside, which libvirt keeps as it is. */
static void
set_title (xmlNode *root, const char *name, const char *title)
{
  xmlNode *domain = vireo_xml_first (root, "domain");
  xmlNode *metadata;
  xmlNode *node;

  remove_nodes (root, "domain/metadata/vireo:snapshot");
  if (domain == NULL || title == NULL || g_str_equal (title, name))
    return;
  metadata = vireo_xml_first (domain, "metadata");
  if (metadata == NULL)
    metadata = vireo_xml_add (domain, "metadata", NULL);
  node = xmlNewChild (metadata, NULL, BAD_CAST "snapshot", NULL);
  xmlSetNs (node, xmlNewNs (node, BAD_CAST VIREO_XML_NS, BAD_CAST "vireo"));
  xmlNewProp (node, BAD_CAST "name", BAD_CAST name);
  xmlNewProp (node, BAD_CAST "title", BAD_CAST title);
}

/**
 * vireo_snapshot_xml_edit:
 * @name: libvirt's name of it
 * @title: (nullable): the name to show, where it is another one
 * @description: (nullable): %NULL or "" for none
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): the document with these
 */
char *
vireo_snapshot_xml_edit (const char *xml,
                         const char *name,
                         const char *title,
                         const char *description,
                         GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  xmlNode *root;

  if (doc == NULL)
    return NULL;
  root = xmlDocGetRootElement (doc);
  set_child (root, "name", name);
  set_child (root, "description", description);
  set_title (root, name, title);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_snapshot_xml_set_parent:
 * @parent: the name of another snapshot
 *
 * Returns: (transfer full) (nullable): the document, of one that came after @parent
 */
char *
vireo_snapshot_xml_set_parent (const char *xml, const char *parent, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  xmlNode *node;

  if (doc == NULL)
    return NULL;
  node = vireo_xml_first (xmlDocGetRootElement (doc), "parent");
  if (node == NULL)
    node = vireo_xml_add (xmlDocGetRootElement (doc), "parent", NULL);
  set_child (node, "name", parent);
  return vireo_xml_to_text (doc);
}

static xmlNode *
ensure_child (xmlNode *parent, const char *element)
{
  xmlNode *node = vireo_xml_first (parent, element);

  return node != NULL ? node : vireo_xml_add (parent, element, NULL);
}

/**
 * vireo_snapshot_xml_move_file:
 * @from: a file whose content was merged into
 * @to: this one
 * @format: (nullable): of @to
 *
 * Returns: (transfer full) (nullable): the document of a snapshot whose disks were in @from
 */
char *
vireo_snapshot_xml_move_file (const char *xml,
                              const char *from,
                              const char *to,
                              const char *format,
                              GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoXmlNodes) sources = NULL;

  if (doc == NULL)
    return NULL;
  sources = vireo_xml_find (xmlDocGetRootElement (doc),
                            "domain/devices/disk/source[@file]"
                            " | inactiveDomain/devices/disk/source[@file]");
  for (guint i = 0; i < vireo_xml_nodes_count (sources); i++)
    {
      xmlNode *source = vireo_xml_nodes_get (sources, i);
      g_autofree char *file = vireo_xml_string (source, "@file");

      if (g_strcmp0 (file, from) != 0)
        continue;
      xmlSetProp (source, BAD_CAST "file", BAD_CAST to);
      if (format != NULL)
        xmlSetProp (ensure_child (source->parent, "driver"), BAD_CAST "type", BAD_CAST format);
      remove_nodes (source->parent, "backingStore");
    }
  return vireo_xml_to_text (doc);
}

/**
 * vireo_snapshot_xml_detach_overlays:
 *
 * Returns: (transfer full) (nullable): the document of an external snapshot that libvirt may forget
 *   without looking for its overlays among the disks of those that came after it: it believes that
 *   they were merged, and would point them to other files
 */
char *
vireo_snapshot_xml_detach_overlays (const char *xml, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoXmlNodes) sources = NULL;

  if (doc == NULL)
    return NULL;
  sources = vireo_xml_find (xmlDocGetRootElement (doc), "disks/disk/source[@file]");
  for (guint i = 0; i < vireo_xml_nodes_count (sources); i++)
    {
      xmlNode *source = vireo_xml_nodes_get (sources, i);
      g_autofree char *file = vireo_xml_string (source, "@file");
      g_autofree char *nobody = g_strconcat (file, ".forgotten", NULL);

      xmlSetProp (source, BAD_CAST "file", BAD_CAST nobody);
    }
  return vireo_xml_to_text (doc);
}

/* --- the VM inside --- */

/**
 * vireo_snapshot_xml_get_domain:
 * @error: (out) (optional): %VIREO_ERROR_INVALID when there is none
 *
 * Returns: (transfer full) (nullable): the VM's document as it is to be kept
 */
char *
vireo_snapshot_xml_get_domain (const char *xml, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoXmlDoc) own = NULL;
  xmlNode *found;

  if (doc == NULL)
    return NULL;
  found = vireo_xml_first (xmlDocGetRootElement (doc), "inactiveDomain");
  if (found == NULL)
    found = vireo_xml_first (xmlDocGetRootElement (doc), "domain");
  if (found == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("The snapshot does not say how the virtual machine was made then."));
      return NULL;
    }
  own = xmlNewDoc (BAD_CAST "1.0");
  xmlDocSetRootElement (own, xmlDocCopyNode (found, own, 1));
  xmlNodeSetName (xmlDocGetRootElement (own), BAD_CAST "domain");
  return vireo_xml_to_text (own);
}

/**
 * vireo_snapshot_xml_set_sources:
 * @name: (nullable): what the VM is called now
 * @sources: (element-type utf8 utf8): target of a disk -> its file, a qcow2 image
 *
 * Returns: (transfer full) (nullable): the VM's document with these files as its disks
 */
char *
vireo_snapshot_xml_set_sources (const char *domain_xml,
                                const char *name,
                                GHashTable *sources,
                                GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (domain_xml, error);
  g_autoptr (VireoXmlNodes) disks = NULL;

  if (doc == NULL)
    return NULL;
  if (name != NULL)
    set_child (xmlDocGetRootElement (doc), "name", name);
  disks = vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk");
  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    {
      xmlNode *disk = vireo_xml_nodes_get (disks, i);
      g_autofree char *target = vireo_xml_string (disk, "target/@dev");
      const char *file = target != NULL ? g_hash_table_lookup (sources, target) : NULL;
      xmlNode *source;

      if (file == NULL)
        continue;
      xmlSetProp (disk, BAD_CAST "type", BAD_CAST "file");
      remove_nodes (disk, "backingStore");
      source = ensure_child (disk, "source");
      xmlUnsetProp (source, BAD_CAST "dev");
      xmlUnsetProp (source, BAD_CAST "index");
      xmlSetProp (source, BAD_CAST "file", BAD_CAST file);
      xmlSetProp (ensure_child (disk, "driver"), BAD_CAST "type", BAD_CAST "qcow2");
    }
  return vireo_xml_to_text (doc);
}
