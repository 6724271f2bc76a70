/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/jobs/vireo-job.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Removes a VM and the disk files that were ticked.  Lists them first. */

typedef enum
{
  VIREO_DISK_FATE_OFFER,      /* only this VM uses it: may be ticked */
  VIREO_DISK_FATE_READ_ONLY,  /* a CD image or other read-only medium: never deleted */
  VIREO_DISK_FATE_SHARED,     /* marked shareable, or a backing file of another disk */
  VIREO_DISK_FATE_OTHERS_USE, /* another VM has it: named in used_by */
  VIREO_DISK_FATE_DEVICE,     /* a block device or network disk: not a file */
  VIREO_DISK_FATE_MISSING,    /* the file is not there */
} VireoDiskFate;

#define VIREO_TYPE_DELETE_ITEM (vireo_delete_item_get_type ())
G_DECLARE_FINAL_TYPE (VireoDeleteItem, vireo_delete_item, VIREO, DELETE_ITEM, GObject)

/* Properties: path, target, size (bytes), fate, used-by (nullable), created-by-vireo,
 * selected (read-write: preset TRUE for what Vireo created or only this VM uses; always FALSE
 * unless fate is OFFER) */

const char *vireo_delete_item_get_path (VireoDeleteItem *self);
gboolean    vireo_delete_item_get_selected (VireoDeleteItem *self);

void        vireo_delete_list_async (VireoVm *vm, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
GListModel *vireo_delete_list_finish (VireoVm *vm, GAsyncResult *result, GError **error);

#define VIREO_TYPE_DELETE_JOB (vireo_delete_job_get_type ())
G_DECLARE_FINAL_TYPE (VireoDeleteJob, vireo_delete_job, VIREO, DELETE_JOB, VireoJob)

/* items: of VireoDeleteItem; the selected ones go with the VM */
VireoDeleteJob *vireo_delete_job_new (VireoVm *vm, GListModel *items);

G_END_DECLS
