/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every program writes the elements with a prefix and a version of its own, so they are told by
 * their local names. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-ovf.h"

#define MAX_DISKS 26 /* as many as there are letters for them */
#define MAX_TEXT 4096 /* bytes of a name or a description */
#define MAX_CAPACITY (G_GUINT64_CONSTANT (1) << 60)

/* Numbers of CIM's resource types. */
#define TYPE_CPU 3
#define TYPE_MEMORY 4
#define TYPE_NIC 10
#define TYPE_DISK 17

static void
disk_free (gpointer data)
{
  g_free (((VireoOvfDisk *) data)->file);
  g_free (data);
}

void
vireo_ovf_free (VireoOvf *ovf)
{
  g_free (ovf->name);
  g_free (ovf->description);
  g_free (ovf->os_id);
  g_free (ovf->os_words);
  g_free (ovf->nic_model);
  g_ptr_array_unref (ovf->disks);
  g_free (ovf);
}

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, sentence);
  return FALSE;
}

/* --- words and numbers --- */

static char *
get_attribute (xmlNode *node, const char *name)
{
  g_autofree char *xpath = g_strdup_printf ("@*[local-name() = '%s']", name);

  return vireo_xml_string (node, xpath);
}

static char *
get_text (xmlNode *node, const char *child)
{
  g_autofree char *xpath = g_strdup_printf ("*[local-name() = '%s']", child);
  char *text = vireo_xml_string (node, xpath);

  return text != NULL ? g_strstrip (text) : NULL;
}

/* A name or description: of bounded length. */
static char *
get_short_text (xmlNode *node, const char *xpath)
{
  g_autofree char *text = vireo_xml_string (node, xpath);
  const char *end;

  if (text == NULL || *g_strstrip (text) == '\0')
    return NULL;
  if (strlen (text) <= MAX_TEXT)
    return g_steal_pointer (&text);
  end = g_utf8_find_prev_char (text, text + MAX_TEXT);
  return g_strndup (text, (gsize) (end - text));
}

static guint64
get_number (xmlNode *node, const char *child, guint64 most)
{
  g_autofree char *text = get_text (node, child);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, most, &value, NULL))
    return 0;
  return value;
}

/* "byte * 2^20", "MegaBytes", "GB".  Returns 0 for what it does not know. */
static guint64
read_unit (const char *text)
{
  static const struct
  {
    const char *name;
    guint64 bytes;
  } names[] = {
    { "byte", 1 },           { "bytes", 1 },          { "kb", VIREO_KIB }, { "kilobytes", VIREO_KIB },
    { "mb", VIREO_MIB },     { "megabytes", VIREO_MIB }, { "gb", VIREO_GIB },
    { "gigabytes", VIREO_GIB }, { "tb", VIREO_TIB },  { "terabytes", VIREO_TIB },
  };
  g_autofree char *small = text != NULL ? g_ascii_strdown (text, -1) : NULL;
  GString *bare = g_string_new (NULL);
  guint64 unit = 0;
  guint power;

  if (text == NULL)
    {
      g_string_free (bare, TRUE);
      return 1;
    }
  for (const char *c = small; *c != '\0'; c++)
    if (!g_ascii_isspace (*c))
      g_string_append_c (bare, *c);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (bare->str, names[i].name))
      unit = names[i].bytes;
  if (g_str_has_prefix (bare->str, "byte*2^"))
    {
      power = (guint) MIN (g_ascii_strtoull (bare->str + 7, NULL, 10), 64);
      unit = power < 60 ? G_GUINT64_CONSTANT (1) << power : 0;
    }
  g_string_free (bare, TRUE);
  return unit;
}

static guint64
read_size (const char *number, const char *unit)
{
  guint64 value, bytes = read_unit (unit);

  if (number == NULL || bytes == 0
      || !g_ascii_string_to_unsigned (number, 10, 0, MAX_CAPACITY, &value, NULL)
      || value > MAX_CAPACITY / bytes)
    return 0;
  return value * bytes;
}

/* --- disks --- */

static xmlNode *
find_by_attribute (xmlNode *root, const char *element, const char *attribute, const char *value)
{
  g_autofree char *xpath = g_strdup_printf ("//*[local-name() = '%s']", element);
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (root, xpath);

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      xmlNode *node = vireo_xml_nodes_get (nodes, i);
      g_autofree char *its = get_attribute (node, attribute);

      if (g_strcmp0 (its, value) == 0)
        return node;
    }
  return NULL;
}

