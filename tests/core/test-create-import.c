/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creating a VM from a disk of another format or an appliance: real images and the real qemu-img, a
 * pool of the test driver around a real directory.  What that driver lacks (uploading, a type of its
 * own) is given by the functions below, which the linker puts before libvirt's (--wrap). */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-disk-image.h"
#include "core/jobs/vireo-create-job.h"
#include "core/model/vireo-install-record.h"
#include "vireo-mini-ova.h"
#include "vireo-test-host.h"

#define DISK_SIZE (8 * VIREO_MIB)

static struct
{
  GByteArray *upload; /* (nullable): of the last one */
  gboolean fail_upload;
  gboolean full;      /* pools have no room */
  VireoJob *cancel;   /* (nullable): cancelled in the middle of an upload */
} fake;

int __wrap_virStorageVolUpload (virStorageVolPtr volume, virStreamPtr stream,
                                unsigned long long offset, unsigned long long length,
                                unsigned int flags);
int __wrap_virStreamSend (virStreamPtr stream, const char *data, size_t count);
int __wrap_virStreamFinish (virStreamPtr stream);
int __wrap_virStreamAbort (virStreamPtr stream);
virDomainPtr __real_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags);
virDomainPtr __wrap_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags);

int
__wrap_virStorageVolUpload (virStorageVolPtr volume, virStreamPtr stream, unsigned long long offset,
                            unsigned long long length, unsigned int flags)
{
  fake.upload = g_byte_array_new ();
  return 0;
}

int __real_virStoragePoolGetInfo (virStoragePoolPtr pool, virStoragePoolInfoPtr info);
int __wrap_virStoragePoolGetInfo (virStoragePoolPtr pool, virStoragePoolInfoPtr info);

int
__wrap_virStoragePoolGetInfo (virStoragePoolPtr pool, virStoragePoolInfoPtr info)
{
  int answer = __real_virStoragePoolGetInfo (pool, info);

  if (fake.full)
    info->available = 4096;
  return answer;
}

static gboolean
cancel_on_main (gpointer unused)
{
  vireo_job_cancel (fake.cancel);
  *(VireoJob *volatile *) &fake.cancel = NULL;
  return G_SOURCE_REMOVE;
}

int
__wrap_virStreamSend (virStreamPtr stream, const char *data, size_t count)
{
  if (fake.fail_upload)
    return -1;
  if (fake.cancel != NULL)
    {
      g_idle_add (cancel_on_main, NULL);
      while (*(VireoJob *volatile *) &fake.cancel != NULL)
        g_thread_yield ();
    }
  g_byte_array_append (fake.upload, (const guint8 *) data, (guint) count);
  return (int) count;
}

int
__wrap_virStreamFinish (virStreamPtr stream)
{
  return 0;
}

int
__wrap_virStreamAbort (virStreamPtr stream)
{
  return 0;
}

virDomainPtr
__wrap_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);
  g_autofree char *for_test = NULL;

  xmlSetProp (xmlDocGetRootElement (doc), BAD_CAST "type", BAD_CAST "test");
  for_test = vireo_xml_to_text (doc);
  return __real_virDomainDefineXMLFlags (host, for_test, flags);
}

typedef struct
{
  VireoTestHost base;
  virConnectPtr direct; /* to look at the host with */
  char *folder;         /* of images */
  char *pool;           /* the directory of the pool “local” */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autofree char *xml = NULL;
  virStoragePoolPtr pool;

  memset (&fake, 0, sizeof fake);
  f->folder = g_dir_make_tmp ("vireo-import-XXXXXX", NULL);
  f->pool = g_dir_make_tmp ("vireo-pool-XXXXXX", NULL);
  f->direct = virConnectOpen ("test:///default");
  xml = g_strdup_printf ("<pool type='dir'><name>local</name><target><path>%s</path></target>"
                         "</pool>",
                         f->pool);
  pool = virStoragePoolCreateXML (f->direct, xml, 0);
  g_assert_nonnull (pool);
  virStoragePoolFree (pool);
  vireo_test_host_set_up (&f->base, "test:///default");
}

