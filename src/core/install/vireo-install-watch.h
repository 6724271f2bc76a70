/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* Ends installations: when an installed system first boots, the ISO is ejected and the phase in
 * our metadata ends; also when that happened while Vireo was not running.  Says how those under way
 * go (VireoVm's install-minutes, -written, -stuck and -picture), and when what was installed is up
 * (install-ready).  One per host list; follows every VM whose phase is not VIREO_INSTALL_NONE.  Main
 * thread. */

#define VIREO_TYPE_INSTALL_WATCH (vireo_install_watch_get_type ())
G_DECLARE_FINAL_TYPE (VireoInstallWatch, vireo_install_watch, VIREO, INSTALL_WATCH, GObject)

VireoInstallWatch *vireo_install_watch_new (GListModel *hosts); /* of VireoHost */

/* The bar's *Undo*: puts the medium back and the phase to running. */
void     vireo_install_watch_reinsert_async (VireoVm *vm, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* The bar's close button: forgets the installation, keeps the medium out. */
void     vireo_install_watch_dismiss_async (VireoVm *vm, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
/* The user has seen that it is ready. */
void     vireo_install_watch_note_opened_async (VireoVm *vm, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
/* What broke off: begins it anew, from the installer's own kernel where it has one. */
void     vireo_install_watch_restart_async (VireoVm *vm, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean vireo_install_watch_change_finish (VireoVm *vm, GAsyncResult *result, GError **error);

G_END_DECLS
