/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Where a VNC server is, reached: a connected socket and what the worker must know about it. */

typedef struct
{
  int fd;           /* (owned), -1 when handed on */
  char *host;       /* for TLS, empty on this machine */
  gboolean remote;  /* a network lies between */
  char *password;   /* (nullable): from the VM's definition */
} VireoVncTarget;

void            vireo_vnc_target_free (VireoVncTarget *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVncTarget, vireo_vnc_target_free)

void            vireo_vnc_target_open_vm_async (VireoVm *vm, guint head,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
void            vireo_vnc_target_open_address_async (const char *address,
                                                     GCancellable *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer user_data);
VireoVncTarget *vireo_vnc_target_open_finish (GAsyncResult *result, GError **error);

/* Any thread. */
VireoVncTarget *vireo_vnc_target_open_address (const char *address, GCancellable *cancellable,
                                               GError **error);
char           *vireo_vnc_target_find_address (const char *domain_xml, const char *uri, guint head,
                                               guint *index, char **password, GError **error);

G_END_DECLS
