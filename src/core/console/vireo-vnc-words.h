/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-wire.h"

G_BEGIN_DECLS

/* Why a console ended, in words.  Any thread. */

GError *vireo_vnc_error_of_end (VireoWireEnd reason, VireoWirePhase phase, gboolean logged_in);
GError *vireo_vnc_error_of_silence (VireoWirePhase phase, guint seconds);

G_END_DECLS
