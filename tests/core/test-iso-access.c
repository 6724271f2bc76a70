/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who can read an image, what opens the way to it, and a copy that is whole or not there. */

#include <errno.h>
#include <glib/gstdio.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/vireo-error.h"
#include "core/install/vireo-iso-access.h"
#include "core/jobs/vireo-upload-job.h"
#include "vireo-test-host.h"

#define QEMU 64055

/* --- access control lists --- */

static guint qemu_groups[] = { QEMU, 100 };
static const VireoAclSubject qemu = { QEMU, qemu_groups, G_N_ELEMENTS (qemu_groups) };

static gboolean
may (guint mode, guint owner, guint group, GBytes *list)
{
  return vireo_acl_permits (mode, owner, group, list, &qemu, VIREO_ACL_SEARCH);
}

static void
test_a_mode_says_who_may (void)
{
  g_assert_true (may (0755, 1000, 1000, NULL));
  g_assert_true (may (0711, 1000, 1000, NULL));
  g_assert_false (may (0750, 1000, 1000, NULL));
  g_assert_true (may (0750, 1000, 100, NULL));  /* by its group */
  g_assert_false (may (0705, 1000, 100, NULL)); /* and by that alone */
  g_assert_true (may (0100, QEMU, 1, NULL));
  g_assert_false (may (0677, QEMU, 1, NULL)); /* the owner is asked as the owner */
}

static void
test_a_list_lets_one_more_through (void)
{
  g_autoptr (GBytes) list = vireo_acl_add_search (0700, NULL, QEMU);
  g_autoptr (GBytes) twice = vireo_acl_add_search (0710, list, QEMU);
  g_autoptr (GBytes) other = vireo_acl_add_search (0700, NULL, 4242);
  const VireoAclSubject somebody = { 4242, NULL, 0 };

  g_assert_true (may (0700, 1000, 1000, list));
  g_assert_false (vireo_acl_permits (0700, 1000, 1000, list, &qemu, VIREO_ACL_READ));
  g_assert_false (vireo_acl_permits (0700, 1000, 1000, list, &somebody, VIREO_ACL_SEARCH));
  g_assert_false (may (0700, 1000, 1000, other));
  g_assert_true (g_bytes_equal (list, twice));
}

static void
test_a_broken_list_is_none (void)
{
  g_autoptr (GBytes) whole = vireo_acl_add_search (0700, NULL, QEMU);
  gsize size = g_bytes_get_size (whole);

  for (gsize cut = 0; cut < size; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, cut);
      g_autoptr (GBytes) again = vireo_acl_add_search (0755, part, QEMU);

      may (0755, 1000, 1000, part);
      g_assert_nonnull (again);
    }
}

/* --- verdicts --- */

static VireoIsoFacts *
make_facts (guint home_mode)
{
  VireoIsoFacts *facts = vireo_iso_facts_new ();

  facts->is_local = facts->exists = facts->qemu_known = TRUE;
  facts->qemu.uid = QEMU;
  facts->qemu.gids = g_memdup2 (qemu_groups, sizeof qemu_groups);
  facts->qemu.n_gids = G_N_ELEMENTS (qemu_groups);
  facts->qemu_name = g_strdup ("libvirt-qemu");
  facts->user = 1000;
  vireo_iso_facts_add_step (facts, "/", 0755, 0, 0, NULL, NULL);
  vireo_iso_facts_add_step (facts, "/home/wang", home_mode, 1000, 1000, NULL, NULL);
  vireo_iso_facts_add_step (facts, "/home/wang/ISO files", 0755, 1000, 1000, NULL, NULL);
  vireo_iso_facts_add_step (facts, "/home/wang/ISO files/c.iso", 0600, 1000, 1000, NULL, NULL);
  return facts;
}

static VireoIsoAccess *
judge (VireoIsoFacts *facts)
{
  return vireo_iso_judge (facts, "/home/wang/ISO files/c.iso");
}

static void
test_a_closed_home_is_named_and_can_be_opened (void)
{
  g_autoptr (VireoIsoFacts) facts = make_facts (0700);
  g_autoptr (VireoIsoAccess) access = judge (facts);

  g_assert_cmpuint (access->verdict, ==, VIREO_ISO_CLOSED_FOLDER);
  g_assert_nonnull (strstr (access->sentence, "/home/wang"));
  g_assert_cmpuint (g_strv_length (access->closed), ==, 1);
  g_assert_cmpstr (access->command, ==, "setfacl -m u:libvirt-qemu:x /home/wang");
  g_assert_true (access->can_permit);
}

