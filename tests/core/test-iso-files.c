/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-iso-files.h"
#include "core/install/vireo-seed-image.h"
#include "vireo-test.h"

static char *folder;

static char *
get_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
put (const char *name, const char *text)
{
  g_autofree char *path = get_path (name);
  g_autofree char *parent = g_path_get_dirname (path);

  g_mkdir_with_parents (parent, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
open_on_worker (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  VireoIsoFiles *files = vireo_iso_files_open (path, NULL, &error);

  if (files != NULL)
    g_task_return_pointer (task, files, (GDestroyNotify) vireo_iso_files_free);
  else
    g_task_return_error (task, error);
}

static VireoIsoFiles *
open_image (const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, vireo_test_keep_result, &result);

  g_task_set_task_data (task, g_strdup (path), g_free);
  vireo_worker_spawn (task, open_on_worker);
  vireo_test_wait (result != NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static char *
read_all (VireoIsoFiles *files, const VireoIsoExtent *extent)
{
  g_autofree guint8 *bytes = g_malloc0 (extent->size + 1);

  g_assert_cmpint (vireo_iso_files_read (files, extent, 0, bytes, extent->size + 5, NULL), ==,
                   (gssize) extent->size);
  return (char *) g_steal_pointer (&bytes);
}

static gboolean
run (const char *first, ...) G_GNUC_NULL_TERMINATED;

static gboolean
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *output = NULL;
  g_autofree char *complaints = NULL;
  va_list more;
  int status;

  va_start (more, first);
  for (const char *word = first; word != NULL; word = va_arg (more, const char *))
    g_ptr_array_add (argv, (char *) word);
  va_end (more);
  g_ptr_array_add (argv, NULL);
  if (!g_spawn_sync (folder, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                     &complaints, &status, NULL))
    return FALSE;
  if (status != 0)
    g_test_message ("%s: %s%s", first, output, complaints);
  g_assert_cmpint (status, ==, 0);
  return TRUE;
}

/* --- what real tools made, we read --- */

static const char *const tree_info
    = "[general]\nfamily = ctyunos\nversion = 2.0.1\narch = x86_64\n"
      "[images-x86_64]\nkernel = images/pxeboot/vmlinuz-5.10\ninitrd = images/pxeboot/initrd.img\n";

static void
assert_boot (const char *image, const char *kernel, const char *initrd)
{
  g_autofree char *path = get_path (image);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoIsoFiles) files = open_image (path, &error);
  g_autofree char *kernel_text = NULL;
  g_autofree char *initrd_text = NULL;
  VireoIsoBoot boot;

  g_assert_no_error (error);
  g_assert_cmpint (vireo_iso_files_find_boot (files, &boot, &error), ==, kernel != NULL);
  if (kernel == NULL)
    {
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNSUPPORTED);
      return;
    }
  kernel_text = read_all (files, &boot.kernel);
  initrd_text = read_all (files, &boot.initrd);
  g_assert_cmpstr (kernel_text, ==, kernel);
  g_assert_cmpstr (initrd_text, ==, initrd);
}

static gboolean
make_image (const char *tree, const char *image, const char *names)
{
  return run ("xorriso", "-as", "mkisofs", "-quiet", names, "-V", "CTYUN", "-o", image, tree, NULL);
}

static void
test_kernel_of_an_image (void)
{
  static const char *const names[] = { "-R", "-J" };
  g_autofree char *xorriso = g_find_program_in_path ("xorriso");

  if (xorriso == NULL)
    {
      g_test_skip ("xorriso is not installed");
      return;
    }
  put ("usual/images/pxeboot/vmlinuz", "usual kernel");
  put ("usual/images/pxeboot/initrd.img", "usual initrd");
  put ("old/isolinux/vmlinuz", "old kernel");
  put ("old/isolinux/initrd.img", "old initrd");
  put ("none/images/pxeboot/vmlinuz", "a kernel, and no initrd");
  put ("empty/images/pxeboot/vmlinuz", "");
  put ("empty/images/pxeboot/initrd.img", "");
  put ("folder/images/pxeboot/vmlinuz/x", "the kernel is a folder");
  put ("folder/images/pxeboot/initrd.img", "initrd");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      make_image ("usual", "usual.iso", names[i]);
      assert_boot ("usual.iso", "usual kernel", "usual initrd");
      make_image ("old", "old.iso", names[i]);
      assert_boot ("old.iso", "old kernel", "old initrd");
      make_image ("none", "none.iso", names[i]);
      assert_boot ("none.iso", NULL, NULL);
      make_image ("empty", "empty.iso", names[i]);
      assert_boot ("empty.iso", NULL, NULL);
      make_image ("folder", "folder.iso", names[i]);
      assert_boot ("folder.iso", NULL, NULL);
    }

  put ("usual/images/pxeboot/vmlinuz-5.10", "kernel with a version");
  put ("usual/.treeinfo", tree_info);
  make_image ("usual", "usual.iso", "-R");
  assert_boot ("usual.iso", "kernel with a version", "usual initrd");
  put ("usual/.treeinfo", "[general]\narch = x86_64\n[images-x86_64]\nkernel = ../../etc/passwd\n"
                          "initrd = /etc/shadow\n");
  make_image ("usual", "usual.iso", "-R");
  assert_boot ("usual.iso", "usual kernel", "usual initrd");
}

