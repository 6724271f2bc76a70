/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the volume descriptors of an ISO 9660 image.  libosinfo's own reader waits for ever on
 * a pipe and can be made to allocate 4 GiB by a crafted image, so it is not used. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/install/vireo-iso-private.h"

#define FIRST_DESCRIPTOR 16 /* sector */
#define MAX_DESCRIPTORS 32
#define DESCRIPTOR_BOOT 0
#define DESCRIPTOR_PRIMARY 1
#define DESCRIPTOR_END 255

void
vireo_iso_free (VireoIso *iso)
{
  g_free (iso->label);
  g_free (iso->system);
  g_free (iso->publisher);
  g_free (iso->application);
  g_free (iso->treeinfo);
  g_free (iso->discinfo);
  g_free (iso);
}

/* The whole of @count unless the image ends before; -1 with @error. */
gssize
vireo_iso_reader_get (VireoIsoReader *reader, guint64 offset, guint8 *into, gsize count,
                      GError **error)
{
  gsize got = 0;

  if (reader->fd < 0)
    {
      if (offset >= reader->length)
        return 0;
      got = MIN (count, reader->length - (gsize) offset);
      memcpy (into, reader->bytes + offset, got);
      return got;
    }

  while (got < count)
    {
      gssize more;

      if (g_cancellable_set_error_if_cancelled (reader->cancellable, error))
        return -1;
      more = pread (reader->fd, into + got, count - got, (off_t) (offset + got));
      if (more == 0)
        break;
      if (more < 0 && errno == EINTR)
        continue;
      if (more < 0)
        {
          g_set_error (error, VIREO_ERROR, VIREO_ERROR_FAILED, _ ("The file cannot be read: %s"),
                       g_strerror (errno));
          return -1;
        }
      got += more;
    }
  return got;
}

/**
 * vireo_iso_text_to_utf8:
 * @text: (array length=length): bytes out of a descriptor
 *
 * Any thread.
 *
 * Returns: (transfer full): @text without its padding, as UTF-8; GB18030, which Chinese tools
 *   write there, is understood; g_free()
 */
