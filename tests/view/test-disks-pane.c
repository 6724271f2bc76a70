/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The disks of a VM of libvirt's test driver, changed by the words on the buttons. */

#include <glib/gstdio.h>
#include <libvirt/libvirt.h>

#include "view/vm/vireo-change-dialog.h"
#include "view/vm/vireo-disk-row.h"
#include "view/vm/vireo-disks-pane.h"
#include "vireo-test-stats.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoVmPane *pane;
  VireoVm *vm; /* borrowed: "store", which is off */
} Fixture;

static const char definition[]
    = "<domain type='test'><name>store</name><memory unit='MiB'>64</memory>"
      "<os><type arch='x86_64'>hvm</type></os><devices>"
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/>"
      "<source file='/default-pool/store.qcow2'/><target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><source file='/iso/install.iso'/>"
      "<target dev='sda' bus='sata'/><readonly/></disk>"
      "</devices></domain>";

static void
define (Fixture *f, const char *xml)
{
  virDomainPtr other = vireo_vm_ref_handle (f->host.vm);
  virDomainPtr handle = virDomainDefineXML (virDomainGetConnect (other), xml);

  g_assert_nonnull (handle);
  virDomainFree (handle);
  virDomainFree (other);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  define (f, definition);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host.host), "store") != NULL);
  f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host), "store");
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 800, 600);
  f->pane = g_object_new (VIREO_TYPE_DISKS_PANE, "context", f->host.context, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->pane));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_vm_pane_set_vm (f->pane, f->vm);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  gtk_window_present (f->window);
  vireo_test_wait (vireo_test_find (f->pane, VIREO_TYPE_DISK_ROW, "store.qcow2") != NULL);
  vireo_test_wait (vireo_test_find (f->pane, VIREO_TYPE_DISK_ROW, "install.iso") != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

static char *
read_xml (Fixture *f)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  char *libvirts = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
  char *xml = g_strdup (libvirts);

  free (libvirts);
  virDomainFree (handle);
  return xml;
}

static gboolean
xml_has (Fixture *f, const char *words)
{
  g_autofree char *xml = read_xml (f);

  return strstr (xml, words) != NULL;
}

static GtkWidget *
open_dialog (GtkWidget *row, const char *action)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (row, action, NULL);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  return dialog;
}

static void
enter (GtkWidget *dialog, const char *field, const char *text)
{
  GtkWidget *row = NULL;

  vireo_test_wait ((row = vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, field)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

static GtkWidget *
row_of (Fixture *f, const char *title)
{
  return vireo_test_find (f->pane, VIREO_TYPE_DISK_ROW, title);
}

static void
test_each_disk_says_what_it_is (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = row_of (f, "store.qcow2");

  g_assert_true (g_str_has_prefix (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                                   "Disk vda, VirtIO, qcow2, "));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  vireo_test_wait (
      g_strcmp0 (vireo_test_subtitle (row, "Source"), "/default-pool/store.qcow2") == 0);
  g_assert_cmpstr (vireo_test_subtitle (row, "Cache mode"), ==, "none");
  g_assert_cmpstr (vireo_test_subtitle (row, "Access"), ==, "Read and write");
  g_assert_null (vireo_test_find (row, ADW_TYPE_ACTION_ROW, "At the next start"));
}

static void
test_what_others_change_shows_in_the_same_row (Fixture *f, gconstpointer unused)
{
  g_auto (GStrv) parts = g_strsplit (definition, "cache='none'", 2);
  g_autofree char *changed = g_strjoinv ("cache='writeback'", parts);
  GtkWidget *row = row_of (f, "store.qcow2");
  g_autofree char *uuid = g_strdup_printf ("<uuid>%s</uuid>", vireo_vm_get_uuid (f->vm));
  g_auto (GStrv) names = g_strsplit (changed, "</name>", 2);
  g_autofree char *same = g_strdup_printf ("%s</name>%s%s", names[0], uuid, names[1]);

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  define (f, same);
  vireo_test_wait (g_strcmp0 (vireo_test_subtitle (row, "Cache mode"), "writeback") == 0);
  g_assert_true (row_of (f, "store.qcow2") == row);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)));
}

static void
test_options_go_into_the_definition (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (row_of (f, "store.qcow2"), "disk.options");
  GtkWidget *io;

  enter (dialog, "Serial number", "WD-<&>商");
  io = vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "I/O mode");
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "Cache mode")), 2);
  adw_combo_row_set_selected (ADW_COMBO_ROW (io), 1);
  vireo_test_wait (says (dialog, "I/O mode native needs cache mode none or directsync."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  adw_combo_row_set_selected (ADW_COMBO_ROW (io), 0);
  enter (dialog, "Serial number", "WD-1234");
  vireo_test_press (dialog, "Save");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  g_assert_true (xml_has (f, "<serial>WD-1234</serial>"));
  g_assert_true (xml_has (f, "cache='writeback'"));
}

static void
choose (GtkWidget *dialog, const char *row, guint i)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, row)), i);
}

