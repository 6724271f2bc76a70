/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks, pools and volumes of libvirt's test driver: made, started, stopped, deleted. */

#include <libvirt/libvirt.h>
#include <string.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-units.h"
#include "core/host/vireo-host-orders.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_host_set_up (f, NULL);
  vireo_test_wait (g_list_model_get_n_items (vireo_host_get_networks (f->host)) == 1);
  vireo_test_wait (g_list_model_get_n_items (vireo_host_get_pools (f->host)) == 1);
}

static const VireoNetworkFacts *
network (Fixture *f, const char *name)
{
  GListModel *networks = vireo_host_get_networks (f->host);

  for (guint i = 0; i < g_list_model_get_n_items (networks); i++)
    {
      g_autoptr (VireoNetwork) found = g_list_model_get_item (networks, i);

      if (g_str_equal (vireo_network_get_facts (found)->name, name))
        return vireo_network_get_facts (found);
    }
  return NULL;
}

static const VireoPoolFacts *
pool (Fixture *f, const char *name)
{
  GListModel *pools = vireo_host_get_pools (f->host);

  for (guint i = 0; i < g_list_model_get_n_items (pools); i++)
    {
      g_autoptr (VireoPool) found = g_list_model_get_item (pools, i);

      if (g_str_equal (vireo_pool_get_facts (found)->name, name))
        return vireo_pool_get_facts (found);
    }
  return NULL;
}

static gboolean
was_noted (Fixture *f, const char *words)
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

/* Waits for the answer and takes it. */
static gboolean
finish (Fixture *f, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) got = NULL;

  vireo_test_wait (*result != NULL);
  got = g_steal_pointer (result);
  return vireo_host_order_finish (f->host, got, error);
}

static void
order_network (Fixture *f, VireoNetworkOrder what, const char *name)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  vireo_host_order_network_async (f->host, what, name, NULL, vireo_test_keep_result, &result);
  g_assert_true (finish (f, &result, &error));
  g_assert_no_error (error);
}

static void
order_pool (Fixture *f, VireoPoolOrder what, const char *name)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  vireo_host_order_pool_async (f->host, what, name, NULL, vireo_test_keep_result, &result);
  g_assert_true (finish (f, &result, &error));
  g_assert_no_error (error);
}

static void
test_a_network_is_ordered_about (Fixture *f, gconstpointer unused)
{
  g_assert_cmpstr (network (f, "default")->subnet, ==, "192.168.122.0/24");
  order_network (f, VIREO_NETWORK_STOP, "default");
  vireo_test_wait (!network (f, "default")->active);
  g_assert_true (was_noted (f, " net-destroy default"));
  order_network (f, VIREO_NETWORK_STOP, "default"); /* stopped already: as good */
  order_network (f, VIREO_NETWORK_START, "default");
  vireo_test_wait (network (f, "default")->active);
  order_network (f, VIREO_NETWORK_AUTOSTART_ON, "default");
  vireo_test_wait (network (f, "default")->autostart);
  order_network (f, VIREO_NETWORK_AUTOSTART_OFF, "default");
  vireo_test_wait (!network (f, "default")->autostart);
  g_assert_true (was_noted (f, " net-autostart default --disable"));
  order_network (f, VIREO_NETWORK_DELETE, "default");
  vireo_test_wait (network (f, "default") == NULL);
  g_assert_true (was_noted (f, " net-undefine default"));
}

static void
test_a_network_is_made_running (Fixture *f, gconstpointer unused)
{
  VireoNetworkPlan plan = { (char *) "实验 <&> 室", (char *) "192.168.140.77/24", FALSE };
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  const VireoNetworkFacts *made;

  g_assert_null (vireo_network_plan_check (&plan, vireo_host_get_networks (f->host)));
  vireo_host_create_network_async (f->host, &plan, NULL, vireo_test_keep_result, &result);
  g_assert_true (finish (f, &result, &error));
  vireo_test_wait ((made = network (f, plan.name)) != NULL && made->active && made->autostart);
  g_assert_cmpstr (made->subnet, ==, "192.168.140.0/24");
  g_assert_cmpstr (made->forward, ==, "nat");

  /* The name is taken now: nothing changes. */
  vireo_host_create_network_async (f->host, &plan, NULL, vireo_test_keep_result, &result);
  if (!finish (f, &result, &error))
    g_assert_nonnull (error);
  g_assert_true (network (f, plan.name)->persistent);
}

