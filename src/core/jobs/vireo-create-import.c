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
#include "core/jobs/vireo-create-run.h"
#include "core/jobs/vireo-volume-upload.h"
#include "core/model/vireo-storage.h"

#define CHUNK (256 * VIREO_KIB)
#define MAX_NAMES 1000

/* The time left is told when so much is done and so long has passed. */
#define ESTIMATE_FROM 0.05
#define ESTIMATE_AFTER_US (5 * G_USEC_PER_SEC)

/* What a disk image takes beyond what is in it. */
#define OVERHEAD(bytes) ((bytes) / 16 + 64 * VIREO_MIB)

/* One import under way. */
typedef struct
{
  VireoCreateRun *run;
  const VireoImport *import;
  virStoragePoolPtr pool;     /* borrowed */
  char *directory;            /* (owned) (nullable): of the pool, when it can be written here */
  char *workshop;             /* (owned) (nullable): a directory of ours, removed at the end */
  const char *format;         /* of what is made */

  int fd;                     /* (owned): of the image or the archive */
  guint disk;                 /* which one is made */

  VireoCreateImportProgress progress;
  gpointer data;
  const char *step;           /* what is being done, translated */
  double begun_at, share;     /* of the whole, that this step has */
  gint64 since;               /* µs, monotonic: when this step began */
  GCancellable *cancellable;
} Import;

/* --- progress --- */

static char *
say_time_left (const Import *self, double fraction)
{
  gint64 spent = g_get_monotonic_time () - self->since;
  guint minutes;

  if (fraction < ESTIMATE_FROM || spent < ESTIMATE_AFTER_US)
    return g_strdup (self->step);
  minutes = (guint) MIN ((double) spent / G_USEC_PER_SEC * (1 - fraction) / fraction / 60 + 1, 6000);
  return g_strdup_printf (
      /* Translators: what is being done, and how long it will take */
      g_dngettext (GETTEXT_PACKAGE, "%s (about %u minute left)", "%s (about %u minutes left)",
                   minutes),
      self->step, minutes);
}

static void
tell (double fraction, gpointer data)
{
  Import *self = data;
  g_autofree char *words = say_time_left (self, fraction);

  self->progress (words, self->begun_at + self->share * fraction, self->data);
}

static void
begin_step (Import *self, const char *step, double share)
{
  self->begun_at += self->share;
  self->share = share / self->import->disks->len;
  self->step = step;
  self->since = g_get_monotonic_time ();
  tell (0, self);
}

/* --- places --- */

static gboolean
fail_errno (GError **error, const char *path, int code)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, VIREO_ERROR,
               code == ENOSPC ? VIREO_ERROR_NO_SPACE : VIREO_ERROR_FAILED,
               /* Translators: the path of a file and why it cannot be written */
               _ ("“%s” cannot be written: %s"), name, g_strerror (code));
  return FALSE;
}

/* The pool's directory, when its files are ours to make; and what format its volumes can have. */
static void
look_at_pool (Import *self)
{
  g_autofree char *xml = virStoragePoolGetXMLDesc (self->pool, 0);
  g_autoptr (VireoXmlDoc) doc = xml != NULL ? vireo_xml_parse (xml, NULL) : NULL;
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  gboolean files = root != NULL
                   && vireo_xml_has (root, "self::*[@type = 'dir' or @type = 'fs' "
                                           "or @type = 'netfs']");
  g_autofree char *path = files ? vireo_xml_string (root, "target/path") : NULL;

  self->format = files && g_strcmp0 (self->run->plan->disk_format, "raw") != 0 ? "qcow2" : "raw";
  if (path != NULL && self->run->is_local && g_path_is_absolute (path)
      && g_file_test (path, G_FILE_TEST_IS_DIR) && g_access (path, W_OK | X_OK) == 0)
    self->directory = g_steal_pointer (&path);
}

