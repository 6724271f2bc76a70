/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Widgets from .ui templates, laid out at a price a frame can pay. */

void vireo_init_template (GtkWidget *widget);
void vireo_lighten (GtkWidget *widget);
GtkWidget *vireo_action_row_new (void);

G_END_DECLS
