/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-wire-channel.h"

G_BEGIN_DECLS

/* Whether the worker lives: asked every few seconds.  One that hangs ends like one that died.
 * Main thread. */

typedef struct _VireoVncPulse VireoVncPulse;
typedef void (*VireoVncPulseLost) (gpointer user_data);

VireoVncPulse *vireo_vnc_pulse_new (VireoWireChannel *channel, VireoVncPulseLost lost,
                                    gpointer user_data);
void           vireo_vnc_pulse_felt (VireoVncPulse *self);
void           vireo_vnc_pulse_free (VireoVncPulse *self);

G_END_DECLS
