/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"
#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* The right side of the window for one VM: header with power actions, banner, panes.
 * Properties: vm, context, pane (name of the visible pane: "console", "overview", ...). */

#define VIREO_TYPE_VM_PAGE (vireo_vm_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoVmPage, vireo_vm_page, VIREO, VM_PAGE, AdwBin)

GtkWidget *vireo_vm_page_new (VireoContext *context);
void       vireo_vm_page_set_vm (VireoVmPage *self, VireoVm *vm);
VireoVm   *vireo_vm_page_get_vm (VireoVmPage *self);
void       vireo_vm_page_show_pane (VireoVmPage *self, const char *name);
void       vireo_vm_page_show_nth_pane (VireoVmPage *self, guint n);
void       vireo_vm_page_ask_delete (VireoVmPage *self);

G_END_DECLS
