/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* For vireo-vm-*.c only. */

void vireo_vm_reread (VireoVm *self);
void vireo_vm_set_order (VireoVm *self, int order);
void vireo_vm_take_addresses (VireoVm *self, GStrv addresses);
gpointer *vireo_vm_get_address_watch (VireoVm *self);
void vireo_vm_addresses_stop (VireoVm *self);
gpointer *vireo_vm_get_devices_place (VireoVm *self);

/* Calls a libvirt function and what undoes nothing: the shape of every order and edit. */
typedef gboolean (*VireoVmCall) (virDomainPtr handle, gpointer argument, GError **error);

VireoJournalEntry *vireo_vm_call_async (VireoVm *self, VireoVmCall call, gpointer argument,
                                        GDestroyNotify destroy, const char *const *command,
                                        gpointer tag, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS
