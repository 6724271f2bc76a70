/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creating a VM whose installer asks nobody, and ending its installation.  What the test driver
 * lacks (uploading, a type of its own) is given by the functions below, which the linker puts before
 * libvirt's (--wrap in meson.build). */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/base/vireo-xml.h"
#include "core/install/vireo-install-seed.h"
#include "core/install/vireo-install-watch.h"
#include "core/install/vireo-iso-files.h"
#include "core/install/vireo-seed-image.h"
#include "core/jobs/vireo-create-job.h"
#include "core/jobs/vireo-delete-job.h"
#include "vireo-test-host.h"

static struct
{
  GHashTable *uploads;   /* path -> GByteArray */
  GHashTable *under_way; /* virStreamPtr -> GByteArray */
  guint n_uploads;
  guint fail_upload;     /* the one that breaks in its middle; 0: none */
  const char *fail_at;   /* (nullable): the call that fails */
  VireoJob *cancel;      /* (nullable): cancelled in the middle of an upload */
  gboolean keep_volumes; /* none can be deleted */
  int off_reason;        /* virDomainShutoffReason */
  gint n_written;        /* MiB the guest wrote */
  guint64 allocation;    /* bytes that the disk takes */
} fake;

G_LOCK_DEFINE_STATIC (uploads); /* several jobs may upload at once */

int __wrap_virStorageVolUpload (virStorageVolPtr volume, virStreamPtr stream,
                                unsigned long long offset, unsigned long long length,
                                unsigned int flags);
int __wrap_virStreamSend (virStreamPtr stream, const char *data, size_t count);
int __wrap_virStreamFinish (virStreamPtr stream);
int __wrap_virStreamAbort (virStreamPtr stream);
virDomainPtr __real_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags);
virDomainPtr __wrap_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags);
virDomainPtr __real_virDomainCreateXML (virConnectPtr host, const char *xml, unsigned int flags);
virDomainPtr __wrap_virDomainCreateXML (virConnectPtr host, const char *xml, unsigned int flags);
int __real_virStorageVolDelete (virStorageVolPtr volume, unsigned int flags);
int __wrap_virStorageVolDelete (virStorageVolPtr volume, unsigned int flags);
int __real_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags);
int __wrap_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags);
int __wrap_virDomainBlockStats (virDomainPtr vm, const char *disk, virDomainBlockStatsPtr stats,
                                size_t size);
int __wrap_virDomainGetBlockInfo (virDomainPtr vm, const char *disk, virDomainBlockInfoPtr info,
                                  unsigned int flags);
int __wrap_virDomainUpdateDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);
int __wrap_virDomainDetachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags);

