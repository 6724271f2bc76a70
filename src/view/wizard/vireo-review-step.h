/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* Last step of the wizard: everything in one view, and the name.  Property: draft.  Signal "edit"
 * (name of a step) when a line is activated. */

#define VIREO_TYPE_REVIEW_STEP (vireo_review_step_get_type ())
G_DECLARE_FINAL_TYPE (VireoReviewStep, vireo_review_step, VIREO, REVIEW_STEP, AdwBin)

GtkWidget *vireo_review_step_new (VireoInstallDraft *draft);

G_END_DECLS
