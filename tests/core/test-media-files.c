/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "vireo-test-media.h"

static void
assert_refused (const char *name, VireoErrorCode code, const char *sentence)
{
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name) : get_path (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoMedia) media = read_path (path, &error);

  g_test_message ("%s", name);
  g_assert_null (media);
  g_assert_error (error, VIREO_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, sentence);
}

#define NOT_AN_ISO "This is not an ISO image."
#define ONLY_THE_BEGINNING "This is not an ISO image, or only the beginning of one."

static void
test_files_that_are_no_discs (void)
{
  g_autofree char *big = g_malloc0 (64 * 1024);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  put ("empty.iso", "", 0);
  assert_refused ("empty.iso", VIREO_ERROR_INVALID,
                  "This file is empty.  Maybe its download failed.");
  put ("text.iso", "404 not found", 13);
  assert_refused ("text.iso", VIREO_ERROR_INVALID, ONLY_THE_BEGINNING);
  put ("zeros.iso", big, 64 * 1024);
  assert_refused ("zeros.iso", VIREO_ERROR_INVALID, NOT_AN_ISO);

  memcpy (big + 0x8001, "BEA01", 5);
  memcpy (big + 0x8801, "NSR02", 5);
  put ("udf.iso", big, 64 * 1024);
  assert_refused ("udf.iso", VIREO_ERROR_INVALID,
                  "This disc image has only a UDF file system.  It is not an installation disc.");

  memcpy (big, "\x1f\x8b\x08", 3);
  put ("packed.iso", big, 64 * 1024);
  assert_refused ("packed.iso", VIREO_ERROR_INVALID, "This file is compressed.  Unpack it first.");

  for (gsize i = 0; i < 64 * 1024; i++)
    big[i] = g_rand_int (rand);
  put ("random.iso", big, 64 * 1024);
  assert_refused ("random.iso", VIREO_ERROR_INVALID, NOT_AN_ISO);
}

static void
test_disk_images_are_named (void)
{
  static const struct
  {
    gsize at;
    const char *magic;
  } table[] = { { 0, "QFI\xfb" }, { 0, "KDMV" }, { 0, "vhdxfile" }, { 0, "conectix" },
                { 0x40, "\x7f\x10\xda\xbe" }, { 510, "\x55\xaa" } };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *big = g_malloc0 (192 * 1024);

      memcpy (big + table[i].at, table[i].magic, strlen (table[i].magic));
      put ("disk.iso", big, 192 * 1024);
      assert_refused ("disk.iso", VIREO_ERROR_INVALID,
                      "This is a disk image, not an installation disc.  Import it as an existing "
                      "disk.");
    }
}

static void
test_cut_images (void)
{
  static const struct
  {
    gsize length;
    gboolean works;
  } table[] = { { 100, FALSE },   { 32768, FALSE }, { 32769, FALSE },
                { 34815, FALSE }, { 34816, FALSE }, { 36863, TRUE } };
  VireoMiniIso iso = { .label = "ctyunos-2.0.1-x86_64" };
  g_autoptr (GByteArray) image = vireo_mini_iso_make (&iso);

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      put ("cut.iso", image->data, table[i].length);
      if (!table[i].works)
        assert_refused ("cut.iso", VIREO_ERROR_INVALID, ONLY_THE_BEGINNING);
      else
        {
          g_autoptr (VireoMedia) media = read_file ("cut.iso");

          assert_os (media, "ctyunos2.0.1");
        }
    }
}

