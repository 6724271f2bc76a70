/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Asks how many virtual processors there shall be, and how they are arranged. */

#define VIREO_TYPE_VCPUS_DIALOG (vireo_vcpus_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoVcpusDialog, vireo_vcpus_dialog, VIREO, VCPUS_DIALOG, VireoChangeDialog)

GtkWidget *vireo_vcpus_dialog_new (GtkWidget *where, VireoHost *host,
                                   VireoVm *vm, VireoDomainSettings *settings);

G_END_DECLS
