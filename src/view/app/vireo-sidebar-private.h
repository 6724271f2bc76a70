/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/app/vireo-sidebar.h"

G_BEGIN_DECLS

/* For vireo-sidebar*.c only. */

void          _vireo_sidebar_class_rows_init (GtkWidgetClass *widget_class);
GObject      *_vireo_sidebar_get_row_item (GtkTreeListRow *row); /* (nullable) borrowed */

VireoContext *_vireo_sidebar_get_context (VireoSidebar *self);
GtkPopover   *_vireo_sidebar_get_menu (VireoSidebar *self);

G_END_DECLS
