/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders to the storage pools of a host and to their volumes. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-orders.h"
#include "core/host/vireo-host-private.h"
#include "core/model/vireo-disk-survey.h"

/* Finishes every order of vireo-host-orders.h. */
gboolean
vireo_host_order_finish (VireoHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_host_order_finish), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- one that is there --- */

typedef struct
{
  VireoPoolOrder order;
  char *pool;   /* (owned) */
  char *volume; /* (owned) (nullable) */
} OrderData;

static void
order_data_free (gpointer pointer)
{
  OrderData *data = pointer;

  g_free (data->pool);
  g_free (data->volume);
  g_free (data);
}

/* A folder that is missing is the usual reason why a pool does not start. */
static gboolean
start_pool (virStoragePoolPtr pool)
{
  if (virStoragePoolIsActive (pool) > 0 || virStoragePoolCreate (pool, 0) == 0)
    return TRUE;
  return virStoragePoolBuild (pool, 0) == 0 && virStoragePoolCreate (pool, 0) == 0;
}

/* Somebody else was quicker: it is what was wanted. */
static gboolean
carry_out (virStoragePoolPtr pool, VireoPoolOrder order)
{
  switch (order)
    {
    case VIREO_POOL_START:
      return start_pool (pool);
    case VIREO_POOL_STOP:
      return virStoragePoolIsActive (pool) == 0 || virStoragePoolDestroy (pool) == 0;
    case VIREO_POOL_REFRESH:
      return virStoragePoolRefresh (pool, 0) == 0;
    case VIREO_POOL_AUTOSTART_ON:
    case VIREO_POOL_AUTOSTART_OFF:
      return virStoragePoolSetAutostart (pool, order == VIREO_POOL_AUTOSTART_ON) == 0;
    }
  g_assert_not_reached ();
}

static gboolean
order_on_worker (virConnectPtr connection, gpointer argument, GError **error)
{
  OrderData *data = argument;
  virStoragePoolPtr pool = virStoragePoolLookupByName (connection, data->pool);
  gboolean done = pool != NULL && carry_out (pool, data->order);

  if (!done)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&pool, virStoragePoolFree);
  return done;
}

/**
 * vireo_host_order_pool_async:
 * @name: of a pool of this host
 * @cancellable: (nullable): stops the wait, not the order
 *
 * Stopping a pool touches no file in it.  What the order leads to shows in
 * vireo_host_get_pools().  Finish with vireo_host_order_finish().
 */
void
vireo_host_order_pool_async (VireoHost *self,
                             VireoPoolOrder what,
                             const char *name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  static const char *const commands[] = {
    [VIREO_POOL_START] = "pool-start",
    [VIREO_POOL_STOP] = "pool-destroy",
    [VIREO_POOL_REFRESH] = "pool-refresh",
    [VIREO_POOL_AUTOSTART_ON] = "pool-autostart",
    [VIREO_POOL_AUTOSTART_OFF] = "pool-autostart",
  };
  OrderData *data = g_new0 (OrderData, 1);

  data->order = what;
  data->pool = g_strdup (name);
  vireo_host_call_async (self, name, order_on_worker, data, order_data_free,
                         vireo_host_commands_add (
                             self, NULL, commands[what], name,
                             what == VIREO_POOL_AUTOSTART_OFF ? "--disable" : NULL, NULL),
                         vireo_host_order_finish, cancellable, callback, user_data);
}

/* --- a new one --- */

void
vireo_pool_plan_free (VireoPoolPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->name);
  g_free (plan->path);
  g_free (plan);
}

/* A folder as people write it twice: "/a/b" and "/a/b/". */
static char *
to_folder (const char *path)
{
  return g_canonicalize_filename (path, "/");
}

/**
 * vireo_pool_plan_check:
 * @pools: of #VireoPool: those that are there
 *
 * Returns: (transfer full) (nullable): a sentence: why it cannot be made; %NULL when it can
 */
char *
vireo_pool_plan_check (const VireoPoolPlan *plan, GListModel *pools)
{
  g_autofree char *folder = NULL;

  if (plan->name == NULL || *plan->name == '\0')
    return g_strdup (_ ("Give the storage pool a name."));
  if (strpbrk (plan->name, "/\n\r\t") != NULL)
    return g_strdup (_ ("The name of a storage pool cannot contain a slash (/)."));
  if (plan->path == NULL || !g_path_is_absolute (plan->path))
    return g_strdup (_ ("Write the whole path, beginning with a slash (/)."));
  folder = to_folder (plan->path);
  if (g_str_equal (folder, "/") || g_str_equal (folder, "/dev") || g_str_equal (folder, "/etc")
      || g_str_equal (folder, "/proc") || g_str_equal (folder, "/sys"))
    return g_strdup (_ ("This folder belongs to the system.  Choose one for disk images only."));
  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) other = g_list_model_get_item (pools, i);
      const VireoPoolFacts *facts = vireo_pool_get_facts (other);
      g_autofree char *theirs = facts->path != NULL ? to_folder (facts->path) : NULL;

      if (g_str_equal (facts->name, plan->name))
        return g_strdup_printf (_ ("There is a storage pool “%s” already."), plan->name);
      if (g_strcmp0 (theirs, folder) == 0)
        return g_strdup_printf (_ ("The storage pool “%s” has this folder already."), facts->name);
    }
  return NULL;
}

