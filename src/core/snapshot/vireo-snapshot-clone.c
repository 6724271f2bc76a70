/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new VM out of what a snapshot's disks hold.
 *
 * What an external one holds is in files that stand still: libvirt copies them, with all they stand
 * on, into one.  An internal one is inside an image, and libvirt has no word for reading it there.
 * So the whole image is copied byte by byte, a VM is put around the copy for the moment and reverted,
 * and what its disk then is becomes the new one. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-storage.h"
#include "core/snapshot/vireo-snapshot-run.h"
#include "core/snapshot/vireo-snapshot-xml.h"

#define CHUNK (256 * 1024)

typedef struct
{
  VireoSnapshotRun *run;
  VireoSnapshot *snapshot;
  const char *name;
  char *xml;           /* (owned): of the snapshot */
  GHashTable *sources; /* (owned): target -> file of the new VM */
  GPtrArray *made;     /* (owned): files to remove when it fails */
} Clone;

static void
clone_clear (Clone *clone)
{
  g_free (clone->xml);
  g_hash_table_unref (clone->sources);
  g_ptr_array_unref (clone->made);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Clone, clone_clear)

static void
delete_file (Clone *clone, const char *path)
{
  g_autoptr (VireoDiskSurvey) survey = vireo_disk_survey_new (clone->run->host);

  vireo_storage_delete_file (survey, path, NULL);
}

static char *
make_volume_xml (const char *path, guint64 capacity, const char *format)
{
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *volume = xmlNewDocNode (doc, NULL, BAD_CAST "volume", NULL);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, capacity);
  xmlNode *node;

  xmlDocSetRootElement (doc, volume);
  vireo_xml_add_text (volume, "name", name);
  node = vireo_xml_add_text (volume, "capacity", size);
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  node = vireo_xml_add_text (volume, "allocation", "0");
  xmlNewProp (node, BAD_CAST "unit", BAD_CAST "bytes");
  vireo_xml_add (vireo_xml_add (volume, "target", NULL), "format", "type", format, NULL);
  return vireo_xml_to_text (doc);
}

/* The volume of @from, and the pool it is in.  FALSE with @error set. */
static gboolean
find (Clone *clone, const char *from, VireoFoundVolume *found, virStoragePoolPtr *pool,
      GError **error)
{
  if (vireo_storage_find_file (clone->run->host, from, found) && found->volume == NULL)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_GONE,
                   _ ("The file “%s”, which the snapshot needs, is not there any more."), from);
      return FALSE;
    }
  *pool = found->volume != NULL ? virStoragePoolLookupByVolume (found->volume) : NULL;
  if (*pool == NULL)
    vireo_error_take_libvirt (error);
  return *pool != NULL;
}

/* --- with all it stands on, into one image of its own --- */

static gboolean
copy_content (Clone *clone, const char *from, const char *to, GError **error)
{
  g_auto (VireoFoundVolume) found = { NULL, NULL };
  virStoragePoolPtr pool = NULL;
  virStorageVolPtr made = NULL;
  virStorageVolInfo info;

  if (!find (clone, from, &found, &pool, error))
    return FALSE;
  if (virStorageVolGetInfo (found.volume, &info) == 0)
    {
      g_autofree char *xml = make_volume_xml (to, info.capacity, "qcow2");

      g_ptr_array_add (clone->made, g_strdup (to));
      made = virStorageVolCreateXMLFrom (pool, xml, found.volume, 0);
    }
  if (made == NULL)
    vireo_error_take_libvirt (error);
  virStoragePoolFree (pool);
  if (made == NULL)
    return FALSE;
  virStorageVolFree (made);
  return TRUE;
}

/* --- byte by byte --- */

