/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was chosen in the dialog, and whether it can be done. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-hardware-dialog-private.h"
#include "view/vm/vireo-hardware-text.h"

static VireoVm *
get_vm (VireoHardwareDialog *self)
{
  return vireo_change_dialog_get_vm (VIREO_CHANGE_DIALOG (self));
}

VireoHardwareCase
_vireo_hardware_dialog_get_case (VireoHardwareDialog *self)
{
  return (VireoHardwareCase) {
    .host = vireo_host_get_facts (self->host),
    .vm = vireo_vm_get_facts (get_vm (self)),
    .hardware = vireo_vm_devices_get_hardware (self->devices),
  };
}

/* The one that is chosen, for kinds of which one is.  (nullable) */
VireoHostDevice *
_vireo_hardware_dialog_get_device (VireoHardwareDialog *self)
{
  if (self->kind != VIREO_DEVICE_HOST_USB && self->kind != VIREO_DEVICE_HOST_PCI)
    return NULL;
  return gtk_single_selection_get_selected_item (self->selection);
}

/* NULL for a shared folder, which is more than a device. */
char *
_vireo_hardware_dialog_make_xml (VireoHardwareDialog *self)
{
  const char *model = vireo_choice_row_get_value (self->model);
  const char *option = vireo_choice_row_get_value (self->option);

  switch (self->kind)
    {
    case VIREO_DEVICE_HOST_USB:
    case VIREO_DEVICE_HOST_PCI:
      return vireo_host_device_to_xml (_vireo_hardware_dialog_get_device (self));
    case VIREO_DEVICE_SERIAL:
      return vireo_hardware_make_serial (*model != '\0' ? model : NULL);
    case VIREO_DEVICE_TPM:
      return vireo_hardware_make_tpm (model);
    case VIREO_DEVICE_WATCHDOG:
      return vireo_hardware_make_watchdog (model, option);
    case VIREO_DEVICE_SOUND:
      return vireo_hardware_make_sound (model);
    case VIREO_DEVICE_GRAPHICS:
      return vireo_hardware_make_graphics (model, g_str_equal (option, "socket"));
    case VIREO_DEVICE_VIDEO:
      return vireo_hardware_make_video (model);
    default:
      return NULL;
    }
}

/* --- when --- */

/* Paused is running too. */
gboolean
_vireo_hardware_dialog_is_running (VireoHardwareDialog *self)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (get_vm (self));

  return facts->state != VIREO_VM_STATE_OFF && facts->state != VIREO_VM_STATE_SAVED;
}

/* NULL also while it does not run: then nobody asks. */
const char *
_vireo_hardware_dialog_find_why_not_now (VireoHardwareDialog *self)
{
  if (!_vireo_hardware_dialog_is_running (self))
    return NULL;
  return vireo_hardware_advice_why_not_now (self->kind, vireo_choice_row_get_value (self->model));
}

VireoApply
_vireo_hardware_dialog_get_apply (VireoHardwareDialog *self)
{
  const char *when = vireo_choice_row_get_value (self->when);

  if (_vireo_hardware_dialog_find_why_not_now (self) != NULL)
    return VIREO_APPLY_NEXT_START;
  if (!gtk_widget_get_visible (GTK_WIDGET (self->when)) || g_strcmp0 (when, "both") == 0)
    return VIREO_APPLY_BOTH;
  return g_strcmp0 (when, "now") == 0 ? VIREO_APPLY_NOW : VIREO_APPLY_NEXT_START;
}

/* --- whether --- */

static const char *
find_device_problem (VireoHardwareDialog *self)
{
  VireoHostDevice *device = _vireo_hardware_dialog_get_device (self);
  const VireoHostDeviceFacts *facts;

  if (device == NULL)
    return _ ("Choose the device.");
  facts = vireo_host_device_get_facts (device);
  if (g_strv_contains ((const char *const *) facts->users, vireo_vm_get_name (get_vm (self))))
    return _ ("This virtual machine has the device already.");
  if (facts->is_pci && facts->iommu_group < 0)
    return _ ("The device is in no IOMMU group, so the host cannot keep it to one guest’s memory.  "
              "Switch on VT-d (Intel) or AMD-Vi in the firmware settings of the host; with an "
              "Intel processor also start its kernel with intel_iommu=on.");
  return NULL;
}

static const char *
find_folder_problem (VireoHardwareDialog *self)
{
  if (!g_path_is_absolute (gtk_editable_get_text (GTK_EDITABLE (self->path))))
    return _ ("Write the whole path, beginning with a slash (/).");
  if (*gtk_editable_get_text (GTK_EDITABLE (self->tag)) == '\0')
    return _ ("Write the name by which the guest mounts the folder.");
  return NULL;
}

