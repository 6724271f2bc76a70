/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* The context menus of the list.  Only what is possible now is in them; the items are
 * win.vm('ORDER'), which the page of the VM carries out, and win.host('ORDER'). */

GMenuModel *vireo_vm_menu_new (VireoVm *vm);
GMenuModel *vireo_host_menu_new (VireoHost *host);

G_END_DECLS