static void
empty_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "local");
  virDomainPtr vm = virDomainLookupByName (f->direct, "web");

  if (vm != NULL)
    {
      virDomainUndefine (vm);
      virDomainFree (vm);
    }
  virStoragePoolDestroy (pool);
  virStoragePoolFree (pool);
  vireo_test_host_tear_down (&f->base, NULL);
  virConnectClose (f->direct);
  g_clear_pointer (&fake.upload, g_byte_array_unref);
  empty_folder (f->folder);
  empty_folder (f->pool);
  g_rmdir (f->folder);
  g_rmdir (f->pool);
  g_free (f->folder);
  g_free (f->pool);
}

/* --- images --- */

static int
run_program (Fixture *f, const char *const *words)
{
  int status = 0;

  g_assert_true (g_spawn_sync (f->folder, (char **) words, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, NULL));
  return status;
}

#define RUN(f, ...)                                                                                \
  g_assert_cmpint (run_program (f, (const char *const[]) { __VA_ARGS__, NULL }), ==, 0)

/* A disk with something in it, and a hole. */
static void
make_raw (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->folder, "plain.raw", NULL);
  g_autofree guint32 *words = g_new (guint32, 3 * VIREO_MIB / 4);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  for (gsize i = 0; i < 3 * VIREO_MIB / 4; i++)
    words[i] = (guint32) i * 2654435761u;
  g_assert_cmpint (pwrite (fd, words, 3 * VIREO_MIB, VIREO_MIB), ==, 3 * VIREO_MIB);
  g_assert_cmpint (ftruncate (fd, DISK_SIZE), ==, 0);
  close (fd);
}

static void
make_image (Fixture *f, const char *format, const char *options, const char *name)
{
  make_raw (f);
  RUN (f, "qemu-img", "convert", "-f", "raw", "-O", format, "-o", options, "plain.raw", name);
}

static void
assert_same_content (Fixture *f, const char *path, const char *format)
{
  RUN (f, "qemu-img", "compare", "-q", "-f", "raw", "-F", format, "plain.raw", path);
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
  g_assert_cmpstr (image->problem, ==, NULL);
  g_assert_nonnull (image->import);
  return image;
}

static GByteArray *
load (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);
  char *bytes;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  return g_byte_array_new_take ((guint8 *) bytes, size);
}

static void
store (Fixture *f, const char *name, GByteArray *bytes)
{
  g_autofree char *path = g_build_filename (f->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
}

/* An appliance whose disk is the file @disk, with @sum in its manifest. */
static void
make_ova (Fixture *f, const char *disk, const char *file, const char *attributes, const char *sum)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  g_autoptr (GByteArray) bytes = load (f, disk);
  g_autofree char *href = g_strdup_printf ("ovf:href=\"%s\" %s", disk, file);
  g_autofree char *ovf = vireo_mini_ovf (href, attributes);
  g_autofree char *manifest = g_strdup_printf ("SHA256(%s)= %s\n", disk, sum);

  vireo_mini_tar_add_file (tar, "web.ovf", ovf, strlen (ovf));
  if (sum != NULL)
    vireo_mini_tar_add_file (tar, "web.mf", manifest, strlen (manifest));
  vireo_mini_tar_add_file (tar, disk, bytes->data, bytes->len);
  vireo_mini_tar_end (tar);
  store (f, "web.ova", tar);
}

#define EIGHT_MIB "ovf:capacity=\"8\" ovf:capacityAllocationUnits=\"MegaBytes\""

/* --- the job --- */

static VireoCreateJob *
make_job (Fixture *f, VireoImport *import, const char *pool)
{
  VireoInstallPlan *plan = vireo_install_plan_new ();

  plan->name = g_strdup ("web");
  plan->source = VIREO_SOURCE_DISK_IMAGE;
  plan->pool = g_strdup (pool);
  plan->import = vireo_import_ref (import);
  plan->disk_size = vireo_import_get_disk (import, 0)->capacity;
  plan->nic = VIREO_NIC_NONE;
  plan->start = FALSE;
  return vireo_create_job_new (f->base.host, plan);
}

static void
run (VireoCreateJob *job)
{
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait_for (vireo_job_get_state (VIREO_JOB (job)) > VIREO_JOB_CANCELLING, 60);
}

