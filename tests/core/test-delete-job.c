/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-xml.h"
#include "core/jobs/vireo-delete-job.h"
#include "vireo-test-host.h"

/* Two VMs of the fixture's host.  Its pool has the directory /default-pool. */
static const char victim_xml[]
    = "<domain type='test'><name>victim</name><memory>1024</memory>"
      "<os><type arch='x86_64'>hvm</type></os>"
      "<metadata><vireo:vm xmlns:vireo='" VIREO_XML_NS "'>"
      "<vireo:disk path='/default-pool/made.qcow2'/><vireo:disk path='/default-pool/taken.qcow2'/>"
      "</vireo:vm></metadata><devices>"
      "<disk type='file'><source file='/default-pool/made.qcow2'/><target dev='vda'/></disk>"
      "<disk type='file'><source file='/default-pool/overlay.qcow2'/><target dev='vdb'/></disk>"
      "<disk type='file'><source file='/default-pool/taken.qcow2'/><target dev='vdc'/></disk>"
      "<disk type='file'><source file='/default-pool/cluster.raw'/><target dev='vdd'/><shareable/>"
      "</disk>"
      "<disk type='file'><source file='/default-pool/template.qcow2'/><target dev='vde'/></disk>"
      "<disk type='file'><source file='/nowhere/gone.raw'/><target dev='vdf'/></disk>"
      "<disk type='block'><source dev='/dev/vg0/lv'/><target dev='vdg'/></disk>"
      "<disk type='network'><source protocol='rbd' name='pool/image'/><target dev='vdh'/></disk>"
      "<disk type='file'><source file='/default-pool/ro.raw'/><target dev='vdi'/><readonly/></disk>"
      "<disk type='volume'><source pool='default' volume='by-name.raw'/><target dev='vdj'/></disk>"
      "<disk type='file' device='cdrom'><source file='/default-pool/os.iso'/><target dev='hda'/>"
      "<readonly/></disk>"
      "<disk type='file' device='cdrom'><target dev='hdb'/><readonly/></disk>"
      "<disk type='file' device='floppy'><source file='/default-pool/fd.img'/><target dev='fda'/>"
      "</disk>"
      "</devices></domain>";
static const char other_xml[]
    = "<domain type='test'><name>other</name><memory>1024</memory>"
      "<os><type arch='x86_64'>hvm</type></os><devices>"
      "<disk type='file'><source file='/default-pool/others-overlay.qcow2'/><target dev='vda'/>"
      "</disk></devices></domain>";

/* name, what it is an overlay of */
static const char *const volumes[][2] = {
  { "made.qcow2", NULL },
  { "overlay.qcow2", "/default-pool/base.qcow2" },
  { "base.qcow2", NULL },
  { "taken.qcow2", NULL },
  { "others-overlay.qcow2", "/default-pool/taken.qcow2" },
  { "cluster.raw", NULL },
  { "template.qcow2", NULL },
  { "clone-of-template.qcow2", "/default-pool/template.qcow2" },
  { "ro.raw", NULL },
  { "by-name.raw", NULL },
  { "os.iso", NULL },
  { "fd.img", NULL },
};

typedef struct
{
  VireoTestHost base;
  virConnectPtr direct; /* the host's own connection */
  VireoVm *vm;          /* borrowed */
} Fixture;

static void
define (Fixture *f, const char *xml)
{
  virDomainPtr vm = virDomainDefineXML (f->direct, xml);

  g_assert_nonnull (vm);
  virDomainFree (vm);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  virStoragePoolPtr pool;

  vireo_test_host_set_up (&f->base, NULL);
  f->direct = vireo_host_ref_connection (f->base.host);
  pool = virStoragePoolLookupByName (f->direct, "default");
  for (gsize i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autofree char *backing
          = volumes[i][1] != NULL
                ? g_strdup_printf ("<backingStore><path>%s</path></backingStore>", volumes[i][1])
                : g_strdup ("");
      g_autofree char *xml = g_strdup_printf ("<volume><name>%s</name><capacity>4096</capacity>"
                                              "<allocation>4096</allocation>%s</volume>",
                                              volumes[i][0], backing);
      virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);

      g_assert_nonnull (volume);
      virStorageVolFree (volume);
    }
  virStoragePoolFree (pool);
  define (f, victim_xml);
  define (f, other_xml);
  vireo_test_wait (
      (f->vm = vireo_vm_list_find (vireo_host_get_vms (f->base.host), "victim")) != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  virConnectClose (f->direct);
  vireo_test_host_tear_down (&f->base, NULL);
}

