/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other hardware of VMs of libvirt's test driver, added and removed by the words on the
 * buttons. */

#include <libvirt/libvirt.h>

#include "view/vm/vireo-change-dialog.h"
#include "view/vm/vireo-hardware-group.h"
#include "view/vm/vireo-hardware-row.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoHardwareGroup *group;
  VireoVm *vm; /* borrowed: "store", which is off */
} Fixture;

static const char definition[]
    = "<domain type='test'><name>store</name><memory unit='MiB'>64</memory>"
      "<os><type arch='x86_64'>hvm</type></os><devices>"
      "<hostdev mode='subsystem' type='pci'><source>"
      "<address domain='0' bus='2' slot='0x10' function='0'/></source></hostdev>"
      "<input type='mouse' bus='ps2'/><rng model='virtio'><backend model='random'>/dev/urandom"
      "</backend></rng><memballoon model='virtio'/></devices></domain>";

static void
define (Fixture *f, const char *xml)
{
  virDomainPtr other = vireo_vm_ref_handle (f->host.vm);
  virDomainPtr handle = virDomainDefineXML (virDomainGetConnect (other), xml);

  g_assert_nonnull (handle);
  virDomainFree (handle);
  virDomainFree (other);
}

static VireoVm *
find_vm (Fixture *f, const char *name)
{
  VireoVm *vm = NULL;

  vireo_test_wait ((vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host), name)) != NULL);
  return vm;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();
  GtkWidget *page = adw_preferences_page_new ();

  vireo_test_context_set_up (&f->host);
  define (f, definition);
  f->vm = find_vm (f, "store");
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 800, 600);
  f->group = g_object_new (VIREO_TYPE_HARDWARE_GROUP, "context", f->host.context, "vm", f->vm,
                           NULL);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (f->group));
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), page);
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  gtk_window_present (f->window);
  vireo_test_wait (vireo_test_find (f->group, VIREO_TYPE_HARDWARE_ROW, "Memory balloon") != NULL);
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
  gboolean has = strstr (xml, words) != NULL;

  free (xml);
  virDomainFree (handle);
  return has;
}

static GtkWidget *
row_of (Fixture *f, const char *title)
{
  return vireo_test_find (f->group, VIREO_TYPE_HARDWARE_ROW, title);
}

static gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

/* NULL also when there is no such row. */
static const char *
subtitle_of (Fixture *f, const char *title)
{
  GtkWidget *row = row_of (f, title);

  return row != NULL ? adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)) : NULL;
}

/* --- the dialog --- */

static GtkWidget *
open_dialog (Fixture *f)
{
  GtkWidget *dialog = NULL;

  vireo_test_press (f->group, "Add Hardware…");
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  return dialog;
}

/* As Enter on it does. */
static void
choose_kind (GtkWidget *dialog, const char *kind)
{
  GtkWidget *row = NULL;

  vireo_test_wait ((row = vireo_test_find (dialog, ADW_TYPE_ACTION_ROW, kind)) != NULL);
  g_assert_true (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)));
  gtk_widget_activate (row);
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Other Kind…"));
}

static GtkWidget *
open_form (Fixture *f, const char *kind)
{
  GtkWidget *dialog = open_dialog (f);

  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  choose_kind (dialog, kind);
  return dialog;
}

static void
choose (GtkWidget *dialog, const char *field, const char *words)
{
  GtkWidget *row = NULL;
  GListModel *choices;
  guint n;

  vireo_test_wait ((row = vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, field)) != NULL);
  choices = adw_combo_row_get_model (ADW_COMBO_ROW (row));
  n = g_list_model_get_n_items (choices);
  for (guint i = 0; i < n; i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (choices), i), words))
      {
        adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
        return;
      }
  g_error ("%s does not offer %s", field, words);
}