int
__wrap_virStorageVolUpload (virStorageVolPtr volume, virStreamPtr stream, unsigned long long offset,
                            unsigned long long length, unsigned int flags)
{
  GByteArray *bytes = g_byte_array_new ();

  G_LOCK (uploads);
  fake.n_uploads++;
  g_hash_table_insert (fake.uploads, virStorageVolGetPath (volume), bytes);
  g_hash_table_insert (fake.under_way, stream, bytes);
  G_UNLOCK (uploads);
  return 0;
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
  size_t taken = MIN (count, 70000); /* not all at once */

  if (fake.n_uploads == fake.fail_upload)
    return -1;
  if (fake.cancel != NULL)
    {
      g_idle_add (cancel_on_main, NULL);
      while (*(VireoJob *volatile *) &fake.cancel != NULL)
        g_thread_yield ();
    }
  G_LOCK (uploads);
  g_byte_array_append (g_hash_table_lookup (fake.under_way, stream), (const guint8 *) data, taken);
  G_UNLOCK (uploads);
  return (int) taken;
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

static char *
as_test (const char *xml)
{
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (xml, NULL);

  xmlSetProp (xmlDocGetRootElement (doc), BAD_CAST "type", BAD_CAST "test");
  return vireo_xml_to_text (doc);
}

virDomainPtr
__wrap_virDomainDefineXMLFlags (virConnectPtr host, const char *xml, unsigned int flags)
{
  g_autofree char *for_test = as_test (xml);

  return g_strcmp0 (fake.fail_at, "define") != 0
             ? __real_virDomainDefineXMLFlags (host, for_test, flags)
             : NULL;
}

virDomainPtr
__wrap_virDomainCreateXML (virConnectPtr host, const char *xml, unsigned int flags)
{
  g_autofree char *for_test = as_test (xml);

  return g_strcmp0 (fake.fail_at, "start") != 0 ? __real_virDomainCreateXML (host, for_test, flags)
                                                : NULL;
}

int
__wrap_virStorageVolDelete (virStorageVolPtr volume, unsigned int flags)
{
  return fake.keep_volumes ? -1 : __real_virStorageVolDelete (volume, flags);
}

int
__wrap_virDomainGetState (virDomainPtr vm, int *state, int *reason, unsigned int flags)
{
  int answer = __real_virDomainGetState (vm, state, reason, flags);

  if (answer == 0 && *state == VIR_DOMAIN_SHUTOFF && reason != NULL)
    *reason = fake.off_reason;
  return answer;
}

int
__wrap_virDomainBlockStats (virDomainPtr vm, const char *disk, virDomainBlockStatsPtr stats,
                            size_t size)
{
  memset (stats, 0, size);
  if (g_str_equal (disk, "vda"))
    stats->wr_bytes = (long long) (g_atomic_int_get (&fake.n_written) * VIREO_MIB);
  return 0;
}

int
__wrap_virDomainGetBlockInfo (virDomainPtr vm, const char *disk, virDomainBlockInfoPtr info,
                              unsigned int flags)
{
  memset (info, 0, sizeof *info);
  info->allocation = fake.allocation;
  return 0;
}

/* Puts another drive, or none, in the place of the one of the same target. */
static int
change_drive (virDomainPtr vm, const char *xml, unsigned int flags, gboolean put)
{
  char *old = virDomainGetXMLDesc (vm, VIR_DOMAIN_XML_INACTIVE);
  g_autoptr (VireoXmlDoc) doc = vireo_xml_parse (old, NULL);
  g_autoptr (VireoXmlDoc) device = vireo_xml_parse (xml, NULL);
  g_autofree char *target = vireo_xml_string (xmlDocGetRootElement (device), "target/@dev");
  g_autofree char *xpath = g_strdup_printf ("devices/disk[target/@dev='%s']", target);
  xmlNode *drive = vireo_xml_first (xmlDocGetRootElement (doc), xpath);
  g_autofree char *now = NULL;
  virDomainPtr redefined;

  free (old);
  if (!(flags & VIR_DOMAIN_AFFECT_CONFIG))
    return 0;
  g_assert_nonnull (drive);
  if (put)
    xmlReplaceNode (drive, xmlDocCopyNode (xmlDocGetRootElement (device), doc, 1));
  else
    xmlUnlinkNode (drive);
  xmlFreeNode (drive);
  now = vireo_xml_to_text (doc);
  redefined = virDomainDefineXML (virDomainGetConnect (vm), now);
  g_assert_nonnull (redefined);
  virDomainFree (redefined);
  return 0;
}

int
__wrap_virDomainUpdateDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags)
{
  return change_drive (vm, xml, flags, TRUE);
}

int
__wrap_virDomainDetachDeviceFlags (virDomainPtr vm, const char *xml, unsigned int flags)
{
  return change_drive (vm, xml, flags, FALSE);
}

/* --- the host and the medium --- */

typedef struct
{
  VireoTestHost base;
  virConnectPtr direct; /* to look at the host with */
  GListStore *hosts;
  VireoInstallWatch *watch; /* (nullable) */
  char *iso;
  char *kernel;
  char *before; /* what was there */
} Fixture;

static char *
describe_host (Fixture *f)
{
  GString *text = g_string_new (NULL);
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "default-pool");
  virDomainPtr *vms = NULL;
  virStorageVolPtr *volumes = NULL;
  int n = virConnectListAllDomains (f->direct, &vms, 0);

  for (int i = 0; i < n; i++)
    {
      g_string_append_printf (text, "vm %s\n", virDomainGetName (vms[i]));
      virDomainFree (vms[i]);
    }
  free (vms);
  n = virStoragePoolListAllVolumes (pool, &volumes, 0);
  for (int i = 0; i < n; i++)
    {
      g_string_append_printf (text, "volume %s\n", virStorageVolGetName (volumes[i]));
      virStorageVolFree (volumes[i]);
    }
  free (volumes);
  virStoragePoolFree (pool);
  return g_string_free (text, FALSE);
}

