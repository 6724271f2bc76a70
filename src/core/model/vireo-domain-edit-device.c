/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of one device in a domain document, or of its element by itself. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-device-private.h"
#include "core/model/vireo-domain-edit-private.h"

static xmlNode *
find_device (xmlNode *domain, const char *key, GError **error)
{
  xmlNode *device = vireo_device_find (domain, key);

  if (device == NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
                 _ ("The device “%s” is not there any more."), key);
  return device;
}

/* --- controllers --- */

/**
 * vireo_tree_lacks_scsi:
 * @domain: a whole document
 * @device: to be plugged in there
 *
 * Returns: whether @device is a disk on SCSI, QEMU's, and there is no SCSI controller yet
 */
gboolean
vireo_tree_lacks_scsi (xmlNode *domain, xmlNode *device)
{
  return vireo_xml_has (device, "self::disk/target[@bus='scsi']")
         && vireo_xml_has (domain, "self::*[@type='qemu' or @type='kvm']")
         && !vireo_xml_has (domain, "devices/controller[@type='scsi']");
}

static void
add_controller_for (xmlNode *domain, xmlNode *device)
{
  xmlNode *devices = device->parent;

  if (vireo_tree_lacks_scsi (domain, device))
    vireo_tree_insert (devices,
                       vireo_tree_copy_in (domain->doc, VIREO_SCSI_CONTROLLER_XML, NULL),
                       vireo_xml_first (devices, "(disk | controller)[last()]"));
}

/* --- whole devices --- */

typedef struct
{
  const char *key;
  const char *element;
} Whole;

static gboolean
edit_add (xmlNode *domain, gconstpointer data, GError **error)
{
  const Whole *wanted = data;
  xmlNode *devices = vireo_tree_ensure (domain, "devices", NULL);
  xmlNode *node = vireo_tree_copy_in (domain->doc, wanted->element, error);
  g_autofree char *alike = NULL;

  if (node == NULL)
    return FALSE;
  alike = g_strconcat ((const char *) node->name, "[last()]", NULL);
  node = vireo_tree_insert (devices, node, vireo_xml_first (devices, alike));
  add_controller_for (domain, node);
  return TRUE;
}

char *
vireo_domain_edit_add_device (const char *xml, const char *device_xml, GError **error)
{
  const Whole wanted = { NULL, device_xml };

  return vireo_tree_edit_text (xml, edit_add, &wanted, error);
}

/* The first console is the first serial port's other name; left alone it would bring the port
 * back. */
static void
remove_console_of (xmlNode *domain, xmlNode *serial)
{
  if (!xmlStrEqual (serial->name, BAD_CAST "serial")
      || vireo_xml_has (serial, "preceding-sibling::serial"))
    return;
  if (vireo_xml_has (domain, "devices/serial[2]"))
    return; /* the next one takes its place */
  vireo_tree_remove_all (domain,
                         "devices/console[1][not(target/@type) or target/@type='serial']");
}

/* Without SPICE a VM that has what works by it alone cannot be defined. */
static void
remove_spice_users (xmlNode *domain, xmlNode *device)
{
  g_autoptr (VireoXmlNodes) sounds = vireo_xml_find (domain, "devices/audio[@type='spice']");

  if (!vireo_xml_has (device, "self::graphics[@type='spice']"))
    return;
  vireo_tree_remove_all (domain, "devices/*[" VIREO_BY_SPICE_ONLY "]");
  for (guint i = 0; i < vireo_xml_nodes_count (sounds); i++)
    vireo_tree_set_attribute (vireo_xml_nodes_get (sounds, i), "type", "none");
}

static gboolean
edit_remove (xmlNode *domain, gconstpointer data, GError **error)
{
  const Whole *wanted = data;
  xmlNode *device = find_device (domain, wanted->key, error);

  if (device == NULL)
    return FALSE;
  remove_console_of (domain, device);
  remove_spice_users (domain, device);
  if (vireo_device_kind_of (device) == VIREO_DEVICE_MEMBALLOON)
    {
      /* libvirt adds one to whoever does not say that there is none. */
      while (device->properties != NULL)
        xmlRemoveProp (device->properties);
      vireo_tree_remove_all (device, "*");
      vireo_tree_set_attribute (device, "model", "none");
    }
  else
    vireo_tree_remove (device);
  return TRUE;
}

char *
vireo_domain_edit_remove_device (const char *xml, const char *key, GError **error)
{
  const Whole wanted = { key, NULL };

  return vireo_tree_edit_text (xml, edit_remove, &wanted, error);
}