static GListModel *
list (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *items;

  vireo_delete_list_async (f->vm, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  items = vireo_delete_list_finish (f->vm, result, &error);
  g_assert_no_error (error);
  return items;
}

static VireoDeleteItem *
find (GListModel *items, const char *path)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (VireoDeleteItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (vireo_delete_item_get_path (item), path))
        return item; /* the list holds it */
    }
  return NULL;
}

static gboolean
has_volume (Fixture *f, const char *path)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (f->direct, path);

  if (volume == NULL)
    return FALSE;
  virStorageVolFree (volume);
  return TRUE;
}

static void
test_each_file_has_its_fate (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *path;
    VireoDiskFate fate;
    gboolean selected;
    gboolean made;
    const char *used_by;
    const char *target;
  } expected[] = {
    { "/default-pool/made.qcow2", VIREO_DISK_FATE_OFFER, TRUE, TRUE, NULL, "vda" },
    { "/default-pool/overlay.qcow2", VIREO_DISK_FATE_OFFER, TRUE, FALSE, NULL, "vdb" },
    { "/default-pool/base.qcow2", VIREO_DISK_FATE_OFFER, FALSE, FALSE, NULL, "vdb" },
    { "/default-pool/taken.qcow2", VIREO_DISK_FATE_OTHERS_USE, FALSE, TRUE, "other", "vdc" },
    { "/default-pool/cluster.raw", VIREO_DISK_FATE_SHARED, FALSE, FALSE, NULL, "vdd" },
    { "/default-pool/template.qcow2", VIREO_DISK_FATE_SHARED, FALSE, FALSE,
      "/default-pool/clone-of-template.qcow2", "vde" },
    { "/nowhere/gone.raw", VIREO_DISK_FATE_MISSING, FALSE, FALSE, NULL, "vdf" },
    { "/dev/vg0/lv", VIREO_DISK_FATE_DEVICE, FALSE, FALSE, NULL, "vdg" },
    { "pool/image", VIREO_DISK_FATE_DEVICE, FALSE, FALSE, NULL, "vdh" },
    { "/default-pool/ro.raw", VIREO_DISK_FATE_READ_ONLY, FALSE, FALSE, NULL, "vdi" },
    { "/default-pool/by-name.raw", VIREO_DISK_FATE_OFFER, TRUE, FALSE, NULL, "vdj" },
    { "/default-pool/os.iso", VIREO_DISK_FATE_READ_ONLY, FALSE, FALSE, NULL, "hda" },
    { "/default-pool/fd.img", VIREO_DISK_FATE_READ_ONLY, FALSE, FALSE, NULL, "fda" },
  };
  g_autoptr (GListModel) items = list (f);

  g_assert_cmpuint (g_list_model_get_n_items (items), ==, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      VireoDeleteItem *item = find (items, expected[i].path);
      g_autofree char *used_by = NULL;
      g_autofree char *target = NULL;
      guint fate;
      guint64 size;
      gboolean selected;
      gboolean made;

      g_test_message ("%s", expected[i].path);
      g_assert_nonnull (item);
      g_object_get (item, "fate", &fate, "selected", &selected, "created-by-vireo", &made,
                    "used-by", &used_by, "target", &target, "size", &size, NULL);
      g_assert_cmpuint (fate, ==, expected[i].fate);
      g_assert_cmpint (selected, ==, expected[i].selected);
      g_assert_cmpint (made, ==, expected[i].made);
      g_assert_cmpstr (used_by, ==, expected[i].used_by);
      g_assert_cmpstr (target, ==, expected[i].target);
      g_assert_cmpuint (size, ==, g_str_has_prefix (expected[i].path, "/default-pool/") ? 4096 : 0);

      /* Only what is offered can be ticked. */
      g_object_set (item, "selected", TRUE, NULL);
      g_assert_cmpint (vireo_delete_item_get_selected (item), ==, fate == VIREO_DISK_FATE_OFFER);
    }
}

