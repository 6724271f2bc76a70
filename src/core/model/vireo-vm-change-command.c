/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands that do the same as a change, as one would type them.  What virsh takes as a file
 * of XML is called device.xml. */

#include "config.h"

#include "core/base/vireo-xml.h"
#include "core/model/vireo-vm-change-private.h"

/**
 * vireo_change_command_new:
 * @verb: of virsh; more words follow up to a %NULL, behind the VM's name
 *
 * Returns: (transfer full): the words so far, without their end
 */
GPtrArray *
vireo_change_command_new (VireoVm *self, const char *verb, ...)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);
  const char *const first[] = { "virsh", "-c", vireo_vm_get_uri (self), verb,
                                vireo_vm_get_name (self) };
  const char *word;
  va_list list;

  for (gsize i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (command, g_strdup (first[i]));
  va_start (list, verb);
  while ((word = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (command, g_strdup (word));
  va_end (list);
  return command;
}

/**
 * vireo_change_command_virt_xml:
 * @verb: "--edit" or "--add-device"
 *
 * Returns: (transfer full): a command of virt-xml, without its end
 */
GPtrArray *
vireo_change_command_virt_xml (VireoVm *self,
                               const char *verb,
                               const char *option,
                               const char *value)
{
  const char *const words[] = { "virt-xml", "--connect", vireo_vm_get_uri (self),
                                vireo_vm_get_name (self), verb, option, value };
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (command, g_strdup (words[i]));
  return command;
}

/**
 * vireo_change_expect:
 *
 * Returns: what vireo_change_resolve() will come to, by what is known here
 */
VireoApply
vireo_change_expect (VireoVm *self, VireoApply apply)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (self);

  if (apply == VIREO_APPLY_BOTH && facts->id < 0)
    return VIREO_APPLY_NEXT_START;
  if (apply == VIREO_APPLY_BOTH && !facts->persistent)
    return VIREO_APPLY_NOW;
  return apply;
}

void
vireo_change_command_add_apply (VireoVm *self, GPtrArray *command, VireoApply apply)
{
  apply = vireo_change_expect (self, apply);
  if ((apply & VIREO_APPLY_NOW) != 0)
    g_ptr_array_add (command, g_strdup ("--live"));
  if ((apply & VIREO_APPLY_NEXT_START) != 0)
    g_ptr_array_add (command, g_strdup ("--config"));
}

/* Adds "--option value" when the value is there. */
static void
add_option (GPtrArray *command, const char *option, xmlNode *node, const char *xpath)
{
  g_autofree char *value = vireo_xml_string (node, xpath);

  if (value == NULL)
    return;
  g_ptr_array_add (command, g_strdup (option));
  g_ptr_array_add (command, g_steal_pointer (&value));
}

static GPtrArray *
attach_disk (VireoVm *self, xmlNode *disk)
{
  g_autofree char *source = vireo_xml_string (disk, "source/@file | source/@dev");
  g_autofree char *target = vireo_xml_string (disk, "target/@dev");
  GPtrArray *command;

  if (target == NULL || (source == NULL && vireo_xml_has (disk, "source")))
    return NULL;
  command = vireo_change_command_new (self, "attach-disk", source != NULL ? source : "", target,
                                      NULL);
  add_option (command, "--type", disk, "self::*[@device != 'disk']/@device");
  add_option (command, "--targetbus", disk, "target/@bus");
  add_option (command, "--driver", disk, "driver/@name");
  add_option (command, "--subdriver", disk, "driver/@type");
  add_option (command, "--cache", disk, "driver/@cache");
  add_option (command, "--io", disk, "driver/@io");
  add_option (command, "--serial", disk, "serial");
  if (vireo_xml_has (disk, "readonly"))
    {
      g_ptr_array_add (command, g_strdup ("--mode"));
      g_ptr_array_add (command, g_strdup ("readonly"));
    }
  else if (vireo_xml_has (disk, "shareable"))
    {
      g_ptr_array_add (command, g_strdup ("--mode"));
      g_ptr_array_add (command, g_strdup ("shareable"));
    }
  return command;
}

static GPtrArray *
attach_interface (VireoVm *self, xmlNode *nic)
{
  g_autofree char *type = vireo_xml_string (nic, "@type");
  g_autofree char *source
      = vireo_xml_string (nic, "source/@network | source/@bridge | source/@dev");
  GPtrArray *command;

  if (source == NULL
      || (g_strcmp0 (type, "network") != 0 && g_strcmp0 (type, "bridge") != 0
          && g_strcmp0 (type, "direct") != 0))
    return NULL;
  command = vireo_change_command_new (self, "attach-interface", type, source, NULL);
  add_option (command, "--model", nic, "model/@type");
  add_option (command, "--mac", nic, "mac/@address");
  return command;
}

/**
 * vireo_change_command_attach:
 * @xml: the device
 *
 * Returns: (transfer full): what plugs it in, without its end
 */
GPtrArray *
vireo_change_command_attach (VireoVm *self, const char *xml, VireoApply apply)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  xmlNode *device = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  GPtrArray *command = NULL;

  if (device != NULL && xmlStrEqual (device->name, BAD_CAST "disk"))
    command = attach_disk (self, device);
  else if (device != NULL && xmlStrEqual (device->name, BAD_CAST "interface"))
    command = attach_interface (self, device);
  if (command == NULL)
    command = vireo_change_command_new (self, "attach-device", "device.xml", NULL);
  vireo_change_command_add_apply (self, command, apply);
  return command;
}

