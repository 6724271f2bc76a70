/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-kickstart.h"

G_BEGIN_DECLS

/* What Debian's installer is told, and how it gets it: in its initrd.  Pure functions.  Any thread.
 *
 * libosinfo has a script for Debian, which is not used: it writes passwords in clear, and what is
 * typed goes into its late_command, a shell's, as it is. */

#define VIREO_PRESEED_KEYS "vireo-keys" /* beside the file, when there are SSH keys */

char   *vireo_preseed_make (const VireoAnswers *answers, const VireoKickstartTarget *target,
                            GError **error);
GBytes *vireo_preseed_make_archive (const VireoAnswers *answers, const char *preseed,
                                    guint64 initrd_size);

G_END_DECLS
