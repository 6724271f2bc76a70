/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"
#include "core/model/vireo-vm-change.h"
#include "core/model/vireo-vm-devices.h"
#include "core/stats/vireo-guest-watch.h"
#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* A group of the overview: what it shows follows the settings of the VM, which the pane keeps true
 * while it is shown. */

#define VIREO_TYPE_SETTINGS_GROUP (vireo_settings_group_get_type ())
G_DECLARE_DERIVABLE_TYPE (VireoSettingsGroup, vireo_settings_group, VIREO, SETTINGS_GROUP,
                          AdwPreferencesGroup)

/* Properties: vm, guest (both writable, nullable; guest is what the pane has asked for), context
 * (writable once), and of the VM: host, devices, settings (all nullable), editable (boolean: there
 * is a next start to change). */
struct _VireoSettingsGroupClass
{
  AdwPreferencesGroupClass parent_class;

  /* (nullable): another VM is shown */
  void (*vm_set) (VireoSettingsGroup *self, VireoVm *vm);
  /* (nullable): its settings, its devices or its state are others than before; enables actions */
  void (*changed) (VireoSettingsGroup *self);
};

VireoVm             *vireo_settings_group_get_vm (VireoSettingsGroup *self);
VireoHost           *vireo_settings_group_get_host (VireoSettingsGroup *self);
VireoVmDevices      *vireo_settings_group_get_devices (VireoSettingsGroup *self);
VireoDomainSettings *vireo_settings_group_get_settings (VireoSettingsGroup *self);
gboolean             vireo_settings_group_is_editable (VireoSettingsGroup *self);
gboolean             vireo_settings_group_is_changeable (VireoSettingsGroup *self);

/* A bar whose colour means nothing: neither little nor much is good or bad in itself. */
void                 vireo_settings_group_init_bar (GtkLevelBar *bar);

G_END_DECLS