char *
vireo_iso_text_to_utf8 (const guint8 *text, gsize length)
{
  g_autofree char *raw = g_strndup ((const char *) text, length);
  char *decoded = NULL;
  gsize used, made;

  g_strchomp (raw);
  if (!g_utf8_validate (raw, -1, NULL))
    {
      /* The descriptor may have cut the last character in two: @used makes that no error. */
      decoded = g_convert (raw, -1, "UTF-8", "GB18030", &used, &made, NULL);
      if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
        {
          g_free (decoded);
          decoded = g_utf8_make_valid (raw, -1);
        }
    }
  else
    decoded = g_steal_pointer (&raw);

  for (char *c = decoded; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  return g_strstrip (decoded);
}

static void
take_primary (VireoIso *iso, const guint8 *descriptor)
{
  iso->system = vireo_iso_text_to_utf8 (descriptor + 8, 32);
  iso->label = vireo_iso_text_to_utf8 (descriptor + 40, 32);
  iso->publisher = vireo_iso_text_to_utf8 (descriptor + 318, 128);
  iso->application = vireo_iso_text_to_utf8 (descriptor + 574, 128);
  iso->volume_size = (guint64) vireo_iso_le32 (descriptor + 80)
                     * (descriptor[128] | (guint64) descriptor[129] << 8);
}

static gboolean
has_magic (const guint8 *bytes, gsize length, gsize at, const char *magic)
{
  gsize n = strlen (magic);

  return length >= n && at <= length - n && memcmp (bytes + at, magic, n) == 0;
}

static gboolean
looks_like_disk (const guint8 *bytes, gsize length)
{
  return has_magic (bytes, length, 0, "QFI\xfb") || has_magic (bytes, length, 0, "KDMV")
         || has_magic (bytes, length, 0, "# Disk DescriptorFile")
         || has_magic (bytes, length, 0, "conectix") || has_magic (bytes, length, 0, "vhdxfile")
         || has_magic (bytes, length, 0x40, "\x7f\x10\xda\xbe")
         || has_magic (bytes, length, 510, "\x55\xaa") || has_magic (bytes, length, 512, "EFI PART");
}

static gboolean
looks_packed (const guint8 *bytes, gsize length)
{
  return has_magic (bytes, length, 0, "\x1f\x8b") || has_magic (bytes, length, 0, "\xfd" "7zXZ")
         || has_magic (bytes, length, 0, "PK\x03\x04") || has_magic (bytes, length, 0, "BZh")
         || has_magic (bytes, length, 0, "\x28\xb5\x2f\xfd")
         || has_magic (bytes, length, 0, "7z\xbc\xaf") || has_magic (bytes, length, 0, "Rar!");
}

/* Why an image without a primary volume descriptor is of no use, in words. */
static const char *
explain (const guint8 *head, gsize length, guint64 size)
{
  gsize first = FIRST_DESCRIPTOR * VIREO_ISO_SECTOR;

  if (size == 0)
    return _ ("This file is empty.  Maybe its download failed.");
  if (looks_like_disk (head, length))
    return _ ("This is a disk image, not an installation disc.  Import it as an existing disk.");
  if (looks_packed (head, length))
    return _ ("This file is compressed.  Unpack it first.");
  if (has_magic (head, length, first + 1, "BEA01"))
    return _ ("This disc image has only a UDF file system.  It is not an installation disc.");
  if (size < first + VIREO_ISO_SECTOR || has_magic (head, length, first + 1, "CD001"))
    return _ ("This is not an ISO image, or only the beginning of one.");
  return _ ("This is not an ISO image.");
}

/* Whether @head holds a descriptor set to go by.  One that ends right after the primary
 * descriptor was cut: at least an end mark would follow. */
static const guint8 *
find_primary (const guint8 *head, gsize length, gboolean *bootable)
{
  const guint8 *primary = NULL;
  guint n = 0;

  *bootable = FALSE;
  for (gsize at = FIRST_DESCRIPTOR * VIREO_ISO_SECTOR;
       n < MAX_DESCRIPTORS && at + 64 <= length; at += VIREO_ISO_SECTOR, n++)
    {
      const guint8 *descriptor = head + at;

      if (!has_magic (head, length, at + 1, "CD001") || descriptor[0] == DESCRIPTOR_END)
        break;
      if (descriptor[0] == DESCRIPTOR_BOOT
          && has_magic (head, length, at + 7, "EL TORITO SPECIFICATION"))
        *bootable = TRUE;
      if (descriptor[0] == DESCRIPTOR_PRIMARY && primary == NULL
          && at + VIREO_ISO_SECTOR <= length)
        primary = descriptor;
    }
  if (length <= (FIRST_DESCRIPTOR + 1) * VIREO_ISO_SECTOR)
    return NULL;
  return primary;
}

/* Reads the descriptors and the two files; @root_record, of VIREO_ISO_ROOT_RECORD bytes, (nullable)
 * gets where the root directory is. */
VireoIso *
vireo_iso_read_image (VireoIsoReader *reader, guint64 size, guint8 *root_record, GError **error)
{
  const gsize head_size = (FIRST_DESCRIPTOR + MAX_DESCRIPTORS) * VIREO_ISO_SECTOR;
  g_autofree guint8 *head = g_malloc0 (head_size);
  gssize length = vireo_iso_reader_get (reader, 0, head, head_size, error);
  const guint8 *primary;
  gboolean bootable;
  VireoIso *iso;

  if (length < 0)
    return NULL;
  primary = find_primary (head, length, &bootable);
  if (primary == NULL)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID, explain (head, length, size));
      return NULL;
    }

  iso = g_new0 (VireoIso, 1);
  iso->size = size;
  iso->bootable = bootable;
  take_primary (iso, primary);
  if (root_record != NULL)
    memcpy (root_record, primary + 156, VIREO_ISO_ROOT_RECORD);
  iso->treeinfo = vireo_iso_find_text (reader, primary + 156, ".treeinfo");
  iso->discinfo = vireo_iso_find_text (reader, primary + 156, ".discinfo");
  if (g_cancellable_set_error_if_cancelled (reader->cancellable, error))
    g_clear_pointer (&iso, vireo_iso_free);
  return iso;
}

