/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/host/vireo-host-private.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static const char second_vm[] = "<domain type='test'><name>second</name>"
                                "<uuid>11111111-2222-3333-4444-555555555555</uuid>"
                                "<memory>1048576</memory><vcpu>1</vcpu>"
                                "<os><type>hvm</type></os></domain>";

/* Somebody else at work on the same host. */
static virConnectPtr
other_client (Fixture *f)
{
  return vireo_host_ref_connection (f->host);
}

static guint
n_vms (VireoHost *host)
{
  return g_list_model_get_n_items (vireo_vm_list_get_items (vireo_host_get_vms (host)));
}

static void
test_what_comes_and_goes_shows_by_itself (Fixture *f, gconstpointer unused)
{
  virConnectPtr other = other_client (f);
  virDomainPtr second = virDomainDefineXML (other, second_vm);
  g_autoptr (VireoVm) vm = NULL;
  gboolean removed = FALSE;

  g_assert_nonnull (second);
  vireo_test_wait (n_vms (f->host) == 2);
  vm = g_object_ref (vireo_vm_list_find (vireo_host_get_vms (f->host), "second"));
  vireo_test_wait (vireo_vm_get_state (vm) == VIREO_VM_STATE_OFF);
  g_assert_cmpuint (vireo_vm_get_facts (vm)->memory, ==, G_GUINT64_CONSTANT (1048576) * 1024);

  g_signal_connect_swapped (vm, "removed", G_CALLBACK (g_atomic_int_inc), &removed);
  g_assert_cmpint (virDomainUndefine (second), ==, 0);
  vireo_test_wait (n_vms (f->host) == 1);
  g_assert_true (removed);
  virDomainFree (second);
  virConnectClose (other);
}

static void
test_pools_and_networks_follow (Fixture *f, gconstpointer unused)
{
  virConnectPtr other = other_client (f);
  GListModel *networks = vireo_host_get_networks (f->host);
  GListModel *pools = vireo_host_get_pools (f->host);
  virNetworkPtr network;
  virStoragePoolPtr pool;
  g_autoptr (VireoNetwork) shown = NULL;

  vireo_test_wait (g_list_model_get_n_items (networks) == 1);
  vireo_test_wait (g_list_model_get_n_items (pools) == 1);
  shown = g_list_model_get_item (networks, 0);
  g_assert_cmpstr (vireo_network_get_facts (shown)->forward, ==, "nat");
  g_assert_true (vireo_network_get_facts (shown)->active);

  network = virNetworkLookupByName (other, "default");
  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  vireo_test_wait (!vireo_network_get_facts (shown)->active);
  virNetworkFree (network);

  pool = virStoragePoolDefineXML (
      other, "<pool type='dir'><name>a-first</name><target><path>/x</path></target></pool>", 0);
  vireo_test_wait (g_list_model_get_n_items (pools) == 2);
  {
    g_autoptr (VireoPool) first = g_list_model_get_item (pools, 0);

    g_assert_cmpstr (vireo_pool_get_facts (first)->name, ==, "a-first");
    g_assert_false (vireo_pool_get_facts (first)->active);
  }
  g_assert_cmpint (virStoragePoolUndefine (pool), ==, 0);
  vireo_test_wait (g_list_model_get_n_items (pools) == 1);
  virStoragePoolFree (pool);
  virConnectClose (other);
}