/**
 * vireo_change_command_plug:
 * @option: "--disk"
 * @value: of it
 *
 * Returns: (transfer full): a command of virt-xml that adds a device; it lacks only its end
 */
GPtrArray *
vireo_change_command_plug (VireoVm *self, const char *option, const char *value, VireoApply apply)
{
  GPtrArray *command = vireo_change_command_virt_xml (self, "--add-device", option, value);

  apply = vireo_change_expect (self, apply);
  if ((apply & VIREO_APPLY_NOW) != 0)
    g_ptr_array_add (command, g_strdup ("--update"));
  if ((apply & VIREO_APPLY_NEXT_START) == 0)
    g_ptr_array_add (command, g_strdup ("--no-define"));
  return command;
}

/**
 * vireo_change_command_scsi:
 * @bus: (nullable): which a disk is to be on
 *
 * Returns: (transfer full) (nullable): what has to be done before, so that the disk does not get a
 *   controller of libvirt's own choice
 */
GPtrArray *
vireo_change_command_scsi (VireoVm *self, const char *bus, VireoApply apply)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (self);

  if (g_strcmp0 (bus, "scsi") != 0 || facts->has_scsi
      || (g_strcmp0 (facts->virt_type, "qemu") != 0 && g_strcmp0 (facts->virt_type, "kvm") != 0))
    return NULL;
  return vireo_change_command_plug (self, "--controller", "type=scsi,model=virtio-scsi", apply);
}

/**
 * vireo_change_note_further:
 * @first: of an order under way
 * @command: (transfer full): one more that it takes
 */
void
vireo_change_note_further (VireoVm *self, VireoJournalEntry *first, GPtrArray *command)
{
  g_ptr_array_add (command, NULL);
  vireo_journal_add_further (vireo_vm_get_journal (self), first,
                             (const char *const *) command->pdata);
  g_ptr_array_unref (command);
}

/**
 * vireo_change_command_detach:
 *
 * Returns: (transfer full): what unplugs it, without its end
 */
GPtrArray *
vireo_change_command_detach (VireoVm *self, VireoDevice *device, VireoApply apply)
{
  GPtrArray *command;

  if (VIREO_IS_DISK (device))
    command
        = vireo_change_command_new (self, "detach-disk", vireo_device_get_key (device), NULL);
  else if (VIREO_IS_NIC (device))
    command = vireo_change_command_new (self, "detach-interface",
                                        vireo_nic_get_shown (VIREO_NIC (device))->type, "--mac",
                                        vireo_device_get_key (device), NULL);
  else
    command = vireo_change_command_new (self, "detach-device", "device.xml", NULL);
  vireo_change_command_add_apply (self, command, apply);
  return command;
}

/**
 * vireo_change_note_delete:
 * @first: unplugging @disk
 *
 * Notes that the disk's file goes too.
 */
void
vireo_change_note_delete (VireoVm *self, VireoJournalEntry *first, VireoDisk *disk)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);
  const char *file = values->volume != NULL ? values->volume : values->source;
  const char *words[] = { "virsh", "-c", vireo_vm_get_uri (self), "vol-delete", file,
                          values->pool != NULL ? "--pool" : NULL, values->pool, NULL };

  if (file != NULL)
    vireo_journal_add_further (vireo_vm_get_journal (self), first, words);
}
