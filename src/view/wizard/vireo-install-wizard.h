/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* "New virtual machine": Media, System, Installation, Resources, Review.  Signals: "created" (uuid)
 * once the job has defined the VM; "elsewhere" (VireoHost, path of the ISO) when the user wants it
 * on another host, which reads the ISO. */

#define VIREO_TYPE_INSTALL_WIZARD (vireo_install_wizard_get_type ())
G_DECLARE_FINAL_TYPE (VireoInstallWizard, vireo_install_wizard, VIREO, INSTALL_WIZARD, AdwWindow)

GtkWidget *vireo_install_wizard_new (GtkWindow *parent, VireoContext *context, VireoHost *host);
void       vireo_install_wizard_set_media (VireoInstallWizard *self, const char *path);

G_END_DECLS
