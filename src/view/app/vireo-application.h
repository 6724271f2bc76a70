/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "view/common/vireo-context.h"

G_BEGIN_DECLS

/* The program: one instance a session; a second call is handed to the first. */

#define VIREO_TYPE_APPLICATION (vireo_application_get_type ())
G_DECLARE_FINAL_TYPE (VireoApplication, vireo_application, VIREO, APPLICATION, AdwApplication)

VireoApplication *vireo_application_new (void);
int               vireo_application_run (VireoApplication *self, int argc, char **argv);

G_END_DECLS
