/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy is whole or not there: whatever ends it early takes the half-made volume along. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-upload-job.h"
#include "core/jobs/vireo-volume-upload.h"
#include "core/model/vireo-storage.h"

struct _VireoUploadJob
{
  VireoJob parent_instance;

  VireoHost *host;           /* (owned): main only */
  virConnectPtr connection;  /* (owned) (nullable): the worker's */
  char *pool;
  char *path;

  /* The worker's until it is done. */
  char *made;                /* (owned) (nullable): name of the volume */
  guint64 size;              /* bytes */
  char *target;              /* (owned) (nullable): path of the volume, once it is whole */
};

G_DEFINE_FINAL_TYPE (VireoUploadJob, vireo_upload_job, VIREO_TYPE_JOB)

static gboolean
fail_file (VireoUploadJob *self, int problem, GError **error)
{
  g_set_error (error, VIREO_ERROR,
               problem == EACCES ? VIREO_ERROR_DENIED : VIREO_ERROR_FAILED,
               /* Translators: the path of a file and why it cannot be read */
               _ ("“%s” cannot be read: %s"), self->path, g_strerror (problem));
  return FALSE;
}

/* Only what is a file: a pipe would keep us waiting for ever. */
static int
open_file (VireoUploadJob *self, guint64 *size, GError **error)
{
  int fd = open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat about;

  if (fd < 0 || fstat (fd, &about) < 0)
    fail_file (self, errno, error);
  else if (!S_ISREG (about.st_mode) || about.st_size == 0)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                 _ ("“%s” is empty or not a file."), self->path);
  else
    {
      *size = (guint64) about.st_size;
      return fd;
    }
  if (fd >= 0)
    close (fd);
  return -1;
}

static void
show_progress (double fraction, gpointer self)
{
  vireo_job_report (self, NULL, fraction);
}

/* By its name: the volume may have been made although the answer got lost. */
static void
remove_volume (virStoragePoolPtr pool, const char *name)
{
  virStorageVolPtr volume = virStorageVolLookupByName (pool, name);

  if (volume != NULL)
    {
      virStorageVolDelete (volume, 0);
      virStorageVolFree (volume);
    }
  virResetLastError ();
}

static gboolean
copy_into (VireoUploadJob *self, virStoragePoolPtr pool, int fd, guint64 size,
           GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *made = NULL;
  VireoVolumePlan plan = { name, "raw", size, FALSE };
  virStorageVolPtr volume;
  gboolean done;

  if (!vireo_volume_fits (pool, size, error))
    return FALSE;
  volume = vireo_storage_make_volume (pool, &plan, &made, error);
  done = volume != NULL
         && vireo_volume_upload (volume, fd, size, self->path, show_progress, self, cancellable,
                                 error);
  if (done)
    {
      char *path = virStorageVolGetPath (volume);

      self->target = g_strdup (path);
      free (path);
      virStoragePoolRefresh (pool, 0);
      virResetLastError ();
    }
  else if (made != NULL)
    remove_volume (pool, made);
  self->made = g_steal_pointer (&made);
  self->size = size;
  g_clear_pointer (&volume, virStorageVolFree);
  return done;
}

static gboolean
vireo_upload_job_work (VireoJob *job, GCancellable *cancellable, GError **error)
{
  VireoUploadJob *self = VIREO_UPLOAD_JOB (job);
  virStoragePoolPtr pool = NULL;
  guint64 size = 0;
  gboolean done = FALSE;
  int fd;

  if (self->connection == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE,
                           _ ("The connection to the host is lost."));
      return FALSE;
    }
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  fd = open_file (self, &size, error);
  if (fd < 0)
    return FALSE;
  vireo_job_report (job, _ ("Copying the image"), 0);
  pool = virStoragePoolLookupByName (self->connection, self->pool);
  if (pool == NULL)
    vireo_error_take_libvirt (error);
  else
    done = copy_into (self, pool, fd, size, cancellable, error);
  g_clear_pointer (&pool, virStoragePoolFree);
  close (fd);
  return done;
}

static void
note (VireoUploadJob *self, const char *const *command, const GError *error)
{
  vireo_journal_entry_finish (
      vireo_journal_add (vireo_host_get_journal (self->host), self->made, command), error);
}

/* Noted at its end: only then is the volume's name known. */
static void
vireo_upload_job_done (VireoJob *job, const GError *error)
{
  VireoUploadJob *self = VIREO_UPLOAD_JOB (job);
  const char *uri = vireo_host_get_uri (self->host);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, self->size);
  const char *create[] = { "virsh",    "-c", uri,        "vol-create-as", self->pool,
                           self->made, size, "--format", "raw",           NULL };
  const char *copy[] = { "virsh",    "-c",     uri,        "vol-upload",
                         self->made, self->path, "--pool", self->pool, NULL };

  if (self->made == NULL)
    return;
  note (self, create, NULL);
  note (self, copy, error);
}

static void
vireo_upload_job_finalize (GObject *object)
{
  VireoUploadJob *self = VIREO_UPLOAD_JOB (object);

  if (self->connection != NULL)
    vireo_worker_drop (self->connection, (GDestroyNotify) virConnectClose);
  g_object_unref (self->host);
  g_free (self->pool);
  g_free (self->path);
  g_free (self->made);
  g_free (self->target);
  G_OBJECT_CLASS (vireo_upload_job_parent_class)->finalize (object);
}

static void
vireo_upload_job_class_init (VireoUploadJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vireo_upload_job_finalize;
  VIREO_JOB_CLASS (klass)->work = vireo_upload_job_work;
  VIREO_JOB_CLASS (klass)->done = vireo_upload_job_done;
}

static void
vireo_upload_job_init (VireoUploadJob *self)
{
}

/**
 * vireo_upload_job_new:
 * @pool: of @host, running
 * @path: of a file on this computer
 *
 * Returns: (transfer full): a job that was not started yet.  A name that is taken gets a number;
 *   what is there already is never written over.  Failed or cancelled, it leaves nothing behind.
 */
VireoUploadJob *
vireo_upload_job_new (VireoHost *host, const char *pool, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *title = NULL;
  VireoUploadJob *self;

  VIREO_ASSERT_MAIN ();
  /* Translators: the name of a file */
  title = g_strdup_printf (_ ("Copying “%s”"), name);
  self = g_object_new (VIREO_TYPE_UPLOAD_JOB, "title", title, NULL);
  self->host = g_object_ref (host);
  self->connection = vireo_host_ref_connection (host);
  self->pool = g_strdup (pool);
  self->path = g_strdup (path);
  return self;
}

/**
 * vireo_upload_job_get_target:
 *
 * Returns: (nullable): the path of the copy on the host, once the job is done
 */
const char *
vireo_upload_job_get_target (VireoUploadJob *self)
{
  return vireo_job_get_state (VIREO_JOB (self)) == VIREO_JOB_DONE ? self->target : NULL;
}
