/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for a new name of a VM that is off, and says at once what is wrong with it. */

#define VIREO_TYPE_RENAME_DIALOG (vireo_rename_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoRenameDialog, vireo_rename_dialog, VIREO, RENAME_DIALOG, AdwWindow)

GtkWidget *vireo_rename_dialog_new (GtkWidget *where, VireoContext *context, VireoVm *vm);

G_END_DECLS