static gboolean
has_file (VireoOvf *ovf, const char *name)
{
  for (guint i = 0; i < ovf->disks->len; i++)
    if (g_str_equal (((VireoOvfDisk *) g_ptr_array_index (ovf->disks, i))->file, name))
      return TRUE;
  return FALSE;
}

static gboolean
add_disk (VireoOvf *ovf, xmlNode *root, xmlNode *node, GError **error)
{
  g_autofree char *file_id = get_attribute (node, "fileRef");
  g_autofree char *parent = get_attribute (node, "parentRef");
  g_autofree char *capacity = get_attribute (node, "capacity");
  g_autofree char *unit = get_attribute (node, "capacityAllocationUnits");
  xmlNode *file = file_id != NULL ? find_by_attribute (root, "File", "id", file_id) : NULL;
  g_autofree char *name = file != NULL ? get_attribute (file, "href") : NULL;
  g_autofree char *packing = file != NULL ? get_attribute (file, "compression") : NULL;
  VireoOvfDisk *disk;

  if (parent != NULL)
    return fail (error, _ ("A disk of this appliance holds only what changed since another one.  "
                           "Export it without snapshots."));
  if (name == NULL || *name == '\0')
    return fail (error, _ ("The description of the appliance does not say where a disk is."));
  if (packing != NULL && !g_str_equal (packing, "gzip") && !g_str_equal (packing, "identity"))
    return fail (error, _ ("A disk of this appliance is packed in an unknown way."));
  if (has_file (ovf, name))
    return fail (error, _ ("The description of the appliance uses a disk twice."));
  if (ovf->disks->len >= MAX_DISKS)
    return fail (error, _ ("This appliance has too many disks."));
  disk = g_new0 (VireoOvfDisk, 1);
  g_ptr_array_add (ovf->disks, disk);
  disk->file = g_steal_pointer (&name);
  disk->gzip = g_strcmp0 (packing, "gzip") == 0;
  disk->capacity = read_size (capacity, unit);
  if (disk->capacity == 0)
    return fail (error, _ ("The description of the appliance does not say how large a disk is."));
  return TRUE;
}

/* "ovf:/disk/vmdisk1", "/disk/vmdisk1" */
static gboolean
read_disk_item (VireoOvf *ovf, xmlNode *root, xmlNode *item, GError **error)
{
  g_autofree char *resource = get_text (item, "HostResource");
  const char *id = resource != NULL ? strstr (resource, "/disk/") : NULL;
  xmlNode *node;

  if (id == NULL)
    return TRUE;
  node = find_by_attribute (root, "Disk", "diskId", id + strlen ("/disk/"));
  if (node == NULL)
    return fail (error, _ ("The description of the appliance names a disk that it does not have."));
  return add_disk (ovf, root, node, error);
}

/* --- the machine --- */

/* How VMware and VirtualBox call systems, and what they are here.  The longest beginnings first;
 * names are compared in small letters. */
static const struct
{
  const char *beginning, *os_id;
} system_names[] = {
  { "centos9", "centos-stream9" }, { "centos8", "centos8" },   { "centos7", "centos7.0" },
  { "rhel9", "rhel9.0" },          { "rhel8", "rhel8.0" },     { "rhel7", "rhel7.0" },
  { "rockylinux", "rocky9" },      { "almalinux", "almalinux9" },
  { "debian12", "debian12" },      { "debian11", "debian11" }, { "debian10", "debian10" },
  { "debian9", "debian9" },        { "windows2019srvnext", "win2k22" },
  { "windows2019srv", "win2k19" }, { "windows9server", "win2k16" }, { "windows8server", "win2k12" },
  { "windows7server", "win2k8r2" }, { "windows11", "win11" },  { "windows9", "win10" },
  { "windows8", "win8" },          { "windows7", "win7" },     { "windows2022", "win2k22" },
  { "windows2019", "win2k19" },    { "windows2016", "win2k16" }, { "windows10", "win10" },
  { "freebsd13", "freebsd13.0" },  { "freebsd12", "freebsd12.0" },
};

static void
read_system (VireoOvf *ovf, xmlNode *system)
{
  xmlNode *section = vireo_xml_first (system, "*[local-name() = 'OperatingSystemSection']");
  g_autofree char *vmware = section != NULL ? get_attribute (section, "osType") : NULL;
  g_autofree char *name = NULL;
  g_autofree char *vbox = NULL;

  if (section == NULL)
    return;
  vbox = get_text (section, "OSType");
  ovf->os_words = get_short_text (section, "*[local-name() = 'Description']");
  name = g_ascii_strdown (vmware != NULL ? vmware
                          : vbox != NULL ? vbox
                          : ovf->os_words != NULL ? ovf->os_words
                                                  : "",
                          -1);
  for (gsize i = 0; i < G_N_ELEMENTS (system_names) && ovf->os_id == NULL; i++)
    if (g_str_has_prefix (name, system_names[i].beginning))
      ovf->os_id = g_strdup (system_names[i].os_id);
  if (ovf->os_words == NULL && *name != '\0')
    ovf->os_words = g_utf8_make_valid (name, -1);
}

