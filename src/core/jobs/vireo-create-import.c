/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New disks made from an image of another format, or from an appliance.  Where the pool's directory
 * can be written here, the result comes into it under a hidden name and gets its own at the end;
 * else it is made in a directory of ours and sent to libvirt.  Worker. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-disk-image.h"
#include "core/install/vireo-install-choices.h"
#include "core/jobs/vireo-convert.h"
#include "core/jobs/vireo-create-import-private.h"
#include "core/jobs/vireo-volume-upload.h"
#include "core/model/vireo-storage.h"

#define MAX_NAMES 1000

/* The time left is told when so much is done and so long has passed. */
#define ESTIMATE_FROM 0.05
#define ESTIMATE_AFTER_US (5 * G_USEC_PER_SEC)
#define MAX_MINUTES 6000

/* --- progress --- */

static char *
say_time_left (const VireoCreateImport *self, double fraction)
{
  gint64 spent = g_get_monotonic_time () - self->since;
  guint minutes;

  if (fraction < ESTIMATE_FROM || spent < ESTIMATE_AFTER_US)
    return g_strdup (self->step);
  minutes = (guint) MIN ((double) spent / G_USEC_PER_SEC * (1 - fraction) / fraction / 60 + 1,
                         MAX_MINUTES);
  return g_strdup_printf (
      /* Translators: what is being done, and how long it will take */
      g_dngettext (GETTEXT_PACKAGE, "%s (about %u minute left)", "%s (about %u minutes left)",
                   minutes),
      self->step, minutes);
}

void
_vireo_create_import_tell (double fraction, gpointer data)
{
  VireoCreateImport *self = data;
  g_autofree char *words = say_time_left (self, fraction);

  self->progress (words, self->begun_at + self->share * fraction, self->data);
}

static void
begin_step (VireoCreateImport *self, const char *step, double share)
{
  self->begun_at += self->share;
  self->share = share / self->import->disks->len;
  self->step = step;
  self->since = g_get_monotonic_time ();
  _vireo_create_import_tell (0, self);
}

/* --- places --- */

gboolean
_vireo_create_import_fail_errno (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, VIREO_ERROR, code == ENOSPC ? VIREO_ERROR_NO_SPACE : VIREO_ERROR_FAILED,
               /* Translators: the path of a file and why it cannot be written */
               _ ("“%s” cannot be written: %s"), name, g_strerror (code));
  return FALSE;
}

/* The pool's directory, when its files are ours to make; and what format its volumes can have. */
static void
look_at_pool (VireoCreateImport *self)
{
  g_autofree char *xml = virStoragePoolGetXMLDesc (self->pool, 0);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  gboolean files = root != NULL && vireo_xml_has (root, "self::*[@type = 'dir' or @type = 'fs' "
                                                        "or @type = 'netfs']");
  g_autofree char *path = files ? vireo_xml_string (root, "target/path") : NULL;

  self->format = files && g_strcmp0 (self->run->plan->disk_format, "raw") != 0 ? "qcow2" : "raw";
  if (path != NULL && self->run->is_local && g_path_is_absolute (path)
      && g_file_test (path, G_FILE_TEST_IS_DIR) && g_access (path, W_OK | X_OK) == 0)
    self->directory = g_steal_pointer (&path);
}

const char *
_vireo_create_import_get_workshop (VireoCreateImport *self, GError **error)
{
  g_autofree char *parent = g_build_filename (g_get_user_cache_dir (), "vireo", NULL);
  g_autofree char *template = g_build_filename (parent, "import-XXXXXX", NULL);

  if (self->workshop == NULL)
    {
      g_mkdir_with_parents (parent, 0700);
      if (g_mkdtemp_full (template, 0700) == NULL)
        _vireo_create_import_fail_errno (error, template, errno);
      else
        self->workshop = g_steal_pointer (&template);
    }
  return self->workshop;
}

gboolean
_vireo_create_import_has_room (const char *directory, guint64 needed, GError **error)
{
  struct statvfs info;
  guint64 free_bytes;
  g_autofree char *wanted = vireo_size_to_text (needed);
  g_autofree char *has = NULL;
  g_autofree char *name = g_filename_display_name (directory);

  if (statvfs (directory, &info) < 0)
    return TRUE;
  free_bytes = (guint64) info.f_bavail * info.f_frsize;
  if (free_bytes >= needed)
    return TRUE;
  has = vireo_size_to_text (free_bytes);
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_NO_SPACE,
               /* Translators: two sizes and a directory */
               _ ("Converting the disk needs up to %s, and there is only %s free in “%s”."), wanted,
               has, name);
  return FALSE;
}

/* --- one disk --- */

