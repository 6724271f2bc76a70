/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* A bar under the header of the VM page about the VM's installation: how it goes, that it broke off,
 * that the system is ready.  Nothing is seen of it otherwise.  Property: vm (nullable).  Its buttons
 * are actions of the page. */

#define VIREO_TYPE_INSTALL_BAR (vireo_install_bar_get_type ())
G_DECLARE_FINAL_TYPE (VireoInstallBar, vireo_install_bar, VIREO, INSTALL_BAR, AdwBin)

G_END_DECLS
