/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the policy is decided by, out of the VM's document. */

#include "config.h"

#include "core/base/vireo-xml.h"
#include "core/snapshot/vireo-snapshot-policy.h"

static void
disk_free (gpointer pointer)
{
  VireoSnapshotFactsDisk *disk = pointer;

  g_free (disk->target);
  g_free (disk->file);
  g_free (disk->format);
  g_free (disk);
}

VireoSnapshotFacts *
vireo_snapshot_facts_new (void)
{
  VireoSnapshotFacts *facts = g_new0 (VireoSnapshotFacts, 1);

  facts->disks = g_ptr_array_new_with_free_func (disk_free);
  facts->free_space = G_MAXUINT64;
  return facts;
}

void
vireo_snapshot_facts_free (VireoSnapshotFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->nvram_format);
  g_ptr_array_unref (facts->disks);
  g_free (facts);
}

static void
add_disk (VireoSnapshotFacts *facts, xmlNode *node)
{
  g_autofree char *device = vireo_xml_string (node, "@device");
  VireoSnapshotFactsDisk *disk = g_new0 (VireoSnapshotFactsDisk, 1);

  disk->target = vireo_xml_string (node, "target/@dev");
  if (disk->target == NULL)
    disk->target = g_strdup ("?");
  disk->file = vireo_xml_string (node, "source/@file");
  disk->format = vireo_xml_string (node, "driver/@type");
  disk->read_only = vireo_xml_has (node, "readonly")
                    || (device != NULL && !g_str_equal (device, "disk"));
  disk->shareable = vireo_xml_has (node, "shareable") || vireo_xml_has (node, "transient");
  g_ptr_array_add (facts->disks, disk);
}

/**
 * vireo_snapshot_facts_read_xml:
 * @facts: where to put it
 * @xml: the VM's document, as it runs when it does
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 */
gboolean
vireo_snapshot_facts_read_xml (VireoSnapshotFacts *facts, const char *xml, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoXmlNodes) disks = NULL;
  g_autofree char *type = NULL;
  g_autofree char *firmware = NULL;
  xmlNode *root;

  if (doc == NULL)
    return FALSE;
  root = xmlDocGetRootElement (doc);
  type = vireo_xml_string (root, "@type");
  facts->is_qemu = g_strcmp0 (type, "qemu") == 0 || g_strcmp0 (type, "kvm") == 0
                   || g_strcmp0 (type, "hvf") == 0;
  firmware = vireo_xml_string (root, "os/@firmware");
  facts->uefi = g_strcmp0 (firmware, "efi") == 0
                || vireo_xml_has (root, "os/loader[@type='pflash']");
  facts->nvram_format = vireo_xml_string (root, "os/nvram/@format");
  facts->has_host_devices = vireo_xml_has (root, "devices/hostdev");
  facts->agent_connected
      = vireo_xml_has (root, "devices/channel/target[@name='org.qemu.guest_agent.0']"
                             "[@state='connected']");
  facts->memory = vireo_xml_bytes (root, "memory");
  disks = vireo_xml_find (root, "devices/disk");
  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    add_disk (facts, vireo_xml_nodes_get (disks, i));
  return TRUE;
}
