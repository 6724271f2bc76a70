/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-os-catalog.h"

G_BEGIN_DECLS

/* All operating systems that are known, to search and choose from.  Signal "chosen" (VireoOs). */

#define VIREO_TYPE_OS_CHOOSER (vireo_os_chooser_get_type ())
G_DECLARE_FINAL_TYPE (VireoOsChooser, vireo_os_chooser, VIREO, OS_CHOOSER, AdwWindow)

GtkWidget *vireo_os_chooser_new (GtkWidget *where, VireoOsCatalog *catalog);

G_END_DECLS
