/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Says what goes with a VM, lets the user tick the disk files that go too, and hands the rest to
 * a job.  Properties: vm, items (GListModel of VireoDeleteItem, nullable until listed),
 * problem (nullable: why they could not be listed). */

#define VIREO_TYPE_DELETE_DIALOG (vireo_delete_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoDeleteDialog, vireo_delete_dialog, VIREO, DELETE_DIALOG, AdwWindow)

GtkWidget *vireo_delete_dialog_new (GtkWidget *where, VireoContext *context, VireoVm *vm);

G_END_DECLS
