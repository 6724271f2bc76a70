/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/base/vireo-xml.h"
#include "core/install/vireo-iso-files.h"
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
  GPtrArray *made_temporary; /* (owned) (element-type utf8) (nullable): names there, too */
  GPtrArray *made_files;     /* (owned) (element-type filename) (nullable): written past libvirt */

  /* An installer that asks nobody */
  VireoIsoFiles *medium; /* (owned) (nullable): open, while something is taken out of it */
  VireoIsoBoot boot;     /* where in it the installer's kernel is */
  char *command_line;    /* (owned) (nullable): for that kernel; NULL: the medium boots itself */
  char *answers;         /* (owned) (nullable): the file for an installer, or for cloud-init */
  GBytes *archive;       /* (owned) (nullable): goes behind the initrd, with the answers in it */
  char *meta_data;       /* (owned) (nullable): the second one for cloud-init */
  gboolean from_kernel;  /* that kernel is on the host, and the installer starts from it */
} VireoCreateRun;

/* How much of the seed is on the host: 0 to 1. */
typedef void (*VireoCreateProgress) (double fraction, gpointer data);

/* What of a disk's import is being done (translated), and how much of all of it: 0 to 1. */
typedef void (*VireoCreateImportProgress) (const char *step, double fraction, gpointer data);

gboolean vireo_create_run_prepare (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_pool (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_disk (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_import (VireoCreateRun *run, VireoCreateImportProgress progress,
                                  gpointer data, GCancellable *cancellable, GError **error);
gboolean vireo_create_run_answers (VireoCreateRun *run, GCancellable *cancellable, GError **error);
gboolean vireo_create_run_seed (VireoCreateRun *run, VireoCreateProgress progress, gpointer data,
                                GCancellable *cancellable, GError **error);
gboolean vireo_create_run_network (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_define (VireoCreateRun *run, GError **error);
gboolean vireo_create_run_start (VireoCreateRun *run, GCancellable *cancellable, GError **error);

gboolean vireo_create_run_made_something (const VireoCreateRun *run);
gboolean vireo_create_run_undo (VireoCreateRun *run, GPtrArray *left_behind);
void     vireo_create_run_clear (VireoCreateRun *run);

G_END_DECLS
