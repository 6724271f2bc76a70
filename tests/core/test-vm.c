/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "vireo-test-host.h"

typedef VireoTestHost Fixture;

static void
order (Fixture *f, VireoVmOrder what, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  vireo_vm_order_async (f->vm, what, NULL, vireo_test_keep_result, &result);
  vireo_test_wait (result != NULL);
  vireo_vm_order_finish (f->vm, result, error);
}

static void
count (GObject *object, GParamSpec *pspec, gpointer n)
{
  ++*(guint *) n;
}

static void
test_facts_are_read (Fixture *f, gconstpointer unused)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (f->vm);

  g_assert_cmpuint (facts->state, ==, VIREO_VM_STATE_RUNNING);
  g_assert_cmpint (facts->id, ==, 1);
  g_assert_cmpuint (facts->n_vcpus, ==, 2);
  g_assert_cmpuint (facts->memory, ==, G_GUINT64_CONSTANT (2097152) * 1024);
  g_assert_true (facts->persistent);
  g_assert_cmpstr (facts->virt_type, ==, "test");
}

static void
test_somebody_elses_change_shows_by_event (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  guint n = 0;

  g_assert_cmpint (virDomainDestroy (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_OFF);
  g_assert_true (vireo_vm_get_can (f->vm) & VIREO_VM_CAN_START);
  g_assert_cmpint (vireo_vm_get_facts (f->vm)->id, ==, -1);

  g_signal_connect (f->vm, "notify::state", G_CALLBACK (count), &n);
  order (f, VIREO_VM_ORDER_START, NULL);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_power_orders_change_the_state (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  order (f, VIREO_VM_ORDER_PAUSE, &error);
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_PAUSED);
  g_assert_true (vireo_vm_get_can (f->vm) & VIREO_VM_CAN_RESUME);
  g_assert_false (vireo_vm_get_can (f->vm) & VIREO_VM_CAN_PAUSE);

  order (f, VIREO_VM_ORDER_RESUME, &error);
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);

  order (f, VIREO_VM_ORDER_SAVE, &error);
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_SAVED);
  g_assert_true (vireo_vm_get_can (f->vm) & VIREO_VM_CAN_DISCARD_SAVED);

  order (f, VIREO_VM_ORDER_START, &error);
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);

  order (f, VIREO_VM_ORDER_SHUT_DOWN, &error);
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_OFF);
}

