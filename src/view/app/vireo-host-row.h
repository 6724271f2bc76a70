/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* A host in the sidebar: its name, whether it is opening or lost, and the button that tries
 * again.  Property: host (nullable). */

#define VIREO_TYPE_HOST_ROW (vireo_host_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoHostRow, vireo_host_row, VIREO, HOST_ROW, AdwBin)

GtkWidget *vireo_host_row_new (void);
void       vireo_host_row_set_host (VireoHostRow *self, VireoHost *host);
VireoHost *vireo_host_row_get_host (VireoHostRow *self);

G_END_DECLS
