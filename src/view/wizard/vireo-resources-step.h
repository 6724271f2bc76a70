/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* Third step of the wizard: processors, memory, disk, network.  Property: draft. */

#define VIREO_TYPE_RESOURCES_STEP (vireo_resources_step_get_type ())
G_DECLARE_FINAL_TYPE (VireoResourcesStep, vireo_resources_step, VIREO, RESOURCES_STEP, AdwBin)

GtkWidget *vireo_resources_step_new (VireoInstallDraft *draft);

G_END_DECLS
