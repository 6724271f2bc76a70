/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a VM's devices from both of its documents, and how large its disks are.  Worker. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-disk-private.h"
#include "core/model/vireo-vm-devices-private.h"

/* A chain longer than this is a circle. */
#define MAX_CHAIN 200

void
vireo_device_reading_free (VireoDeviceReading *reading)
{
  if (reading == NULL)
    return;
  g_ptr_array_unref (reading->disks);
  g_ptr_array_unref (reading->nics);
  g_ptr_array_unref (reading->hardware);
  g_clear_object (&reading->settings);
  g_free (reading);
}

static void
add_device (VireoDeviceReading *reading, const VireoDevicePair *pair, gboolean both)
{
  if (pair->kind == VIREO_DEVICE_DISK)
    g_ptr_array_add (reading->disks, vireo_disk_new (pair, both));
  else if (pair->kind == VIREO_DEVICE_NIC)
    g_ptr_array_add (reading->nics, vireo_nic_new (pair, both));
  else
    g_ptr_array_add (reading->hardware, vireo_hardware_new (pair, both));
}

/**
 * vireo_device_reading_new:
 * @live_xml: (nullable): the document that runs
 * @config_xml: (nullable): the document of the next start; one of them is there
 * @error: (out) (optional): %VIREO_ERROR_INVALID
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what they say
 */
VireoDeviceReading *
vireo_device_reading_new (const char *live_xml, const char *config_xml, GError **error)
{
  g_autoptr (VireoXmlDoc) live = NULL;
  g_autoptr (VireoXmlDoc) config = NULL;
  g_autoptr (VireoDeviceReading) reading = g_new0 (VireoDeviceReading, 1);
  g_autoptr (GPtrArray) pairs = NULL;

  reading->disks = g_ptr_array_new_with_free_func (g_object_unref);
  reading->nics = g_ptr_array_new_with_free_func (g_object_unref);
  reading->hardware = g_ptr_array_new_with_free_func (g_object_unref);
  reading->settings = vireo_domain_settings_new (live_xml, config_xml, error);
  if (reading->settings == NULL)
    return NULL;
  if (live_xml != NULL && (live = vireo_xml_parse (live_xml, error)) == NULL)
    return NULL;
  if (config_xml != NULL && (config = vireo_xml_parse (config_xml, error)) == NULL)
    return NULL;

  pairs = vireo_device_match (live != NULL ? xmlDocGetRootElement (live) : NULL,
                              config != NULL ? xmlDocGetRootElement (config) : NULL);
  for (guint i = 0; i < pairs->len; i++)
    add_device (reading, g_ptr_array_index (pairs, i), live != NULL && config != NULL);
  return g_steal_pointer (&reading);
}

/* What "path (format)" is told from. */
static void
add_link (GPtrArray *chain, const char *source, const char *format)
{
  if (format != NULL && *format != '\0')
    g_ptr_array_add (chain, g_strdup_printf ("%s (%s)", source, format));
  else
    g_ptr_array_add (chain, g_strdup (source));
}

/* What QEMU has open, all the way down. */
static void
read_live_chain (GPtrArray *chain, VireoDisk *disk)
{
  const char *xml = vireo_device_get_live_xml (VIREO_DEVICE (disk));
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  xmlNode *store = doc != NULL ? vireo_xml_first (xmlDocGetRootElement (doc), "backingStore") : NULL;

  for (; store != NULL && chain->len < MAX_CHAIN; store = vireo_xml_first (store, "backingStore"))
    {
      g_autofree char *source
          = vireo_xml_string (store, "source/@file | source/@dev | source/@volume | source/@name");
      g_autofree char *format = vireo_xml_string (store, "format/@type");

      if (source == NULL)
        break;
      add_link (chain, source, format);
    }
}

static VireoXmlDoc *
parse_and_free (char *xml)
{
  VireoXmlDoc *doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;

  free (xml);
  return doc;
}

