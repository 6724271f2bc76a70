/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/install/vireo-install-plan.h"
#include "core/jobs/vireo-job.h"

G_BEGIN_DECLS

/* Carries out an install plan: volume through the storage API, definition, start.  On any
 * failure and on cancel everything it made is removed again, and nothing else is touched. */

#define VIREO_TYPE_CREATE_JOB (vireo_create_job_get_type ())
G_DECLARE_FINAL_TYPE (VireoCreateJob, vireo_create_job, VIREO, CREATE_JOB, VireoJob)

VireoCreateJob *vireo_create_job_new (VireoHost *host, VireoInstallPlan *plan); /* takes plan */
const char     *vireo_create_job_get_uuid (VireoCreateJob *self); /* (nullable): of what it made */

/* What must be agreed to first: a default pool to be made or started, a network to be started.
 * Asked before the job starts; each needs the user's yes. */
typedef enum
{
  VIREO_CREATE_NEEDS_NOTHING = 0,
  VIREO_CREATE_NEEDS_DEFINE_POOL = 1 << 0,
  VIREO_CREATE_NEEDS_START_POOL = 1 << 1,
  VIREO_CREATE_NEEDS_START_NETWORK = 1 << 2,
} VireoCreateNeeds;

VireoCreateNeeds vireo_create_job_get_needs (VireoHost *host, const VireoInstallPlan *plan);
void             vireo_create_job_allow (VireoCreateJob *self, VireoCreateNeeds allowed);

G_END_DECLS