static void
test_what_is_no_file (void)
{
  static const char *const device = "This is not a file but a device or a pipe.";
  g_autofree char *fifo = get_path ("fifo.iso");
  g_autofree char *dangling = get_path ("dangling.iso");
  g_autofree char *link_to_fifo = get_path ("link.iso");
  g_autofree char *below = NULL;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (symlink ("fifo.iso", link_to_fifo), ==, 0);
  assert_refused ("fifo.iso", VIREO_ERROR_INVALID, device);
  assert_refused ("link.iso", VIREO_ERROR_INVALID, device);
  assert_refused ("/dev/null", VIREO_ERROR_INVALID, device);
  assert_refused ("/dev/zero", VIREO_ERROR_INVALID, device);
  assert_refused (folder, VIREO_ERROR_INVALID, "This is a folder.  Choose an ISO image.");
  assert_refused ("dangling.iso", VIREO_ERROR_GONE, "This is a link to a file that is not there.");
  assert_refused ("missing.iso", VIREO_ERROR_GONE, "This file is not there any more.");
  below = get_path ("text.iso/below");
  put ("text.iso", "x", 1);
  assert_refused (below, VIREO_ERROR_GONE, "This file is not there any more.");
}

/* Root may read everything, so the test goes on as somebody else, in a process of its own. */
static void
child_unreadable (void)
{
  const char *path = g_getenv ("VIREO_TEST_UNREADABLE");

  if (geteuid () == 0)
    {
      g_assert_cmpint (setresgid (65534, 65534, 65534), ==, 0);
      g_assert_cmpint (setresuid (65534, 65534, 65534), ==, 0);
    }
  assert_refused (path, VIREO_ERROR_DENIED, "You are not allowed to read this file.");
}

static void
test_an_unreadable_file (void)
{
  VireoMiniIso iso = { .label = "ctyunos-2.0.1-x86_64" };
  g_autofree char *path = get_path ("secret.iso");

  put_iso ("secret.iso", &iso);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  g_setenv ("VIREO_TEST_UNREADABLE", path, TRUE);
  g_test_trap_subprocess ("/media-files/subprocess/unreadable", 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_hostile_numbers (void)
{
  static const char *const treeinfo = "[general]\nfamily = ctyunos\nversion = 22.06\n";
  static const struct
  {
    const char *what;
    gsize at;
    guint32 value;
  } table[] = {
    { "root size", 16 * 2048 + 156 + 10, 0xffffffff },
    { "root sector", 16 * 2048 + 156 + 2, 0xffffffff },
    { "root in the descriptor", 16 * 2048 + 156 + 2, 16 },
    { "file size", 18 * 2048 + 2 * 34 + 10, 0xffffffff },
    { "file sector", 18 * 2048 + 2 * 34 + 2, 0xffffffff },
    { "file sector past the end", 18 * 2048 + 2 * 34 + 2, 21 },
    { "name length", 18 * 2048 + 2 * 34 + 32, 0xffffffff },
    { "record length", 18 * 2048 + 34, 0xffffffff },
    { "volume size", 16 * 2048 + 80, 0xffffffff },
    { "block size", 16 * 2048 + 128, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      VireoMiniIso iso = { .label = "ctyunos-2.0.1-x86_64", .treeinfo = treeinfo };
      g_autoptr (GByteArray) image = vireo_mini_iso_make (&iso);
      g_autoptr (VireoMedia) media = NULL;

      g_test_message ("%s", table[i].what);
      vireo_mini_iso_put32 (image->data + table[i].at, table[i].value);
      put ("hostile.iso", image->data, image->len);
      media = read_file ("hostile.iso");
      assert_os (media, "ctyunos2.0.1");
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  media_test_begin ();
  g_test_add_func ("/media-files/files-that-are-no-discs", test_files_that_are_no_discs);
  g_test_add_func ("/media-files/disk-images-are-named", test_disk_images_are_named);
  g_test_add_func ("/media-files/cut-images", test_cut_images);
  g_test_add_func ("/media-files/what-is-no-file", test_what_is_no_file);
  g_test_add_func ("/media-files/an-unreadable-file", test_an_unreadable_file);
  g_test_add_func ("/media-files/subprocess/unreadable", child_unreadable);
  g_test_add_func ("/media-files/hostile-numbers", test_hostile_numbers);

  status = g_test_run ();
  media_test_end ();
  return status;
}
