/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libvirt takes external snapshots and, before 9.10, cannot go back to them.  So Vireo does, the
 * same way on every version: fresh overlays on what the disks were in then, the definition of then
 * on these overlays, the memory of then restored into it.  What the snapshots hold is only read. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/jobs/vireo-job-words.h"
#include "core/snapshot/vireo-snapshot-run.h"
#include "core/snapshot/vireo-snapshot-xml.h"

typedef struct
{
  VireoSnapshotRun *run;
  VireoSnapshot *snapshot;
  const VireoSnapshotFacts *facts; /* of the present */
  GHashTable *sources;             /* (owned): target -> the fresh overlay */
  char *xml;                       /* (owned): of the snapshot */
  char *before;                    /* (owned): the definition of the present */
} Revert;

static void
revert_clear (Revert *revert)
{
  g_hash_table_unref (revert->sources);
  g_free (revert->xml);
  g_free (revert->before);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Revert, revert_clear)

static gboolean
check_files (Revert *revert, GError **error)
{
  const char *memory = vireo_snapshot_get_memory_file (revert->snapshot);

  if (memory == NULL || vireo_snapshot_files_is_there (revert->run->host, memory))
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
               _ ("The file “%s”, which the snapshot needs, is not there any more."), memory);
  return FALSE;
}

static gboolean
make_overlays (Revert *revert, GError **error)
{
  GPtrArray *disks = vireo_snapshot_get_disks (revert->snapshot);

  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);
      g_autofree char *overlay = vireo_snapshot_files_make_path (
          disk->file, virDomainGetName (revert->run->vm), disk->target, "qcow2");

      if (!vireo_snapshot_files_make_overlay (revert->run, disk->file, disk->format, overlay,
                                              error))
        return FALSE;
      g_hash_table_insert (revert->sources, g_strdup (disk->target), g_steal_pointer (&overlay));
    }
  return TRUE;
}

static void
delete_overlays (Revert *revert)
{
  GHashTableIter iter;
  gpointer overlay;

  g_hash_table_iter_init (&iter, revert->sources);
  while (g_hash_table_iter_next (&iter, NULL, &overlay))
    vireo_snapshot_files_delete_unused (revert->run, overlay, TRUE);
}

static gboolean
stop (Revert *revert, GError **error)
{
  virDomainPtr vm = revert->run->vm;

  if (virDomainIsActive (vm) == 1)
    {
      vireo_snapshot_run_note (revert->run, "destroy", virDomainGetName (vm), NULL);
      if (virDomainDestroy (vm) < 0 && virDomainIsActive (vm) == 1)
        {
          vireo_error_take_libvirt (error);
          return FALSE;
        }
    }
  /* It is the present's, which was said to be lost. */
  if (virDomainHasManagedSaveImage (vm, 0) == 1)
    virDomainManagedSaveRemove (vm, 0);
  virResetLastError ();
  return TRUE;
}

