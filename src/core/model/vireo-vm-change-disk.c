/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disks together with their files: added with a new one, removed, grown. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/statvfs.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/model/vireo-install-record.h"
#include "core/model/vireo-storage.h"
#include "core/model/vireo-vm-change-private.h"

typedef struct
{
  VireoDisk *disk; /* (owned) (nullable) */
  VireoApply apply;
  guint64 capacity;
  gboolean delete_file;
  VireoNewDisk plan; /* its texts belong to strings */
  GPtrArray *strings;
} DiskChange;

static DiskChange *
disk_change_new (VireoDisk *disk, VireoApply apply)
{
  DiskChange *change = g_new0 (DiskChange, 1);

  change->disk = disk != NULL ? g_object_ref (disk) : NULL;
  change->apply = apply;
  change->strings = g_ptr_array_new_with_free_func (g_free);
  return change;
}

static void
disk_change_free (gpointer pointer)
{
  DiskChange *change = pointer;

  g_clear_object (&change->disk);
  g_ptr_array_unref (change->strings);
  g_free (change);
}

static void
keep (DiskChange *change, const char **text)
{
  char *copy = g_strdup (*text);

  if (copy != NULL)
    g_ptr_array_add (change->strings, copy);
  *text = copy;
}

/* A sentence that knows more in the place of the general one. */
static void
say (GError **error, char *sentence)
{
  g_free ((*error)->message);
  (*error)->message = sentence;
}

/* --- the list of files that Vireo made --- */

/* A courtesy to who deletes the VM later: when it fails the file counts as somebody else's. */
static void
note_made (virDomainPtr handle, const char *path, gboolean made)
{
  static const guint sides[] = { VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG };
  const gboolean has[] = { virDomainIsActive (handle) == 1, virDomainIsPersistent (handle) == 1 };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      char *element = has[i] ? virDomainGetMetadata (handle, VIR_DOMAIN_METADATA_ELEMENT,
                                                     VIREO_XML_NS, sides[i])
                             : NULL;
      g_autoptr (VireoInstallRecord) record = NULL;
      guint at;

      if (element != NULL)
        record = vireo_install_record_parse (element, NULL);
      free (element);
      if (record == NULL)
        record = vireo_install_record_new ();
      if (!has[i])
        continue;
      if (g_ptr_array_find_with_equal_func (record->made, path, g_str_equal, &at))
        g_ptr_array_remove_index (record->made, at);
      else if (!made)
        continue;
      if (made)
        g_ptr_array_add (record->made, g_strdup (path));
      vireo_install_record_store (record, handle, sides[i], NULL);
    }
  virResetLastError ();
}

/* --- adding --- */

static virStoragePoolPtr
open_pool (virConnectPtr host, const VireoNewDisk *plan, GError **error)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (host, plan->new_pool);
  g_autofree char *wanted = vireo_size_to_text (plan->capacity);
  g_autofree char *has = NULL;
  virStoragePoolInfo info;

  if (pool == NULL)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  if (virStoragePoolIsActive (pool) == 0)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE,
                 _ ("The storage pool “%s” is not running.  Start it and try again."),
                 plan->new_pool);
  /* What lies there now counts, not what lay there when libvirt looked last. */
  else if (virStoragePoolRefresh (pool, 0) < 0 || virStoragePoolGetInfo (pool, &info) < 0)
    vireo_error_take_libvirt (error);
  else if (plan->full && plan->capacity > info.available)
    {
      has = vireo_size_to_text (info.available);
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE,
                   /* Translators: two sizes, as "20.0 GiB" */
                   _ ("The disk needs %s at once, and the storage pool has %s free.  Make the "
                      "disk smaller, choose another pool, or the format qcow2, which grows with "
                      "its use."),
                   wanted, has);
    }
  else
    return pool;
  virStoragePoolFree (pool);
  return NULL;
}

