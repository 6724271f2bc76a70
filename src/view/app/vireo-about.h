/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void  vireo_about_show (GtkWindow *parent, VireoContext *context);
char *vireo_about_make_debug_info (VireoContext *context);

G_END_DECLS
