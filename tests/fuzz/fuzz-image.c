/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers of disk images' headers. */

#include <string.h>

#include "core/install/vireo-image-header.h"
#include "driver.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const VireoByteSource source = { .fd = -1, .bytes = data, .size = size };
  g_autoptr (VireoImageHeader) header = vireo_image_header_read (&source);

  g_assert_true (header->problem != NULL || header->size > 0);
  g_assert_nonnull (vireo_image_format_to_words (header->format));
  if (header->backing != NULL)
    g_assert_true (g_utf8_validate (header->backing, -1, NULL));
  /* Whatever is named lies beside the image. */
  for (guint i = 0; header->parts != NULL && i < header->parts->len; i++)
    {
      const VireoImagePart *part = g_ptr_array_index (header->parts, i);

      g_assert_true (*part->name != '\0' && strpbrk (part->name, "/\\") == NULL);
      g_assert_false (g_str_equal (part->name, ".."));
    }
  return 0;
}

static void
add (GPtrArray *seeds, const void *bytes, gsize count, gsize size)
{
  guint8 *all = g_malloc0 (size);

  memcpy (all, bytes, count);
  g_ptr_array_add (seeds, g_bytes_new_take (all, size));
}

static void
add_vhdx (GPtrArray *seeds)
{
  static const guint8 region[] = { 'r', 'e', 'g', 'i', 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
                                   0x06, 0xa2, 0x7c, 0x8b, 0x90, 0x47, 0x9a, 0x4b,
                                   0xb8, 0xfe, 0x57, 0x5f, 0x05, 0x0f, 0x88, 0x6e,
                                   0, 0x10, 3, 0, 0, 0, 0, 0 };
  static const guint8 table[] = { 'm', 'e', 't', 'a', 'd', 'a', 't', 'a', 0, 0, 2, 0 };
  static const guint8 entries[] = { 0x24, 0x42, 0xa5, 0x2f, 0x1b, 0xcd, 0x76, 0x48,
                                    0xb2, 0x11, 0x5d, 0xbe, 0xd8, 0x3b, 0xf4, 0xb8,
                                    0x80, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                    0x37, 0x67, 0xa1, 0xca, 0x36, 0xfa, 0x43, 0x4d,
                                    0xb3, 0xb6, 0x33, 0xf0, 0xaa, 0x44, 0xe7, 0x6b,
                                    0x88, 0, 0, 0, 8, 0, 0, 0 };
  const gsize size = 0x31100;
  guint8 *all = g_malloc0 (size);

  memcpy (all, "vhdxfile", 8);
  memcpy (all + 0x30000, region, sizeof region);
  memcpy (all + 0x31000, table, sizeof table);
  memcpy (all + 0x31020, entries, sizeof entries);
  all[0x31083] = 1;
  g_ptr_array_add (seeds, g_bytes_new_take (all, size));
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const guint8 qcow2[] = { 'Q', 'F', 'I', 0xfb, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 104,
                                  0,   0,   0,   8,    0, 0, 0, 16, 0, 0, 0, 0, 1 };
  static const guint8 vmdk[] = { 'K', 'D', 'M', 'V', 1, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0,
                                 0,   0,   0,   0,   8, 0, 0, 0, 0, 0, 0, 0, 1 };
  static const char list[] = "# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\n"
                             "RW 4096 SPARSE \"a-s001.vmdk\"\nRW 63 ZERO\n"
                             "RW 2048 FLAT \"a-f002.vmdk\" 16\n";
  static const guint8 qed[] = { 'Q', 'E', 'D', 0, 0, 0, 1, 0 };
  guint8 footer[64] = "conectix";
  guint8 vdi[0x178] = { 0 };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  memcpy (vdi + 64, "\x7f\x10\xda\xbe", 4);
  vdi[0x4c] = 1;
  vdi[0x172] = 1;
  footer[52] = 1;
  footer[63] = 3;
  add (seeds, qcow2, sizeof qcow2, 128);
  add (seeds, vmdk, sizeof vmdk, 2048);
  add (seeds, list, sizeof list - 1, sizeof list - 1);
  add (seeds, qed, sizeof qed, 64);
  add (seeds, vdi, sizeof vdi, sizeof vdi);
  add (seeds, footer, sizeof footer, 512);
  add_vhdx (seeds);
  return seeds;
}
