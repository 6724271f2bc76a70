/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-answers.h"

G_BEGIN_DECLS

/* Answers as the two files of cloud-init's NoCloud, for systems that come installed.  Pure functions.
 * Any thread. */

char *vireo_cloud_config_make_user_data (const VireoAnswers *answers, GError **error);
char *vireo_cloud_config_make_autoinstall (const VireoAnswers *answers, GError **error);
char *vireo_cloud_config_make_meta_data (const VireoAnswers *answers, const char *instance);

G_END_DECLS