static void
put_medium (Fixture *f, const char *label, gboolean with_kernel)
{
  const VireoSeedFile files[] = {
    { ".treeinfo", "[general]\nfamily = ctyunos\nversion = 2.0.1\narch = x86_64\n"
                   "[images-x86_64]\nkernel = vmlinuz\ninitrd = initrd.img\n" },
    { "initrd.img", "the initrd" },
    { "vmlinuz", f->kernel },
  };
  g_autoptr (GBytes) image = vireo_seed_image_make (label, files, with_kernel ? 3 : 1);

  g_assert_true (g_file_set_contents (f->iso, g_bytes_get_data (image, NULL),
                                      (gssize) g_bytes_get_size (image), NULL));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  memset (&fake, 0, sizeof fake);
  fake.uploads = g_hash_table_new_full (g_str_hash, g_str_equal, free,
                                        (GDestroyNotify) g_byte_array_unref);
  fake.under_way = g_hash_table_new (NULL, NULL);
  f->direct = virConnectOpen ("test:///default");
  vireo_test_host_set_up (&f->base, "test:///default");
  f->hosts = g_list_store_new (VIREO_TYPE_HOST);
  g_list_store_append (f->hosts, f->base.host);
  f->iso = g_build_filename (g_get_tmp_dir (), "vireo-unattended-XXXXXX.iso", NULL);
  close (g_mkstemp (f->iso));
  f->kernel = g_strnfill (300000, 'k');
  put_medium (f, "ctyunos-2.0.1-x86_64", TRUE);
  f->before = describe_host (f);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  virStoragePoolPtr pool = virStoragePoolLookupByName (f->direct, "default-pool");
  virDomainPtr *vms = NULL;
  virStorageVolPtr *volumes = NULL;
  int n = virConnectListAllDomains (f->direct, &vms, 0);

  fake.keep_volumes = FALSE;
  for (int i = 0; i < n; i++)
    {
      if (!g_str_equal (virDomainGetName (vms[i]), "test"))
        {
          virDomainDestroy (vms[i]);
          virDomainUndefine (vms[i]);
        }
      virDomainFree (vms[i]);
    }
  free (vms);
  n = virStoragePoolListAllVolumes (pool, &volumes, 0);
  for (int i = 0; i < n; i++)
    {
      virStorageVolDelete (volumes[i], 0);
      virStorageVolFree (volumes[i]);
    }
  free (volumes);
  virStoragePoolFree (pool);
  g_clear_object (&f->watch);
  g_object_unref (f->hosts);
  vireo_test_host_tear_down (&f->base, NULL);
  virConnectClose (f->direct);
  g_hash_table_unref (fake.uploads);
  g_hash_table_unref (fake.under_way);
  g_unlink (f->iso);
  g_free (f->iso);
  g_free (f->kernel);
  g_free (f->before);
}

static VireoInstallPlan *
make_plan (Fixture *f)
{
  VireoInstallPlan *plan = vireo_install_plan_new ();

  plan->name = g_strdup ("web");
  plan->media_path = g_strdup (f->iso);
  plan->pool = g_strdup ("default-pool");
  plan->needs.virtio_disk = plan->needs.virtio_net = plan->needs.q35 = TRUE;
  plan->host_q35 = TRUE;
  plan->answers = vireo_answers_new ();
  plan->answers->host_name = g_strdup ("web");
  plan->answers->root_password = g_strdup ("it's \"a\" %post 密码");
  return plan;
}

static VireoCreateJob *
start (Fixture *f, VireoInstallPlan *plan)
{
  VireoCreateJob *job = vireo_create_job_new (f->base.host, plan);

  vireo_job_start (VIREO_JOB (job));
  return job;
}

static void
wait (VireoCreateJob *job)
{
  vireo_test_wait (vireo_job_get_state (VIREO_JOB (job)) > VIREO_JOB_CANCELLING);
}

static VireoCreateJob *
run (Fixture *f, VireoInstallPlan *plan)
{
  VireoCreateJob *job = start (f, plan);

  wait (job);
  return job;
}

static virDomainPtr
run_well (Fixture *f, VireoInstallPlan *plan)
{
  g_autoptr (VireoCreateJob) job = run (f, plan);
  virDomainPtr vm;

  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  vm = virDomainLookupByUUIDString (f->direct, vireo_create_job_get_uuid (job));
  g_assert_nonnull (vm);
  return vm;
}

static VireoXmlDoc *
read_xml (virDomainPtr vm, guint flags)
{
  char *xml = virDomainGetXMLDesc (vm, flags);
  VireoXmlDoc *doc = vireo_xml_parse (xml, NULL);

  free (xml);
  return doc;
}

static void
assert_text (VireoXmlDoc *doc, const char *xpath, const char *text)
{
  g_autofree char *found = vireo_xml_string (xmlDocGetRootElement (doc), xpath);

  g_assert_cmpstr (found, ==, text);
}

static void
assert_untouched (Fixture *f)
{
  g_autofree char *now = describe_host (f);

  g_assert_cmpstr (now, ==, f->before);
}

#define SEED "/default-pool/web-answers.iso"
#define KERNEL "/default-pool/web-kernel.img"
#define INITRD "/default-pool/web-initrd.img"
#define SEED_DRIVE "devices/disk[source/@file='" SEED "']"

static char *
read_answers (void)
{
  GByteArray *upload = g_hash_table_lookup (fake.uploads, SEED);
  g_autoptr (GBytes) image = g_bytes_new (upload->data, upload->len);
  g_autoptr (VireoIsoFiles) files = vireo_iso_files_open_bytes (image, NULL);
  g_autofree char *text = NULL;
  VireoIsoExtent extent;

  g_assert_cmpstr (vireo_iso_files_get_iso (files)->label, ==, "OEMDRV");
  g_assert_true (vireo_iso_files_find (files, "ks.cfg", &extent));
  text = g_malloc0 (extent.size + 1);
  vireo_iso_files_read (files, &extent, 0, (guint8 *) text, extent.size, NULL);
  return g_steal_pointer (&text);
}

