/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who else on the host has a disk's file or a NIC's address. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/model/vireo-disk-survey.h"
#include "core/model/vireo-vm-change-private.h"

typedef struct
{
  virDomainPtr handle;        /* (owned) */
  char *path, *pool, *volume; /* (owned) (nullable) */
  char *mac;                  /* (owned) (nullable) */
} Question;

static Question *
question_new (VireoVm *self)
{
  Question *question = g_new0 (Question, 1);

  question->handle = vireo_vm_ref_handle (self);
  return question;
}

static void
question_free (gpointer pointer)
{
  Question *question = pointer;

  vireo_worker_drop (question->handle, (GDestroyNotify) virDomainFree);
  g_free (question->path);
  g_free (question->pool);
  g_free (question->volume);
  g_free (question->mac);
  g_free (question);
}

/* Takes @names. */
static void
answer (GTask *task, GPtrArray *names)
{
  g_ptr_array_set_free_func (names, NULL);
  g_ptr_array_add (names, NULL);
  g_task_return_pointer (task, g_ptr_array_free (names, FALSE), (GDestroyNotify) g_strfreev);
}

/* --- disks --- */

static char *
get_path (virConnectPtr host, const Question *question)
{
  virStoragePoolPtr pool;
  virStorageVolPtr volume;
  char *libvirts_path;
  char *path;

  if (question->pool == NULL)
    return g_strdup (question->path);
  pool = virStoragePoolLookupByName (host, question->pool);
  volume = pool != NULL ? virStorageVolLookupByName (pool, question->volume) : NULL;
  libvirts_path = volume != NULL ? virStorageVolGetPath (volume) : NULL;
  path = g_strdup (libvirts_path);
  free (libvirts_path);
  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);
  virResetLastError ();
  return path;
}

static void
find_disk_users (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  virConnectPtr host = virDomainGetConnect (question->handle);
  g_autoptr (VireoDiskSurvey) survey = vireo_disk_survey_new (host);
  g_autofree char *path = get_path (host, question);
  GPtrArray *names;
  char uuid[VIR_UUID_STRING_BUFLEN];
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  virDomainGetUUIDString (question->handle, uuid);
  /* A volume that is not there has nobody. */
  names = path != NULL ? vireo_disk_survey_find_users (survey, uuid, path, &error)
                       : g_ptr_array_new ();
  if (names != NULL)
    answer (task, names);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_vm_find_disk_users_async:
 * @source: a file or volume; copied
 * @cancellable: (nullable): stops the wait, not the search
 *
 * Ends with vireo_vm_find_disk_users_finish().
 */
void
vireo_vm_find_disk_users_async (VireoVm *self,
                                const VireoMedia *source,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (self);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vm_find_disk_users_async);
  question->path = g_strdup (source->path);
  question->pool = g_strdup (source->pool);
  question->volume = g_strdup (source->volume);
  g_task_set_task_data (task, question, question_free);
  vireo_worker_spawn (task, find_disk_users);
}

GStrv
vireo_vm_find_disk_users_finish (VireoVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_find_disk_users_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- MAC addresses --- */

static gboolean
has_mac (virDomainPtr vm, guint flags, const char *mac)
{
  g_autoptr (VireoXmlDoc) doc = vireo_change_read (vm, flags, NULL);
  g_autoptr (VireoXmlNodes) nodes = NULL;

  if (doc == NULL)
    return FALSE;
  nodes = vireo_xml_find (xmlDocGetRootElement (doc), "devices/interface/mac/@address");
  for (guint i = 0; i < vireo_xml_nodes_count (nodes); i++)
    {
      g_autofree char *address = vireo_xml_string (vireo_xml_nodes_get (nodes, i), ".");

      if (g_ascii_strcasecmp (address, mac) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
find_mac_users (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Question *question = task_data;
  virDomainPtr *vms = NULL;
  int n = virConnectListAllDomains (virDomainGetConnect (question->handle), &vms, 0);
  GPtrArray *names;
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (n < 0)
    {
      vireo_error_take_libvirt (&error);
      g_task_return_error (task, error);
      return;
    }
  names = g_ptr_array_new ();
  for (int i = 0; i < n; i++)
    {
      if (has_mac (vms[i], VIR_DOMAIN_XML_INACTIVE, question->mac)
          || (virDomainIsActive (vms[i]) == 1 && has_mac (vms[i], 0, question->mac)))
        g_ptr_array_add (names, g_strdup (virDomainGetName (vms[i])));
      virDomainFree (vms[i]);
    }
  free (vms);
  virResetLastError ();
  answer (task, names);
}

/**
 * vireo_vm_find_mac_users_async:
 * @mac: an address; case does not matter
 * @cancellable: (nullable): stops the wait, not the search
 *
 * Ends with vireo_vm_find_mac_users_finish().
 */
void
vireo_vm_find_mac_users_async (VireoVm *self,
                               const char *mac,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question *question = question_new (self);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_vm_find_mac_users_async);
  question->mac = g_strdup (mac);
  g_task_set_task_data (task, question, question_free);
  vireo_worker_spawn (task, find_mac_users);
}

GStrv
vireo_vm_find_mac_users_finish (VireoVm *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_vm_find_mac_users_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
