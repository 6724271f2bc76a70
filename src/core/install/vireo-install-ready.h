/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* Finds out when a system that was just installed is up and can be reached, and what address it has.
 * For vireo-install-watch.c.  Main thread. */

typedef struct _VireoInstallReady VireoInstallReady;

VireoInstallReady *vireo_install_ready_new (VireoVm *vm);
void               vireo_install_ready_free (VireoInstallReady *ready);

G_END_DECLS
