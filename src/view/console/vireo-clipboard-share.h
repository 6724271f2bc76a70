/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/console/vireo-display.h"

G_BEGIN_DECLS

/* Text that is copied on one side can be pasted on the other, where the server has it: only while
 * the guest has the keyboard, and only when the user wants it so (the setting "share-clipboard"). */

#define VIREO_TYPE_CLIPBOARD_SHARE (vireo_clipboard_share_get_type ())
G_DECLARE_FINAL_TYPE (VireoClipboardShare, vireo_clipboard_share, VIREO, CLIPBOARD_SHARE, GObject)

VireoClipboardShare *vireo_clipboard_share_new (VireoDisplay *display);

G_END_DECLS
