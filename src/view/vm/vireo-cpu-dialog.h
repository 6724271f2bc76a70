/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Asks what the virtual processors shall look like to the guest. */

#define VIREO_TYPE_CPU_DIALOG (vireo_cpu_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoCpuDialog, vireo_cpu_dialog, VIREO, CPU_DIALOG, VireoChangeDialog)

GtkWidget *vireo_cpu_dialog_new (GtkWidget *where, VireoHost *host,
                                 VireoVm *vm, VireoDomainSettings *settings);

G_END_DECLS