static void
test_somebody_elses_folder_is_not_ours_to_open (void)
{
  g_autoptr (VireoIsoFacts) facts = make_facts (0700);
  g_autoptr (VireoIsoAccess) access = NULL;

  facts->user = 1001;
  access = judge (facts);
  g_assert_cmpuint (access->verdict, ==, VIREO_ISO_CLOSED_FOLDER);
  g_assert_false (access->can_permit);
}

static void
test_what_is_readable_is_let_be (void)
{
  g_autoptr (VireoIsoFacts) open_home = make_facts (0711); /* the file itself libvirt takes over */
  g_autoptr (VireoIsoFacts) session = make_facts (0700);
  g_autoptr (VireoIsoFacts) root = make_facts (0700);
  g_autoptr (VireoIsoFacts) unknown = make_facts (0700);
  VireoIsoFacts *all[] = { open_home, session, root, unknown };

  session->is_session = TRUE;
  root->qemu.uid = 0;
  unknown->qemu_known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (VireoIsoAccess) access = judge (all[i]);

      g_assert_cmpuint (access->verdict, ==, VIREO_ISO_READABLE);
      g_assert_cmpstr (access->sentence, ==, "");
      g_assert_false (access->can_permit);
    }
}

static void
assert_verdict (VireoIsoFacts *facts, VireoIsoVerdict verdict, const char *command)
{
  g_autoptr (VireoIsoAccess) access = judge (facts);

  g_assert_cmpuint (access->verdict, ==, verdict);
  g_assert_cmpstr (access->command, ==, command);
  g_assert_cmpint (strlen (access->sentence), >, 10);
}

static void
test_the_other_reasons (void)
{
  g_autoptr (VireoIsoFacts) facts = make_facts (0711);

  facts->store = VIREO_ISO_STORE_NFS;
  assert_verdict (facts, VIREO_ISO_CLOSED_FILE, NULL);
  facts->store = VIREO_ISO_STORE_FUSE_CLOSED;
  assert_verdict (facts, VIREO_ISO_CLOSED_FILE, NULL);
  ((VireoIsoStep *) facts->steps->pdata[3])->mode = 0644;
  facts->store = VIREO_ISO_STORE_NFS;
  facts->selinux = TRUE;
  assert_verdict (facts, VIREO_ISO_SELINUX, "sudo setsebool -P virt_use_nfs 1");
  facts->store = VIREO_ISO_STORE_LOCAL;
  ((VireoIsoStep *) facts->steps->pdata[1])->label
      = g_strdup ("system_u:object_r:admin_home_t:s0");
  assert_verdict (facts, VIREO_ISO_SELINUX, NULL);
  facts->exists = FALSE;
  assert_verdict (facts, VIREO_ISO_MISSING, NULL);
  facts->is_local = FALSE;
  assert_verdict (facts, VIREO_ISO_REMOTE, NULL);
}

/* --- a real way --- */

static char *
make_image (char **directory)
{
  g_autofree char *link = NULL;
  char *path;

  *directory = g_dir_make_tmp ("vireo-iso-XXXXXX", NULL);
  path = g_build_filename (*directory, "镜像 1.iso", NULL);
  link = g_build_filename (*directory, "link.iso", NULL);
  g_assert_true (g_file_set_contents (path, "not really", -1, NULL));
  g_assert_cmpint (symlink (path, link), ==, 0);
  return path;
}

static void
remove_image (const char *directory, const char *path)
{
  g_autofree char *link = g_build_filename (directory, "link.iso", NULL);

  g_remove (link);
  g_remove (path);
  g_rmdir (directory);
}

static void
test_a_way_is_walked (VireoTestHost *f, gconstpointer unused)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = make_image (&directory);
  g_autofree char *missing = g_build_filename (directory, "no.iso", NULL);
  const char *asked[] = { path, missing };

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (VireoIsoAccess) access = NULL;

      vireo_iso_check_async (f->host, asked[i], NULL, vireo_test_keep_result, &result);
      vireo_test_wait (result != NULL);
      access = vireo_iso_check_finish (f->host, result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (access->verdict, ==, i == 0 ? VIREO_ISO_READABLE : VIREO_ISO_MISSING);
    }
  remove_image (directory, path);
}

