/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-disk.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Bus, cache, discard, access and serial number of a disk. */

#define VIREO_TYPE_DISK_OPTIONS_DIALOG (vireo_disk_options_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoDiskOptionsDialog, vireo_disk_options_dialog, VIREO, DISK_OPTIONS_DIALOG, VireoChangeDialog)

GtkWidget *vireo_disk_options_dialog_new (GtkWidget *where, VireoVm *vm, VireoDisk *disk);

G_END_DECLS
