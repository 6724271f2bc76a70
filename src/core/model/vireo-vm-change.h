/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-disk.h"
#include "core/model/vireo-domain-edit.h"
#include "core/model/vireo-nic.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Changes of a VM's devices and settings, now and at its next start.  Main thread.
 *
 * Each ends with vireo_vm_change_finish(), notes the equivalent command in the journal and sets
 * nothing: what came of it is read again and shows in VireoVmDevices.  @cancellable stops the wait,
 * not the call. */

typedef enum
{
  VIREO_APPLY_NOW = 1 << 0,        /* WRONG_STATE when the VM does not run */
  VIREO_APPLY_NEXT_START = 1 << 1, /* in what is kept */
  /* Both; while the VM is off that is the next start alone, and for one that is not kept now
   * alone. */
  VIREO_APPLY_BOTH = VIREO_APPLY_NOW | VIREO_APPLY_NEXT_START,
} VireoApply;

gboolean vireo_vm_change_finish (VireoVm *self, GAsyncResult *result, GError **error);

/* Devices (vireo-vm-change-device.c, vireo-vm-change-pending.c) */

void     vireo_vm_attach_device_async (VireoVm *self, const char *xml, VireoApply apply,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
/* Now: waits for the guest to let go of it; TIMED_OUT when it does not within 20 seconds, and then
 * the device is still there (and, with NEXT_START, goes at the next start). */
void     vireo_vm_detach_device_async (VireoVm *self, VireoDevice *device, VireoApply apply,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
/* @xml: the whole element.  WRONG_STATE when somebody else changed the device meanwhile */
void     vireo_vm_update_device_async (VireoVm *self, VireoDevice *device, const char *xml,
                                       VireoApply apply, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
void     vireo_vm_edit_disk_async (VireoVm *self, VireoDisk *disk, const VireoDiskOptions *options,
                                   VireoApply apply, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
void     vireo_vm_edit_nic_async (VireoVm *self, VireoNic *nic, const VireoNicOptions *options,
                                  VireoApply apply, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
/* @media: (nullable): NULL ejects.  @force: also when the guest has locked the drive */
void     vireo_vm_change_media_async (VireoVm *self, VireoDisk *disk, const VireoMedia *media,
                                      gboolean force, VireoApply apply, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* What is pending about @device: done now, or dropped so that the next start is as it is now. */
void     vireo_vm_apply_pending_async (VireoVm *self, VireoDevice *device,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
void     vireo_vm_discard_pending_async (VireoVm *self, VireoDevice *device,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);

/* Disks with their files (vireo-vm-change-disk.c) */

typedef struct
{
  VireoDiskPlan disk;   /* its source is not given when a volume is to be made; target NULL: the
                           first that is free; format NULL: what a pool knows of the file, or raw */
  const char *new_pool; /* (nullable): make a volume here */
  const char *new_name; /* wished for, without extension; a number is added where it is taken */
  guint64 capacity;     /* bytes */
  gboolean full;        /* take all of its space at once */
} VireoNewDisk;

/* Makes the volume where one is wanted, then plugs the disk in.  Refused with NO_SPACE when it
 * does not fit.  When the disk cannot be plugged in, the volume that was made goes again. */
void     vireo_vm_add_disk_async (VireoVm *self, const VireoNewDisk *plan, VireoApply apply,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
/* Unplugs it and, @delete_file, deletes its file once it is really gone from the VM.  EXISTS when
 * another VM uses the file: nothing is done then. */
void     vireo_vm_remove_disk_async (VireoVm *self, VireoDisk *disk, gboolean delete_file,
                                     VireoApply apply, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
/* Grows it, running or off.  INVALID when that would shrink it, NO_SPACE when it cannot grow so
 * far where its file lies. */
void     vireo_vm_resize_disk_async (VireoVm *self, VireoDisk *disk, guint64 capacity,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Who else has it (vireo-vm-users.c) */

/* (transfer full): names of the other VMs that have @source (a path or pool/volume) as a disk, as
 * a medium or as a backing file; empty when nobody has */
void     vireo_vm_find_disk_users_async (VireoVm *self, const VireoMedia *source,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
GStrv    vireo_vm_find_disk_users_finish (VireoVm *self, GAsyncResult *result, GError **error);
/* (transfer full): names of the VMs, this one included, that have a NIC with @mac */
void     vireo_vm_find_mac_users_async (VireoVm *self, const char *mac, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GStrv    vireo_vm_find_mac_users_finish (VireoVm *self, GAsyncResult *result, GError **error);

/* Settings (vireo-vm-change-settings.c) */

/* @max_vcpus, @topology: at the next start only; 0 and NULL keep them */
void     vireo_vm_set_vcpus_async (VireoVm *self, guint vcpus, guint max_vcpus,
                                   const VireoTopology *topology, VireoApply apply,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Bytes.  @max_memory: at the next start only; 0 keeps it */
void     vireo_vm_set_memory_async (VireoVm *self, guint64 memory, guint64 max_memory,
                                    VireoApply apply, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* The rest is for the next start; see vireo-domain-edit.h. */
void     vireo_vm_set_cpu_async (VireoVm *self, const char *mode, const char *model,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
void     vireo_vm_set_boot_async (VireoVm *self, const char *const *keys,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
void     vireo_vm_set_firmware_async (VireoVm *self, VireoFirmware firmware, gboolean secure_boot,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
void     vireo_vm_add_virtio_async (VireoVm *self, VireoVirtio add, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
void     vireo_vm_remove_virtio_async (VireoVm *self, VireoVirtio remove,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
void     vireo_vm_add_folder_async (VireoVm *self, const char *path, const char *tag,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
/* What is pending about @one, a single bit: done now as far as that goes without a restart, or
 * dropped so that the next start is as it is now (vireo-vm-change-settings-pending.c).
 * UNSUPPORTED where vireo_settings_can_apply() or vireo_settings_can_discard() says so. */
void     vireo_vm_apply_setting_async (VireoVm *self, VireoDomainSettings *settings,
                                       VireoSetting one, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
void     vireo_vm_discard_setting_async (VireoVm *self, VireoDomainSettings *settings,
                                         VireoSetting one, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean vireo_settings_can_apply (VireoDomainSettings *settings, VireoSetting one);
gboolean vireo_settings_can_discard (VireoDomainSettings *settings, VireoSetting one);
/* Any change of what is kept.  Runs @edit on a worker with @data, which @destroy frees.  @command:
 * (nullable): for the journal; NULL: "virsh edit" */
VireoJournalEntry *
         vireo_vm_edit_definition_async (VireoVm *self, VireoDefinitionEdit edit, gpointer data,
                                         GDestroyNotify destroy, const char *const *command,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);

G_END_DECLS