/* Returns whether it was permitted. */
static gboolean
permit (VireoTestHost *f, const char *first, const char *second, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  VireoIsoAccess access = { VIREO_ISO_CLOSED_FOLDER };
  char *closed[] = { (char *) first, (char *) second, NULL };

  access.path = (char *) "x.iso";
  access.closed = closed;
  access.qemu_uid = QEMU;
  vireo_iso_permit_async (f->host, &access, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  return vireo_iso_permit_finish (f->host, result, error);
}

static guint
mode_of (const char *path)
{
  struct stat about;

  g_assert_cmpint (stat (path, &about), ==, 0);
  return about.st_mode & 07777;
}

static void
test_a_folder_is_opened_and_closed_again (VireoTestHost *f, gconstpointer unused)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = make_image (&directory);
  g_autofree char *link = g_build_filename (directory, "link.iso", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VireoJournalEntry) entry = NULL;
  guint before = mode_of (directory);

  g_assert_cmpuint (before, ==, 0700);
  /* The second is no folder: the first is as it was. */
  g_assert_false (permit (f, directory, link, &error));
  g_assert_nonnull (strstr (error->message, "link.iso"));
  g_assert_cmpuint (mode_of (directory), ==, before);
  g_clear_error (&error);

  g_assert_true (permit (f, directory, NULL, &error));
  g_assert_no_error (error);
  /* With a list the mode shows its mask where the group was; without, others may pass. */
  g_assert_true (mode_of (directory) == 0710 || mode_of (directory) == 0701);
  entry = g_list_model_get_item (vireo_journal_get_entries (f->journal), 0);
  g_assert_nonnull (strstr (vireo_journal_entry_get_command (entry), "setfacl -m u:64055:x "));
  remove_image (directory, path);
}

/* --- the copy --- */

static gboolean upload_works;
static gint64 fail_after = -1; /* bytes; -1: not at all */
static gsize n_sent;

int __real_virStorageVolUpload (virStorageVolPtr, virStreamPtr, unsigned long long,
                                unsigned long long, unsigned int);
int __wrap_virStorageVolUpload (virStorageVolPtr, virStreamPtr, unsigned long long,
                                unsigned long long, unsigned int);
int __wrap_virStreamSend (virStreamPtr, const char *, size_t);
int __wrap_virStreamFinish (virStreamPtr);
int __wrap_virStreamAbort (virStreamPtr);

/* The test driver cannot upload; what the job does around it is what is tested. */
int
__wrap_virStorageVolUpload (virStorageVolPtr volume, virStreamPtr stream, unsigned long long offset,
                            unsigned long long length, unsigned int flags)
{
  if (!upload_works)
    return __real_virStorageVolUpload (volume, stream, offset, length, flags);
  return 0;
}