static char *
make_volume (virConnectPtr host, const VireoNewDisk *plan, char **made, GError **error)
{
  virStoragePoolPtr pool = open_pool (host, plan, error);
  gboolean raw = g_strcmp0 (plan->disk.format, "qcow2") != 0;
  g_autofree char *name = g_strdup_printf ("%s.%s", plan->new_name, raw ? "img" : "qcow2");
  const VireoVolumePlan volume_plan = { g_strdelimit (name, "/", '-'), plan->disk.format,
                                        plan->capacity, plan->full };
  virStorageVolPtr volume = NULL;
  char *libvirts_path = NULL;
  char *path;

  if (pool != NULL)
    volume = vireo_storage_make_volume (pool, &volume_plan, made, error);
  if (volume != NULL && (libvirts_path = virStorageVolGetPath (volume)) == NULL)
    vireo_error_take_libvirt (error);
  path = g_strdup (libvirts_path);
  free (libvirts_path);
  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);
  return path;
}

static gboolean
delete_made (virConnectPtr host, const char *pool_name, const char *name)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (host, pool_name);
  virStorageVolPtr volume = pool != NULL ? virStorageVolLookupByName (pool, name) : NULL;
  gboolean done = volume != NULL && virStorageVolDelete (volume, 0) == 0;

  g_clear_pointer (&volume, virStorageVolFree);
  g_clear_pointer (&pool, virStoragePoolFree);
  virResetLastError ();
  return done;
}

static void
collect_targets (GPtrArray *used, virDomainPtr handle, unsigned int flags)
{
  char *xml = virDomainGetXMLDesc (handle, flags);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  g_autoptr (VireoXmlNodes) targets
      = doc != NULL ? vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk/target/@dev") : NULL;

  for (guint i = 0; i < vireo_xml_nodes_count (targets); i++)
    g_ptr_array_add (used, vireo_xml_string (vireo_xml_nodes_get (targets, i), "."));
  free (xml);
  virResetLastError ();
}

/* The first name that is free now and at the next start. */
static char *
find_target (virDomainPtr handle, const char *bus)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new_with_free_func (g_free);

  collect_targets (used, handle, 0);
  if (virDomainIsPersistent (handle) > 0)
    collect_targets (used, handle, VIR_DOMAIN_XML_INACTIVE);
  g_ptr_array_add (used, NULL);
  return vireo_disk_make_target (bus, (const char *const *) used->pdata);
}

/* What a pool knows of a file that is there.  A qcow2 taken for raw would be written over. */
static char *
find_format (virConnectPtr host, const char *path)
{
  virStorageVolPtr volume = path != NULL ? virStorageVolLookupByPath (host, path) : NULL;
  char *xml = volume != NULL ? virStorageVolGetXMLDesc (volume, 0) : NULL;
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  char *format
      = doc != NULL ? vireo_xml_string (xmlDocGetRootElement (doc), "target/format/@type") : NULL;

  free (xml);
  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return format;
}

static gboolean
add_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const DiskChange *change = argument;
  VireoNewDisk plan = change->plan;
  virConnectPtr host = virDomainGetConnect (handle);
  VireoApply apply = change->apply;
  g_autofree char *made = NULL;
  g_autofree char *path = NULL;
  g_autofree char *xml = NULL;
  g_autofree char *target = NULL;
  g_autofree char *format = NULL;
  g_autoptr (GError) reason = NULL;

  /* Before anything is made. */
  if (!vireo_change_resolve (handle, &apply, error))
    return FALSE;
  if (plan.disk.target == NULL)
    plan.disk.target = target = find_target (handle, plan.disk.options.bus);
  if (plan.disk.format == NULL && plan.new_pool == NULL && g_str_equal (plan.disk.device, "disk"))
    plan.disk.format = format = find_format (host, plan.disk.source.path);
  if (plan.new_pool != NULL)
    {
      path = make_volume (host, &plan, &made, &reason);
      plan.disk.source.path = path;
    }
  if (reason == NULL)
    {
      xml = vireo_disk_plan_to_xml (&plan.disk);
      if (vireo_change_attach (handle, xml, apply, &reason))
        {
          if (made != NULL)
            note_made (handle, path, TRUE);
          return TRUE;
        }
    }
  if (made != NULL && !delete_made (host, plan.new_pool, made))
    say (&reason,
         /* Translators: what failed, a sentence, and the name of a file */
         g_strdup_printf (_ ("%s  Could not be removed again: “%s”."), reason->message, made));
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* Making the file and plugging it in at once is a thing of virt-xml, which finds a name in the VM
 * and for the file by itself, too. */
