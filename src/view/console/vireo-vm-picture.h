/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/console/vireo-vnc-frame.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* What a VM's screen showed last, small: for lists.  It comes from a console that is open anyway,
 * so that a VM whose console was never opened has none.  Main thread. */

#define VIREO_TYPE_VM_PICTURE (vireo_vm_picture_get_type ())
G_DECLARE_FINAL_TYPE (VireoVmPicture, vireo_vm_picture, VIREO, VM_PICTURE, GObject)

/* Property: texture (GdkTexture, nullable, read-only) */
VireoVmPicture *vireo_vm_picture_of (VireoVm *vm); /* (transfer none): lives as long as @vm */
GdkTexture     *vireo_vm_picture_get_texture (VireoVmPicture *self);
void            vireo_vm_picture_frame_damaged (VireoVmPicture *self, VireoVncFrame *frame);

G_END_DECLS
