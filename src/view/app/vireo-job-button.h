/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/jobs/vireo-job-list.h"

G_BEGIN_DECLS

/* Says at the bottom of the sidebar that jobs go on or failed; opens the list of them.  Not
 * there while there is none.  Property: jobs. */

#define VIREO_TYPE_JOB_BUTTON (vireo_job_button_get_type ())
G_DECLARE_FINAL_TYPE (VireoJobButton, vireo_job_button, VIREO, JOB_BUTTON, AdwBin)

void vireo_job_button_set_jobs (VireoJobButton *self, VireoJobList *jobs);

G_END_DECLS