static gboolean
define (Revert *revert, const char *xml, GError **error)
{
  virDomainPtr defined = virDomainDefineXML (revert->run->host, xml);

  if (defined == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  virDomainFree (defined);
  return TRUE;
}

/* Of a document that goes through it, the disks become these files. */
static void
add_sources (GString *line, const char *uri, GHashTable *sources)
{
  GHashTableIter iter;
  gpointer target, source;

  g_hash_table_iter_init (&iter, sources);
  while (g_hash_table_iter_next (&iter, &target, &source))
    {
      g_autofree char *which = g_strdup_printf ("target=%s", (const char *) target);
      g_autofree char *file = vireo_command_sub_option ("source.file", source);
      g_autofree char *what = g_strdup_printf ("%s,driver.type=qcow2", file);
      const char *command[]
          = { "virt-xml", "--connect", uri, "--edit", which, "--disk", what, NULL };
      g_autofree char *stage = vireo_command_to_text (command);

      g_string_append_printf (line, " | %s", stage);
    }
}

/* The same with tools that a user has: the document of then with the disks of now. */
static void
note_definition (Revert *revert)
{
  g_autofree char *dump = vireo_snapshot_run_virsh (
      revert->run, "snapshot-dumpxml", virDomainGetName (revert->run->vm),
      vireo_snapshot_get_name (revert->snapshot), "--security-info", NULL);
  g_autofree char *define = vireo_snapshot_run_virsh (revert->run, "define", "/dev/stdin", NULL);
  g_autoptr (GString) line = g_string_new (dump);

  g_string_append (line, " | xmllint --xpath /domainsnapshot/domain -");
  add_sources (line, vireo_snapshot_run_get_uri (revert->run), revert->sources);
  g_string_append_printf (line, " | %s", define);
  vireo_snapshot_run_note_line (revert->run, line->str);
}

static gboolean
define_as_then (Revert *revert, GError **error)
{
  g_autofree char *domain = vireo_snapshot_xml_get_domain (revert->xml, error);
  g_autofree char *now
      = domain != NULL ? vireo_snapshot_xml_set_sources (
                             domain, virDomainGetName (revert->run->vm), revert->sources, error)
                       : NULL;

  if (now == NULL)
    return FALSE;
  note_definition (revert);
  return define (revert, now, error);
}

/* What a memory file says of the VM it belongs to, with the disks of now. */
static char *
make_restore_xml (VireoSnapshotRun *run, const char *memory, GHashTable *sources, GError **error)
{
  char *saved = virDomainSaveImageGetXMLDesc (run->host, memory, VIR_DOMAIN_SAVE_IMAGE_XML_SECURE);
  char *xml;

  if (saved == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  xml = vireo_snapshot_xml_set_sources (saved, virDomainGetName (run->vm), sources, error);
  free (saved);
  return xml;
}

static void
note_restore (VireoSnapshotRun *run, const char *memory, GHashTable *sources, gboolean paused)
{
  g_autofree char *dump
      = vireo_snapshot_run_virsh (run, "save-image-dumpxml", memory, "--security-info", NULL);
  g_autofree char *restore
      = vireo_snapshot_run_virsh (run, "restore", memory, "--xml", "/dev/stdin",
                                  paused ? "--paused" : "--running", NULL);
  g_autoptr (GString) line = g_string_new (dump);

  add_sources (line, vireo_snapshot_run_get_uri (run), sources);
  g_string_append_printf (line, " | %s", restore);
  vireo_snapshot_run_note_line (run, line->str);
}

static gboolean
restore (VireoSnapshotRun *run, const char *memory, GHashTable *sources, guint flags,
         GError **error)
{
  g_autofree char *xml = make_restore_xml (run, memory, sources, error);

  if (xml == NULL)
    return FALSE;
  note_restore (run, memory, sources, flags == VIR_DOMAIN_SAVE_PAUSED);
  if (virDomainRestoreFlags (run->host, memory, xml, flags) == 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

static gboolean
start (Revert *revert, VireoSnapshotAfter after, GError **error)
{
  VireoSnapshot *snapshot = revert->snapshot;
  const char *memory = vireo_snapshot_get_memory_file (snapshot);
  gboolean paused = after == VIREO_SNAPSHOT_AFTER_PAUSE;

  if (after == VIREO_SNAPSHOT_AFTER_OFF
      || (after == VIREO_SNAPSHOT_AFTER_AS_THEN && !vireo_snapshot_has_memory (snapshot)))
    return TRUE;
  if (after == VIREO_SNAPSHOT_AFTER_AS_THEN)
    paused = vireo_snapshot_get_state (snapshot) == VIREO_SNAPSHOT_STATE_PAUSED;
  if (vireo_snapshot_has_memory (snapshot) && memory != NULL)
    return restore (revert->run, memory, revert->sources,
                    paused ? VIR_DOMAIN_SAVE_PAUSED : VIR_DOMAIN_SAVE_RUNNING, error);
  vireo_snapshot_run_note (revert->run, "start", virDomainGetName (revert->run->vm),
                           paused ? "--paused" : NULL, NULL);
  if (virDomainCreateWithFlags (revert->run->vm, paused ? VIR_DOMAIN_START_PAUSED : 0) == 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

/* The present comes after this one from now on. */
static gboolean
mark_current (Revert *revert, GError **error)
{
  vireo_snapshot_run_note (revert->run, "snapshot-current", virDomainGetName (revert->run->vm),
                           vireo_snapshot_get_name (revert->snapshot), NULL);
  return vireo_snapshot_run_redefine (revert->run, revert->xml, TRUE, error);
}

static gboolean
is_overlay_of (VireoSnapshotReading *reading, const char *path)
{
  for (guint i = 0; i < reading->snapshots->len; i++)
    {
      GPtrArray *disks = vireo_snapshot_get_disks (reading->snapshots->pdata[i]);

      for (guint j = 0; j < disks->len; j++)
        if (g_strcmp0 (((VireoSnapshotDisk *) disks->pdata[j])->overlay, path) == 0)
          return TRUE;
    }
  return FALSE;
}

/* The overlays that the present was written to: nobody's, unless a snapshot was taken of it.  A disk
 * that somebody put into the VM since then is not one of them. */
static void
delete_left (Revert *revert, VireoSnapshotReading *reading)
{
  for (guint i = 0; i < revert->facts->disks->len; i++)
    {
      const VireoSnapshotFactsDisk *disk = g_ptr_array_index (revert->facts->disks, i);

      if (!disk->read_only && disk->file != NULL)
        vireo_snapshot_files_delete_unused (revert->run, disk->file,
                                            !is_overlay_of (reading, disk->file));
    }
}

/* --- the way back, when it does not go on --- */

/* Where the memory of the present was kept just before, it runs again on the disks it had. */
static void
resume_present (Revert *revert, VireoSnapshotReading *reading)
{
  g_autoptr (GHashTable) sources = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < revert->facts->disks->len; i++)
    {
      VireoSnapshotFactsDisk *disk = g_ptr_array_index (revert->facts->disks, i);

      if (!disk->read_only && disk->file != NULL)
        g_hash_table_insert (sources, disk->target, disk->file);
    }
  for (guint i = 0; i < reading->snapshots->len; i++)
    {
      VireoSnapshot *snapshot = g_ptr_array_index (reading->snapshots, i);
      const char *memory = vireo_snapshot_get_memory_file (snapshot);

      if (vireo_snapshot_is_current (snapshot) && memory != NULL)
        restore (revert->run, memory, sources,
                 revert->facts->state == VIREO_VM_STATE_PAUSED ? VIR_DOMAIN_SAVE_PAUSED
                                                               : VIR_DOMAIN_SAVE_RUNNING, NULL);
    }
}

static void
go_back (Revert *revert, VireoSnapshotReading *reading, gboolean kept_just_now)
{
  gboolean was_active = revert->facts->state == VIREO_VM_STATE_RUNNING
                        || revert->facts->state == VIREO_VM_STATE_PAUSED;

  if (virDomainIsActive (revert->run->vm) == 1)
    virDomainDestroy (revert->run->vm);
  define (revert, revert->before, NULL);
  if (was_active && kept_just_now)
    resume_present (revert, reading);
  delete_overlays (revert);
  virResetLastError ();
}

/**
 * vireo_snapshot_run_revert_external:
 * @reading: what is there now
 * @snapshot: of @reading
 * @error: (out) (optional): %VIREO_ERROR; the VM is then what it was, and runs again when what it
 *   was doing was kept just before
 */
gboolean
vireo_snapshot_run_revert_external (VireoSnapshotRun *run,
                                    VireoSnapshotReading *reading,
                                    VireoSnapshot *snapshot,
                                    VireoSnapshotAfter after,
                                    GError **error)
{
  g_auto (Revert) revert
      = { .run = run,
          .snapshot = snapshot,
          .facts = reading->facts,
          .sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free) };
  char *before
      = virDomainGetXMLDesc (run->vm, VIR_DOMAIN_XML_INACTIVE | VIR_DOMAIN_XML_SECURE);

  if (before == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  revert.before = g_strdup (before);
  free (before);
  revert.xml = vireo_snapshot_run_read_xml (run, vireo_snapshot_get_name (snapshot), error);
  if (revert.xml == NULL || !check_files (&revert, error))
    return FALSE;
  if (!make_overlays (&revert, error) || !stop (&revert, error))
    {
      delete_overlays (&revert);
      return FALSE;
    }
  if (!define_as_then (&revert, error) || !start (&revert, after, error)
      || !mark_current (&revert, error))
    {
      go_back (&revert, reading, vireo_snapshot_job_get_kept (run->job) != NULL);
      return FALSE;
    }
  delete_left (&revert, reading);
  return TRUE;
}