/**
 * vireo_iso_read_bytes:
 * @head: the first bytes of an image, %VIREO_ISO_HEAD_SIZE of them or all there are
 * @size: bytes that the whole image has
 * @error: (out) (optional): %VIREO_ERROR_INVALID with a sentence
 *
 * Reads an image of which only the head is at hand, as one on another host.  The two files
 * in it are found only when @head reaches as far.  Any thread.
 *
 * Returns: (transfer full) (nullable): what it says
 */
VireoIso *
vireo_iso_read_bytes (GBytes *head, guint64 size, GError **error)
{
  VireoIsoReader reader = { .fd = -1 };

  reader.bytes = g_bytes_get_data (head, &reader.length);
  return vireo_iso_read_image (&reader, size, NULL, error);
}

static void
set_open_error (const char *path, int code, GError **error)
{
  GStatBuf about;

  if (code == ENOENT && g_lstat (path, &about) == 0)
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                         _ ("This is a link to a file that is not there."));
  else if (code == ENOENT || code == ENOTDIR)
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_GONE,
                         _ ("This file is not there any more."));
  else if (code == EACCES || code == EPERM)
    g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_DENIED,
                         _ ("You are not allowed to read this file."));
  else
    g_set_error (error, VIREO_ERROR, VIREO_ERROR_FAILED, _ ("The file cannot be opened: %s"),
                 g_strerror (code));
}

static gboolean
check_kind (mode_t mode, GError **error)
{
  if (S_ISREG (mode) || S_ISBLK (mode))
    return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_INVALID,
                       S_ISDIR (mode) ? _ ("This is a folder.  Choose an ISO image.")
                                      : _ ("This is not a file but a device or a pipe."));
  return FALSE;
}

/* Looks before it opens, since opening alone moves some devices; and again after, since what
 * the name means may have changed in between.  Never waits for a pipe's other end. */
int
vireo_iso_open_image (const char *path, GError **error)
{
  struct stat about;
  int fd;

  if (stat (path, &about) < 0)
    {
      set_open_error (path, errno, error);
      return -1;
    }
  if (!check_kind (about.st_mode, error))
    return -1;

  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    {
      set_open_error (path, errno, error);
      return -1;
    }
  if (fstat (fd, &about) < 0 || !check_kind (about.st_mode, error))
    {
      if (error != NULL && *error == NULL)
        set_open_error (path, EIO, error);
      close (fd);
      return -1;
    }
  return fd;
}

/**
 * vireo_iso_read_path:
 * @path: an image or an optical drive, absolute
 * @cancellable: (nullable): looked at between reads
 * @error: (out) (optional): %VIREO_ERROR_INVALID, %VIREO_ERROR_GONE or %VIREO_ERROR_DENIED
 *   with a sentence, %G_IO_ERROR_CANCELLED
 *
 * May wait for a slow disk or a dead network share.  Worker, on a thread of its own.
 *
 * Returns: (transfer full) (nullable): what it says
 */
VireoIso *
vireo_iso_read_path (const char *path, GCancellable *cancellable, GError **error)
{
  VireoIsoReader reader = { .fd = -1, .cancellable = cancellable };
  off_t size;
  VireoIso *iso;

  VIREO_ASSERT_WORKER ();
  reader.fd = vireo_iso_open_image (path, error);
  if (reader.fd < 0)
    return NULL;
  size = lseek (reader.fd, 0, SEEK_END); /* of a drive too, where fstat says 0 */
  iso = vireo_iso_read_image (&reader, MAX (size, 0), NULL, error);
  close (reader.fd);
  return iso;
}