static char *
describe_new (const VireoNewDisk *plan)
{
  g_autofree char *pool = vireo_command_sub_option ("pool", plan->new_pool);
  GString *text = g_string_new (pool);
  char size[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (size, sizeof size, "%.6g", (double) plan->capacity / (double) VIREO_GIB);
  g_string_append_printf (text, ",size=%s,format=%s", size,
                          plan->disk.format != NULL ? plan->disk.format : "raw");
  if (plan->disk.target != NULL)
    g_string_append_printf (text, ",target.dev=%s", plan->disk.target);
  g_string_append_printf (text, ",target.bus=%s", plan->disk.options.bus);
  if ((plan->disk.options.set & VIREO_DISK_SET_DISCARD) != 0 && plan->disk.options.discard != NULL)
    g_string_append_printf (text, ",driver.discard=%s", plan->disk.options.discard);
  if ((plan->disk.options.set & VIREO_DISK_SET_READ_ONLY) != 0 && plan->disk.options.read_only)
    g_string_append (text, ",readonly=on");
  return g_string_free (text, FALSE);
}

static GPtrArray *
make_add_command (VireoVm *self, const VireoNewDisk *plan, VireoApply apply)
{
  g_autofree char *text = NULL;

  if (plan->new_pool == NULL)
    {
      text = vireo_disk_plan_to_xml (&plan->disk);
      return vireo_change_command_attach (self, text, apply);
    }
  text = describe_new (plan);
  return vireo_change_command_plug (self, "--disk", text, apply);
}

/**
 * vireo_vm_add_disk_async:
 * @plan: what to add; copied
 * @apply: when
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_add_disk_async (VireoVm *self,
                         const VireoNewDisk *plan,
                         VireoApply apply,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  DiskChange *change = disk_change_new (NULL, apply);
  VireoNewDisk *own = &change->plan;
  const char **texts[]
      = { &own->disk.device,          &own->disk.source.path,   &own->disk.source.pool,
          &own->disk.source.volume,   &own->disk.format,        &own->disk.target,
          &own->disk.options.cache,   &own->disk.options.discard, &own->disk.options.io,
          &own->disk.options.serial,  &own->disk.options.bus,   &own->new_pool,
          &own->new_name };
  GPtrArray *command, *controller;
  VireoJournalEntry *entry;

  *own = *plan;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    keep (change, texts[i]);
  command = make_add_command (self, own, apply);
  controller = vireo_change_command_scsi (self, own->disk.options.bus, apply);
  entry = vireo_change_call (self, add_call, change, disk_change_free,
                             controller != NULL ? controller : command, cancellable, callback,
                             user_data);
  if (controller != NULL)
    vireo_change_note_further (self, entry, command);
}

/* --- removing --- */

/* Where a disk's file is; NULL for what has none. */
static char *
get_path (VireoDiskSurvey *survey, VireoDisk *disk)
{
  const char *xml = vireo_device_get_live_xml (VIREO_DEVICE (disk));
  g_autoptr (VireoXmlDoc) doc = NULL;

  if (xml == NULL)
    xml = vireo_device_get_config_xml (VIREO_DEVICE (disk));
  doc = vireo_xml_parse (xml, NULL);
  return doc != NULL ? vireo_disk_survey_get_path (survey, xmlDocGetRootElement (doc)) : NULL;
}

static gboolean
refuse_used (const char *path, const char *user, GError **error)
{
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_EXISTS,
               /* Translators: the path of a file, and the name of a virtual machine or file */
               _ ("“%s” is also used by “%s”, so it is not deleted."), path, user);
  return FALSE;
}