static void
test_the_installer_starts_from_its_kernel (Fixture *f, gconstpointer unused)
{
  virDomainPtr vm = run_well (f, make_plan (f));
  g_autoptr (VireoXmlDoc) live = read_xml (vm, 0);
  g_autoptr (VireoXmlDoc) kept = read_xml (vm, VIR_DOMAIN_XML_INACTIVE);
  g_autoptr (VireoInstallRecord) live_record = vireo_install_record_read (xmlDocGetRootElement (live));
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (xmlDocGetRootElement (kept));
  GByteArray *kernel = g_hash_table_lookup (fake.uploads, KERNEL);
  GByteArray *initrd = g_hash_table_lookup (fake.uploads, INITRD);
  g_autofree char *answers = read_answers ();
  g_autofree char *live_mac = NULL;

  g_assert_cmpint (virDomainIsActive (vm), ==, 1);
  g_assert_cmpint (virDomainIsPersistent (vm), ==, 1);
  assert_text (live, "os/kernel", KERNEL);
  assert_text (live, "os/initrd", INITRD);
  assert_text (live, "os/cmdline",
               "inst.stage2=hd:LABEL=ctyunos-2.0.1-x86_64 inst.ks=hd:LABEL=OEMDRV:/ks.cfg "
               "console=tty0 console=ttyS0,115200n8");
  assert_text (live, "on_reboot", "destroy");
  assert_text (live, SEED_DRIVE "/target/@dev", "sdb");
  g_assert_true (vireo_xml_has (xmlDocGetRootElement (live), SEED_DRIVE "/readonly"));
  g_assert_true (live_record->direct && live_record->first_run && live_record->begun);

  /* What is kept has no kernel, so that nothing is ever installed twice. */
  assert_text (kept, "os/kernel", NULL);
  assert_text (kept, "on_reboot", "restart");
  assert_text (kept, SEED_DRIVE "/target/@dev", "sdb");
  g_assert_true (record->begun && record->then_start && !record->direct && !record->first_run);
  g_assert_cmpstr (record->seed, ==, "sdb");
  g_assert_cmpuint (record->temporary->len, ==, 3);
  g_assert_cmpstr (record->kernel, ==, KERNEL); /* for beginning anew */
  g_assert_cmpstr (record->initrd, ==, INITRD);
  live_mac = vireo_xml_string (xmlDocGetRootElement (live), "devices/interface/mac/@address");
  assert_text (kept, "devices/interface/mac/@address", live_mac);

  g_assert_cmpuint (kernel->len, ==, 300000);
  g_assert_cmpmem (kernel->data, kernel->len, f->kernel, 300000);
  g_assert_cmpmem (initrd->data, initrd->len, "the initrd", 10);
  g_assert_nonnull (strstr (answers, "\nrootpw --iscrypted $6$"));
  g_assert_nonnull (strstr (answers, "\nignoredisk --only-use=vda\n"));
  g_assert_null (strstr (answers, "it's"));
  virDomainFree (vm);
}

/* What the wizard shows is what comes of it; what was changed by hand there is kept, and reads the
 * ISO from where it was copied to. */
static void
test_the_xml_shown_is_the_xml_made (Fixture *f, gconstpointer unused)
{
  g_autofree char *copy = g_strconcat (f->iso, "-copy.iso", NULL);
  VireoInstallPlan *plan = make_plan (f);
  g_autoptr (VireoXmlDoc) shown = NULL;
  g_autoptr (VireoXmlDoc) kept = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  g_autoptr (GString) edited = NULL;
  g_autofree char *xml = vireo_install_plan_to_xml (plan);
  virDomainPtr vm;

  shown = vireo_xml_parse (xml, NULL);
  assert_text (shown, "devices/disk[target/@dev='sdb']/source/@volume", "web-answers.iso");
  assert_text (shown, "devices/disk[target/@dev='sdb']/source/@pool", "default-pool");

  edited = g_string_new (xml);
  g_string_replace (edited, "</name>", "</name><title>by hand</title>", 1);
  plan->xml = g_strdup (edited->str);
  plan->media_on_host = g_strdup (copy);
  g_assert_true (g_file_set_contents (copy, "", 0, NULL));
  vm = run_well (f, plan);
  kept = read_xml (vm, VIR_DOMAIN_XML_INACTIVE);
  record = vireo_install_record_read (xmlDocGetRootElement (kept));
  assert_text (kept, "title", "by hand");
  assert_text (kept, "devices/disk[target/@dev='sda']/source/@file", copy);
  assert_text (kept, "devices/disk[target/@dev='sdb']/source/@file", SEED);
  assert_text (kept, "devices/disk[target/@dev='sdc']/@type", NULL);
  g_assert_cmpstr (record->media, ==, copy); /* which is what is put back */
  g_assert_cmpstr (record->seed, ==, "sdb");
  virDomainFree (vm);
  g_unlink (copy);
}

