/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-answers.h"

G_BEGIN_DECLS

/* Answers as a kickstart file, for Anaconda from version 29 on.  A pure function.  Any thread. */

typedef struct
{
  const char *arch; /* as libvirt writes it */
  const char *disk; /* the one that is installed to, as the guest calls it: "vda" */
} VireoKickstartTarget;

gboolean vireo_kickstart_check_target (const VireoKickstartTarget *target, GError **error);
char *vireo_kickstart_make (const VireoAnswers *answers, const VireoKickstartTarget *target,
                            GError **error);

G_END_DECLS