int
__wrap_virStreamSend (virStreamPtr stream, const char *data, size_t size)
{
  int sent = (int) MIN (size, 1000); /* never all at once */

  if (fail_after >= 0 && n_sent >= (gsize) fail_after)
    return -1;
  n_sent += (gsize) sent;
  return sent;
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

static int
count_volumes (VireoTestHost *f)
{
  virConnectPtr other = vireo_host_ref_connection (f->host);
  virStoragePoolPtr pool = virStoragePoolLookupByName (other, "default");
  int n = virStoragePoolNumOfVolumes (pool);

  virStoragePoolFree (pool);
  virConnectClose (other);
  return n;
}

static VireoUploadJob *
run (VireoTestHost *f, const char *pool, const char *path)
{
  VireoUploadJob *job = vireo_upload_job_new (f->host, pool, path);
  gboolean finished = FALSE;

  n_sent = 0;
  g_signal_connect_swapped (job, "finished", G_CALLBACK (g_atomic_int_inc), &finished);
  vireo_job_start (VIREO_JOB (job));
  vireo_test_wait (finished);
  return job;
}

static gboolean
was_noted (VireoTestHost *f, const char *words)
{
  GListModel *entries = vireo_journal_get_entries (f->journal);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (VireoJournalEntry) entry = g_list_model_get_item (entries, i);

      if (strstr (vireo_journal_entry_get_command (entry), words) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_a_copy_is_whole (VireoTestHost *f, gconstpointer unused)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = make_image (&directory);
  g_autoptr (VireoUploadJob) first = NULL;
  g_autoptr (VireoUploadJob) second = NULL;
  g_autofree char *large = g_strnfill (700000, 'x');

  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  upload_works = TRUE;
  first = run (f, "default", path);
  g_assert_cmpuint (vireo_job_get_state (VIREO_JOB (first)), ==, VIREO_JOB_DONE);
  g_assert_cmpuint (n_sent, ==, 700000);
  g_assert_cmpstr (vireo_upload_job_get_target (first), ==, "/default-pool/镜像 1.iso");
  second = run (f, "default", path); /* the first is not written over */
  g_assert_cmpstr (vireo_upload_job_get_target (second), ==, "/default-pool/镜像 1-1.iso");
  g_assert_cmpint (count_volumes (f), ==, 2);
  g_assert_true (was_noted (f, " vol-create-as default '镜像 1-1.iso' 700000 --format raw"));
  g_assert_true (was_noted (f, " vol-upload '镜像 1-1.iso' "));
  remove_image (directory, path);
}

static void
test_a_failed_copy_leaves_nothing (VireoTestHost *f, gconstpointer unused)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = make_image (&directory);
  g_autofree char *missing = g_build_filename (directory, "no.iso", NULL);
  g_autofree char *large = g_strnfill (700000, 'x');
  const struct
  {
    gboolean works;
    gint64 fail_after;
    const char *pool;
    const char *path;
  } cases[] = {
    { FALSE, -1, "default", path },     { TRUE, 0, "default", path },
    { TRUE, 3000, "default", path },    { TRUE, -1, "no such", path },
    { TRUE, -1, "default", missing },   { TRUE, -1, "default", directory },
    { TRUE, -1, "default", "/dev/null" },
  };

  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VireoUploadJob) job = NULL;

      upload_works = cases[i].works;
      fail_after = cases[i].fail_after;
      job = run (f, cases[i].pool, cases[i].path);
      fail_after = -1;
      g_assert_cmpuint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_FAILED);
      g_assert_nonnull (vireo_job_get_error (VIREO_JOB (job)));
      g_assert_null (vireo_upload_job_get_target (job));
      g_assert_cmpint (count_volumes (f), ==, 0);
    }
  remove_image (directory, path);
}

static void
test_a_cancelled_copy_leaves_nothing (VireoTestHost *f, gconstpointer unused)
{
  g_autofree char *directory = NULL;
  g_autofree char *path = make_image (&directory);
  g_autofree char *large = g_strnfill (2000000, 'x');
  g_autoptr (VireoUploadJob) job = NULL;
  gboolean finished = FALSE;

  g_assert_true (g_file_set_contents (path, large, -1, NULL));
  upload_works = TRUE;
  job = vireo_upload_job_new (f->host, "default", path);
  g_signal_connect_swapped (job, "finished", G_CALLBACK (g_atomic_int_inc), &finished);
  vireo_job_start (VIREO_JOB (job));
  vireo_job_cancel (VIREO_JOB (job));
  vireo_test_wait (finished);
  g_assert_cmpuint (vireo_job_get_state (VIREO_JOB (job)), ==, VIREO_JOB_CANCELLED);
  g_assert_cmpint (count_volumes (f), ==, 0);
  remove_image (directory, path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/iso-access/a-mode-says-who-may", test_a_mode_says_who_may);
  g_test_add_func ("/iso-access/a-list-lets-one-more-through", test_a_list_lets_one_more_through);
  g_test_add_func ("/iso-access/a-broken-list-is-none", test_a_broken_list_is_none);
  g_test_add_func ("/iso-access/a-closed-home-is-named-and-can-be-opened",
                   test_a_closed_home_is_named_and_can_be_opened);
  g_test_add_func ("/iso-access/somebody-elses-folder-is-not-ours-to-open",
                   test_somebody_elses_folder_is_not_ours_to_open);
  g_test_add_func ("/iso-access/what-is-readable-is-let-be", test_what_is_readable_is_let_be);
  g_test_add_func ("/iso-access/the-other-reasons", test_the_other_reasons);
#define ADD(path, test)                                                                            \
  g_test_add ("/iso-access/" path, VireoTestHost, NULL, vireo_test_host_set_up, test,              \
              vireo_test_host_tear_down)
  ADD ("a-way-is-walked", test_a_way_is_walked);
  ADD ("a-folder-is-opened-and-closed-again", test_a_folder_is_opened_and_closed_again);
  ADD ("a-copy-is-whole", test_a_copy_is_whole);
  ADD ("a-failed-copy-leaves-nothing", test_a_failed_copy_leaves_nothing);
  ADD ("a-cancelled-copy-leaves-nothing", test_a_cancelled_copy_leaves_nothing);
  return g_test_run ();
}
