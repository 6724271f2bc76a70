/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-job-words.h"
#include "core/model/vireo-snapshot-picture.h"
#include "core/snapshot/vireo-snapshot-run.h"

typedef enum
{
  ORDER_TAKE,
  ORDER_REVERT,
  ORDER_UNDO,
  ORDER_DELETE,
  ORDER_EDIT,
  ORDER_CLONE,
} Order;

struct _VireoSnapshotJob
{
  VireoJob parent_instance;

  VireoVm *vm;         /* (owned): main only */
  virDomainPtr handle; /* (owned): the worker's */
  char *vm_name;
  char *uri;
  GPtrArray *entries;  /* (owned): VireoJournalEntry under way; main only */

  Order order;
  char *name;        /* (nullable): of the snapshot */
  char *keep;        /* (nullable): what the present is kept as */
  gboolean is_kept;  /* written by the worker before it ends */
  char *title;       /* (nullable): or the name of the new VM */
  char *description; /* (nullable) */
  VireoSnapshotTakeFlags flags;
  VireoSnapshotAfter after;
  GStrv names; /* (nullable): what is deleted, in this order */
};

G_DEFINE_FINAL_TYPE (VireoSnapshotJob, vireo_snapshot_job, VIREO_TYPE_JOB)

/* --- for the work --- */

/* A command on its way from the worker to the journal. */
typedef struct
{
  VireoSnapshotJob *job; /* (owned) */
  char *line;            /* (owned) */
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_object_unref (note->job);
  g_free (note->line);
  g_free (note);
}

static gboolean
put_into_journal (gpointer data)
{
  Note *note = data;
  VireoSnapshotJob *self = note->job;
  VireoJournalEntry *entry
      = vireo_journal_add_line (vireo_vm_get_journal (self->vm), self->vm_name, note->line);

  /* The step before went well, or there would be no next one. */
  for (guint i = 0; i < self->entries->len; i++)
    vireo_journal_entry_finish (g_ptr_array_index (self->entries, i), NULL);
  g_ptr_array_set_size (self->entries, 0);
  g_ptr_array_add (self->entries, g_object_ref (entry));
  return G_SOURCE_REMOVE;
}

/* Words up to a NULL, after those of @command, as a shell reads them. */
static char *
finish_command (GStrvBuilder *command, va_list list)
{
  g_auto (GStrv) words = NULL;
  const char *word;

  while ((word = va_arg (list, const char *)) != NULL)
    g_strv_builder_add (command, word);
  words = g_strv_builder_end (command);
  return vireo_command_to_text ((const char *const *) words);
}

/**
 * vireo_snapshot_run_note_line:
 * @line: for the shell
 *
 * Notes the command that does what is done next.  Worker.
 */
void
vireo_snapshot_run_note_line (VireoSnapshotRun *run, const char *line)
{
  Note *note = g_new0 (Note, 1);

  note->job = g_object_ref (run->job);
  note->line = g_strdup (line);
  g_idle_add_full (G_PRIORITY_DEFAULT, put_into_journal, note, note_free);
}

/**
 * vireo_snapshot_run_note:
 * @...: the words after "virsh -c URI", up to a %NULL
 *
 * The same for one command.  Worker.
 */
void
vireo_snapshot_run_note (VireoSnapshotRun *run, ...)
{
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();
  g_autofree char *line = NULL;
  va_list list;

  g_strv_builder_add_many (command, "virsh", "-c", run->job->uri, NULL);
  va_start (list, run);
  line = finish_command (command, list);
  va_end (list);
  vireo_snapshot_run_note_line (run, line);
}

/**
 * vireo_snapshot_run_virsh:
 * @...: the words after "virsh -c URI", up to a %NULL
 *
 * Returns: (transfer full): a part of a line for vireo_snapshot_run_note_line()
 */
char *
vireo_snapshot_run_virsh (VireoSnapshotRun *run, ...)
{
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();
  char *line;
  va_list list;

  g_strv_builder_add_many (command, "virsh", "-c", run->job->uri, NULL);
  va_start (list, run);
  line = finish_command (command, list);
  va_end (list);
  return line;
}

/**
 * vireo_snapshot_run_get_uri:
 *
 * Returns: of the host, for the commands that are not of virsh
 */
const char *
vireo_snapshot_run_get_uri (VireoSnapshotRun *run)
{
  return run->job->uri;
}

void
vireo_snapshot_run_report (VireoSnapshotRun *run, const char *step, double fraction)
{
  vireo_job_report (VIREO_JOB (run->job), step, fraction);
}

gboolean
vireo_snapshot_run_cancelled (VireoSnapshotRun *run, GError **error)
{
  return g_cancellable_set_error_if_cancelled (run->cancellable, error);
}

/* --- the orders --- */

