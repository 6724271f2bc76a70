/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* A new virtual network: its name, its addresses, and whether it leads out. */

#define VIREO_TYPE_NETWORK_DIALOG (vireo_network_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoNetworkDialog, vireo_network_dialog, VIREO, NETWORK_DIALOG, VireoChangeDialog)

GtkWidget *vireo_network_dialog_new (GtkWidget *where, VireoHost *host);

G_END_DECLS