static gboolean
pump (Clone *clone, virStreamPtr in, virStreamPtr out, guint64 size, GError **error)
{
  g_autofree char *buffer = g_malloc (CHUNK);
  guint64 done = 0;
  int n;

  while ((n = virStreamRecv (in, buffer, CHUNK)) > 0)
    {
      if (vireo_snapshot_run_cancelled (clone->run, error))
        return FALSE;
      for (int sent = 0; sent < n;)
        {
          int now = virStreamSend (out, buffer + sent, (size_t) (n - sent));

          if (now < 0)
            {
              vireo_error_take_libvirt (error);
              return FALSE;
            }
          sent += now;
        }
      done += (guint64) n;
      vireo_snapshot_run_report (clone->run, NULL, (double) done / (double) MAX (size, done));
    }
  if (n == 0 && virStreamFinish (in) == 0 && virStreamFinish (out) == 0)
    return TRUE;
  vireo_error_take_libvirt (error);
  return FALSE;
}

static gboolean
copy_volume (Clone *clone, virStorageVolPtr from, virStorageVolPtr to, guint64 size, GError **error)
{
  virStreamPtr in = virStreamNew (clone->run->host, 0);
  virStreamPtr out = virStreamNew (clone->run->host, 0);
  gboolean fine = FALSE;

  if (in != NULL && out != NULL && virStorageVolDownload (from, in, 0, 0, 0) == 0
      && virStorageVolUpload (to, out, 0, 0, 0) == 0)
    fine = pump (clone, in, out, size, error);
  else
    vireo_error_take_libvirt (error);
  if (!fine)
    {
      virStreamAbort (in);
      virStreamAbort (out);
      virResetLastError ();
    }
  virStreamFree (in);
  virStreamFree (out);
  return fine;
}

static gboolean
copy_image (Clone *clone, const char *from, const char *to, GError **error)
{
  g_auto (VireoFoundVolume) found = { NULL, NULL };
  virStoragePoolPtr pool = NULL;
  virStorageVolPtr made = NULL;
  virStorageVolInfo info;
  gboolean fine = FALSE;

  if (!find (clone, from, &found, &pool, error))
    return FALSE;
  if (virStorageVolGetInfoFlags (found.volume, &info, VIR_STORAGE_VOL_GET_PHYSICAL) == 0)
    {
      g_autofree char *xml = make_volume_xml (to, info.allocation, "raw");

      g_ptr_array_add (clone->made, g_strdup (to));
      made = virStorageVolCreateXML (pool, xml, 0);
    }
  if (made == NULL)
    vireo_error_take_libvirt (error);
  else
    fine = copy_volume (clone, found.volume, made, info.allocation, error);
  if (fine && virStoragePoolRefresh (pool, 0) < 0)
    virResetLastError ();
  g_clear_pointer (&made, virStorageVolFree);
  virStoragePoolFree (pool);
  return fine;
}

/* --- the VM --- */

static void
remove_all (xmlNode *from, const char *xpath)
{
  xmlNode *node;

  while ((node = vireo_xml_first (from, xpath)) != NULL)
    {
      xmlUnlinkNode (node);
      xmlFreeNode (node);
    }
}

/* The VM of then with another name and other disks, and with nothing that there may be but one of. */
static char *
make_domain (Clone *clone, const char *name, GHashTable *sources, GError **error)
{
  g_autofree char *then = vireo_snapshot_xml_get_domain (clone->xml, error);
  g_autofree char *moved
      = then != NULL ? vireo_snapshot_xml_set_sources (then, name, sources, error) : NULL;
  g_autoptr (VireoXmlDoc) doc = moved != NULL ? vireo_xml_parse (moved, error) : NULL;
  xmlNode *root;

  if (doc == NULL)
    return NULL;
  root = xmlDocGetRootElement (doc);
  remove_all (root, "uuid");
  remove_all (root, "devices/interface/mac");
  remove_all (root, "devices/interface/target");
  remove_all (root, "os/nvram/text()");
  remove_all (root, "metadata/vireo:vm");
  remove_all (root, "metadata/vireo:snapshot");
  return vireo_xml_to_text (doc);
}