static gboolean
edit_replace (xmlNode *domain, gconstpointer data, GError **error)
{
  const Whole *wanted = data;
  xmlNode *old = find_device (domain, wanted->key, error);
  xmlNode *node = old != NULL ? vireo_tree_copy_in (domain->doc, wanted->element, error) : NULL;
  g_autofree char *password = NULL;

  if (node == NULL)
    return FALSE;
  if (!xmlStrEqual (old->name, node->name))
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   _ ("A <%s> cannot become a <%s>.  Remove the one and add the other."),
                   (const char *) old->name, (const char *) node->name);
      xmlFreeNode (node);
      return FALSE;
    }
  /* What libvirt keeps to itself unless asked was not there to be edited. */
  password = vireo_xml_string (old, "@passwd");
  if (password != NULL && xmlHasProp (node, BAD_CAST "passwd") == NULL)
    vireo_tree_set_attribute (node, "passwd", password);
  vireo_tree_insert (old->parent, node, old);
  vireo_tree_remove (old);
  return TRUE;
}

char *
vireo_domain_edit_replace_device (const char *xml,
                                  const char *key,
                                  const char *device_xml,
                                  GError **error)
{
  const Whole wanted = { key, device_xml };

  return vireo_tree_edit_text (xml, edit_replace, &wanted, error);
}

/* --- disks --- */

static gboolean
move_to_bus (xmlNode *disk, const char *bus, const char *const *used, GError **error)
{
  xmlNode *target = vireo_tree_ensure (disk, "target", "source");
  xmlNode *driver = vireo_xml_first (disk, "driver");
  g_autofree char *old = vireo_xml_string (target, "@bus");
  g_autofree char *dev = NULL;

  if (g_strcmp0 (old, bus) == 0)
    return TRUE;
  if (vireo_xml_has (disk, "self::*[@device='lun']") && !g_str_equal (bus, "virtio")
      && !g_str_equal (bus, "scsi"))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("A disk that is handed through whole works on VirtIO and SCSI "
                              "only."));
      return FALSE;
    }
  dev = vireo_disk_make_target (bus, used);
  vireo_tree_set_attribute (target, "dev", dev);
  vireo_tree_set_attribute (target, "bus", bus);
  vireo_tree_set_attribute (target, "rotation_rate", NULL);
  vireo_tree_set_attribute (disk, "model", NULL);
  /* Its place on the old bus, and what only the old bus can do. */
  vireo_tree_remove_all (disk, "address");
  vireo_tree_remove_all (disk, "alias");
  if (driver != NULL && !g_str_equal (bus, "virtio"))
    {
      static const char *const virtios[]
          = { "iothread", "queues", "queue_size", "event_idx", "ioeventfd", "packed", "iommu",
              "ats", "page_per_vq" };

      for (gsize i = 0; i < G_N_ELEMENTS (virtios); i++)
        vireo_tree_set_attribute (driver, virtios[i], NULL);
    }
  return TRUE;
}

gboolean
vireo_tree_edit_disk (xmlNode *disk,
                      const VireoDiskOptions *options,
                      const char *const *used,
                      GError **error)
{
  const VireoDiskSet of_driver
      = VIREO_DISK_SET_CACHE | VIREO_DISK_SET_DISCARD | VIREO_DISK_SET_IO;
  xmlNode *driver;

  if ((options->set & VIREO_DISK_SET_BUS) != 0 && !move_to_bus (disk, options->bus, used, error))
    return FALSE;
  if ((options->set & of_driver) != 0)
    {
      driver = vireo_tree_ensure (disk, "driver", NULL);
      if ((options->set & VIREO_DISK_SET_CACHE) != 0)
        vireo_tree_set_attribute (driver, "cache", options->cache);
      if ((options->set & VIREO_DISK_SET_DISCARD) != 0)
        vireo_tree_set_attribute (driver, "discard", options->discard);
      if ((options->set & VIREO_DISK_SET_IO) != 0)
        vireo_tree_set_attribute (driver, "io", options->io);
      vireo_tree_prune (disk, "driver");
    }
  if ((options->set & VIREO_DISK_SET_READ_ONLY) != 0)
    vireo_tree_set_flag (disk, "readonly", options->read_only);
  if ((options->set & VIREO_DISK_SET_SHAREABLE) != 0)
    vireo_tree_set_flag (disk, "shareable", options->shareable);
  if ((options->set & VIREO_DISK_SET_SERIAL) != 0)
    vireo_tree_set_text (disk, "serial",
                         options->serial != NULL && *options->serial != '\0' ? options->serial
                                                                             : NULL);
  return TRUE;
}

