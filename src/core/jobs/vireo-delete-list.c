/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a VM's deletion could take with it: every file it has, and why some of them stay. */

#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/jobs/vireo-delete-private.h"
#include "core/model/vireo-disk-survey.h"
#include "core/model/vireo-install-record.h"

typedef struct
{
  virDomainPtr vm;
  VireoDiskSurvey *survey;
  VireoInstallRecord *record;
  GHashTable *users; /* of other VMs */
  GHashTable *own;   /* keys of the files found so far */
  GPtrArray *found;  /* VireoDeleteFacts */
} Listing;

void
vireo_delete_facts_free (VireoDeleteFacts *facts)
{
  g_free (facts->path);
  g_free (facts->target);
  g_free (facts->used_by);
  g_free (facts);
}

static gboolean
was_made_by_us (Listing *listing, const char *path)
{
  for (guint i = 0; i < listing->record->made->len; i++)
    if (g_str_equal (g_ptr_array_index (listing->record->made, i), path))
      return TRUE;
  return FALSE;
}

/* Bytes it takes on the host.  FALSE: it is not there. */
static gboolean
read_size (Listing *listing, const char *path, guint64 *size)
{
  virStorageVolPtr volume;
  virStorageVolInfo volume_info;
  virDomainBlockInfo block_info;
  GStatBuf status;
  gboolean there = FALSE;

  vireo_disk_survey_refresh_pool_of (listing->survey->host, path);
  volume = virStorageVolLookupByPath (listing->survey->host, path);
  if (volume != NULL && virStorageVolGetInfo (volume, &volume_info) == 0)
    {
      *size = volume_info.allocation;
      there = TRUE;
    }
  else if (listing->survey->is_local && g_stat (path, &status) == 0)
    {
      *size = (guint64) status.st_blocks * 512;
      there = TRUE;
    }
  else if (!listing->survey->is_local || (errno != ENOENT && errno != ENOTDIR))
    {
      /* Another host's file, or one that may not be looked at but may well be there. */
      there = virDomainGetBlockInfo (listing->vm, path, &block_info, 0) == 0;
      *size = there ? block_info.allocation : 0;
      there |= listing->survey->is_local;
    }
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return there;
}

static VireoDeleteFacts *
add_file (Listing *listing, const char *path, const char *target)
{
  char *key = vireo_disk_survey_to_key (listing->survey, path);
  VireoDeleteFacts *facts;

  if (!g_hash_table_add (listing->own, key))
    return NULL;
  facts = g_new0 (VireoDeleteFacts, 1);
  facts->path = g_strdup (path);
  facts->target = g_strdup (target != NULL ? target : "");
  facts->created_by_vireo = was_made_by_us (listing, path);
  facts->fate = VIREO_DISK_FATE_OFFER;
  g_ptr_array_add (listing->found, facts);
  return facts;
}

static void
add_backing_files (Listing *listing, xmlNode *disk, const char *path, const char *target)
{
  g_autoptr (GPtrArray) chain = vireo_disk_survey_get_chain (listing->survey, path);
  g_autoptr (VireoXmlNodes) told
      = vireo_xml_find (disk, "descendant::backingStore/source/@file");

  for (guint i = 0; i < vireo_xml_nodes_count (told); i++)
    g_ptr_array_add (chain, vireo_xml_string (vireo_xml_nodes_get (told, i), "."));
  for (guint i = 0; i < chain->len; i++)
    {
      VireoDeleteFacts *facts = add_file (listing, g_ptr_array_index (chain, i), target);

      if (facts != NULL)
        facts->is_backing = TRUE;
    }
}

