/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of VMs of libvirt's test driver, changed by the words on the buttons. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>

#include "core/base/vireo-units.h"
#include "view/vm/vireo-boot-row.h"
#include "view/vm/vireo-change-dialog.h"
#include "view/vm/vireo-overview-pane.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPane *pane;
  VireoVm *vm; /* borrowed: "store" */
} Fixture;

static const char definition[]
    = "<domain type='test'><name>store</name>"
      "<memory unit='MiB'>2048</memory><currentMemory unit='MiB'>1024</currentMemory>"
      "<vcpu current='2'>8</vcpu>"
      "<os><type arch='x86_64'>hvm</type><boot dev='hd'/></os>"
      "<cpu mode='host-passthrough'><topology sockets='2' dies='1' cores='4' threads='1'/></cpu>"
      "<devices>"
      "<disk type='file' device='disk'><source file='/default-pool/store.qcow2'/>"
      "<target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><source file='/iso/install.iso'/>"
      "<target dev='sda' bus='sata'/><readonly/></disk>"
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/>"
      "</interface><memballoon model='virtio'/>"
      "</devices></domain>";

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  virDomainPtr other, handle;

  vireo_test_context_set_up (&f->host);
  other = vireo_vm_ref_handle (f->host.vm);
  handle = virDomainDefineXML (virDomainGetConnect (other), definition);
  g_assert_nonnull (handle);
  virDomainFree (handle);
  virDomainFree (other);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host.host), "store") != NULL);
  f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host), "store");
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 800, 600);
  f->pane = g_object_new (VIREO_TYPE_OVERVIEW_PANE, "context", f->host.context, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->pane));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_pane_set_vm (f->pane, f->vm);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  gtk_window_present (f->window);
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "VirtIO tablet") != NULL);
  vireo_test_wait (vireo_test_find (f->pane, VIREO_TYPE_BOOT_ROW, "store.qcow2") != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

static gboolean
xml_has (Fixture *f, const char *words)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  char *xml = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
  gboolean found = strstr (xml, words) != NULL;

  free (xml);
  virDomainFree (handle);
  return found;
}

static void
start (Fixture *f)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);

  g_assert_cmpint (virDomainCreate (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
}

static gboolean
row_says (gpointer where, const char *title, const char *words)
{
  const char *subtitle = vireo_test_subtitle (where, title);

  return subtitle != NULL && strstr (subtitle, words) != NULL;
}

static gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

/* Presses the button of the row called @title, and waits for its dialog. */
static GtkWidget *
open_dialog (Fixture *f, const char *title, const char *button)
{
  GtkWidget *dialog = NULL;

  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, title), button);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  return dialog;
}