static void
enter (GtkWidget *dialog, const char *field, const char *text)
{
  GtkWidget *row = NULL;

  vireo_test_wait ((row = vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, field)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
add (GtkWidget *dialog)
{
  vireo_test_press (dialog, "Add");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

/* The list item that says @name, chosen as the arrow keys do. */
static void
choose_device (GtkWidget *dialog, const char *name)
{
  GtkWidget *label = NULL;
  GtkWidget *list;
  GtkSelectionModel *model;
  guint n;

  vireo_test_wait ((label = vireo_test_find (dialog, GTK_TYPE_LABEL, name)) != NULL);
  list = gtk_widget_get_ancestor (label, GTK_TYPE_LIST_VIEW);
  model = gtk_list_view_get_model (GTK_LIST_VIEW (list));
  n = g_list_model_get_n_items (G_LIST_MODEL (model));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (model), i);
      g_autofree char *own = NULL;

      g_object_get (item, "name", &own, NULL);
      if (g_str_equal (own, name))
        gtk_selection_model_select_item (model, i, TRUE);
    }
}

/* --- the rows --- */

static void
test_each_device_says_what_it_is (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = row_of (f, "Random number generator");

  g_assert_cmpstr (subtitle_of (f, "Random number generator"), ==, "/dev/urandom");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  vireo_test_wait (vireo_test_find (row, GTK_TYPE_BUTTON, "Copy XML") != NULL);
  g_assert_true (says (row, "<rng model=\"virtio\">\n"
                            "  <backend model=\"random\">/dev/urandom</backend>\n</rng>"));
  g_assert_null (vireo_test_find (row, ADW_TYPE_ACTION_ROW, "At the next start"));
  vireo_test_press (row, "Copy XML");
  /* What libvirt would put back cannot be removed. */
  g_assert_null (vireo_test_find (row_of (f, "Input device mouse"), GTK_TYPE_BUTTON, "Remove"));
}

static void
test_a_device_of_the_host_has_its_name (Fixture *f, gconstpointer unused)
{
  vireo_test_wait (g_strcmp0 (subtitle_of (f, "PCI device of the host 0000:02:10.0"),
                              "Intel Corporation I350 Virtual Function")
                   == 0);
}

static void
test_removing_asks_first (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;

  vireo_test_press (row_of (f, "Random number generator"), "Remove");
  vireo_test_wait ((dialog = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  vireo_test_wait (says (dialog, "Remove “Random number generator”?"));
  vireo_test_answer ("cancel");
  g_assert_true (xml_has (f, "<rng"));
  vireo_test_press (row_of (f, "Random number generator"), "Remove");
  vireo_test_answer ("yes");
  vireo_test_wait (row_of (f, "Random number generator") == NULL);
  g_assert_false (xml_has (f, "<rng"));
}

static void
test_what_goes_with_spice_is_said (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;

  define (f, "<domain type='test'><name>spicy</name><memory unit='MiB'>64</memory>"
             "<os><type arch='x86_64'>hvm</type></os><devices><graphics type='spice'/>"
             "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>"
             "</devices></domain>");
  f->vm = find_vm (f, "spicy");
  g_object_set (f->group, "vm", f->vm, NULL);
  vireo_test_wait (row_of (f, "Graphics SPICE") != NULL);
  vireo_test_wait (row_of (f, "Channel com.redhat.spice.0") != NULL);
  vireo_test_press (row_of (f, "Graphics SPICE"), "Remove");
  vireo_test_wait ((dialog = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  vireo_test_wait (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)),
                           "What works by SPICE only goes with it: Channel com.redhat.spice.0.")
                   != NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (row_of (f, "Graphics SPICE") == NULL);
  vireo_test_wait (row_of (f, "Channel com.redhat.spice.0") == NULL);
}

static void
test_another_vm_is_shown_instead (Fixture *f, gconstpointer unused)
{
  g_object_set (f->group, "vm", f->host.vm, NULL);
  vireo_test_wait (row_of (f, "Random number generator") == NULL);
  g_object_set (f->group, "vm", NULL, NULL);
  g_assert_false (vireo_test_can (f->group, GTK_TYPE_BUTTON, "Add Hardware…"));
  g_object_set (f->group, "vm", f->vm, NULL);
  vireo_test_wait (row_of (f, "Random number generator") != NULL);
}

/* --- each form --- */

static void
test_a_watchdog_with_its_action (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "Watchdog");

  choose (dialog, "Model", "Intel 6300ESB");
  choose (dialog, "When the guest hangs", "Pause it");
  add (dialog);
  g_assert_true (xml_has (f, "<watchdog model='i6300esb' action='pause'"));
  vireo_test_wait (row_of (f, "Watchdog i6300esb") != NULL);

  /* One is enough. */
  dialog = open_dialog (f);
  vireo_test_wait (says (dialog, "The virtual machine has a watchdog, and needs no second one."));
  g_assert_false (gtk_list_box_row_get_activatable (
      GTK_LIST_BOX_ROW (vireo_test_find (dialog, ADW_TYPE_ACTION_ROW, "Watchdog"))));
  close_dialog (dialog);
}

static void
test_a_serial_port (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "Serial port");

  choose (dialog, "Port", "USB adapter");
  add (dialog);
  g_assert_true (xml_has (f, "<target type='usb-serial'"));
  vireo_test_wait (row_of (f, "Serial port 1") != NULL);
}

static void
test_a_tpm (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "TPM");

  choose (dialog, "Model", "TIS (older guests)");
  add (dialog);
  g_assert_true (xml_has (f, "<tpm model='tpm-tis'"));
  g_assert_true (xml_has (f, "<backend type='emulator' version='2.0'"));
}

