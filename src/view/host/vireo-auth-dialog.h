/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-auth-request.h"
#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* What a host asks while it opens: a user name, a password, ... */

#define VIREO_TYPE_AUTH_DIALOG (vireo_auth_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoAuthDialog, vireo_auth_dialog, VIREO, AUTH_DIALOG, AdwWindow)

void vireo_auth_dialog_ask (GtkWindow *parent, VireoHost *host, VireoAuthRequest *request);

G_END_DECLS