static void
save (GtkWidget *dialog, const char *verb)
{
  vireo_test_press (dialog, verb);
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static void
cancel (GtkWidget *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static GtkSpinButton *
spin (GtkWidget *dialog, const char *name)
{
  GtkWidget *button = NULL;

  vireo_test_wait ((button = vireo_test_find (dialog, GTK_TYPE_SPIN_BUTTON, name)) != NULL);
  return GTK_SPIN_BUTTON (button);
}

static void
enter (GtkWidget *dialog, const char *field, const char *text)
{
  GtkWidget *row = NULL;

  vireo_test_wait ((row = vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, field)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
choose (GtkWidget *dialog, const char *field, guint i)
{
  GtkWidget *row = NULL;

  vireo_test_wait ((row = vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, field)) != NULL);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
}

/* --- */

static void
test_each_group_says_what_it_is (Fixture *f, gconstpointer unused)
{
  g_assert_true (row_says (f->pane, "State", "Off"));
  g_assert_true (row_says (f->pane, "IP address", "None: it is not running"));
  g_assert_true (row_says (f->pane, "Processors", "2 CPUs of at most 8"));
  g_assert_true (row_says (f->pane, "Topology", "Sockets: 2, cores: 4, threads: 1"));
  g_assert_true (row_says (f->pane, "Processor model", "The host's own (host-passthrough)"));
  g_assert_true (row_says (f->pane, "Given out",
                           "This host gives out 2 of 16 CPUs to its running virtual machines"));
  g_assert_nonnull (vireo_test_find (f->pane, GTK_TYPE_LEVEL_BAR, "Processors given out"));
  g_assert_true (row_says (f->pane, "Memory", "1.0\302\240GiB of at most 2.0\302\240GiB"));
  g_assert_true (row_says (f->pane, "Firmware", "BIOS"));
  g_assert_true (row_says (f->pane, "Architecture", "x86_64"));
  g_assert_true (row_says (f->pane, "Memory balloon", "There"));
  g_assert_true (row_says (f->pane, "Random number generator", "Missing"));
  g_assert_true (says (f->pane, "Not configured"));
  g_assert_null (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Uptime"));
  g_assert_null (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "At the next start"));
}

static void
test_a_running_guest_tells_more (Fixture *f, gconstpointer unused)
{
  start (f);
  vireo_test_wait (row_says (f->pane, "State", "Running"));
  vireo_test_wait (row_says (f->pane, "Host name", "storehost"));
  vireo_test_wait (row_says (f->pane, "IP address", "192.168.122."));
  vireo_test_wait (row_says (f->pane, "Used by the guest", " of "));
  vireo_test_wait (row_says (f->pane, "Given out", "4 of 16 CPUs"));
  vireo_test_wait (row_says (f->pane, "Firmware", "It can be changed while"));
  g_assert_false (vireo_test_can (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Firmware"),
                                  GTK_TYPE_BUTTON, "Change…"));
}

static void
test_processors_and_their_topology_have_to_fit (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (f, "Processors", "Change…");

  gtk_spin_button_set_value (spin (dialog, "Cores"), 3);
  vireo_test_wait (says (dialog, "Sockets × dies × cores × threads come to 6, and must come to 8, "
                                 "which is what there can be at most."));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (spin (dialog, "Cores")), "error"));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  gtk_editable_set_text (GTK_EDITABLE (spin (dialog, "Cores")), "many");
  vireo_test_wait (says (dialog, "Write numbers from 1 to 1024."));
  gtk_editable_set_text (GTK_EDITABLE (spin (dialog, "Cores")), "4");
  /* Sockets follow what there can be at most, and that follows what is wanted. */
  gtk_spin_button_set_value (spin (dialog, "Processors"), 12);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (spin (dialog, "At most")), ==, 12);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (spin (dialog, "Sockets")), ==, 3);
  gtk_spin_button_set_value (spin (dialog, "At most"), 4);
  vireo_test_wait (says (dialog, "There cannot be more processors than 4, which is what there can "
                                 "be at most."));
  gtk_editable_set_text (GTK_EDITABLE (spin (dialog, "At most")), "16"); /* and not left */
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "Processors", "12 CPUs of at most 16"));
  g_assert_true (xml_has (f, "<topology sockets='4' dies='1' cores='4' threads='1'/>"));

  /* Without a topology the document says nothing of it. */
  dialog = open_dialog (f, "Processors", "Change…");
  adw_expander_row_set_enable_expansion (
      ADW_EXPANDER_ROW (vireo_test_find (dialog, ADW_TYPE_EXPANDER_ROW, "Topology")), FALSE);
  gtk_spin_button_set_value (spin (dialog, "Processors"), 5);
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "Processors", "5 CPUs of at most 16"));
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Topology") == NULL);
  g_assert_false (xml_has (f, "<topology"));
}

static void
test_processors_now_and_then (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog, *now;

  start (f);
  vireo_test_wait (row_says (f->pane, "Firmware", "It can be changed while"));
  dialog = open_dialog (f, "Processors", "Change…");
  now = vireo_test_find (dialog, GTK_TYPE_SWITCH, "Change it now too");
  g_assert_false (gtk_widget_is_sensitive (now)); /* it is as it was */
  gtk_spin_button_set_value (spin (dialog, "Processors"), 20);
  vireo_test_wait (row_says (dialog, "Change it now too",
                             "It needs a restart: as it runs it can have 8 at most"));
  g_assert_false (gtk_widget_is_sensitive (now));
  gtk_spin_button_set_value (spin (dialog, "Processors"), 4);
  gtk_spin_button_set_value (spin (dialog, "At most"), 8);
  g_assert_true (gtk_widget_is_sensitive (now));
  gtk_switch_set_active (GTK_SWITCH (now), FALSE);
  save (dialog, "Save");

  vireo_test_wait (row_says (f->pane, "At the next start",
                             "2 CPUs of at most 8 now, 4 CPUs of at most 8 at the next start"));
  vireo_test_press (f->pane, "Apply Now");
  vireo_test_wait (row_says (f->pane, "Processors", "4 CPUs of at most 8"));
  vireo_test_wait (row_says (f->pane, "Given out", "6 of 16 CPUs"));
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "At the next start") == NULL);

  dialog = open_dialog (f, "Processors", "Change…");
  gtk_spin_button_set_value (spin (dialog, "At most"), 16);
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "At the next start", "4 CPUs of at most 16"));
  g_assert_null (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Apply Now"));
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "At the next start"), "Discard");
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "At the next start") == NULL);
  g_assert_true (xml_has (f, "<vcpu placement='static' current='4'>8</vcpu>"));
}

