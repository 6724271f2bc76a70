/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paravirtual devices: those a guest is better off with, added and taken away. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-domain-edit-private.h"

static const struct
{
  VireoVirtio one;
  const char *present;  /* it is there */
  const char *replaced; /* (nullable): what goes for it */
  const char *elements[2];
} additions[] = {
  { VIREO_VIRTIO_BALLOON,
    "devices/memballoon[@model != 'none']",
    "devices/memballoon",
    { "<memballoon model='virtio'/>" } },
  { VIREO_VIRTIO_RNG,
    "devices/rng[starts-with(@model, 'virtio')]",
    NULL,
    { "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>" } },
  { VIREO_VIRTIO_SERIAL,
    "devices/serial | devices/console",
    NULL,
    { "<serial type='pty'><target port='0'/></serial>",
      "<console type='pty'><target type='serial' port='0'/></console>" } },
  { VIREO_VIRTIO_VSOCK, "devices/vsock", NULL, { "<vsock model='virtio'><cid auto='yes'/></vsock>" } },
  { VIREO_VIRTIO_TABLET,
    "devices/input[@type='tablet'][@bus='virtio']",
    NULL,
    { "<input type='tablet' bus='virtio'/>" } },
  { VIREO_VIRTIO_KEYBOARD,
    "devices/input[@type='keyboard'][@bus='virtio']",
    NULL,
    { "<input type='keyboard' bus='virtio'/>" } },
  { VIREO_VIRTIO_AGENT,
    "devices/channel/target[@name='org.qemu.guest_agent.0']",
    NULL,
    { "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" } },
  { VIREO_VIRTIO_CLIPBOARD,
    "devices/channel/target[@name='com.redhat.spice.0']",
    NULL,
    { "<channel type='qemu-vdagent'><source><clipboard copypaste='yes'/></source>"
      "<target type='virtio' name='com.redhat.spice.0'/></channel>" } },
};

static void
add_element (xmlNode *domain, const char *element)
{
  xmlNode *devices = vireo_tree_ensure (domain, "devices", NULL);
  xmlNode *node = vireo_tree_copy_in (domain->doc, element, NULL);
  g_autofree char *alike = g_strconcat ((const char *) node->name, "[last()]", NULL);

  vireo_tree_insert (devices, node, vireo_xml_first (devices, alike));
}

/* The first card is the one the firmware draws on; how many heads and how much memory it has is
 * for libvirt to say anew. */
static void
set_gpu (xmlNode *domain, const char *type)
{
  xmlNode *model = vireo_xml_first (domain, "devices/video[1]/model");

  if (model == NULL)
    {
      g_autofree char *element = g_strdup_printf ("<video><model type='%s'/></video>", type);

      add_element (domain, element);
      return;
    }
  while (model->properties != NULL)
    xmlRemoveProp (model->properties);
  while (model->children != NULL)
    {
      xmlNode *child = model->children;

      xmlUnlinkNode (child);
      xmlFreeNode (child);
    }
  vireo_tree_set_attribute (model, "type", type);
  /* Likewise what drives it: another process, or VirtIO's own options. */
  vireo_tree_remove_all (domain, "devices/video[1]/driver");
}

static gboolean
edit_add (xmlNode *domain, gconstpointer data, GError **error)
{
  VireoVirtio wanted = *(const VireoVirtio *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (additions); i++)
    {
      if ((wanted & additions[i].one) == 0 || vireo_xml_has (domain, additions[i].present))
        continue;
      if (additions[i].replaced != NULL)
        vireo_tree_remove_all (domain, additions[i].replaced);
      for (gsize j = 0; j < 2 && additions[i].elements[j] != NULL; j++)
        add_element (domain, additions[i].elements[j]);
    }
  if ((wanted & VIREO_VIRTIO_GPU) != 0
      && !vireo_xml_has (domain, "devices/video/model[@type='virtio']"))
    set_gpu (domain, "virtio");
  return TRUE;
}

char *
vireo_domain_edit_add_virtio (const char *xml, VireoVirtio add, GError **error)
{
  return vireo_tree_edit_text (xml, edit_add, &add, error);
}