static VireoXmlDoc *
get_xml (Fixture *f)
{
  virDomainPtr vm = virDomainLookupByName (f->direct, "web");
  g_autofree char *xml = virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE);

  virDomainFree (vm);
  return vireo_xml_parse (xml, NULL);
}

static void
assert_nothing_left (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (f->pool, 0, NULL);
  g_autofree char *workshop = g_build_filename (g_get_user_cache_dir (), "vireo", NULL);
  g_autoptr (GDir) rest = g_dir_open (workshop, 0, NULL);
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "default-pool");
  virDomainPtr vm = virDomainLookupByName (f->direct, "web");

  g_assert_cmpstr (g_dir_read_name (dir), ==, NULL);
  if (rest != NULL)
    g_assert_cmpstr (g_dir_read_name (rest), ==, NULL);
  g_assert_cmpint (virStoragePoolNumOfVolumes (pool), ==, 0);
  g_assert_null (vm);
  virStoragePoolFree (pool);
}

static void
assert_fails (Fixture *f, const char *name, VireoErrorCode code, const char *words)
{
  g_autoptr (VireoDiskImage) image = look (f, name);
  g_autoptr (VireoCreateJob) job = make_job (f, image->import, "local");

  run (job);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
  g_assert_error (vireo_job_get_error (VIREO_JOB (job)), VIREO_ERROR, (int) code);
  g_test_message ("%s", vireo_job_get_error (VIREO_JOB (job))->message);
  g_assert_nonnull (strstr (vireo_job_get_error (VIREO_JOB (job))->message, words));
  assert_nothing_left (f);
}

/* --- the tests --- */

static void
test_a_disk_of_any_format_is_converted (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *format, *options;
  } formats[] = {
    { "vmdk", "subformat=monolithicSparse" }, { "vmdk", "subformat=streamOptimized" },
    { "vmdk", "subformat=monolithicFlat" },   { "vmdk", "subformat=twoGbMaxExtentSparse" },
    { "vdi", "static=off" },                  { "vpc", "subformat=dynamic,force_size=on" },
    { "vhdx", "subformat=dynamic" },          { "qed", "cluster_size=65536" },
    { "raw", "preallocation=off" },           { "qcow2", "compat=1.1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strdup_printf ("disk%u.bin", (guint) i);
      g_autofree char *path = g_build_filename (f->pool, "web.qcow2", NULL);
      g_autofree char *file = NULL;
      g_autoptr (VireoDiskImage) image = NULL;
      g_autoptr (VireoCreateJob) job = NULL;
      g_autoptr (VireoXmlDoc) doc = NULL;
      virDomainPtr vm;

      g_test_message ("%s %s", formats[i].format, formats[i].options);
      make_image (f, formats[i].format, formats[i].options, name);
      image = look (f, name);
      job = make_job (f, image->import, "local");
      run (job);
      g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
      assert_same_content (f, path, "qcow2");
      doc = get_xml (f);
      file = vireo_xml_string (xmlDocGetRootElement (doc), "devices/disk/source/@file");
      g_assert_cmpstr (file, ==, path);

      vm = virDomainLookupByName (f->direct, "web");
      virDomainUndefine (vm);
      virDomainFree (vm);
      empty_folder (f->pool);
    }
}

static void
test_the_journal_has_the_commands (Fixture *f, gconstpointer unused)
{
  GListModel *entries = vireo_journal_get_entries (f->base.journal);
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  make_image (f, "vmdk", "subformat=streamOptimized", "a b.vmdk");
  image = look (f, "a b.vmdk");
  job = make_job (f, image->import, "local");
  run (job);
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (VireoJournalEntry) entry = g_list_model_get_item (entries, i);
      g_autofree char *line = NULL;

      g_object_get (entry, "command", &line, NULL);
      g_string_append_printf (all, "%s\n", line);
    }
  g_assert_nonnull (strstr (all->str, "qemu-img convert -p -f vmdk -O qcow2"));
  g_assert_nonnull (strstr (all->str, "define web.xml"));
  g_assert_null (strstr (all->str, "vol-create-as"));
}

