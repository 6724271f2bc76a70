/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether QEMU can read an image: pure, facts in, verdict out; and the road to and from it. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-iso-access.h"
#include "core/model/vireo-journal.h"

static void
step_free (gpointer pointer)
{
  VireoIsoStep *step = pointer;

  g_free (step->path);
  g_clear_pointer (&step->list, g_bytes_unref);
  g_free (step->label);
  g_free (step);
}

VireoIsoFacts *
vireo_iso_facts_new (void)
{
  VireoIsoFacts *facts = g_new0 (VireoIsoFacts, 1);

  facts->steps = g_ptr_array_new_with_free_func (step_free);
  return facts;
}

void
vireo_iso_facts_free (VireoIsoFacts *facts)
{
  if (facts == NULL)
    return;
  g_free (facts->qemu.gids);
  g_free (facts->qemu_name);
  g_ptr_array_unref (facts->steps);
  g_free (facts);
}

void
vireo_iso_facts_add_step (VireoIsoFacts *facts, const char *path, guint mode, guint owner,
                          guint group, GBytes *list, const char *label)
{
  VireoIsoStep *step = g_new0 (VireoIsoStep, 1);

  step->path = g_strdup (path);
  step->mode = mode;
  step->owner = owner;
  step->group = group;
  step->list = list != NULL ? g_bytes_ref (list) : NULL;
  step->label = g_strdup (label);
  g_ptr_array_add (facts->steps, step);
}

void
vireo_iso_access_free (VireoIsoAccess *access)
{
  if (access == NULL)
    return;
  g_free (access->path);
  g_free (access->sentence);
  g_strfreev (access->closed);
  g_free (access->command);
  g_free (access);
}

/* --- judging --- */

static gboolean
permits (const VireoIsoFacts *facts, const VireoIsoStep *step, guint wanted)
{
  return vireo_acl_permits (step->mode, step->owner, step->group, step->list, &facts->qemu, wanted);
}

static char *
make_command (const VireoIsoFacts *facts, GStrv folders)
{
  g_autofree char *number = g_strdup_printf ("%u", facts->qemu.uid);
  g_autofree char *entry
      = g_strdup_printf ("u:%s:x", facts->qemu_name != NULL ? facts->qemu_name : number);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_ptr_array_add (words, (char *) "setfacl");
  g_ptr_array_add (words, (char *) "-m");
  g_ptr_array_add (words, entry);
  for (guint i = 0; folders[i] != NULL; i++)
    g_ptr_array_add (words, folders[i]);
  g_ptr_array_add (words, NULL);
  return vireo_command_to_text ((const char *const *) words->pdata);
}

/* Folders that are closed to QEMU's user; libvirt does not open them, as it does the file. */
static void
find_closed (VireoIsoAccess *access, const VireoIsoFacts *facts)
{
  g_autoptr (GStrvBuilder) closed = g_strv_builder_new ();

  access->can_permit = TRUE;
  for (guint i = 0; i + 1 < facts->steps->len; i++)
    {
      const VireoIsoStep *step = g_ptr_array_index (facts->steps, i);

      if (permits (facts, step, VIREO_ACL_SEARCH))
        continue;
      g_strv_builder_add (closed, step->path);
      access->can_permit &= step->owner == facts->user;
    }
  access->closed = g_strv_builder_end (closed);
  if (access->closed[0] == NULL)
    {
      access->can_permit = FALSE;
      return;
    }
  access->verdict = VIREO_ISO_CLOSED_FOLDER;
  access->command = make_command (facts, access->closed);
  access->sentence
      /* Translators: the path of a folder */
      = g_strdup_printf (_ ("QEMU may not read this image: it runs as another user, and the folder "
                            "%s is closed to others."),
                         access->closed[g_strv_length (access->closed) - 1]);
}

/* libvirt gives the file itself to QEMU's user, but not where the store is somebody else's. */
static void
judge_file (VireoIsoAccess *access, const VireoIsoFacts *facts)
{
  const VireoIsoStep *file
      = facts->steps->len > 0 ? g_ptr_array_index (facts->steps, facts->steps->len - 1) : NULL;

  if (facts->store == VIREO_ISO_STORE_FUSE_CLOSED)
    {
      access->verdict = VIREO_ISO_CLOSED_FILE;
      access->sentence = g_strdup (_ ("QEMU may not read this image: it is on a drive or share that "
                                      "only you may use."));
    }
  else if (facts->store != VIREO_ISO_STORE_LOCAL && file != NULL
           && !permits (facts, file, VIREO_ACL_READ))
    {
      access->verdict = VIREO_ISO_CLOSED_FILE;
      access->sentence = g_strdup (_ ("QEMU may not read this image: the file is closed to others, "
                                      "and on a network drive that cannot be changed for it."));
    }
}