static gboolean
edit_remove (xmlNode *domain, gconstpointer data, GError **error)
{
  static const struct
  {
    VireoVirtio one;
    const char *path;
  } removals[] = {
    { VIREO_VIRTIO_BALLOON, "devices/memballoon" },
    { VIREO_VIRTIO_RNG, "devices/rng[starts-with(@model, 'virtio')]" },
    { VIREO_VIRTIO_SERIAL, "devices/serial[@type='pty'] | devices/console[@type='pty']" },
    { VIREO_VIRTIO_VSOCK, "devices/vsock" },
    { VIREO_VIRTIO_TABLET, "devices/input[@type='tablet'][@bus='virtio']" },
    { VIREO_VIRTIO_KEYBOARD, "devices/input[@type='keyboard'][@bus='virtio']" },
    { VIREO_VIRTIO_FILESYSTEM, "devices/filesystem[driver/@type='virtiofs']" },
    { VIREO_VIRTIO_AGENT, "devices/channel[target/@name='org.qemu.guest_agent.0']" },
    { VIREO_VIRTIO_CLIPBOARD, "devices/channel[target/@name='com.redhat.spice.0']" },
  };
  VireoVirtio wanted = *(const VireoVirtio *) data;

  for (gsize i = 0; i < G_N_ELEMENTS (removals); i++)
    if ((wanted & removals[i].one) != 0)
      vireo_tree_remove_all (domain, removals[i].path);
  /* libvirt adds a balloon to whoever does not say that there is none. */
  if ((wanted & VIREO_VIRTIO_BALLOON) != 0)
    add_element (domain, "<memballoon model='none'/>");
  if ((wanted & VIREO_VIRTIO_GPU) != 0
      && vireo_xml_has (domain, "devices/video/model[@type='virtio']"))
    {
      vireo_tree_remove_all (domain, "devices/video[position() > 1][model/@type='virtio']");
      if (vireo_xml_has (domain, "devices/video[1]/model[@type='virtio']"))
        set_gpu (domain, "vga");
    }
  return TRUE;
}

char *
vireo_domain_edit_remove_virtio (const char *xml, VireoVirtio remove, GError **error)
{
  return vireo_tree_edit_text (xml, edit_remove, &remove, error);
}

/* --- shared folders --- */

typedef struct
{
  const char *path, *tag;
} Folder;

/* virtiofsd reads the guest's memory, so that has to be shared; a NUMA cell may say it for
 * itself. */
static void
share_memory (xmlNode *domain)
{
  g_autoptr (VireoXmlNodes) cells = vireo_xml_find (domain, "cpu/numa/cell[@memAccess]");
  xmlNode *backing = vireo_tree_ensure (domain, "memoryBacking", "vcpu");

  for (guint i = 0; i < vireo_xml_nodes_count (cells); i++)
    vireo_tree_set_attribute (vireo_xml_nodes_get (cells, i), "memAccess", "shared");
  /* Huge pages are shared without more; else the memory has to be of a kind that can be. */
  if (!vireo_xml_has (backing, "hugepages") && !vireo_xml_has (backing, "source"))
    vireo_tree_set_attribute (vireo_tree_ensure (backing, "source", NULL), "type", "memfd");
  vireo_tree_set_attribute (vireo_tree_ensure (backing, "access", NULL), "mode", "shared");
}

static gboolean
edit_add_folder (xmlNode *domain, gconstpointer data, GError **error)
{
  const Folder *wanted = data;
  g_autoptr (VireoXmlNodes) tags = vireo_xml_find (domain, "devices/filesystem/target/@dir");
  xmlNode *devices = vireo_tree_ensure (domain, "devices", NULL);
  xmlNode *node;

  if (!g_path_is_absolute (wanted->path) || *wanted->tag == '\0')
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                           _ ("A shared folder needs a whole path and a name for the guest."));
      return FALSE;
    }
  for (guint i = 0; i < vireo_xml_nodes_count (tags); i++)
    {
      g_autofree char *tag = vireo_xml_string (vireo_xml_nodes_get (tags, i), ".");

      if (!g_str_equal (tag, wanted->tag))
        continue;
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
                   _ ("Another shared folder is called “%s” already."), tag);
      return FALSE;
    }
  node = xmlNewDocNode (domain->doc, NULL, BAD_CAST "filesystem", NULL);
  vireo_tree_set_attribute (node, "type", "mount");
  vireo_tree_set_attribute (node, "accessmode", "passthrough");
  vireo_xml_add (node, "driver", "type", "virtiofs", NULL);
  vireo_xml_add (node, "source", "dir", wanted->path, NULL);
  vireo_xml_add (node, "target", "dir", wanted->tag, NULL);
  vireo_tree_insert (devices, node, vireo_xml_first (devices, "filesystem[last()]"));
  share_memory (domain);
  return TRUE;
}

char *
vireo_domain_edit_add_folder (const char *xml, const char *path, const char *tag, GError **error)
{
  const Folder wanted = { path, tag };

  return vireo_tree_edit_text (xml, edit_add_folder, &wanted, error);
}
