/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/console/vireo-text-keys.h"
#include "core/console/vireo-vnc-session.h"

G_BEGIN_DECLS

/* Types text into a guest, as slowly as the guest can follow.  Main thread. */

#define VIREO_TYPE_TEXT_TYPER (vireo_text_typer_get_type ())
G_DECLARE_FINAL_TYPE (VireoTextTyper, vireo_text_typer, VIREO, TEXT_TYPER, GObject)

/* Properties, read-only: typing (boolean), progress (double, 0 to 1) */
VireoTextTyper *vireo_text_typer_new (VireoVncSession *session);
void            vireo_text_typer_start (VireoTextTyper *self, VireoTextKeys *keys);
void            vireo_text_typer_stop (VireoTextTyper *self);
gboolean        vireo_text_typer_get_typing (VireoTextTyper *self);

G_END_DECLS
