/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Name and description of a snapshot that is there: libvirt takes a document that it knows the like
 * of as a correction (REDEFINE), so nothing of the snapshot itself is touched. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-snapshot-picture.h"
#include "core/snapshot/vireo-snapshot-run.h"
#include "core/snapshot/vireo-snapshot-xml.h"

static virDomainSnapshotPtr
look_up (VireoSnapshotRun *run, const char *name, GError **error)
{
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (run->vm, name, 0);

  if (snapshot == NULL)
    vireo_error_take_libvirt (error);
  return snapshot;
}

/**
 * vireo_snapshot_run_read_xml:
 *
 * Returns: (transfer full) (nullable): the document of a snapshot, with passwords, so that it can be
 *   given back
 */
char *
vireo_snapshot_run_read_xml (VireoSnapshotRun *run, const char *name, GError **error)
{
  virDomainSnapshotPtr snapshot = look_up (run, name, error);
  char *libvirts;
  char *xml;

  if (snapshot == NULL)
    return NULL;
  libvirts = virDomainSnapshotGetXMLDesc (snapshot, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  if (libvirts == NULL)
    vireo_error_take_libvirt (error);
  virDomainSnapshotFree (snapshot);
  xml = g_strdup (libvirts);
  free (libvirts);
  return xml;
}

/**
 * vireo_snapshot_run_redefine:
 * @is_current: whether the present comes after it
 */
gboolean
vireo_snapshot_run_redefine (VireoSnapshotRun *run, const char *xml, gboolean is_current,
                             GError **error)
{
  guint flags = VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
                | (is_current ? VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT : 0);
  virDomainSnapshotPtr made = virDomainSnapshotCreateXML (run->vm, xml, flags);

  if (made == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  virDomainSnapshotFree (made);
  return TRUE;
}

/* Those that came right after @from come after @to now. */
static gboolean
reparent_children (VireoSnapshotRun *run, VireoSnapshotReading *reading, const char *from,
                   const char *to, GError **error)
{
  for (guint i = 0; i < reading->snapshots->len; i++)
    {
      VireoSnapshot *snapshot = g_ptr_array_index (reading->snapshots, i);
      g_autofree char *old = NULL;
      g_autofree char *now = NULL;

      if (g_strcmp0 (vireo_snapshot_get_parent (snapshot), from) != 0)
        continue;
      old = vireo_snapshot_run_read_xml (run, vireo_snapshot_get_name (snapshot), error);
      now = old != NULL ? vireo_snapshot_xml_set_parent (old, to, error) : NULL;
      if (now == NULL
          || !vireo_snapshot_run_redefine (run, now, vireo_snapshot_is_current (snapshot), error))
        return FALSE;
    }
  return TRUE;
}

/* Other drivers than QEMU's have nothing but metadata, and no flag to say so. */
static gboolean
forget (VireoSnapshotRun *run, VireoSnapshotReading *reading, const char *name, GError **error)
{
  guint flags = reading->facts->is_qemu ? VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY : 0;
  virDomainSnapshotPtr snapshot = look_up (run, name, error);
  gboolean fine = snapshot != NULL && virDomainSnapshotDelete (snapshot, flags) == 0;

  if (snapshot != NULL && !fine)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&snapshot, virDomainSnapshotFree);
  return fine;
}

/* The new one is made beside the old one, gets its children, and only then the old one goes. */
static gboolean
rename_truly (VireoSnapshotRun *run, VireoSnapshotReading *reading, VireoSnapshot *snapshot,
              const char *xml, const char *to, GError **error)
{
  const char *from = vireo_snapshot_get_name (snapshot);

  if (vireo_snapshot_reading_find (reading, to) != NULL)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
                   _ ("There is a snapshot “%s” already."), to);
      return FALSE;
    }
  if (!vireo_snapshot_run_redefine (run, xml, vireo_snapshot_is_current (snapshot), error))
    return FALSE;
  if (!reparent_children (run, reading, from, to, error))
    {
      reparent_children (run, reading, from, from, NULL);
      forget (run, reading, to, NULL);
      return FALSE;
    }
  if (!forget (run, reading, from, error))
    return FALSE;
  vireo_snapshot_picture_rename (run->vm, from, to);
  return TRUE;
}

/* An internal snapshot of QEMU is found in the image by its name. */
static gboolean
has_to_keep_name (VireoSnapshotReading *reading, VireoSnapshot *snapshot)
{
  return reading->facts->is_qemu && vireo_snapshot_get_kind (snapshot) == VIREO_SNAPSHOT_INTERNAL;
}

/**
 * vireo_snapshot_run_edit:
 * @title: the name to show
 * @description: (nullable): %NULL or "" for none
 * @error: (out) (optional): %VIREO_ERROR_GONE, %VIREO_ERROR_EXISTS, or what libvirt says
 */
gboolean
vireo_snapshot_run_edit (VireoSnapshotRun *run,
                         const char *name,
                         const char *title,
                         const char *description,
                         GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, error);
  g_autofree char *old = reading != NULL ? vireo_snapshot_run_read_xml (run, name, error) : NULL;
  VireoSnapshot *snapshot;
  g_autofree char *now = NULL;
  gboolean keep_name;

  if (old == NULL)
    return FALSE;
  snapshot = vireo_snapshot_reading_find (reading, name);
  if (snapshot == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                           _ ("The snapshot is not there any more."));
      return FALSE;
    }
  keep_name = has_to_keep_name (reading, snapshot);
  now = vireo_snapshot_xml_edit (old, keep_name ? name : title, title, description, error);
  if (now == NULL)
    return FALSE;
  if (keep_name || g_str_equal (title, name))
    {
      vireo_snapshot_run_note (run, "snapshot-edit", virDomainGetName (run->vm), name, NULL);
      return vireo_snapshot_run_redefine (run, now, vireo_snapshot_is_current (snapshot), error);
    }
  vireo_snapshot_run_note (run, "snapshot-edit", virDomainGetName (run->vm), name, "--rename",
                           NULL);
  return rename_truly (run, reading, snapshot, now, title, error);
}
