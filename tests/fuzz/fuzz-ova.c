/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appliances: the archive, its description and its manifest. */

#include <string.h>

#include "core/install/vireo-import.h"
#include "core/install/vireo-tar.h"
#include "driver.h"
#include "vireo-mini-ova.h"

#define MAX_DISKS 26

static void
use (const VireoImport *import, const VireoOvf *ovf, gsize size)
{
  g_assert_cmpuint (import->disks->len, >, 0);
  g_assert_cmpuint (import->disks->len, <=, MAX_DISKS);
  for (guint i = 0; i < import->disks->len; i++)
    {
      const VireoImportDisk *disk = vireo_import_get_disk (import, i);

      /* Whatever is read lies in the archive, and its name is no path out of it. */
      g_assert_cmpuint (disk->offset, <=, size);
      g_assert_cmpuint (disk->length, <=, size - disk->offset);
      g_assert_false (g_path_is_absolute (disk->member));
      g_assert_true (disk->gzip || disk->format != NULL);
      g_assert_cmpuint (disk->capacity, >, 0);
    }
  if (ovf->name != NULL)
    g_assert_true (g_utf8_validate (ovf->name, -1, NULL));
}

static void
read_archive (const guint8 *data, gsize size)
{
  const VireoByteSource source = { .fd = -1, .bytes = data, .size = size };
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoOvf) ovf = NULL;
  g_autoptr (VireoImport) import = vireo_import_new_appliance ("/a.ova", &source, &ovf, &error);

  vireo_tar_matches (&source);
  g_assert_true ((import == NULL) == (error != NULL));
  g_assert_true ((import == NULL) == (ovf == NULL));
  if (import != NULL)
    use (import, ovf, size);
}

/* The sums of an archive hide most of the damage, so they are made right again. */
static void
mend (guint8 *data, gsize size)
{
  for (gsize at = 0; at + 512 <= size; at += 512)
    {
      guint sum = 0;

      if (memcmp (data + at + 257, "ustar", 5) != 0)
        continue;
      memset (data + at + 148, ' ', 8);
      for (gsize i = 0; i < 512; i++)
        sum += data[at + i];
      g_snprintf ((char *) data + at + 148, 8, "%06o", sum);
    }
}

static void
read_description (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (VireoOvf) ovf = vireo_ovf_parse (text, NULL);

  if (ovf != NULL)
    g_assert_cmpuint (ovf->disks->len, >, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *mended = g_memdup2 (data, size);

  if (size > 0 && *data == '<')
    {
      read_description (data, size);
      return 0;
    }
  read_archive (data, size);
  mend (mended, size);
  read_archive (mended, size);
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autofree char *ovf = vireo_mini_ovf (
      "ovf:href=\"a.vmdk\"", "ovf:capacity=\"8\" ovf:capacityAllocationUnits=\"byte * 2^20\"");
  static const guint8 vmdk[600] = { 'K', 'D', 'M', 'V', 1, 0, 0, 0, 0, 0, 0, 0, 8 };
  static const char sums[] = "SHA1(a.vmdk)= 0123\n";
  static const char pax[] = "15 path=b.vmdk\n";
  GByteArray *tar = g_byte_array_new ();

  vireo_mini_tar_add_file (tar, "a.ovf", ovf, strlen (ovf));
  vireo_mini_tar_add_file (tar, "a.mf", sums, strlen (sums));
  vireo_mini_tar_add_file (tar, "a.vmdk", vmdk, sizeof vmdk);
  vireo_mini_tar_add (tar, "x", 'x', strlen (pax), pax, strlen (pax));
  vireo_mini_tar_add (tar, "link", '2', 0, NULL, 0);
  vireo_mini_tar_end (tar);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (tar));
  g_ptr_array_add (seeds, g_bytes_new (ovf, strlen (ovf)));
  return seeds;
}
