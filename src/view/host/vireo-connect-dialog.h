/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host-list.h"

G_BEGIN_DECLS

/* "Connection…": which host to add.  It stays open while the host opens, so that a mistake can be
 * mended at once.  Signal "connecting" (VireoHost): it is on, or the user goes on without waiting. */

#define VIREO_TYPE_CONNECT_DIALOG (vireo_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoConnectDialog, vireo_connect_dialog, VIREO, CONNECT_DIALOG, AdwWindow)

GtkWidget *vireo_connect_dialog_new (GtkWindow *parent, VireoHostList *hosts);

G_END_DECLS
