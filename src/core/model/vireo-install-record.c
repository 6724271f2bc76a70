/* SPDX-License-Identifier: GPL-3.0-or-later */
/* <vireo:vm> in a domain's <metadata>.  Whatever else stands in it is left as it is. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-install-record.h"

/* libvirt takes the namespace off what virDomainGetMetadata() gives and puts it on what
 * virDomainSetMetadata() gets, so the children are looked for by their bare names. */
#define CHILD(name) "*[local-name() = '" name "']"

VireoInstallRecord *
vireo_install_record_new (void)
{
  VireoInstallRecord *record = g_new0 (VireoInstallRecord, 1);

  record->reboots = 1;
  record->made = g_ptr_array_new_with_free_func (g_free);
  record->temporary = g_ptr_array_new_with_free_func (g_free);
  return record;
}

void
vireo_install_record_free (VireoInstallRecord *record)
{
  g_free (record->media);
  g_free (record->cdrom);
  g_free (record->disk);
  g_free (record->seed);
  g_free (record->login);
  g_free (record->kernel);
  g_free (record->initrd);
  g_free (record->command_line);
  g_ptr_array_unref (record->made);
  g_ptr_array_unref (record->temporary);
  g_free (record);
}

static void
read_paths (xmlNode *vm, const char *xpath, GPtrArray *paths)
{
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (vm, xpath);

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      char *path = vireo_xml_string (vireo_xml_nodes_get (nodes, i), "@path");

      if (path != NULL)
        g_ptr_array_add (paths, path);
    }
}

static VireoInstallRecord *
read_element (xmlNode *vm)
{
  VireoInstallRecord *record = vireo_install_record_new ();
  xmlNode *install;
  g_autofree char *phase = NULL;

  if (vm == NULL)
    return record;
  read_paths (vm, CHILD ("disk"), record->made);
  read_paths (vm, CHILD ("temporary"), record->temporary);
  record->login = vireo_xml_string (vm, CHILD ("login") "/@name");

  install = vireo_xml_first (vm, CHILD ("install"));
  if (install == NULL)
    return record;
  phase = vireo_xml_string (install, "@phase");
  record->phase = g_strcmp0 (phase, "running") == 0    ? VIREO_INSTALL_RUNNING
                  : g_strcmp0 (phase, "finished") == 0 ? VIREO_INSTALL_FINISHED
                                                       : VIREO_INSTALL_NONE;
  record->media = vireo_xml_string (install, "@media");
  record->cdrom = vireo_xml_string (install, "@cdrom");
  record->disk = vireo_xml_string (install, "@disk");
  record->begun = vireo_xml_has (install, "@begun");
  record->written = vireo_xml_has (install, "@written");
  record->first_run = vireo_xml_has (install, "@first-run");
  record->held = vireo_xml_has (install, "@held");
  record->direct = vireo_xml_has (install, "@direct");
  record->then_start = vireo_xml_has (install, "@then-start");
  record->autostart = vireo_xml_has (install, "@autostart");
  record->opened = vireo_xml_has (install, "@opened");
  record->seed = vireo_xml_string (install, "@seed");
  record->kernel = vireo_xml_string (install, "@kernel");
  record->initrd = vireo_xml_string (install, "@initrd");
  record->command_line = vireo_xml_string (install, "@command-line");
  record->since = (gint64) MIN (vireo_xml_uint (install, "@since", 0), (guint64) G_MAXINT64);
  record->reboots = (guint) MIN (vireo_xml_uint (install, "@reboots", 1), 100);
  record->reboots_seen = (guint) MIN (vireo_xml_uint (install, "@seen", 0), 100);
  return record;
}

/**
 * vireo_install_record_read:
 * @domain: a <domain> element
 *
 * Returns: (transfer full): what stands there; an empty record when nothing does
 */
VireoInstallRecord *
vireo_install_record_read (xmlNode *domain)
{
  return read_element (vireo_xml_first (domain, "metadata/vireo:vm"));
}

/**
 * vireo_install_record_parse:
 * @element: the element as virDomainGetMetadata() gives it
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 *
 * Returns: (transfer full) (nullable): what stands there
 */
VireoInstallRecord *
vireo_install_record_parse (const char *element, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (element, error);

  return doc != NULL ? read_element (xmlDocGetRootElement (doc)) : NULL;
}

static void
remove_all (xmlNode *vm, const char *xpath)
{
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (vm, xpath);

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      xmlUnlinkNode (nodes->nodesetval->nodeTab[i]);
      xmlFreeNode (nodes->nodesetval->nodeTab[i]);
      nodes->nodesetval->nodeTab[i] = NULL; /* freed with its parent, not by the set */
    }
}

static void
set_number (xmlNode *node, const char *name, guint64 number)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  xmlSetProp (node, BAD_CAST name, BAD_CAST text);
}

