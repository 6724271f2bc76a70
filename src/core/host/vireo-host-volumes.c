/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in a storage pool, and who uses it. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-orders.h"
#include "core/model/vireo-disk-survey.h"

typedef struct
{
  virConnectPtr connection; /* (owned) */
  char *pool;               /* (owned) */
} ReadData;

static void
read_data_free (gpointer pointer)
{
  ReadData *data = pointer;

  vireo_worker_drop (data->connection, (GDestroyNotify) virConnectClose);
  g_free (data->pool);
  g_free (data);
}

static char *
find_user (VireoDiskSurvey *survey, GHashTable *users, const char *path)
{
  g_autofree char *key = vireo_disk_survey_to_key (survey, path);
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *overlay = NULL;
  const char *vm = g_hash_table_lookup (users, key);

  if (vm != NULL)
    return g_strdup (vm);
  overlay = vireo_disk_survey_get_overlay (survey, own, path);
  return overlay != NULL ? g_path_get_basename (overlay) : NULL;
}

/* Somebody may delete it while the list is read; it is then simply not in it. */
static VireoVolume *
read_volume (VireoDiskSurvey *survey, GHashTable *users, virStorageVolPtr handle)
{
  char *xml = virStorageVolGetXMLDesc (handle, 0);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  g_autoptr (VireoVolumeFacts) facts = g_new0 (VireoVolumeFacts, 1);
  xmlNode *root;

  free (xml);
  if (doc == NULL)
    return NULL;
  root = xmlDocGetRootElement (doc);
  facts->name = g_strdup (virStorageVolGetName (handle));
  facts->path = vireo_xml_string (root, "target/path");
  facts->format = vireo_xml_string (root, "target/format/@type");
  facts->capacity = vireo_xml_bytes (root, "capacity");
  facts->allocation = vireo_xml_bytes (root, "allocation");
  if (facts->path != NULL)
    facts->user = find_user (survey, users, facts->path);
  return vireo_volume_new (g_steal_pointer (&facts));
}

static int
compare_volumes (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (vireo_volume_get_facts (*(VireoVolume *const *) a)->name,
                         vireo_volume_get_facts (*(VireoVolume *const *) b)->name);
}

static GPtrArray *
read_all (virConnectPtr connection, virStorageVolPtr *handles, int n, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (VireoDiskSurvey) survey = vireo_disk_survey_new (connection);
  g_autoptr (GHashTable) users = vireo_disk_survey_get_users (survey, "", error);

  if (users == NULL)
    return NULL;
  for (int i = 0; i < n; i++)
    {
      VireoVolume *volume = read_volume (survey, users, handles[i]);

      if (volume != NULL)
        g_ptr_array_add (all, volume);
    }
  virResetLastError ();
  g_ptr_array_sort (all, compare_volumes);
  return g_steal_pointer (&all);
}

static void
read_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ReadData *data = task_data;
  virStoragePoolPtr pool = virStoragePoolLookupByName (data->connection, data->pool);
  virStorageVolPtr *handles = NULL;
  int n = pool != NULL ? virStoragePoolListAllVolumes (pool, &handles, 0) : -1;
  GPtrArray *all = NULL;
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (n < 0)
    vireo_error_take_libvirt (&error);
  else
    all = read_all (data->connection, handles, n, &error);
  for (int i = 0; i < n; i++)
    virStorageVolFree (handles[i]);
  free (handles);
  g_clear_pointer (&pool, virStoragePoolFree);
  if (all != NULL)
    g_task_return_pointer (task, all, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * vireo_host_read_volumes_async:
 * @pool: of this host, running
 * @cancellable: (nullable): stops the wait
 *
 * Reads what libvirt knows to be in a pool; never makes it scan its folder.  Takes a while: all
 * VMs are looked through for what they use.
 */
void
vireo_host_read_volumes_async (VireoHost *self,
                               const char *pool,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  virConnectPtr connection = vireo_host_ref_connection (self);
  ReadData *data;

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_host_read_volumes_async);
  if (connection == NULL)
    {
      g_task_return_new_error (task, VIREO_ERROR, VIREO_ERROR_UNREACHABLE, "%s",
                               _ ("The connection to the host is lost."));
      return;
    }
  data = g_new0 (ReadData, 1);
  data->connection = connection;
  data->pool = g_strdup (pool);
  g_task_set_task_data (task, data, read_data_free);
  vireo_worker_spawn (task, read_on_worker);
}

/**
 * vireo_host_read_volumes_finish:
 *
 * Returns: (transfer full) (nullable): of #VireoVolume, by name
 */
GListModel *
vireo_host_read_volumes_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) all = NULL;
  GListStore *store;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_host_read_volumes_async), NULL);

  all = g_task_propagate_pointer (G_TASK (result), error);
  if (all == NULL)
    return NULL;
  store = g_list_store_new (VIREO_TYPE_VOLUME);
  g_list_store_splice (store, 0, 0, all->pdata, all->len);
  return G_LIST_MODEL (store);
}
