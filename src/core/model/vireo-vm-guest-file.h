/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Text into a file inside the guest, by its agent: what no keyboard can type.  Main thread. */

#define VIREO_GUEST_FILE_MAX (1024 * 1024) /* bytes */

gboolean vireo_vm_can_write_guest_file (VireoVm *self);
char    *vireo_vm_write_guest_file_async (VireoVm *self, const char *text,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean vireo_vm_write_guest_file_finish (VireoVm *self, GAsyncResult *result, GError **error);

G_END_DECLS