/* What does the same with the disk: an image that stands alone, out of the snapshot's. */
static void
note_copy (Clone *clone, const VireoSnapshotDisk *disk, const char *to)
{
  const char *name = vireo_snapshot_get_name (clone->snapshot);
  g_autofree char *which = g_strdup_printf ("snapshot.name=%s", name);
  gboolean inside = vireo_snapshot_get_kind (clone->snapshot) == VIREO_SNAPSHOT_INTERNAL;
  const char *command[] = { "qemu-img", "convert", "-O", "qcow2", disk->file, to, NULL, NULL, NULL };
  g_autofree char *line = NULL;

  if (inside)
    {
      command[4] = "-l";
      command[5] = which;
      command[6] = disk->file;
      command[7] = to;
    }
  line = vireo_command_to_text (command);
  vireo_snapshot_run_note_line (clone->run, line);
}

/* And with the VM: virt-clone gives it an identity of its own. */
static void
note_definition (Clone *clone)
{
  g_autofree char *dump = vireo_snapshot_run_virsh (
      clone->run, "snapshot-dumpxml", virDomainGetName (clone->run->vm),
      vireo_snapshot_get_name (clone->snapshot), "--security-info", NULL);
  GPtrArray *disks = vireo_snapshot_get_disks (clone->snapshot);
  g_autoptr (GStrvBuilder) command = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_autofree char *make = NULL;
  g_autofree char *line = NULL;

  g_strv_builder_add_many (command, "virt-clone", "--connect",
                           vireo_snapshot_run_get_uri (clone->run), "--original-xml", "/dev/stdin",
                           "--name", clone->name, "--preserve-data", NULL);
  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);

      g_strv_builder_add_many (command, "--file",
                               g_hash_table_lookup (clone->sources, disk->target), NULL);
    }
  words = g_strv_builder_end (command);
  make = vireo_command_to_text ((const char *const *) words);
  line = g_strdup_printf ("%s | xmllint --xpath /domainsnapshot/domain - | %s", dump, make);
  vireo_snapshot_run_note_line (clone->run, line);
}

static virDomainPtr
define (Clone *clone, const char *name, GHashTable *sources, GError **error)
{
  g_autofree char *xml = make_domain (clone, name, sources, error);
  virDomainPtr defined = xml != NULL ? virDomainDefineXML (clone->run->host, xml) : NULL;

  if (xml != NULL && defined == NULL)
    vireo_error_take_libvirt (error);
  return defined;
}

/* A snapshot's document for another VM: that VM's own inside, and no parent. */
static char *
make_snapshot_xml (const char *name, virDomainPtr vm, GError **error)
{
  char *inside = virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE);
  g_autoptr (VireoXmlDoc) domain = inside != NULL ? vireo_xml_parse (inside, error) : NULL;
  g_autoptr (VireoXmlDoc) doc = xmlNewDoc (BAD_CAST "1.0");
  xmlNode *root = xmlNewDocNode (doc, NULL, BAD_CAST "domainsnapshot", NULL);

  free (inside);
  xmlDocSetRootElement (doc, root);
  if (domain == NULL)
    {
      if (*error == NULL)
        vireo_error_take_libvirt (error);
      return NULL;
    }
  vireo_xml_add_text (root, "name", name);
  vireo_xml_add_text (root, "state", "shutoff");
  vireo_xml_add_text (root, "creationTime", "1");
  xmlAddChild (root, xmlDocCopyNode (xmlDocGetRootElement (domain), doc, 1));
  return vireo_xml_to_text (doc);
}

static gboolean
revert_copy (Clone *clone, virDomainPtr copy, GError **error)
{
  const char *name = vireo_snapshot_get_name (clone->snapshot);
  g_autofree char *xml = make_snapshot_xml (name, copy, error);
  virDomainSnapshotPtr snapshot
      = xml != NULL ? virDomainSnapshotCreateXML (copy, xml, VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE)
                    : NULL;
  gboolean fine = snapshot != NULL && virDomainRevertToSnapshot (snapshot, 0) == 0;

  if (xml != NULL && !fine)
    vireo_error_take_libvirt (error);
  g_clear_pointer (&snapshot, virDomainSnapshotFree);
  return fine;
}

/* Leaves the copies' disks as the snapshot's were. */
static gboolean
revert_in_between (Clone *clone, GHashTable *copies, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-copy-%u", clone->name, g_random_int ());
  virDomainPtr copy = define (clone, name, copies, error);
  gboolean fine;

  if (copy == NULL)
    return FALSE;
  fine = revert_copy (clone, copy, error);
  virDomainUndefineFlags (copy, VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | VIR_DOMAIN_UNDEFINE_NVRAM);
  virResetLastError ();
  virDomainFree (copy);
  return fine;
}

