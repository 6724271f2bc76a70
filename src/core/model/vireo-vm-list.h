/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* The VMs of one host: a GListStore and a map by UUID.  Main thread.
 *
 * Signal "resized": one of them has other processors or memory than before. */

#define VIREO_TYPE_VM_LIST (vireo_vm_list_get_type ())
G_DECLARE_FINAL_TYPE (VireoVmList, vireo_vm_list, VIREO, VM_LIST, GObject)

VireoVmList *vireo_vm_list_new (const char *uri, VireoJournal *journal);
GListModel  *vireo_vm_list_get_items (VireoVmList *self);
VireoVm     *vireo_vm_list_ensure (VireoVmList *self, virDomainPtr handle);
void         vireo_vm_list_add_listing (VireoVmList *self, virDomainPtr *handles,
                                        GPtrArray *facts, guint n);
VireoVm     *vireo_vm_list_lookup (VireoVmList *self, const char *uuid);
VireoVm     *vireo_vm_list_find (VireoVmList *self, const char *name_id_or_uuid);
void         vireo_vm_list_remove (VireoVmList *self, const char *uuid);
void         vireo_vm_list_remove_except (VireoVmList *self, GHashTable *uuids);
void         vireo_vm_list_set_stale (VireoVmList *self, gboolean stale);

G_END_DECLS
