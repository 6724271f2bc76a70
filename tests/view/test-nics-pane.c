/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>

#include "view/vm/vireo-nic-dialog.h"
#include "view/vm/vireo-nic-row.h"
#include "view/vm/vireo-vm-page.h"
#include "vireo-test-stats.h"
#include "vireo-test-view.h"

#define ROW ADW_TYPE_EXPANDER_ROW
#define DOMAIN(name, nics)                                                                         \
  "<domain type='test'><name>" name "</name><memory>1024</memory>"                                 \
  "<os><type arch='x86_64'>hvm</type></os><devices>" nics "</devices></domain>"
#define NIC(mac, rest) "<interface " rest "<mac address='" mac "'/></interface>"

static const char two_nics[]
    = DOMAIN ("web", NIC ("52:54:00:00:00:01",
                          "type='network'><source network='default'/><model type='virtio'/>")
                     NIC ("52:54:00:00:00:02", "type='bridge'><source bridge='br&lt;0&gt;'/>"
                                               "<model type='odd'/><link state='down'/>"
                                               "<mtu size='9000'/>"));
static const char strange_nics[]
    = DOMAIN ("strange", NIC ("52:54:00:00:00:03", "type='vhostuser'><source type='unix' "
                                                   "path='/run/v' mode='client'/>"
                                                   "<model type='virtio'/>")
                         NIC ("52:54:00:00:00:04",
                              "type='hostdev'><source><address type='pci' domain='0x0000' "
                              "bus='0x03' slot='0x10' function='0x2'/></source>"));
static const char measured_nics[]
    = DOMAIN ("web", NIC ("52:54:00:00:00:01",
                          "type='network'><source network='default'/><target dev='tap0'/>")
                     NIC ("52:54:00:00:00:02",
                          "type='bridge'><source bridge='br0'/><target dev='tap7'/>"));
static const char no_nic[] = DOMAIN ("bare", "");

typedef struct
{
  VireoTestContext host;
  virConnectPtr direct;
  virDomainPtr domain;
  VireoVm *vm; /* borrowed */
  GtkWindow *window;
  VireoVmPage *page;
} Fixture;

static void
set_up (Fixture *f, gconstpointer xml)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  f->direct = vireo_host_ref_connection (f->host.host);
  f->domain = virDomainDefineXML (f->direct, xml);
  g_assert_nonnull (f->domain);
  vireo_test_wait ((f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host),
                                                virDomainGetName (f->domain)))
                   != NULL);
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);
  vireo_test_wait (g_list_model_get_n_items (vireo_host_get_networks (f->host.host)) == 1);

  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 900, 800);
  f->page = VIREO_VM_PAGE (vireo_vm_page_new (f->host.context));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->page));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_page_show_pane (f->page, "network");
  vireo_vm_page_set_vm (f->page, f->vm);
  gtk_window_present (f->window);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  virDomainFree (f->domain);
  virConnectClose (f->direct);
  vireo_test_context_tear_down (&f->host);
}

/* --- what a person does --- */

static GtkWidget *
wait_for_row (Fixture *f, const char *title)
{
  vireo_test_wait (vireo_test_find (f->page, ROW, title) != NULL);
  return vireo_test_find (f->page, ROW, title);
}

static void
unfold (GtkWidget *row)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  vireo_test_wait (vireo_test_find (row, ADW_TYPE_ACTION_ROW, "MAC address") != NULL);
}

static GtkWidget *
wait_for_dialog (void)
{
  GtkWidget *dialog = NULL;

  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_NIC_DIALOG)) != NULL);
  vireo_test_wait (vireo_test_find (dialog, GTK_TYPE_BUTTON, "Cancel") != NULL);
  return dialog;
}

static GtkWidget *
open_dialog (GtkWidget *row, const char *action)
{
  gtk_widget_activate_action (row, action, NULL);
  return wait_for_dialog ();
}

static void
wait_until_closed (void)
{
  vireo_test_wait (vireo_test_window (VIREO_TYPE_NIC_DIALOG) == NULL);
}