static void
test_what_a_bus_cannot_do_is_said (Fixture *f, gconstpointer unused)
{
  static const char read_only[] = "A disk on SATA or IDE cannot be read-only.  Choose another bus.";
  static const char drive[]
      = "A drive whose medium can be changed needs another bus than VirtIO.";
  GtkWidget *dialog = open_dialog (row_of (f, "store.qcow2"), "disk.options");

  gtk_switch_set_active (GTK_SWITCH (vireo_test_find (dialog, GTK_TYPE_SWITCH, "Read-only")), TRUE);
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  choose (dialog, "Bus", 2);
  vireo_test_wait (says (dialog, read_only));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  choose (dialog, "Bus", 1);
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Save"));
  vireo_test_press (dialog, "Cancel");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);

  dialog = open_dialog (row_of (f, "install.iso"), "disk.options");
  choose (dialog, "Bus", 0);
  vireo_test_wait (says (dialog, drive));
  vireo_test_press (dialog, "Cancel");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);

  dialog = open_dialog (GTK_WIDGET (f->pane), "disks.add");
  choose (dialog, "What to add", 1);
  enter (dialog, "Disk image", "/a.qcow2");
  gtk_switch_set_active (GTK_SWITCH (vireo_test_find (dialog, GTK_TYPE_SWITCH, "Read-only")), TRUE);
  g_assert_true (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  choose (dialog, "Bus", 2);
  vireo_test_wait (says (dialog, read_only));
  choose (dialog, "What to add", 0);
  g_assert_false (says (dialog, read_only)); /* the switch is out of sight now */
  choose (dialog, "What to add", 2);
  choose (dialog, "Bus", 0);
  vireo_test_wait (says (dialog, drive));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
}

static void
test_a_medium_is_changed_and_ejected (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = row_of (f, "install.iso");
  GtkWidget *dialog = open_dialog (row, "disk.insert");

  enter (dialog, "ISO image", "relative.iso");
  vireo_test_wait (says (dialog, "Write the whole path, beginning with a slash (/)."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Insert"));
  enter (dialog, "ISO image", "/iso/other & more.iso");
  vireo_test_press (dialog, "Insert");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  vireo_test_wait (row_of (f, "other & more.iso") == row);
  gtk_widget_activate_action (row, "disk.eject", NULL);
  vireo_test_wait (row_of (f, "Empty") == row);
  g_assert_false (xml_has (f, "/iso/"));
}

static void
test_a_disk_is_never_made_smaller (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = open_dialog (row_of (f, "store.qcow2"), "disk.grow");

  enter (dialog, "Size", "large");
  vireo_test_wait (says (dialog, "Write a size, such as 40 GiB."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Grow"));
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static int
count_volumes (Fixture *f)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  virStoragePoolPtr pool = virStoragePoolLookupByName (virDomainGetConnect (handle), "default");
  int n = virStoragePoolNumOfVolumes (pool);

  virStoragePoolFree (pool);
  virDomainFree (handle);
  return n;
}

static void
test_a_new_disk_gets_its_volume (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;
  int before = count_volumes (f);

  gtk_widget_activate_action (GTK_WIDGET (f->pane), "disks.add", NULL);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  enter (dialog, "Size", "0");
  vireo_test_wait (says (dialog, "Write a size, such as 40 GiB."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Add"));
  enter (dialog, "Size", "2 GiB");
  vireo_test_press (dialog, "Add");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  g_assert_cmpint (count_volumes (f), ==, before + 1);
  g_assert_true (xml_has (f, "<target dev='vdb' bus='virtio'/>"));
  vireo_test_wait (row_of (f, "store-1.qcow2") != NULL || row_of (f, "store.qcow2") != NULL);
}

static void
refresh_and_fill_the_pool (Fixture *f, const char *volume_xml)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  virStoragePoolPtr pool = virStoragePoolLookupByName (virDomainGetConnect (handle), "default");
  virStorageVolPtr volume;

  g_assert_cmpint (virStoragePoolRefresh (pool, 0), ==, 0);
  volume = virStorageVolCreateXML (pool, volume_xml, 0);
  g_assert_nonnull (volume);
  virStorageVolFree (volume);
  virStoragePoolFree (pool);
  virDomainFree (handle);
}

/* While the dialog is open another program refreshes the pool and takes the name. */
static void
test_a_pool_that_changes_underneath_loses_nothing (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;
  int before;

  gtk_widget_activate_action (GTK_WIDGET (f->pane), "disks.add", NULL);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  enter (dialog, "Size", "2 GiB");
  refresh_and_fill_the_pool (f, "<volume><name>store.qcow2</name><capacity>7340032</capacity>"
                                "<target><format type='qcow2'/></target></volume>");
  before = count_volumes (f);
  vireo_test_press (dialog, "Add");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  g_assert_cmpint (count_volumes (f), ==, before + 1);
  g_assert_true (xml_has (f, "<target dev='vdb' bus='virtio'/>"));
  g_assert_true (xml_has (f, "<source file='/default-pool/store-1.qcow2'/>"));
}

static void
add_existing (Fixture *f, const char *path)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (GTK_WIDGET (f->pane), "disks.add", NULL);
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "What to add")), 1);
  enter (dialog, "Disk image", path);
  vireo_test_press (dialog, "Add");
}

/* Somebody may send an image that shows the guest a file of the host. */
static void
test_an_image_that_reads_another_file_is_asked_about (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("vireo-disk-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "sent.qcow2", NULL);
  const char *argv[] = { "qemu-img", "create", "-q", "-u", "-f", "qcow2", "-b", "/etc/shadow", "-F",
                         "raw", path, "1M", NULL };
  int status = -1;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  add_existing (f, path);
  vireo_test_answer ("cancel");
  g_assert_false (xml_has (f, "sent.qcow2"));
  vireo_test_press (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG), "Add");
  vireo_test_answer ("yes");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  g_assert_true (xml_has (f, "sent.qcow2"));
  g_remove (path);
  g_remove (folder);
}

/* A medium is only read, so two may have it: nothing is asked, and the other one keeps it. */
static void
test_one_iso_serves_two_guests (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  define (f, "<domain type='test'><name>other</name><memory unit='MiB'>64</memory>"
             "<os><type arch='x86_64'>hvm</type></os><devices>"
             "<disk type='file' device='cdrom'><source file='/iso/shared.iso'/>"
             "<target dev='sda' bus='sata'/><readonly/></disk></devices></domain>");
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host.host), "other") != NULL);
  dialog = open_dialog (row_of (f, "install.iso"), "disk.insert");
  enter (dialog, "ISO image", "/iso/shared.iso");
  vireo_test_press (dialog, "Insert");
  vireo_test_wait (vireo_test_window (GTK_TYPE_WINDOW) == GTK_WIDGET (f->window));
  vireo_test_wait (row_of (f, "shared.iso") != NULL);
  f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host), "other");
  g_assert_true (xml_has (f, "<source file='/iso/shared.iso'/>"));
}

