/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-units.h"
#include "vireo-test-media.h"

static void
test_labels (void)
{
  static const struct
  {
    const char *label;
    const char *os; /* NULL: not recognised */
    const char *arch;
    guint n_matches;
  } table[] = {
    { "ctyunos-2.0.1-x86_64", "ctyunos2.0.1", "x86_64", 2 },
    { "ctyunos-2.0.1-aarch64", "ctyunos2.0.1", "aarch64", 2 },
    { "ctyunos-2.0.1-220311-x86_64", "ctyunos2.0.1", "x86_64", 2 },
    { "ctyunos-2.0.1-21.06.4-x86_64", "ctyunos2.0.1", "x86_64", 2 },
    { "CTyunOS-2.0.1-x86_64", "ctyunos2.0.1", "x86_64", 2 },
    { "ctyunos-22.06-aarch64", "ctyunos22.06", "aarch64", 2 },
    { "ctyunos-22.06-230117-x86_64", "ctyunos22.06", "x86_64", 2 },
    { "ctyunos-22.09-x86_64", "ctyunos22.09", "x86_64", 2 },
    { "ctyunos-23.01-x86_64", "ctyunos23.01", "x86_64", 2 },
    { "ctyunos-2-24.07-x86_64", "ctyunos24.07", "x86_64", 2 },
    { "ctyunos-4-25.07-x86_64", "ctyunos25.07", "x86_64", 2 },
    { "ctyunos-31.07-x86_64", "ctyunos-unknown", "x86_64", 1 },
    { "CTYUNOS", "ctyunos-unknown", NULL, 1 },
    { "myctyunos-2.0.1-x86_64", NULL, "x86_64", 0 },
    { "openEuler-20.03-LTS-aarch64", "openeuler20.03", "aarch64", 2 },
    { "openEuler-20.03-LTS-SP3-x86_64", "openeuler20.03sp3", "x86_64", 2 },
    { "openEuler-22.03-LTS-SP3-x86_64", "openeuler22.03sp3", "x86_64", 2 },
    { "openEuler-22.03-LTS-SP4-aarch64", "openeuler22.03sp4", "aarch64", 2 },
    { "openEuler-24.03-LTS-SP2-x86_64", "openeuler24.03sp2", "x86_64", 2 },
    { "openEuler-25.03-x86_64", "openeuler25.03", "x86_64", 2 },
    { "openEuler-25.09-aarch64", "openeuler25.09", "aarch64", 2 },
    { "openEuler-27.03-LTS-x86_64", "openeuler-unknown", "x86_64", 1 },
    { "Rocky-8-6-x86_64-dvd", "rocky8", "x86_64", 1 },
    { "Kylin-Server-10", "kylin-server10", NULL, 1 },
    { "Kylin-Server-11", "kylin-server11", NULL, 1 },
    { "BCLinux", "bclinux-euler22.10", NULL, 2 },
    { "BCLinux.x86_64", "bclinux-euler22.10", "x86_64", 2 },
    { "TencentOS-Server-3.1", "tencentos3", NULL, 1 },
    { "TencentOS-Server-4.4-aarch64", "tencentos4", "aarch64", 1 },
    { "anolis-dvd-x86_64-7", "anolis7.9", "x86_64", 2 },
    { "anolis-BaseOS-dvd-aarch64-8", "anolis8.4", "aarch64", 2 },
    { "anolis-8-x86_64-dvd", "anolis8.9", "x86_64", 3 },
    { "anolis-23-x86_64-dvd", "anolis23.1", "x86_64", 2 },
    { "Something else", NULL, NULL, 0 },
    { "", NULL, NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      VireoMiniIso iso = { .label = table[i].label };
      g_autoptr (VireoMedia) media = read_iso ("disc.iso", &iso);

      g_test_message ("%s", table[i].label);
      assert_os (media, table[i].os);
      g_assert_cmpstr (vireo_media_get_label (media), ==, table[i].label);
      g_assert_cmpstr (vireo_media_get_arch (media), ==, table[i].arch);
      g_assert_cmpint (vireo_media_get_decided (media), ==,
                       table[i].os != NULL ? VIREO_MEDIA_DECIDED_LABEL
                                           : VIREO_MEDIA_DECIDED_NOTHING);
      g_assert_cmpuint (g_list_model_get_n_items (vireo_media_get_matches (media)), ==,
                        table[i].n_matches);
      g_assert_cmpuint (vireo_media_get_installer_reboots (media), ==, 1);
      g_assert_true (vireo_media_get_bootable (media));
      g_assert_null (vireo_media_get_problem (media));
      g_assert_cmpuint (vireo_media_get_size (media), ==, 18 * 2048);
    }
}

static void
test_all_matches_are_offered (void)
{
  VireoMiniIso iso = { .label = "CCCOMA_X64FRE_ZH-CN_DV9", .publisher = "MICROSOFT CORPORATION" };
  g_autoptr (VireoMedia) media = read_iso ("disc.iso", &iso);
  GListModel *matches = vireo_media_get_matches (media);
  g_autoptr (VireoOs) second = g_list_model_get_item (matches, 1);

  assert_os (media, "win11");
  g_assert_cmpuint (g_list_model_get_n_items (matches), ==, 2);
  g_assert_cmpstr (vireo_os_get_short_id (second), ==, "win10");
  g_assert_cmpuint (vireo_media_get_installer_reboots (media), ==, 2);
}

static void
test_who_decides (void)
{
  static const char *const tree_ctyun = "[general]\nfamily = ctyunos\nversion = 22.06.2\narch = aarch64\n"
                                        "name = ctyunos-22.06\n[stage2]\nmainimage = images/install.img\n";
  static const char *const tree_euler = "[general]\nfamily = openEuler\nversion = 24.03-LTS-SP4\n"
                                        "arch = x86_64\nvariant = Server\n";
  static const char *const tree_new = "[release]\nname = openEuler\nversion = 20.03-LTS-SP1\n"
                                      "[tree]\narch = aarch64\n";
  static const char *const tree_other = "[general]\nfamily = openEuler\nversion = 99\n";
  static const struct
  {
    const char *file_name, *label, *treeinfo, *discinfo;
    const char *os, *arch;
    VireoMediaDecided decided;
  } table[] = {
    /* the label over all */
    { "openEuler-20.03-LTS-x86_64-dvd.iso", "ctyunos-23.01-x86_64", tree_euler, NULL,
      "ctyunos23.01", "x86_64", VIREO_MEDIA_DECIDED_LABEL },
    { "x.iso", "Debian 12.11.0 amd64 n", NULL, NULL, "debian12", "x86_64",
      VIREO_MEDIA_DECIDED_LABEL },
    { "x.iso", "Debian 13.1.0 arm64 1", NULL, NULL, "debian13", "aarch64",
      VIREO_MEDIA_DECIDED_LABEL },
    /* then .treeinfo, also where the label only knows the product */
    { "x.iso", "CDROM", tree_ctyun, NULL, "ctyunos22.06", "aarch64", VIREO_MEDIA_DECIDED_TREEINFO },
    { "x.iso", "ctyunos", tree_ctyun, NULL, "ctyunos22.06", "aarch64",
      VIREO_MEDIA_DECIDED_TREEINFO },
    { "x.iso", "CDROM", tree_euler, NULL, "openeuler24.03sp4", "x86_64",
      VIREO_MEDIA_DECIDED_TREEINFO },
    { "x.iso", "CDROM", tree_new, NULL, "openeuler20.03sp1", "aarch64",
      VIREO_MEDIA_DECIDED_TREEINFO },
    { "x.iso", "CDROM", tree_other, "1700000000.0\n\nx86_64\n", "openeuler-unknown", "x86_64",
      VIREO_MEDIA_DECIDED_TREEINFO },
    { "ctyunos-22.06-230117-aarch64-dvd.iso", "CDROM", tree_euler, NULL, "openeuler24.03sp4",
      "x86_64", VIREO_MEDIA_DECIDED_TREEINFO },
    /* then the file name */
    { "ctyunos-22.06-230117-aarch64-dvd.iso", "CDROM", NULL, NULL, "ctyunos22.06", "aarch64",
      VIREO_MEDIA_DECIDED_FILE_NAME },
    { "ctyunos-22.06-230117-aarch64-dvd.iso", "CDROM", "[general]\nfamily = nobody\n", NULL,
      "ctyunos22.06", "aarch64", VIREO_MEDIA_DECIDED_FILE_NAME },
    { "ctyunos-22.09-240618-x86_64-dvd.iso", "ctyunos", NULL, NULL, "ctyunos22.09", "x86_64",
      VIREO_MEDIA_DECIDED_FILE_NAME },
    /* who chooses among the versions that one label stands for */
    { "BCLinux-21.10-dvd-x86_64.iso", "BCLinux", NULL, NULL, "bclinux-euler21.10", "x86_64",
      VIREO_MEDIA_DECIDED_FILE_NAME },
    { "BCLinux-22.10-dvd-x86_64.iso", "BCLinux", "[general]\nfamily = BCLinux\nversion = 21.10\n",
      NULL, "bclinux-euler21.10", "x86_64", VIREO_MEDIA_DECIDED_TREEINFO },
    { "AnolisOS-8.8-x86_64-dvd.iso", "anolis-8-x86_64-dvd", NULL, NULL, "anolis8.8", "x86_64",
      VIREO_MEDIA_DECIDED_FILE_NAME },
    { "AnolisOS-7.9-GA-x86_64-dvd.iso", "anolis-8-x86_64-dvd", NULL, NULL, "anolis8.9", "x86_64",
      VIREO_MEDIA_DECIDED_LABEL },
    /* and nobody */
    { "holiday.iso", "CDROM", "not [an ini\xff file", "\xff\n", NULL, NULL,
      VIREO_MEDIA_DECIDED_NOTHING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    for (gboolean rock_ridge = FALSE; rock_ridge <= TRUE; rock_ridge++)
      {
        VireoMiniIso iso = { .label = table[i].label, .treeinfo = table[i].treeinfo,
                             .discinfo = table[i].discinfo, .rock_ridge = rock_ridge };
        g_autoptr (VireoMedia) media = read_iso (table[i].file_name, &iso);
        g_autofree char *path = get_path (table[i].file_name);

        g_test_message ("%s, %s", table[i].file_name, table[i].label);
        assert_os (media, table[i].os);
        g_assert_cmpint (vireo_media_get_decided (media), ==, table[i].decided);
        g_assert_cmpstr (vireo_media_get_arch (media), ==, table[i].arch);
        g_assert_cmpstr (vireo_media_get_path (media), ==, path);
        g_unlink (path);
      }
}

static void
test_file_names (void)
{
  static const struct
  {
    const char *name, *os, *arch;
  } table[] = {
    { "ctyunos-2.0.1-220311-x86_64-dvd.iso", "ctyunos2.0.1", "x86_64" },
    { "CTyunos-2.0.1-220311-aarch64.iso", "ctyunos2.0.1", "aarch64" },
    { "ctyunos-2-24.07-240716-rc2-aarch64-dvd.iso", "ctyunos24.07", "aarch64" },
    { "ctyunos-2-24.07-240818-test-aarch64-dvd.iso", "ctyunos24.07", "aarch64" },
    { "ctyunos-31.01-dvd.iso", "ctyunos-unknown", NULL },
    { "Kylin-Server-V10-SP3-General-Release-2303-X86_64.iso", "kylin-server10", "x86_64" },
    { "Kylin-Server-V10-SP3-2403-Release-20240426-arm64.iso", "kylin-server10", "aarch64" },
    { "uniontechos-server-20-1070a-amd64.iso", "uos-server20", "x86_64" },
    { "BCLinux-21.10U5-dvd-x86_64-260610.iso", "bclinux-euler21.10", "x86_64" },
    { "TencentOS-Server-3.1-20240715.1-TK4-x86_64-minimal.iso", "tencentos3", "x86_64" },
    { "TencentOS-Server-4.4-20250805.0-aarch64-minimal.iso", "tencentos4", "aarch64" },
    { "AnolisOS-7.9-GA-x86_64-dvd.iso", "anolis7.9", "x86_64" },
    { "openEuler-22.03-LTS-SP4-everything-x86_64-dvd.iso", "openeuler22.03sp4", "x86_64" },
    { "openEuler-20.03-LTS-aarch64-dvd.iso", "openeuler20.03", "aarch64" },
    { "openEuler-25.09-netinst-aarch64-dvd.iso", "openeuler25.09", "aarch64" },
    { "ubuntu-22.04.1-live-server-amd64.iso", "ubuntu22.04", "x86_64" },
    { "debian-11.6.0-arm64-netinst.iso", "debian11", "aarch64" },
    { "debian-12.11.0-amd64-netinst.iso", "debian12", "x86_64" },
    { "debian-13.1.0-arm64-DVD-1.iso", "debian13", "aarch64" },
    { "Fedora-Server-dvd-x86_64-37-1.7.iso", "fedora37", "x86_64" },
    { "CentOS-7-x86_64-Minimal-2009.iso", "centos7.0", "x86_64" },
    { "Rocky-9.1-aarch64-minimal.iso", "rocky9", "aarch64" },
    { "Win10_22H2_Chinese(Simplified)_x64.iso", "win10", "x86_64" },
    { "zh-cn_windows_11_business_editions_x64_dvd.iso", "win11", "x86_64" },
    { "zh-cn_windows_server_2022_x64_dvd.iso", "win2k22", "x86_64" },
    { "\xc1\xaa\xcd\xa8.iso", NULL, NULL },
    { "darwin10.iso", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      VireoMiniIso iso = { .label = "CDROM" };
      g_autoptr (VireoMedia) media = read_iso (table[i].name, &iso);
      g_autofree char *path = get_path (table[i].name);

      g_test_message ("name %" G_GSIZE_FORMAT, i);
      assert_os (media, table[i].os);
      g_assert_cmpstr (vireo_media_get_arch (media), ==, table[i].arch);
      g_unlink (path);
    }
}

static void
test_labels_are_valid_text (void)
{
  static const struct
  {
    const char *bytes, *text;
  } table[] = {
    { "\xcc\xec\xd2\xed\xd4\xc6", "天翼云" },                    /* GBK */
    { "\xcc\xec\xd2\xed\xd4\xc6-2.0.1", "天翼云-2.0.1" },
    { "天翼云", "天翼云" },                                      /* UTF-8 */
    { "abcdefghijklmnopqrstuvwxyz01234\xcc", "abcdefghijklmnopqrstuvwxyz01234" }, /* cut in two */
    { "a\nb\tc", "a b c" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      VireoMiniIso iso = { .label = table[i].bytes };
      g_autoptr (VireoMedia) media = read_iso ("disc.iso", &iso);

      g_assert_true (g_utf8_validate (vireo_media_get_label (media), -1, NULL));
      g_assert_cmpstr (vireo_media_get_label (media), ==, table[i].text);
    }
}

static void
test_problems_are_told (void)
{
  VireoMiniIso not_bootable = { .label = "ctyunos-2.0.1-x86_64", .not_bootable = TRUE };
  VireoMiniIso cut = { .label = "ctyunos-2.0.1-x86_64", .sectors = 2 * 1024 * 1024 };
  g_autoptr (VireoMedia) first = read_iso ("disc.iso", &not_bootable);
  g_autoptr (VireoMedia) second = read_iso ("disc.iso", &cut);

  assert_os (first, "ctyunos2.0.1");
  g_assert_false (vireo_media_get_bootable (first));
  g_assert_cmpstr (vireo_media_get_problem (first), ==,
                   "A virtual machine cannot start from this disc.");
  assert_os (second, "ctyunos2.0.1");
  g_assert_true (g_str_has_prefix (vireo_media_get_problem (second),
                                   "The end of this image is missing (4.0"));
}

static void
test_an_image_in_memory (void)
{
  VireoMiniIso iso = { .label = "CDROM" };
  g_autoptr (GByteArray) image = vireo_mini_iso_make (&iso);
  g_autoptr (GBytes) bytes = g_bytes_new (image->data, image->len);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoMedia) media = NULL;

  vireo_media_read_bytes_async (bytes, 4 * VIREO_GIB, "openEuler-25.09-aarch64-dvd.iso", catalog,
                                NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  media = vireo_media_read_finish (result, &error);
  g_assert_no_error (error);
  assert_os (media, "openeuler25.09");
  g_assert_cmpuint (vireo_media_get_size (media), ==, 4 * VIREO_GIB);
  g_assert_null (vireo_media_get_path (media));
}

static void
test_cancelling_answers_once (void)
{
  VireoMiniIso iso = { .label = "ctyunos-2.0.1-x86_64" };
  g_autofree char *path = get_path ("disc.iso");

  put_iso ("disc.iso", &iso);
  for (int turns = 0; turns < 3; turns++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      if (turns == 0)
        g_cancellable_cancel (cancellable);
      vireo_media_read_async (path, catalog, cancellable, vireo_test_keep_result, &result);
      if (turns == 2)
        g_main_context_iteration (NULL, FALSE);
      g_cancellable_cancel (cancellable);
      vireo_test_wait (result != NULL);
      g_assert_null (vireo_media_read_finish (result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_reading_loads_the_catalog (void)
{
  g_autoptr (VireoOsCatalog) fresh = vireo_os_catalog_new (NULL);
  VireoMiniIso iso = { .label = "ctyunos-2.0.1-x86_64" };
  g_autofree char *path = get_path ("disc.iso");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (VireoMedia) media = NULL;

  put_iso ("disc.iso", &iso);
  vireo_media_read_async (path, fresh, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  media = vireo_media_read_finish (result, NULL);
  assert_os (media, "ctyunos2.0.1");
  g_assert_true (vireo_os_catalog_get_loaded (fresh));
}

/* A dozen at once share the data of the catalog. */
static void
test_many_at_once (void)
{
  VireoMiniIso iso = { .label = "openEuler-22.03-LTS-SP4-x86_64" };
  g_autofree char *path = get_path ("disc.iso");
  GAsyncResult *results[12] = { NULL };

  put_iso ("disc.iso", &iso);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    vireo_media_read_async (path, catalog, NULL, vireo_test_keep_result, &results[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (VireoMedia) media = NULL;

      vireo_test_wait (results[i] != NULL);
      media = vireo_media_read_finish (results[i], NULL);
      assert_os (media, "openeuler22.03sp4");
      g_object_unref (results[i]);
    }
}

/* An image by the tool that real ones are made with, where it is installed. */
static void
test_an_image_of_xorriso (void)
{
  g_autofree char *xorriso = g_find_program_in_path ("xorriso");
  g_autofree char *tree = get_path ("tree"), *iso = get_path ("made.iso");
  g_autofree char *treeinfo = get_path ("tree/.treeinfo");
  const char *argv[] = { xorriso, "-as", "mkisofs", "-quiet", "-R", "-J", "-V", "CDROM", "-o", iso,
                         tree, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoMedia) media = NULL;
  int status;

  if (xorriso == NULL)
    {
      g_test_skip ("xorriso is not installed");
      return;
    }
  g_assert_cmpint (g_mkdir (tree, 0700), ==, 0);
  g_file_set_contents (treeinfo, "[general]\nfamily = ctyunos\nversion = 2.0.1\narch = aarch64\n", -1,
                       &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  media = read_file ("made.iso");
  assert_os (media, "ctyunos2.0.1");
  g_assert_cmpint (vireo_media_get_decided (media), ==, VIREO_MEDIA_DECIDED_TREEINFO);
  g_assert_cmpstr (vireo_media_get_arch (media), ==, "aarch64");
  g_assert_false (vireo_media_get_bootable (media));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  media_test_begin ();
  g_test_add_func ("/media/labels", test_labels);
  g_test_add_func ("/media/all-matches-are-offered", test_all_matches_are_offered);
  g_test_add_func ("/media/who-decides", test_who_decides);
  g_test_add_func ("/media/file-names", test_file_names);
  g_test_add_func ("/media/labels-are-valid-text", test_labels_are_valid_text);
  g_test_add_func ("/media/problems-are-told", test_problems_are_told);
  g_test_add_func ("/media/an-image-in-memory", test_an_image_in_memory);
  g_test_add_func ("/media/cancelling-answers-once", test_cancelling_answers_once);
  g_test_add_func ("/media/reading-loads-the-catalog", test_reading_loads_the_catalog);
  g_test_add_func ("/media/many-at-once", test_many_at_once);
  g_test_add_func ("/media/an-image-of-xorriso", test_an_image_of_xorriso);

  status = g_test_run ();
  media_test_end ();
  return status;
}