static void
test_a_processor_model_is_searched_for (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (f, "Processor model", "Change…");
  GtkWidget *list = NULL, *search;
  GtkSelectionModel *models;

  choose (dialog, "Processor", 3);
  vireo_test_wait ((list = vireo_test_find (dialog, GTK_TYPE_LIST_VIEW, "Processor models"))
                   != NULL);
  vireo_test_wait (says (dialog, "Choose a model."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  models = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  vireo_test_wait (g_list_model_get_n_items (G_LIST_MODEL (models)) > 10);
  search = vireo_test_find (dialog, GTK_TYPE_SEARCH_ENTRY, "Search models");
  gtk_editable_set_text (GTK_EDITABLE (search), "skylake-client-ibrs");
  vireo_test_wait (g_list_model_get_n_items (G_LIST_MODEL (models)) == 1);
  gtk_selection_model_select_item (models, 0, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (search), "no such thing");
  vireo_test_wait (g_list_model_get_n_items (G_LIST_MODEL (models)) == 0);
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "Processor model", "Skylake-Client-IBRS"));
  g_assert_true (xml_has (f, "Skylake-Client-IBRS</model>"));

  dialog = open_dialog (f, "Processor model", "Change…");
  choose (dialog, "Processor", 1);
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "Processor model", "Like the host's (host-model)"));
}

static void
test_memory_understands_units (Fixture *f, gconstpointer unused)
{
  static const char *const nonsense[] = { "", "much", "-1 GiB", "0", "2 GiBs", "0x10", "1e99 GiB" };
  GtkWidget *dialog = open_dialog (f, "Memory", "Change…");

  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      enter (dialog, "Memory", nonsense[i]);
      vireo_test_wait (says (dialog, "Write a size, such as 2 GiB or 2048 MiB."));
      g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
    }
  enter (dialog, "Memory", "3 GiB");
  vireo_test_wait (says (dialog, "There cannot be more memory than there can be at most."));
  enter (dialog, "Memory", "100");
  enter (dialog, "At most", "64 TiB");
  vireo_test_wait (says (dialog, "The host has only 32.0\302\240GiB."));
  enter (dialog, "At most", "3G");
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "Memory", "100.0\302\240MiB of at most 3.0\302\240GiB"));
  g_assert_true (xml_has (f, "<memory unit='KiB'>3145728</memory>"));
  g_assert_true (xml_has (f, "<currentMemory unit='KiB'>102400</currentMemory>"));
}

static void
test_memory_at_the_next_start (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  start (f);
  vireo_test_wait (row_says (f->pane, "Firmware", "It can be changed while"));
  dialog = open_dialog (f, "Memory", "Change…");
  enter (dialog, "Memory", "4 GiB");
  enter (dialog, "At most", "4 GiB");
  vireo_test_wait (row_says (dialog, "Change it now too",
                             "It needs a restart: as it runs it can have 2.0\302\240GiB at most"));
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "At the next start", "4.0\302\240GiB at the next start"));
  g_assert_null (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Apply Now"));
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "At the next start"), "Discard");
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "At the next start") == NULL);
  g_assert_true (xml_has (f, "<memory unit='KiB'>2097152</memory>"));
}

static GtkWidget *
boot_row (Fixture *f, const char *title)
{
  return vireo_test_find (f->pane, VIREO_TYPE_BOOT_ROW, title);
}

