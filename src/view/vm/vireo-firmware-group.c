/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/vm/vireo-firmware-dialog.h"
#include "view/vm/vireo-firmware-group.h"
#include "view/vm/vireo-setting-pending-row.h"
#include "view/vm/vireo-setting-text.h"

struct _VireoFirmwareGroup
{
  VireoSettingsGroup parent_instance;

  VireoSettingPendingRow *pending;
};

G_DEFINE_FINAL_TYPE (VireoFirmwareGroup, vireo_firmware_group, VIREO_TYPE_SETTINGS_GROUP)

static gboolean
has_choice (VireoDomainSettings *settings)
{
  return settings != NULL
         && vireo_domain_settings_get_shown (settings)->firmware != VIREO_FIRMWARE_OTHER;
}

static void
vireo_firmware_group_changed (VireoSettingsGroup *group)
{
  VireoDomainSettings *settings = vireo_settings_group_get_settings (group);

  gtk_widget_action_set_enabled (GTK_WIDGET (group), "firmware.change",
                                 vireo_settings_group_is_editable (group) && has_choice (settings)
                                     && vireo_domain_settings_get_live (settings) == NULL);
}

static void
change_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VireoSettingsGroup *group = VIREO_SETTINGS_GROUP (widget);

  gtk_window_present (GTK_WINDOW (vireo_firmware_dialog_new (
      widget, vireo_settings_group_get_host (group), vireo_settings_group_get_vm (group),
      vireo_settings_group_get_settings (group))));
}

/* Words for the bindings */

static char *
firmware_text (gpointer instance, VireoDomainSettings *settings)
{
  const VireoDomainValues *values;
  g_autofree char *name = NULL;

  if (settings == NULL)
    return g_strdup ("");
  values = vireo_domain_settings_get_shown (settings);
  name = vireo_setting_text_firmware (values->firmware, values->secure_boot);
  if (vireo_domain_settings_get_live (settings) == NULL || !has_choice (settings))
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s\n%s", name,
                          _ ("It can be changed while the virtual machine is off."));
}

static char *
virtualisation_text (gpointer instance, const char *type)
{
  if (type == NULL)
    return g_strdup ("");
  if (g_str_equal (type, "kvm"))
    return g_strdup (_ ("Hardware acceleration (KVM)"));
  if (g_str_equal (type, "qemu"))
    return g_strdup (_ ("Software emulation: runs everywhere, slowly"));
  return g_strdup (type);
}

static void
vireo_firmware_group_class_init (VireoFirmwareGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  VIREO_SETTINGS_GROUP_CLASS (klass)->changed = vireo_firmware_group_changed;
  g_type_ensure (VIREO_TYPE_SETTING_PENDING_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-firmware-group.ui");
  gtk_widget_class_bind_template_child (widget_class, VireoFirmwareGroup, pending);
  gtk_widget_class_bind_template_callback (widget_class, firmware_text);
  gtk_widget_class_bind_template_callback (widget_class, virtualisation_text);
  gtk_widget_class_install_action (widget_class, "firmware.change", NULL, change_action);
}

static void
vireo_firmware_group_init (VireoFirmwareGroup *self)
{
  vireo_init_template (GTK_WIDGET (self));
  vireo_setting_pending_row_set_setting (self->pending, VIREO_SETTING_FIRMWARE);
}
