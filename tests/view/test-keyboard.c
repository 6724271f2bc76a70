/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every dialog by the keys of a real keyboard: all of its controls can be reached by Tab, Escape
 * leaves it, and what it is for can be done in it. */

#include <libvirt/libvirt.h>

#include "core/model/vireo-vm-devices.h"
#include "core/snapshot/vireo-snapshot-tree.h"
#include "view/host/vireo-connect-dialog.h"
#include "view/host/vireo-network-dialog.h"
#include "view/host/vireo-pool-dialog.h"
#include "view/vm/vireo-cpu-dialog.h"
#include "view/vm/vireo-delete-dialog.h"
#include "view/vm/vireo-disk-dialog.h"
#include "view/vm/vireo-disk-grow-dialog.h"
#include "view/vm/vireo-disk-options-dialog.h"
#include "view/vm/vireo-disk-remove.h"
#include "view/vm/vireo-firmware-dialog.h"
#include "view/vm/vireo-folder-dialog.h"
#include "view/vm/vireo-hardware-dialog.h"
#include "view/vm/vireo-media-dialog.h"
#include "view/vm/vireo-memory-dialog.h"
#include "view/vm/vireo-nic-dialog.h"
#include "view/vm/vireo-rename-dialog.h"
#include "view/vm/vireo-snapshot-revert-dialog.h"
#include "view/vm/vireo-snapshot-take-dialog.h"
#include "view/vm/vireo-vcpus-dialog.h"
#include "view/wizard/vireo-install-wizard.h"
#include "vireo-test-view.h"

#define MANY 80 /* more than any dialog has places for the focus */

static const char definition[]
    = "<domain type='test'><name>store</name><memory unit='MiB'>64</memory><vcpu>2</vcpu>"
      "<os><type arch='x86_64'>hvm</type></os><devices>"
      "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
      "<source file='/default-pool/store.qcow2'/><target dev='vda' bus='virtio'/></disk>"
      "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>"
      "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/>"
      "<model type='virtio'/></interface>"
      "</devices></domain>";

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  GtkWidget *where;
  VireoVm *vm; /* borrowed: "store", which is off */
  VireoVmDevices *devices;
  VireoSnapshotTree *tree;
} Fixture;

/* One dialog, and the keys that do what it is for: "@Row" goes to a row or control by Tab, "=text"
 * types over what is there, "!Key" presses a key. */
typedef struct
{
  const char *name;
  void (*open) (Fixture *f);
  const char *keys[8];
  const char *becomes; /* (nullable): in the XML of the VM afterwards */
} Case;

static void
run (const char *verb, const char *what)
{
  const char *argv[] = { "xdotool", verb, g_str_equal (verb, "type") ? "--delay" : "--clearmodifiers",
                         g_str_equal (verb, "type") ? "8" : what,
                         g_str_equal (verb, "type") ? what : NULL, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  virDomainPtr other, handle;
  virDomainSnapshotPtr snapshot;

  vireo_test_context_set_up (&f->host);
  other = vireo_vm_ref_handle (f->host.vm);
  handle = virDomainDefineXML (virDomainGetConnect (other), definition);
  g_assert_nonnull (handle);
  snapshot = virDomainSnapshotCreateXML (
      handle, "<domainsnapshot><name>one</name></domainsnapshot>", 0);
  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
  virDomainFree (handle);
  virDomainFree (other);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host.host), "store") != NULL);
  f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host), "store");
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);
  f->devices = vireo_vm_devices_new (f->vm);
  vireo_vm_devices_watch (f->devices);
  vireo_test_wait (vireo_vm_devices_is_loaded (f->devices));
  f->tree = vireo_snapshot_tree_new (f->vm);
  vireo_snapshot_tree_watch (f->tree);
  vireo_test_wait (vireo_snapshot_tree_find (f->tree, "one") != NULL);
  f->where = adw_toast_overlay_new ();
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 800, 600);
  adw_window_set_content (ADW_WINDOW (f->window), f->where);
  gtk_window_present (f->window);
  vireo_test_wait (gtk_window_is_active (f->window));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->tree);
  g_object_unref (f->devices);
  vireo_test_context_tear_down (&f->host);
}

static gboolean
xml_has (Fixture *f, const char *words)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  char *xml = virDomainGetXMLDesc (handle, VIR_DOMAIN_XML_INACTIVE);
  gboolean has = xml != NULL && strstr (xml, words) != NULL;

  free (xml);
  virDomainFree (handle);
  return has;
}

/* The dialogs */

static VireoDomainSettings *
settings (Fixture *f)
{
  return vireo_vm_devices_get_settings (f->devices);
}

