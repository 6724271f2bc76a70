/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-disk.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Asks how large a disk shall be, and says what is left to do inside the guest. */

#define VIREO_TYPE_DISK_GROW_DIALOG (vireo_disk_grow_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoDiskGrowDialog, vireo_disk_grow_dialog, VIREO, DISK_GROW_DIALOG, VireoChangeDialog)

GtkWidget *vireo_disk_grow_dialog_new (GtkWidget *where, VireoVm *vm, VireoDisk *disk);

G_END_DECLS