/* What was kept stays when the rest fails: it is the way back. */
static gboolean
revert (VireoSnapshotJob *self, VireoSnapshotRun *run, GError **error)
{
  if (self->keep != NULL)
    {
      if (!vireo_snapshot_run_take (run, self->keep, self->description,
                                    VIREO_SNAPSHOT_TAKE_DEFAULT, error))
        return FALSE;
      self->is_kept = TRUE;
      if (vireo_snapshot_run_cancelled (run, error))
        {
          vireo_snapshot_run_delete (run, self->keep, NULL);
          self->is_kept = FALSE;
          return FALSE;
        }
    }
  if (vireo_snapshot_run_revert (run, self->name, self->after, error))
    return TRUE;
  if (self->is_kept)
    /* Translators: what failed, a sentence, and the name of a snapshot */
    vireo_job_say (error, _ ("%s  What was before is kept as the snapshot “%s”."),
                   (*error)->message, self->keep);
  return FALSE;
}

/* What it was kept as has served its purpose then; where it cannot go, it does no harm. */
static gboolean
undo (VireoSnapshotJob *self, VireoSnapshotRun *run, GError **error)
{
  if (!vireo_snapshot_run_revert (run, self->name, VIREO_SNAPSHOT_AFTER_AS_THEN, error))
    return FALSE;
  vireo_snapshot_run_delete (run, self->name, NULL);
  return TRUE;
}

