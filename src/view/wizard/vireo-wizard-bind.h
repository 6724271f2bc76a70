/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/install/vireo-install-draft.h"

G_BEGIN_DECLS

/* How the steps of the wizard are joined with the draft.  Main thread. */

void vireo_wizard_bind (VireoInstallDraft *draft, const char *property, gpointer widget,
                        const char *its);
void vireo_wizard_follow (VireoInstallDraft *draft, const char *property, GCallback callback,
                          gpointer step);
void vireo_wizard_add_problem (VireoInstallDraft *draft, GtkWidget *box, const char *property);
void vireo_wizard_add_note (VireoInstallDraft *draft, GtkWidget *box, const char *property);

G_END_DECLS
