/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* The VM's screen inside the page. */

#define VIREO_TYPE_CONSOLE_PANE (vireo_console_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoConsolePane, vireo_console_pane, VIREO, CONSOLE_PANE, VireoVmPane)

const char *vireo_console_pane_get_chosen (VireoConsolePane *self);
void        vireo_console_pane_choose (VireoConsolePane *self, const char *chosen);

G_END_DECLS
