/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/host/vireo-doctor.h"
#include "vireo-test-host.h"

static VireoCheck *
find (GListModel *checks, const char *title)
{
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (VireoCheck) check = g_list_model_get_item (checks, i);

      if (g_str_equal (vireo_check_get_title (check), title))
        return check; /* the list holds it */
    }
  return NULL;
}

static void
assert_state (const VireoDoctorFacts *facts, const char *title, VireoCheckState state)
{
  g_autoptr (GListStore) checks = vireo_doctor_judge (facts);
  VireoCheck *check = find (G_LIST_MODEL (checks), title);

  g_assert_nonnull (check);
  g_assert_cmpint (vireo_check_get_state (check), ==, state);
  g_assert_cmpstr (vireo_check_get_sentence (check), !=, "");
}

static VireoDoctorFacts
make_healthy (void)
{
  return (VireoDoctorFacts){ .is_local = TRUE,
                             .has_kvm = TRUE,
                             .has_uefi = TRUE,
                             .libvirt_version = 9000000,
                             .network = VIREO_THERE_ON,
                             .network_autostart = TRUE,
                             .pool = VIREO_THERE_ON,
                             .pool_available = 100 * VIREO_GIB,
                             .n_bridges = 1,
                             .has_cpu_flag = TRUE,
                             .nested = TRUE,
                             .has_qemu_img = TRUE,
                             .has_vhost_net = TRUE,
                             .has_iommu = TRUE };
}

static void
test_a_healthy_host (void)
{
  VireoDoctorFacts facts = make_healthy ();
  g_autoptr (GListStore) checks = vireo_doctor_judge (&facts);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (checks)); i++)
    {
      g_autoptr (VireoCheck) check = g_list_model_get_item (G_LIST_MODEL (checks), i);

      g_test_message ("%s", vireo_check_get_title (check));
      g_assert_cmpint (vireo_check_get_state (check), ==, VIREO_CHECK_FINE);
      g_assert_cmpint (vireo_check_get_fix (check), ==, VIREO_FIX_NONE);
      g_assert_nonnull (vireo_check_get_command (check));
    }
  g_assert_cmpstr (vireo_check_get_sentence (find (G_LIST_MODEL (checks), "Daemon")), ==,
                   "The daemon answers.  It is version 9.0.0.");
}

static void
test_what_is_wrong (void)
{
  VireoDoctorFacts facts = make_healthy ();
  g_autoptr (GListStore) checks = NULL;

  facts.has_kvm = facts.has_cpu_flag = facts.has_uefi = facts.has_qemu_img = FALSE;
  facts.has_vhost_net = facts.has_iommu = FALSE;
  facts.network = VIREO_THERE_OFF;
  facts.pool_available = VIREO_GIB;
  assert_state (&facts, "Hardware acceleration (KVM)", VIREO_CHECK_PROBLEM);
  assert_state (&facts, "Processor", VIREO_CHECK_NOTE);
  assert_state (&facts, "Default network", VIREO_CHECK_PROBLEM);
  assert_state (&facts, "Storage", VIREO_CHECK_NOTE);
  assert_state (&facts, "UEFI firmware", VIREO_CHECK_NOTE);
  assert_state (&facts, "qemu-img", VIREO_CHECK_NOTE);
  assert_state (&facts, "Fast network (vhost-net)", VIREO_CHECK_NOTE);
  assert_state (&facts, "Handing devices through (IOMMU)", VIREO_CHECK_NOTE);
  checks = vireo_doctor_judge (&facts);
  g_assert_cmpint (vireo_check_get_fix (find (G_LIST_MODEL (checks), "Default network")), ==,
                   VIREO_FIX_START_NETWORK);
  facts.pool = VIREO_THERE_OFF;
  assert_state (&facts, "Storage", VIREO_CHECK_PROBLEM);
  facts.network = VIREO_THERE_NOT;
  assert_state (&facts, "Default network", VIREO_CHECK_PROBLEM);
}

/* Of another computer no files are known, and the user's own daemon has no networks. */
static void
test_what_is_not_asked (void)
{
  VireoDoctorFacts facts = make_healthy ();
  g_autoptr (GListStore) remote = NULL;
  g_autoptr (GListStore) session = NULL;

  facts.is_local = FALSE;
  remote = vireo_doctor_judge (&facts);
  g_assert_null (find (G_LIST_MODEL (remote), "qemu-img"));
  g_assert_null (find (G_LIST_MODEL (remote), "Processor"));
  g_assert_nonnull (find (G_LIST_MODEL (remote), "Default network"));
  facts.is_session = TRUE;
  session = vireo_doctor_judge (&facts);
  g_assert_null (find (G_LIST_MODEL (session), "Default network"));
  g_assert_nonnull (find (G_LIST_MODEL (session), "Connection"));
}

static void
test_a_host_is_looked_at (VireoTestHost *f, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) refused = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) checks = NULL;

  vireo_test_wait (vireo_host_get_facts (f->host) != NULL);
  vireo_doctor_run_async (f->host, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  checks = vireo_doctor_run_finish (f->host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (vireo_check_get_state (find (checks, "Daemon")), ==, VIREO_CHECK_FINE);
  vireo_host_disconnect (f->host);
  vireo_doctor_run_async (f->host, NULL, vireo_test_keep_result, &refused);
  vireo_test_wait (refused != NULL);
  g_assert_null (vireo_doctor_run_finish (f->host, refused, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/doctor/a-healthy-host", test_a_healthy_host);
  g_test_add_func ("/doctor/what-is-wrong", test_what_is_wrong);
  g_test_add_func ("/doctor/what-is-not-asked", test_what_is_not_asked);
  g_test_add ("/doctor/a-host-is-looked-at", VireoTestHost, NULL, vireo_test_host_set_up,
              test_a_host_is_looked_at, vireo_test_host_tear_down);
  return g_test_run ();
}
