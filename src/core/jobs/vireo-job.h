/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A long piece of work on a thread of its own, with progress and cancel.  It owns its plan; the
 * dialog that started it may close.  Main thread unless marked *worker*. */

typedef enum
{
  VIREO_JOB_WAITING,
  VIREO_JOB_RUNNING,
  VIREO_JOB_CANCELLING,
  VIREO_JOB_DONE,
  VIREO_JOB_FAILED,
  VIREO_JOB_CANCELLED,
} VireoJobState;

#define VIREO_TYPE_JOB (vireo_job_get_type ())
G_DECLARE_DERIVABLE_TYPE (VireoJob, vireo_job, VIREO, JOB, GObject)

/* Properties: title, state, step (what is being done, translated), fraction (0 to 1, below 0:
 * not known), error (boxed GError, nullable).  Signal "finished" once, on main. */
struct _VireoJobClass
{
  GObjectClass parent_class;

  /* worker: does the work, undoes everything it made when it fails or is cancelled */
  gboolean (*work) (VireoJob *self, GCancellable *cancellable, GError **error);
  /* main, after work and before "finished"; chain up is not needed */
  void (*done) (VireoJob *self, const GError *error);
};

void          vireo_job_start (VireoJob *self);
void          vireo_job_cancel (VireoJob *self);
const char   *vireo_job_get_title (VireoJob *self);
void          vireo_job_set_title (VireoJob *self, const char *title);
VireoJobState vireo_job_get_state (VireoJob *self);
double        vireo_job_get_fraction (VireoJob *self);
const char   *vireo_job_get_step (VireoJob *self);
const GError *vireo_job_get_error (VireoJob *self);

void          vireo_job_report (VireoJob *self, const char *step, double fraction); /* worker */

G_END_DECLS
