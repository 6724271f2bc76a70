/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appliances: what is read out of them, and what those who mean no good put into them. */

#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/install/vireo-import.h"
#include "core/install/vireo-tar.h"
#include "vireo-mini-ova.h"
#include "vireo-test.h"

#define FILE_1 "ovf:href=\"disk 1.vmdk\""
#define DISK_1 "ovf:capacity=\"8\" ovf:capacityAllocationUnits=\"byte * 2^20\""

/* A sparse VMware disk of @sectors, as far as its header goes. */
static void
make_vmdk (guint8 *bytes, gsize size, guint64 sectors)
{
  memset (bytes, 0, size);
  memcpy (bytes, "KDMV", 4);
  bytes[4] = 3;
  for (guint i = 0; i < 8; i++)
    bytes[12 + i] = (guint8) (sectors >> (8 * i));
}

static VireoImport *
read_tar (GByteArray *tar, VireoOvf **ovf, GError **error)
{
  const VireoByteSource source = { .fd = -1, .bytes = tar->data, .size = tar->len };

  return vireo_import_new_appliance ("/a.ova", &source, ovf, error);
}

/* An appliance of one disk; each may be %NULL for what is usual. */
static GByteArray *
make_appliance (const char *file, const char *disk, const char *member, guint64 sectors)
{
  GByteArray *tar = g_byte_array_new ();
  g_autofree char *ovf
      = vireo_mini_ovf (file != NULL ? file : FILE_1, disk != NULL ? disk : DISK_1);
  guint8 vmdk[1024];

  make_vmdk (vmdk, sizeof vmdk, sectors);
  vireo_mini_tar_add_file (tar, "web.ovf", ovf, strlen (ovf));
  vireo_mini_tar_add_file (tar, member != NULL ? member : "disk 1.vmdk", vmdk, sizeof vmdk);
  return tar;
}

static void
assert_refused (GByteArray *tar, VireoErrorCode code, const char *words)
{
  g_autoptr (GByteArray) owned = tar;
  g_autoptr (GError) error = NULL;
  VireoOvf *ovf = NULL;
  VireoImport *import = read_tar (tar, &ovf, &error);

  g_assert_null (import);
  g_assert_null (ovf);
  g_assert_error (error, VIREO_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_an_appliance_says_what_it_is (void)
{
  g_autoptr (GByteArray) tar = make_appliance (NULL, NULL, NULL, 16384);
  g_autoptr (VireoOvf) ovf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoImport) import = NULL;
  const VireoImportDisk *disk;

  vireo_mini_tar_end (tar);
  import = read_tar (tar, &ovf, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (import->disks->len, ==, 1);
  disk = vireo_import_get_disk (import, 0);
  g_assert_cmpstr (disk->member, ==, "disk 1.vmdk");
  g_assert_cmpstr (disk->format, ==, "vmdk");
  g_assert_cmpuint (disk->capacity, ==, 8 * VIREO_MIB);
  g_assert_cmpuint (disk->length, ==, 1024);
  g_assert_cmpmem (tar->data + disk->offset, 4, "KDMV", 4);

  g_assert_cmpstr (ovf->name, ==, "web server");
  g_assert_cmpstr (ovf->description, ==, "Serves <pages>");
  g_assert_cmpstr (ovf->os_id, ==, "debian11");
  g_assert_cmpstr (ovf->os_words, ==, "Debian GNU/Linux 11 (64-bit)");
  g_assert_cmpuint (ovf->n_vcpus, ==, 3);
  g_assert_cmpuint (ovf->memory, ==, 1536 * VIREO_MIB);
  g_assert_cmpuint (ovf->n_nics, ==, 1);
  g_assert_cmpstr (ovf->nic_model, ==, "VmxNet3");
  g_assert_true (ovf->uefi);
}

static void
test_names_lead_nowhere (void)
{
  static const char *const names[] = { "/etc/shadow", "../../etc/shadow", "a/../../b",
                                       "http://example.org/a.vmdk", "file:///etc/shadow",
                                       "..\\..\\b" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strdup_printf ("ovf:href=\"%s\"", names[i]);

      /* Even when the archive itself has a member of that name. */
      assert_refused (make_appliance (file, NULL, names[i], 16384), VIREO_ERROR_INVALID,
                      "outside of itself");
    }
  assert_refused (make_appliance ("ovf:href=\"other.vmdk\"", NULL, NULL, 16384), VIREO_ERROR_GONE,
                  "other.vmdk");
}

/* What is not named by the description is not looked at, whatever it is. */
static void
test_other_members_do_not_matter (void)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  g_autoptr (GByteArray) sound = make_appliance (NULL, NULL, NULL, 16384);
  g_autoptr (VireoOvf) ovf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoImport) import = NULL;

  vireo_mini_tar_add_file (tar, "/etc/passwd", "root", 4);
  vireo_mini_tar_add_file (tar, "../../../tmp/x", "x", 1);
  vireo_mini_tar_add (tar, "link", '2', 0, NULL, 0);
  vireo_mini_tar_add (tar, "dir/", '5', 0, NULL, 0);
  g_byte_array_append (tar, sound->data, sound->len);
  import = read_tar (tar, &ovf, &error);
  g_assert_no_error (error);
  g_assert_nonnull (import);
}

