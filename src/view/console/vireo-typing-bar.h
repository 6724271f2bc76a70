/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/console/vireo-vnc-session.h"

G_BEGIN_DECLS

/* Types the clipboard into a guest, and shows how far that is; not to be seen otherwise.  Its
 * actions, for whatever has the menu: type-clipboard, typing-layout, stop. */

#define VIREO_TYPE_TYPING_BAR (vireo_typing_bar_get_type ())
G_DECLARE_FINAL_TYPE (VireoTypingBar, vireo_typing_bar, VIREO, TYPING_BAR, AdwBin)

void          vireo_typing_bar_set_session (VireoTypingBar *self, VireoVncSession *session);
void          vireo_typing_bar_set_vm (VireoTypingBar *self, VireoVm *vm);
GActionGroup *vireo_typing_bar_get_actions (VireoTypingBar *self);

G_END_DECLS
