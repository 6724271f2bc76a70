/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Adds a disk or a drive: a new volume, an existing file, or an empty CD-ROM drive. */

#define VIREO_TYPE_DISK_DIALOG (vireo_disk_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoDiskDialog, vireo_disk_dialog, VIREO, DISK_DIALOG, VireoChangeDialog)

GtkWidget *vireo_disk_dialog_new (GtkWidget *where, VireoHost *host, VireoVm *vm);

G_END_DECLS