/* @except_uuid: the VM that does not count, "" for none. */
static gboolean
check_unused (VireoDiskSurvey *survey, const char *except_uuid, const char *path, GError **error)
{
  g_autoptr (GPtrArray) users = vireo_disk_survey_find_users (survey, except_uuid, path, error);
  g_autoptr (GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *overlay = NULL;

  if (users == NULL)
    return FALSE;
  if (users->len > 0)
    return refuse_used (path, g_ptr_array_index (users, 0), error);
  overlay = vireo_disk_survey_get_overlay (survey, nothing, path);
  return overlay == NULL || refuse_used (path, overlay, error);
}

static gboolean
remove_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const DiskChange *change = argument;
  g_autoptr (VireoDiskSurvey) survey = NULL;
  g_autofree char *path = NULL;
  char uuid[VIR_UUID_STRING_BUFLEN];

  virDomainGetUUIDString (handle, uuid);
  if (change->delete_file)
    {
      survey = vireo_disk_survey_new (virDomainGetConnect (handle));
      path = get_path (survey, change->disk);
      if (path != NULL && !check_unused (survey, uuid, path, error))
        return FALSE;
    }
  if (!vireo_change_detach (handle, VIREO_DEVICE (change->disk), change->apply, error))
    return FALSE;
  if (path == NULL)
    return TRUE;
  /* By now it may be somebody's, and this VM may still have it on the other side. */
  if (!check_unused (survey, "", path, error))
    return FALSE;
  if (!vireo_storage_delete_file (survey, path, error))
    {
      if (error != NULL)
        say (error, g_strdup_printf (
                        /* Translators: the path of a file and why it stays, a sentence */
                        _ ("The disk was removed, but its file “%s” was not: %s"), path,
                        (*error)->message));
      return FALSE;
    }
  note_made (handle, path, FALSE);
  return TRUE;
}

/**
 * vireo_vm_remove_disk_async:
 * @disk: what goes
 * @delete_file: its file as well
 * @apply: when; a file that the VM then still has on the other side is not deleted
 * @cancellable: (nullable): stops the wait, not the call
 *
 * Ends with vireo_vm_change_finish().
 */
void
vireo_vm_remove_disk_async (VireoVm *self,
                            VireoDisk *disk,
                            gboolean delete_file,
                            VireoApply apply,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  DiskChange *change = disk_change_new (disk, apply);
  VireoJournalEntry *entry;

  change->delete_file = delete_file;
  entry = vireo_change_call (self, remove_call, change, disk_change_free,
                             vireo_change_command_detach (self, VIREO_DEVICE (disk), apply),
                             cancellable, callback, user_data);
  if (delete_file)
    vireo_change_note_delete (self, entry, disk);
}

/* --- growing --- */

/* How much more fits where @path lies; G_MAXUINT64 when nobody knows. */
static guint64
get_free_space (VireoDiskSurvey *survey, const char *path, virStorageVolPtr volume)
{
  virStoragePoolPtr pool = volume != NULL ? virStoragePoolLookupByVolume (volume) : NULL;
  virStoragePoolInfo info;
  struct statvfs stat;
  guint64 available = G_MAXUINT64;

  if (pool != NULL && virStoragePoolGetInfo (pool, &info) == 0)
    available = info.available;
  g_clear_pointer (&pool, virStoragePoolFree);
  virResetLastError ();
  if (survey->is_local && !g_str_has_prefix (path, "/dev/") && statvfs (path, &stat) == 0)
    available = MIN (available, (guint64) stat.f_bavail * stat.f_frsize);
  return available;
}

static gboolean
check_growth (guint64 now, guint64 wanted, guint64 available, GError **error)
{
  g_autofree char *now_text = vireo_size_to_text (now);
  g_autofree char *more_text = NULL;
  g_autofree char *available_text = vireo_size_to_text (available);

  if (wanted <= now)
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                   /* Translators: a size, as "20.0 GiB" */
                   _ ("The disk has %s already, and a disk can only be made larger: what stands at "
                      "its end would be lost."),
                   now_text);
      return FALSE;
    }
  if (wanted - now <= available)
    return TRUE;
  more_text = vireo_size_to_text (wanted - now);
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE,
               /* Translators: two sizes, as "20.0 GiB" */
               _ ("The disk would need up to %s more, and there is only %s free where its file "
                  "lies."),
               more_text, available_text);
  return FALSE;
}

