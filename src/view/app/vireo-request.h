/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/app/vireo-window.h"

G_BEGIN_DECLS

/* What a command line asks for: which host, what to show of it.  The options are those of
 * virt-manager, so that launchers and habits carry over. */

extern const GOptionEntry vireo_request_options[];

/* Usage: before there is a window, in the process that was called */
gboolean vireo_request_check (GVariantDict *options, GError **error);

/* Carrying it out, in the process that has the window */
typedef struct _VireoRequest VireoRequest;

/* @error: (nullable): why it could not be done; NULL when it was */
typedef void (*VireoRequestDone) (GApplicationCommandLine *line, const char *error,
                                  gpointer user_data);

void     vireo_request_carry_out (VireoWindow *window, GApplicationCommandLine *line,
                                  VireoRequestDone done, gpointer user_data);
gboolean vireo_request_names_host (GApplicationCommandLine *line);

G_END_DECLS
