/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-disk.h"
#include "view/vm/vireo-change-dialog.h"

G_BEGIN_DECLS

/* Puts an image into a CD-ROM or floppy drive. */

#define VIREO_TYPE_MEDIA_DIALOG (vireo_media_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoMediaDialog, vireo_media_dialog, VIREO, MEDIA_DIALOG, VireoChangeDialog)

GtkWidget *vireo_media_dialog_new (GtkWidget *where, VireoVm *vm, VireoDisk *disk);

G_END_DECLS