static void
test_a_network_is_started_and_noted (Fixture *f, gconstpointer unused)
{
  virConnectPtr other = other_client (f);
  virNetworkPtr network = virNetworkLookupByName (other, "default");
  GListModel *networks = vireo_host_get_networks (f->host);
  GListModel *entries = vireo_journal_get_entries (f->journal);
  g_autoptr (VireoNetwork) shown = NULL;
  g_autoptr (VireoJournalEntry) entry = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) none = NULL;
  g_autoptr (GError) error = NULL;

  vireo_test_wait (g_list_model_get_n_items (networks) == 1);
  shown = g_list_model_get_item (networks, 0);
  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  vireo_test_wait (!vireo_network_get_facts (shown)->active);

  vireo_host_start_network_async (f->host, "default", NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  g_assert_true (vireo_host_start_network_finish (f->host, result, &error));
  g_assert_no_error (error);
  vireo_test_wait (vireo_network_get_facts (shown)->active);
  entry = g_list_model_get_item (entries, 0);
  g_assert_nonnull (strstr (vireo_journal_entry_get_command (entry), " net-start default"));

  vireo_host_start_network_async (f->host, "no such", NULL, vireo_test_keep_result, &none);
  vireo_test_wait (none != NULL);
  g_assert_false (vireo_host_start_network_finish (f->host, none, &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_GONE);
  virNetworkFree (network);
  virConnectClose (other);
}

static void
test_a_lost_host_comes_back_with_the_same_objects (Fixture *f, gconstpointer unused)
{
  virConnectPtr broken = other_client (f);
  VireoVm *vm = f->vm;
  guint seconds;

  vireo_host_lost (f->host, broken, VIR_CONNECT_CLOSE_REASON_EOF);
  virConnectClose (broken);
  g_assert_cmpuint (vireo_host_get_state (f->host), ==, VIREO_HOST_LOST);
  g_assert_nonnull (vireo_host_get_error (f->host));
  g_assert_true (vireo_vm_is_stale (vm));
  g_assert_cmpuint (vireo_vm_get_can (vm), ==, VIREO_VM_CAN_NOTHING);
  g_object_get (f->host, "retry-in", &seconds, NULL);
  g_assert_cmpuint (seconds, ==, 1);
  g_assert_cmpuint (n_vms (f->host), ==, 1); /* still on the screen */

  vireo_test_wait (vireo_host_get_state (f->host) == VIREO_HOST_ON);
  g_assert_null (vireo_host_get_error (f->host));
  g_assert_true (vireo_vm_list_find (vireo_host_get_vms (f->host), "test") == vm);
  g_assert_cmpuint (n_vms (f->host), ==, 1);
  g_assert_false (vireo_vm_is_stale (vm));
  g_assert_true (vireo_vm_get_can (vm) & VIREO_VM_CAN_PAUSE);
}

static void
test_news_of_an_older_connection_is_ignored (Fixture *f, gconstpointer unused)
{
  g_autofree char *uri = g_strdup (vireo_host_get_uri (f->host));
  virConnectPtr older = virConnectOpen (uri);

  vireo_host_lost (f->host, older, VIR_CONNECT_CLOSE_REASON_EOF);
  g_assert_cmpuint (vireo_host_get_state (f->host), ==, VIREO_HOST_ON);
  virConnectClose (older);
}

static void
test_facts_of_the_host (Fixture *f, gconstpointer unused)
{
  const VireoHostFacts *facts;

  vireo_test_wait (vireo_host_get_facts (f->host) != NULL);
  facts = vireo_host_get_facts (f->host);
  g_assert_cmpuint (facts->n_cpus, ==, 16);
  g_assert_cmpuint (facts->memory, ==, G_GUINT64_CONSTANT (33554432) * 1024);
  g_assert_false (facts->is_qemu);
  g_assert_false (facts->has_kvm);
  g_assert_true (facts->is_local);
  g_assert_cmpuint (vireo_host_get_vcpus_given_out (f->host), ==, 2);
  g_assert_cmpuint (vireo_host_get_memory_given_out (f->host), ==,
                    G_GUINT64_CONSTANT (2097152) * 1024);
}

static void
test_nonsense_fails_in_words (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  g_autoptr (VireoHost) host = vireo_host_new ("nonsense://here/there", NULL, journal);

  vireo_host_connect (host);
  g_assert_cmpuint (vireo_host_get_state (host), ==, VIREO_HOST_OPENING);
  vireo_test_wait (vireo_host_get_state (host) == VIREO_HOST_OFF);
  g_assert_nonnull (vireo_host_get_error (host));
  g_assert_cmpint (strlen (vireo_host_get_error (host)->message), >, 10);
}

/* A server that takes the connection and never says a word. */
static void
test_a_silent_host_is_given_up_at_once (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("qemu+tcp://127.0.0.1:%u/system", port);
  g_autoptr (VireoHost) host = vireo_host_new (uri, NULL, journal);
  g_autoptr (VireoHost) another = vireo_host_new ("test:///default", NULL, journal);

  g_assert_cmpuint (port, !=, 0);
  vireo_host_connect (host);
  /* A second host opens while the first one hangs. */
  vireo_host_connect (another);
  vireo_test_wait (vireo_host_get_state (another) == VIREO_HOST_ON);
  g_assert_cmpuint (vireo_host_get_state (host), ==, VIREO_HOST_OPENING);

  vireo_host_disconnect (host);
  g_assert_cmpuint (vireo_host_get_state (host), ==, VIREO_HOST_OFF);
  g_assert_null (vireo_host_get_error (host));
  vireo_host_disconnect (another);
}

static void
answer (VireoHost *host, VireoAuthRequest *request, gpointer n)
{
  ++*(guint *) n;
  for (guint i = 0; i < vireo_auth_request_get_n_fields (request); i++)
    {
      /* The password must not be shown while it is typed. */
      gboolean is_password = strstr (vireo_auth_request_get_prompt (request, i), "assword") != NULL;

      g_assert_true (vireo_auth_request_get_echo (request, i) == !is_password);
      vireo_auth_request_set_answer (request, i, is_password ? "secret" : "alice");
    }
  vireo_auth_request_answer (request);
}

static void
give_up (VireoHost *host, VireoAuthRequest *request, gpointer n)
{
  ++*(guint *) n;
  vireo_auth_request_cancel (request);
}

/* The test driver asks for a login when its file has users. */
static char *
host_with_users (void)
{
  static const char xml[] = "<node><auth><user password='secret'>alice</user></auth></node>";
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "vireo-auth-host.xml", NULL);

  g_assert_true (g_file_set_contents (path, xml, -1, NULL));
  return g_strconcat ("test://", path, NULL);
}