static void
type_into (GtkWidget *dialog, const char *field, const char *text)
{
  vireo_test_wait (vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, field) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, field)), text);
}

static void
set_number (GtkWidget *dialog, const char *field, double value)
{
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (vireo_test_find (dialog, GTK_TYPE_SPIN_BUTTON, field)),
                             value);
}

/* Chooses the item that says @words. */
static void
choose (GtkWidget *dialog, const char *field, const char *words)
{
  AdwComboRow *row = ADW_COMBO_ROW (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, field));
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      g_autofree char *label = NULL;

      g_object_get (item, GTK_IS_STRING_OBJECT (item) ? "string" : "label", &label, NULL);
      if (g_strcmp0 (label, words) != 0)
        continue;
      adw_combo_row_set_selected (row, i);
      return;
    }
  g_error ("%s does not offer %s", field, words);
}

static char *
read_xml (Fixture *f)
{
  return virDomainGetXMLDesc (f->domain, VIR_DOMAIN_XML_INACTIVE);
}

static gboolean
xml_has (Fixture *f, const char *words)
{
  char *xml = read_xml (f);
  gboolean has = strstr (xml, words) != NULL;

  free (xml);
  return has;
}

/* --- tests --- */

static void
test_each_nic_says_what_it_is (Fixture *f, gconstpointer unused)
{
  GtkWidget *first = wait_for_row (f, "Virtual network “default”");
  GtkWidget *second = wait_for_row (f, "Bridge “br<0>”");

  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (first)), ==,
                   "52:54:00:00:00:01 · virtio");
  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (second)), ==,
                   "link down · 52:54:00:00:00:02 · odd");
  unfold (second);
  g_assert_cmpstr (vireo_test_subtitle (second, "MTU"), ==, "9000");
  g_assert_cmpstr (vireo_test_subtitle (second, "Model"), ==, "odd");
  g_assert_null (vireo_test_find (second, ADW_TYPE_ACTION_ROW, "Limits"));
  g_assert_false (gtk_switch_get_active (
      GTK_SWITCH (vireo_test_find (second, GTK_TYPE_SWITCH, "Link"))));
}

static void
test_none_offers_to_add_one (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  vireo_test_wait (vireo_test_find (f->page, GTK_TYPE_LABEL, "No Network Card") != NULL);
  vireo_test_press (f->page, "Add NIC…");
  dialog = wait_for_dialog ();
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_CHECK_BUTTON, "Now")); /* it is off */
  type_into (dialog, "MAC address", "52:54:00:AB:cd:ef");
  choose (dialog, "Model", "e1000e");
  gtk_switch_set_active (GTK_SWITCH (vireo_test_find (dialog, GTK_TYPE_SWITCH, "Link")), FALSE);
  set_number (dialog, "Sends at most", 512);
  vireo_test_press (dialog, "Add");
  wait_until_closed ();
  vireo_test_wait (vireo_test_find (f->page, ROW, "Virtual network “default”") != NULL);
  g_assert_true (xml_has (f, "<mac address='52:54:00:ab:cd:ef'/>"));
  g_assert_true (xml_has (f, "<model type='e1000e'/>"));
  g_assert_true (xml_has (f, "<link state='down'/>"));
  g_assert_true (xml_has (f, "<outbound average='512'/>"));
  g_assert_false (xml_has (f, "<mtu"));
  /* The only one is unfolded. */
  vireo_test_wait (vireo_test_find (f->page, ADW_TYPE_ACTION_ROW, "Limits") != NULL);
}

static void
test_another_bridge_is_named (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  vireo_test_press (f->page, "Add NIC…");
  dialog = wait_for_dialog ();
  choose (dialog, "Source", "Another bridge…");
  vireo_test_wait (vireo_test_find (dialog, GTK_TYPE_LABEL,
                                    "Give the name that it has on the host, as “br0”.")
                   != NULL);
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  type_into (dialog, "Name on the host", "br7");
  vireo_test_press (dialog, "Add");
  wait_until_closed ();
  wait_for_row (f, "Bridge “br7”");
}

