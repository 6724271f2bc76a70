/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Asks what the VM, which is off, shall be started by. */

#define VIREO_TYPE_FIRMWARE_DIALOG (vireo_firmware_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoFirmwareDialog, vireo_firmware_dialog, VIREO, FIRMWARE_DIALOG,
                      VireoChangeDialog)

GtkWidget *vireo_firmware_dialog_new (GtkWidget *where, VireoHost *host,
                                      VireoVm *vm, VireoDomainSettings *settings);

G_END_DECLS