static void
test_links_and_doubles_are_no_disks (void)
{
  GByteArray *tar = g_byte_array_new ();
  g_autofree char *ovf = vireo_mini_ovf (FILE_1, DISK_1);

  vireo_mini_tar_add_file (tar, "web.ovf", ovf, strlen (ovf));
  vireo_mini_tar_add (tar, "disk 1.vmdk", '2', 0, NULL, 0); /* to anywhere */
  assert_refused (tar, VIREO_ERROR_INVALID, "not a file");

  tar = make_appliance (NULL, NULL, NULL, 16384);
  vireo_mini_tar_add_file (tar, "disk 1.vmdk", "another", 7);
  assert_refused (tar, VIREO_ERROR_INVALID, "twice");

  tar = make_appliance (NULL, NULL, NULL, 16384);
  vireo_mini_tar_add_file (tar, "second.ovf", ovf, strlen (ovf));
  assert_refused (tar, VIREO_ERROR_INVALID, "two descriptions");
}

static void
test_a_broken_archive_is_refused (void)
{
  GByteArray *tar = make_appliance (NULL, NULL, NULL, 16384);
  guint whole = tar->len;
  static const guint8 huge[12] = { 0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  static const char pax[] = "22 GNU.sparse.major=1\n";

  g_byte_array_set_size (tar, whole - 600); /* in the middle of the disk */
  assert_refused (tar, VIREO_ERROR_INVALID, "end is missing");

  tar = g_byte_array_new ();
  vireo_mini_tar_add (tar, "web.ovf", '0', G_GUINT64_CONSTANT (077777777777), "x", 1);
  assert_refused (tar, VIREO_ERROR_INVALID, "end is missing");

  tar = g_byte_array_new ();
  vireo_mini_tar_add (tar, "web.ovf", '0', 1, "x", 1);
  memcpy (tar->data + 124, huge, sizeof huge); /* and the sum is wrong */
  assert_refused (tar, VIREO_ERROR_INVALID, "damaged");

  tar = g_byte_array_new ();
  vireo_mini_tar_add (tar, "x", 'x', strlen (pax), pax, strlen (pax));
  vireo_mini_tar_add (tar, "web.ovf", '0', 1, "x", 1);
  assert_refused (tar, VIREO_ERROR_INVALID, "holes");

  tar = g_byte_array_new ();
  vireo_mini_tar_add (tar, "web.ovf", 'S', 1, "x", 1);
  assert_refused (tar, VIREO_ERROR_INVALID, "holes");

  tar = g_byte_array_new ();
  vireo_mini_tar_add_file (tar, "notes.txt", "x", 1);
  assert_refused (tar, VIREO_ERROR_INVALID, "no virtual appliance");
}

/* Long names stand in members of their own, in two ways. */
static void
test_long_names_are_read (void)
{
  g_autofree char *stem = g_strnfill (120, 'n');
  g_autofree char *name = g_strconcat (stem, ".vmdk", NULL);
  g_autofree char *file = g_strdup_printf ("ovf:href=\"%s\"", name);
  g_autofree char *ovf_text = vireo_mini_ovf (file, DISK_1);
  g_autofree char *record = g_strdup_printf ("%u path=%s\n", (guint) strlen ("135 path=\n") + 125, name);
  guint8 vmdk[1024];

  make_vmdk (vmdk, sizeof vmdk, 16384);
  for (guint pax = 0; pax < 2; pax++)
    {
      g_autoptr (GByteArray) tar = g_byte_array_new ();
      g_autoptr (VireoOvf) ovf = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (VireoImport) import = NULL;

      vireo_mini_tar_add_file (tar, "./web.ovf", ovf_text, strlen (ovf_text));
      if (pax)
        vireo_mini_tar_add (tar, "PaxHeader", 'x', strlen (record), record, strlen (record));
      else
        vireo_mini_tar_add (tar, "././@LongLink", 'L', strlen (name) + 1, name, strlen (name) + 1);
      vireo_mini_tar_add_file (tar, "short", vmdk, sizeof vmdk);
      import = read_tar (tar, &ovf, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (vireo_import_get_disk (import, 0)->member, ==, name);
    }
}

static void
test_a_size_that_lies_is_refused (void)
{
  /* A disk of 8 GiB, said to be one of 8 MiB. */
  assert_refused (make_appliance (NULL, NULL, NULL, 16384 * 1024), VIREO_ERROR_INVALID, "says");
  assert_refused (make_appliance (NULL, "ovf:capacity=\"0\"", NULL, 16384), VIREO_ERROR_INVALID,
                  "how large");
  assert_refused (make_appliance (NULL, "ovf:capacity=\"-1\"", NULL, 16384), VIREO_ERROR_INVALID,
                  "how large");
  assert_refused (make_appliance (NULL,
                                  "ovf:capacity=\"18446744073709551615\" "
                                  "ovf:capacityAllocationUnits=\"byte * 2^40\"",
                                  NULL, 16384),
                  VIREO_ERROR_INVALID, "how large");
}

static void
test_a_list_of_files_is_no_disk_of_an_appliance (void)
{
  GByteArray *tar = g_byte_array_new ();
  static const char list[] = "# Disk DescriptorFile\nversion=1\nRW 16384 FLAT \"shadow\" 0\n";
  g_autofree char *ovf = vireo_mini_ovf (FILE_1, DISK_1);

  vireo_mini_tar_add_file (tar, "web.ovf", ovf, strlen (ovf));
  vireo_mini_tar_add_file (tar, "disk 1.vmdk", list, strlen (list));
  assert_refused (tar, VIREO_ERROR_INVALID, "list of other files");
}

static void
add_manifest (GByteArray *tar, const char *ovf_sum, const char *disk_sum)
{
  g_autofree char *text = g_strdup_printf ("SHA256(web.ovf)= %s\r\nSHA1(disk 1.vmdk)= %s\n",
                                           ovf_sum, disk_sum);

  vireo_mini_tar_add_file (tar, "web.mf", text, strlen (text));
}

static void
test_the_manifest_is_held_to (void)
{
  g_autofree char *text = vireo_mini_ovf (FILE_1, DISK_1);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autoptr (GByteArray) tar = make_appliance (NULL, NULL, NULL, 16384);
  GByteArray *changed = make_appliance (NULL, NULL, NULL, 16384);
  g_autoptr (VireoOvf) ovf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoImport) import = NULL;

  add_manifest (tar, sum, "0123ABcd");
  import = read_tar (tar, &ovf, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vireo_import_get_disk (import, 0)->checksum, ==, "0123abcd");
  g_assert_cmpint (vireo_import_get_disk (import, 0)->checksum_type, ==, G_CHECKSUM_SHA1);

  sum[0] = sum[0] == '0' ? '1' : '0';
  add_manifest (changed, sum, "0123");
  assert_refused (changed, VIREO_ERROR_INVALID, "manifest");
}

static void
test_a_document_type_is_refused (void)
{
  static const char *const texts[] = {
    "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><Envelope>&b;</Envelope>",
    "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><Envelope/>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GByteArray *tar = g_byte_array_new ();

      vireo_mini_tar_add_file (tar, "web.ovf", texts[i], strlen (texts[i]));
      assert_refused (tar, VIREO_ERROR_INVALID, "document type");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test) g_test_add_func ("/ova/" path, test)
  ADD ("an-appliance-says-what-it-is", test_an_appliance_says_what_it_is);
  ADD ("names-lead-nowhere", test_names_lead_nowhere);
  ADD ("other-members-do-not-matter", test_other_members_do_not_matter);
  ADD ("links-and-doubles-are-no-disks", test_links_and_doubles_are_no_disks);
  ADD ("a-broken-archive-is-refused", test_a_broken_archive_is_refused);
  ADD ("long-names-are-read", test_long_names_are_read);
  ADD ("a-size-that-lies-is-refused", test_a_size_that_lies_is_refused);
  ADD ("a-list-of-files-is-no-disk", test_a_list_of_files_is_no_disk_of_an_appliance);
  ADD ("the-manifest-is-held-to", test_the_manifest_is_held_to);
  ADD ("a-document-type-is-refused", test_a_document_type_is_refused);
  return g_test_run ();
}
