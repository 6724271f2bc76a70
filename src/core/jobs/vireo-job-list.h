/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/jobs/vireo-job.h"

G_BEGIN_DECLS

/* The jobs under way and those that failed and were not dismissed.  Main thread. */

#define VIREO_TYPE_JOB_LIST (vireo_job_list_get_type ())
G_DECLARE_FINAL_TYPE (VireoJobList, vireo_job_list, VIREO, JOB_LIST, GObject)

/* Properties: n-running, fraction (of all running together) */
VireoJobList *vireo_job_list_new (void);
GListModel   *vireo_job_list_get_items (VireoJobList *self);
void          vireo_job_list_add (VireoJobList *self, VireoJob *job); /* starts it; done ones leave */
void          vireo_job_list_dismiss (VireoJobList *self, VireoJob *job);

G_END_DECLS
