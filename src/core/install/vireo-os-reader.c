/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/base/vireo-thread.h"
#include "core/install/vireo-os-reader.h"

/* The devices by which a virtual machine is put together; virtio has two numbers each, for the
 * legacy and the 1.0 form. */
static const struct
{
  const char *id;
  VireoOsDevices devices;
} known_devices[] = {
  { "http://pcisig.com/pci/1af4/1000", VIREO_OS_DEVICE_VIRTIO_NET },
  { "http://pcisig.com/pci/1af4/1041", VIREO_OS_DEVICE_VIRTIO_NET | VIREO_OS_DEVICE_VIRTIO_NET_1_0 },
  { "http://pcisig.com/pci/1af4/1001", VIREO_OS_DEVICE_VIRTIO_DISK },
  { "http://pcisig.com/pci/1af4/1042", VIREO_OS_DEVICE_VIRTIO_DISK },
  { "http://pcisig.com/pci/1af4/1002", VIREO_OS_DEVICE_VIRTIO_BALLOON },
  { "http://pcisig.com/pci/1af4/1045", VIREO_OS_DEVICE_VIRTIO_BALLOON },
  { "http://pcisig.com/pci/1af4/1003", VIREO_OS_DEVICE_VIRTIO_SERIAL },
  { "http://pcisig.com/pci/1af4/1043", VIREO_OS_DEVICE_VIRTIO_SERIAL },
  { "http://pcisig.com/pci/1af4/1005", VIREO_OS_DEVICE_VIRTIO_RNG },
  { "http://pcisig.com/pci/1af4/1044", VIREO_OS_DEVICE_VIRTIO_RNG },
  { "http://pcisig.com/pci/1af4/1050", VIREO_OS_DEVICE_VIRTIO_VIDEO },
  { "http://pcisig.com/pci/1b36/0004", VIREO_OS_DEVICE_USB3 },
  { "http://usb.org/usb/80ee/0021", VIREO_OS_DEVICE_TABLET },
  { "http://qemu.org/chipset/x86/q35", VIREO_OS_DEVICE_Q35 },
};

static VireoOsDevices
get_device (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_devices); i++)
    if (g_str_equal (known_devices[i].id, id))
      return known_devices[i].devices;
  return VIREO_OS_DEVICE_OTHER;
}

static VireoOsDevices collect_devices (OsinfoOs *os, GHashTable *done);

static VireoOsDevices
collect_related_devices (OsinfoOs *os, OsinfoProductRelationship relation, GHashTable *done)
{
  g_autoptr (OsinfoProductList) related = osinfo_product_get_related (OSINFO_PRODUCT (os), relation);
  VireoOsDevices devices = 0;

  for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (related)); i++)
    devices |= collect_devices (OSINFO_OS (osinfo_list_get_nth (OSINFO_LIST (related), i)), done);
  return devices;
}

/* libosinfo's own walk of the ancestors starts anew for every OS and takes a third of a second
 * for them all; here each is visited once.  An entry may also take back what it inherits. */
static VireoOsDevices
collect_devices (OsinfoOs *os, GHashTable *done)
{
  g_autoptr (OsinfoDeviceLinkList) links = NULL;
  VireoOsDevices devices;
  gpointer known;

  if (g_hash_table_lookup_extended (done, os, NULL, &known))
    return GPOINTER_TO_UINT (known);
  g_hash_table_insert (done, os, GUINT_TO_POINTER (0)); /* ends a circle */

  devices = collect_related_devices (os, OSINFO_PRODUCT_RELATIONSHIP_DERIVES_FROM, done)
            | collect_related_devices (os, OSINFO_PRODUCT_RELATIONSHIP_CLONES, done);
  links = osinfo_os_get_device_links (os, NULL);
  for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (links)); i++)
    {
      OsinfoEntity *link = osinfo_list_get_nth (OSINFO_LIST (links), i);
      OsinfoDevice *target = osinfo_devicelink_get_target (OSINFO_DEVICELINK (link));
      VireoOsDevices device = get_device (osinfo_entity_get_id (OSINFO_ENTITY (target)));

      if (osinfo_entity_get_param_value_boolean_with_default (link, OSINFO_DEVICELINK_PROP_SUPPORTED,
                                                              TRUE))
        devices |= device;
      else
        devices &= ~device;
    }
  g_hash_table_insert (done, os, GUINT_TO_POINTER (devices));
  return devices;
}

