/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* The right side of the window for a host: what it is, what it has and gave out; its storage,
 * its networks and the doctor on pages of their own.  Property: host (nullable). */

#define VIREO_TYPE_HOST_PAGE (vireo_host_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoHostPage, vireo_host_page, VIREO, HOST_PAGE, AdwBin)

GtkWidget *vireo_host_page_new (void);
void       vireo_host_page_set_host (VireoHostPage *self, VireoHost *host);
VireoHost *vireo_host_page_get_host (VireoHostPage *self);
void       vireo_host_page_show (VireoHostPage *self, const char *page);

G_END_DECLS
