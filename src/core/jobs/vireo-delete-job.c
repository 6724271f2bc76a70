/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes a VM, then the files that were ticked.  What cannot be removed is named. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-install-seed.h"
#include "core/jobs/vireo-delete-private.h"
#include "core/jobs/vireo-job-words.h"
#include "core/model/vireo-snapshot-picture.h"
#include "core/model/vireo-storage.h"

struct _VireoDeleteJob
{
  VireoJob parent_instance;

  VireoVm *vm;         /* (owned): main only */
  char *name;
  gboolean was_active; /* when the job was made, for the journal */
  virDomainPtr handle; /* (owned): the worker's */
  GPtrArray *paths;    /* (owned) (element-type utf8): what goes with the VM */
  GPtrArray *entries;  /* (owned): VireoJournalEntry under way */
};

G_DEFINE_FINAL_TYPE (VireoDeleteJob, vireo_delete_job, VIREO_TYPE_JOB)

static gboolean
is_gone (void)
{
  virErrorPtr last = virGetLastError ();

  return last != NULL && last->code == VIR_ERR_NO_DOMAIN;
}

/* The most thorough way that the driver knows. */
static gboolean
undefine (virDomainPtr handle, GError **error)
{
  static const guint ways[] = {
    VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
        | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA | VIR_DOMAIN_UNDEFINE_NVRAM,
    VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
        | VIR_DOMAIN_UNDEFINE_NVRAM,
    VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
    0,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      virErrorPtr last;

      if (virDomainUndefineFlags (handle, ways[i]) == 0 || is_gone ())
        return TRUE;
      last = virGetLastError ();
      if (last == NULL
          || (last->code != VIR_ERR_INVALID_ARG && last->code != VIR_ERR_NO_SUPPORT
              && last->code != VIR_ERR_OPERATION_UNSUPPORTED
              && last->code != VIR_ERR_ARGUMENT_UNSUPPORTED))
        break;
    }
  vireo_error_take_libvirt (error);
  return FALSE;
}

static gboolean
remove_vm (VireoDeleteJob *self, GError **error)
{
  int persistent = virDomainIsPersistent (self->handle);

  if (persistent < 0 && is_gone ())
    return TRUE;
  if (virDomainIsActive (self->handle) == 1 && virDomainDestroy (self->handle) < 0 && !is_gone ()
      && virDomainIsActive (self->handle) == 1)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  /* A transient one is gone by now. */
  return persistent == 0 || undefine (self->handle, error);
}

/* Since the question was answered somebody may have given a file to another VM. */
static void
remove_files (VireoDeleteJob *self, GString *left_behind, GError **error)
{
  virConnectPtr host = virDomainGetConnect (self->handle);
  g_autoptr (VireoDiskSurvey) survey = vireo_disk_survey_new (host);
  g_autoptr (GHashTable) users = NULL;
  char uuid[VIR_UUID_STRING_BUFLEN];

  virDomainGetUUIDString (self->handle, uuid);
  users = vireo_disk_survey_get_users (survey, uuid, error);
  for (guint i = 0; i < self->paths->len; i++)
    {
      const char *path = g_ptr_array_index (self->paths, i);
      g_autofree char *key = vireo_disk_survey_to_key (survey, path);
      const char *user = users != NULL ? g_hash_table_lookup (users, key) : NULL;
      g_autoptr (GError) reason = NULL;

      vireo_job_report (VIREO_JOB (self), _ ("Deleting disk files"),
                        0.4 + 0.6 * i / self->paths->len);
      if (user != NULL)
        /* Translators: the path of a file and the name of a virtual machine */
        g_string_append_printf (left_behind, _ ("  “%s” is used by “%s” now."), path, user);
      else if (users == NULL || !vireo_storage_delete_file (survey, path, &reason))
        /* Translators: the path of a file and why it could not be deleted, a sentence */
        g_string_append_printf (left_behind, _ ("  “%s”: %s"), path,
                                reason != NULL ? reason->message : (*error)->message);
    }
}

/* What an installation that did not come to its end would have removed itself. */
static void
remove_temporary (VireoDeleteJob *self, char **paths, GString *left_behind)
{
  for (char **path = paths; *path != NULL; path++)
    {
      g_autoptr (GError) reason = NULL;

      if (!vireo_install_seed_delete (virDomainGetConnect (self->handle), *path, &reason))
        g_string_append_printf (left_behind, _ ("  “%s”: %s"), *path, reason->message);
    }
}

