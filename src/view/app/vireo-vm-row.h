/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/install/vireo-os-catalog.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* One VM in the sidebar: its icon, its name and either the word for its state or, while it
 * runs, a small curve of its processor use.
 *
 * It draws itself instead of being made of labels and images: GtkListView keeps two hundred
 * rows alive, and a letter typed into the filter binds all of them anew within one frame. */

#define VIREO_TYPE_VM_ROW (vireo_vm_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoVmRow, vireo_vm_row, VIREO, VM_ROW, GtkWidget)

GtkWidget *vireo_vm_row_new (VireoOsCatalog *catalog);
void       vireo_vm_row_set_vm (VireoVmRow *self, VireoVm *vm);
VireoVm   *vireo_vm_row_get_vm (VireoVmRow *self);

G_END_DECLS