static void
set_text (xmlNode *node, const char *name, const char *text)
{
  if (text != NULL)
    xmlSetProp (node, BAD_CAST name, BAD_CAST text);
}

static void
write_element (const VireoInstallRecord *record, xmlNode *vm)
{
  remove_all (vm, CHILD ("install") "|" CHILD ("disk") "|" CHILD ("login") "|" CHILD ("temporary"));
  if (record->phase != VIREO_INSTALL_NONE)
    {
      xmlNode *install = vireo_xml_add (vm, "install", NULL); /* takes the parent's namespace */

      set_text (install, "phase", record->phase == VIREO_INSTALL_RUNNING ? "running" : "finished");
      set_text (install, "media", record->media);
      set_text (install, "cdrom", record->cdrom);
      set_text (install, "disk", record->disk);
      set_number (install, "reboots", record->reboots);
      if (record->reboots_seen > 0)
        set_number (install, "seen", record->reboots_seen);
      set_text (install, "begun", record->begun ? "yes" : NULL);
      set_text (install, "written", record->written ? "yes" : NULL);
      set_text (install, "first-run", record->first_run ? "yes" : NULL);
      set_text (install, "held", record->held ? "yes" : NULL);
      set_text (install, "direct", record->direct ? "yes" : NULL);
      set_text (install, "then-start", record->then_start ? "yes" : NULL);
      set_text (install, "autostart", record->autostart ? "yes" : NULL);
      set_text (install, "opened", record->opened ? "yes" : NULL);
      set_text (install, "seed", record->seed);
      set_text (install, "kernel", record->kernel);
      set_text (install, "initrd", record->initrd);
      set_text (install, "command-line", record->command_line);
      if (record->since > 0)
        set_number (install, "since", (guint64) record->since);
    }
  if (record->login != NULL)
    vireo_xml_add (vm, "login", "name", record->login, NULL);
  for (guint i = 0; i < record->made->len; i++)
    vireo_xml_add (vm, "disk", "path", g_ptr_array_index (record->made, i), NULL);
  for (guint i = 0; i < record->temporary->len; i++)
    vireo_xml_add (vm, "temporary", "path", g_ptr_array_index (record->temporary, i), NULL);
}

/**
 * vireo_install_record_write:
 * @domain: a <domain> element; gets what of <metadata> is missing
 *
 * Replaces what the record speaks of.  An empty record leaves no element behind.
 */
void
vireo_install_record_write (const VireoInstallRecord *record, xmlNode *domain)
{
  xmlNode *metadata = vireo_xml_first (domain, "metadata");
  xmlNode *vm;

  if (metadata == NULL)
    metadata = vireo_xml_add (domain, "metadata", NULL);
  vm = vireo_xml_first (metadata, "vireo:vm");
  if (vm == NULL)
    {
      vm = vireo_xml_add (metadata, "vm", NULL);
      xmlSetNs (vm, xmlNewNs (vm, BAD_CAST VIREO_XML_NS, BAD_CAST "vireo"));
    }
  write_element (record, vm);
  if (vm->children == NULL)
    {
      xmlUnlinkNode (vm);
      xmlFreeNode (vm);
    }
  if (metadata->children == NULL)
    {
      xmlUnlinkNode (metadata);
      xmlFreeNode (metadata);
    }
}

/**
 * vireo_install_record_to_element:
 * @old: (nullable): the element as it stands, whose other content is kept
 *
 * Returns: (transfer full) (nullable): <vm>, which virDomainSetMetadata() gives our namespace to;
 *   %NULL when nothing is left to say and the element is to go; g_free()
 */
char *
vireo_install_record_to_element (const VireoInstallRecord *record, const char *old)
{
  g_autoptr (VireoXmlDoc) doc = old != NULL ? vireo_xml_parse (old, NULL) : NULL;
  xmlNode *vm;

  if (doc == NULL)
    doc = vireo_xml_parse ("<vm/>", NULL);
  vm = xmlDocGetRootElement (doc);
  write_element (record, vm);
  return xmlFirstElementChild (vm) != NULL ? vireo_xml_node_to_text (vm) : NULL;
}

/**
 * vireo_install_record_store:
 * @vm: the domain
 * @flags: %VIR_DOMAIN_AFFECT_LIVE or %VIR_DOMAIN_AFFECT_CONFIG, one of them: what they hold
 *   differs
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Puts the record into the domain's metadata.  Worker.
 */
gboolean
vireo_install_record_store (const VireoInstallRecord *record, virDomainPtr vm, guint flags,
                            GError **error)
{
  char *old = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS, flags);
  g_autofree char *element = vireo_install_record_to_element (record, old);

  VIREO_ASSERT_WORKER ();
  free (old);
  virResetLastError (); /* that there was none is no error */
  if (virDomainSetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, element, "vireo", VIREO_XML_NS, flags)
      == 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}
