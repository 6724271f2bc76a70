/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices plugged in, unplugged and changed. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-device-private.h"
#include "core/model/vireo-domain-edit-private.h"
#include "core/model/vireo-vm-change-private.h"

/* How long a guest may take to let go of a device. */
#define LET_GO_TRIES 100
#define LET_GO_STEP_US (200 * 1000)

/* --- what a change is about --- */

typedef struct
{
  VireoDevice *device; /* (owned) (nullable) */
  char *xml;           /* (owned) (nullable): the whole new element */
  VireoApply apply;
  gboolean force;

  /* or what of it is set */
  VireoDiskOptions *disk; /* (owned) (nullable) */
  VireoNicOptions *nic;   /* (owned) (nullable) */
  VireoMedia *media;      /* (owned) (nullable) */
  gboolean is_media;
  GPtrArray *strings; /* (owned): what they point to */
} Change;

static Change *
change_new (VireoDevice *device, VireoApply apply)
{
  Change *change = g_new0 (Change, 1);

  change->device = device != NULL ? g_object_ref (device) : NULL;
  change->apply = apply;
  change->strings = g_ptr_array_new_with_free_func (g_free);
  return change;
}

static void
change_free (gpointer pointer)
{
  Change *change = pointer;

  g_clear_object (&change->device);
  g_free (change->xml);
  g_free (change->disk);
  g_free (change->nic);
  g_free (change->media);
  g_ptr_array_unref (change->strings);
  g_free (change);
}

static const char *
keep (Change *change, const char *text)
{
  char *copy = g_strdup (text);

  if (copy != NULL)
    g_ptr_array_add (change->strings, copy);
  return copy;
}

/* --- finding --- */

/**
 * vireo_change_find_live:
 * @domain: the running document
 * @device: as it was read before
 *
 * Returns: (transfer none) (nullable): its element now.  libvirt gives what runs a name of its
 *   own, which no other device gets
 */
xmlNode *
vireo_change_find_live (xmlNode *domain, VireoDevice *device)
{
  const char *xml = vireo_device_get_live_xml (device);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  g_autofree char *alias
      = doc != NULL ? vireo_xml_string (xmlDocGetRootElement (doc), "alias/@name") : NULL;
  g_autoptr (VireoXmlNodes) aliases = NULL;
  const char *key = vireo_device_get_key (device);

  if (alias == NULL)
    return vireo_device_find (domain, g_str_has_prefix (key, "live:") ? key + 5 : key);
  aliases = vireo_xml_find (domain, "devices/*/alias");
  for (guint i = 0; i < vireo_xml_nodes_count (aliases); i++)
    {
      xmlNode *node = vireo_xml_nodes_get (aliases, i);
      g_autofree char *name = vireo_xml_string (node, "@name");

      if (g_strcmp0 (name, alias) == 0
          && xmlStrEqual (node->parent->name, xmlDocGetRootElement (doc)->name))
        return node->parent;
    }
  return NULL;
}

static gboolean
refuse_gone (VireoDevice *device, GError **error)
{
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
               _ ("The device “%s” is not there any more."), vireo_device_get_key (device));
  return FALSE;
}

/* A device that is on one side only is changed on that side only. */
static gboolean
resolve (virDomainPtr handle, VireoDevice *device, VireoApply *apply, GError **error)
{
  if (vireo_device_get_live_xml (device) == NULL
      && vireo_device_get_pending (device) != VIREO_DEVICE_PENDING_NONE)
    *apply &= ~VIREO_APPLY_NOW;
  if (vireo_device_get_config_xml (device) == NULL)
    *apply &= ~VIREO_APPLY_NEXT_START;
  if (*apply == 0)
    return refuse_gone (device, error);
  return vireo_change_resolve (handle, apply, error);
}

static gboolean
checked (int answer, GError **error)
{
  if (answer < 0)
    vireo_error_take_libvirt (error);
  return answer >= 0;
}

/* --- plugging in --- */

static char *
edit_attach (const char *xml, gconstpointer device_xml, GError **error)
{
  return vireo_domain_edit_add_device (xml, device_xml, error);
}

static gboolean
attach_now (virDomainPtr handle, gpointer xml, GError **error)
{
  return checked (virDomainAttachDeviceFlags (handle, xml, VIR_DOMAIN_AFFECT_LIVE), error);
}

