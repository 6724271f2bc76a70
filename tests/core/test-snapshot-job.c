/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with snapshots, on libvirt's test driver, and the documents it is done by. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/model/vireo-snapshot-picture.h"
#include "core/snapshot/vireo-snapshot-job.h"
#include "core/snapshot/vireo-snapshot-xml.h"
#include "vireo-test-host.h"

typedef struct
{
  VireoTestHost host;
  virDomainPtr handle;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_host_set_up (&f->host, NULL);
  f->handle = vireo_vm_ref_handle (f->host.vm);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  virDomainFree (f->handle);
  vireo_test_host_tear_down (&f->host, NULL);
}

static gboolean
is_over (gpointer job)
{
  return vireo_job_get_state (job) >= VIREO_JOB_DONE;
}

static const GError *
run (VireoSnapshotJob *job)
{
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (is_over (job));
  return vireo_job_get_error (VIREO_JOB (job));
}

static void
run_well (VireoSnapshotJob *job)
{
  const GError *error = run (job);

  g_assert_no_error (error);
}

static void
run_badly (VireoSnapshotJob *job, int code)
{
  const GError *error = run (job);

  g_assert_error (error, VIREO_ERROR, code);
}

static void
take (Fixture *f, const char *name)
{
  g_autoptr (VireoSnapshotJob) job
      = vireo_snapshot_job_new_take (f->host.vm, name, "<why> & how", VIREO_SNAPSHOT_TAKE_DEFAULT);

  run_well (job);
}

/* (transfer full) (nullable): no error is left behind */
static VireoSnapshot *
look (Fixture *f, const char *name)
{
  virDomainSnapshotPtr handle = virDomainSnapshotLookupByName (f->handle, name, 0);
  VireoSnapshot *snapshot;
  char *xml;

  if (handle == NULL)
    return NULL;
  xml = virDomainSnapshotGetXMLDesc (handle, 0);
  snapshot = vireo_snapshot_new (xml, virDomainSnapshotIsCurrent (handle, 0) == 1, NULL);
  free (xml);
  virDomainSnapshotFree (handle);
  return snapshot;
}

static gboolean
has (Fixture *f, const char *name)
{
  g_autoptr (VireoSnapshot) snapshot = look (f, name);

  return snapshot != NULL;
}

static void
test_taken_with_any_name (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_one = g_strnfill (200, 'x');
  const char *names[] = { "<&\"", "升级之前", long_one };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (VireoSnapshot) snapshot = NULL;

      take (f, names[i]);
      snapshot = look (f, names[i]);
      g_assert_cmpstr (vireo_snapshot_get_description (snapshot), ==, "<why> & how");
      g_assert_true (vireo_snapshot_is_current (snapshot));
    }
}

static void
test_a_name_that_is_taken_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoSnapshotJob) job = NULL;

  take (f, "one");
  job = vireo_snapshot_job_new_take (f->host.vm, "one", NULL, VIREO_SNAPSHOT_TAKE_DEFAULT);
  run_badly (job, VIREO_ERROR_EXISTS);
  g_assert_cmpint (virDomainSnapshotNum (f->handle, 0), ==, 1);
}

static void
test_cancelled_leaves_none (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoSnapshotJob) job
      = vireo_snapshot_job_new_take (f->host.vm, "one", NULL, VIREO_SNAPSHOT_TAKE_DEFAULT);

  vireo_job_start (VIREO_JOB (job));
  vireo_job_cancel (VIREO_JOB (job));
  vireo_test_wait (is_over (job));
  /* Whether it was in time is a matter of luck; what it says has to be so. */
  g_assert_cmpint (vireo_job_get_state (VIREO_JOB (job)) == VIREO_JOB_DONE, ==, has (f, "one"));
}

