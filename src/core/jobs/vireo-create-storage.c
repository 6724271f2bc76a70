/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage half of creating a VM: the pool and the new disk. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-install-choices.h"
#include "core/jobs/vireo-create-run.h"
#include "core/jobs/vireo-job-words.h"
#include "core/model/vireo-storage.h"

static char *
make_default_pool_xml (VireoCreateRun *run)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *pool = xmlNewDocNode (doc, NULL, BAD_CAST "pool", NULL);
  g_autofree char *path = vireo_install_plan_get_default_path (run->is_session);

  xmlDocSetRootElement (doc, pool);
  xmlNewProp (pool, BAD_CAST "type", BAD_CAST "dir");
  vireo_xml_add_text (pool, "name", vireo_install_plan_get_pool (run->plan));
  vireo_xml_add_text (vireo_xml_add (pool, "target", NULL), "path", path);
  return vireo_xml_to_text (doc);
}

static virStoragePoolPtr
define_default_pool (VireoCreateRun *run, GError **error)
{
  g_autofree char *xml = NULL;
  virStoragePoolPtr pool;

  if (run->is_session && !run->is_local)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                   _ ("There is no storage pool “%s” on this host, and where its files belong "
                      "cannot be known from here.  Choose another pool."),
                   vireo_install_plan_get_pool (run->plan));
      return NULL;
    }
  xml = make_default_pool_xml (run);
  pool = virStoragePoolDefineXML (run->host, xml, 0);
  if (pool == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  run->made_pool = TRUE;
  /* A directory that is there is not ours to remove later, so it is tried without building. */
  if (virStoragePoolCreate (pool, 0) < 0)
    {
      run->built_pool = TRUE;
      if (virStoragePoolBuild (pool, 0) < 0 || virStoragePoolCreate (pool, 0) < 0)
        {
          vireo_error_take_libvirt (error);
          virStoragePoolFree (pool);
          return NULL;
        }
    }
  virStoragePoolSetAutostart (pool, 1); /* a courtesy: the VM works without until the next boot */
  return pool;
}

/* Looks the pool up, defines or starts it when that was agreed to. */
static virStoragePoolPtr
open_pool (VireoCreateRun *run, GError **error)
{
  const char *name = vireo_install_plan_get_pool (run->plan);
  virStoragePoolPtr pool = virStoragePoolLookupByName (run->host, name);

  if (pool == NULL)
    {
      virErrorPtr last = virGetLastError ();

      if (last != NULL && last->code == VIR_ERR_NO_STORAGE_POOL
          && (run->allowed & VIREO_CREATE_NEEDS_DEFINE_POOL))
        return define_default_pool (run, error);
      vireo_error_take_libvirt (error);
      if (g_error_matches (*error, VIREO_ERROR, VIREO_ERROR_GONE))
        vireo_job_say (error, _ ("There is no storage pool “%s” on this host."), name);
      return NULL;
    }
  if (virStoragePoolIsActive (pool) == 1)
    return pool;

  if (!(run->allowed & VIREO_CREATE_NEEDS_START_POOL))
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                 _ ("The storage pool “%s” is not running.  Start it and try again."), name);
  else if (virStoragePoolCreate (pool, 0) == 0)
    return pool;
  else
    {
      vireo_error_take_libvirt (error);
      vireo_job_say (error, _ ("The storage pool “%s” cannot be started.  Is its directory still "
                               "there?"),
                     name);
    }
  virStoragePoolFree (pool);
  return NULL;
}

static gboolean
check_pool (VireoCreateRun *run, virStoragePoolPtr pool, GError **error)
{
  virStoragePoolInfo info;

  /* What lies there now counts, not what lay there when libvirt looked last. */
  if (virStoragePoolRefresh (pool, 0) < 0 || virStoragePoolGetInfo (pool, &info) < 0)
    {
      vireo_error_take_libvirt (error);
      if (!g_error_matches (*error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE))
        vireo_job_say (error,
                       _ ("The storage pool “%s” cannot be read.  Is its directory still there?"),
                       vireo_install_plan_get_pool (run->plan));
      return FALSE;
    }
  return vireo_install_plan_check_space (run->plan, info.available, error);
}

/**
 * vireo_create_run_pool:
 *
 * Sees to it that the pool for the new disk is there, runs, is read afresh and has the space.
 */
gboolean
vireo_create_run_pool (VireoCreateRun *run, GError **error)
{
  virStoragePoolPtr pool;
  gboolean fits;

  if (run->plan->answers == NULL
      && !vireo_install_xml_wants_new_disk (xmlDocGetRootElement (run->doc), run->plan))
    return TRUE;
  pool = open_pool (run, error);
  if (pool == NULL)
    return FALSE;
  fits = check_pool (run, pool, error);
  virStoragePoolFree (pool);
  return fits;
}

static virStorageVolPtr
make_volume (VireoCreateRun *run, virStoragePoolPtr pool, GError **error)
{
  const VireoInstallPlan *plan = run->plan;
  g_autofree char *name = vireo_install_plan_to_volume_name (plan);
  VireoVolumePlan volume = { name, plan->disk_format, plan->disk_size,
                             g_strcmp0 (plan->disk_format, "raw") == 0 };

  return vireo_storage_make_volume (pool, &volume, &run->made_volume, error);
}

/**
 * vireo_create_run_disk:
 *
 * Makes the new disk, under a name that is free, and puts it into the definition.
 */
gboolean
vireo_create_run_disk (VireoCreateRun *run, GError **error)
{
  xmlNode *domain = xmlDocGetRootElement (run->doc);
  const char *pool_name = vireo_install_plan_get_pool (run->plan);
  virStoragePoolPtr pool;
  virStorageVolPtr volume;
  g_autofree char *path = NULL;

  if (!vireo_install_xml_wants_new_disk (domain, run->plan))
    return TRUE;
  pool = virStoragePoolLookupByName (run->host, pool_name);
  if (pool == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  volume = make_volume (run, pool, error);
  virStoragePoolFree (pool);
  if (volume == NULL)
    return FALSE;
  path = virStorageVolGetPath (volume);
  virStorageVolFree (volume);
  if (path == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  if (!g_path_is_absolute (path))
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                   _ ("The storage pool “%s” has no files or devices.  Choose another pool."),
                   pool_name);
      return FALSE;
    }
  vireo_install_xml_set_new_disk (domain, run->plan, path);
  return TRUE;
}