/* The order as it is on the screen. */
static char *
read_order (Fixture *f)
{
  GtkWidget *first = boot_row (f, "store.qcow2");
  GtkWidget *list = first != NULL ? gtk_widget_get_parent (first) : NULL;
  GString *text = g_string_new (NULL);
  GtkListBoxRow *row;

  if (list == NULL)
    return g_string_free (text, FALSE);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), i)) != NULL; i++)
    if (VIREO_IS_BOOT_ROW (row))
      g_string_append_printf (text, "%s%s%s", text->len > 0 ? ", " : "",
                              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)),
                              vireo_boot_row_is_chosen (VIREO_BOOT_ROW (row)) ? "+" : "");
  return g_string_free (text, FALSE);
}

static gboolean
has_order (Fixture *f, const char *expected)
{
  g_autofree char *order = read_order (f);

  return g_str_equal (order, expected);
}

#define assert_order(f, expected)                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *order_ = read_order (f);                                                      \
    g_assert_cmpstr (order_, ==, expected);                                                        \
  }                                                                                                \
  G_STMT_END

static void
toggle (Fixture *f, const char *name)
{
  GtkWidget *check = vireo_test_find (f->pane, GTK_TYPE_CHECK_BUTTON, name);

  g_assert_nonnull (check);
  gtk_widget_activate (check);
}

static void
test_the_boot_order_is_arranged_and_applied (Fixture *f, gconstpointer unused)
{
  GtkWidget *row;

  assert_order (f, "store.qcow2+, install.iso, Network");
  toggle (f, "Boot from Network");
  assert_order (f, "store.qcow2+, Network+, install.iso");
  toggle (f, "Boot from install.iso");
  row = boot_row (f, "install.iso");
  gtk_widget_grab_focus (row);
  gtk_widget_activate_action (row, "boot.up", NULL);
  gtk_widget_activate_action (row, "boot.up", NULL);
  assert_order (f, "install.iso+, store.qcow2+, Network+");
  g_assert_true (boot_row (f, "install.iso") == row);
  g_assert_false (vireo_test_can (row, GTK_TYPE_BUTTON, "Boot from It Earlier"));
  g_assert_true (vireo_test_can (row, GTK_TYPE_BUTTON, "Boot from It Later"));
  g_assert_false (xml_has (f, "<boot order="));
  vireo_test_press (f->pane, "Apply");
  vireo_test_wait (xml_has (f, "<boot order='3'/>"));
  vireo_test_wait (vireo_test_find (f->pane, GTK_TYPE_BUTTON, "Apply") == NULL);
  assert_order (f, "install.iso+, store.qcow2+, Network+");

  toggle (f, "Boot from Network");
  vireo_test_press (f->pane, "Discard");
  assert_order (f, "install.iso+, store.qcow2+, Network+");

  /* A row that is dropped on another one takes its place. */
  g_signal_emit_by_name (boot_row (f, "install.iso"), "dropped", boot_row (f, "Network"));
  assert_order (f, "Network+, install.iso+, store.qcow2+");
}

static void
test_what_others_take_away_leaves_an_order_being_made (Fixture *f, gconstpointer unused)
{
  const char *cd = strstr (definition, "<disk type='file' device='cdrom'>");
  const char *behind = strstr (cd, "<interface");
  const char *name = strstr (definition, "<memory");
  g_autofree char *same = g_strdup_printf (
      "%.*s<uuid>%s</uuid>%.*s%s", (int) (name - definition), definition,
      vireo_vm_get_uuid (f->vm), (int) (cd - name), name, behind);
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  virDomainPtr defined;

  toggle (f, "Boot from install.iso");
  toggle (f, "Boot from Network");
  assert_order (f, "store.qcow2+, install.iso+, Network+");
  defined = virDomainDefineXML (virDomainGetConnect (handle), same);
  g_assert_nonnull (defined);
  virDomainFree (defined);
  virDomainFree (handle);
  vireo_test_wait (boot_row (f, "install.iso") == NULL);
  assert_order (f, "store.qcow2+, Network+");
}

