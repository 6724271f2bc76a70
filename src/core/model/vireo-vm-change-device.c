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
#include "core/model/vireo-vm-devices.h"

/* How long a guest may take to let go of a device. */
#define LET_GO_TRIES 100
#define LET_GO_STEP_US (200 * 1000)

/* --- what a change is about --- */

VireoDeviceChange *
vireo_device_change_new (VireoDevice *device, VireoApply apply)
{
  VireoDeviceChange *change = g_new0 (VireoDeviceChange, 1);

  change->device = device != NULL ? g_object_ref (device) : NULL;
  change->apply = apply;
  change->strings = g_ptr_array_new_with_free_func (g_free);
  return change;
}

void
vireo_device_change_free (gpointer pointer)
{
  VireoDeviceChange *change = pointer;

  g_clear_object (&change->device);
  g_free (change->xml);
  g_free (change->disk);
  g_free (change->nic);
  g_free (change->media);
  g_ptr_array_unref (change->strings);
  g_free (change);
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

gboolean
vireo_change_refuse_gone (VireoDevice *device, GError **error)
{
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
               _ ("The device “%s” is not there any more."), vireo_device_get_key (device));
  return FALSE;
}

/* Both means wherever the device is by now, which need not be where it was read. */
gboolean
vireo_change_resolve_device (virDomainPtr handle, VireoDevice *device, VireoApply *apply, GError **error)
{
  gboolean both = *apply == VIREO_APPLY_BOTH;
  g_autoptr (VireoXmlDoc) live = NULL;
  g_autoptr (VireoXmlDoc) config = NULL;

  if (!vireo_change_resolve (handle, apply, error))
    return FALSE;
  if (!both)
    return TRUE;
  if ((*apply & VIREO_APPLY_NOW) != 0)
    {
      live = vireo_change_read (handle, 0, error);
      if (live == NULL)
        return FALSE;
      if (vireo_change_find_live (xmlDocGetRootElement (live), device) == NULL)
        *apply &= ~VIREO_APPLY_NOW;
    }
  if ((*apply & VIREO_APPLY_NEXT_START) != 0)
    {
      config = vireo_change_read (handle, VIR_DOMAIN_XML_INACTIVE, error);
      if (config == NULL)
        return FALSE;
      if (vireo_device_find (xmlDocGetRootElement (config), vireo_device_get_key (device)) == NULL)
        *apply &= ~VIREO_APPLY_NEXT_START;
    }
  return *apply != 0 || vireo_change_refuse_gone (device, error);
}

gboolean
vireo_change_checked (int answer, GError **error)
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

/* (out) @added: whether there is one more now. */
static gboolean
attach_controller (virDomainPtr handle, const char *xml, gboolean *added, GError **error)
{
  g_autoptr (VireoXmlDoc) domain = vireo_change_read (handle, 0, error);
  g_autoptr (VireoXmlDoc) device = domain != NULL ? vireo_xml_parse (xml, error) : NULL;

  *added = FALSE;
  if (device == NULL)
    return FALSE;
  if (!vireo_tree_lacks_scsi (xmlDocGetRootElement (domain), xmlDocGetRootElement (device)))
    return TRUE;
  *added = vireo_change_checked (virDomainAttachDeviceFlags (handle, VIREO_SCSI_CONTROLLER_XML,
                                                             VIR_DOMAIN_AFFECT_LIVE),
                                 error);
  return *added;
}

/* The guest was not told of a disk behind it yet, so it lets go. */
static void
detach_controller (virDomainPtr handle)
{
  g_autoptr (VireoXmlDoc) domain = vireo_change_read (handle, 0, NULL);
  xmlNode *node
      = domain != NULL
            ? vireo_xml_first (xmlDocGetRootElement (domain), "devices/controller[@type='scsi']")
            : NULL;
  g_autofree char *xml = node != NULL ? vireo_xml_node_to_text (node) : NULL;

  if (xml != NULL)
    virDomainDetachDeviceFlags (handle, xml, VIR_DOMAIN_AFFECT_LIVE);
  virResetLastError ();
}

static gboolean
attach_now (virDomainPtr handle, gpointer xml, GError **error)
{
  gboolean added;

  if (!attach_controller (handle, xml, &added, error))
    return FALSE;
  if (vireo_change_checked (virDomainAttachDeviceFlags (handle, xml, VIR_DOMAIN_AFFECT_LIVE), error))
    return TRUE;
  if (added)
    detach_controller (handle);
  return FALSE;
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
  const VireoDeviceChange *change = argument;

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
  VireoDeviceChange *change = vireo_device_change_new (NULL, apply);

  change->xml = g_strdup (xml);
  vireo_change_call (self, attach_call, change, vireo_device_change_free,
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
    return vireo_change_refuse_gone (device, error);
  xml = vireo_xml_node_to_text (node);
  return vireo_change_checked (virDomainDetachDeviceFlags (handle, xml, VIR_DOMAIN_AFFECT_LIVE), error);
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

  if (!vireo_change_resolve_device (handle, device, &apply, error))
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
  const VireoDeviceChange *change = argument;

  return vireo_change_detach (handle, change->device, change->apply, error);
}

/* What cannot stay without the device goes first. */
static GPtrArray *
make_detach_commands (VireoVm *self, VireoDevice *device, VireoApply apply)
{
  GPtrArray *commands = g_ptr_array_new ();
  g_autoptr (VireoVmDevices) devices = vireo_vm_get_devices (self);
  g_autoptr (GPtrArray) going = NULL;

  if (VIREO_IS_HARDWARE (device))
    going = vireo_hardware_list_going_with (VIREO_HARDWARE (device),
                                            vireo_vm_devices_get_hardware (devices));
  for (guint i = 0; going != NULL && i < going->len; i++)
    g_ptr_array_add (commands, vireo_change_command_detach (self, going->pdata[i], apply));
  g_ptr_array_add (commands, vireo_change_command_detach (self, device, apply));
  return commands;
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
  g_autoptr (GPtrArray) commands = make_detach_commands (self, device, apply);
  VireoJournalEntry *entry
      = vireo_change_call (self, detach_call, vireo_device_change_new (device, apply),
                           vireo_device_change_free, commands->pdata[0], cancellable, callback,
                           user_data);

  for (guint i = 1; i < commands->len; i++)
    vireo_change_note_further (self, entry, commands->pdata[i]);
}