/* What keeps it from being added, or NULL. */
const char *
_vireo_hardware_dialog_find_problem (VireoHardwareDialog *self)
{
  VireoHardwareCase c = _vireo_hardware_dialog_get_case (self);
  const char *problem = vireo_hardware_advice_why_not (&c, self->kind);

  if (problem != NULL)
    return problem;
  if (!c.vm->persistent && _vireo_hardware_dialog_find_why_not_now (self) != NULL)
    return _ ("It can only be added for the next start, but this virtual machine is not kept when "
              "it stops.");
  if (self->kind == VIREO_DEVICE_HOST_USB || self->kind == VIREO_DEVICE_HOST_PCI)
    return find_device_problem (self);
  return self->kind == VIREO_DEVICE_FILESYSTEM ? find_folder_problem (self) : NULL;
}

/* --- what is good to know --- */

static char *
make_folder_note (VireoHardwareDialog *self)
{
  const char *tag = gtk_editable_get_text (GTK_EDITABLE (self->tag));
  g_autofree char *quoted = *tag != '\0' ? g_shell_quote (tag) : NULL;

  if (quoted == NULL)
    return NULL;
  return g_strdup_printf (_ ("In the guest: %s %s /mnt"), "mount -t virtiofs", quoted);
}

static char *
make_kind_note (VireoHardwareDialog *self)
{
  VireoHostDevice *device = _vireo_hardware_dialog_get_device (self);
  const VireoHostFacts *facts = vireo_host_get_facts (self->host);
  const char *model = vireo_choice_row_get_value (self->model);
  g_auto (GStrv) models = NULL;

  switch (self->kind)
    {
    case VIREO_DEVICE_HOST_USB:
    case VIREO_DEVICE_HOST_PCI:
      return device != NULL ? vireo_hardware_text_device_note (device) : NULL;
    case VIREO_DEVICE_FILESYSTEM:
      return make_folder_note (self);
    case VIREO_DEVICE_TPM:
      return g_strdup (_ ("Version 2.0, emulated.  What it keeps stays on the host, with the "
                          "virtual machine."));
    case VIREO_DEVICE_SOUND:
      models = gtk_widget_get_visible (GTK_WIDGET (self->model))
                   ? vireo_hardware_advice_list_models (
                       &(VireoHardwareCase){ facts, vireo_vm_get_facts (get_vm (self)), NULL },
                       self->kind)
                   : NULL;
      if (facts == NULL || !facts->is_qemu || models == NULL
          || g_strv_contains ((const char *const *) models, "virtio"))
        return NULL;
      return g_strdup (_ ("A VirtIO sound card needs a newer host: libvirt 10.4 and QEMU 8.2."));
    case VIREO_DEVICE_GRAPHICS:
      return g_strcmp0 (model, "spice") == 0
                 ? g_strdup (_ ("Vireo’s own console shows VNC; for SPICE there is virt-viewer."))
                 : NULL;
    default:
      return NULL;
    }
}

/* (transfer full) (nullable) */
char *
_vireo_hardware_dialog_make_note (VireoHardwareDialog *self)
{
  char *note = make_kind_note (self);
  const char *why_not_now = _vireo_hardware_dialog_find_why_not_now (self);
  char *all;

  if (why_not_now == NULL)
    return note;
  /* Translators: why something cannot be done now, and then what is done */
  all = g_strdup_printf (_ ("%s  It comes at the next start."), why_not_now);
  if (note != NULL)
    {
      char *both = g_strdup_printf ("%s\n%s", all, note);

      g_free (all);
      g_free (note);
      all = both;
    }
  return all;
}

/* What is to be agreed to first, or NULL.  (transfer full) */
char *
_vireo_hardware_dialog_make_question (VireoHardwareDialog *self)
{
  VireoHostDevice *device = _vireo_hardware_dialog_get_device (self);
  const VireoHostDeviceFacts *facts;
  GString *text = g_string_new (NULL);

  if (device == NULL)
    return g_string_free (text, TRUE);
  facts = vireo_host_device_get_facts (device);
  if (facts->users[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", facts->users);

      g_string_append_printf (text, _ ("This device belongs to: %s.  Only one running virtual "
                                       "machine can have it."), names);
    }
  if (vireo_hardware_text_is_in_use (device))
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "",
                            _ ("The host uses this device.  It is taken from the host while the "
                               "virtual machine runs: a network or disk that hangs on it is gone "
                               "from the host."));
  return g_string_free (text, text->len == 0);
}