/* Now and at the next start it has to be the same NIC. */
static char *
with_mac (const char *xml)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  xmlNode *device = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  g_autofree char *mac = NULL;

  if (device == NULL || !xmlStrEqual (device->name, BAD_CAST "interface")
      || vireo_xml_has (device, "mac/@address"))
    return g_strdup (xml);
  mac = vireo_mac_make ();
  vireo_tree_set_attribute (vireo_tree_ensure (device, "mac", NULL), "address", mac);
  return vireo_xml_to_text (doc);
}

/**
 * vireo_change_attach:
 * @xml: a device
 *
 * Worker.
 */
gboolean
vireo_change_attach (virDomainPtr handle, const char *xml, VireoApply apply, GError **error)
{
  g_autofree char *device = with_mac (xml);
  const VireoChangeSteps steps = { edit_attach, device, attach_now, device };

  return vireo_change_resolve (handle, &apply, error)
         && vireo_change_run (handle, apply, &steps, error);
}

static gboolean
attach_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const Change *change = argument;

  return vireo_change_attach (handle, change->xml, change->apply, error);
}

/**
 * vireo_vm_attach_device_async:
 * @xml: the device's element
 * @apply: when
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Plugs a device in.  When that cannot be done now, the next start stays as it was too.  Ends with
 * vireo_vm_change_finish().
 */
void
vireo_vm_attach_device_async (VireoVm *self,
                              const char *xml,
                              VireoApply apply,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Change *change = change_new (NULL, apply);

  change->xml = g_strdup (xml);
  vireo_change_call (self, attach_call, change, change_free,
                     vireo_change_command_attach (self, xml, apply), cancellable, callback,
                     user_data);
}

/* --- unplugging --- */

static char *
edit_detach (const char *xml, gconstpointer key, GError **error)
{
  return vireo_domain_edit_remove_device (xml, key, error);
}

/* libvirt says yes as soon as the guest was asked; the device goes when the guest lets it. */
static gboolean
wait_until_gone (virDomainPtr handle, VireoDevice *device, gboolean goes_later, GError **error)
{
  for (guint i = 0; i < LET_GO_TRIES; i++)
    {
      g_autoptr (VireoXmlDoc) doc = NULL;

      if (virDomainIsActive (handle) == 0)
        return TRUE; /* it ended, and all its devices with it */
      doc = vireo_change_read (handle, 0, error);
      if (doc == NULL)
        return FALSE;
      if (vireo_change_find_live (xmlDocGetRootElement (doc), device) == NULL)
        return TRUE;
      g_usleep (LET_GO_STEP_US);
    }
  g_set_error_literal (
      error, VIREO_ERROR, VIREO_ERROR_TIMED_OUT,
      goes_later ? _ ("The guest does not let go of the device, so it is still plugged in.  It "
                      "goes at the next start.")
                 : _ ("The guest does not let go of the device, so it is still plugged in."));
  return FALSE;
}

static gboolean
ask_to_let_go (virDomainPtr handle, VireoDevice *device, GError **error)
{
  g_autoptr (VireoXmlDoc) doc = vireo_change_read (handle, 0, error);
  xmlNode *node;
  g_autofree char *xml = NULL;

  if (doc == NULL)
    return FALSE;
  node = vireo_change_find_live (xmlDocGetRootElement (doc), device);
  if (node == NULL)
    return refuse_gone (device, error);
  xml = vireo_xml_node_to_text (node);
  return checked (virDomainDetachDeviceFlags (handle, xml, VIR_DOMAIN_AFFECT_LIVE), error);
}

/**
 * vireo_change_detach:
 *
 * Worker.  First the guest is asked, for a device that cannot be unplugged stays at the next start
 * as well; once it was asked there is no way back.
 */
gboolean
vireo_change_detach (virDomainPtr handle, VireoDevice *device, VireoApply apply, GError **error)
{
  gboolean now, later;

  if (!resolve (handle, device, &apply, error))
    return FALSE;
  now = (apply & VIREO_APPLY_NOW) != 0;
  later = (apply & VIREO_APPLY_NEXT_START) != 0;
  if (now && !ask_to_let_go (handle, device, error))
    return FALSE;
  if (later
      && !vireo_change_define (handle, edit_detach, vireo_device_get_key (device), NULL, error))
    return FALSE;
  return !now || wait_until_gone (handle, device, later, error);
}

static gboolean
detach_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const Change *change = argument;

  return vireo_change_detach (handle, change->device, change->apply, error);
}

