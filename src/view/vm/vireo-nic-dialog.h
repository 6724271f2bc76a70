/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Adds a NIC or changes one.  Properties: mac-problem (nullable: what is to be said of the MAC
 * address), why-not-now (why the change has to wait for the next start; "" when it has not). */

#define VIREO_TYPE_NIC_DIALOG (vireo_nic_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoNicDialog, vireo_nic_dialog, VIREO, NIC_DIALOG, VireoChangeDialog)

GtkWidget *vireo_nic_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm, VireoNic *nic,
                                 VireoNicSet what);

G_END_DECLS
