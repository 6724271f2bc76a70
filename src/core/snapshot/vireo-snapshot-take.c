/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Taking a snapshot of the kind that the policy decides for. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/jobs/vireo-job-words.h"
#include "core/model/vireo-snapshot-picture.h"
#include "core/snapshot/vireo-snapshot-run.h"
#include "core/snapshot/vireo-snapshot-xml.h"

#define LOOK_EVERY (200 * G_TIME_SPAN_MILLISECOND)
#define NEARLY_NOTHING (4 * VIREO_MIB)

/* --- how far it is, asked from beside while libvirt works --- */

typedef struct
{
  VireoSnapshotRun *run;
  GMutex lock;
  GCond changed;
  gboolean over;
} Watch;

static void
report_progress (VireoSnapshotRun *run)
{
  virDomainJobInfo info = { 0 };
  double fraction = -1;

  if (virDomainGetJobInfo (run->vm, &info) == 0 && info.type != VIR_DOMAIN_JOB_NONE
      && info.dataTotal > 0)
    fraction = (double) info.dataProcessed / (double) info.dataTotal;
  vireo_snapshot_run_report (run, NULL, fraction);
  virResetLastError ();
}

static gpointer
watch_thread (gpointer data)
{
  Watch *watch = data;
  gboolean aborted = FALSE;

  g_mutex_lock (&watch->lock);
  while (!watch->over)
    {
      gint64 until = g_get_monotonic_time () + LOOK_EVERY;

      g_mutex_unlock (&watch->lock);
      report_progress (watch->run);
      /* Memory that goes inside an image cannot be stopped; it is then taken away again. */
      if (!aborted && g_cancellable_is_cancelled (watch->run->cancellable))
        aborted = virDomainAbortJob (watch->run->vm) == 0;
      virResetLastError ();
      g_mutex_lock (&watch->lock);
      while (!watch->over && g_cond_wait_until (&watch->changed, &watch->lock, until))
        ;
    }
  g_mutex_unlock (&watch->lock);
  return NULL;
}

static virDomainSnapshotPtr
create_watched (VireoSnapshotRun *run, const char *xml, guint flags)
{
  Watch watch = { .run = run };
  virDomainSnapshotPtr made;
  GThread *thread;

  g_mutex_init (&watch.lock);
  g_cond_init (&watch.changed);
  thread = g_thread_new ("snapshot-progress", watch_thread, &watch);
  made = virDomainSnapshotCreateXML (run->vm, xml, flags);
  g_mutex_lock (&watch.lock);
  watch.over = TRUE;
  g_cond_signal (&watch.changed);
  g_mutex_unlock (&watch.lock);
  g_thread_join (thread);
  g_mutex_clear (&watch.lock);
  g_cond_clear (&watch.changed);
  return made;
}

/* --- what is asked for --- */

typedef struct
{
  char *name;              /* (owned): libvirt's */
  const char *title;       /* what it is to be called */
  const char *description; /* (nullable) */
  gboolean external;
  gboolean memory;
  gboolean active;
  gboolean quiesce;
  char *memory_file; /* (owned) (nullable) */
  GArray *overlays;  /* (owned): of VireoSnapshotOverlay */
} Plan;

static void
clear_overlay (gpointer data)
{
  VireoSnapshotOverlay *overlay = data;

  g_free (overlay->target);
  g_free (overlay->overlay);
}

static void
plan_clear (Plan *plan)
{
  g_free (plan->name);
  g_free (plan->memory_file);
  g_array_unref (plan->overlays);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
plan_files (Plan *plan, VireoSnapshotRun *run, const VireoSnapshotFacts *facts)
{
  const char *vm_name = virDomainGetName (run->vm);

  for (guint i = 0; i < facts->disks->len; i++)
    {
      const VireoSnapshotFactsDisk *disk = g_ptr_array_index (facts->disks, i);
      VireoSnapshotOverlay overlay = { g_strdup (disk->target), NULL };

      if (!disk->read_only)
        overlay.overlay
            = vireo_snapshot_files_make_path (disk->file, vm_name, disk->target, "qcow2");
      if (!disk->read_only && plan->memory && plan->memory_file == NULL)
        plan->memory_file = vireo_snapshot_files_make_path (disk->file, vm_name, "memory", "mem");
      g_array_append_val (plan->overlays, overlay);
    }
}

static guint
plan_get_flags (const Plan *plan)
{
  guint flags = VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC;

  if (!plan->external)
    return 0;
  if (!plan->memory)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY;
  if (plan->quiesce)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE;
  return flags;
}

static void
note_command (VireoSnapshotRun *run, const Plan *plan)
{
  g_autoptr (GString) memory = g_string_new (NULL);
  const char *words[8] = { NULL };
  guint n = 0;

  if (plan->description != NULL && *plan->description != '\0')
    {
      words[n++] = "--description";
      words[n++] = plan->description;
    }
  if (plan->external && plan->memory)
    {
      g_string_printf (memory, "file=%s,snapshot=external", plan->memory_file);
      words[n++] = "--memspec";
      words[n++] = memory->str;
    }
  else if (plan->external)
    words[n++] = "--disk-only";
  if (plan->quiesce)
    words[n++] = "--quiesce";
  vireo_snapshot_run_note (run, "snapshot-create-as", virDomainGetName (run->vm), "--name",
                           plan->name, words[0], words[1], words[2], words[3], words[4], NULL);
}

static gboolean
check_space (const Plan *plan, const VireoSnapshotFacts *facts, GError **error)
{
  g_autofree char *needed = vireo_size_to_text (facts->memory);
  g_autofree char *there = vireo_size_to_text (facts->free_space);

  if (!plan->memory || facts->free_space >= facts->memory)
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE,
               _ ("The memory may take %s, and only %s are free where its disks are."), needed,
               there);
  return FALSE;
}