static void
test_a_cut_image (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) image = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (VireoIsoFiles) files = NULL;
  VireoSeedFile file = { "ks.cfg", NULL };
  VireoIsoExtent extent;

  text = g_strnfill (5000, 'x');
  file.text = text;
  image = vireo_seed_image_make (VIREO_SEED_OEMDRV, &file, 1);
  cut = g_bytes_new_from_bytes (image, 0, g_bytes_get_size (image) - 4096);
  files = vireo_iso_files_open_bytes (cut, NULL);
  g_assert_nonnull (files);
  g_assert_false (vireo_iso_files_find (files, "ks.cfg", &extent));
}

/* --- what we made, we and real tools read --- */

static void
test_seed_image (void)
{
  static const VireoSeedFile one[] = { { "ks.cfg", "#version=DEVEL\ntext\n" } };
  g_autoptr (GBytes) image = vireo_seed_image_make (VIREO_SEED_OEMDRV, one, 1);
  g_autoptr (GBytes) again = vireo_seed_image_make (VIREO_SEED_OEMDRV, one, 1);
  g_autoptr (VireoIsoFiles) files = vireo_iso_files_open_bytes (image, NULL);
  g_autofree char *text = NULL;
  VireoIsoExtent extent;

  g_assert_true (g_bytes_equal (image, again));
  g_assert_cmpuint (g_bytes_get_size (image), ==, 45056);
  g_assert_nonnull (files);
  g_assert_cmpstr (vireo_iso_files_get_iso (files)->label, ==, "OEMDRV");
  g_assert_true (vireo_iso_files_find (files, "ks.cfg", &extent));
  text = read_all (files, &extent);
  g_assert_cmpstr (text, ==, one[0].text);
  g_assert_false (vireo_iso_files_find (files, "ks", &extent));
  g_assert_false (vireo_iso_files_find (files, "", &extent));
  g_assert_false (vireo_iso_files_find (files, "/", &extent));
  g_assert_false (vireo_iso_files_find (files, "ks.cfg/x", &extent));
}

static void
test_seed_image_of_several_files (void)
{
  g_autofree char *large = g_strnfill (100000, 'u');
  const VireoSeedFile several[] = { { "user-data", large }, { "meta-data", "" }, { "network-config", "v" } };
  g_autoptr (GBytes) image = vireo_seed_image_make (VIREO_SEED_CIDATA, several, 3);
  g_autoptr (VireoIsoFiles) files = vireo_iso_files_open_bytes (image, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (several); i++)
    {
      g_autofree char *text = NULL;
      VireoIsoExtent extent;

      g_assert_true (vireo_iso_files_find (files, several[i].name, &extent));
      text = read_all (files, &extent);
      g_assert_cmpstr (text, ==, several[i].text);
    }
}

static void
test_others_read_the_seed_image (void)
{
  static const VireoSeedFile one[] = { { "ks.cfg", "rootpw --lock\n" } };
  g_autoptr (GBytes) image = vireo_seed_image_make (VIREO_SEED_OEMDRV, one, 1);
  g_autofree char *path = get_path ("seed.iso");
  g_autofree char *out = get_path ("out.cfg");
  g_autofree char *text = NULL;
  g_autofree char *blkid = g_find_program_in_path ("blkid");
  g_autofree char *xorriso = g_find_program_in_path ("xorriso");

  if (blkid == NULL || xorriso == NULL)
    {
      g_test_skip ("blkid or xorriso is not installed");
      return;
    }
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (image, NULL),
                                      (gssize) g_bytes_get_size (image), NULL));
  g_assert_true (run ("sh", "-c",
                      "test \"$(blkid -p -o value -s LABEL seed.iso)\" = OEMDRV"
                      " && test \"$(blkid -p -o value -s TYPE seed.iso)\" = iso9660", NULL));
  g_assert_true (run ("xorriso", "-abort_on", "WARNING", "-ecma119_map", "lowercase", "-osirrox",
                      "on", "-indev", "seed.iso", "-extract", "/ks.cfg", "out.cfg", NULL));
  g_assert_true (g_file_get_contents (out, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, one[0].text);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  folder = g_dir_make_tmp ("vireo-iso-XXXXXX", NULL);
  g_test_add_func ("/iso-files/kernel-of-an-image", test_kernel_of_an_image);
  g_test_add_func ("/iso-files/a-cut-image", test_a_cut_image);
  g_test_add_func ("/iso-files/seed-image", test_seed_image);
  g_test_add_func ("/iso-files/seed-image-of-several-files", test_seed_image_of_several_files);
  g_test_add_func ("/iso-files/others-read-the-seed-image", test_others_read_the_seed_image);
  status = g_test_run ();
  run ("rm", "-rf", folder, NULL);
  g_free (folder);
  return status;
}