/* As the review shows it: what converts each disk, and what makes a VM of them. */
static void
test_the_command_names_every_disk (void)
{
  static const char wanted[]
      = "qemu-img convert -p -f vdi -O qcow2 '/my disks/a.vdi' ./web.qcow2\nvirt-install ";
  g_autoptr (VireoInstallPlan) plan = vireo_install_plan_new ();
  const VireoImageHeader header = { .format = "vdi", .size = DISK_SIZE };
  g_autofree char *command = NULL;

  plan->name = g_strdup ("web");
  plan->source = VIREO_SOURCE_DISK_IMAGE;
  plan->import = vireo_import_new_image ("/my disks/a.vdi", &header);
  command = vireo_install_plan_to_command (plan);
  g_assert_true (g_str_has_prefix (command, wanted));
  g_assert_nonnull (strstr (command, "--disk vol=default/web.qcow2,format=qcow2,"));
  g_assert_null (strstr (command, "size="));
}

static void
test_nothing_is_written_over (Fixture *f, gconstpointer unused)
{
  g_autofree char *there = g_build_filename (f->pool, "web.qcow2", NULL);
  g_autofree char *path = g_build_filename (f->pool, "web-1.qcow2", NULL);
  g_autofree char *text = NULL;
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;

  g_assert_true (g_file_set_contents (there, "precious", -1, NULL));
  make_image (f, "vdi", "static=off", "a.vdi");
  image = look (f, "a.vdi");
  job = make_job (f, image->import, "local");
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  assert_same_content (f, path, "qcow2");
  g_assert_true (g_file_get_contents (there, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
}

/* Into a pool whose directory is not there for us. */
static void
test_a_pool_out_of_reach_gets_an_upload (Fixture *f, gconstpointer unused)
{
  g_autofree char *sent = g_build_filename (f->folder, "sent.qcow2", NULL);
  g_autofree char *file = NULL;
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  virStoragePoolPtr pool;
  virStorageVolPtr volume;

  make_image (f, "vmdk", "subformat=monolithicSparse", "a.vmdk");
  image = look (f, "a.vmdk");
  job = make_job (f, image->import, "default-pool");
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  store (f, "sent.qcow2", fake.upload);
  assert_same_content (f, sent, "qcow2");
  doc = get_xml (f);
  file = vireo_xml_string (xmlDocGetRootElement (doc), "devices/disk/source/@file");
  g_assert_cmpstr (file, ==, "/default-pool/web.qcow2");
  pool = virStoragePoolLookupByName (f->direct, "default-pool");
  volume = virStorageVolLookupByName (pool, "web.qcow2");
  g_assert_nonnull (volume);
  virStorageVolDelete (volume, 0);
  virStorageVolFree (volume);
  virStoragePoolFree (pool);
}

static void
test_an_upload_that_breaks_leaves_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) broken = NULL;
  g_autoptr (VireoCreateJob) cancelled = NULL;

  make_image (f, "vmdk", "subformat=monolithicSparse", "a.vmdk");
  image = look (f, "a.vmdk");
  broken = make_job (f, image->import, "default-pool");
  fake.fail_upload = TRUE;
  run (broken);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (broken)), ==, VIREO_JOB_FAILED);
  assert_nothing_left (f);

  fake.fail_upload = FALSE;
  g_clear_pointer (&fake.upload, g_byte_array_unref);
  cancelled = make_job (f, image->import, "default-pool");
  fake.cancel = VIREO_JOB (cancelled);
  run (cancelled);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (cancelled)), ==, VIREO_JOB_CANCELLED);
  assert_nothing_left (f);
}

/* Said before anything is converted. */
static void
test_room_is_looked_for_first (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;

  make_image (f, "vmdk", "subformat=monolithicSparse", "a.vmdk");
  image = look (f, "a.vmdk");
  job = make_job (f, image->import, "default-pool");
  fake.full = TRUE;
  run (job);
  g_assert_error (vireo_job_get_error (VIREO_JOB (job)), VIREO_ERROR, VIREO_ERROR_NO_SPACE);
  g_assert_null (fake.upload);
  assert_nothing_left (f);
}

static void
cancel_when_converting (VireoJob *job, GParamSpec *pspec, gpointer unused)
{
  const char *step = vireo_job_get_step (job);

  if (step != NULL && g_str_has_prefix (step, "Converting the disk"))
    vireo_job_cancel (job);
}

