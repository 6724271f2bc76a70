/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Asks for a folder of the host that the guest shall see (virtiofs). */

#define VIREO_TYPE_FOLDER_DIALOG (vireo_folder_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoFolderDialog, vireo_folder_dialog, VIREO, FOLDER_DIALOG,
                      VireoChangeDialog)

GtkWidget *vireo_folder_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm);

G_END_DECLS
