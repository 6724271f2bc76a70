/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices changed where they are: their settings, and the media in their drives. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-device-private.h"
#include "core/model/vireo-domain-edit-private.h"
#include "core/model/vireo-vm-change-private.h"

static const char *
keep (VireoDeviceChange *change, const char *text)
{
  char *copy = g_strdup (text);

  if (copy != NULL)
    g_ptr_array_add (change->strings, copy);
  return copy;
}

/* --- changing --- */

/* One element by whatever way the change is said. */
static gboolean
change_tree (xmlNode *node, const VireoDeviceChange *change, const char *const *used, GError **error)
{
  if (change->disk != NULL)
    return vireo_tree_edit_disk (node, change->disk, used, error);
  if (change->nic != NULL)
    return vireo_tree_edit_nic (node, change->nic, error);
  vireo_tree_edit_media (node, change->media);
  return TRUE;
}

/* What somebody else changed since it was read is not overwritten. */
static gboolean
is_as_read (const char *xml, VireoDevice *device, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, error);
  g_autoptr (VireoXmlDoc) old
      = doc != NULL ? vireo_xml_parse (vireo_device_get_config_xml (device), error) : NULL;
  xmlNode *now;
  g_autofree char *difference = NULL;

  if (old == NULL)
    return FALSE;
  now = vireo_device_find (xmlDocGetRootElement (doc), vireo_device_get_key (device));
  if (now == NULL)
    return vireo_change_refuse_gone (device, error);
  /* Only one of the two was read with what libvirt tells nobody unasked. */
  vireo_tree_set_attribute (now, "passwd", NULL);
  vireo_tree_set_attribute (xmlDocGetRootElement (old), "passwd", NULL);
  difference = vireo_device_compare (now, xmlDocGetRootElement (old));
  if (difference == NULL)
    return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                       _ ("The device was changed by somebody else meanwhile.  Look at it again "
                          "and repeat the change."));
  return FALSE;
}

static char *
edit_update (const char *xml, gconstpointer data, GError **error)
{
  const VireoDeviceChange *change = data;
  const char *key = vireo_device_get_key (change->device);

  if (change->disk != NULL)
    return vireo_domain_edit_disk (xml, key, change->disk, error);
  if (change->nic != NULL)
    return vireo_domain_edit_nic (xml, key, change->nic, error);
  if (change->is_media)
    return vireo_domain_edit_media (xml, key, change->media, error);
  if (!is_as_read (xml, change->device, error))
    return NULL;
  return vireo_domain_edit_replace_device (xml, key, change->xml, error);
}

/* libvirt takes a device for the one that runs when it sits where that one sits. */
static void
take_place_of (xmlNode *node, xmlNode *live)
{
  static const char *const places[] = { "address", "alias" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      xmlNode *place = vireo_xml_first (live, places[i]);

      vireo_tree_remove_all (node, places[i]);
      if (place != NULL)
        vireo_tree_insert (node, xmlDocCopyNode (place, node->doc, 1), NULL);
    }
  if (xmlStrEqual (node->name, BAD_CAST "interface") && !vireo_xml_has (node, "target"))
    {
      xmlNode *target = vireo_xml_first (live, "target");

      if (target != NULL)
        vireo_tree_insert (node, xmlDocCopyNode (target, node->doc, 1), NULL);
    }
}

static char *
make_live_update (xmlNode *live, const VireoDeviceChange *change, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = NULL;
  xmlNode *target;

  if (change->xml != NULL)
    {
      doc = vireo_xml_parse (change->xml, error);
      if (doc == NULL)
        return NULL;
      take_place_of (xmlDocGetRootElement (doc), live);
      return vireo_xml_to_text (doc);
    }
  if (!change_tree (live, change, NULL, error))
    return NULL;
  target = change->is_media ? vireo_xml_first (live, "target") : NULL;
  if (target != NULL)
    vireo_tree_set_attribute (target, "tray", NULL); /* that is how it was */
  return vireo_xml_node_to_text (live);
}

static gboolean
update_now (virDomainPtr handle, gpointer data, GError **error)
{
  const VireoDeviceChange *change = data;
  g_autoptr (VireoXmlDoc) doc = vireo_change_read (handle, VIR_DOMAIN_XML_SECURE, error);
  guint flags = VIR_DOMAIN_AFFECT_LIVE | (change->force ? VIR_DOMAIN_DEVICE_MODIFY_FORCE : 0);
  xmlNode *live;
  g_autofree char *xml = NULL;

  if (doc == NULL)
    return FALSE;
  live = vireo_change_find_live (xmlDocGetRootElement (doc), change->device);
  if (live == NULL)
    return vireo_change_refuse_gone (change->device, error);
  xml = make_live_update (live, change, error);
  return xml != NULL && vireo_change_checked (virDomainUpdateDeviceFlags (handle, xml, flags), error);
}

static gboolean
update_call (virDomainPtr handle, gpointer argument, GError **error)
{
  VireoDeviceChange *change = argument;
  VireoApply apply = change->apply;
  const VireoChangeSteps steps = { edit_update, change, update_now, change };

  return vireo_change_resolve_device (handle, change->device, &apply, error)
         && vireo_change_run (handle, apply, &steps, error);
}