/* The user changed the XML, and then thought better of answering the installer. */
static void
test_a_planned_drive_is_forgotten (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  g_autoptr (VireoXmlDoc) kept = NULL;
  virDomainPtr vm;

  plan->xml = vireo_install_plan_to_xml (plan);
  g_clear_pointer (&plan->answers, vireo_answers_free);
  vm = run_well (f, plan);
  kept = read_xml (vm, VIR_DOMAIN_XML_INACTIVE);
  assert_text (kept, "devices/disk[target/@dev='sdb']/@type", NULL);
  virDomainFree (vm);
}

static void
assert_boots_from_medium (Fixture *f, VireoInstallPlan *plan)
{
  virDomainPtr vm = run_well (f, plan);
  g_autoptr (VireoXmlDoc) live = read_xml (vm, 0);
  g_autoptr (VireoInstallRecord) record = vireo_install_record_read (xmlDocGetRootElement (live));

  assert_text (live, "os/kernel", NULL);
  assert_text (live, SEED_DRIVE "/target/@dev", "sdb");
  g_assert_cmpuint (record->temporary->len, ==, 1);
  g_assert_cmpuint (fake.n_uploads, ==, 1);
  g_assert_false (record->direct);
  virDomainFree (vm);
}

static void
test_a_medium_without_kernel_boots_itself (Fixture *f, gconstpointer unused)
{
  put_medium (f, "ctyunos-2.0.1-x86_64", FALSE);
  assert_boots_from_medium (f, make_plan (f));
}

static void
test_a_label_that_cannot_be_said (Fixture *f, gconstpointer unused)
{
  put_medium (f, "CTYUN;INIT=/BIN/SH", TRUE);
  assert_boots_from_medium (f, make_plan (f));
}

/* A kernel in the definition would install at every start that Vireo does not see. */
static void
test_one_that_is_started_later_has_no_kernel (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);

  plan->start = FALSE;
  assert_boots_from_medium (f, plan);
}

static void
test_failures_leave_nothing (Fixture *f, gconstpointer unused)
{
  static const char *const calls[] = { "define", "start" };

  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autoptr (VireoCreateJob) job = NULL;

      fake.fail_at = calls[i];
      job = run (f, make_plan (f));
      g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
      assert_untouched (f);
    }
  fake.fail_at = NULL;
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (VireoCreateJob) job = NULL;

      fake.n_uploads = 0;
      fake.fail_upload = i;
      job = run (f, make_plan (f));
      g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
      assert_untouched (f);
    }
}

static void
test_a_cancel_leaves_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoCreateJob) job = vireo_create_job_new (f->base.host, make_plan (f));

  fake.cancel = VIREO_JOB (job);
  vireo_job_start (VIREO_JOB (job));
  wait (job);
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_CANCELLED);
  assert_untouched (f);
}

static void
assert_refused (Fixture *f, VireoInstallPlan *plan, VireoErrorCode code)
{
  g_autoptr (VireoCreateJob) job = run (f, plan);

  g_assert_error (vireo_job_get_error (VIREO_JOB (job)), VIREO_ERROR, (int) code);
  assert_untouched (f);
  g_assert_cmpuint (fake.n_uploads, ==, 0);
}

static void
test_bad_answers_are_refused (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);

  g_clear_pointer (&plan->answers->root_password, g_free);
  assert_refused (f, plan, VIREO_ERROR_INVALID);
  plan = make_plan (f);
  g_free (plan->answers->host_name);
  plan->answers->host_name = g_strdup ("-a");
  assert_refused (f, plan, VIREO_ERROR_INVALID);
  plan = make_plan (f);
  plan->disk = VIREO_DISK_NONE;
  assert_refused (f, plan, VIREO_ERROR_UNSUPPORTED);
  g_assert_true (g_file_set_contents (f->iso, "no image", -1, NULL));
  assert_refused (f, make_plan (f), VIREO_ERROR_INVALID);
}

/* As two windows make them from one medium. */
static void
test_two_at_once (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  g_autoptr (VireoCreateJob) one = start (f, make_plan (f));
  g_autoptr (VireoCreateJob) two = NULL;
  static const char *const kernels[] = { KERNEL, "/default-pool/web2-kernel.img" };
  VireoCreateJob *jobs[2];

  g_free (plan->name);
  plan->name = g_strdup ("web2");
  two = start (f, plan);
  jobs[0] = one;
  jobs[1] = two;
  for (gsize i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      virDomainPtr vm;
      g_autoptr (VireoXmlDoc) live = NULL;
      GByteArray *kernel;

      wait (jobs[i]);
      g_assert_no_error (vireo_job_get_error (VIREO_JOB (jobs[i])));
      vm = virDomainLookupByUUIDString (f->direct, vireo_create_job_get_uuid (jobs[i]));
      live = read_xml (vm, 0);
      assert_text (live, "os/kernel", kernels[i]);
      kernel = g_hash_table_lookup (fake.uploads, kernels[i]);
      g_assert_cmpmem (kernel->data, kernel->len, f->kernel, 300000);
      virDomainFree (vm);
    }
  g_assert_cmpuint (g_hash_table_size (fake.uploads), ==, 6);
}

