/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Adds a device that is neither disk nor NIC: first which kind, then what there is to say of it. */

#define VIREO_TYPE_HARDWARE_DIALOG (vireo_hardware_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoHardwareDialog, vireo_hardware_dialog, VIREO, HARDWARE_DIALOG,
                      VireoChangeDialog)

GtkWidget *vireo_hardware_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm);

G_END_DECLS
