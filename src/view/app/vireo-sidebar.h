/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "view/app/vireo-vm-index.h"
#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* The left side of the window: the filter, the hosts with their VMs, the jobs.
 *
 * Properties: selected (a VireoVm, a VireoHost or NULL), filter (text), n-vms (of all hosts,
 * filtered or not).  Signal "opened": the user wants to see what is selected. */

#define VIREO_TYPE_SIDEBAR (vireo_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (VireoSidebar, vireo_sidebar, VIREO, SIDEBAR, AdwBin)

void     vireo_sidebar_set_context (VireoSidebar *self, VireoContext *context);
GObject *vireo_sidebar_get_selected (VireoSidebar *self);
void     vireo_sidebar_select (VireoSidebar *self, GObject *item);
void     vireo_sidebar_set_sort (VireoSidebar *self, VireoSort sort);
void     vireo_sidebar_focus_filter (VireoSidebar *self);
void     vireo_sidebar_set_filter (VireoSidebar *self, const char *text);

G_END_DECLS
