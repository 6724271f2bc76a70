/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* The main window: the list on the left, the page of what is chosen on the right.  Pages and
 * dialogs are made when they are first needed. */

#define VIREO_TYPE_WINDOW (vireo_window_get_type ())
G_DECLARE_FINAL_TYPE (VireoWindow, vireo_window, VIREO, WINDOW, AdwApplicationWindow)

GtkWidget    *vireo_window_new (GtkApplication *app, VireoContext *context, GSettings *settings);
VireoContext *vireo_window_get_context (VireoWindow *self);
VireoHost    *vireo_window_get_host (VireoWindow *self);
VireoVm      *vireo_window_get_vm (VireoWindow *self);
void          vireo_window_show_host (VireoWindow *self, VireoHost *host);
void          vireo_window_show_vm (VireoWindow *self, VireoVm *vm, const char *pane);
void          vireo_window_ask_delete (VireoWindow *self, VireoVm *vm);
void          vireo_window_open_wizard (VireoWindow *self, VireoHost *host, const char *media);

G_END_DECLS