static void
test_a_revert_is_undone (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoSnapshot) first = NULL;
  g_autoptr (VireoSnapshotJob) revert = NULL;
  g_autoptr (VireoSnapshotJob) undo = NULL;

  take (f, "first");
  first = look (f, "first");
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  revert = vireo_snapshot_job_new_revert (f->host.vm, first, "kept", VIREO_SNAPSHOT_AFTER_AS_THEN);
  run_well (revert);
  g_assert_cmpstr (vireo_snapshot_job_get_kept (revert), ==, "kept");
  g_assert_cmpint (virDomainIsActive (f->handle), ==, 1);

  undo = vireo_snapshot_job_new_undo (f->host.vm, "kept");
  run_well (undo);
  g_assert_cmpint (virDomainIsActive (f->handle), ==, 0);
  g_assert_false (has (f, "kept"));
  g_assert_true (has (f, "first"));
}

static void
test_afterwards_is_what_was_asked_for (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    VireoSnapshotAfter after;
    int state;
  } cases[] = {
    { VIREO_SNAPSHOT_AFTER_AS_THEN, VIR_DOMAIN_RUNNING },
    { VIREO_SNAPSHOT_AFTER_PAUSE, VIR_DOMAIN_PAUSED },
    { VIREO_SNAPSHOT_AFTER_OFF, VIR_DOMAIN_SHUTOFF },
    { VIREO_SNAPSHOT_AFTER_RUN, VIR_DOMAIN_RUNNING },
  };
  g_autoptr (VireoSnapshot) first = NULL;

  take (f, "first");
  first = look (f, "first");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VireoSnapshotJob) job
          = vireo_snapshot_job_new_revert (f->host.vm, first, NULL, cases[i].after);
      int state;

      run_well (job);
      g_assert_null (vireo_snapshot_job_get_kept (job));
      g_assert_cmpint (virDomainGetState (f->handle, &state, NULL, 0), ==, 0);
      g_assert_cmpint (state, ==, cases[i].state);
    }
}

static void
test_what_is_gone_cannot_be_reverted_to_but_deleted (Fixture *f, gconstpointer unused)
{
  const char *names[] = { "first", NULL };
  g_autoptr (VireoSnapshot) first = NULL;
  g_autoptr (VireoSnapshotJob) revert = NULL;
  g_autoptr (VireoSnapshotJob) deletion = NULL;
  virDomainSnapshotPtr handle;

  take (f, "first");
  first = look (f, "first");
  handle = virDomainSnapshotLookupByName (f->handle, "first", 0);
  virDomainSnapshotDelete (handle, 0);
  virDomainSnapshotFree (handle);

  revert = vireo_snapshot_job_new_revert (f->host.vm, first, NULL, VIREO_SNAPSHOT_AFTER_AS_THEN);
  run_badly (revert, VIREO_ERROR_GONE);
  deletion = vireo_snapshot_job_new_delete (f->host.vm, names);
  run_well (deletion);
}

static void
test_renamed_it_keeps_its_place (Fixture *f, gconstpointer unused)
{
  g_autoptr (VireoSnapshot) b = NULL;
  g_autoptr (VireoSnapshot) now = NULL;
  g_autoptr (VireoSnapshot) child = NULL;
  g_autoptr (VireoSnapshotJob) job = NULL;
  g_autoptr (VireoSnapshotJob) taken = NULL;

  take (f, "a");
  take (f, "b");
  take (f, "c");
  b = look (f, "b");
  taken = vireo_snapshot_job_new_edit (f->host.vm, b, "a", NULL);
  run_badly (taken, VIREO_ERROR_EXISTS);
  job = vireo_snapshot_job_new_edit (f->host.vm, b, "新", "");
  run_well (job);
  g_assert_false (has (f, "b"));
  now = look (f, "新");
  child = look (f, "c");
  g_assert_cmpstr (vireo_snapshot_get_parent (now), ==, "a");
  g_assert_cmpint (vireo_snapshot_get_taken (now), ==, vireo_snapshot_get_taken (b));
  g_assert_null (vireo_snapshot_get_description (now));
  g_assert_cmpstr (vireo_snapshot_get_parent (child), ==, "新");
  g_assert_true (vireo_snapshot_is_current (child));
}