char *
vireo_pool_plan_to_xml (const VireoPoolPlan *plan)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *root = xmlNewDocNode (doc, NULL, BAD_CAST "pool", NULL);
  g_autofree char *folder = to_folder (plan->path);

  xmlDocSetRootElement (doc, root);
  xmlNewProp (root, BAD_CAST "type", BAD_CAST "dir");
  vireo_xml_add_text (root, "name", plan->name);
  vireo_xml_add_text (vireo_xml_add (root, "target", NULL), "path", folder);
  return vireo_xml_to_text (doc);
}

/* What was defined goes again when it cannot run.  The folder stays: it may have been there. */
static gboolean
create_on_worker (virConnectPtr connection, gpointer xml, GError **error)
{
  virStoragePoolPtr pool = virStoragePoolDefineXML (connection, xml, 0);

  if (pool == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (!start_pool (pool) || virStoragePoolSetAutostart (pool, 1) < 0)
    {
      vireo_error_take_libvirt (error);
      if (virStoragePoolIsActive (pool) > 0)
        virStoragePoolDestroy (pool);
      virStoragePoolUndefine (pool);
      virResetLastError ();
      virStoragePoolFree (pool);
      return FALSE;
    }
  virStoragePoolFree (pool);
  return TRUE;
}

/**
 * vireo_host_create_pool_async:
 * @plan: one that vireo_pool_plan_check() found nothing wrong with
 *
 * Defines a pool for a folder, which is made when it is not there, starts it and lets it start
 * with the host.  When it cannot be started it is removed again.  Finish with
 * vireo_host_order_finish().
 */
void
vireo_host_create_pool_async (VireoHost *self,
                              const VireoPoolPlan *plan,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autofree char *folder = to_folder (plan->path);
  GPtrArray *commands = vireo_host_commands_add (self, NULL, "pool-define-as", plan->name, "dir",
                                                 "--target", folder, NULL);

  commands = vireo_host_commands_add (self, commands, "pool-build", plan->name, NULL);
  commands = vireo_host_commands_add (self, commands, "pool-start", plan->name, NULL);
  commands = vireo_host_commands_add (self, commands, "pool-autostart", plan->name, NULL);
  vireo_host_call_async (self, plan->name, create_on_worker, vireo_pool_plan_to_xml (plan), g_free,
                         commands, vireo_host_order_finish, cancellable, callback, user_data);
}

/* --- volumes --- */

/* Whether a VM has it is looked up here again: since the list was read somebody may have given it
 * to one. */
static gboolean
check_unused (virConnectPtr connection, virStorageVolPtr volume, GError **error)
{
  g_autoptr (VireoDiskSurvey) survey = vireo_disk_survey_new (connection);
  char *libvirts = virStorageVolGetPath (volume);
  g_autofree char *path = g_strdup (libvirts);
  g_autoptr (GHashTable) own = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) users = NULL;
  g_autofree char *overlay = NULL;

  free (libvirts);
  if (path == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  users = vireo_disk_survey_find_users (survey, "", path, error);
  if (users == NULL)
    return FALSE;
  overlay = vireo_disk_survey_get_overlay (survey, own, path);
  if (users->len == 0 && overlay == NULL)
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
               /* Translators: the path of a file, and the name of a virtual machine or the path of
                * a disk image that is built upon it */
               _ ("“%s” is used by “%s” and was not deleted."), path,
               users->len > 0 ? (char *) g_ptr_array_index (users, 0) : overlay);
  return FALSE;
}

static gboolean
delete_on_worker (virConnectPtr connection, gpointer argument, GError **error)
{
  OrderData *data = argument;
  virStoragePoolPtr pool = virStoragePoolLookupByName (connection, data->pool);
  virStorageVolPtr volume = pool != NULL ? virStorageVolLookupByName (pool, data->volume) : NULL;
  gboolean done = FALSE;

  if (volume == NULL)
    vireo_error_take_libvirt (error);
  else if (check_unused (connection, volume, error))
    {
      done = virStorageVolDelete (volume, 0) == 0;
      if (!done)
        vireo_error_take_libvirt (error);
    }
  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);
  return done;
}

/**
 * vireo_host_delete_volume_async:
 * @pool: of this host
 * @volume: what goes, with everything that is stored in it
 *
 * Refuses with %VIREO_ERROR_WRONG_STATE what a VM has as a disk, medium or backing file, and what
 * another volume is an overlay of.  Finish with vireo_host_order_finish().
 */
void
vireo_host_delete_volume_async (VireoHost *self,
                                const char *pool,
                                const char *volume,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  OrderData *data = g_new0 (OrderData, 1);

  data->pool = g_strdup (pool);
  data->volume = g_strdup (volume);
  vireo_host_call_async (
      self, volume, delete_on_worker, data, order_data_free,
      vireo_host_commands_add (self, NULL, "vol-delete", volume, "--pool", pool, NULL),
      vireo_host_order_finish, cancellable, callback, user_data);
}