static gpointer
nth (GListModel *devices, guint n)
{
  g_autoptr (GObject) device = g_list_model_get_item (devices, n);

  return device; /* the model keeps it */
}

static gpointer
disk (Fixture *f, guint n)
{
  return nth (vireo_vm_devices_get_disks (f->devices), n);
}

#define OPENS(name, made)                                                                          \
  static void open_##name (Fixture *f)                                                             \
  {                                                                                                \
    gtk_window_present (GTK_WINDOW (made));                                                        \
  }

OPENS (rename, vireo_rename_dialog_new (f->where, f->host.context, f->vm))
OPENS (delete, vireo_delete_dialog_new (f->where, f->host.context, f->vm))
OPENS (disk, vireo_disk_dialog_new (f->where, f->host.host, f->vm))
OPENS (grow, vireo_disk_grow_dialog_new (f->where, f->vm, disk (f, 0)))
OPENS (options, vireo_disk_options_dialog_new (f->where, f->vm, disk (f, 0)))
OPENS (media, vireo_media_dialog_new (f->where, f->vm, disk (f, 1)))
OPENS (nic, vireo_nic_dialog_new (f->where, f->host.host, f->vm, NULL, 0))
OPENS (memory, vireo_memory_dialog_new (f->where, f->host.host, f->vm, settings (f)))
OPENS (vcpus, vireo_vcpus_dialog_new (f->where, f->host.host, f->vm, settings (f)))
OPENS (cpu, vireo_cpu_dialog_new (f->where, f->host.host, f->vm, settings (f)))
OPENS (firmware, vireo_firmware_dialog_new (f->where, f->host.host, f->vm, settings (f)))
OPENS (folder, vireo_folder_dialog_new (f->where, f->host.host, f->vm))
OPENS (hardware, vireo_hardware_dialog_new (f->where, f->host.host, f->vm))
OPENS (take, vireo_snapshot_take_dialog_new (f->where, f->tree, NULL))
OPENS (edit, vireo_snapshot_edit_dialog_new (f->where, f->tree,
                                             vireo_snapshot_tree_find (f->tree, "one")))
OPENS (clone, vireo_snapshot_clone_dialog_new (
                  f->where, f->tree, vireo_snapshot_tree_find (f->tree, "one"), NULL))
OPENS (revert, vireo_snapshot_revert_dialog_new (
                   f->where, f->tree, vireo_snapshot_tree_find (f->tree, "one"), NULL))
OPENS (connect, vireo_connect_dialog_new (f->window, vireo_context_get_hosts (f->host.context)))
OPENS (network, vireo_network_dialog_new (f->where, f->host.host))
OPENS (pool, vireo_pool_dialog_new (f->where, f->host.host))
OPENS (wizard, vireo_install_wizard_new (f->window, f->host.context, f->host.host))

static void
open_remove (Fixture *f)
{
  vireo_disk_remove_ask (f->where, f->vm, disk (f, 0));
}

/* Using them */

static GtkWidget *
top (Fixture *f)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != GTK_WIDGET (f->window) && gtk_widget_get_mapped (window)
          && gtk_window_is_active (GTK_WINDOW (window)))
        return window;
    }
  return NULL;
}

static GtkWidget *
open_case (Fixture *f, const Case *c)
{
  GtkWidget *dialog = NULL;

  c->open (f);
  vireo_test_wait ((dialog = top (f)) != NULL);
  return dialog;
}

static GtkWidget *
focus (GtkWidget *dialog)
{
  return gtk_root_get_focus (GTK_ROOT (dialog));
}

/* Moves the focus on by one. */
static void
tab (GtkWidget *dialog)
{
  GtkWidget *before = focus (dialog);

  run ("key", "Tab");
  vireo_test_wait (focus (dialog) != before);
}

static gboolean
is_control (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_TEXT (widget) || GTK_IS_SWITCH (widget)
         || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_TEXT_VIEW (widget) || ADW_IS_COMBO_ROW (widget);
}

/* What Tab has to come by.  Buttons inside an entry or a number field are for the pointer: keys do
 * in the field itself what they do.  Of a list only its place counts, the arrows go through it. */
static void
collect (GtkWidget *widget, GPtrArray *controls)
{
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget)
      || GTK_IS_POPOVER (widget) || GTK_IS_WINDOW_CONTROLS (widget))
    return;
  if (is_control (widget) && gtk_widget_get_focusable (widget) && gtk_widget_get_can_focus (widget))
    g_ptr_array_add (controls, widget);
  if (GTK_IS_EDITABLE (widget) && gtk_editable_get_delegate (GTK_EDITABLE (widget)) != NULL)
    g_ptr_array_add (controls, gtk_editable_get_delegate (GTK_EDITABLE (widget)));
  if (GTK_IS_EDITABLE (widget) || ADW_IS_COMBO_ROW (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, controls);
}

