/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libvirt/virterror.h>
#include <stdlib.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-uri.h"
#include "core/model/vireo-disk-survey.h"

/* A chain longer than this is a circle. */
#define MAX_CHAIN 200

/* libvirt's own strings, which may be missing, as ours. */
static VireoXmlDoc *
parse_and_free (char *xml)
{
  VireoXmlDoc *doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;

  if (xml == NULL)
    virResetLastError ();
  free (xml);
  return doc;
}

static void
read_volume (VireoDiskSurvey *survey, virStorageVolPtr volume)
{
  g_autoptr (VireoXmlDoc) doc = parse_and_free (virStorageVolGetXMLDesc (volume, 0));
  char *backing;
  g_autofree char *path = NULL;

  if (doc == NULL)
    return;
  backing = vireo_xml_string (xmlDocGetRootElement (doc), "backingStore/path");
  path = vireo_xml_string (xmlDocGetRootElement (doc), "target/path");
  if (backing != NULL && path != NULL && *backing != '\0')
    g_hash_table_insert (survey->backings, vireo_disk_survey_to_key (survey, path), backing);
  else
    g_free (backing);
}

static void
read_volumes (VireoDiskSurvey *survey, virStoragePoolPtr pool)
{
  virStorageVolPtr *volumes = NULL;
  int n = virStoragePoolListAllVolumes (pool, &volumes, 0);

  for (int i = 0; i < n; i++)
    {
      read_volume (survey, volumes[i]);
      virStorageVolFree (volumes[i]);
    }
  free (volumes);
}

/**
 * vireo_disk_survey_new:
 * @host: an open connection, which outlives the survey
 *
 * Reads what is an overlay of what in all pools that run.  A pool that cannot be read says
 * nothing; that is no error here.
 */
VireoDiskSurvey *
vireo_disk_survey_new (virConnectPtr host)
{
  VireoDiskSurvey *survey = g_new0 (VireoDiskSurvey, 1);
  virStoragePoolPtr *pools = NULL;
  char *uri = virConnectGetURI (host);
  int n = virConnectListAllStoragePools (host, &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);

  survey->host = host;
  survey->is_local = uri != NULL && vireo_uri_is_local (uri);
  survey->backings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (int i = 0; i < n; i++)
    {
      read_volumes (survey, pools[i]);
      virStoragePoolFree (pools[i]);
    }
  free (pools);
  free (uri);
  virResetLastError ();
  return survey;
}

void
vireo_disk_survey_free (VireoDiskSurvey *survey)
{
  g_hash_table_unref (survey->backings);
  g_free (survey);
}

/**
 * vireo_disk_survey_to_key:
 *
 * Returns: (transfer full): a path to compare files by: where links can be followed, they are
 */
char *
vireo_disk_survey_to_key (VireoDiskSurvey *survey, const char *path)
{
  char *real = survey->is_local ? realpath (path, NULL) : NULL;
  char *key = g_strdup (real != NULL ? real : path);

  free (real);
  return key;
}

/**
 * vireo_disk_survey_get_path:
 * @disk: a <disk> element
 *
 * Returns: (transfer full) (nullable): the file or device it stands for; %NULL when it is empty
 *   or on the network
 */
char *
vireo_disk_survey_get_path (VireoDiskSurvey *survey, xmlNode *disk)
{
  g_autofree char *pool_name = vireo_xml_string (disk, "source/@pool");
  g_autofree char *volume_name = vireo_xml_string (disk, "source/@volume");
  virStoragePoolPtr pool;
  virStorageVolPtr volume = NULL;
  char *libvirts_path = NULL;
  char *path;

  if (pool_name == NULL || volume_name == NULL)
    return vireo_xml_string (disk, "source/@file | source/@dev");

  pool = virStoragePoolLookupByName (survey->host, pool_name);
  if (pool != NULL)
    volume = virStorageVolLookupByName (pool, volume_name);
  if (volume != NULL)
    libvirts_path = virStorageVolGetPath (volume);
  path = g_strdup (libvirts_path);
  free (libvirts_path);
  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);
  virResetLastError ();
  return path;
}

/**
 * vireo_disk_survey_get_chain:
 *
 * Returns: (transfer full) (element-type utf8): what @path is an overlay of, and what that is an
 *   overlay of, and so on
 */
GPtrArray *
vireo_disk_survey_get_chain (VireoDiskSurvey *survey, const char *path)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func (g_free);

  while (path != NULL && chain->len < MAX_CHAIN)
    {
      g_autofree char *key = vireo_disk_survey_to_key (survey, path);

      path = g_hash_table_lookup (survey->backings, key);
      if (path != NULL)
        g_ptr_array_add (chain, g_strdup (path));
    }
  return chain;
}

/**
 * vireo_disk_survey_get_overlay:
 * @own: keys of files that do not count
 *
 * Returns: (transfer full) (nullable): a volume that is an overlay of @path
 */
char *
vireo_disk_survey_get_overlay (VireoDiskSurvey *survey, GHashTable *own, const char *path)
{
  g_autofree char *key = vireo_disk_survey_to_key (survey, path);
  GHashTableIter iter;
  gpointer overlay;
  gpointer backing;

  g_hash_table_iter_init (&iter, survey->backings);
  while (g_hash_table_iter_next (&iter, &overlay, &backing))
    {
      g_autofree char *backing_key = vireo_disk_survey_to_key (survey, backing);

      if (g_str_equal (backing_key, key) && !g_hash_table_contains (own, overlay))
        return g_strdup (overlay);
    }
  return NULL;
}

