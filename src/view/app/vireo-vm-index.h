/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/install/vireo-os-catalog.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Finding and ordering VMs.  What a VM is searched by and sorted by is folded once and kept with
 * it, so that a keystroke in the filter costs one strstr() a VM. */

typedef enum
{
  VIREO_SORT_NAME,
  VIREO_SORT_STATE, /* what runs first, then by name */
} VireoSort;

GStrv    vireo_vm_index_fold_words (const char *typed);
gboolean vireo_vm_index_matches (VireoVm *vm, VireoOsCatalog *catalog, const char *const *words);
int      vireo_vm_index_compare (VireoVm *a, VireoVm *b, VireoSort sort);
void     vireo_vm_index_forget_text (VireoVm *vm);
void     vireo_vm_index_forget_place (VireoVm *vm);

G_END_DECLS
