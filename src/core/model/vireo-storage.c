/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-storage.h"

/* Nobody has that many disks of one name; a pool that says so is out of order. */
#define MAX_NAMES 1000

/* --- making --- */

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
make_volume_name (const VireoVolumePlan *plan, gboolean logical, guint n)
{
  g_autofree char *first = g_strdup (plan->name);
  char *dot = strrchr (first, '.');
  g_autofree char *extension = g_strdup (logical || dot == NULL ? "" : dot);

  if (dot != NULL)
    *dot = '\0';
  if (logical)
    g_strcanon (first, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.", '_');
  if (n == 0)
    return g_strconcat (first, extension, NULL);
  return g_strdup_printf ("%s-%u%s", first, n, extension);
}

static char *
make_volume_xml (const VireoVolumePlan *plan, const char *name, gboolean logical)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *volume = xmlNewDocNode (doc, NULL, BAD_CAST "volume", NULL);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, plan->capacity);
  xmlNode *node;

  xmlDocSetRootElement (doc, volume);
  vireo_xml_add_text (volume, "name", name);
  node = vireo_xml_add_text (volume, "capacity", size);
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  /* A qcow2 grows with its use; raw is for those who want all of its space at once. */
  node = vireo_xml_add_text (volume, "allocation", logical || plan->full ? size : "0");
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  node = vireo_xml_add (volume, "target", NULL);
  if (!logical)
    vireo_xml_add (node, "format", "type", plan->format, NULL);
  if (plan->secret)
    vireo_xml_add_text (vireo_xml_add (node, "permissions", NULL), "mode", "0600");
  return vireo_xml_to_text (doc);
}

/**
 * vireo_storage_make_volume:
 * @pool: where, running
 * @plan: what is wished for
 * @made: (out): the name of what was made, or may have been when the answer got lost; to be
 *   removed again when what it was for fails.  %NULL: nothing was made
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Makes a volume under a name that is free.
 *
 * Returns: (transfer full) (nullable): the volume
 */
virStorageVolPtr
vireo_storage_make_volume (virStoragePoolPtr pool,
                           const VireoVolumePlan *plan,
                           char **made,
                           GError **error)
{
  gboolean logical = is_logical (pool);

  for (guint n = 0; n < MAX_NAMES; n++)
    {
      g_autofree char *name = make_volume_name (plan, logical, n);
      g_autofree char *xml = make_volume_xml (plan, name, logical);
      g_autoptr (GError) failure = NULL;
      virStorageVolPtr volume = virStorageVolLookupByName (pool, name);

      if (volume != NULL)
        {
          virStorageVolFree (volume);
          continue;
        }
      /* Before the call that makes it, for the answer may get lost on its way. */
      g_free (*made);
      *made = g_strdup (name);
      volume = virStorageVolCreateXML (pool, xml, 0);
      if (volume != NULL)
        return volume;

      vireo_error_take_libvirt (&failure);
      /* Only a lost connection leaves open whether it was made.  Refused is not made, and a file
       * of that name is then somebody else's. */
      if (virConnectIsAlive (virStoragePoolGetConnect (pool)) == 1)
        g_clear_pointer (made, g_free);
      if (!g_error_matches (failure, VIREO_ERROR, VIREO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
               _ ("All names for the disk are taken in the storage pool “%s”."),
               virStoragePoolGetName (pool));
  return NULL;
}

/* --- finding --- */

/* A file in no pool: one is put around its directory for the moment, so that libvirt can work on
 * it with the rights it has. */
static virStoragePoolPtr
make_pool_around (virConnectPtr host, const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_strdup_printf ("vireo-%s", directory);
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *pool = xmlNewDocNode (doc, NULL, BAD_CAST "pool", NULL);
  g_autofree char *xml = NULL;

  xmlDocSetRootElement (doc, pool);
  xmlNewProp (pool, BAD_CAST "type", BAD_CAST "dir");
  vireo_xml_add_text (pool, "name", g_strdelimit (name, "/", '-'));
  vireo_xml_add_text (vireo_xml_add (pool, "target", NULL), "path", directory);
  xml = vireo_xml_to_text (doc);
  return virStoragePoolCreateXML (host, xml, 0);
}

/**
 * vireo_storage_find_file:
 * @path: of a file or device of the host
 * @found: (out): the volume, if there is one, and what it took to find it
 *
 * Returns: %FALSE when libvirt cannot even look; its error is then that of the thread
 */
gboolean
vireo_storage_find_file (virConnectPtr host, const char *path, VireoFoundVolume *found)
{
  /* A pool only knows what it listed. */
  vireo_disk_survey_refresh_pool_of (host, path);
  found->made = NULL;
  found->volume = virStorageVolLookupByPath (host, path);
  if (found->volume != NULL)
    return TRUE;
  found->made = make_pool_around (host, path);
  if (found->made == NULL)
    return FALSE;
  found->volume = virStorageVolLookupByPath (host, path);
  return TRUE;
}

void
vireo_found_volume_clear (VireoFoundVolume *found)
{
  g_clear_pointer (&found->volume, virStorageVolFree);
  if (found->made == NULL)
    return;
  virStoragePoolDestroy (found->made); /* forgets the pool, not its files */
  g_clear_pointer (&found->made, virStoragePoolFree);
}

/* --- deleting --- */

/**
 * vireo_storage_delete_file:
 * @path: of a file or device of the host
 * @error: (out) (optional): %VIREO_ERROR
 *
 * Returns: whether it is gone; also when it was not there
 */
gboolean
vireo_storage_delete_file (VireoDiskSurvey *survey, const char *path, GError **error)
{
  g_auto (VireoFoundVolume) found = { NULL, NULL };
  gboolean removed = vireo_storage_find_file (survey->host, path, &found);

  if (found.volume != NULL)
    removed = virStorageVolDelete (found.volume, 0) == 0;
  if (!removed)
    vireo_error_take_libvirt (error);
  else if (found.volume == NULL && survey->is_local && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("It is in no storage pool, so libvirt cannot remove it."));
      removed = FALSE;
    }
  vireo_found_volume_clear (&found);
  virResetLastError ();
  return removed;
}