static const char *
get_workshop (Import *self, GError **error)
{
  g_autofree char *parent = g_build_filename (g_get_user_cache_dir (), "vireo", NULL);
  g_autofree char *template = g_build_filename (parent, "import-XXXXXX", NULL);

  if (self->workshop == NULL)
    {
      g_mkdir_with_parents (parent, 0700);
      if (g_mkdtemp_full (template, 0700) == NULL)
        fail_errno (error, template, errno);
      else
        self->workshop = g_steal_pointer (&template);
    }
  return self->workshop;
}

static gboolean
has_room (const char *directory, guint64 needed, GError **error)
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

/* --- what is in the archive --- */

/* Compares what lies in the archive with what its manifest says. */
static gboolean
check_sum (Import *self, const VireoImportDisk *disk, GError **error)
{
  const VireoByteSource source = { self->fd, NULL, disk->offset, disk->length };
  g_autoptr (GChecksum) sum = NULL;
  g_autofree guint8 *chunk = NULL;

  if (disk->checksum == NULL)
    return TRUE;
  sum = g_checksum_new (disk->checksum_type);
  chunk = g_malloc (CHUNK);
  for (guint64 at = 0; at < disk->length;)
    {
      gsize count = (gsize) MIN (CHUNK, disk->length - at);

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (!vireo_byte_source_read (&source, at, chunk, count))
        {
          g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_CONFLICT,
                               _ ("The archive cannot be read to its end."));
          return FALSE;
        }
      g_checksum_update (sum, chunk, (gssize) count);
      at += count;
      tell ((double) at / (double) disk->length, self);
    }
  if (g_str_equal (g_checksum_get_string (sum), disk->checksum))
    return TRUE;
  g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
               /* Translators: the name of a file in an archive */
               _ ("“%s” is not what the manifest says: the archive is damaged or was changed."),
               disk->member);
  return FALSE;
}

/* Whatever was packed: no more than the description says comes out of it. */
static gboolean
unpack_into (Import *self, const VireoImportDisk *disk, GOutputStream *out, GError **error)
{
  g_autoptr (GConverter) gunzip
      = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  const VireoByteSource source = { self->fd, NULL, disk->offset, disk->length };
  const guint64 most = disk->capacity + OVERHEAD (disk->capacity);
  g_autofree guint8 *packed = g_malloc (CHUNK);
  g_autofree guint8 *plain = g_malloc (CHUNK);
  GConverterResult result = G_CONVERTER_CONVERTED;
  guint64 at = 0, written = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      gsize count = (gsize) MIN (CHUNK, disk->length - at);
      gsize taken = 0, made = 0;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
          || !vireo_byte_source_read (&source, at, packed, count))
        break;
      result = g_converter_convert (gunzip, packed, count, plain, CHUNK,
                                    at + count == disk->length ? G_CONVERTER_INPUT_AT_END
                                                               : G_CONVERTER_NO_FLAGS,
                                    &taken, &made, NULL);
      if (result == G_CONVERTER_ERROR)
        break;
      at += taken;
      written += made;
      if (written > most)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       _ ("“%s” holds more than the description of the appliance says.  It is not "
                          "used."),
                       disk->member);
          return FALSE;
        }
      if (!g_output_stream_write_all (out, plain, made, NULL, self->cancellable, error))
        return FALSE;
      tell ((double) at / (double) MAX (disk->length, 1), self);
    }
  if (result == G_CONVERTER_FINISHED)
    return TRUE;
  if (error == NULL || *error == NULL)
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                 _ ("“%s” in the archive is damaged: it cannot be unpacked."), disk->member);
  return FALSE;
}

/* Returns: a descriptor of the unpacked file, which has no name any more */
static int
unpack (Import *self, const VireoImportDisk *disk, GError **error)
{
  const char *workshop = get_workshop (self, error);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) out = NULL;
  int fd = -1;

  if (workshop == NULL || !has_room (workshop, disk->length, error))
    return -1;
  path = g_build_filename (workshop, "unpacked", NULL);
  file = g_file_new_for_path (path);
  out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, self->cancellable, error);
  if (out != NULL && unpack_into (self, disk, G_OUTPUT_STREAM (out), error)
      && g_output_stream_close (G_OUTPUT_STREAM (out), self->cancellable, error))
    {
      fd = open (path, O_RDONLY | O_CLOEXEC);
      if (fd < 0)
        fail_errno (error, path, errno);
    }
  g_unlink (path);
  return fd;
}

