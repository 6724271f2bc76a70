/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Asks how much memory there shall be. */

#define VIREO_TYPE_MEMORY_DIALOG (vireo_memory_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoMemoryDialog, vireo_memory_dialog, VIREO, MEMORY_DIALOG,
                      VireoChangeDialog)

GtkWidget *vireo_memory_dialog_new (GtkWidget *where, VireoHost *host,
                                    VireoVm *vm, VireoDomainSettings *settings);

G_END_DECLS
