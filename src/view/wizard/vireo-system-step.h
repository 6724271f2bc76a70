/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* Second step of the wizard: which operating system it is.  Property: draft. */

#define VIREO_TYPE_SYSTEM_STEP (vireo_system_step_get_type ())
G_DECLARE_FINAL_TYPE (VireoSystemStep, vireo_system_step, VIREO, SYSTEM_STEP, AdwBin)

GtkWidget *vireo_system_step_new (VireoInstallDraft *draft);

G_END_DECLS