/* --- documents --- */

static void
test_an_external_one_is_asked_for_disk_by_disk (void)
{
  const VireoSnapshotOverlay overlays[] = { { (char *) "vda", (char *) "/i/<a>.qcow2" },
                                            { (char *) "sda", NULL } };
  g_autofree char *xml = vireo_snapshot_xml_make ("n <", NULL, "/i/m", overlays, 2);
  g_autofree char *disks_only = vireo_snapshot_xml_make ("n", "", NULL, overlays, 2);
  g_autofree char *internal = vireo_snapshot_xml_make ("n", "d", NULL, NULL, 0);

  g_assert_nonnull (strstr (xml, "<name>n &lt;</name>"));
  g_assert_nonnull (strstr (xml, "<memory snapshot=\"external\" file=\"/i/m\"/>"));
  g_assert_nonnull (strstr (xml, "<source file=\"/i/&lt;a&gt;.qcow2\"/>"));
  g_assert_nonnull (strstr (xml, "<disk name=\"sda\" snapshot=\"no\"/>"));
  g_assert_nonnull (strstr (disks_only, "<memory snapshot=\"no\"/>"));
  g_assert_null (strstr (internal, "<disks"));
}

static const char snapshot_xml[]
    = "<domainsnapshot><name>s</name><parent><name>p</name></parent><disks>"
      "<disk name='vda' snapshot='external'><source file='/i/1.qcow2'/></disk></disks>"
      "<domain type='kvm'><name>old</name><devices><disk type='block' device='disk'>"
      "<driver name='qemu' type='raw'/><source dev='/x' index='1'/>"
      "<backingStore type='file'><source file='/deep'/></backingStore>"
      "<target dev='vda'/></disk>"
      "<disk type='file' device='disk'><source file='/i/0.img'/><target dev='vdb'/></disk>"
      "</devices></domain>"
      "<inactiveDomain type='kvm'><name>kept</name><devices><disk type='file' device='disk'>"
      "<source file='/i/0.img'/><target dev='vdb'/></disk></devices></inactiveDomain>"
      "</domainsnapshot>";