static void
test_a_mac_address_is_checked_as_it_is_typed (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  wait_for_row (f, "Virtual network “default”");
  vireo_test_press (f->page, "Add NIC…");
  dialog = wait_for_dialog ();
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  type_into (dialog, "MAC address", "52:54");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  type_into (dialog, "MAC address", "01:00:5e:00:00:01");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  g_assert_nonnull (vireo_test_find (dialog, GTK_TYPE_LABEL,
                                     "This MAC address is that of a group (multicast).  The second "
                                     "digit must be even."));
  type_into (dialog, "MAC address", "52:54:00:00:00:02");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  g_assert_nonnull (vireo_test_find (
      dialog, GTK_TYPE_LABEL, "This virtual machine has a network card with this MAC address."));
  vireo_test_press (dialog, "New MAC Address");
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  vireo_test_press (dialog, "Cancel");
  wait_until_closed ();
}

static void
test_a_mac_address_of_another_vm_is_said (Fixture *f, gconstpointer unused)
{
  virDomainPtr other = virDomainDefineXML (f->direct, no_nic);
  GtkWidget *dialog;

  virDomainFree (other);
  other = virDomainDefineXML (f->direct, strange_nics);
  virDomainFree (other);
  wait_for_row (f, "Virtual network “default”");
  vireo_test_press (f->page, "Add NIC…");
  dialog = wait_for_dialog ();
  type_into (dialog, "MAC address", "52:54:00:00:00:04");
  vireo_test_wait (vireo_test_find (dialog, GTK_TYPE_LABEL,
                                    "“strange” has this MAC address too: they must not meet on one "
                                    "network.")
                   != NULL);
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  type_into (dialog, "MAC address", "52:54:00:00:00:05");
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_LABEL,
                                  "“strange” has this MAC address too: they must not meet on one "
                                  "network."));
  vireo_test_press (dialog, "Cancel");
  wait_until_closed ();
}

static void
test_only_what_was_changed_is_changed (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (wait_for_row (f, "Bridge “br<0>”"), "nic.edit");

  set_number (dialog, "MTU", 1500);
  set_number (dialog, "Receives at most", 2048);
  vireo_test_press (dialog, "Apply");
  wait_until_closed ();
  vireo_test_wait (xml_has (f, "<mtu size='1500'/>"));
  g_assert_true (xml_has (f, "<inbound average='2048'/>"));
  g_assert_true (xml_has (f, "<source bridge='br&lt;0&gt;'/>"));
  g_assert_true (xml_has (f, "<model type='odd'/>"));
  g_assert_true (xml_has (f, "<link state='down'/>"));
}

static void
test_the_source_is_changed (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = wait_for_row (f, "Virtual network “default”");
  GtkWidget *dialog = open_dialog (row, "nic.source");

  g_assert_null (vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "MAC address"));
  choose (dialog, "Source", "User mode: only outgoing connections");
  vireo_test_press (dialog, "Apply");
  wait_until_closed ();
  /* The row stays the same one. */
  vireo_test_wait (vireo_test_find (f->page, ROW, "User-mode network") == row);
}

