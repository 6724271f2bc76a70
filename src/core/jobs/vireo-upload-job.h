/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/jobs/vireo-job.h"

G_BEGIN_DECLS

/* Copies a file of this computer into a storage pool of a host, wherever that is. */

#define VIREO_TYPE_UPLOAD_JOB (vireo_upload_job_get_type ())
G_DECLARE_FINAL_TYPE (VireoUploadJob, vireo_upload_job, VIREO, UPLOAD_JOB, VireoJob)

VireoUploadJob *vireo_upload_job_new (VireoHost *host, const char *pool, const char *path);
const char     *vireo_upload_job_get_target (VireoUploadJob *self); /* (nullable): once done */

G_END_DECLS
