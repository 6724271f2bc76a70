/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lets QEMU's user through the folders on the way to an image: those, that user, nothing else. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-iso-access.h"

#define MAX_ATTRIBUTE 65536

typedef struct
{
  GStrv folders; /* (owned) */
  guint uid;
} PermitData;

static void
permit_data_free (gpointer pointer)
{
  PermitData *data = pointer;

  g_strfreev (data->folders);
  g_free (data);
}

/* A folder that was opened, and how it was before. */
typedef struct
{
  int fd;
  guint mode;
  GBytes *list; /* (owned) (nullable) */
} Opened;

static void
opened_clear (gpointer pointer)
{
  Opened *opened = pointer;

  close (opened->fd);
  g_clear_pointer (&opened->list, g_bytes_unref);
}

static void
close_again (GArray *all)
{
  for (guint i = 0; i < all->len; i++)
    {
      Opened *opened = &g_array_index (all, Opened, i);

      if (opened->list != NULL)
        fsetxattr (opened->fd, VIREO_ACL_XATTR, g_bytes_get_data (opened->list, NULL),
                   g_bytes_get_size (opened->list), 0);
      else
        {
          fremovexattr (opened->fd, VIREO_ACL_XATTR);
          (void) !fchmod (opened->fd, opened->mode);
        }
    }
}

static gboolean
fail (GError **error, const char *folder)
{
  int problem = errno;

  g_set_error (error, VIREO_ERROR,
               problem == EACCES || problem == EPERM ? VIREO_ERROR_DENIED : VIREO_ERROR_FAILED,
               /* Translators: the path of a folder and why it cannot be changed */
               _ ("The permissions of “%s” could not be changed: %s"), folder,
               g_strerror (problem));
  return FALSE;
}

/* The folder is held open from the look at whose it is to the change, so that nobody can put
 * another in its place. */
static gboolean
open_folder (GArray *all, const char *folder, guint uid, GError **error)
{
  g_autofree char *buffer = g_malloc (MAX_ATTRIBUTE);
  g_autoptr (GBytes) wanted = NULL;
  Opened opened = { open (folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), 0, NULL };
  struct stat about;
  ssize_t size;

  if (opened.fd < 0 || fstat (opened.fd, &about) < 0)
    {
      fail (error, folder);
      if (opened.fd >= 0)
        close (opened.fd);
      return FALSE;
    }
  if (about.st_uid != geteuid ())
    {
      close (opened.fd);
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_DENIED,
                   _ ("“%s” does not belong to you and was left alone."), folder);
      return FALSE;
    }
  opened.mode = about.st_mode & 07777;
  size = fgetxattr (opened.fd, VIREO_ACL_XATTR, buffer, MAX_ATTRIBUTE);
  if (size > 0)
    opened.list = g_bytes_new (buffer, (gsize) size);
  g_array_append_val (all, opened);
  wanted = vireo_acl_add_search (opened.mode, opened.list, uid);
  if (fsetxattr (opened.fd, VIREO_ACL_XATTR, g_bytes_get_data (wanted, NULL),
                 g_bytes_get_size (wanted), 0) == 0)
    return TRUE;
  /* A file system without lists: others may then pass through, though not look into it. */
  if (errno == EOPNOTSUPP && fchmod (opened.fd, opened.mode | S_IXOTH) == 0)
    return TRUE;
  return fail (error, folder);
}

static void
permit_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  PermitData *data = task_data;
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (Opened));
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  g_array_set_clear_func (all, opened_clear);
  for (guint i = 0; data->folders[i] != NULL; i++)
    if (!open_folder (all, data->folders[i], data->uid, &error))
      {
        close_again (all);
        g_task_return_error (task, error);
        return;
      }
  g_task_return_boolean (task, TRUE);
}

static void
permitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  vireo_journal_entry_finish (g_task_get_task_data (task), error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static VireoJournalEntry *
note (VireoHost *host, const VireoIsoAccess *access)
{
  g_autofree char *entry = g_strdup_printf ("u:%u:x", access->qemu_uid);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_add (words, (char *) "setfacl");
  g_ptr_array_add (words, (char *) "-m");
  g_ptr_array_add (words, entry);
  for (guint i = 0; access->closed[i] != NULL; i++)
    g_ptr_array_add (words, access->closed[i]);
  g_ptr_array_add (words, NULL);
  return vireo_journal_add (vireo_host_get_journal (host), access->path,
                            (const char *const *) words->pdata);
}

/**
 * vireo_iso_permit_async:
 * @access: one whose @can_permit is %TRUE
 *
 * Lets QEMU's user pass through the folders that are closed to it, without listing them.  Where
 * a file system has no lists for that, everybody may pass through.  Touches only folders that the user owns; when one
 * cannot be opened, those before it are closed again.
 */
void
vireo_iso_permit_async (VireoHost *host, const VireoIsoAccess *access, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (host, cancellable, callback, user_data);
  g_autoptr (GTask) work = g_task_new (host, NULL, permitted, task);
  PermitData *data = g_new0 (PermitData, 1);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_iso_permit_async);
  g_task_set_task_data (task, g_object_ref (note (host, access)), g_object_unref);
  data->folders = g_strdupv (access->closed);
  data->uid = access->qemu_uid;
  g_task_set_task_data (work, data, permit_data_free);
  vireo_worker_push (work, permit_on_worker);
}

gboolean
vireo_iso_permit_finish (VireoHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_iso_permit_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