static void
test_a_new_mac_is_asked_about (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = wait_for_row (f, "Virtual network “default”");

  gtk_widget_activate_action (row, "nic.new-mac", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (!xml_has (f, "52:54:00:00:00:01"));
  vireo_test_wait (vireo_test_find (f->page, ROW, "Virtual network “default”") != NULL);
  g_assert_true (xml_has (f, "<model type='virtio'/>"));
}

static void
test_removing_asks_first (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = wait_for_row (f, "Virtual network “default”");

  gtk_widget_activate_action (row, "nic.remove", NULL);
  vireo_test_answer ("cancel");
  g_assert_true (xml_has (f, "52:54:00:00:00:01"));
  gtk_widget_activate_action (row, "nic.remove", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (vireo_test_find (f->page, ROW, "Virtual network “default”") == NULL);
  g_assert_false (xml_has (f, "52:54:00:00:00:01"));
  g_assert_true (xml_has (f, "52:54:00:00:00:02"));
}

static void
test_the_link_is_switched (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = wait_for_row (f, "Bridge “br<0>”");
  GtkWidget *link;

  unfold (row);
  link = vireo_test_find (row, GTK_TYPE_SWITCH, "Link");
  gtk_switch_set_active (GTK_SWITCH (link), TRUE);
  vireo_test_wait (!xml_has (f, "<link state='down'/>"));
  vireo_test_wait (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "link down")
                   == NULL);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (link)));
}

static void
test_a_network_that_does_not_run_offers_its_start (Fixture *f, gconstpointer unused)
{
  virNetworkPtr network = virNetworkLookupByName (f->direct, "default");
  GtkWidget *row = wait_for_row (f, "Virtual network “default”");

  unfold (row);
  g_assert_null (vireo_test_find (row, GTK_TYPE_BUTTON, "Start It"));
  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  vireo_test_wait (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                           "the network is not running")
                   != NULL);
  vireo_test_press (row, "Start It");
  vireo_test_wait (virNetworkIsActive (network) == 1);
  vireo_test_wait (vireo_test_find (row, GTK_TYPE_BUTTON, "Start It") == NULL);

  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  vireo_test_press (f->page, "Add NIC…");
  vireo_test_press (wait_for_dialog (), "Start It");
  vireo_test_wait (virNetworkIsActive (network) == 1);
  vireo_test_press (wait_for_dialog (), "Cancel");
  wait_until_closed ();
  virNetworkFree (network);
}

static void
test_what_cannot_be_changed_is_not_offered (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = wait_for_row (f, "vhost-user socket “/run/v”");
  GtkWidget *dialog = open_dialog (row, "nic.edit");

  g_assert_null (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "Source"));
  g_assert_nonnull (vireo_test_find (dialog, GTK_TYPE_SPIN_BUTTON, "Queues"));
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_SPIN_BUTTON, "Sends at most"));
  vireo_test_press (dialog, "Cancel");
  wait_until_closed ();

  row = wait_for_row (f, "PCI device of the host “0000:03:10.2”");
  unfold (row);
  g_assert_null (vireo_test_find (row, GTK_TYPE_SWITCH, "Link"));
  dialog = open_dialog (row, "nic.edit");
  g_assert_nonnull (vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "MAC address"));
  g_assert_null (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "Model"));
  g_assert_null (vireo_test_find (dialog, GTK_TYPE_SWITCH, "Link"));
  vireo_test_press (dialog, "Cancel");
  wait_until_closed ();
}

static void
test_running_a_change_waits (Fixture *f, gconstpointer unused)
{
  GtkWidget *row, *dialog;

  g_assert_cmpint (virDomainCreate (f->domain), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  row = wait_for_row (f, "Virtual network “default”");
  dialog = open_dialog (row, "nic.edit");
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_CHECK_BUTTON, "Now"));
  choose (dialog, "Model", "rtl8139");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_CHECK_BUTTON, "Now"));
  g_assert_nonnull (vireo_test_find (dialog, GTK_TYPE_LABEL,
                                     "Model, MAC address, queues and MTU change at the next start "
                                     "only"));
  vireo_test_press (dialog, "Apply");
  wait_until_closed ();

  /* It runs as before, and says what comes. */
  vireo_test_wait (vireo_test_find (row, GTK_TYPE_LABEL, "pending") != NULL);
  g_assert_nonnull (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)), "virtio"));
  unfold (row);
  g_assert_nonnull (strstr (vireo_test_subtitle (row, "At the next start"), "rtl8139"));
  vireo_test_press (row, "Discard");
  vireo_test_wait (vireo_test_find (row, GTK_TYPE_LABEL, "pending") == NULL);
  g_assert_false (xml_has (f, "rtl8139"));
}

