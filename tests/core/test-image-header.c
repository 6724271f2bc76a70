/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What disk images say of themselves: those that qemu-img makes, and those that lie. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-disk-image.h"
#include "vireo-test.h"

#define DISK_SIZE (9 * VIREO_MIB)

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = g_dir_make_tmp ("vireo-image-XXXXXX", NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
}

static void
qemu_img (Fixture *f, const char *const *words)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  int status = 0;

  g_strv_builder_add (argv, "qemu-img");
  g_strv_builder_addv (argv, (const char **) words);
  all = g_strv_builder_end (argv);
  g_assert_true (g_spawn_sync (f->folder, all, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                               NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

#define QEMU_IMG(f, ...) qemu_img (f, (const char *const[]) { __VA_ARGS__, NULL })

static VireoImageHeader *
read_bytes (const void *bytes, gsize size)
{
  const VireoByteSource source = { .fd = -1, .bytes = bytes, .size = size };

  return vireo_image_header_read (&source);
}

static VireoDiskImage *
look (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  VireoDiskImage *image;

  vireo_disk_image_read_async (path, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  image = vireo_disk_image_read_finish (result, &error);
  g_assert_no_error (error);
  return image;
}

static void
write_text (Fixture *f, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
patch (Fixture *f, const char *name, off_t at, guint8 byte)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (pwrite (fd, &byte, 1, at), ==, 1);
  close (fd);
}

static void
test_every_format_is_told_by_its_content (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *format, *options, *told;
    gboolean native;
  } formats[] = {
    { "qcow2", "compat=1.1", "qcow2", TRUE },
    { "qcow2", "compat=0.10", "qcow2", TRUE },
    { "raw", "preallocation=off", "raw", TRUE },
    { "vmdk", "subformat=monolithicSparse", "vmdk", FALSE },
    { "vmdk", "subformat=streamOptimized", "vmdk", FALSE },
    { "vmdk", "subformat=monolithicFlat", "vmdk", FALSE },
    { "vmdk", "subformat=twoGbMaxExtentSparse", "vmdk", FALSE },
    { "vdi", "static=off", "vdi", FALSE },
    { "vpc", "subformat=dynamic,force_size=on", "vpc", FALSE },
    { "vpc", "subformat=fixed,force_size=on", "vpc", FALSE },
    { "vhdx", "subformat=dynamic", "vhdx", FALSE },
    { "qed", "cluster_size=65536", "qed", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      /* The name says nothing. */
      g_autofree char *name = g_strdup_printf ("disk%u.bin", (guint) i);
      g_autoptr (VireoDiskImage) image = NULL;

      QEMU_IMG (f, "create", "-q", "-f", formats[i].format, "-o", formats[i].options, name, "9M");
      image = look (f, name);
      g_test_message ("%s %s", formats[i].format, formats[i].options);
      g_assert_cmpstr (image->problem, ==, NULL);
      g_assert_cmpstr (image->format, ==, formats[i].told);
      g_assert_cmpuint (image->size, ==, DISK_SIZE);
      g_assert_cmpint (image->native, ==, formats[i].native);
      g_assert_nonnull (image->import);
    }
}

/* It would make QEMU, which may run as root, read whatever file it names. */
static void
test_a_base_is_seen_and_not_opened (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDiskImage) image = NULL;

  QEMU_IMG (f, "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/shadow", "-F", "raw", "a.qcow2",
            "9M");
  image = look (f, "a.qcow2");
  g_assert_cmpstr (image->backing, ==, "/etc/shadow");
  g_assert_cmpstr (image->format, ==, "qcow2");
  g_assert_null (image->import);

  g_clear_pointer (&image, vireo_disk_image_free);
  QEMU_IMG (f, "create", "-q", "-f", "qed", "-u", "-b", "/etc/shadow", "-F", "raw", "a.qed", "9M");
  image = look (f, "a.qed");
  g_assert_cmpstr (image->backing, ==, "/etc/shadow");
  g_assert_null (image->import);
}

static void
assert_refused (Fixture *f, const char *name)
{
  g_autoptr (VireoDiskImage) image = look (f, name);

  g_test_message ("%s: %s", name, image->problem);
  g_assert_nonnull (image->problem);
  g_assert_null (image->import);
}

static void
test_what_is_not_whole_is_refused (Fixture *f, gconstpointer unused)
{
  QEMU_IMG (f, "create", "-q", "-f", "qcow2", "-o", "data_file=data.raw", "data.qcow2", "9M");
  assert_refused (f, "data.qcow2");
  QEMU_IMG (f, "create", "-q", "-f", "vmdk", "base.vmdk", "9M");
  QEMU_IMG (f, "create", "-q", "-f", "vmdk", "-b", "base.vmdk", "-F", "vmdk", "child.vmdk");
  assert_refused (f, "child.vmdk");
  QEMU_IMG (f, "create", "-q", "-f", "qcow2", "luks.qcow2", "9M");
  patch (f, "luks.qcow2", 35, 2); /* the method of encryption */
  assert_refused (f, "luks.qcow2");
  write_text (f, "empty", "");
  assert_refused (f, "empty");
  write_text (f, "packed", "\x1f\x8b\x08 and so on");
  assert_refused (f, "packed");
  write_text (f, "zip", "PK\x03\x04 and so on");
  assert_refused (f, "zip");
}

/* Nine MiB in two parts. */
#define DESCRIPTION(first)                                                                         \
  "# Disk DescriptorFile\nversion=1\nCID=d6b40b5a\nparentCID=ffffffff\n"                           \
  "createType=\"twoGbMaxExtentFlat\"\n\nRW 16384 FLAT \"" first "\" 0\nRW 2048 FLAT \"b.bin\" 0\n"

static void
test_a_missing_part_is_named (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDiskImage) image = NULL;

  write_text (f, "a.vmdk", DESCRIPTION ("a.bin"));
  QEMU_IMG (f, "create", "-q", "-f", "raw", "a.bin", "8M");
  image = look (f, "a.vmdk");
  g_assert_nonnull (image->problem);
  g_assert_nonnull (strstr (image->problem, "b.bin"));
  g_clear_pointer (&image, vireo_disk_image_free);

  QEMU_IMG (f, "create", "-q", "-f", "raw", "b.bin", "512K"); /* too short */
  assert_refused (f, "a.vmdk");
  QEMU_IMG (f, "create", "-q", "-f", "raw", "b.bin", "1M");
  image = look (f, "a.vmdk");
  g_assert_cmpstr (image->problem, ==, NULL);
  g_assert_cmpuint (image->size, ==, DISK_SIZE);
}

static void
test_parts_lie_beside_their_description (Fixture *f, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (f->folder, "link.bin", NULL);

  write_text (f, "b.bin", "");
  write_text (f, "shadow.vmdk", DESCRIPTION ("/etc/shadow"));
  assert_refused (f, "shadow.vmdk");
  write_text (f, "up.vmdk", DESCRIPTION ("../a.bin"));
  assert_refused (f, "up.vmdk");
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  write_text (f, "link.vmdk", DESCRIPTION ("link.bin"));
  assert_refused (f, "link.vmdk");
  write_text (f, "tabs.vmdk",
              "# Disk DescriptorFile\nversion=1\n \tRW\t2048\tFLAT\t\"/etc/shadow\"\t0\n");
  assert_refused (f, "tabs.vmdk");
  write_text (f, "device.vmdk",
              "# Disk DescriptorFile\nversion=1\nRW 2048 VMFSRDM \"/dev/sda\"\n");
  assert_refused (f, "device.vmdk");
  write_text (f, "parent.vmdk",
              DESCRIPTION ("b.bin") "parentFileNameHint=\"/etc/shadow\"\n");
  assert_refused (f, "parent.vmdk");
}

static void
test_a_description_in_a_disk_is_not_followed (void)
{
  static const char inner[] = "# Disk DescriptorFile\nRW 20480 FLAT \"/etc/shadow\" 0\n";
  guint8 bytes[2048] = { 0 };
  g_autoptr (VireoImageHeader) header = NULL;

  memcpy (bytes, "KDMV", 4);
  bytes[4] = 1;
  bytes[28] = 1; /* the description is in the second sector, and there is no size */
  memcpy (bytes + 512, inner, sizeof inner);
  header = read_bytes (bytes, sizeof bytes);
  g_assert_cmpstr (header->format, ==, "vmdk");
  g_assert_nonnull (header->problem);

  bytes[12] = 8; /* with one it is a disk whose parent would be opened */
  memcpy (bytes + 512, "parentFileNameHint=\"/etc/shadow\"", 33);
  g_clear_pointer (&header, vireo_image_header_free);
  header = read_bytes (bytes, sizeof bytes);
  g_assert_cmpuint (header->size, ==, 8 * 512);
  g_assert_nonnull (header->problem);
}

static void
test_what_is_cut_off_says_so (Fixture *f, gconstpointer unused)
{
  static const char *const formats[] = { "qcow2", "vdi", "vhdx", "qed", "vmdk", "vpc" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = g_build_filename (f->folder, formats[i], NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      QEMU_IMG (f, "create", "-q", "-f", formats[i], formats[i], "9M");
      g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
      for (gsize cut = 0; cut < MIN (length, 600); cut++)
        {
          g_autoptr (VireoImageHeader) header = read_bytes (bytes, cut);

          g_assert_true (header->problem != NULL || header->size > 0);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test) g_test_add ("/image-header/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("every-format-is-told-by-its-content", test_every_format_is_told_by_its_content);
  ADD ("a-base-is-seen-and-not-opened", test_a_base_is_seen_and_not_opened);
  ADD ("what-is-not-whole-is-refused", test_what_is_not_whole_is_refused);
  ADD ("a-missing-part-is-named", test_a_missing_part_is_named);
  ADD ("parts-lie-beside-their-description", test_parts_lie_beside_their_description);
  ADD ("what-is-cut-off-says-so", test_what_is_cut_off_says_so);
  g_test_add_func ("/image-header/a-description-in-a-disk-is-not-followed",
                   test_a_description_in_a_disk_is_not_followed);
  return g_test_run ();
}
