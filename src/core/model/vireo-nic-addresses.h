/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Which IP addresses each NIC of a VM has, and who says so.  Main thread. */

void        vireo_nic_addresses_read_async (VireoVm *vm, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
GHashTable *vireo_nic_addresses_read_finish (VireoVm *vm, GAsyncResult *result, GError **error);
/* (nullable): "192.168.122.5 (DHCP lease, guest agent)", an address a line */
const char *vireo_nic_addresses_find (GHashTable *addresses, const char *mac);

G_END_DECLS
