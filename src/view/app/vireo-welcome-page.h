/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* What the right side says while nothing is chosen: what to do first.
 *
 * Properties: host (nullable: the one to speak of), n-vms (of all hosts). */

#define VIREO_TYPE_WELCOME_PAGE (vireo_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (VireoWelcomePage, vireo_welcome_page, VIREO, WELCOME_PAGE, AdwBin)

void       vireo_welcome_page_set_host (VireoWelcomePage *self, VireoHost *host);
VireoHost *vireo_welcome_page_get_host (VireoWelcomePage *self);

G_END_DECLS
