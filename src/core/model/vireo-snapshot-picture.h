/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* What was on the guest's screen when a snapshot was taken: a small image among the user's own data,
 * found by the VM's UUID and the snapshot's name.  libvirt has no place for it. */

GBytes  *vireo_snapshot_picture_shoot (virDomainPtr handle); /* worker; (nullable) */
void     vireo_snapshot_picture_store (virDomainPtr handle, const char *name, GBytes *picture); /* worker */
void     vireo_snapshot_picture_rename (virDomainPtr handle, const char *from, const char *to); /* worker */
void     vireo_snapshot_picture_remove (virDomainPtr handle, const char *name); /* worker */
void     vireo_snapshot_picture_remove_all (const char *uuid);                  /* worker */
GBytes  *vireo_snapshot_picture_shrink (GBytes *picture, guint width);          /* any thread */

/* Main thread. */
void     vireo_snapshot_picture_load_async (VireoVm *vm, const char *name,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
GBytes  *vireo_snapshot_picture_load_finish (VireoVm *vm, GAsyncResult *result, GError **error);

G_END_DECLS
