/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host-list.h"
#include "core/install/vireo-install-watch.h"
#include "core/install/vireo-os-catalog.h"
#include "core/jobs/vireo-job-list.h"
#include "core/model/vireo-journal.h"

G_BEGIN_DECLS

/* What the whole program shares, handed down from the application instead of being looked up
 * through singletons.  Main thread. */

#define VIREO_TYPE_CONTEXT (vireo_context_get_type ())
G_DECLARE_FINAL_TYPE (VireoContext, vireo_context, VIREO, CONTEXT, GObject)

/* Properties (read-only): hosts, catalog, jobs, journal */
VireoContext   *vireo_context_new (void);
VireoHostList  *vireo_context_get_hosts (VireoContext *self);
VireoOsCatalog *vireo_context_get_catalog (VireoContext *self);
VireoJobList   *vireo_context_get_jobs (VireoContext *self);
VireoJournal   *vireo_context_get_journal (VireoContext *self);

void            vireo_context_load_rest (VireoContext *self);

G_END_DECLS
