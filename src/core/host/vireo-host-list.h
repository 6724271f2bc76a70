/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* The hosts that Vireo shows, saved as a key file in the user's configuration directory.  Main
 * thread; the file is read and written on a worker. */

#define VIREO_TYPE_HOST_LIST (vireo_host_list_get_type ())
G_DECLARE_FINAL_TYPE (VireoHostList, vireo_host_list, VIREO, HOST_LIST, GObject)

VireoHostList *vireo_host_list_new (VireoJournal *journal);
GListModel    *vireo_host_list_get_items (VireoHostList *self); /* of VireoHost */
void           vireo_host_list_load_async (VireoHostList *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean       vireo_host_list_load_finish (VireoHostList *self, GAsyncResult *result,
                                            GError **error);
VireoHost     *vireo_host_list_ensure (VireoHostList *self, const char *uri, gboolean save_it);
VireoHost     *vireo_host_list_lookup (VireoHostList *self, const char *uri);
void           vireo_host_list_remove (VireoHostList *self, VireoHost *host);

/* Opens what is saved; with nothing saved, qemu:///system when it answers, else
 * qemu:///session. */
void           vireo_host_list_connect_default (VireoHostList *self);

G_END_DECLS