/* --- the end --- */

static VireoVm *
find_vm (Fixture *f)
{
  return vireo_vm_list_find (vireo_host_get_vms (f->base.host), "web");
}

static void
assert_ended (Fixture *f, virDomainPtr vm)
{
  g_autoptr (VireoXmlDoc) kept = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  g_autofree char *now = NULL;

  vireo_test_wait (vireo_vm_get_install_phase (find_vm (f)) == VIREO_INSTALL_FINISHED);
  kept = read_xml (vm, VIR_DOMAIN_XML_INACTIVE);
  record = vireo_install_record_read (xmlDocGetRootElement (kept));
  assert_text (kept, "devices/disk[target/@dev='sdb']/@device", NULL);
  assert_text (kept, "devices/disk[@device='cdrom']/source/@file", NULL);
  g_assert_cmpuint (record->temporary->len, ==, 0);
  g_assert_null (record->seed);
  g_assert_null (record->kernel);
  now = describe_host (f);
  g_assert_null (strstr (now, "web-"));
  g_assert_nonnull (strstr (now, "volume web.qcow2\n"));
}

static gboolean
is_written (virDomainPtr vm)
{
  g_autoptr (VireoXmlDoc) live = read_xml (vm, 0);

  return vireo_xml_has (xmlDocGetRootElement (live), "metadata/vireo:vm/vireo:install/@written");
}

static void
test_its_end_cleans_up_and_starts (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  virDomainPtr vm;
  g_autoptr (VireoXmlDoc) live = NULL;
  int autostart = 1;

  plan->autostart = TRUE;
  vm = run_well (f, plan);
  /* Or a host that reboots in the middle would begin anew. */
  g_assert_cmpint (virDomainGetAutostart (vm, &autostart), ==, 0);
  g_assert_cmpint (autostart, ==, 0);
  vireo_test_wait (find_vm (f) != NULL
                   && vireo_vm_get_install_phase (find_vm (f)) == VIREO_INSTALL_RUNNING);
  g_atomic_int_set (&fake.n_written, 900);
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
  /* That it was written to is noted while it runs. */
  vireo_test_wait (is_written (vm));
  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  g_assert_cmpint (virDomainShutdown (vm), ==, 0);
  assert_ended (f, vm);
  vireo_test_wait (virDomainIsActive (vm) == 1);
  live = read_xml (vm, 0);
  assert_text (live, "os/kernel", NULL);
  g_assert_cmpint (virDomainGetAutostart (vm, &autostart), ==, 0);
  g_assert_cmpint (autostart, ==, 1);
  virDomainFree (vm);
}

/* Vireo was closed when it went off, and is opened again. */
static void
test_an_end_that_nobody_saw (Fixture *f, gconstpointer unused)
{
  virDomainPtr vm = run_well (f, make_plan (f));
  char *element;

  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  fake.allocation = 700 * VIREO_MIB; /* all that bears witness */
  g_assert_cmpint (virDomainShutdown (vm), ==, 0);
  element = virDomainGetMetadata (vm, VIR_DOMAIN_METADATA_ELEMENT, VIREO_XML_NS,
                                  VIR_DOMAIN_AFFECT_CONFIG);
  g_assert_nonnull (strstr (element, "then-start"));
  free (element);
  vireo_test_wait (find_vm (f) != NULL
                   && vireo_vm_get_state (find_vm (f)) == VIREO_VM_STATE_OFF);
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
  assert_ended (f, vm);
  vireo_test_wait (virDomainIsActive (vm) == 1);
  virDomainFree (vm);
}