static void
add_disk (Listing *listing, xmlNode *disk)
{
  g_autofree char *path = vireo_disk_survey_get_path (listing->survey, disk);
  g_autofree char *target = vireo_xml_string (disk, "target/@dev");
  g_autofree char *device = vireo_xml_string (disk, "@device");
  g_autofree char *network_name = vireo_xml_string (disk, "source[@protocol]/@name");
  VireoDeleteFacts *facts;

  if (path == NULL && network_name == NULL)
    return; /* an empty drive */
  if (path != NULL
      && g_ptr_array_find_with_equal_func (listing->record->temporary, path, g_str_equal, NULL))
    return; /* goes in any case, with the installation */
  facts = add_file (listing, path != NULL ? path : network_name, target);
  if (facts == NULL)
    return;

  if (device != NULL && !g_str_equal (device, "disk") && !g_str_equal (device, "lun"))
    facts->fate = VIREO_DISK_FATE_READ_ONLY; /* a medium is never the VM's own */
  else if (vireo_xml_has (disk, "readonly"))
    facts->fate = VIREO_DISK_FATE_READ_ONLY;
  else if (path == NULL)
    facts->fate = VIREO_DISK_FATE_DEVICE;
  else if (g_str_has_prefix (path, "/dev/") && !facts->created_by_vireo)
    facts->fate = VIREO_DISK_FATE_DEVICE;
  else if (vireo_xml_has (disk, "shareable"))
    facts->fate = VIREO_DISK_FATE_SHARED;
  else
    add_backing_files (listing, disk, path, target);
}

static gboolean
add_disks (Listing *listing, guint flags, GError **error)
{
  char *xml = virDomainGetXMLDesc (listing->vm, flags);
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (VireoXmlNodes) disks = NULL;

  if (xml == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  doc = vireo_xml_parse (xml, error);
  free (xml);
  if (doc == NULL)
    return FALSE;
  if (listing->record == NULL)
    listing->record = vireo_install_record_read (xmlDocGetRootElement (doc));
  disks = vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk");
  for (guint i = 0; i < vireo_xml_nodes_count (disks); i++)
    add_disk (listing, vireo_xml_nodes_get (disks, i));
  return TRUE;
}

/* A file that a snapshot of the VM made, or that holds what its disk was: it is the VM's own, even
 * where others of its files stand on it. */
static void
add_own (Listing *listing, const char *path)
{
  g_autofree char *key = vireo_disk_survey_to_key (listing->survey, path);

  if (add_file (listing, path, NULL) != NULL)
    return;
  for (guint i = 0; i < listing->found->len; i++)
    {
      VireoDeleteFacts *facts = g_ptr_array_index (listing->found, i);
      g_autofree char *other = vireo_disk_survey_to_key (listing->survey, facts->path);

      if (g_str_equal (other, key))
        facts->is_backing = FALSE;
    }
}

/* Overlays and memory files, and what the disks were in when the snapshot was taken. */
static void
add_files_of (Listing *listing, xmlNode *snapshot)
{
  g_autoptr (VireoXmlNodes) files
      = vireo_xml_find (snapshot, "disks/disk[@snapshot = 'external']/source/@file"
                                  " | memory[@snapshot = 'external']/@file"
                                  " | domain/devices/disk[target/@dev = /domainsnapshot/disks/"
                                  "disk[@snapshot = 'external']/@name]/source/@file");

  for (guint i = 0; i < vireo_xml_nodes_count (files); i++)
    {
      g_autofree char *path = vireo_xml_string (vireo_xml_nodes_get (files, i), ".");

      add_own (listing, path);
    }
}

static void
add_snapshot_files (Listing *listing)
{
  virDomainSnapshotPtr *snapshots = NULL;
  int n = virDomainListAllSnapshots (listing->vm, &snapshots, 0);

  for (int i = 0; i < n; i++)
    {
      char *xml = virDomainSnapshotGetXMLDesc (snapshots[i], 0);
      g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;

      free (xml);
      virDomainSnapshotFree (snapshots[i]);
      if (doc != NULL)
        add_files_of (listing, xmlDocGetRootElement (doc));
    }
  free (snapshots);
  virResetLastError ();
}

/* Only when all files of the VM are known can be said who else uses one. */
static void
decide (Listing *listing, VireoDeleteFacts *facts)
{
  g_autofree char *key = vireo_disk_survey_to_key (listing->survey, facts->path);
  const char *user = g_hash_table_lookup (listing->users, key);
  gboolean there = TRUE;

  if (facts->fate != VIREO_DISK_FATE_DEVICE)
    there = read_size (listing, facts->path, &facts->size);
  if (facts->fate != VIREO_DISK_FATE_OFFER)
    return;
  if (user != NULL)
    {
      facts->fate = VIREO_DISK_FATE_OTHERS_USE;
      facts->used_by = g_strdup (user);
      return;
    }
  facts->used_by = vireo_disk_survey_get_overlay (listing->survey, listing->own, facts->path);
  if (facts->used_by != NULL)
    facts->fate = VIREO_DISK_FATE_SHARED;
  else if (!there)
    facts->fate = VIREO_DISK_FATE_MISSING;
}

/* A snapshot goes on naming an overlay that was merged or left long ago. */
static void
forget_merged (Listing *listing)
{
  for (guint i = listing->found->len; i-- > 0;)
    {
      VireoDeleteFacts *facts = g_ptr_array_index (listing->found, i);

      if (facts->fate == VIREO_DISK_FATE_MISSING && *facts->target == '\0')
        g_ptr_array_remove_index (listing->found, i);
    }
}

static gboolean
fill (Listing *listing, GError **error)
{
  char uuid[VIR_UUID_STRING_BUFLEN];

  virDomainGetUUIDString (listing->vm, uuid);
  listing->users = vireo_disk_survey_get_users (listing->survey, uuid, error);
  if (listing->users == NULL || !add_disks (listing, 0, error))
    return FALSE;
  /* A disk that was taken out, or put in for the next start. */
  if (virDomainIsActive (listing->vm) == 1 && virDomainIsPersistent (listing->vm) == 1
      && !add_disks (listing, VIR_DOMAIN_XML_INACTIVE, error))
    return FALSE;
  add_snapshot_files (listing);
  for (guint i = 0; i < listing->found->len; i++)
    decide (listing, g_ptr_array_index (listing->found, i));
  forget_merged (listing);
  return TRUE;
}

static void
list_on_worker (GTask *task, gpointer source, gpointer vm, GCancellable *cancellable)
{
  Listing listing = { .vm = vm };
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  listing.survey = vireo_disk_survey_new (virDomainGetConnect (vm));
  listing.own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  listing.found = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_delete_facts_free);
  if (fill (&listing, &error))
    g_task_return_pointer (task, listing.found, (GDestroyNotify) g_ptr_array_unref);
  else
    {
      g_ptr_array_unref (listing.found);
      g_task_return_error (task, error);
    }
  g_clear_pointer (&listing.record, vireo_install_record_free);
  g_clear_pointer (&listing.users, g_hash_table_unref);
  g_hash_table_unref (listing.own);
  vireo_disk_survey_free (listing.survey);
}

