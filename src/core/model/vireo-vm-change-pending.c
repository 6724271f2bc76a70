/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is pending about a device, done now or dropped. */

#include "config.h"

#include "core/base/vireo-error.h"
#include "core/model/vireo-domain-edit-private.h"
#include "core/model/vireo-vm-change-private.h"

/* The running device as one would have written it. */
static char *
make_config_of_live (VireoDevice *device)
{
  static const char *const of_the_run[]
      = { "alias", "address", "backingStore", "mirror", "target/@tray", "target/@state",
          "source/@index", "source/@portid", "self::console/@tty" };
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (vireo_device_get_live_xml (device), NULL);
  xmlNode *node = xmlDocGetRootElement (doc);

  for (gsize i = 0; i < G_N_ELEMENTS (of_the_run); i++)
    {
      xmlNode *found;

      while ((found = vireo_xml_first (node, of_the_run[i])) != NULL)
        if (found->type == XML_ATTRIBUTE_NODE)
          xmlRemoveProp ((xmlAttr *) found);
        else
          vireo_tree_remove (found);
    }
  if (VIREO_IS_NIC (device) && vireo_xml_has (node, "source/@network"))
    {
      xmlNode *source = vireo_xml_first (node, "source");

      vireo_tree_set_attribute (node, "type", "network");
      vireo_tree_set_attribute (source, "bridge", NULL);
      vireo_tree_set_attribute (source, "dev", NULL);
      vireo_tree_set_attribute (source, "mode", NULL);
    }
  if (vireo_xml_has (node, "self::graphics[@autoport='yes']"))
    vireo_tree_set_attribute (node, "port", "-1");
  /* A terminal of the host is another one each time. */
  if (vireo_xml_has (node, "self::*[@type='pty']"))
    vireo_tree_remove_all (node, "source");
  return vireo_xml_to_text (doc);
}

/* A slot that is free at the next start need not be free now. */
static char *
make_attachable (VireoDevice *device)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (vireo_device_get_config_xml (device), NULL);

  vireo_tree_remove_all (xmlDocGetRootElement (doc), "address");
  vireo_tree_remove_all (xmlDocGetRootElement (doc), "alias");
  return vireo_xml_to_text (doc);
}

/**
 * vireo_vm_apply_pending_async:
 * @device: something is pending about it
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Plugs it in, unplugs it or changes it now, so that it is as at the next start.  Ends with
 * vireo_vm_change_finish().
 */
void
vireo_vm_apply_pending_async (VireoVm *self,
                              VireoDevice *device,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autofree char *xml = NULL;

  switch (vireo_device_get_pending (device))
    {
    case VIREO_DEVICE_PENDING_ADDED:
      xml = make_attachable (device);
      vireo_vm_attach_device_async (self, xml, VIREO_APPLY_NOW, cancellable, callback, user_data);
      break;
    case VIREO_DEVICE_PENDING_REMOVED:
      vireo_vm_detach_device_async (self, device, VIREO_APPLY_NOW, cancellable, callback,
                                    user_data);
      break;
    case VIREO_DEVICE_PENDING_CHANGED:
      vireo_vm_update_device_async (self, device, vireo_device_get_config_xml (device),
                                    VIREO_APPLY_NOW, cancellable, callback, user_data);
      break;
    case VIREO_DEVICE_PENDING_NONE:
    default:
      g_return_if_reached ();
    }
}

/**
 * vireo_vm_discard_pending_async:
 * @device: something is pending about it
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Makes the next start as it is now.  Ends with vireo_vm_change_finish().
 */
void
vireo_vm_discard_pending_async (VireoVm *self,
                                VireoDevice *device,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autofree char *xml = NULL;

  switch (vireo_device_get_pending (device))
    {
    case VIREO_DEVICE_PENDING_ADDED:
      vireo_vm_detach_device_async (self, device, VIREO_APPLY_NEXT_START, cancellable, callback,
                                    user_data);
      break;
    case VIREO_DEVICE_PENDING_REMOVED:
      xml = make_config_of_live (device);
      vireo_vm_attach_device_async (self, xml, VIREO_APPLY_NEXT_START, cancellable, callback,
                                    user_data);
      break;
    case VIREO_DEVICE_PENDING_CHANGED:
      xml = make_config_of_live (device);
      vireo_vm_update_device_async (self, device, xml, VIREO_APPLY_NEXT_START, cancellable,
                                    callback, user_data);
      break;
    case VIREO_DEVICE_PENDING_NONE:
    default:
      g_return_if_reached ();
    }
}