static void
test_removing_asks_and_keeps_the_file (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (row_of (f, "store.qcow2"), "disk.remove", NULL);
  vireo_test_wait ((dialog = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  vireo_test_wait (says (dialog, "It is the only disk of this virtual machine, which may not start "
                                 "without it."));
  g_assert_true (says (dialog, "Also delete /default-pool/store.qcow2 and all that is stored in it"));
  vireo_test_answer ("cancel");
  g_assert_true (xml_has (f, "store.qcow2"));

  gtk_widget_activate_action (row_of (f, "store.qcow2"), "disk.remove", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (row_of (f, "store.qcow2") == NULL);
  g_assert_false (xml_has (f, "store.qcow2"));
}

static void
test_a_running_vm_says_how_fast_its_disks_are (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  GtkWidget *disk, *drive;
  guint turns = 0;
  int height;

  virDomainCreate (handle);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  disk = row_of (f, "store.qcow2");
  drive = row_of (f, "install.iso");
  /* At first nothing is known, then how much it was since. */
  vireo_test_wait (turns++ > 5);
  height = gtk_widget_get_height (disk);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (disk), TRUE);
  vireo_test_wait (vireo_test_subtitle (disk, "Rate now") != NULL);
  vireo_test_wait (strstr (vireo_test_subtitle (disk, "Rate now"), "MiB/s read, 0 bytes/s written")
                       != NULL
                   || strstr (vireo_test_subtitle (disk, "Rate now"), "KiB/s read, 0 bytes") != NULL);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (disk), FALSE);
  vireo_test_wait (gtk_widget_get_height (disk) == height); /* nothing jumped */
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (drive), TRUE);
  vireo_test_wait (g_strcmp0 (vireo_test_subtitle (drive, "Rate now"), "not known") == 0);
  g_assert_false (says (drive, "not known read\nnot known write"));

  virDomainDestroy (handle);
  vireo_test_wait (vireo_test_subtitle (drive, "Rate now") == NULL);
  virDomainFree (handle);
}

