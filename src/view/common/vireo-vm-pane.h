/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* A pane of the VM page (Console, Overview, Disks, ...).  A pane is one .c, one .h, one .ui and
 * one line in vireo-vm-page.c.  Everything a pane shows follows its #VireoVmPane:vm through
 * bindings, so showing another VM is one assignment. */

#define VIREO_TYPE_VM_PANE (vireo_vm_pane_get_type ())
G_DECLARE_DERIVABLE_TYPE (VireoVmPane, vireo_vm_pane, VIREO, VM_PANE, AdwBin)

/* ms until a pane that shows another VM, or is shown, begins to watch: two frames, so that what
 * becomes known does not make the first one longer. */
#define VIREO_VM_PANE_SOON 32

/* Properties: vm (nullable), shown (whether this is the visible pane: read cost only then) */
struct _VireoVmPaneClass
{
  AdwBinClass parent_class;

  void (*vm_set) (VireoVmPane *self, VireoVm *vm);
  void (*shown_changed) (VireoVmPane *self, gboolean shown);
};

VireoVm *vireo_vm_pane_get_vm (VireoVmPane *self);
void     vireo_vm_pane_set_vm (VireoVmPane *self, VireoVm *vm);
gboolean vireo_vm_pane_get_shown (VireoVmPane *self);
void     vireo_vm_pane_set_shown (VireoVmPane *self, gboolean shown);
void     vireo_vm_pane_settle (VireoVmPane *self);

G_END_DECLS