static void
assert_network_problem (Fixture *f, const char *name, const char *subnet, const char *words)
{
  VireoNetworkPlan plan = { (char *) name, (char *) subnet, FALSE };
  g_autofree char *problem = vireo_network_plan_check (&plan, vireo_host_get_networks (f->host));

  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, words));
}

static void
test_what_cannot_be_a_network_is_said (Fixture *f, gconstpointer unused)
{
  static const char *const hostile[]
      = { "",          "192.168.1.0",     "192.168.1.0/",      "192.168.1.0/33", "300.1.1.0/24",
          "fd00::/64", "192.168.1.0/24x", "-1.2.3.4/24",       "0.0.0.0/8",      "127.0.0.0/8",
          "224.0.0.0/8", "192.168.1.0/30", "192.168.1.0/-1", "192.168.1.0/24/24" };
  g_autofree char *suggested = vireo_network_plan_suggest_subnet (vireo_host_get_networks (f->host));
  VireoNetworkPlan isolated = { (char *) "alone", (char *) "10.5.0.0/16", TRUE };
  g_autofree char *xml = vireo_network_plan_to_xml (&isolated);

  for (gsize i = 0; i < G_N_ELEMENTS (hostile); i++)
    assert_network_problem (f, "new", hostile[i], "192.168.100.0/24");
  assert_network_problem (f, "", "10.0.0.0/24", "a name");
  assert_network_problem (f, "a/b", "10.0.0.0/24", "slash");
  assert_network_problem (f, "default", "10.0.0.0/24", "already");
  assert_network_problem (f, "new", "192.168.122.128/25", "“default”");
  assert_network_problem (f, "new", "192.0.0.0/8", "“default”");
  g_assert_cmpstr (suggested, ==, "192.168.123.0/24");
  g_assert_null (strstr (xml, "<forward"));
  g_assert_nonnull (strstr (xml, "address=\"10.5.0.1\" prefix=\"16\""));
  g_assert_nonnull (strstr (xml, "start=\"10.5.0.2\" end=\"10.5.255.254\""));
}

static void
test_a_pool_is_made_and_ordered_about (Fixture *f, gconstpointer unused)
{
  VireoPoolPlan plan = { (char *) "images", (char *) "/srv/my images/" };
  VireoPoolPlan same_folder = { (char *) "other", (char *) "/srv/my images" };
  VireoPoolPlan system_folder = { (char *) "other", (char *) "/etc/" };
  VireoPoolPlan relative = { (char *) "other", (char *) "images" };
  g_autofree char *taken = NULL;
  g_autofree char *system = NULL;
  g_autofree char *half = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (vireo_pool_plan_check (&plan, vireo_host_get_pools (f->host)));
  vireo_host_create_pool_async (f->host, &plan, NULL, vireo_test_keep_result, &result);
  g_assert_true (finish (f, &result, &error));
  vireo_test_wait (pool (f, "images") != NULL && pool (f, "images")->active
                   && pool (f, "images")->autostart);
  g_assert_cmpstr (pool (f, "images")->path, ==, "/srv/my images");
  g_assert_true (was_noted (f, " pool-define-as images dir --target '/srv/my images'"));

  taken = vireo_pool_plan_check (&same_folder, vireo_host_get_pools (f->host));
  g_assert_nonnull (strstr (taken, "“images”"));
  system = vireo_pool_plan_check (&system_folder, vireo_host_get_pools (f->host));
  g_assert_nonnull (strstr (system, "system"));
  half = vireo_pool_plan_check (&relative, vireo_host_get_pools (f->host));
  g_assert_nonnull (strstr (half, "whole path"));

  order_pool (f, VIREO_POOL_REFRESH, "images");
  order_pool (f, VIREO_POOL_AUTOSTART_OFF, "images");
  vireo_test_wait (!pool (f, "images")->autostart);
  order_pool (f, VIREO_POOL_STOP, "images");
  vireo_test_wait (!pool (f, "images")->active);
  order_pool (f, VIREO_POOL_START, "images");
  vireo_test_wait (pool (f, "images")->active);
}

