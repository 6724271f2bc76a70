/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-context.h"
#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* The NICs of a VM.  Properties: context (knows the host and its networks), devices (nullable: of
 * the VM shown), page (the name of what is shown: "list", "empty", ...). */

#define VIREO_TYPE_NICS_PANE (vireo_nics_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoNicsPane, vireo_nics_pane, VIREO, NICS_PANE, VireoVmPane)

G_END_DECLS