/* A system that comes installed is told by a seed of its own, and starts by itself. */
static void
test_a_cloud_image_is_set_up (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  virDomainPtr vm;
  g_autoptr (VireoXmlDoc) live = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  GByteArray *upload;
  g_autoptr (GBytes) image = NULL;
  g_autoptr (VireoIsoFiles) files = NULL;
  VireoIsoExtent extent;
  g_autofree char *now = NULL;

  plan->source = VIREO_SOURCE_DISK_IMAGE;
  g_clear_pointer (&plan->media_path, g_free);
  plan->disk = VIREO_DISK_EXISTING;
  plan->disk_path = g_strdup (f->iso); /* any file */
  vm = run_well (f, plan);
  live = read_xml (vm, 0);
  record = vireo_install_record_read (xmlDocGetRootElement (live));
  assert_text (live, "os/kernel", NULL);
  assert_text (live, SEED_DRIVE "/target/@dev", "sda");
  g_assert_cmpint (record->phase, ==, VIREO_INSTALL_RUNNING);
  g_assert_null (record->media);
  g_assert_false (record->then_start || record->direct);
  g_assert_cmpuint (record->made->len, ==, 0); /* the user's own disk */

  upload = g_hash_table_lookup (fake.uploads, SEED);
  image = g_bytes_new (upload->data, upload->len);
  files = vireo_iso_files_open_bytes (image, NULL);
  g_assert_cmpstr (vireo_iso_files_get_iso (files)->label, ==, "CIDATA");
  g_assert_true (vireo_iso_files_find (files, "user-data", &extent));
  g_assert_true (vireo_iso_files_find (files, "meta-data", &extent));

  /* It has written, and is shut down: the seed goes. */
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->base.host), "web") != NULL);
  g_atomic_int_set (&fake.n_written, 20);
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
  vireo_test_wait (is_written (vm));
  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  g_assert_cmpint (virDomainShutdown (vm), ==, 0);
  vireo_test_wait (vireo_vm_get_install_phase (find_vm (f)) == VIREO_INSTALL_FINISHED);
  g_assert_null (vireo_vm_get_facts (find_vm (f))->install_media);
  now = describe_host (f);
  g_assert_null (strstr (now, "volume"));
  virDomainFree (vm);
}

/* Debian's installer finds its answers in its initrd. */
static void
test_debian_is_told_in_its_initrd (Fixture *f, gconstpointer unused)
{
  VireoInstallPlan *plan = make_plan (f);
  virDomainPtr vm;
  g_autoptr (VireoXmlDoc) live = NULL;
  g_autoptr (VireoInstallRecord) record = NULL;
  GByteArray *initrd;

  plan->answers->kind = VIREO_ANSWERS_PRESEED;
  vm = run_well (f, plan);
  live = read_xml (vm, 0);
  record = vireo_install_record_read (xmlDocGetRootElement (live));
  assert_text (live, "os/kernel", KERNEL);
  assert_text (live, "os/cmdline", "priority=critical console=tty0");
  assert_text (live, "devices/disk[target/@dev='sdb']/@type", NULL);
  g_assert_null (record->seed);
  g_assert_cmpuint (record->temporary->len, ==, 2);
  initrd = g_hash_table_lookup (fake.uploads, INITRD);
  g_assert_cmpmem (initrd->data, 18, "the initrd\0\0" "070701", 18);
  g_assert_nonnull (g_strstr_len ((char *) initrd->data + 18 + 104, 12, "preseed.cfg"));

  g_atomic_int_set (&fake.n_written, 900);
  vireo_test_wait (find_vm (f) != NULL);
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
  vireo_test_wait (is_written (vm));
  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  g_assert_cmpint (virDomainShutdown (vm), ==, 0);
  assert_ended (f, vm);
  virDomainFree (vm);

  /* Without its kernel it could not be told. */
  plan = make_plan (f);
  g_free (plan->name);
  plan->name = g_strdup ("web2");
  plan->answers->kind = VIREO_ANSWERS_PRESEED;
  put_medium (f, "Debian 12.0.0 amd64 n", FALSE);
  g_free (f->before);
  f->before = describe_host (f);
  fake.n_uploads = 0;
  assert_refused (f, plan, VIREO_ERROR_UNSUPPORTED);
}

/* Forced off, or gone with the daemon: it may have been in the middle. */
static void
test_a_crash_ends_nothing (Fixture *f, gconstpointer unused)
{
  virDomainPtr vm = run_well (f, make_plan (f));
  g_autofree char *before = describe_host (f);
  g_autofree char *after = NULL;

  vireo_test_wait (find_vm (f) != NULL);
  g_atomic_int_set (&fake.n_written, 900);
  fake.off_reason = VIR_DOMAIN_SHUTOFF_DESTROYED;
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
  g_assert_cmpint (virDomainDestroy (vm), ==, 0);
  vireo_test_wait (vireo_vm_get_state (find_vm (f)) == VIREO_VM_STATE_OFF);
  g_assert_cmpint (vireo_vm_get_install_phase (find_vm (f)), ==, VIREO_INSTALL_RUNNING);
  after = describe_host (f);
  g_assert_cmpstr (after, ==, before);
  virDomainFree (vm);
}