/* --- the disks --- */

static gboolean
clone_internal (Clone *clone, GError **error)
{
  GPtrArray *disks = vireo_snapshot_get_disks (clone->snapshot);
  g_autoptr (GHashTable) copies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  gboolean fine = TRUE;

  for (guint i = 0; fine && i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);
      char *copy = vireo_snapshot_files_make_path (disk->file, clone->name, disk->target, "copy");

      g_hash_table_insert (copies, disk->target, copy);
      fine = copy_image (clone, disk->file, copy, error);
    }
  fine = fine && revert_in_between (clone, copies, error);
  for (guint i = 0; fine && i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);
      const char *copy = g_hash_table_lookup (copies, disk->target);
      char *path = vireo_snapshot_files_make_path (disk->file, clone->name, disk->target, "qcow2");

      g_hash_table_insert (clone->sources, disk->target, path);
      note_copy (clone, disk, path);
      fine = copy_content (clone, copy, path, error);
      if (fine)
        delete_file (clone, copy);
    }
  return fine;
}

static gboolean
clone_external (Clone *clone, GError **error)
{
  GPtrArray *disks = vireo_snapshot_get_disks (clone->snapshot);

  for (guint i = 0; i < disks->len; i++)
    {
      const VireoSnapshotDisk *disk = g_ptr_array_index (disks, i);
      char *path = vireo_snapshot_files_make_path (disk->file, clone->name, disk->target, "qcow2");

      g_hash_table_insert (clone->sources, disk->target, path);
      note_copy (clone, disk, path);
      if (vireo_snapshot_run_cancelled (clone->run, error)
          || !copy_content (clone, disk->file, path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_name (Clone *clone, GError **error)
{
  virDomainPtr taken = virDomainLookupByName (clone->run->host, clone->name);

  virResetLastError ();
  if (taken == NULL)
    return TRUE;
  virDomainFree (taken);
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
                       _ ("A virtual machine with this name already exists.  Choose another name."));
  return FALSE;
}

static gboolean
make_vm (Clone *clone, GError **error)
{
  virDomainPtr made;

  note_definition (clone);
  made = define (clone, clone->name, clone->sources, error);
  if (made == NULL)
    return FALSE;
  virDomainFree (made);
  return TRUE;
}

/**
 * vireo_snapshot_run_clone:
 * @name: of the snapshot
 * @vm_name: of the new VM
 * @error: (out) (optional): %VIREO_ERROR or cancelled; nothing is left then
 */
gboolean
vireo_snapshot_run_clone (VireoSnapshotRun *run, const char *name, const char *vm_name,
                          GError **error)
{
  g_autoptr (VireoSnapshotReading) reading = vireo_snapshot_reading_read (run->vm, error);
  g_auto (Clone) clone = { .run = run,
                           .name = vm_name,
                           .sources = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free),
                           .made = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *why_not = NULL;
  gboolean fine;

  if (reading == NULL)
    return FALSE;
  clone.xml = vireo_snapshot_run_read_xml (run, name, error);
  clone.snapshot = vireo_snapshot_reading_find (reading, name);
  if (clone.xml == NULL || clone.snapshot == NULL || !check_name (&clone, error))
    return FALSE;
  why_not = vireo_snapshot_policy_why_no_clone (reading->facts, clone.snapshot);
  if (why_not != NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED, why_not);
      return FALSE;
    }
  vireo_snapshot_run_report (run, _ ("Copying the disks"), -1);
  fine = vireo_snapshot_get_kind (clone.snapshot) == VIREO_SNAPSHOT_EXTERNAL
             ? clone_external (&clone, error)
             : clone_internal (&clone, error);
  if (fine && make_vm (&clone, error))
    return TRUE;
  for (guint i = 0; i < clone.made->len; i++)
    delete_file (&clone, clone.made->pdata[i]);
  return FALSE;
}