static virStorageVolPtr
find_volume (virConnectPtr host, const VireoDiskValues *values)
{
  virStoragePoolPtr pool;
  virStorageVolPtr volume;

  if (values->source_kind != VIREO_DISK_SOURCE_VOLUME)
    return virStorageVolLookupByPath (host, values->source);
  pool = values->pool != NULL ? virStoragePoolLookupByName (host, values->pool) : NULL;
  if (pool == NULL || values->volume == NULL)
    {
      g_clear_pointer (&pool, virStoragePoolFree);
      return NULL;
    }
  volume = virStorageVolLookupByName (pool, values->volume);
  virStoragePoolFree (pool);
  return volume;
}

/* What the pools know of it; each says one step. */
static void
read_volume_chain (GPtrArray *chain, virConnectPtr host, virStorageVolPtr volume)
{
  g_autoptr (VireoXmlDoc) doc = parse_and_free (virStorageVolGetXMLDesc (volume, 0));

  while (doc != NULL && chain->len < MAX_CHAIN)
    {
      xmlNode *root = xmlDocGetRootElement (doc);
      g_autofree char *path = vireo_xml_string (root, "backingStore/path");
      g_autofree char *format = vireo_xml_string (root, "backingStore/format/@type");
      virStorageVolPtr next;

      if (path == NULL || *path == '\0')
        return;
      add_link (chain, path, format);
      next = virStorageVolLookupByPath (host, path);
      g_clear_pointer (&doc, xmlFreeDoc);
      if (next == NULL)
        return;
      doc = parse_and_free (virStorageVolGetXMLDesc (next, 0));
      virStorageVolFree (next);
    }
}

/* The guest's view of a disk is the hypervisor's; where it says nothing, the pool may. */
static void
measure (virDomainPtr handle, VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);
  gboolean is_live = vireo_disk_get_live (disk) != NULL;
  virConnectPtr host = virDomainGetConnect (handle);
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  virStorageVolPtr volume = NULL;
  VireoDiskSize size = { 0, 0, 0 };
  virDomainBlockInfo info;
  virStorageVolInfo volume_info;

  if (values->source_kind == VIREO_DISK_SOURCE_NONE)
    return;
  if (virDomainGetBlockInfo (handle, values->target, &info, 0) == 0)
    size = (VireoDiskSize) { info.capacity, info.allocation, info.physical };
  read_live_chain (chain, disk);
  if (size.capacity == 0 || !is_live)
    volume = find_volume (host, values);
  if (volume != NULL && size.capacity == 0 && virStorageVolGetInfo (volume, &volume_info) == 0)
    size = (VireoDiskSize) { volume_info.capacity, volume_info.allocation,
                             volume_info.allocation };
  if (volume != NULL && !is_live)
    read_volume_chain (chain, host, volume);
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError (); /* not knowing is not an error here */

  if (chain->len > 0)
    g_ptr_array_add (chain, NULL);
  vireo_disk_set_measure (disk, &size,
                          chain->len > 0 ? (GStrv) g_ptr_array_steal (chain, NULL) : NULL);
}

/**
 * vireo_device_reading_read:
 * @handle: the domain
 * @error: (out) (optional): %VIREO_ERROR_GONE when it was undefined meanwhile
 *
 * Worker.
 *
 * Returns: (transfer full) (nullable): what was read
 */
VireoDeviceReading *
vireo_device_reading_read (virDomainPtr handle, GError **error)
{
  gboolean active = virDomainIsActive (handle) == 1;
  gboolean persistent = virDomainIsPersistent (handle) == 1;
  char *live = NULL;
  char *config = NULL;
  VireoDeviceReading *reading = NULL;

  VIREO_ASSERT_WORKER ();
  virResetLastError ();
  if (active)
    live = virDomainGetXMLDesc (handle, 0);
  /* It may have ended since it was asked; what is kept is then all there is. */
  if (persistent || live == NULL)
    config = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
  if (live == NULL && config == NULL)
    vireo_error_take_libvirt (error);
  else
    reading = vireo_device_reading_new (live, config, error);
  free (live);
  free (config);
  virResetLastError ();
  for (guint i = 0; reading != NULL && i < reading->disks->len; i++)
    measure (handle, g_ptr_array_index (reading->disks, i));
  return reading;
}