/* The host rebooted in the middle: the installer begins anew, from its own kernel. */
static void
test_what_broke_off_begins_anew (Fixture *f, gconstpointer unused)
{
  virDomainPtr vm = run_well (f, make_plan (f));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoXmlDoc) live = NULL;
  g_autoptr (VireoXmlDoc) kept = NULL;

  vireo_test_wait (find_vm (f) != NULL);
  fake.off_reason = VIR_DOMAIN_SHUTOFF_CRASHED;
  f->watch = vireo_install_watch_new (G_LIST_MODEL (f->hosts));
  g_assert_cmpint (virDomainDestroy (vm), ==, 0);
  vireo_test_wait (vireo_vm_get_state (find_vm (f)) == VIREO_VM_STATE_OFF);
  vireo_test_wait (vireo_vm_get_facts (find_vm (f))->install_begun);

  vireo_install_watch_restart_async (find_vm (f), NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  g_assert_true (vireo_install_watch_change_finish (find_vm (f), result, &error));
  g_assert_no_error (error);
  live = read_xml (vm, 0);
  kept = read_xml (vm, VIR_DOMAIN_XML_INACTIVE);
  assert_text (live, "os/kernel", KERNEL);
  assert_text (live, "on_reboot", "destroy");
  assert_text (kept, "os/kernel", NULL);

  g_atomic_int_set (&fake.n_written, 900);
  vireo_test_wait (vireo_vm_get_state (find_vm (f)) == VIREO_VM_STATE_RUNNING);
  g_object_notify (G_OBJECT (find_vm (f)), "state");
  vireo_test_wait (is_written (vm));
  fake.off_reason = VIR_DOMAIN_SHUTOFF_SHUTDOWN;
  g_assert_cmpint (virDomainShutdown (vm), ==, 0);
  assert_ended (f, vm);
  virDomainFree (vm);
}

static void
test_deleting_in_the_middle (Fixture *f, gconstpointer unused)
{
  virDomainPtr vm = run_well (f, make_plan (f));
  g_autoptr (VireoDeleteJob) job = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GListModel) items = NULL;
  g_autofree char *now = NULL;

  vireo_test_wait (find_vm (f) != NULL);
  vireo_delete_list_async (find_vm (f), NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  items = vireo_delete_list_finish (find_vm (f), result, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 2); /* its disk and the medium */
  job = vireo_delete_job_new (find_vm (f), NULL);
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (vireo_job_get_state (VIREO_JOB (job)) > VIREO_JOB_CANCELLING);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  now = describe_host (f);
  g_assert_null (strstr (now, "web-"));
  g_assert_nonnull (strstr (now, "volume web.qcow2\n")); /* nobody ticked it */
  virDomainFree (vm);
}

static void
test_command_lines (void)
{
  static const struct
  {
    const char *label, *stage2; /* (nullable) */
  } table[] = {
    { "ctyunos-2.0.1-x86_64", "inst.stage2=hd:LABEL=ctyunos-2.0.1-x86_64 " },
    { "CentOS 7 x86_64", "inst.stage2=hd:LABEL=CentOS\\x207\\x20x86_64 " },
    { "", NULL },
    { "a\" init=/bin/sh", NULL },
    { "天翼云", NULL },
    { "a,b", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *line = vireo_install_seed_make_command_line (table[i].label, "x86_64");

      g_assert_true ((line == NULL) == (table[i].stage2 == NULL));
      if (line != NULL)
        g_assert_true (g_str_has_prefix (line, table[i].stage2));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, function)                                                                        \
  g_test_add ("/create-unattended/" path, Fixture, NULL, set_up, function, tear_down)
  g_test_add_func ("/create-unattended/command-lines", test_command_lines);
  ADD ("the-installer-starts-from-its-kernel", test_the_installer_starts_from_its_kernel);
  ADD ("a-medium-without-kernel-boots-itself", test_a_medium_without_kernel_boots_itself);
  ADD ("a-label-that-cannot-be-said", test_a_label_that_cannot_be_said);
  ADD ("one-that-is-started-later-has-no-kernel", test_one_that_is_started_later_has_no_kernel);
  ADD ("the-xml-shown-is-the-xml-made", test_the_xml_shown_is_the_xml_made);
  ADD ("a-planned-drive-is-forgotten", test_a_planned_drive_is_forgotten);
  ADD ("failures-leave-nothing", test_failures_leave_nothing);
  ADD ("a-cancel-leaves-nothing", test_a_cancel_leaves_nothing);
  ADD ("bad-answers-are-refused", test_bad_answers_are_refused);
  ADD ("two-at-once", test_two_at_once);
  ADD ("its-end-cleans-up-and-starts", test_its_end_cleans_up_and_starts);
  ADD ("an-end-that-nobody-saw", test_an_end_that_nobody_saw);
  ADD ("a-cloud-image-is-set-up", test_a_cloud_image_is_set_up);
  ADD ("debian-is-told-in-its-initrd", test_debian_is_told_in_its_initrd);
  ADD ("a-crash-ends-nothing", test_a_crash_ends_nothing);
  ADD ("what-broke-off-begins-anew", test_what_broke_off_begins_anew);
  ADD ("deleting-in-the-middle", test_deleting_in_the_middle);
  return g_test_run ();
}