static void
test_a_cancelled_conversion_leaves_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;

  make_image (f, "vmdk", "subformat=streamOptimized", "a.vmdk");
  image = look (f, "a.vmdk");
  job = make_job (f, image->import, "local");
  g_signal_connect (job, "notify::step", G_CALLBACK (cancel_when_converting), NULL);
  run (job);
  /* However far it was. */
  if (vireo_job_get_state (VIREO_JOB (job)) == VIREO_JOB_CANCELLED)
    assert_nothing_left (f);
  else
    g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_DONE);
}

static void
test_an_appliance_is_imported (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->pool, "web.qcow2", NULL);
  g_autofree char *sum = NULL;
  g_autoptr (GByteArray) disk = NULL;
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;

  make_image (f, "vmdk", "subformat=streamOptimized", "disk-1.vmdk");
  disk = load (f, "disk-1.vmdk");
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, disk->data, disk->len);
  make_ova (f, "disk-1.vmdk", "", EIGHT_MIB, sum);
  image = look (f, "web.ova");
  g_assert_cmpstr (image->format, ==, "ova");
  g_assert_cmpuint (image->size, ==, DISK_SIZE);
  job = make_job (f, image->import, "local");
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  assert_same_content (f, path, "qcow2");
}

static void
test_a_wrong_sum_is_said (Fixture *f, gconstpointer unused)
{
  make_image (f, "vmdk", "subformat=streamOptimized", "disk-1.vmdk");
  make_ova (f, "disk-1.vmdk", "", EIGHT_MIB, "0123456789abcdef");
  assert_fails (f, "web.ova", VIREO_ERROR_INVALID, "manifest");
}

static void
test_a_packed_disk_is_unpacked (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->pool, "web.qcow2", NULL);
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;

  make_image (f, "vmdk", "subformat=monolithicSparse", "disk-1.vmdk");
  RUN (f, "gzip", "-n", "disk-1.vmdk");
  make_ova (f, "disk-1.vmdk.gz", "ovf:compression=\"gzip\"", EIGHT_MIB, NULL);
  image = look (f, "web.ova");
  job = make_job (f, image->import, "local");
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  assert_same_content (f, path, "qcow2");
}

/* 80 MiB of zeros in some hundred KiB, said to be a disk of eight. */
static void
test_a_bomb_does_not_go_off (Fixture *f, gconstpointer unused)
{
  RUN (f, "truncate", "-s", "80M", "bomb");
  RUN (f, "gzip", "-n", "-1", "bomb");
  make_ova (f, "bomb.gz", "ovf:compression=\"gzip\"", EIGHT_MIB, NULL);
  assert_fails (f, "web.ova", VIREO_ERROR_INVALID, "holds more");
}

/* What was packed is looked at again, once it is there. */
static void
test_a_packed_disk_names_no_other_file (Fixture *f, gconstpointer unused)
{
  RUN (f, "qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/shadow", "-F", "raw",
       "base", "8M");
  RUN (f, "gzip", "-n", "base");
  make_ova (f, "base.gz", "ovf:compression=\"gzip\"", EIGHT_MIB, NULL);
  assert_fails (f, "web.ova", VIREO_ERROR_INVALID, "/etc/shadow");
}

static void
test_a_file_changed_meanwhile_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;

  make_image (f, "qcow2", "compat=1.1", "a.qcow2");
  image = look (f, "a.qcow2");
  RUN (f, "qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/shadow", "-F", "raw",
       "a.qcow2", "8M");
  job = make_job (f, image->import, "local");
  run (job);
  g_assert_error (vireo_job_get_error (VIREO_JOB (job)), VIREO_ERROR, VIREO_ERROR_INVALID);
  assert_nothing_left (f);
}

/* The header is sound, and nothing behind it. */
static void
test_a_damaged_disk_is_said (Fixture *f, gconstpointer unused)
{
  g_autoptr (GByteArray) disk = NULL;

  make_image (f, "vhdx", "subformat=dynamic", "a.vhdx");
  disk = load (f, "a.vhdx");
  memset (disk->data + 64 * 1024, 0xff, 128 * 1024); /* both headers, before the regions */
  store (f, "a.vhdx", disk);
  assert_fails (f, "a.vhdx", VIREO_ERROR_FAILED, "cannot be converted");
}

