/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/install/vireo-iso-access.h"
#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* What to do about an image that the host's QEMU cannot read: copy it into a pool, let QEMU
 * through the folders on the way, or use the session of the user. */

#define VIREO_TYPE_ISO_ACCESS_DIALOG (vireo_iso_access_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VireoIsoAccessDialog, vireo_iso_access_dialog, VIREO, ISO_ACCESS_DIALOG,
                      AdwWindow)

/* The one call of whoever has an image chosen.  Looks first; asks only where it has to. */
void  vireo_iso_access_ask_async (GtkWidget *where, VireoContext *context, VireoHost *host,
                                  const char *path, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
char *vireo_iso_access_ask_finish (GtkWidget *where, GAsyncResult *result, VireoHost **host,
                                   GError **error);

G_END_DECLS
