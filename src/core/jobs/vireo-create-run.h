/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/base/vireo-xml.h"
#include "core/jobs/vireo-create-job.h"

G_BEGIN_DECLS

/* The inside of a create job: what it does and what it made so far.  Worker. */

typedef struct
{
  /* Given, and not changed while it runs */
  const VireoInstallPlan *plan;
  VireoCreateNeeds allowed;
  gboolean is_local;   /* paths of the host can be looked at here */
  gboolean is_session;

  virConnectPtr host; /* (owned) */
  VireoXmlDoc *doc;   /* (owned): the definition as it grows */
  char *name;         /* (owned) */
  char uuid[VIREO_UUID_LENGTH];

  /* What is to be removed again when it fails.  Set before the call that makes the thing, for the
   * answer may get lost on its way. */
  gboolean made_domain;
  gboolean made_pool;
  gboolean built_pool; /* its directory too */
  char *made_volume;   /* (owned) (nullable): name of the disk in the plan's pool */
} VireoCreateRun;

gboolean vireo_create_run_prepare (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_pool (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_disk (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_network (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_define (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_start (VireoCreateRun *run, GCancellable *cancellable, GError **error);

gboolean vireo_create_run_made_something (const VireoCreateRun *run);
gboolean vireo_create_run_undo (VireoCreateRun *run, GPtrArray *left_behind);
void     vireo_create_run_clear (VireoCreateRun *run);

G_END_DECLS
