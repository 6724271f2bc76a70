/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Starting the worker process. */

typedef struct
{
  GSubprocess *process; /* (owned) */
  int fd;               /* (owned): our end of its socket, -1 when handed on */
} VireoVncProcess;

void             vireo_vnc_process_free (VireoVncProcess *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVncProcess, vireo_vnc_process_free)

void             vireo_vnc_process_start_async (GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
VireoVncProcess *vireo_vnc_process_start_finish (GAsyncResult *result, GError **error);

G_END_DECLS