/* Two disks, of which the second is named first in the archive. */
static void
test_every_disk_comes_along (Fixture *f, gconstpointer unused)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  g_autoptr (GByteArray) disk = NULL;
  g_autofree char *second = g_build_filename (f->pool, "web-disk2.qcow2", NULL);
  g_autoptr (VireoDiskImage) image = NULL;
  g_autoptr (VireoCreateJob) job = NULL;
  g_autoptr (VireoXmlDoc) doc = NULL;
  g_autoptr (VireoXmlNodes) disks = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  g_autofree char *one
      = vireo_mini_ovf ("ovf:href=\"a.vmdk\"/><File ovf:id=\"f2\" ovf:href=\"b.vmdk\"",
                        EIGHT_MIB "/><Disk ovf:diskId=\"d2\" ovf:fileRef=\"f2\" " EIGHT_MIB);
  g_auto (GStrv) halves = g_strsplit (one, "<vmw:Config", 2);
  g_autofree char *ovf = g_strconcat (
      halves[0], "<Item><rasd:HostResource>ovf:/disk/d2</rasd:HostResource>"
                 "<rasd:ResourceType>17</rasd:ResourceType></Item>\n<vmw:Config", halves[1], NULL);

  make_image (f, "vmdk", "subformat=streamOptimized", "a.vmdk");
  disk = load (f, "a.vmdk");
  vireo_mini_tar_add_file (tar, "web.ovf", ovf, strlen (ovf));
  vireo_mini_tar_add_file (tar, "b.vmdk", disk->data, disk->len);
  vireo_mini_tar_add_file (tar, "a.vmdk", disk->data, disk->len);
  store (f, "web.ova", tar);
  image = look (f, "web.ova");
  g_assert_cmpuint (image->size, ==, 2 * DISK_SIZE);
  job = make_job (f, image->import, "local");
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  assert_same_content (f, second, "qcow2");
  doc = get_xml (f);
  disks = vireo_xml_find (xmlDocGetRootElement (doc), "devices/disk[@device = 'disk']");
  g_assert_cmpuint (vireo_xml_nodes_count (disks), ==, 2);
  record = vireo_install_record_read (xmlDocGetRootElement (doc));
  g_assert_cmpuint (record->made->len, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_autofree char *cache = g_dir_make_tmp ("vireo-cache-XXXXXX", NULL);
  int status;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test) g_test_add ("/create-import/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-disk-of-any-format-is-converted", test_a_disk_of_any_format_is_converted);
  ADD ("the-journal-has-the-commands", test_the_journal_has_the_commands);
  ADD ("nothing-is-written-over", test_nothing_is_written_over);
  ADD ("a-pool-out-of-reach-gets-an-upload", test_a_pool_out_of_reach_gets_an_upload);
  ADD ("an-upload-that-breaks-leaves-nothing", test_an_upload_that_breaks_leaves_nothing);
  ADD ("room-is-looked-for-first", test_room_is_looked_for_first);
  ADD ("a-cancelled-conversion-leaves-nothing", test_a_cancelled_conversion_leaves_nothing);
  ADD ("an-appliance-is-imported", test_an_appliance_is_imported);
  ADD ("a-wrong-sum-is-said", test_a_wrong_sum_is_said);
  ADD ("a-packed-disk-is-unpacked", test_a_packed_disk_is_unpacked);
  ADD ("a-bomb-does-not-go-off", test_a_bomb_does_not_go_off);
  ADD ("a-packed-disk-names-no-other-file", test_a_packed_disk_names_no_other_file);
  ADD ("a-file-changed-meanwhile-is-refused", test_a_file_changed_meanwhile_is_refused);
  ADD ("a-damaged-disk-is-said", test_a_damaged_disk_is_said);
  ADD ("every-disk-comes-along", test_every_disk_comes_along);
  g_test_add_func ("/create-import/the-command-names-every-disk",
                   test_the_command_names_every_disk);
  status = g_test_run ();
  {
    g_autofree char *workshop = g_build_filename (cache, "vireo", NULL);

    g_rmdir (workshop);
    g_rmdir (cache);
  }
  return status;
}
