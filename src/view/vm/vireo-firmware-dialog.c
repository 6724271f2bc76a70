/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/vm/vireo-choice-row.h"
#include "view/vm/vireo-firmware-dialog.h"

struct _VireoFirmwareDialog
{
  VireoChangeDialog parent_instance;

  VireoDomainSettings *settings; /* (owned) (nullable): until filled */
  gboolean lacks_uefi;           /* the host has no such firmware */

  VireoChoiceRow *firmware;
  GtkSwitch *secure_boot;
};

G_DEFINE_FINAL_TYPE (VireoFirmwareDialog, vireo_firmware_dialog, VIREO_TYPE_CHANGE_DIALOG)

static const VireoChoice firmwares[] = {
  { "bios", N_ ("BIOS") },
  { "uefi", N_ ("UEFI") },
};

static gboolean
is_uefi (VireoFirmwareDialog *self)
{
  return g_strcmp0 (vireo_choice_row_get_value (self->firmware), "uefi") == 0;
}

static gboolean
is_secure (VireoFirmwareDialog *self)
{
  return is_uefi (self) && gtk_switch_get_active (self->secure_boot);
}

static gboolean
is_as_before (VireoFirmwareDialog *self)
{
  const VireoDomainValues *old = vireo_domain_settings_get_shown (self->settings);

  return (old->firmware == VIREO_FIRMWARE_UEFI) == is_uefi (self)
         && old->secure_boot == is_secure (self);
}

static void
check_cb (VireoFirmwareDialog *self)
{
  VireoChangeDialog *dialog = VIREO_CHANGE_DIALOG (self);
  const char *note = NULL;
  const char *problem = NULL;

  if (self->settings == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->secure_boot), is_uefi (self));
  if (is_uefi (self) && self->lacks_uefi)
    problem = _ ("This host has no UEFI firmware for virtual machines.  It is in the package ovmf "
                 "or edk2-ovmf.");
  if (is_as_before (self))
    note = NULL;
  else if (is_uefi (self))
    note = _ ("The firmware begins with new settings: boot entries and keys that were saved are "
              "not there any more.  A system that was installed with BIOS does not start with "
              "UEFI.");
  else
    note = _ ("The settings of UEFI, with its boot entries and keys, are not used any more.  A "
              "system that was installed with UEFI does not start with BIOS.");
  vireo_change_dialog_set_note (dialog, note);
  vireo_change_dialog_set_problem (dialog, problem);
}

static void
vireo_firmware_dialog_apply (VireoChangeDialog *dialog)
{
  VireoFirmwareDialog *self = VIREO_FIRMWARE_DIALOG (dialog);

  if (is_as_before (self))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  vireo_vm_set_firmware_async (vireo_change_dialog_get_vm (dialog),
                               is_uefi (self) ? VIREO_FIRMWARE_UEFI : VIREO_FIRMWARE_BIOS,
                               is_secure (self), NULL, vireo_change_dialog_done,
                               g_object_ref (self));
}

static void
vireo_firmware_dialog_dispose (GObject *object)
{
  g_clear_object (&VIREO_FIRMWARE_DIALOG (object)->settings);
  G_OBJECT_CLASS (vireo_firmware_dialog_parent_class)->dispose (object);
}

static void
vireo_firmware_dialog_class_init (VireoFirmwareDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_firmware_dialog_dispose;
  VIREO_CHANGE_DIALOG_CLASS (klass)->apply = vireo_firmware_dialog_apply;
  g_type_ensure (VIREO_TYPE_CHOICE_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-firmware-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoFirmwareDialog, firmware);
  gtk_widget_class_bind_template_child (widget_class, VireoFirmwareDialog, secure_boot);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
vireo_firmware_dialog_init (VireoFirmwareDialog *self)
{
  vireo_init_template (GTK_WIDGET (self));
}

/**
 * vireo_firmware_dialog_new:
 * @where: a widget of the window that asks
 * @host: (nullable): whether it has UEFI at all
 * @vm: a VM that is off
 * @settings: of @vm
 *
 * Returns: the dialog, not yet shown
 */
GtkWidget *
vireo_firmware_dialog_new (GtkWidget *where,
                           VireoHost *host,
                           VireoVm *vm,
                           VireoDomainSettings *settings)
{
  VireoFirmwareDialog *self = g_object_new (VIREO_TYPE_FIRMWARE_DIALOG, NULL);
  const VireoHostFacts *facts = host != NULL ? vireo_host_get_facts (host) : NULL;
  const VireoDomainValues *values = vireo_domain_settings_get_shown (settings);

  vireo_change_dialog_open (VIREO_CHANGE_DIALOG (self), where, vm);
  /* What the host says is about guests of its own kind. */
  self->lacks_uefi = facts != NULL && facts->is_qemu && !facts->has_uefi
                     && g_strcmp0 (facts->arch, values->arch) == 0;
  vireo_choice_row_fill (self->firmware, firmwares, G_N_ELEMENTS (firmwares),
                         values->firmware == VIREO_FIRMWARE_UEFI ? "uefi" : "bios");
  gtk_switch_set_active (self->secure_boot, values->secure_boot);
  self->settings = g_object_ref (settings);
  check_cb (self);
  vireo_change_dialog_begin_in (VIREO_CHANGE_DIALOG (self), GTK_WIDGET (self->firmware));
  return GTK_WIDGET (self);
}