static void
add_user (VireoDiskSurvey *survey, GHashTable *users, const char *path, const char *name)
{
  char *key = vireo_disk_survey_to_key (survey, path);

  if (g_hash_table_contains (users, key))
    g_free (key);
  else
    g_hash_table_insert (users, key, g_strdup (name));
}

static void
add_disks_of (VireoDiskSurvey *survey, GHashTable *users, virDomainPtr vm, guint flags)
{
  g_autoptr (VireoXmlDoc) doc = parse_and_free (virDomainGetXMLDesc (vm, flags));
  g_autoptr (VireoXmlNodes) disks = NULL;
  g_autoptr (VireoXmlNodes) deeper = NULL;

  if (doc == NULL)
    return;
  disks = vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk");
  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    {
      g_autofree char *path = vireo_disk_survey_get_path (survey, vireo_xml_nodes_get (disks, i));
      g_autoptr (GPtrArray) chain = vireo_disk_survey_get_chain (survey, path);

      if (path != NULL)
        add_user (survey, users, path, virDomainGetName (vm));
      for (guint j = 0; j < chain->len; j++)
        add_user (survey, users, g_ptr_array_index (chain, j), virDomainGetName (vm));
    }
  /* What runs tells its whole chain, and what is being copied to. */
  deeper = vireo_xml_find (xmlDocGetRootElement (doc),
                           "devices/disk/*/descendant::source/@file"
                           " | devices/disk/*/descendant::source/@dev");
  for (guint i = 0; i < vireo_xml_nodes_count (deeper); i++)
    {
      g_autofree char *path = vireo_xml_string (vireo_xml_nodes_get (deeper, i), ".");

      add_user (survey, users, path, virDomainGetName (vm));
    }
}

/* Now and at its next start. */
static void
add_all_disks_of (VireoDiskSurvey *survey, GHashTable *users, virDomainPtr vm)
{
  add_disks_of (survey, users, vm, 0);
  if (virDomainIsActive (vm) == 1)
    add_disks_of (survey, users, vm, VIR_DOMAIN_XML_INACTIVE);
}

/**
 * vireo_disk_survey_get_users:
 * @except_uuid: the VM that does not count
 * @error: (out) (optional): the list of VMs could not be had
 *
 * Returns: (transfer full) (nullable): key of a file -> name of a VM that has it as a disk, as a
 *   medium or as a backing file, now or at its next start
 */
GHashTable *
vireo_disk_survey_get_users (VireoDiskSurvey *survey, const char *except_uuid, GError **error)
{
  GHashTable *users = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  virDomainPtr *vms = NULL;
  int n = virConnectListAllDomains (survey->host, &vms, 0);

  if (n < 0)
    {
      vireo_error_take_libvirt (error);
      g_hash_table_unref (users);
      return NULL;
    }
  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];

      if (virDomainGetUUIDString (vms[i], uuid) == 0 && !g_str_equal (uuid, except_uuid))
        add_all_disks_of (survey, users, vms[i]);
      virDomainFree (vms[i]);
    }
  free (vms);
  virResetLastError ();
  return users;
}

/**
 * vireo_disk_survey_find_users:
 * @except_uuid: the VM that does not count
 * @path: a file or device
 * @error: (out) (optional): the list of VMs could not be had
 *
 * Returns: (transfer full) (nullable) (element-type utf8): the names of all VMs that have it, as
 *   in vireo_disk_survey_get_users()
 */
GPtrArray *
vireo_disk_survey_find_users (VireoDiskSurvey *survey,
                              const char *except_uuid,
                              const char *path,
                              GError **error)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = vireo_disk_survey_to_key (survey, path);
  virDomainPtr *vms = NULL;
  int n = virConnectListAllDomains (survey->host, &vms, 0);

  if (n < 0)
    {
      vireo_error_take_libvirt (error);
      g_ptr_array_unref (names);
      return NULL;
    }
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      char uuid[VIR_UUID_STRING_BUFLEN];

      if (virDomainGetUUIDString (vms[i], uuid) == 0 && !g_str_equal (uuid, except_uuid))
        add_all_disks_of (survey, used, vms[i]);
      if (g_hash_table_contains (used, key))
        g_ptr_array_add (names, g_strdup (virDomainGetName (vms[i])));
      virDomainFree (vms[i]);
    }
  free (vms);
  virResetLastError ();
  return names;
}

/**
 * vireo_disk_survey_refresh_pool_of:
 * @path: a file of the host
 *
 * Makes the pool whose directory holds @path list what is there now.
 */
void
vireo_disk_survey_refresh_pool_of (virConnectPtr host, const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  virStoragePoolPtr pool = virStoragePoolLookupByTargetPath (host, directory);

  if (pool != NULL && virStoragePoolIsActive (pool) == 1)
    virStoragePoolRefresh (pool, 0);
  g_clear_pointer (&pool, virStoragePoolFree);
  virResetLastError ();
}