/**
 * vireo_vm_detach_device_async:
 * @device: what goes
 * @apply: when
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Unplugs a device and waits until it is gone.  Ends with vireo_vm_change_finish().
 */
void
vireo_vm_detach_device_async (VireoVm *self,
                              VireoDevice *device,
                              VireoApply apply,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  vireo_change_call (self, detach_call, change_new (device, apply), change_free,
                     vireo_change_command_detach (self, device, apply), cancellable, callback,
                     user_data);
}

/* --- changing --- */

/* One element by whatever way the change is said. */
static gboolean
change_tree (xmlNode *node, const Change *change, const char *const *used, GError **error)
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
    return refuse_gone (device, error);
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
  const Change *change = data;
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
make_live_update (xmlNode *live, const Change *change, GError **error)
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
  const Change *change = data;
  g_autoptr (VireoXmlDoc) doc = vireo_change_read (handle, VIR_DOMAIN_XML_SECURE, error);
  guint flags = VIR_DOMAIN_AFFECT_LIVE | (change->force ? VIR_DOMAIN_DEVICE_MODIFY_FORCE : 0);
  xmlNode *live;
  g_autofree char *xml = NULL;

  if (doc == NULL)
    return FALSE;
  live = vireo_change_find_live (xmlDocGetRootElement (doc), change->device);
  if (live == NULL)
    return refuse_gone (change->device, error);
  xml = make_live_update (live, change, error);
  return xml != NULL && checked (virDomainUpdateDeviceFlags (handle, xml, flags), error);
}

static gboolean
update_call (virDomainPtr handle, gpointer argument, GError **error)
{
  Change *change = argument;
  VireoApply apply = change->apply;
  const VireoChangeSteps steps = { edit_update, change, update_now, change };

  return resolve (handle, change->device, &apply, error)
         && vireo_change_run (handle, apply, &steps, error);
}

static GPtrArray *
make_update_command (VireoVm *self, VireoApply apply)
{
  GPtrArray *command = vireo_change_command_new (self, "update-device", "device.xml", NULL);

  vireo_change_command_add_apply (command, apply);
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
  Change *change = change_new (device, apply);

  change->xml = g_strdup (xml);
  vireo_change_call (self, update_call, change, change_free, make_update_command (self, apply),
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
  Change *change = change_new (VIREO_DEVICE (disk), apply);

  change->disk = g_memdup2 (options, sizeof *options);
  change->disk->cache = keep (change, options->cache);
  change->disk->discard = keep (change, options->discard);
  change->disk->io = keep (change, options->io);
  change->disk->serial = keep (change, options->serial);
  change->disk->bus = keep (change, options->bus);
  vireo_change_call (self, update_call, change, change_free, make_update_command (self, apply),
                     cancellable, callback, user_data);
}

/* Plugging a cable in or out has a verb of its own. */
static GPtrArray *
make_nic_command (VireoVm *self, VireoNic *nic, const VireoNicOptions *options, VireoApply apply)
{
  GPtrArray *command;

  if (options->set != VIREO_NIC_SET_LINK)
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
  Change *change = change_new (VIREO_DEVICE (nic), apply);

  change->nic = g_memdup2 (options, sizeof *options);
  change->nic->type = keep (change, options->type);
  change->nic->source = keep (change, options->source);
  change->nic->source_mode = keep (change, options->source_mode);
  change->nic->model = keep (change, options->model);
  change->nic->mac = keep (change, options->mac);
  vireo_change_call (self, update_call, change, change_free,
                     make_nic_command (self, nic, options, apply), cancellable, callback,
                     user_data);
}

static GPtrArray *
make_media_command (VireoVm *self, const Change *change)
{
  const VireoMedia *media = change->media;
  const char *target = vireo_device_get_key (change->device);
  g_autofree char *volume = NULL;
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
  vireo_change_command_add_apply (command, change->apply);
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
  Change *change = change_new (VIREO_DEVICE (disk), apply);

  change->is_media = TRUE;
  change->force = force;
  if (media != NULL)
    {
      change->media = g_new0 (VireoMedia, 1);
      change->media->path = keep (change, media->path);
      change->media->pool = keep (change, media->pool);
      change->media->volume = keep (change, media->volume);
    }
  vireo_change_call (self, update_call, change, change_free, make_media_command (self, change),
                     cancellable, callback, user_data);
}