static gboolean
vireo_delete_job_work (VireoJob *job, GCancellable *cancellable, GError **error)
{
  VireoDeleteJob *self = VIREO_DELETE_JOB (job);
  g_autoptr (GString) left_behind = g_string_new (NULL);
  g_autoptr (GError) reason = NULL;
  char uuid[VIR_UUID_STRING_BUFLEN];
  g_auto (GStrv) temporary = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  vireo_job_report (job, _ ("Removing the virtual machine"), 0);
  temporary = vireo_install_seed_get_temporary (self->handle);
  if (!remove_vm (self, error))
    return FALSE;

  virDomainGetUUIDString (self->handle, uuid);
  vireo_snapshot_picture_remove_all (uuid);
  /* From here on there is no way back, so the rest is done whatever happens. */
  remove_temporary (self, temporary, left_behind);
  if (self->paths->len > 0)
    remove_files (self, left_behind, &reason);
  if (left_behind->len > 0)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_FAILED,
                   /* Translators: the name of a virtual machine; sentences about files follow */
                   _ ("“%s” was deleted, but not all of its files.%s"), self->name,
                   left_behind->str);
      return FALSE;
    }
  vireo_job_report (job, NULL, 1);
  return TRUE;
}

static void
vireo_delete_job_done (VireoJob *job, const GError *error)
{
  VireoDeleteJob *self = VIREO_DELETE_JOB (job);

  for (guint i = 0; i < self->entries->len; i++)
    vireo_journal_entry_finish (g_ptr_array_index (self->entries, i), error);
  g_ptr_array_set_size (self->entries, 0);
}

static void
note_command (VireoDeleteJob *self, const char *const *command)
{
  VireoJournalEntry *entry
      = vireo_journal_add (vireo_vm_get_journal (self->vm), self->name, command);

  g_ptr_array_add (self->entries, g_object_ref (entry));
}

#define NOTE(self, ...)                                                                            \
  note_command (self, (const char *const[]) { "virsh", "-c", vireo_vm_get_uri (self->vm),          \
                                              __VA_ARGS__, NULL })

static void
state_changed (VireoDeleteJob *self)
{
  if (vireo_job_get_state (VIREO_JOB (self)) != VIREO_JOB_RUNNING)
    return;
  if (self->was_active)
    NOTE (self, "destroy", self->name);
  NOTE (self, "undefine", self->name, "--managed-save", "--snapshots-metadata",
        "--checkpoints-metadata", "--nvram");
  for (guint i = 0; i < self->paths->len; i++)
    NOTE (self, "vol-delete", g_ptr_array_index (self->paths, i));
}

static void
vireo_delete_job_finalize (GObject *object)
{
  VireoDeleteJob *self = VIREO_DELETE_JOB (object);

  vireo_worker_drop (self->handle, (GDestroyNotify) virDomainFree);
  g_object_unref (self->vm);
  g_free (self->name);
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->entries);
  G_OBJECT_CLASS (vireo_delete_job_parent_class)->finalize (object);
}

static void
vireo_delete_job_class_init (VireoDeleteJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_delete_job_finalize;
  VIREO_JOB_CLASS (klass)->work = vireo_delete_job_work;
  VIREO_JOB_CLASS (klass)->done = vireo_delete_job_done;
}

static void
vireo_delete_job_init (VireoDeleteJob *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect (self, "notify::state", G_CALLBACK (state_changed), NULL);
}

/**
 * vireo_delete_job_new:
 * @vm: what goes; forced off when it runs
 * @items: (nullable): of #VireoDeleteItem; the selected ones go with it
 *
 * Returns: (transfer full): a job that was not started yet.  It can be cancelled until the VM is
 *   gone; files that could not be removed are named in its error.
 */
VireoDeleteJob *
vireo_delete_job_new (VireoVm *vm, GListModel *items)
{
  g_autofree char *title = NULL;
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;
  VireoDeleteJob *self;

  VIREO_ASSERT_MAIN ();
  /* Translators: the name of a virtual machine */
  title = g_strdup_printf (_ ("Deleting “%s”"), vireo_vm_get_display_name (vm));
  self = g_object_new (VIREO_TYPE_DELETE_JOB, "title", title, NULL);
  self->vm = g_object_ref (vm);
  self->name = g_strdup (vireo_vm_get_name (vm));
  self->was_active = vireo_vm_get_facts (vm)->id >= 0;
  self->handle = vireo_vm_ref_handle (vm);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoDeleteItem) item = g_list_model_get_item (items, i);

      if (vireo_delete_item_get_selected (item))
        g_ptr_array_add (self->paths, g_strdup (vireo_delete_item_get_path (item)));
    }
  return self;
}