/* Inherited entries may have nothing in them but -1: those say nothing. */
static void
read_resources (VireoOsFacts *facts, OsinfoResourcesList *list, gboolean recommended)
{
  for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    {
      OsinfoResources *said = OSINFO_RESOURCES (osinfo_list_get_nth (OSINFO_LIST (list), i));
      const char *arch = osinfo_resources_get_architecture (said);
      VireoOsResources resources = {
        .arch = g_intern_string (arch != NULL ? arch : "all"),
        .recommended = recommended,
        .n_cpus = osinfo_resources_get_n_cpus (said),
        .memory = osinfo_resources_get_ram (said),
        .storage = osinfo_resources_get_storage (said),
      };

      if (resources.n_cpus > 0 || resources.memory > 0 || resources.storage > 0)
        g_array_append_val (facts->resources, resources);
    }
}

static void
read_firmware (VireoOsFacts *facts, OsinfoFirmwareList *list)
{
  for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    {
      OsinfoFirmware *said = OSINFO_FIRMWARE (osinfo_list_get_nth (OSINFO_LIST (list), i));
      VireoOsFirmware firmware = {
        .arch = g_intern_string (osinfo_firmware_get_architecture (said)),
        .efi = g_strcmp0 (osinfo_firmware_get_firmware_type (said), "efi") == 0,
        .supported = osinfo_firmware_is_supported (said),
      };

      if (firmware.arch != NULL)
        g_array_append_val (facts->firmware, firmware);
    }
}

static char **
dup_short_ids (OsinfoOs *os)
{
  GList *values = osinfo_entity_get_param_value_list (OSINFO_ENTITY (os), OSINFO_PRODUCT_PROP_SHORT_ID);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (values == NULL)
    g_strv_builder_add (builder, osinfo_entity_get_id (OSINFO_ENTITY (os)));
  for (GList *l = values; l != NULL; l = l->next)
    g_strv_builder_add (builder, l->data);
  g_list_free (values);
  return g_strv_builder_end (builder);
}

static VireoOsFacts *
read_os (OsinfoOs *os, GHashTable *devices_done)
{
  OsinfoProduct *product = OSINFO_PRODUCT (os);
  VireoOsFacts *facts = vireo_os_facts_new ();
  g_autoptr (OsinfoResourcesList) minimum = osinfo_os_get_minimum_resources (os);
  g_autoptr (OsinfoResourcesList) recommended = osinfo_os_get_recommended_resources (os);
  g_autoptr (OsinfoFirmwareList) firmware = osinfo_os_get_complete_firmware_list (os, NULL);

  facts->id = g_strdup (osinfo_entity_get_id (OSINFO_ENTITY (os)));
  facts->short_ids = dup_short_ids (os);
  facts->name = g_strdup (osinfo_product_get_name (product));
  facts->vendor = g_strdup (osinfo_product_get_vendor (product));
  facts->version = g_strdup (osinfo_product_get_version (product));
  facts->family = g_strdup (osinfo_os_get_family (os));
  facts->distro = g_strdup (osinfo_os_get_distro (os));
  facts->release_date = g_strdup (osinfo_product_get_release_date_string (product));
  facts->eol_date = g_strdup (osinfo_product_get_eol_date_string (product));
  facts->devices = collect_devices (os, devices_done);
  read_resources (facts, minimum, FALSE);
  read_resources (facts, recommended, TRUE);
  read_firmware (facts, firmware);
  return facts;
}

/**
 * vireo_os_reader_read_all:
 * @db: loaded data
 *
 * Worker, with the lock of the data held.
 *
 * Returns: (transfer full): an array of #VireoOsFacts, which frees what is not taken out of it
 */
GPtrArray *
vireo_os_reader_read_all (OsinfoDb *db)
{
  g_autoptr (OsinfoOsList) list = osinfo_db_get_os_list (db);
  g_autoptr (GHashTable) devices_done = g_hash_table_new (NULL, NULL);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_os_facts_free);

  VIREO_ASSERT_WORKER ();
  for (gint i = 0; i < osinfo_list_get_length (OSINFO_LIST (list)); i++)
    {
      OsinfoOs *os = OSINFO_OS (osinfo_list_get_nth (OSINFO_LIST (list), i));

      /* One that others refer to and nobody describes has no name. */
      if (osinfo_product_get_name (OSINFO_PRODUCT (os)) != NULL)
        g_ptr_array_add (all, read_os (os, devices_done));
    }
  return all;
}