static void
test_a_sound_card (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "Sound card");

  choose (dialog, "Model", "AC97 (old guests)");
  add (dialog);
  g_assert_true (xml_has (f, "<sound model='ac97'"));
}

static void
test_graphics_on_a_socket (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "Graphics");

  choose (dialog, "Protocol", "VNC");
  choose (dialog, "Reached by", "A UNIX socket");
  add (dialog);
  g_assert_true (xml_has (f, "<graphics type='vnc'"));
  g_assert_true (xml_has (f, "<listen type='socket'"));
}

static void
test_a_video_card (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "Video card");

  choose (dialog, "Model", "Bochs (UEFI guests)");
  add (dialog);
  g_assert_true (xml_has (f, "<model type='bochs'"));
}

static void
test_a_shared_folder (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "Shared folder");

  g_assert_true (says (dialog, "Write the whole path, beginning with a slash (/)."));
  enter (dialog, "Folder of the host", "srv");
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  enter (dialog, "Folder of the host", "/srv/共享 & more");
  vireo_test_wait (says (dialog, "Write the name by which the guest mounts the folder."));
  enter (dialog, "Name for the guest", "share it");
  vireo_test_wait (says (dialog, "In the guest: mount -t virtiofs 'share it' /mnt"));
  add (dialog);
  g_assert_true (xml_has (f, "<source dir='/srv/共享 &amp; more'/>"));
  g_assert_true (xml_has (f, "<target dir='share it'/>"));
  g_assert_true (xml_has (f, "<access mode='shared'/>"));
  vireo_test_wait (row_of (f, "Shared folder share it") != NULL);
}

static void
test_a_usb_device (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "USB device of the host");
  GtkWidget *search;

  vireo_test_wait (says (dialog, "SanDisk Corp. Cruzer & Blade"));
  g_assert_true (says (dialog, "Choose the device."));
  g_assert_false (says (dialog, "Linux Foundation 2.0 root hub"));
  search = vireo_test_find (dialog, GTK_TYPE_SEARCH_ENTRY, "Search");
  gtk_editable_set_text (GTK_EDITABLE (search), "printer");
  vireo_test_wait (says (dialog, "No device is called so."));
  gtk_editable_set_text (GTK_EDITABLE (search), "0781");
  vireo_test_wait (says (dialog, "SanDisk Corp. Cruzer & Blade"));
  choose_device (dialog, "SanDisk Corp. Cruzer & Blade");
  vireo_test_wait (says (dialog, "It may be plugged in anywhere.  The virtual machine also starts "
                                 "without it."));
  add (dialog);
  g_assert_true (xml_has (f, "<vendor id='0x0781'/>"));
  vireo_test_wait (g_strcmp0 (subtitle_of (f, "USB device of the host 0x0781:0x5567"),
                              "SanDisk Corp. Cruzer & Blade")
                   == 0);
}

