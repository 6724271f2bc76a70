/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The storage half of creating a VM: the pool and the new disk. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-install-choices.h"
#include "core/jobs/vireo-create-run.h"
#include "core/jobs/vireo-job-words.h"

/* Nobody has that many disks of one name; a pool that says so is out of order. */
#define MAX_NAMES 1000

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

  if (!vireo_install_xml_wants_new_disk (xmlDocGetRootElement (run->doc), run->plan))
    return TRUE;
  pool = open_pool (run, error);
  if (pool == NULL)
    return FALSE;
  fits = check_pool (run, pool, error);
  virStoragePoolFree (pool);
  return fits;
}

/* Logical volumes have neither formats nor free names. */
static gboolean
is_logical (virStoragePoolPtr pool)
{
  g_autofree char *xml = virStoragePoolGetXMLDesc (pool, 0);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  g_autofree char *type
      = doc != NULL ? vireo_xml_string (xmlDocGetRootElement (doc), "@type") : NULL;

  return g_strcmp0 (type, "logical") == 0;
}

/* "web.qcow2", "web-1.qcow2", "web-2.qcow2" and so on. */
static char *
make_volume_name (VireoCreateRun *run, gboolean logical, guint n)
{
  g_autofree char *first = vireo_install_plan_to_volume_name (run->plan);
  char *dot = strrchr (first, '.');
  g_autofree char *extension = g_strdup (logical ? "" : dot);

  *dot = '\0';
  if (logical)
    g_strcanon (first, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.", '_');
  if (n == 0)
    return g_strconcat (first, extension, NULL);
  return g_strdup_printf ("%s-%u%s", first, n, extension);
}

static char *
make_volume_xml (VireoCreateRun *run, const char *name, gboolean logical)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *volume = xmlNewDocNode (doc, NULL, BAD_CAST "volume", NULL);
  gboolean raw = logical || g_strcmp0 (run->plan->disk_format, "raw") == 0;
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, run->plan->disk_size);
  xmlNode *node;

  xmlDocSetRootElement (doc, volume);
  vireo_xml_add_text (volume, "name", name);
  node = vireo_xml_add_text (volume, "capacity", size);
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  /* A qcow2 grows with its use; raw is for those who want all of its space at once. */
  node = vireo_xml_add_text (volume, "allocation", raw ? size : "0");
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  node = vireo_xml_add (volume, "target", NULL);
  if (!logical)
    vireo_xml_add (node, "format", "type", run->plan->disk_format, NULL);
  return vireo_xml_to_text (doc);
}

static virStorageVolPtr
make_volume (VireoCreateRun *run, virStoragePoolPtr pool, GError **error)
{
  gboolean logical = is_logical (pool);

  for (guint n = 0; n < MAX_NAMES; n++)
    {
      g_autofree char *name = make_volume_name (run, logical, n);
      g_autofree char *xml = make_volume_xml (run, name, logical);
      g_autoptr (GError) failure = NULL;
      virStorageVolPtr volume = virStorageVolLookupByName (pool, name);

      if (volume != NULL)
        {
          virStorageVolFree (volume);
          continue;
        }
      run->made_volume = g_strdup (name);
      volume = virStorageVolCreateXML (pool, xml, 0);
      if (volume != NULL)
        return volume;

      vireo_error_take_libvirt (&failure);
      /* Only a lost connection leaves open whether it was made.  Refused is not made, and a file
       * of that name is then somebody else's. */
      if (virConnectIsAlive (run->host) == 1)
        g_clear_pointer (&run->made_volume, g_free);
      if (!g_error_matches (failure, VIREO_ERROR, VIREO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
               _ ("All names for the disk are taken in the storage pool “%s”."),
               vireo_install_plan_get_pool (run->plan));
  return NULL;
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
