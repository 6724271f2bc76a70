/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-iso-private.h"
#include "core/install/vireo-treeinfo.h"

/* Far more than any has; what is larger is no kernel. */
#define MAX_KERNEL (256 * VIREO_MIB)
#define MAX_INITRD (1024 * VIREO_MIB)

struct _VireoIsoFiles
{
  VireoIsoReader reader;
  GBytes *bytes; /* (owned) (nullable): what the reader reads, when it is no file */
  guint64 size;  /* bytes, of the image */
  VireoIso *iso; /* (owned) */
  guint8 root_record[VIREO_ISO_ROOT_RECORD];
};

void
vireo_iso_files_free (VireoIsoFiles *files)
{
  if (files->reader.fd >= 0)
    close (files->reader.fd);
  g_clear_object (&files->reader.cancellable);
  g_clear_pointer (&files->bytes, g_bytes_unref);
  g_clear_pointer (&files->iso, vireo_iso_free);
  g_free (files);
}

/* Takes @files. */
static VireoIsoFiles *
read_descriptors (VireoIsoFiles *files, GError **error)
{
  files->iso = vireo_iso_read_image (&files->reader, files->size, files->root_record, error);
  if (files->iso != NULL)
    return files;
  vireo_iso_files_free (files);
  return NULL;
}

/**
 * vireo_iso_files_open:
 * @path: an image or an optical drive, absolute
 * @cancellable: (nullable): looked at between reads
 * @error: (out) (optional): as vireo_iso_read_path()
 *
 * Worker, on a thread of its own.
 *
 * Returns: (transfer full) (nullable): the open image
 */
VireoIsoFiles *
vireo_iso_files_open (const char *path, GCancellable *cancellable, GError **error)
{
  VireoIsoFiles *files;
  int fd;

  VIREO_ASSERT_WORKER ();
  fd = vireo_iso_open_image (path, error);
  if (fd < 0)
    return NULL;
  files = g_new0 (VireoIsoFiles, 1);
  files->reader.fd = fd;
  files->reader.cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  files->size = (guint64) MAX (lseek (fd, 0, SEEK_END), 0);
  return read_descriptors (files, error);
}

/**
 * vireo_iso_files_open_bytes:
 * @image: all of it
 * @error: (out) (optional): as vireo_iso_read_bytes()
 *
 * Returns: (transfer full) (nullable): the image
 */
VireoIsoFiles *
vireo_iso_files_open_bytes (GBytes *image, GError **error)
{
  VireoIsoFiles *files = g_new0 (VireoIsoFiles, 1);

  files->reader.fd = -1;
  files->bytes = g_bytes_ref (image);
  files->reader.bytes = g_bytes_get_data (image, &files->reader.length);
  files->size = files->reader.length;
  return read_descriptors (files, error);
}

const VireoIso *
vireo_iso_files_get_iso (VireoIsoFiles *files)
{
  return files->iso;
}

/**
 * vireo_iso_files_find:
 * @path: as "images/pxeboot/vmlinuz"
 * @extent: (out caller-allocates): where it lies
 *
 * Returns: whether there is such a file, and all of it is there
 */
gboolean
vireo_iso_files_find (VireoIsoFiles *files, const char *path, VireoIsoExtent *extent)
{
  return vireo_iso_find_path (&files->reader, files->root_record, path, extent)
         && extent->offset <= files->size && extent->size <= files->size - extent->offset;
}

static gboolean
find_pair (VireoIsoFiles *files, const char *kernel, const char *initrd, VireoIsoBoot *boot)
{
  return vireo_iso_files_find (files, kernel, &boot->kernel)
         && vireo_iso_files_find (files, initrd, &boot->initrd) && boot->kernel.size > 0
         && boot->initrd.size > 0 && boot->kernel.size <= MAX_KERNEL
         && boot->initrd.size <= MAX_INITRD;
}

/**
 * vireo_iso_files_find_boot:
 * @boot: (out caller-allocates): where they lie
 * @error: (out) (optional): %VIREO_ERROR_UNSUPPORTED
 *
 * Finds the installer's kernel and its initrd: where .treeinfo says, else where they use to be.
 */
gboolean
vireo_iso_files_find_boot (VireoIsoFiles *files, VireoIsoBoot *boot, GError **error)
{
  static const struct
  {
    const char *kernel, *initrd;
  } usual[] = {
    { "images/pxeboot/vmlinuz", "images/pxeboot/initrd.img" },
    { "isolinux/vmlinuz", "isolinux/initrd.img" },
    { "install.amd/vmlinuz", "install.amd/initrd.gz" }, /* Debian */
    { "install.a64/vmlinuz", "install.a64/initrd.gz" },
    { "casper/vmlinuz", "casper/initrd" }, /* Ubuntu */
  };
  g_auto (VireoTreeinfo) tree = { 0 };

  vireo_treeinfo_parse (&tree, files->iso->treeinfo);
  if (tree.kernel != NULL && tree.initrd != NULL
      && find_pair (files, tree.kernel, tree.initrd, boot))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    if (find_pair (files, usual[i].kernel, usual[i].initrd, boot))
      return TRUE;
  g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED,
                       _ ("The medium has no kernel where one is expected."));
  return FALSE;
}

/**
 * vireo_iso_files_read:
 * @offset: bytes, in the file
 * @error: (out) (optional): %VIREO_ERROR, %G_IO_ERROR_CANCELLED
 *
 * Returns: how much was read, less than @count only at the file's end; -1: nothing could be
 */
gssize
vireo_iso_files_read (VireoIsoFiles *files, const VireoIsoExtent *extent, guint64 offset,
                      guint8 *into, gsize count, GError **error)
{
  gsize wanted = (gsize) MIN (count, extent->size - MIN (offset, extent->size));
  gssize got = vireo_iso_reader_get (&files->reader, extent->offset + offset, into, wanted, error);

  if (got >= 0 && (gsize) got < wanted)
    {
      g_set_error_literal (error, VIREO_ERROR, VIREO_ERROR_FAILED,
                           _ ("The end of the image is missing."));
      return -1;
    }
  return got;
}
