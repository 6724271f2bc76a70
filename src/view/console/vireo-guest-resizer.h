/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-vnc-session.h"

G_BEGIN_DECLS

/* Asks the guest for the size of its display, once that has come to rest. */

#define VIREO_TYPE_GUEST_RESIZER (vireo_guest_resizer_get_type ())
G_DECLARE_FINAL_TYPE (VireoGuestResizer, vireo_guest_resizer, VIREO, GUEST_RESIZER, GObject)

VireoGuestResizer *vireo_guest_resizer_new (void);
void               vireo_guest_resizer_set_active (VireoGuestResizer *self, gboolean active);
gboolean           vireo_guest_resizer_get_active (VireoGuestResizer *self);
void               vireo_guest_resizer_set_session (VireoGuestResizer *self,
                                                    VireoVncSession *session);
void               vireo_guest_resizer_set_size (VireoGuestResizer *self, int width, int height);

G_END_DECLS