static gboolean
make_plan (Plan *plan, VireoSnapshotRun *run, VireoSnapshotTakeFlags flags, GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, error);
  g_autoptr (VireoSnapshotVerdict) verdict = NULL;

  if (reading == NULL)
    return FALSE;
  verdict = vireo_snapshot_policy_decide (reading->facts);
  plan->name = vireo_snapshot_policy_inner_name (reading->facts, verdict->kind, plan->title);
  if (vireo_snapshot_reading_find (reading, plan->name) != NULL)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
                   _ ("There is a snapshot “%s” already."), plan->title);
      return FALSE;
    }
  if (!verdict->can_take)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, verdict->why_not);
      return FALSE;
    }
  plan->external = verdict->kind == VIREO_SNAPSHOT_EXTERNAL;
  plan->active = virDomainIsActive (run->vm) == 1;
  plan->memory = verdict->memory
                 && !(verdict->without_memory && (flags & VIREO_SNAPSHOT_TAKE_DISKS_ONLY));
  plan->quiesce = !plan->memory && (flags & VIREO_SNAPSHOT_TAKE_QUIESCE);
  if (plan->quiesce && !verdict->quiesce)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, verdict->quiesce_reason);
      return FALSE;
    }
  if (!check_space (plan, reading->facts, error))
    return FALSE;
  if (plan->external)
    plan_files (plan, run, reading->facts);
  return TRUE;
}

/* QEMU says no more than "Input/output error" of a disk that became full. */
static void
explain (VireoSnapshotRun *run, const Plan *plan, GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, NULL);

  if (plan->memory && reading != NULL && reading->facts->free_space < NEARLY_NOTHING)
    vireo_job_say (error, "%s", _ ("The disk became full while the memory was written.  Nothing of "
                                   "the snapshot is kept, and the guest goes on."));
}

/* libvirt takes back what it made of a snapshot that fails, all but a memory file cut short. */
static void
clean_up (VireoSnapshotRun *run, const Plan *plan)
{
  vireo_snapshot_picture_remove (run->vm, plan->name);
  if (plan->memory_file != NULL)
    vireo_snapshot_files_delete_unused (run, plan->memory_file, FALSE);
}

/**
 * vireo_snapshot_run_take:
 * @error: (out) (optional): %VIREO_ERROR, or cancelled; then there is no snapshot
 */
gboolean
vireo_snapshot_run_take (VireoSnapshotRun *run,
                         const char *name,
                         const char *description,
                         VireoSnapshotTakeFlags flags,
                         GError **error)
{
  g_auto (Plan) plan = { .title = name,
                         .description = description,
                         .overlays = g_array_new (FALSE, FALSE, sizeof (VireoSnapshotOverlay)) };
  g_autofree char *xml = NULL;
  g_autoptr (GBytes) picture = NULL;
  virDomainSnapshotPtr made;

  g_array_set_clear_func (plan.overlays, clear_overlay);
  if (!make_plan (&plan, run, flags, error))
    return FALSE;
  vireo_snapshot_run_report (run, plan.memory ? _ ("Writing the memory and the disks")
                                              : _ ("Keeping the disks"), -1);
  /* Before the snapshot is there: whoever sees it come looks for the picture at once. */
  if (plan.active && (picture = vireo_snapshot_picture_shoot (run->vm)) != NULL)
    vireo_snapshot_picture_store (run->vm, plan.name, picture);
  xml = vireo_snapshot_xml_make (plan.name, description, plan.memory_file,
                                 (VireoSnapshotOverlay *) (gpointer) plan.overlays->data,
                                 plan.overlays->len);
  note_command (run, &plan);
  made = create_watched (run, xml, plan_get_flags (&plan));
  if (made == NULL)
    {
      vireo_error_take_libvirt (error);
      if (error != NULL)
        explain (run, &plan, error);
      clean_up (run, &plan);
      if (g_cancellable_is_cancelled (run->cancellable))
        {
          g_clear_error (error);
          vireo_snapshot_run_cancelled (run, error);
        }
      return FALSE;
    }
  virDomainSnapshotFree (made);
  if (vireo_snapshot_run_cancelled (run, error))
    {
      vireo_snapshot_run_delete (run, plan.name, NULL);
      return FALSE;
    }
  return g_str_equal (plan.name, name)
         || vireo_snapshot_run_edit (run, plan.name, name, description, error);
}