static guint64
get_capacity (virDomainPtr handle, const char *target, virStorageVolPtr volume, gboolean active)
{
  virDomainBlockInfo info;
  virStorageVolInfo volume_info;
  guint64 capacity = 0;

  if (active && virDomainGetBlockInfo (handle, target, &info, 0) == 0)
    capacity = info.capacity;
  else if (volume != NULL && virStorageVolGetInfo (volume, &volume_info) == 0)
    capacity = volume_info.capacity;
  virResetLastError ();
  return capacity;
}

static gboolean
resize (virDomainPtr handle,
        const DiskChange *change,
        gboolean active,
        virStorageVolPtr volume,
        GError **error)
{
  int answer;

  if (active)
    answer = virDomainBlockResize (handle, vireo_disk_get_live (change->disk)->target,
                                   change->capacity, VIR_DOMAIN_BLOCK_RESIZE_BYTES);
  else if (volume != NULL)
    answer = virStorageVolResize (volume, change->capacity, 0);
  else
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                           _ ("The disk is in no storage pool, so libvirt can grow it only while "
                              "the virtual machine runs."));
      return FALSE;
    }
  if (answer < 0)
    vireo_error_take_libvirt (error);
  return answer >= 0;
}

static gboolean
resize_call (virDomainPtr handle, gpointer argument, GError **error)
{
  const DiskChange *change = argument;
  const VireoDiskValues *values = vireo_disk_get_shown (change->disk);
  g_autoptr (VireoDiskSurvey) survey = vireo_disk_survey_new (virDomainGetConnect (handle));
  g_autofree char *path = get_path (survey, change->disk);
  gboolean active
      = vireo_disk_get_live (change->disk) != NULL && virDomainIsActive (handle) == 1;
  g_auto (VireoFoundVolume) found = { NULL, NULL };
  guint64 available = G_MAXUINT64;

  if (path != NULL && path[0] == '/')
    {
      vireo_storage_find_file (survey->host, path, &found);
      virResetLastError (); /* what runs is grown without */
      available = get_free_space (survey, path, found.volume);
    }
  if (!check_growth (get_capacity (handle, values->target, found.volume, active),
                     change->capacity, available, error)
      || !resize (handle, change, active, found.volume, error))
    return FALSE;
  /* The pool's own list is old now. */
  if (path != NULL && path[0] == '/')
    vireo_disk_survey_refresh_pool_of (survey->host, path);
  return TRUE;
}

/**
 * vireo_vm_resize_disk_async:
 * @disk: as it was read
 * @capacity: bytes it shall have
 * @cancellable: (nullable): stops the wait, not the call
 *
 * What is on the disk does not grow with it: that is a step inside the guest.  Ends with
 * vireo_vm_change_finish().
 */
void
vireo_vm_resize_disk_async (VireoVm *self,
                            VireoDisk *disk,
                            guint64 capacity,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  const VireoDiskValues *values = vireo_disk_get_shown (disk);
  DiskChange *change = disk_change_new (disk, VIREO_APPLY_NOW);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT "B", capacity);
  GPtrArray *command;

  change->capacity = capacity;
  if (vireo_disk_get_live (disk) != NULL)
    command = vireo_change_command_new (self, "blockresize", values->target, size, NULL);
  else
    {
      const char *const words[] = { "virsh", "-c", vireo_vm_get_uri (self), "vol-resize",
                                    values->volume != NULL ? values->volume : values->source, size };

      command = g_ptr_array_new_with_free_func (g_free);
      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        g_ptr_array_add (command, g_strdup (words[i] != NULL ? words[i] : ""));
      if (values->pool != NULL)
        {
          g_ptr_array_add (command, g_strdup ("--pool"));
          g_ptr_array_add (command, g_strdup (values->pool));
        }
    }
  vireo_change_call (self, resize_call, change, disk_change_free, command, cancellable, callback,
                     user_data);
}