static void
make_volume (virConnectPtr connection, const char *name)
{
  virStoragePoolPtr into = virStoragePoolLookupByName (connection, "default");
  g_autofree char *xml
      = g_strdup_printf ("<volume><name>%s</name><capacity unit='bytes'>1073741824</capacity>"
                         "<target><format type='qcow2'/></target></volume>", name);
  virStorageVolPtr volume = virStorageVolCreateXML (into, xml, 0);

  g_assert_nonnull (volume);
  virStorageVolFree (volume);
  virStoragePoolFree (into);
}

static GListModel *
read_volumes (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GListModel *volumes;

  vireo_host_read_volumes_async (f->host, "default", NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  volumes = vireo_host_read_volumes_finish (f->host, result, &error);
  g_assert_no_error (error);
  return volumes;
}

static void
test_a_used_volume_is_never_deleted (Fixture *f, gconstpointer unused)
{
  virConnectPtr other = vireo_host_ref_connection (f->host);
  virDomainPtr vm;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) volumes = NULL;
  g_autoptr (VireoVolume) first = NULL;
  g_autoptr (VireoVolume) second = NULL;

  make_volume (other, "a-free.qcow2");
  make_volume (other, "b-used.qcow2");
  vm = virDomainDefineXML (other, "<domain type='test'><name>owner</name><memory>1024</memory>"
                                  "<os><type>hvm</type></os><devices><disk type='file'>"
                                  "<source file='/default-pool/b-used.qcow2'/>"
                                  "<target dev='vda'/></disk></devices></domain>");
  g_assert_nonnull (vm);
  virDomainFree (vm);
  virConnectClose (other);

  volumes = read_volumes (f);
  g_assert_cmpuint (g_list_model_get_n_items (volumes), ==, 2);
  first = g_list_model_get_item (volumes, 0);
  second = g_list_model_get_item (volumes, 1);
  g_assert_cmpstr (vireo_volume_get_facts (first)->name, ==, "a-free.qcow2");
  g_assert_null (vireo_volume_get_facts (first)->user);
  g_assert_cmpuint (vireo_volume_get_facts (first)->capacity, ==, VIREO_GIB);
  g_assert_cmpstr (vireo_volume_get_facts (second)->user, ==, "owner");

  vireo_host_delete_volume_async (f->host, "default", "b-used.qcow2", NULL, vireo_test_keep_result,
                                  &result);
  g_assert_false (finish (f, &result, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_WRONG_STATE);
  g_assert_nonnull (strstr (error->message, "“owner”"));
  g_clear_error (&error);

  vireo_host_delete_volume_async (f->host, "default", "a-free.qcow2", NULL, vireo_test_keep_result,
                                  &result);
  g_assert_true (finish (f, &result, &error));
  g_assert_true (was_noted (f, " vol-delete a-free.qcow2 --pool default"));
  g_clear_object (&volumes);
  volumes = read_volumes (f);
  g_assert_cmpuint (g_list_model_get_n_items (volumes), ==, 1);
}

static void
test_what_is_not_there_says_so (Fixture *f, gconstpointer unused)
{
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  vireo_host_order_pool_async (f->host, VIREO_POOL_START, "no such", NULL, vireo_test_keep_result,
                               &result);
  g_assert_false (finish (f, &result, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_GONE);
  g_clear_error (&error);

  vireo_host_disconnect (f->host);
  vireo_host_order_pool_async (f->host, VIREO_POOL_START, "default", NULL, vireo_test_keep_result,
                               &result);
  g_assert_false (finish (f, &result, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_UNREACHABLE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define ADD(path, test)                                                                            \
  g_test_add ("/host-orders/" path, Fixture, NULL, set_up, test, vireo_test_host_tear_down)
  ADD ("a-network-is-ordered-about", test_a_network_is_ordered_about);
  ADD ("a-network-is-made-running", test_a_network_is_made_running);
  ADD ("what-cannot-be-a-network-is-said", test_what_cannot_be_a_network_is_said);
  ADD ("a-pool-is-made-and-ordered-about", test_a_pool_is_made_and_ordered_about);
  ADD ("a-used-volume-is-never-deleted", test_a_used_volume_is_never_deleted);
  ADD ("what-is-not-there-says-so", test_what_is_not_there_says_so);
  return g_test_run ();
}