typedef struct
{
  const char *key;
  gconstpointer options;
  const char *const *used;
} Options;

static GStrv
list_targets (xmlNode *domain)
{
  g_autoptr (VireoXmlNodes) nodes = vireo_xml_find (domain, "devices/disk/target/@dev");
  GPtrArray *targets = g_ptr_array_new ();

  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    g_ptr_array_add (targets, vireo_xml_string (vireo_xml_nodes_get (nodes, i), "."));
  g_ptr_array_add (targets, NULL);
  return (GStrv) g_ptr_array_free (targets, FALSE);
}

static gboolean
edit_disk (xmlNode *domain, gconstpointer data, GError **error)
{
  const Options *wanted = data;
  xmlNode *disk = find_device (domain, wanted->key, error);
  g_auto (GStrv) used = list_targets (domain);

  if (disk == NULL
      || !vireo_tree_edit_disk (disk, wanted->options, (const char *const *) used, error))
    return FALSE;
  add_controller_for (domain, disk);
  return TRUE;
}

char *
vireo_domain_edit_disk (const char *xml,
                        const char *key,
                        const VireoDiskOptions *options,
                        GError **error)
{
  const Options wanted = { key, options, NULL };

  return vireo_tree_edit_text (xml, edit_disk, &wanted, error);
}

static gboolean
edit_disk_alone (xmlNode *disk, gconstpointer data, GError **error)
{
  const Options *wanted = data;

  return vireo_tree_edit_disk (disk, wanted->options, wanted->used, error);
}

char *
vireo_disk_edit (const char *disk_xml,
                 const VireoDiskOptions *options,
                 const char *const *used,
                 GError **error)
{
  const Options wanted = { NULL, options, used };

  return vireo_tree_edit_text (disk_xml, edit_disk_alone, &wanted, error);
}

char *
vireo_domain_find_free_target (const char *xml, const char *bus, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_auto (GStrv) used = doc != NULL ? list_targets (xmlDocGetRootElement (doc)) : NULL;

  return used != NULL ? vireo_disk_make_target (bus, (const char *const *) used) : NULL;
}

/* --- media --- */

/* What was said of the old medium goes with it. */
void
vireo_tree_edit_media (xmlNode *disk, const VireoMedia *media)
{
  gboolean block = media != NULL && media->path != NULL && g_str_has_prefix (media->path, "/dev/");
  gboolean volume = media != NULL && media->pool != NULL;
  xmlNode *driver = vireo_xml_first (disk, "driver");
  xmlNode *source;

  vireo_tree_remove_all (disk, "source");
  vireo_tree_remove_all (disk, "backingStore");
  vireo_tree_set_attribute (disk, "type", volume ? "volume" : block ? "block" : "file");
  if (media == NULL)
    return;
  if (driver != NULL)
    vireo_tree_set_attribute (driver, "type", "raw");
  source = xmlNewDocNode (disk->doc, NULL, BAD_CAST "source", NULL);
  if (volume)
    {
      vireo_tree_set_attribute (source, "pool", media->pool);
      vireo_tree_set_attribute (source, "volume", media->volume);
    }
  else
    vireo_tree_set_attribute (source, block ? "dev" : "file", media->path);
  if (driver == NULL && disk->children != NULL)
    xmlAddPrevSibling (disk->children, source);
  else
    vireo_tree_insert (disk, source, driver);
}

static gboolean
edit_media (xmlNode *domain, gconstpointer data, GError **error)
{
  const Options *wanted = data;
  xmlNode *disk = find_device (domain, wanted->key, error);

  if (disk != NULL)
    vireo_tree_edit_media (disk, wanted->options);
  return disk != NULL;
}

char *
vireo_domain_edit_media (const char *xml,
                         const char *key,
                         const VireoMedia *media,
                         GError **error)
{
  const Options wanted = { key, media, NULL };

  return vireo_tree_edit_text (xml, edit_media, &wanted, error);
}

static gboolean
edit_media_alone (xmlNode *disk, gconstpointer data, GError **error)
{
  vireo_tree_edit_media (disk, data);
  return TRUE;
}

char *
vireo_media_edit (const char *disk_xml, const VireoMedia *media, GError **error)
{
  return vireo_tree_edit_text (disk_xml, edit_media_alone, media, error);
}

/* --- NICs --- */

