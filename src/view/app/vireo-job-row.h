/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/jobs/vireo-job-list.h"

G_BEGIN_DECLS

/* A job in the list behind the job button: what it does, how far it is, *Cancel*; when it
 * failed, why, *Details* and *Dismiss*.  Property: job. */

#define VIREO_TYPE_JOB_ROW (vireo_job_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoJobRow, vireo_job_row, VIREO, JOB_ROW, AdwBin)

GtkWidget *vireo_job_row_new (VireoJob *job, VireoJobList *jobs);

G_END_DECLS