static void
run (VireoDeleteJob *job)
{
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (vireo_job_get_state (VIREO_JOB (job)) > VIREO_JOB_CANCELLING);
}

static void
test_ticked_files_go_with_a_running_vm (Fixture *f, gconstpointer unused)
{
  static const char *const stay[] = { "overlay", "base", "taken", "template", "others-overlay" };
  g_autoptr (GListModel) items = list (f);
  g_autoptr (VireoDeleteJob) job = NULL;
  virDomainPtr vm = virDomainLookupByName (f->direct, "victim");
  guint n_before = g_list_model_get_n_items (vireo_journal_get_entries (f->base.journal));

  g_assert_cmpint (virDomainCreate (vm), ==, 0);
  virDomainFree (vm);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  g_object_set (find (items, "/default-pool/overlay.qcow2"), "selected", FALSE, NULL);
  job = vireo_delete_job_new (f->vm, items);
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));

  g_assert_null (virDomainLookupByName (f->direct, "victim"));
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->base.host), "victim") == NULL);
  g_assert_false (has_volume (f, "/default-pool/made.qcow2"));
  g_assert_false (has_volume (f, "/default-pool/by-name.raw"));
  for (gsize i = 0; i < G_N_ELEMENTS (stay); i++)
    {
      g_autofree char *path = g_strdup_printf ("/default-pool/%s.qcow2", stay[i]);

      g_assert_true (has_volume (f, path));
    }
  g_assert_true (has_volume (f, "/default-pool/os.iso"));
  /* destroy, undefine, two vol-delete */
  g_assert_cmpuint (g_list_model_get_n_items (vireo_journal_get_entries (f->base.journal)), ==,
                    n_before + 4);
}

static void
test_nothing_ticked_leaves_all_files (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDeleteJob) job = vireo_delete_job_new (f->vm, NULL);

  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
  g_assert_null (virDomainLookupByName (f->direct, "victim"));
  g_assert_true (has_volume (f, "/default-pool/made.qcow2"));
}

static void
test_a_file_that_was_given_away_meanwhile_stays (Fixture *f, gconstpointer unused)
{
  g_autoptr (GListModel) items = list (f);
  g_autoptr (VireoDeleteJob) job = vireo_delete_job_new (f->vm, items);
  const GError *error;

  define (f, "<domain type='test'><name>thief</name><memory>1024</memory>"
             "<os><type arch='x86_64'>hvm</type></os><devices><disk type='file'>"
             "<source file='/default-pool/made.qcow2'/><target dev='vda'/></disk></devices>"
             "</domain>");
  run (job);
  error = vireo_job_get_error (VIREO_JOB (job));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "/default-pool/made.qcow2"));
  g_assert_nonnull (strstr (error->message, "thief"));
  g_assert_true (has_volume (f, "/default-pool/made.qcow2"));
  g_assert_false (has_volume (f, "/default-pool/overlay.qcow2"));
}

static void
test_what_libvirt_cannot_remove_is_named (Fixture *f, gconstpointer unused)
{
  g_autofree char *file = g_build_filename (g_get_tmp_dir (), "vireo-delete-XXXXXX", NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GListModel) items = NULL;
  g_autoptr (VireoDeleteJob) job = NULL;
  virStoragePoolPtr *pools = NULL;
  const GError *error;
  int n;

  close (g_mkstemp (file));
  xml = g_strdup_printf ("<domain type='test'><name>loner</name><memory>1024</memory>"
                         "<os><type arch='x86_64'>hvm</type></os><devices><disk type='file'>"
                         "<source file='%s'/><target dev='vda'/></disk></devices></domain>",
                         file);
  define (f, xml);
  vireo_test_wait (
      (f->vm = vireo_vm_list_find (vireo_host_get_vms (f->base.host), "loner")) != NULL);
  items = list (f);
  g_assert_true (vireo_delete_item_get_selected (find (items, file)));

  job = vireo_delete_job_new (f->vm, items);
  run (job);
  error = vireo_job_get_error (VIREO_JOB (job));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, file));
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  n = virConnectListAllStoragePools (f->direct, &pools, 0);
  g_assert_cmpint (n, ==, 1);
  virStoragePoolFree (pools[0]);
  free (pools);
  g_unlink (file);
}