/* --- one disk --- */

/* Looks once more: what was looked at before may be another file by now. */
static gboolean
read_header (Import *self, int fd, const VireoImportDisk *disk, gboolean unpacked,
             VireoImageHeader **header, GError **error)
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
      || (*header)->size > disk->capacity + OVERHEAD (0))
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
make_target (Import *self, guint64 needed, GError **error)
{
  const char *directory = self->directory != NULL ? self->directory : get_workshop (self, error);
  g_autofree char *path = NULL;
  int fd;

  if (directory == NULL || !has_room (directory, needed, error)
      || (self->directory == NULL && !vireo_volume_fits (self->pool, needed, error)))
    return NULL;
  path = g_build_filename (directory, ".vireo-import-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      fail_errno (error, path, errno);
      return NULL;
    }
  close (fd);
  return g_steal_pointer (&path);
}

static char *
make_name (Import *self, guint n)
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
is_taken (Import *self, const char *name)
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
settle (Import *self, const char *made, GError **error)
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
          fail_errno (error, path, errno);
          return NULL;
        }
    }
  fail_errno (error, self->directory, EEXIST);
  return NULL;
}

static char *
send_to_pool (Import *self, const char *made, guint64 capacity, GError **error)
{
  g_autofree char *name = make_name (self, 0);
  VireoVolumePlan plan = { .name = name, .format = self->format };
  virStorageVolPtr volume = NULL;
  char *volume_name = NULL;
  char *path = NULL;
  int fd = open (made, O_RDONLY | O_CLOEXEC);
  off_t size = fd >= 0 ? lseek (fd, 0, SEEK_END) : -1;

  if (size <= 0 || lseek (fd, 0, SEEK_SET) != 0)
    fail_errno (error, made, errno);
  else
    {
      plan.capacity = capacity;
      volume = vireo_storage_make_volume (self->pool, &plan, &volume_name, error);
    }
  if (volume_name != NULL)
    g_ptr_array_add (self->run->made_temporary, volume_name);
  if (volume != NULL
      && vireo_volume_upload (volume, fd, (guint64) size, made, tell, self, self->cancellable,
                              error))
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
convert (Import *self, const VireoConvertSource *source, guint64 capacity, GError **error)
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
  if (vireo_convert_run (source, self->format, target, capacity + OVERHEAD (capacity), tell, self,
                         self->cancellable, error))
    {
      begin_step (self, _ ("Storing the disk"), self->directory != NULL ? 0 : 0.3);
      path = self->directory != NULL ? settle (self, target, error)
                                     : send_to_pool (self, target, capacity, error);
    }
  g_unlink (target);
  return path;
}

static char *
make_disk (Import *self, GError **error)
{
  const VireoImportDisk *disk = vireo_import_get_disk (self->import, self->disk);
  VireoConvertSource source = { .fd = self->fd, .offset = disk->offset, .length = disk->length };
  VireoImageHeader *header = NULL;
  char *path = NULL;
  int unpacked = -1;

  begin_step (self, _ ("Checking the disk"), 0.1);
  if (!check_sum (self, disk, error))
    return NULL;
  begin_step (self, disk->gzip ? _ ("Unpacking the disk") : _ ("Checking the disk"), 0.2);
  if (disk->gzip)
    {
      unpacked = unpack (self, disk, error);
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
make_disks (Import *self, GError **error)
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
vireo_create_run_import (VireoCreateRun *run, VireoCreateImportProgress progress, gpointer data,
                         GCancellable *cancellable, GError **error)
{
  Import self = { .run = run,
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