static gboolean
read_item (VireoOvf *ovf, xmlNode *root, xmlNode *item, GError **error)
{
  g_autofree char *unit = get_text (item, "AllocationUnits");
  g_autofree char *quantity = get_text (item, "VirtualQuantity");

  switch (get_number (item, "ResourceType", G_MAXUINT16))
    {
    case TYPE_CPU:
      ovf->n_vcpus = (guint) get_number (item, "VirtualQuantity", 4096);
      break;
    case TYPE_MEMORY:
      /* Who leaves the unit out means megabytes. */
      ovf->memory = read_size (quantity, unit != NULL ? unit : "mb");
      break;
    case TYPE_NIC:
      if (ovf->n_nics++ == 0)
        ovf->nic_model = get_short_text (item, "*[local-name() = 'ResourceSubType']");
      break;
    case TYPE_DISK:
      return read_disk_item (ovf, root, item, error);
    default:
      break;
    }
  return TRUE;
}

static gboolean
read_hardware (VireoOvf *ovf, xmlNode *root, xmlNode *system, GError **error)
{
  g_autoptr (VireoXmlNodes) items = vireo_xml_find (
      system, "*[local-name() = 'VirtualHardwareSection']/*[local-name() = 'Item' "
              "or local-name() = 'StorageItem' or local-name() = 'EthernetPortItem']");

  for (guint i = 0; i < vireo_xml_nodes_count (items); i++)
    if (!read_item (ovf, root, vireo_xml_nodes_get (items, i), error))
      return FALSE;
  ovf->uefi = vireo_xml_has (system, ".//*[local-name() = 'Config'][@*[local-name() = 'key'] = "
                                     "'firmware'][@*[local-name() = 'value'] = 'efi']")
              || vireo_xml_has (system, ".//*[local-name() = 'Firmware'][starts-with(@type, 'EFI')]");
  return TRUE;
}

static gboolean
read_all (VireoOvf *ovf, xmlNode *root, GError **error)
{
  static const char *const everywhere = "//*[local-name() = 'VirtualSystem']";
  g_autoptr (VireoXmlNodes) systems = vireo_xml_find (root, everywhere);
  xmlNode *system;

  ovf->n_systems = vireo_xml_nodes_count (systems);
  if (!vireo_xml_has (root, "self::*[local-name() = 'Envelope']") || ovf->n_systems == 0)
    return fail (error, _ ("The file that should describe the appliance describes no virtual "
                           "machine."));
  system = vireo_xml_nodes_get (systems, 0);
  ovf->name = get_short_text (system, "*[local-name() = 'Name']");
  if (ovf->name == NULL)
    ovf->name = get_short_text (system, "@*[local-name() = 'id']");
  ovf->description = get_short_text (
      system, "*[local-name() = 'AnnotationSection']/*[local-name() = 'Annotation']");
  read_system (ovf, system);
  if (!read_hardware (ovf, root, system, error))
    return FALSE;
  if (ovf->disks->len == 0)
    return fail (error, _ ("This appliance has no disk."));
  return TRUE;
}

/**
 * vireo_ovf_parse:
 * @text: the file
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence
 *
 * Returns: (transfer full) (nullable): the first virtual machine in it, with at least one disk
 */
VireoOvf *
vireo_ovf_parse (const char *text, GError **error)
{
  g_autoptr (VireoOvf) ovf = g_new0 (VireoOvf, 1);
  g_autoptr (VireoXmlDoc) doc = NULL;

  ovf->disks = g_ptr_array_new_with_free_func (disk_free);
  /* A document type is never needed here; with one, a few lines can grow to gigabytes. */
  if (strstr (text, "<!DOCTYPE") != NULL || strstr (text, "<!ENTITY") != NULL)
    {
      fail (error, _ ("The description of the appliance has a document type of its own.  It is "
                      "not used."));
      return NULL;
    }
  doc = vireo_xml_parse (text, error);
  if (doc == NULL || !read_all (ovf, xmlDocGetRootElement (doc), error))
    return NULL;
  return g_steal_pointer (&ovf);
}
