/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vireo-disk.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Asks whether to take a disk out of its VM, and whether its file goes too (never ticked
 * beforehand); then does it. */

void vireo_disk_remove_ask (GtkWidget *where, VireoVm *vm, VireoDisk *disk);

G_END_DECLS
