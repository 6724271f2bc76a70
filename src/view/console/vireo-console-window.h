/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* The console of one VM in a window of its own, on another screen maybe.  There may be several. */

#define VIREO_TYPE_CONSOLE_WINDOW (vireo_console_window_get_type ())
G_DECLARE_FINAL_TYPE (VireoConsoleWindow, vireo_console_window, VIREO, CONSOLE_WINDOW, AdwWindow)

GtkWidget *vireo_console_window_new (GtkApplication *application, VireoVm *vm,
                                     const char *chosen);

G_END_DECLS