static void
release_handle (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

/**
 * vireo_delete_list_async:
 * @vm: a VM, running or not
 * @cancellable: (nullable): stops the wait
 * @callback: (scope async): runs on the main thread, always exactly once
 * @user_data: handed to @callback
 *
 * Finds every file the VM has, now and at its next start, with backing files and external
 * snapshots, and who else on the host has it.
 */
void
vireo_delete_list_async (VireoVm *vm, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (vm, cancellable, callback, user_data);

  VIREO_ASSERT_MAIN ();
  g_task_set_source_tag (task, vireo_delete_list_async);
  g_task_set_task_data (task, vireo_vm_ref_handle (vm), release_handle);
  vireo_worker_spawn (task, list_on_worker);
}

/**
 * vireo_delete_list_finish:
 * @error: (out) (optional): %VIREO_ERROR_GONE when it was undefined meanwhile
 *
 * Returns: (transfer full) (nullable): a list of #VireoDeleteItem, perhaps empty
 */
GListModel *
vireo_delete_list_finish (VireoVm *vm, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;
  GListStore *items;

  g_return_val_if_fail (g_task_is_valid (result, vm), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, vireo_delete_list_async), NULL);
  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  items = g_list_store_new (VIREO_TYPE_DELETE_ITEM);
  g_ptr_array_set_free_func (found, NULL); /* the items take what is in it */
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (VireoDeleteItem) item = vireo_delete_item_new (g_ptr_array_index (found, i));

      g_list_store_append (items, item);
    }
  return G_LIST_MODEL (items);
}