/* The administrator's home is closed to every guest by the rules that systems bring along. */
static gboolean
is_forbidden_label (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label != NULL ? label : "", ":", 4);

  return g_strv_length (parts) >= 3 && g_str_equal (parts[2], "admin_home_t");
}

static void
judge_selinux (VireoIsoAccess *access, const VireoIsoFacts *facts)
{
  static const char *const rules[] = {
    [VIREO_ISO_STORE_NFS] = "virt_use_nfs",
    [VIREO_ISO_STORE_SMB] = "virt_use_samba",
    [VIREO_ISO_STORE_FUSE] = "virt_use_fusefs",
    [VIREO_ISO_STORE_FUSE_CLOSED] = NULL,
  };
  gboolean forbidden = FALSE;

  for (guint i = 0; i < facts->steps->len; i++)
    forbidden
        |= is_forbidden_label (((VireoIsoStep *) g_ptr_array_index (facts->steps, i))->label);
  if (forbidden)
    access->sentence = g_strdup (_ ("SELinux keeps QEMU out of the administrator’s home folder."));
  else if (rules[facts->store] != NULL)
    {
      access->sentence = g_strdup (_ ("SELinux does not let QEMU read from network drives.  Copy the "
                                      "image, or have the administrator allow it."));
      access->command = g_strdup_printf ("sudo setsebool -P %s 1", rules[facts->store]);
    }
  else
    return;
  access->verdict = VIREO_ISO_SELINUX;
}

/**
 * vireo_iso_judge:
 * @path: of the image
 *
 * Returns: (transfer full): whether QEMU can read it, why not, and what opens it
 */
VireoIsoAccess *
vireo_iso_judge (const VireoIsoFacts *facts, const char *path)
{
  VireoIsoAccess *access = g_new0 (VireoIsoAccess, 1);

  access->path = g_strdup (path);
  access->qemu_uid = facts->qemu.uid;
  if (!facts->is_local)
    {
      access->verdict = VIREO_ISO_REMOTE;
      access->sentence = g_strdup (_ ("This image is on your computer; the host is another one and "
                                      "has to get a copy of it."));
    }
  else if (!facts->exists)
    {
      access->verdict = VIREO_ISO_MISSING;
      access->sentence = g_strdup (_ ("This image is not there, or you may not read it yourself."));
    }
  else if (!facts->is_session && facts->qemu_known)
    {
      /* Root passes every folder, though not every rule of SELinux. */
      if (facts->qemu.uid != 0)
        find_closed (access, facts);
      if (access->verdict == VIREO_ISO_READABLE)
        judge_file (access, facts);
      if (access->verdict == VIREO_ISO_READABLE && facts->selinux)
        judge_selinux (access, facts);
    }
  if (access->sentence == NULL)
    access->sentence = g_strdup ("");
  if (access->closed == NULL)
    access->closed = g_new0 (char *, 1);
  return access;
}

/* --- asking --- */

typedef struct
{
  virConnectPtr connection; /* (owned) (nullable) */
  char *path;               /* (owned) */
} CheckData;

static void
check_data_free (gpointer pointer)
{
  CheckData *data = pointer;

  if (data->connection != NULL)
    vireo_worker_drop (data->connection, (GDestroyNotify) virConnectClose);
  g_free (data->path);
  g_free (data);
}

static void
check_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  CheckData *data = task_data;
  g_autoptr (VireoIsoFacts) facts = vireo_iso_facts_collect (data->connection, data->path);

  g_task_return_pointer (task, vireo_iso_judge (facts, data->path),
                         (GDestroyNotify) vireo_iso_access_free);
}

/**
 * vireo_iso_check_async:
 * @host: who shall read it
 * @path: of an image on this computer
 *
 * Looks whether QEMU can read it, before a virtual machine is made with it.  Fails with
 * %VIREO_ERROR_UNREACHABLE while the host is not connected.
 */
void
vireo_iso_check_async (VireoHost *host, const char *path, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (host, cancellable, callback, user_data);
  CheckData *data;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_iso_check_async);
  if (vireo_host_get_state (host) != VIREO_HOST_ON)
    {
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is lost."));
      return;
    }
  data = g_new0 (CheckData, 1);
  data->connection = vireo_host_ref_connection (host);
  data->path = g_strdup (path);
  g_task_set_task_data (task, data, check_data_free);
  vireo_worker_spawn (task, check_on_worker);
}

/**
 * vireo_iso_check_finish:
 *
 * Returns: (transfer full) (nullable): what is known; free with vireo_iso_access_free()
 */
VireoIsoAccess *
vireo_iso_check_finish (VireoHost *host, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, host), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_iso_check_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
