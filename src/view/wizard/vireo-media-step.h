/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* First step of the wizard: what to install from.  Property: draft. */

#define VIREO_TYPE_MEDIA_STEP (vireo_media_step_get_type ())
G_DECLARE_FINAL_TYPE (VireoMediaStep, vireo_media_step, VIREO, MEDIA_STEP, AdwBin)

GtkWidget *vireo_media_step_new (VireoInstallDraft *draft);

G_END_DECLS
