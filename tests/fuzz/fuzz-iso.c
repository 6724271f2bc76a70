/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader of volume descriptors and what goes by what it found. */

#include <string.h>

#include "core/install/vireo-iso-files.h"
#include "core/install/vireo-iso.h"
#include "core/install/vireo-media-names.h"
#include "core/install/vireo-seed-image.h"
#include "core/install/vireo-treeinfo.h"
#include "driver.h"
#include "vireo-mini-iso.h"

static void
use (const VireoIso *iso)
{
  const char *const texts[] = { iso->label, iso->system, iso->publisher, iso->application };
  g_auto (VireoTreeinfo) tree = { 0 };
  g_auto (GStrv) ids = vireo_media_names_guess (iso->label);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (g_utf8_validate (texts[i], -1, NULL));
  vireo_media_names_find_arch (iso->label);
  if (iso->discinfo != NULL)
    g_assert_true (g_utf8_validate (iso->discinfo, -1, NULL));
  if (iso->treeinfo != NULL)
    g_assert_true (g_utf8_validate (iso->treeinfo, -1, NULL));
  vireo_treeinfo_parse (&tree, iso->treeinfo);
}

/* Whatever is found must lie in the image. */
static void
look_for_files (GBytes *image)
{
  static const char *const paths[] = { "ks.cfg", "user-data", "images/pxeboot/vmlinuz", "a/b/c/d" };
  g_autoptr (VireoIsoFiles) files = vireo_iso_files_open_bytes (image, NULL);
  VireoIsoExtent extent;
  VireoIsoBoot boot;
  guint8 bytes[4096];

  if (files == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (vireo_iso_files_find (files, paths[i], &extent))
      g_assert_cmpint (vireo_iso_files_read (files, &extent, 0, bytes, sizeof bytes, NULL), ==,
                       (gssize) MIN (extent.size, sizeof bytes));
  vireo_iso_files_find_boot (files, &boot, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoIso) iso = vireo_iso_read_bytes (bytes, size, &error);

  g_assert_true ((iso == NULL) == (error != NULL));
  look_for_files (bytes);
  if (iso != NULL)
    use (iso);
  else
    g_assert_true (error->message[0] != '\0');
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const char *const treeinfo = "[general]\nfamily = ctyunos\nversion = 2.0.1\narch = x86_64\n";
  static const VireoMiniIso isos[] = {
    { .label = "ctyunos-2.0.1-x86_64" },
    { .label = "\xcc\xec\xd2\xed\xd4\xc6", .not_bootable = TRUE },
    { .label = "CDROM", .treeinfo = treeinfo, .discinfo = "1\n\nx86_64\n" },
    { .label = "CDROM", .treeinfo = treeinfo, .discinfo = "1\n\nx86_64\n", .rock_ridge = TRUE },
  };
  static const VireoSeedFile answers = { "ks.cfg", "text\n" };
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (isos); i++)
    g_ptr_array_add (seeds, g_byte_array_free_to_bytes (vireo_mini_iso_make (&isos[i])));
  g_ptr_array_add (seeds, vireo_seed_image_make (VIREO_SEED_OEMDRV, &answers, 1));
  g_ptr_array_add (seeds, g_bytes_new_static ("QFI\xfb", 4));
  return seeds;
}
