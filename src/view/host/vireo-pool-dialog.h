/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* A new storage pool: its name and its folder. */

#define VIREO_TYPE_POOL_DIALOG (vireo_pool_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoPoolDialog, vireo_pool_dialog, VIREO, POOL_DIALOG, VireoChangeDialog)

GtkWidget *vireo_pool_dialog_new (GtkWidget *where, VireoHost *host);

G_END_DECLS