static void
test_a_pci_device_with_its_group (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "PCI device of the host");

  vireo_test_wait (says (dialog, "Intel Corporation I350 Virtual Function"));
  g_assert_true (says (dialog, "Network card, 0000:02:10.0, IOMMU group 30, virtual function, "
                               "handed to store"));
  g_assert_false (says (dialog, "Intel Corporation PCIe Controller"));
  choose_device (dialog, "Intel Corporation I350 Virtual Function");
  vireo_test_wait (says (dialog, "This virtual machine has the device already."));
  g_assert_true (says (dialog, "It is alone in its IOMMU group 30.\n"
                               "It is a virtual function (SR-IOV) of 0000:02:00.0."));
  choose_device (dialog, "Ensoniq 5000");
  vireo_test_wait (!says (dialog, "This virtual machine has the device already."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add")); /* it has no IOMMU group */
  choose_device (dialog, "NVIDIA Corporation TU104GL [Tesla T4]");
  vireo_test_wait (says (dialog, "The whole IOMMU group 1 goes with it: the host cannot use "
                                 "0000:01:00.1 meanwhile."));
  add (dialog);
  g_assert_true (xml_has (f, "<address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>"));
  g_assert_true (xml_has (f, "managed='yes'"));
}

static void
test_a_device_of_another_vm_is_asked_about (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;
  GtkWidget *question = NULL;

  define (f, "<domain type='test'><name>web</name><memory>65536</memory>"
             "<os><type arch='x86_64'>hvm</type></os><devices>"
             "<hostdev mode='subsystem' type='usb'><source><vendor id='0x0781'/>"
             "<product id='0x5567'/></source></hostdev></devices></domain>");
  dialog = open_form (f, "USB device of the host");
  choose_device (dialog, "SanDisk Corp. Cruzer & Blade");
  g_assert_true (says (dialog, "Bus 1, device 3, handed to web"));
  vireo_test_press (dialog, "Add");
  vireo_test_wait ((question = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  vireo_test_wait (says (question, "Hand Over a Device in Use?"));
  vireo_test_answer ("cancel");
  g_assert_false (xml_has (f, "0x0781"));
  g_assert_true (says (dialog, "This device belongs to: web.  Only one running virtual machine can "
                               "have it."));
  vireo_test_press (dialog, "Add");
  vireo_test_answer ("yes");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  g_assert_true (xml_has (f, "0x0781"));
}

static void
test_another_kind_can_be_chosen (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_form (f, "TPM");

  vireo_test_press (dialog, "Other Kind…");
  vireo_test_wait (!vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  choose_kind (dialog, "Sound card");
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  g_assert_null (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "When the guest hangs"));
  close_dialog (dialog);
}

/* --- while it runs --- */

static void
show_running (Fixture *f)
{
  f->vm = f->host.vm;
  g_object_set (f->group, "vm", f->vm, NULL);
  vireo_test_wait (row_of (f, "Random number generator") == NULL);
}

static void
test_what_cannot_be_plugged_in_now_comes_later (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog, *row = NULL;

  show_running (f);
  dialog = open_form (f, "Sound card");
  g_assert_true (says (dialog, "A sound card cannot be plugged into a running virtual machine.  It "
                               "comes at the next start."));
  g_assert_null (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "Takes effect"));
  add (dialog);
  vireo_test_wait ((row = row_of (f, "Sound card ich9")) != NULL);
  vireo_test_wait (says (row, "pending"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  vireo_test_wait (
      g_strcmp0 (vireo_test_subtitle (row, "At the next start"), "Is added at the next start")
      == 0);
  vireo_test_press (row, "Discard");
  vireo_test_wait (row_of (f, "Sound card ich9") == NULL);
  g_assert_false (xml_has (f, "<sound"));
}

static void
test_when_is_a_choice_while_it_runs (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  show_running (f);
  dialog = open_form (f, "Watchdog");
  /* The test driver plugs nothing in, and nothing is half done. */
  choose (dialog, "Takes effect", "Now and next start");
  vireo_test_press (dialog, "Add");
  vireo_test_wait (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  g_assert_false (xml_has (f, "<watchdog"));
  choose (dialog, "Takes effect", "At the next start");
  add (dialog);
  g_assert_true (xml_has (f, "<watchdog"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/hardware-group/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("each-device-says-what-it-is", test_each_device_says_what_it_is);
  ADD ("a-device-of-the-host-has-its-name", test_a_device_of_the_host_has_its_name);
  ADD ("removing-asks-first", test_removing_asks_first);
  ADD ("what-goes-with-spice-is-said", test_what_goes_with_spice_is_said);
  ADD ("another-vm-is-shown-instead", test_another_vm_is_shown_instead);
  ADD ("a-watchdog-with-its-action", test_a_watchdog_with_its_action);
  ADD ("a-serial-port", test_a_serial_port);
  ADD ("a-tpm", test_a_tpm);
  ADD ("a-sound-card", test_a_sound_card);
  ADD ("graphics-on-a-socket", test_graphics_on_a_socket);
  ADD ("a-video-card", test_a_video_card);
  ADD ("a-shared-folder", test_a_shared_folder);
  ADD ("a-usb-device", test_a_usb_device);
  ADD ("a-pci-device-with-its-group", test_a_pci_device_with_its_group);
  ADD ("a-device-of-another-vm-is-asked-about", test_a_device_of_another_vm_is_asked_about);
  ADD ("another-kind-can-be-chosen", test_another_kind_can_be_chosen);
  ADD ("what-cannot-be-plugged-in-now-comes-later",
       test_what_cannot_be_plugged_in_now_comes_later);
  ADD ("when-is-a-choice-while-it-runs", test_when_is_a_choice_while_it_runs);
  return g_test_run ();
}