static void
test_the_vm_inside_gets_other_disks (void)
{
  g_autoptr (GHashTable) sources = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *kept = vireo_snapshot_xml_get_domain (snapshot_xml, NULL);
  g_autofree char *moved = NULL;
  g_autofree char *now = NULL;
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (sources, (gpointer) "vda", (gpointer) "/i/new.qcow2");
  g_assert_nonnull (strstr (kept, "<name>kept</name>"));
  g_assert_nonnull (strstr (kept, "<domain type=\"kvm\""));
  now = vireo_snapshot_xml_set_sources (
      "<domain><name>a</name><devices><disk type='block'><driver type='raw'/>"
      "<source dev='/x' index='1'/><backingStore/><target dev='vda'/></disk></devices></domain>",
      "b", sources, NULL);
  g_assert_nonnull (strstr (now, "<name>b</name>"));
  g_assert_nonnull (strstr (now, "<disk type=\"file\">"));
  g_assert_nonnull (strstr (now, "<driver type=\"qcow2\"/>"));
  g_assert_nonnull (strstr (now, "<source file=\"/i/new.qcow2\"/>"));
  g_assert_null (strstr (now, "backingStore"));
  moved = vireo_snapshot_xml_move_file (snapshot_xml, "/i/0.img", "/i/z", "qcow2", NULL);
  g_assert_null (strstr (moved, "/i/0.img"));
  g_assert_null (vireo_snapshot_xml_get_domain ("<domainsnapshot/>", &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
}

static void
test_a_title_is_set_and_taken_away (void)
{
  g_autofree char *titled = vireo_snapshot_xml_edit (snapshot_xml, "s", "Better <", "d", NULL);
  g_autofree char *plain = vireo_snapshot_xml_edit (titled, "s", "s", NULL, NULL);
  g_autofree char *detached = vireo_snapshot_xml_detach_overlays (snapshot_xml, NULL);
  g_autoptr (VireoSnapshot) snapshot = vireo_snapshot_new (titled, FALSE, NULL);
  g_autoptr (VireoSnapshot) after = vireo_snapshot_new (plain, FALSE, NULL);

  g_assert_cmpstr (vireo_snapshot_get_title (snapshot), ==, "Better <");
  g_assert_cmpstr (vireo_snapshot_get_name (snapshot), ==, "s");
  g_assert_cmpstr (vireo_snapshot_get_description (snapshot), ==, "d");
  g_assert_cmpstr (vireo_snapshot_get_title (after), ==, "s");
  g_assert_null (vireo_snapshot_get_description (after));
  g_assert_cmpstr (vireo_snapshot_get_parent (after), ==, "p");
  g_assert_null (strstr (detached, "'/i/1.qcow2'"));
  g_assert_null (strstr (detached, "\"/i/1.qcow2\""));
}

static void
test_a_large_picture_is_made_small (void)
{
  g_autoptr (GByteArray) dots = g_byte_array_new ();
  g_autoptr (GBytes) large = NULL;
  g_autoptr (GBytes) small = NULL;
  g_autoptr (GBytes) png = g_bytes_new_static ("\x89PNG....", 8);
  g_autoptr (GBytes) cut = g_bytes_new_static ("P6\n9999 9999\n255\nxx", 19);
  g_autoptr (GBytes) same = vireo_snapshot_picture_shrink (png, 100);
  g_autoptr (GBytes) as_is = vireo_snapshot_picture_shrink (cut, 100);
  const char *text;

  g_byte_array_append (dots, (const guint8 *) "P6\n400 200\n255\n", 15);
  g_byte_array_set_size (dots, 15 + 400 * 200 * 3);
  memset (dots->data + 15, 77, 400 * 200 * 3);
  large = g_bytes_new (dots->data, dots->len);
  small = vireo_snapshot_picture_shrink (large, 100);
  text = g_bytes_get_data (small, NULL);
  g_assert_true (g_str_has_prefix (text, "P6\n100 50\n255\n"));
  g_assert_cmpuint (g_bytes_get_size (small), ==, 14 + 100 * 50 * 3);
  g_assert_cmpint (text[14], ==, 77);
  g_assert_true (g_bytes_equal (same, png));
  g_assert_true (g_bytes_equal (as_is, cut));
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("vireo-snapshot-job-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test) g_test_add ("/snapshot-job/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("taken-with-any-name", test_taken_with_any_name);
  ADD ("a-name-that-is-taken-is-refused", test_a_name_that_is_taken_is_refused);
  ADD ("cancelled-leaves-none", test_cancelled_leaves_none);
  ADD ("a-revert-is-undone", test_a_revert_is_undone);
  ADD ("afterwards-is-what-was-asked-for", test_afterwards_is_what_was_asked_for);
  ADD ("what-is-gone-cannot-be-reverted-to-but-deleted",
       test_what_is_gone_cannot_be_reverted_to_but_deleted);
  ADD ("renamed-it-keeps-its-place", test_renamed_it_keeps_its_place);
  g_test_add_func ("/snapshot-job/xml/an-external-one-is-asked-for-disk-by-disk",
                   test_an_external_one_is_asked_for_disk_by_disk);
  g_test_add_func ("/snapshot-job/xml/the-vm-inside-gets-other-disks",
                   test_the_vm_inside_gets_other_disks);
  g_test_add_func ("/snapshot-job/xml/a-title-is-set-and-taken-away",
                   test_a_title_is_set_and_taken_away);
  g_test_add_func ("/snapshot-job/a-large-picture-is-made-small",
                   test_a_large_picture_is_made_small);
  return g_test_run ();
}