static void
test_a_vm_that_stops_meanwhile_is_asked_no_more_when (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  g_assert_cmpint (virDomainCreate (f->domain), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  vireo_test_press (f->page, "Add NIC…");
  dialog = wait_for_dialog ();
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_CHECK_BUTTON, "At the next start"));
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (vireo_test_find (dialog, GTK_TYPE_CHECK_BUTTON, "Now")), FALSE);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (vireo_test_find (dialog, GTK_TYPE_CHECK_BUTTON, "At the next start")),
      FALSE);
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  g_assert_cmpint (virDomainDestroy (f->domain), ==, 0);
  vireo_test_wait (vireo_test_find (dialog, GTK_TYPE_CHECK_BUTTON, "Now") == NULL);
  vireo_test_press (dialog, "Add");
  wait_until_closed ();
  wait_for_row (f, "Virtual network “default”");
}

static void
test_running_it_says_how_fast_it_is (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = wait_for_row (f, "Virtual network “default”");
  GtkWidget *odd = wait_for_row (f, "Bridge “br0”");
  const char *rate;

  virDomainCreate (f->domain);
  unfold (row);
  vireo_test_wait ((rate = vireo_test_subtitle (row, "Rate now")) != NULL
                   && strstr (rate, "iB/s received, 0 bytes/s sent") != NULL);
  unfold (odd);
  vireo_test_wait (g_strcmp0 (vireo_test_subtitle (odd, "Rate now"), "not known") == 0);
  g_assert_null (vireo_test_find (odd, GTK_TYPE_LABEL, "not known in\nnot known out"));
}

static void
test_keyboard_adds_one (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog, *mac;

  vireo_test_press (f->page, "Add NIC…");
  dialog = wait_for_dialog ();
  type_into (dialog, "MAC address", "52:54:00:00:00:09");
  mac = vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "MAC address");
  g_signal_emit_by_name (mac, "entry-activated"); /* Enter */
  wait_until_closed ();
  vireo_test_wait (xml_has (f, "52:54:00:00:00:09"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, xml, test) g_test_add ("/nics-pane/" path, Fixture, xml, set_up, test, tear_down)
  ADD ("each-nic-says-what-it-is", two_nics, test_each_nic_says_what_it_is);
  ADD ("none-offers-to-add-one", no_nic, test_none_offers_to_add_one);
  ADD ("another-bridge-is-named", no_nic, test_another_bridge_is_named);
  ADD ("a-mac-address-is-checked-as-it-is-typed", two_nics,
       test_a_mac_address_is_checked_as_it_is_typed);
  ADD ("a-mac-address-of-another-vm-is-said", two_nics, test_a_mac_address_of_another_vm_is_said);
  ADD ("only-what-was-changed-is-changed", two_nics, test_only_what_was_changed_is_changed);
  ADD ("the-source-is-changed", two_nics, test_the_source_is_changed);
  ADD ("a-new-mac-is-asked-about", two_nics, test_a_new_mac_is_asked_about);
  ADD ("removing-asks-first", two_nics, test_removing_asks_first);
  ADD ("the-link-is-switched", two_nics, test_the_link_is_switched);
  ADD ("a-network-that-does-not-run-offers-its-start", two_nics,
       test_a_network_that_does_not_run_offers_its_start);
  ADD ("what-cannot-be-changed-is-not-offered", strange_nics,
       test_what_cannot_be_changed_is_not_offered);
  ADD ("running-a-change-waits", two_nics, test_running_a_change_waits);
  ADD ("a-vm-that-stops-meanwhile-is-asked-no-more-when", no_nic,
       test_a_vm_that_stops_meanwhile_is_asked_no_more_when);
  ADD ("running-it-says-how-fast-it-is", measured_nics, test_running_it_says_how_fast_it_is);
  ADD ("keyboard-adds-one", no_nic, test_keyboard_adds_one);
  return g_test_run ();
}