static void
test_a_refused_order_is_told_and_journalled (Fixture *f, gconstpointer unused)
{
  GListModel *entries = vireo_journal_get_entries (f->journal);
  g_autoptr (VireoJournalEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;
  guint result;

  order (f, VIREO_VM_ORDER_RESUME, &error);
  g_assert_nonnull (error);
  g_assert_true (error->domain == VIREO_ERROR);
  g_assert_cmpuint (g_list_model_get_n_items (entries), ==, 1);
  entry = g_list_model_get_item (entries, 0);
  g_object_get (entry, "command", &command, "result", &result, NULL);
  g_assert_true (g_str_has_prefix (command, "virsh -c test:///"));
  g_assert_true (g_str_has_suffix (command, "/host.xml resume test"));
  g_assert_cmpuint (result, ==, VIREO_JOURNAL_FAILED);
  g_assert_cmpuint (vireo_vm_get_state (f->vm), ==, VIREO_VM_STATE_RUNNING);
}

static void
test_rename_title_and_description_are_kept (Fixture *f, gconstpointer unused)
{
  static const char hard[] = "Web & <shop> \"A\" 'B' 商店";
  g_autoptr (GAsyncResult) titled = NULL;
  g_autoptr (GAsyncResult) described = NULL;
  g_autoptr (GError) error = NULL;

  vireo_vm_set_title_async (f->vm, hard, NULL, vireo_test_keep_result, &titled);
  vireo_test_wait (titled != NULL);
  g_assert_true (vireo_vm_edit_finish (f->vm, titled, &error));
  vireo_test_wait (g_strcmp0 (vireo_vm_get_display_name (f->vm), hard) == 0);

  vireo_vm_set_description_async (f->vm, "one\ntwo", NULL, vireo_test_keep_result, &described);
  vireo_test_wait (described != NULL);
  g_assert_true (vireo_vm_edit_finish (f->vm, described, &error));
  vireo_test_wait (g_strcmp0 (vireo_vm_get_facts (f->vm)->description, "one\ntwo") == 0);
  g_assert_cmpstr (vireo_vm_get_name (f->vm), ==, "test");
}

/* What virsh is told is what was done: to what runs and to what is defined. */
static void
test_descriptions_are_journalled (Fixture *f, gconstpointer unused)
{
  GListModel *entries = vireo_journal_get_entries (f->journal);
  g_autoptr (GAsyncResult) titled = NULL;
  g_autoptr (GAsyncResult) described = NULL;
  g_autoptr (VireoJournalEntry) title = NULL;
  g_autoptr (VireoJournalEntry) description = NULL;

  vireo_vm_set_title_async (f->vm, "", NULL, vireo_test_keep_result, &titled);
  vireo_test_wait (titled != NULL);
  vireo_vm_set_description_async (f->vm, "-x it's", NULL, vireo_test_keep_result, &described);
  vireo_test_wait (described != NULL);
  title = g_list_model_get_item (entries, 0);
  g_assert_true (g_str_has_suffix (vireo_journal_entry_get_command (title),
                                   "host.xml desc test --live --config --title -- ''"));
  description = g_list_model_get_item (entries, 1);
  g_assert_true (g_str_has_suffix (vireo_journal_entry_get_command (description),
                                   "host.xml desc test --live --config -- '-x it'\\''s'"));
}

static void
test_autostart_is_an_order (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  order (f, VIREO_VM_ORDER_AUTOSTART_ON, &error);
  g_assert_no_error (error);
  vireo_test_wait (vireo_vm_get_facts (f->vm)->autostart);
  order (f, VIREO_VM_ORDER_AUTOSTART_OFF, &error);
  g_assert_no_error (error);
  vireo_test_wait (!vireo_vm_get_facts (f->vm)->autostart);
}

static void
test_cpu_usage_needs_two_samples (Fixture *f, gconstpointer unused)
{
  double usage;
  guint n;

  vireo_vm_take_cpu_sample (f->vm, 1000000000, 1000000);
  g_object_get (f->vm, "cpu-usage", &usage, NULL);
  g_assert_cmpfloat (usage, <, 0);
  /* One second of processor time in one second, on two virtual processors. */
  vireo_vm_take_cpu_sample (f->vm, 2000000000, 2000000);
  g_object_get (f->vm, "cpu-usage", &usage, NULL);
  g_assert_cmpfloat_with_epsilon (usage, 0.5, 0.001);
  g_assert_nonnull (vireo_vm_get_cpu_history (f->vm, &n));
  g_assert_cmpuint (n, ==, 1);
  /* A counter that ran backwards is a restart, not a negative load. */
  vireo_vm_take_cpu_sample (f->vm, 5, 3000000);
  vireo_vm_get_cpu_history (f->vm, &n);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_an_older_reading_never_replaces_a_newer (Fixture *f, gconstpointer unused)
{
  VireoVmFacts *older = vireo_vm_facts_new ();
  VireoVmFacts *newer = vireo_vm_facts_new ();

  older->name = g_strdup ("older");
  newer->name = g_strdup ("newer");
  vireo_vm_apply (f->vm, newer);
  vireo_vm_apply (f->vm, older);
  g_assert_cmpstr (vireo_vm_get_name (f->vm), ==, "newer");
}

static void
test_states_say_what_they_allow (void)
{
  static const struct
  {
    int state;
    gboolean saved, persistent;
    VireoVmCan must, must_not;
  } table[] = {
    { VIR_DOMAIN_SHUTOFF, FALSE, TRUE, VIREO_VM_CAN_START | VIREO_VM_CAN_RENAME,
      VIREO_VM_CAN_FORCE_OFF | VIREO_VM_CAN_DISCARD_SAVED },
    { VIR_DOMAIN_SHUTOFF, TRUE, TRUE, VIREO_VM_CAN_START | VIREO_VM_CAN_DISCARD_SAVED,
      VIREO_VM_CAN_PAUSE },
    { VIR_DOMAIN_RUNNING, FALSE, TRUE, VIREO_VM_CAN_PAUSE | VIREO_VM_CAN_SAVE,
      VIREO_VM_CAN_START | VIREO_VM_CAN_RENAME | VIREO_VM_CAN_RESUME },
    { VIR_DOMAIN_RUNNING, FALSE, FALSE, VIREO_VM_CAN_PAUSE,
      VIREO_VM_CAN_SAVE | VIREO_VM_CAN_AUTOSTART | VIREO_VM_CAN_EDIT },
    { VIR_DOMAIN_PAUSED, FALSE, TRUE, VIREO_VM_CAN_RESUME | VIREO_VM_CAN_FORCE_OFF,
      VIREO_VM_CAN_SHUT_DOWN | VIREO_VM_CAN_PAUSE },
    { VIR_DOMAIN_PMSUSPENDED, FALSE, TRUE, VIREO_VM_CAN_RESUME, VIREO_VM_CAN_SAVE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (VireoVmFacts) facts = vireo_vm_facts_new ();
      VireoVmCan can;

      facts->libvirt_state = table[i].state;
      facts->saved = table[i].saved;
      facts->persistent = table[i].persistent;
      facts->id = table[i].state == VIR_DOMAIN_SHUTOFF ? -1 : 3;
      facts->state = vireo_vm_state_from_libvirt (facts->libvirt_state, facts->saved);
      can = vireo_vm_facts_get_can (facts);
      g_assert_cmpuint (can & table[i].must, ==, table[i].must);
      g_assert_cmpuint (can & table[i].must_not, ==, 0);
    }
}

static void
test_paused_says_why (void)
{
  g_assert_cmpstr (vireo_vm_reason_get_label (VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_IOERROR), ==,
                   "disk error, or the disk is full");
  g_assert_cmpstr (vireo_vm_reason_get_label (VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_WATCHDOG), ==,
                   "by its watchdog");
  g_assert_nonnull (vireo_vm_reason_get_label (VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_UNKNOWN));
  g_assert_null (vireo_vm_reason_get_label (VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED));
}

static void
test_xml_tells_the_rest (void)
{
  static const char xml[]
      = "<domain type='kvm'><name>x</name><title>T</title>"
        "<metadata>"
        "<libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'>"
        "<libosinfo:os id='http://ctyun.cn/ctyunos/2.0.1'/></libosinfo:libosinfo>"
        "<v:vm xmlns:v='https://vireovm.github.io/xmlns/domain/1.0'>"
        "<v:install phase='running' media='/isos/c.iso'/></v:vm></metadata>"
        "<memory unit='GiB'>4</memory><vcpu current='2'>8</vcpu>"
        "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os>"
        "<devices><graphics type='vnc'/><channel type='unix'>"
        "<target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>"
        "</devices></domain>";
  g_autoptr (VireoVmFacts) facts = vireo_vm_facts_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (vireo_vm_facts_read_xml (facts, xml, &error));
  g_assert_cmpstr (facts->os_id, ==, "http://ctyun.cn/ctyunos/2.0.1");
  g_assert_cmpuint (facts->install_phase, ==, VIREO_INSTALL_RUNNING);
  g_assert_cmpstr (facts->install_media, ==, "/isos/c.iso");
  g_assert_cmpuint (facts->n_vcpus, ==, 2);
  g_assert_cmpuint (facts->memory, ==, G_GUINT64_CONSTANT (4) << 30);
  g_assert_true (facts->uefi && facts->has_vnc && facts->agent_connected && !facts->has_spice);

  g_assert_false (vireo_vm_facts_read_xml (facts, "<domain><name></domain>", &error));
  g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
  g_assert_cmpuint (facts->n_vcpus, ==, 2);
}

#define ADD(name, function)                                                                        \
  g_test_add (name, Fixture, NULL, vireo_test_host_set_up, function, vireo_test_host_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  ADD ("/vm/facts-are-read", test_facts_are_read);
  ADD ("/vm/somebody-elses-change-shows-by-event", test_somebody_elses_change_shows_by_event);
  ADD ("/vm/power-orders-change-the-state", test_power_orders_change_the_state);
  ADD ("/vm/a-refused-order-is-told-and-journalled", test_a_refused_order_is_told_and_journalled);
  ADD ("/vm/rename-title-and-description-are-kept", test_rename_title_and_description_are_kept);
  ADD ("/vm/descriptions-are-journalled", test_descriptions_are_journalled);
  ADD ("/vm/autostart-is-an-order", test_autostart_is_an_order);
  ADD ("/vm/cpu-usage-needs-two-samples", test_cpu_usage_needs_two_samples);
  ADD ("/vm/an-older-reading-never-replaces-a-newer",
       test_an_older_reading_never_replaces_a_newer);
  g_test_add_func ("/vm/states-say-what-they-allow", test_states_say_what_they_allow);
  g_test_add_func ("/vm/paused-says-why", test_paused_says_why);
  g_test_add_func ("/vm/xml-tells-the-rest", test_xml_tells_the_rest);
  return g_test_run ();
}