static void
test_a_narrow_page_keeps_its_orders_in_the_menu (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = row_of (f, "install.iso");
  GtkWidget *change = NULL;

  vireo_test_wait ((change = vireo_test_find (row, GTK_TYPE_BUTTON, "Change…")) != NULL
                   && gtk_widget_get_mapped (change));
  /* As wide as it must be: what is hidden there cannot be what keeps it wide. */
  gtk_window_set_default_size (f->window, 360, 600);
  vireo_test_wait (!gtk_widget_get_mapped (change));
  vireo_test_wait (gtk_widget_get_width (row) < 400);
  g_assert_true (gtk_widget_activate_action (row, "disk.eject", NULL));
  vireo_test_wait (row_of (f, "Empty") == row);
  gtk_window_set_default_size (f->window, 800, 600);
  vireo_test_wait (gtk_widget_get_mapped (change));
}

#define N_MANY 40

static void
add_many (Fixture *f)
{
  g_autofree char *xml = read_xml (f);
  g_auto (GStrv) parts = g_strsplit (xml, "</devices>", 2);
  g_autoptr (GString) many = g_string_new (parts[0]);

  for (guint i = 0; i < N_MANY; i++)
    g_string_append_printf (many,
                            "<disk type='file' device='disk'><source file='/many/%02u.img'/>"
                            "<target dev='vd%c%c' bus='virtio'/></disk>",
                            i, 'a' + i / 20, 'a' + i % 20);
  g_string_append_printf (many, "</devices>%s", parts[1]);
  define (f, many->str);
}

/* Whether the words of @row were drawn when the page was drawn last. */
static gboolean
is_drawn (GtkWidget *row)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (row);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (row),
                          gtk_widget_get_height (row));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  bytes = gsk_render_node_serialize (node);
  return g_strstr_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "text {") != NULL;
}

static void
test_what_is_scrolled_to_is_drawn (Fixture *f, gconstpointer unused)
{
  GtkWidget *first = row_of (f, "store.qcow2"), *last = NULL, *view;
  g_autofree char *before = read_xml (f);
  GtkAdjustment *along;

  add_many (f);
  vireo_test_wait ((last = row_of (f, "39.img")) != NULL);
  view = gtk_widget_get_ancestor (last, GTK_TYPE_SCROLLED_WINDOW);
  along = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (view));
  vireo_test_wait (gtk_adjustment_get_upper (along) > 4 * gtk_adjustment_get_page_size (along));
  vireo_test_wait (is_drawn (first));
  vireo_test_wait (!is_drawn (last));

  gtk_adjustment_set_value (along, gtk_adjustment_get_upper (along));
  vireo_test_wait (is_drawn (last));
  /* What is far now may have changed meanwhile. */
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (first), "other words");
  vireo_test_wait (!is_drawn (first));
  gtk_adjustment_set_value (along, 0);
  vireo_test_wait (is_drawn (first));

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (last), "other words");
  vireo_test_wait (!is_drawn (last));
  gtk_widget_child_focus (last, GTK_DIR_TAB_FORWARD);
  vireo_test_wait (gtk_adjustment_get_value (along) > 0);
  vireo_test_wait (is_drawn (last));

  /* A page that was scrolled to its end and becomes short. */
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (first), "words");
  vireo_test_wait (!is_drawn (first));
  define (f, before);
  vireo_test_wait (row_of (f, "39.img") == NULL);
  vireo_test_wait (is_drawn (first));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/disks-pane/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("each-disk-says-what-it-is", test_each_disk_says_what_it_is);
  ADD ("what-others-change-shows-in-the-same-row", test_what_others_change_shows_in_the_same_row);
  ADD ("options-go-into-the-definition", test_options_go_into_the_definition);
  ADD ("what-a-bus-cannot-do-is-said", test_what_a_bus_cannot_do_is_said);
  ADD ("a-medium-is-changed-and-ejected", test_a_medium_is_changed_and_ejected);
  ADD ("a-disk-is-never-made-smaller", test_a_disk_is_never_made_smaller);
  ADD ("a-new-disk-gets-its-volume", test_a_new_disk_gets_its_volume);
  ADD ("a-pool-that-changes-underneath-loses-nothing",
       test_a_pool_that_changes_underneath_loses_nothing);
  ADD ("an-image-that-reads-another-file-is-asked-about",
       test_an_image_that_reads_another_file_is_asked_about);
  ADD ("one-iso-serves-two-guests", test_one_iso_serves_two_guests);
  ADD ("removing-asks-and-keeps-the-file", test_removing_asks_and_keeps_the_file);
  ADD ("a-running-vm-says-how-fast-its-disks-are", test_a_running_vm_says_how_fast_its_disks_are);
  ADD ("a-narrow-page-keeps-its-orders-in-the-menu",
       test_a_narrow_page_keeps_its_orders_in_the_menu);
  ADD ("what-is-scrolled-to-is-drawn", test_what_is_scrolled_to_is_drawn);
  return g_test_run ();
}