static void
test_firmware_changes_while_off (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (f, "Firmware", "Change…");

  g_assert_false (
      gtk_widget_is_sensitive (vireo_test_find (dialog, GTK_TYPE_SWITCH, "Secure Boot")));
  choose (dialog, "Firmware", 1);
  vireo_test_wait (says (dialog,
                         "The firmware begins with new settings: boot entries and keys that were "
                         "saved are not there any more.  A system that was installed with BIOS does "
                         "not start with UEFI."));
  gtk_switch_set_active (GTK_SWITCH (vireo_test_find (dialog, GTK_TYPE_SWITCH, "Secure Boot")),
                         TRUE);
  save (dialog, "Save");
  vireo_test_wait (row_says (f->pane, "Firmware", "UEFI with Secure Boot"));
  g_assert_true (xml_has (f, "firmware='efi'"));
}

static void
test_a_vm_that_starts_meanwhile_keeps_its_firmware (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (f, "Firmware", "Change…");

  choose (dialog, "Firmware", 1);
  start (f);
  vireo_test_press (dialog, "Save");
  vireo_test_wait (
      says (dialog, "The firmware can only be changed while the virtual machine is off."));
  cancel (dialog);
  g_assert_false (xml_has (f, "firmware='efi'"));
}

static void
test_a_vm_that_stops_meanwhile_is_changed_for_the_next_start (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);

  start (f);
  vireo_test_wait (row_says (f->pane, "Firmware", "It can be changed while"));
  dialog = open_dialog (f, "Processors", "Change…");
  gtk_spin_button_set_value (spin (dialog, "Processors"), 6);
  g_assert_cmpint (virDomainDestroy (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_OFF);
  save (dialog, "Save"); /* it said: now too */
  vireo_test_wait (row_says (f->pane, "Processors", "6 CPUs of at most 8"));
}

static void
test_virtio_devices_come_and_go (Fixture *f, gconstpointer unused)
{
  GtkWidget *rng = vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Random number generator");

  vireo_test_press (rng, "Add");
  vireo_test_wait (row_says (f->pane, "Random number generator", "There"));
  g_assert_true (xml_has (f, "<rng model='virtio'>"));
  vireo_test_press (rng, "Remove");
  vireo_test_wait (row_says (f->pane, "Random number generator", "Missing"));

  start (f);
  vireo_test_wait (row_says (f->pane, "Firmware", "It can be changed while"));
  vireo_test_press (rng, "Add");
  vireo_test_wait (
      row_says (f->pane, "Random number generator", "Not there yet, comes at the next start"));
  vireo_test_press (rng, "Discard");
  vireo_test_wait (row_says (f->pane, "Random number generator", "Missing"));
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Memory balloon"), "Remove");
  vireo_test_wait (row_says (f->pane, "Memory balloon", "There now, gone at the next start"));
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Memory balloon"), "Keep");
  vireo_test_wait (row_says (f->pane, "Memory balloon", "There\n"));
}

static void
test_the_agent_gets_its_channel (Fixture *f, gconstpointer unused)
{
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Guest agent"), "Add");
  vireo_test_wait (says (f->pane, "Configured"));
  g_assert_true (xml_has (f, "org.qemu.guest_agent.0"));
  start (f);
  vireo_test_wait (row_says (f->pane, "Guest agent", "qemu-guest-agent"));
}

static void
test_a_folder_is_shared (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (f, "Shared folder (virtiofs)", "Add…");

  enter (dialog, "Folder of the host", "relative");
  vireo_test_wait (says (dialog, "Write the whole path, beginning with a slash (/)."));
  enter (dialog, "Folder of the host", "/srv/data & more");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (
                       vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, "Name for the guest"))),
                   ==, "data-&-more");
  enter (dialog, "Name for the guest", "共享共享共享共享共享共享共享");
  vireo_test_wait (says (dialog, "The name is too long: 36 letters at most, fewer with accents or "
                                 "in Chinese."));
  enter (dialog, "Name for the guest", "with space");
  vireo_test_wait (says (dialog, "The name cannot have spaces, commas or slashes (/)."));
  enter (dialog, "Name for the guest", "data");
  save (dialog, "Add");
  vireo_test_wait (row_says (f->pane, "Shared folder (virtiofs)", "data"));
  g_assert_true (xml_has (f, "<source dir='/srv/data &amp; more'/>"));

  dialog = open_dialog (f, "Shared folder (virtiofs)", "Add…");
  enter (dialog, "Folder of the host", "/srv/data");
  vireo_test_press (dialog, "Add");
  vireo_test_wait (says (dialog, "Another shared folder is called “data” already."));
  cancel (dialog);

  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Shared folder (virtiofs)"),
                    "Remove");
  vireo_test_answer ("yes");
  vireo_test_wait (row_says (f->pane, "Shared folder (virtiofs)", "Missing"));
  g_assert_false (xml_has (f, "<filesystem"));
}