static void
test_tab_reaches_everything_and_escape_leaves (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  GtkWidget *dialog = open_case (f, c);
  gpointer gone = dialog;
  g_autoptr (GPtrArray) controls = g_ptr_array_new ();
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < MANY && !g_hash_table_contains (reached, focus (dialog)); i++)
    {
      for (GtkWidget *at = focus (dialog); at != NULL; at = gtk_widget_get_parent (at))
        if (at == focus (dialog) || is_control (at))
          g_hash_table_add (reached, at);
      tab (dialog);
    }
  collect (dialog, controls);
  g_assert_cmpuint (controls->len, >, 0);
  for (guint i = 0; i < controls->len; i++)
    if (!g_hash_table_contains (reached, controls->pdata[i]))
      g_error ("%s: Tab never comes to a %s", c->name, G_OBJECT_TYPE_NAME (controls->pdata[i]));

  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  run ("key", "Escape");
  vireo_test_wait (gone == NULL);
  g_assert_true (xml_has (f, "<name>store</name>"));
}

static gboolean
is_at (GtkWidget *widget, const char *words)
{
  for (; widget != NULL && !GTK_IS_WINDOW (widget); widget = gtk_widget_get_parent (widget))
    if (vireo_test_is_named (widget, words))
      return TRUE;
  return FALSE;
}

static void
test_the_keys_do_it (Fixture *f, gconstpointer data)
{
  const Case *c = data;
  GtkWidget *dialog = open_case (f, c);
  gpointer gone = dialog;

  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  for (guint i = 0; i < G_N_ELEMENTS (c->keys) && c->keys[i] != NULL; i++)
    {
      const char *words = c->keys[i] + 1;

      switch (c->keys[i][0])
        {
        case '@':
          for (guint n = 0; n < MANY && !is_at (focus (dialog), words); n++)
            tab (dialog);
          g_assert_true (is_at (focus (dialog), words));
          break;
        case '=':
          for (guint n = 0; n < MANY && !GTK_IS_TEXT (focus (dialog)); n++)
            tab (dialog);
          run ("key", "ctrl+a");
          run ("type", words);
          break;
        default:
          run ("key", words);
        }
    }
  vireo_test_wait (gone == NULL);
  vireo_test_wait (xml_has (f, c->becomes));
}

static const Case cases[] = {
  { "rename", open_rename, { "@Name", "=storage", "!Return" }, "<name>storage</name>" },
  { "delete", open_delete, { NULL }, NULL },
  { "disk", open_disk, { "@Size", "=3 GiB", "!Return" }, "<target dev='vdb' bus='virtio'/>" },
  { "grow", open_grow, { NULL }, NULL },
  { "disk-options", open_options, { "@Serial number", "=AB12", "!Return" }, "<serial>AB12</serial>" },
  { "media", open_media, { "@ISO image", "=/iso/one.iso", "!Return" }, "/iso/one.iso" },
  { "nic", open_nic, { "@MAC address", "=52:54:00:00:00:02", "!Return" }, "52:54:00:00:00:02" },
  { "memory", open_memory, { "@Memory", "=32 MiB", "!Return" }, "<currentMemory unit='KiB'>32768<" },
  { "vcpus", open_vcpus, { "@At most", "=4", "!Return" }, ">4</vcpu>" },
  { "cpu", open_cpu, { NULL }, NULL },
  { "firmware", open_firmware, { NULL }, NULL },
  { "folder", open_folder,
    { "@Folder of the host", "=/srv/share", "@Name for the guest", "=share", "!Return" },
    "<target dir='share'/>" },
  { "hardware", open_hardware, { NULL }, NULL },
  { "remove-disk", open_remove, { NULL }, NULL },
  { "take-snapshot", open_take, { NULL }, NULL },
  { "edit-snapshot", open_edit, { NULL }, NULL },
  { "clone", open_clone, { NULL }, NULL },
  { "revert", open_revert, { NULL }, NULL },
  { "connect", open_connect, { NULL }, NULL },
  { "network", open_network, { NULL }, NULL },
  { "pool", open_pool, { NULL }, NULL },
  { "wizard", open_wizard, { NULL }, NULL },
};

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *round = g_strconcat ("/keyboard/round/", cases[i].name, NULL);
      g_autofree char *use = g_strconcat ("/keyboard/use/", cases[i].name, NULL);

      g_test_add (round, Fixture, &cases[i], set_up, test_tab_reaches_everything_and_escape_leaves,
                  tear_down);
      if (cases[i].becomes != NULL)
        g_test_add (use, Fixture, &cases[i], set_up, test_the_keys_do_it, tear_down);
    }
  return g_test_run ();
}