static gboolean
plug_into (xmlNode *nic, const VireoNicOptions *options, GError **error)
{
  static const char *const types[][2] = {
    { "network", "network" }, { "bridge", "bridge" }, { "direct", "dev" }, { "user", NULL },
  };
  xmlNode *source;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (!g_str_equal (types[i][0], options->type))
        continue;
      if (types[i][1] != NULL && (options->source == NULL || *options->source == '\0'))
        break;
      /* What belongs to the old place: its switch, its name on the host, its address there. */
      vireo_tree_remove_all (nic, "source");
      vireo_tree_remove_all (nic, "virtualport");
      vireo_tree_remove_all (nic, "target");
      vireo_tree_remove_all (nic, "ip");
      vireo_tree_remove_all (nic, "route");
      vireo_tree_remove_all (nic, "portForward");
      vireo_tree_remove_all (nic, "backend");
      vireo_tree_set_attribute (nic, "type", options->type);
      if (types[i][1] == NULL)
        return TRUE;
      source = vireo_tree_ensure (nic, "source", "mac");
      vireo_tree_set_attribute (source, types[i][1], options->source);
      if (g_str_equal (options->type, "direct"))
        vireo_tree_set_attribute (source, "mode",
                                  options->source_mode != NULL ? options->source_mode : "bridge");
      return TRUE;
    }
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("It is not said what the NIC is to be plugged into."));
  return FALSE;
}

static void
set_rate (xmlNode *nic, const char *direction, guint64 rate)
{
  xmlNode *bandwidth = vireo_tree_ensure (nic, "bandwidth", NULL);

  if (rate > 0)
    vireo_tree_set_number (vireo_tree_ensure (bandwidth, direction, NULL), "average", rate);
  else
    vireo_tree_remove_all (bandwidth, direction);
  vireo_tree_prune (nic, "bandwidth");
}

gboolean
vireo_tree_edit_nic (xmlNode *nic, const VireoNicOptions *options, GError **error)
{
  VireoNicSet set = options->set;

  if ((set & VIREO_NIC_SET_MAC) != 0)
    {
      if (!vireo_mac_check (options->mac, error))
        return FALSE;
      vireo_tree_set_attribute (vireo_tree_ensure (nic, "mac", NULL), "address", options->mac);
    }
  if ((set & VIREO_NIC_SET_SOURCE) != 0 && !plug_into (nic, options, error))
    return FALSE;
  if ((set & VIREO_NIC_SET_MODEL) != 0)
    {
      /* Another model sits elsewhere, if only because it is no PCI device. */
      vireo_tree_remove_all (nic, "address");
      vireo_tree_set_attribute (vireo_tree_ensure (nic, "model", "source"), "type",
                                options->model);
      vireo_tree_prune (nic, "model");
    }
  if ((set & VIREO_NIC_SET_LINK) != 0)
    {
      vireo_tree_set_attribute (vireo_tree_ensure (nic, "link", NULL), "state",
                                options->link_up ? NULL : "down");
      vireo_tree_prune (nic, "link");
    }
  if ((set & VIREO_NIC_SET_QUEUES) != 0)
    {
      vireo_tree_set_number (vireo_tree_ensure (nic, "driver", NULL), "queues", options->queues);
      vireo_tree_prune (nic, "driver");
    }
  if ((set & VIREO_NIC_SET_MTU) != 0)
    {
      vireo_tree_set_number (vireo_tree_ensure (nic, "mtu", NULL), "size", options->mtu);
      vireo_tree_prune (nic, "mtu");
    }
  if ((set & VIREO_NIC_SET_BANDWIDTH) != 0)
    {
      set_rate (nic, "inbound", options->inbound_rate);
      set_rate (nic, "outbound", options->outbound_rate);
    }
  return TRUE;
}

static gboolean
edit_nic (xmlNode *domain, gconstpointer data, GError **error)
{
  const Options *wanted = data;
  xmlNode *nic = find_device (domain, wanted->key, error);

  return nic != NULL && vireo_tree_edit_nic (nic, wanted->options, error);
}

char *
vireo_domain_edit_nic (const char *xml,
                       const char *key,
                       const VireoNicOptions *options,
                       GError **error)
{
  const Options wanted = { key, options, NULL };

  return vireo_tree_edit_text (xml, edit_nic, &wanted, error);
}

static gboolean
edit_nic_alone (xmlNode *nic, gconstpointer data, GError **error)
{
  return vireo_tree_edit_nic (nic, data, error);
}

char *
vireo_nic_edit (const char *nic_xml, const VireoNicOptions *options, GError **error)
{
  return vireo_tree_edit_text (nic_xml, edit_nic_alone, options, error);
}
