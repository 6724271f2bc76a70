/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* The step of the wizard where an installer is told what it would ask.  Left out where no installer
 * can be told.  Main thread. */

#define VIREO_TYPE_UNATTENDED_STEP (vireo_unattended_step_get_type ())
G_DECLARE_FINAL_TYPE (VireoUnattendedStep, vireo_unattended_step, VIREO, UNATTENDED_STEP, AdwBin)

GtkWidget *vireo_unattended_step_new (VireoInstallDraft *draft);

G_END_DECLS