/* Looks once more: what was looked at before may be another file by now. */
static gboolean
read_header (VireoCreateImport *self,
             int fd,
             const VireoImportDisk *disk,
             gboolean unpacked,
             VireoImageHeader **header,
             GError **error)
{
  gboolean alone = disk->member != NULL;
  off_t end = lseek (fd, 0, SEEK_END);
  VireoByteSource file = { .fd = fd, .size = end > 0 ? (guint64) end : 0 };
  VireoByteSource source = file;
  g_autofree char *directory = g_path_get_dirname (self->import->path);
  int beside;
  gboolean complete;

  if (disk->length > 0 && !unpacked
      && !vireo_byte_source_part (&file, disk->offset, disk->length, &source))
    source.size = 0;
  *header = vireo_image_header_read (&source);
  if (!vireo_import_check_header (*header, alone, error))
    return FALSE;
  if ((disk->format != NULL && g_strcmp0 ((*header)->format, disk->format) != 0)
      || (*header)->size > disk->capacity + VIREO_IMPORT_OVERHEAD (0))
    {
      g_set_error (error, VIREO_ERROR, VIREO_ERROR_CONFLICT,
                   _ ("“%s” was changed meanwhile, or holds another disk than it says."),
                   self->import->path);
      return FALSE;
    }
  if (alone)
    return TRUE;
  beside = open (directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  complete = vireo_import_check_parts (beside, *header, error);
  if (beside >= 0)
    close (beside);
  return complete;
}

/* A file of ours alone, which the conversion then writes over. */
static char *
make_target (VireoCreateImport *self, guint64 needed, GError **error)
{
  const char *directory
      = self->directory != NULL ? self->directory : _vireo_create_import_get_workshop (self, error);
  g_autofree char *path = NULL;
  int fd;

  if (directory == NULL || !_vireo_create_import_has_room (directory, needed, error)
      || (self->directory == NULL && !vireo_volume_fits (self->pool, needed, error)))
    return NULL;
  path = g_build_filename (directory, ".vireo-import-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      _vireo_create_import_fail_errno (error, path, errno);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&path);
}

static char *
make_name (VireoCreateImport *self, guint n)
{
  g_autofree char *first = vireo_install_plan_to_volume_name (self->run->plan);
  const char *extension = g_str_equal (self->format, "raw") ? "img" : "qcow2";
  char *dot = strrchr (first, '.');
  g_autofree char *disk = NULL;

  if (dot != NULL)
    *dot = '\0';
  disk = self->disk > 0 ? g_strdup_printf ("%s-disk%u", first, self->disk + 1) : g_strdup (first);
  if (n == 0)
    return g_strdup_printf ("%s.%s", disk, extension);
  return g_strdup_printf ("%s-%u.%s", disk, n, extension);
}

static gboolean
is_taken (VireoCreateImport *self, const char *name)
{
  virStorageVolPtr volume = virStorageVolLookupByName (self->pool, name);
  gboolean taken = volume != NULL;

  g_clear_pointer (&volume, virStorageVolFree);
  virResetLastError ();
  return taken;
}

/* Gives a file a second name, where nothing is yet; on a file system that has no links, its only
 * one. */
static gboolean
give_name (const char *made, const char *path)
{
  if (link (made, path) == 0)
    return TRUE;
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    {
      errno = EEXIST;
      return FALSE;
    }
  return g_rename (made, path) == 0;
}

/* The finished file gets the name it shall have, and nothing that is there is written over. */
static char *
settle (VireoCreateImport *self, const char *made, GError **error)
{
  for (guint n = 0; n < MAX_NAMES; n++)
    {
      g_autofree char *name = make_name (self, n);
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      if (is_taken (self, name))
        continue;
      g_ptr_array_add (self->run->made_files, g_strdup (path));
      if (give_name (made, path))
        {
          virStoragePoolRefresh (self->pool, 0);
          virResetLastError ();
          return g_steal_pointer (&path);
        }
      g_ptr_array_remove_index (self->run->made_files, self->run->made_files->len - 1);
      if (errno != EEXIST)
        {
          _vireo_create_import_fail_errno (error, path, errno);
          return NULL;
        }
    }
  _vireo_create_import_fail_errno (error, self->directory, EEXIST);
  return NULL;
}

static char *
send_to_pool (VireoCreateImport *self, const char *made, guint64 capacity, GError **error)
{
  g_autofree char *name = make_name (self, 0);
  VireoVolumePlan plan = { .name = name, .format = self->format };
  virStorageVolPtr volume = NULL;
  char *volume_name = NULL;
  char *path = NULL;
  int fd = open (made, O_RDONLY | O_CLOEXEC);
  off_t size = fd >= 0 ? lseek (fd, 0, SEEK_END) : -1;

  if (size <= 0 || lseek (fd, 0, SEEK_SET) != 0)
    _vireo_create_import_fail_errno (error, made, errno);
  else
    {
      plan.capacity = capacity;
      volume = vireo_storage_make_volume (self->pool, &plan, &volume_name, error);
    }
  if (volume_name != NULL)
    g_ptr_array_add (self->run->made_temporary, volume_name);
  if (volume != NULL
      && vireo_volume_upload (volume, fd, (guint64) size, made, _vireo_create_import_tell, self,
                           self->cancellable, error))
    {
      path = virStorageVolGetPath (volume);
      if (path == NULL)
        vireo_error_take_libvirt (error);
      virStoragePoolRefresh (self->pool, 0);
      virResetLastError ();
    }
  g_clear_pointer (&volume, virStorageVolFree);
  if (fd >= 0)
    close (fd);
  return path;
}

/* Returns: (transfer full) (nullable): where the host has the disk */
static char *
convert (VireoCreateImport *self,
         const VireoConvertSource *source,
         guint64 capacity,
         GError **error)
{
  g_autofree char *target = NULL;
  char *path = NULL;
  guint64 needed = 0;

  if (!vireo_convert_measure (source, self->format, &needed, self->cancellable, error))
    return NULL;
  target = make_target (self, needed, error);
  if (target == NULL)
    return NULL;
  begin_step (self, _ ("Converting the disk"), self->directory != NULL ? 0.7 : 0.4);
  if (vireo_convert_run (source, self->format, target, capacity + VIREO_IMPORT_OVERHEAD (capacity),
                         _vireo_create_import_tell, self, self->cancellable, error))
    {
      begin_step (self, _ ("Storing the disk"), self->directory != NULL ? 0 : 0.3);
      path = self->directory != NULL ? settle (self, target, error)
                                     : send_to_pool (self, target, capacity, error);
    }
  g_unlink (target);
  return path;
}

static char *
make_disk (VireoCreateImport *self, GError **error)
{
  const VireoImportDisk *disk = vireo_import_get_disk (self->import, self->disk);
  VireoConvertSource source = { .fd = self->fd, .offset = disk->offset, .length = disk->length };
  VireoImageHeader *header = NULL;
  char *path = NULL;
  int unpacked = -1;

  begin_step (self, _ ("Checking the disk"), 0.1);
  if (!_vireo_create_import_check_sum (self, disk, error))
    return NULL;
  begin_step (self, disk->gzip ? _ ("Unpacking the disk") : _ ("Checking the disk"), 0.2);
  if (disk->gzip)
    {
      unpacked = _vireo_create_import_unpack (self, disk, error);
      if (unpacked < 0)
        return NULL;
      source = (VireoConvertSource){ .fd = unpacked };
    }
  if (read_header (self, source.fd, disk, disk->gzip, &header, error))
    {
      source.format = header->format;
      source.path = header->parts != NULL ? self->import->path : NULL;
      path = convert (self, &source, header->size, error);
    }
  g_clear_pointer (&header, vireo_image_header_free);
  if (unpacked >= 0)
    close (unpacked);
  return path;
}

static gboolean
make_disks (VireoCreateImport *self, GError **error)
{
  xmlNode *domain = xmlDocGetRootElement (self->run->doc);
  guint64 size;

  look_at_pool (self);
  self->fd = vireo_disk_image_open (self->import->path, &size, error);
  if (self->fd < 0)
    return FALSE;
  for (self->disk = 0; self->disk < self->import->disks->len; self->disk++)
    {
      g_autofree char *path = make_disk (self, error);

      if (path == NULL)
        return FALSE;
      if (self->disk == 0)
        vireo_install_xml_set_new_disk (domain, self->run->plan, path);
      else
        vireo_install_xml_add_disk (domain, path, self->format);
    }
  return TRUE;
}

/**
 * vireo_create_run_import:
 * @progress: called from here
 *
 * Makes the new disks from what is imported and puts them into the definition.
 */
gboolean
vireo_create_run_import (VireoCreateRun *run,
                         VireoCreateImportProgress progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  VireoCreateImport self = { .run = run,
                             .import = run->plan->import,
                             .fd = -1,
                             .progress = progress,
                             .data = data,
                             .cancellable = cancellable };
  gboolean done;

  /* The user may have taken the disk out of the XML. */
  if (!vireo_install_xml_wants_new_disk (xmlDocGetRootElement (run->doc), run->plan))
    return TRUE;
  self.pool = virStoragePoolLookupByName (run->host, vireo_install_plan_get_pool (run->plan));
  if (self.pool == NULL)
    {
      vireo_error_take_libvirt (error);
      return FALSE;
    }
  run->made_temporary = g_ptr_array_new_with_free_func (g_free);
  run->made_files = g_ptr_array_new_with_free_func (g_free);
  done = make_disks (&self, error);
  if (self.fd >= 0)
    close (self.fd);
  if (self.workshop != NULL)
    g_rmdir (self.workshop);
  g_free (self.workshop);
  g_free (self.directory);
  virStoragePoolFree (self.pool);
  return done;
}
