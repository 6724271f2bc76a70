/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/app/vireo-window.h"
#include "view/vm/vireo-vm-page.h"
#include "view/app/vireo-sidebar.h"

G_BEGIN_DECLS

/* For vireo-window*.c only. */

void          _vireo_window_class_actions_init (VireoWindowClass *klass); /* vireo-window-actions.c */
void          _vireo_window_add_settings_actions (VireoWindow *self);
void          _vireo_window_drop_init (VireoWindow *self);                /* vireo-window-drop.c */

VireoSidebar *_vireo_window_get_sidebar (VireoWindow *self);
VireoVmPage  *_vireo_window_get_vm_page (VireoWindow *self);
GSettings    *_vireo_window_get_settings (VireoWindow *self);
void          _vireo_window_open (VireoWindow *self);
void          _vireo_window_show_doctor (VireoWindow *self, VireoHost *host);
void          _vireo_window_want_wizard (VireoWindow *self, const char *media);
gboolean      _vireo_window_order_vm (VireoWindow *self, const char *order);
void          _vireo_window_set_dropping (VireoWindow *self, gboolean dropping);

G_END_DECLS