static void
test_a_vm_that_is_gone_already_is_no_failure (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoDeleteJob) job = vireo_delete_job_new (f->vm, NULL);
  virDomainPtr vm = virDomainLookupByName (f->direct, "victim");

  virDomainUndefine (vm);
  virDomainFree (vm);
  run (job);
  g_assert_no_error (vireo_job_get_error (VIREO_JOB (job)));
}

/* What the disk was in when a snapshot was taken, and its memory file, are the VM's own; an overlay
 * that was merged since is not spoken of. */
static void
test_files_of_snapshots_go_with_the_vm (Fixture *f, gconstpointer unused)
{
  static const char snapshot_xml[]
      = "<domainsnapshot><name>s</name><state>shutoff</state><creationTime>1</creationTime>"
        "<disks><disk name='vda' snapshot='external' type='file'>"
        "<source file='/default-pool/merged-long-ago.qcow2'/></disk></disks>"
        "<domain type='test'><name>snapped</name><uuid>%s</uuid><memory>1024</memory>"
        "<os><type arch='x86_64'>hvm</type></os><devices><disk type='file'>"
        "<source file='/default-pool/base.qcow2'/><target dev='vda'/></disk></devices></domain>"
        "</domainsnapshot>";
  char uuid[VIR_UUID_STRING_BUFLEN];
  g_autofree char *xml = NULL;
  g_autoptr (GListModel) items = NULL;
  virDomainSnapshotPtr snapshot;
  virDomainPtr vm = virDomainLookupByName (f->direct, "victim");

  virDomainUndefine (vm);
  virDomainFree (vm);
  define (f, "<domain type='test'><name>snapped</name><memory>1024</memory>"
             "<os><type arch='x86_64'>hvm</type></os><devices><disk type='file'>"
             "<source file='/default-pool/overlay.qcow2'/><target dev='vda'/></disk></devices>"
             "</domain>");
  vireo_test_wait (
      (f->vm = vireo_vm_list_find (vireo_host_get_vms (f->base.host), "snapped")) != NULL);
  vm = virDomainLookupByName (f->direct, "snapped");
  virDomainGetUUIDString (vm, uuid);
  xml = g_strdup_printf (snapshot_xml, uuid);
  snapshot = virDomainSnapshotCreateXML (vm, xml, VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE);
  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
  virDomainFree (vm);

  items = list (f);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 2);
  g_assert_true (vireo_delete_item_get_selected (find (items, "/default-pool/overlay.qcow2")));
  /* As a mere backing file it would stay; see each-file-has-its-fate. */
  g_assert_true (vireo_delete_item_get_selected (find (items, "/default-pool/base.qcow2")));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, function)                                                                        \
  g_test_add ("/delete-job/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("each-file-has-its-fate", test_each_file_has_its_fate);
  ADD ("ticked-files-go-with-a-running-vm", test_ticked_files_go_with_a_running_vm);
  ADD ("nothing-ticked-leaves-all-files", test_nothing_ticked_leaves_all_files);
  ADD ("a-file-that-was-given-away-meanwhile-stays",
       test_a_file_that_was_given_away_meanwhile_stays);
  ADD ("what-libvirt-cannot-remove-is-named", test_what_libvirt_cannot_remove_is_named);
  ADD ("a-vm-that-is-gone-already-is-no-failure", test_a_vm_that_is_gone_already_is_no_failure);
  ADD ("files-of-snapshots-go-with-the-vm", test_files_of_snapshots_go_with_the_vm);
  return g_test_run ();
}