static char *
read_clipboard_of (Fixture *f)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (f->pane));
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  if (content == NULL || !gdk_content_provider_get_value (content, &value, NULL))
    return NULL;
  return g_value_dup_string (&value);
}

static gboolean
clipboard_has (Fixture *f, const char *words)
{
  g_autofree char *text = read_clipboard_of (f);

  return text != NULL && strstr (text, words) != NULL;
}

static void
test_addresses_are_copied_and_signed_in_to (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("vireo-terminal-XXXXXX", NULL);
  g_autofree char *terminal = g_build_filename (folder, "xterm", NULL);
  g_autofree char *told = g_build_filename (folder, "told", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\necho \"$@\" > %s.new\n/bin/mv %s.new %s\n",
                                             told, told, told);
  g_autofree char *path = g_strdup (g_getenv ("PATH"));
  g_autofree char *arguments = NULL;

  start (f);
  vireo_test_wait (row_says (f->pane, "IP address", "192.168.122."));
  vireo_test_press (f->pane, "Copy IP address");
  g_assert_true (clipboard_has (f, "192.168.122."));
  vireo_test_press (f->pane, "Copy ssh command");
  g_assert_true (clipboard_has (f, "ssh root@192.168.122."));

  g_assert_true (g_file_set_contents (terminal, script, -1, NULL));
  g_assert_cmpint (g_chmod (terminal, 0700), ==, 0);
  g_setenv ("PATH", folder, TRUE);
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Sign in with ssh"), "Open");
  vireo_test_wait (g_file_test (told, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (told, &arguments, NULL, NULL));
  g_assert_nonnull (strstr (arguments, "ssh root@192.168.122."));

  g_remove (terminal);
  vireo_test_press (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Sign in with ssh"), "Open");
  vireo_test_wait (row_says (f->pane, "Sign in with ssh", "ssh root@"));
  g_assert_true (clipboard_has (f, "ssh root@192.168.122."));
  g_setenv ("PATH", path, TRUE);
  g_remove (told);
  g_rmdir (folder);
}

/* (nullable): the fourth of the rows of addresses */
static GtkWidget *
get_last_address (Fixture *f)
{
  GtkWidget *row = vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "IP address");

  for (guint i = 0; i < 3 && row != NULL; i++)
    row = gtk_widget_get_next_sibling (row);
  return ADW_IS_ACTION_ROW (row) ? row : NULL;
}

static gboolean
ends_with (GtkWidget *row, const char *words)
{
  const char *subtitle = row != NULL ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;

  return subtitle != NULL && g_str_has_suffix (subtitle, words);
}

/* A VM of many network cards has them in few rows, and what is copied is all. */
static void
test_many_addresses_take_four_rows (Fixture *f, gconstpointer unused)
{
  g_auto (GStrv) parts = g_strsplit (definition, "<memballoon", 2), addresses = NULL;
  g_autoptr (GString) xml = g_string_new (parts[0]);
  virDomainPtr other = vireo_vm_ref_handle (f->vm), handle;
  char uuid[VIR_UUID_STRING_BUFLEN];
  g_autofree char *same = NULL, *rest = NULL;
  GtkWidget *row;

  for (guint i = 2; i <= 8; i++)
    g_string_append_printf (xml, "<interface type='network'><mac address='52:54:00:00:00:%02u'/>"
                                 "<source network='default'/></interface>", i);
  g_string_append_printf (xml, "<memballoon%s", parts[1]);
  virDomainGetUUIDString (other, uuid);
  same = g_strdup_printf ("</name><uuid>%s</uuid>", uuid);
  g_string_replace (xml, "</name>", same, 1);
  handle = virDomainDefineXML (virDomainGetConnect (other), xml->str);
  g_assert_nonnull (handle);
  virDomainFree (handle);
  virDomainFree (other);

  start (f);
  vireo_test_wait (ends_with (get_last_address (f), " and 2 more"));
  row = get_last_address (f);
  g_object_get (f->vm, "addresses", &addresses, NULL);
  g_assert_cmpuint (g_strv_length (addresses), ==, 8);
  rest = g_strjoinv (" ", addresses + 3);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (row), ==, rest);
  vireo_test_press (row, "Copy IP address");
  g_assert_true (clipboard_has (f, rest));
}