static gboolean
delete_all (VireoSnapshotJob *self, VireoSnapshotRun *run, GError **error)
{
  guint n = g_strv_length (self->names);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *step = NULL;

      if (vireo_snapshot_run_cancelled (run, error))
        return FALSE;
      /* Translators: the name of a snapshot */
      step = g_strdup_printf (_ ("Deleting “%s”"), self->names[i]);
      vireo_snapshot_run_report (run, step, n > 1 ? (double) i / n : -1);
      if (!vireo_snapshot_run_delete (run, self->names[i], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
vireo_snapshot_job_work (VireoJob *job, GCancellable *cancellable, GError **error)
{
  VireoSnapshotJob *self = VIREO_SNAPSHOT_JOB (job);
  VireoSnapshotRun run
      = { self, self->handle, virDomainGetConnect (self->handle), cancellable };

  if (vireo_snapshot_run_cancelled (&run, error))
    return FALSE;
  switch (self->order)
    {
    case ORDER_TAKE:
      return vireo_snapshot_run_take (&run, self->name, self->description, self->flags, error);
    case ORDER_REVERT:
      return revert (self, &run, error);
    case ORDER_UNDO:
      return undo (self, &run, error);
    case ORDER_DELETE:
      return delete_all (self, &run, error);
    case ORDER_EDIT:
      return vireo_snapshot_run_edit (&run, self->name, self->title, self->description, error);
    case ORDER_CLONE:
      return vireo_snapshot_run_clone (&run, self->name, self->title, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static void
vireo_snapshot_job_done (VireoJob *job, const GError *error)
{
  VireoSnapshotJob *self = VIREO_SNAPSHOT_JOB (job);

  for (guint i = 0; i < self->entries->len; i++)
    vireo_journal_entry_finish (g_ptr_array_index (self->entries, i), error);
  g_ptr_array_set_size (self->entries, 0);
}

/* --- the object --- */

static void
vireo_snapshot_job_finalize (GObject *object)
{
  VireoSnapshotJob *self = VIREO_SNAPSHOT_JOB (object);

  vireo_worker_drop (self->handle, (GDestroyNotify) virDomainFree);
  g_object_unref (self->vm);
  g_ptr_array_unref (self->entries);
  g_free (self->vm_name);
  g_free (self->uri);
  g_free (self->name);
  g_free (self->keep);
  g_free (self->title);
  g_free (self->description);
  g_strfreev (self->names);
  G_OBJECT_CLASS (vireo_snapshot_job_parent_class)->finalize (object);
}

static void
vireo_snapshot_job_class_init (VireoSnapshotJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_snapshot_job_finalize;
  VIREO_JOB_CLASS (klass)->work = vireo_snapshot_job_work;
  VIREO_JOB_CLASS (klass)->done = vireo_snapshot_job_done;
}

static void
vireo_snapshot_job_init (VireoSnapshotJob *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Takes @title. */
static VireoSnapshotJob *
job_new (VireoVm *vm, Order order, const char *name, char *title)
{
  VireoSnapshotJob *self = g_object_new (VIREO_TYPE_SNAPSHOT_JOB, "title", title, NULL);

  VIREO_ASSERT_MAIN ();
  self->vm = g_object_ref (vm);
  self->handle = vireo_vm_ref_handle (vm);
  self->vm_name = g_strdup (vireo_vm_get_name (vm));
  self->uri = g_strdup (vireo_vm_get_uri (vm));
  self->order = order;
  self->name = g_strdup (name);
  g_free (title);
  return self;
}

/**
 * vireo_snapshot_job_new_take:
 * @name: free, and one that vireo_snapshot_policy_name_problem() has nothing against
 * @description: (nullable): any text
 *
 * Returns: (transfer full): a job that was not started yet.  Cancelled, it leaves no snapshot
 */
VireoSnapshotJob *
vireo_snapshot_job_new_take (VireoVm *vm,
                             const char *name,
                             const char *description,
                             VireoSnapshotTakeFlags flags)
{
  VireoSnapshotJob *self
      /* Translators: the name of a virtual machine */
      = job_new (vm, ORDER_TAKE, name,
                 g_strdup_printf (_ ("Taking a snapshot of “%s”"), vireo_vm_get_display_name (vm)));

  self->description = g_strdup (description);
  self->flags = flags;
  return self;
}

/**
 * vireo_snapshot_job_new_revert:
 * @snapshot: what the VM becomes again
 * @keep: (nullable): the name of a snapshot that is taken of the present first; with it the revert
 *   can be undone
 *
 * Returns: (transfer full): a job that was not started yet.  It can be cancelled until the revert
 *   itself begins
 */
VireoSnapshotJob *
vireo_snapshot_job_new_revert (VireoVm *vm,
                               VireoSnapshot *snapshot,
                               const char *keep,
                               VireoSnapshotAfter after)
{
  const char *title = vireo_snapshot_get_title (snapshot);
  VireoSnapshotJob *self
      /* Translators: the names of a virtual machine and a snapshot */
      = job_new (vm, ORDER_REVERT, vireo_snapshot_get_name (snapshot),
                 g_strdup_printf (_ ("Reverting “%s” to “%s”"), vireo_vm_get_display_name (vm),
                                  title));

  self->keep = g_strdup (keep);
  self->description = g_strdup_printf (_ ("What was before the revert to “%s”"), title);
  self->after = after;
  return self;
}

/**
 * vireo_snapshot_job_new_undo:
 * @kept: what a revert kept the present as
 *
 * Returns: (transfer full): a job that makes the VM what it was before that revert, with the
 *   snapshots it had
 */
VireoSnapshotJob *
vireo_snapshot_job_new_undo (VireoVm *vm, const char *kept)
{
  /* Translators: the name of a virtual machine */
  return job_new (vm, ORDER_UNDO, kept,
                  g_strdup_printf (_ ("Undoing the revert of “%s”"),
                                   vireo_vm_get_display_name (vm)));
}

/**
 * vireo_snapshot_job_new_delete:
 * @names: in this order, so those that came later first
 *
 * One that is gone already is no failure.
 *
 * Returns: (transfer full): a job that was not started yet.  It can be cancelled between two
 */
VireoSnapshotJob *
vireo_snapshot_job_new_delete (VireoVm *vm, const char *const *names)
{
  VireoSnapshotJob *self
      /* Translators: the name of a virtual machine */
      = job_new (vm, ORDER_DELETE, NULL,
                 g_strdup_printf (_ ("Deleting snapshots of “%s”"),
                                  vireo_vm_get_display_name (vm)));

  self->names = g_strdupv ((GStrv) names);
  return self;
}

/**
 * vireo_snapshot_job_new_edit:
 * @title: the name to show.  It becomes libvirt's own name where that can change; an internal one
 *   of QEMU is found in the disk image by the name it was given
 * @description: (nullable): %NULL or "" for none
 *
 * Returns: (transfer full): a job that was not started yet
 */
VireoSnapshotJob *
vireo_snapshot_job_new_edit (VireoVm *vm,
                             VireoSnapshot *snapshot,
                             const char *title,
                             const char *description)
{
  VireoSnapshotJob *self
      /* Translators: the name of a virtual machine */
      = job_new (vm, ORDER_EDIT, vireo_snapshot_get_name (snapshot),
                 g_strdup_printf (_ ("Changing a snapshot of “%s”"),
                                  vireo_vm_get_display_name (vm)));

  self->title = g_strdup (title);
  self->description = g_strdup (description);
  return self;
}

/**
 * vireo_snapshot_job_new_clone:
 * @vm_name: of the new VM
 *
 * Returns: (transfer full): a job that makes a VM out of what @snapshot's disks hold, with an
 *   identity of its own, and leaves it off.  Cancelled, it leaves nothing
 */
VireoSnapshotJob *
vireo_snapshot_job_new_clone (VireoVm *vm, VireoSnapshot *snapshot, const char *vm_name)
{
  VireoSnapshotJob *self
      /* Translators: the names of a snapshot and of the new virtual machine */
      = job_new (vm, ORDER_CLONE, vireo_snapshot_get_name (snapshot),
                 g_strdup_printf (_ ("Cloning “%s” to “%s”"), vireo_snapshot_get_title (snapshot),
                                  vm_name));

  self->title = g_strdup (vm_name);
  return self;
}

VireoVm *
vireo_snapshot_job_get_vm (VireoSnapshotJob *self)
{
  return self->vm;
}

/**
 * vireo_snapshot_job_get_kept:
 *
 * Returns: (nullable): the name of the snapshot that a finished revert can be undone with
 */
const char *
vireo_snapshot_job_get_kept (VireoSnapshotJob *self)
{
  return self->is_kept ? self->keep : NULL;
}

/**
 * vireo_snapshot_make_name:
 *
 * Returns: (transfer full): a name made of the time, which is readable and sorts by itself
 */
char *
vireo_snapshot_make_name (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
}