static void
test_a_login_is_asked_for (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  g_autofree char *uri = host_with_users ();
  g_autoptr (VireoHost) host = vireo_host_new (uri, NULL, journal);
  guint n = 0;

  g_signal_connect (host, "auth-needed", G_CALLBACK (answer), &n);
  vireo_host_connect (host);
  vireo_test_wait (vireo_host_get_state (host) != VIREO_HOST_OPENING);
  g_assert_no_error (vireo_host_get_error (host));
  g_assert_cmpuint (vireo_host_get_state (host), ==, VIREO_HOST_ON);
  g_assert_cmpuint (n, >=, 1);
  vireo_host_disconnect (host);

  g_signal_handlers_disconnect_by_func (host, answer, &n);
  g_signal_connect (host, "auth-needed", G_CALLBACK (give_up), &n);
  vireo_host_connect (host);
  vireo_test_wait (vireo_host_get_state (host) == VIREO_HOST_OFF);
  g_assert_error (vireo_host_get_error (host), VIREO_ERROR, VIREO_ERROR_AUTH);
}

#define ADD(name, function)                                                                        \
  g_test_add (name, Fixture, NULL, vireo_test_host_set_up, function, vireo_test_host_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  ADD ("/host/what-comes-and-goes-shows-by-itself", test_what_comes_and_goes_shows_by_itself);
  ADD ("/host/pools-and-networks-follow", test_pools_and_networks_follow);
  ADD ("/host/a-network-is-started-and-noted", test_a_network_is_started_and_noted);
  ADD ("/host/a-lost-host-comes-back-with-the-same-objects",
       test_a_lost_host_comes_back_with_the_same_objects);
  ADD ("/host/news-of-an-older-connection-is-ignored", test_news_of_an_older_connection_is_ignored);
  ADD ("/host/facts", test_facts_of_the_host);
  g_test_add_func ("/host/nonsense-fails-in-words", test_nonsense_fails_in_words);
  g_test_add_func ("/host/a-silent-host-is-given-up-at-once",
                   test_a_silent_host_is_given_up_at_once);
  g_test_add_func ("/host/a-login-is-asked-for", test_a_login_is_asked_for);
  return g_test_run ();
}