static guint
count_boot_rows (GtkWidget *list)
{
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n += VIREO_IS_BOOT_ROW (row);
  return n;
}

static void
test_few_devices_are_shown_until_all_are_asked_for (Fixture *f, gconstpointer unused)
{
  const char *behind = strstr (definition, "<memballoon");
  const char *name = strstr (definition, "<memory");
  g_autoptr (GString) xml = g_string_new_len (definition, name - definition);
  GtkWidget *list = gtk_widget_get_parent (boot_row (f, "store.qcow2"));
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  virDomainPtr defined;

  g_string_append_printf (xml, "<uuid>%s</uuid>%.*s", vireo_vm_get_uuid (f->vm),
                          (int) (behind - name), name);
  for (guint i = 2; i < 13; i++)
    g_string_append_printf (xml, "<interface type='network'><mac address='52:54:00:00:00:%02x'/>"
                                 "<source network='default'/></interface>", i);
  g_string_append (xml, behind);
  defined = virDomainDefineXML (virDomainGetConnect (handle), xml->str);
  g_assert_nonnull (defined);
  virDomainFree (defined);
  virDomainFree (handle);
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Show 6 More Devices") != NULL);
  vireo_test_wait (count_boot_rows (list) == 8);
  g_signal_emit_by_name (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Show 6 More Devices"),
                         "activated");
  vireo_test_wait (count_boot_rows (list) == 14);
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Show 6 More Devices") == NULL);
}

static void
test_another_vm_is_shown_in_the_same_rows (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Processors");

  toggle (f, "Boot from Network");
  vireo_vm_pane_set_vm (f->pane, f->host.vm);
  vireo_test_wait (row_says (f->pane, "Processors", "2 CPUs"));
  vireo_test_wait (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "There is nothing to boot from")
                   != NULL);
  g_assert_true (vireo_test_find (f->pane, ADW_TYPE_ACTION_ROW, "Processors") == row);
  vireo_vm_pane_set_vm (f->pane, f->vm);
  vireo_test_wait (has_order (f, "store.qcow2+, install.iso, Network"));
  vireo_vm_pane_set_vm (f->pane, NULL);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/overview-pane/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("each-group-says-what-it-is", test_each_group_says_what_it_is);
  ADD ("a-running-guest-tells-more", test_a_running_guest_tells_more);
  ADD ("processors-and-their-topology-have-to-fit", test_processors_and_their_topology_have_to_fit);
  ADD ("processors-now-and-then", test_processors_now_and_then);
  ADD ("a-processor-model-is-searched-for", test_a_processor_model_is_searched_for);
  ADD ("memory-understands-units", test_memory_understands_units);
  ADD ("memory-at-the-next-start", test_memory_at_the_next_start);
  ADD ("the-boot-order-is-arranged-and-applied", test_the_boot_order_is_arranged_and_applied);
  ADD ("what-others-take-away-leaves-an-order-being-made",
       test_what_others_take_away_leaves_an_order_being_made);
  ADD ("firmware-changes-while-off", test_firmware_changes_while_off);
  ADD ("a-vm-that-starts-meanwhile-keeps-its-firmware",
       test_a_vm_that_starts_meanwhile_keeps_its_firmware);
  ADD ("a-vm-that-stops-meanwhile-is-changed-for-the-next-start",
       test_a_vm_that_stops_meanwhile_is_changed_for_the_next_start);
  ADD ("virtio-devices-come-and-go", test_virtio_devices_come_and_go);
  ADD ("the-agent-gets-its-channel", test_the_agent_gets_its_channel);
  ADD ("a-folder-is-shared", test_a_folder_is_shared);
  ADD ("addresses-are-copied-and-signed-in-to", test_addresses_are_copied_and_signed_in_to);
  ADD ("many-addresses-take-four-rows", test_many_addresses_take_four_rows);
  ADD ("few-devices-are-shown-until-all-are-asked-for",
       test_few_devices_are_shown_until_all_are_asked_for);
  ADD ("another-vm-is-shown-in-the-same-rows", test_another_vm_is_shown_in_the_same_rows);
  return g_test_run ();
}
