/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/model/vireo-disk.h"
#include "core/model/vireo-domain-settings.h"
#include "core/model/vireo-hardware.h"
#include "core/model/vireo-nic.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* The devices and settings of one VM, read from both of its documents while somebody looks.  Main
 * thread. */

#define VIREO_TYPE_VM_DEVICES (vireo_vm_devices_get_type ())
G_DECLARE_FINAL_TYPE (VireoVmDevices, vireo_vm_devices, VIREO, VM_DEVICES, GObject)

/* Properties: vm, disks, nics, hardware (GListModel), settings (VireoDomainSettings, nullable until
 * loaded), loaded (boolean), error (boxed GError, nullable: why the last reading failed; the lists
 * stay as they were), n-pending (uint: devices with something pending).
 * Signal "changed": after each reading that brought anything new.
 *
 * A row whose device is as before keeps its object; one that changed is replaced in its place. */
VireoVmDevices      *vireo_vm_devices_new (VireoVm *vm);
VireoVmDevices      *vireo_vm_get_devices (VireoVm *vm); /* (transfer full): shared by all who look */
void                 vireo_vm_devices_watch (VireoVmDevices *self);
void                 vireo_vm_devices_unwatch (VireoVmDevices *self);

VireoVm             *vireo_vm_devices_get_vm (VireoVmDevices *self);
GListModel          *vireo_vm_devices_get_disks (VireoVmDevices *self);    /* of VireoDisk */
GListModel          *vireo_vm_devices_get_nics (VireoVmDevices *self);     /* of VireoNic */
GListModel          *vireo_vm_devices_get_hardware (VireoVmDevices *self); /* of VireoHardware */
VireoDomainSettings *vireo_vm_devices_get_settings (VireoVmDevices *self); /* (nullable) */
gboolean             vireo_vm_devices_is_loaded (VireoVmDevices *self);
const GError        *vireo_vm_devices_get_error (VireoVmDevices *self); /* (nullable) */
VireoDevice         *vireo_vm_devices_find (VireoVmDevices *self, const char *key); /* (nullable) */

G_END_DECLS