static GPtrArray *
make_update_command (VireoVm *self, VireoApply apply)
{
  GPtrArray *command = vireo_change_command_new (self, "update-device", "device.xml", NULL);

  vireo_change_command_add_apply (self, command, apply);
  return command;
}

/**
 * vireo_vm_update_device_async:
 * @device: as it was read
 * @xml: its whole element as it shall be
 * @apply: when; few things can be changed now
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_update_device_async (VireoVm *self,
                              VireoDevice *device,
                              const char *xml,
                              VireoApply apply,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  VireoDeviceChange *change = vireo_device_change_new (device, apply);

  change->xml = g_strdup (xml);
  vireo_change_call (self, update_call, change, vireo_device_change_free, make_update_command (self, apply),
                     cancellable, callback, user_data);
}

/**
 * vireo_vm_edit_disk_async:
 * @options: what to set; copied
 * @apply: when; now is refused for what QEMU cannot change
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_edit_disk_async (VireoVm *self,
                          VireoDisk *disk,
                          const VireoDiskOptions *options,
                          VireoApply apply,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  VireoDeviceChange *change = vireo_device_change_new (VIREO_DEVICE (disk), apply);
  GPtrArray *command = make_update_command (self, apply);
  GPtrArray *controller = (options->set & VIREO_DISK_SET_BUS) != 0
                              ? vireo_change_command_scsi (self, options->bus, apply)
                              : NULL;
  VireoJournalEntry *entry;

  change->disk = g_memdup2 (options, sizeof *options);
  change->disk->cache = keep (change, options->cache);
  change->disk->discard = keep (change, options->discard);
  change->disk->io = keep (change, options->io);
  change->disk->serial = keep (change, options->serial);
  change->disk->bus = keep (change, options->bus);
  entry = vireo_change_call (self, update_call, change, vireo_device_change_free,
                             controller != NULL ? controller : command, cancellable, callback,
                             user_data);
  if (controller != NULL)
    vireo_change_note_further (self, entry, command);
}

/* Plugging a cable in or out has a verb of its own, but not for both at once. */
static GPtrArray *
make_nic_command (VireoVm *self, VireoNic *nic, const VireoNicOptions *options, VireoApply apply)
{
  GPtrArray *command;

  apply = vireo_change_expect (self, apply);
  if (options->set != VIREO_NIC_SET_LINK || apply == VIREO_APPLY_BOTH)
    return make_update_command (self, apply);
  command = vireo_change_command_new (self, "domif-setlink",
                                      vireo_device_get_key (VIREO_DEVICE (nic)),
                                      options->link_up ? "up" : "down", NULL);
  if (apply == VIREO_APPLY_NEXT_START)
    g_ptr_array_add (command, g_strdup ("--config"));
  return command;
}

/**
 * vireo_vm_edit_nic_async:
 * @options: what to set; copied
 * @apply: when; source and link can be changed now, the rest at the next start
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_edit_nic_async (VireoVm *self,
                         VireoNic *nic,
                         const VireoNicOptions *options,
                         VireoApply apply,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  VireoDeviceChange *change = vireo_device_change_new (VIREO_DEVICE (nic), apply);

  change->nic = g_memdup2 (options, sizeof *options);
  change->nic->type = keep (change, options->type);
  change->nic->source = keep (change, options->source);
  change->nic->source_mode = keep (change, options->source_mode);
  change->nic->model = keep (change, options->model);
  change->nic->mac = keep (change, options->mac);
  vireo_change_call (self, update_call, change, vireo_device_change_free,
                     make_nic_command (self, nic, options, apply), cancellable, callback,
                     user_data);
}

static GPtrArray *
make_media_command (VireoVm *self, const VireoDeviceChange *change)
{
  const VireoMedia *media = change->media;
  const char *target = vireo_device_get_key (change->device);
  GPtrArray *command;

  if (media != NULL && media->pool != NULL)
    return make_update_command (self, change->apply);
  if (media != NULL)
    command = vireo_change_command_new (self, "change-media", target, media->path, "--update",
                                        NULL);
  else
    command = vireo_change_command_new (self, "change-media", target, "--eject", NULL);
  if (change->force)
    g_ptr_array_add (command, g_strdup ("--force"));
  vireo_change_command_add_apply (self, command, change->apply);
  return command;
}

/**
 * vireo_vm_change_media_async:
 * @disk: a drive
 * @media: (nullable): what goes in; %NULL ejects.  Copied
 * @force: also when the guest has locked the drive
 * @apply: when
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_change_media_async (VireoVm *self,
                             VireoDisk *disk,
                             const VireoMedia *media,
                             gboolean force,
                             VireoApply apply,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  VireoDeviceChange *change = vireo_device_change_new (VIREO_DEVICE (disk), apply);

  change->is_media = TRUE;
  change->force = force;
  if (media != NULL)
    {
      change->media = g_new0 (VireoMedia, 1);
      change->media->path = keep (change, media->path);
      change->media->pool = keep (change, media->pool);
      change->media->volume = keep (change, media->volume);
    }
  vireo_change_call (self, update_call, change, vireo_device_change_free, make_media_command (self, change),
                     cancellable, callback, user_data);
}
