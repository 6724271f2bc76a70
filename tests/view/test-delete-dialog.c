/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <libvirt/libvirt.h>

#include "view/vm/vireo-delete-dialog.h"
#include "vireo-test-view.h"

static const char victim_xml[]
    = "<domain type='test'><name>victim &lt;b&gt;</name><memory>1024</memory>"
      "<os><type arch='x86_64'>hvm</type></os><devices>"
      "<disk type='file'><source file='/default-pool/own.qcow2'/><target dev='vda'/></disk>"
      "<disk type='file'><source file='/default-pool/keep.qcow2'/><target dev='vdb'/></disk>"
      "<disk type='file' device='cdrom'><source file='/default-pool/os.iso'/><target dev='hda'/>"
      "<readonly/></disk></devices></domain>";

typedef struct
{
  VireoTestContext host;
  virConnectPtr direct;
  VireoVm *vm; /* borrowed */
  GtkWidget *dialog;
} Fixture;

static void
make_volume (virStoragePoolPtr pool, const char *name)
{
  g_autofree char *xml = g_strdup_printf ("<volume><name>%s</name><capacity>4096</capacity>"
                                          "<allocation>4096</allocation></volume>", name);
  virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);

  g_assert_nonnull (volume);
  virStorageVolFree (volume);
}

static gboolean
has_volume (Fixture *f, const char *path)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (f->direct, path);

  if (volume != NULL)
    virStorageVolFree (volume);
  return volume != NULL;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *where;
  virStoragePoolPtr pool;
  virDomainPtr handle;

  vireo_test_context_set_up (&f->host);
  f->direct = vireo_host_ref_connection (f->host.host);
  pool = virStoragePoolLookupByName (f->direct, "default");
  make_volume (pool, "own.qcow2");
  make_volume (pool, "keep.qcow2");
  make_volume (pool, "os.iso");
  virStoragePoolFree (pool);
  handle = virDomainDefineXML (f->direct, victim_xml);
  virDomainFree (handle);
  vireo_test_wait ((f->vm = vireo_vm_list_find (vireo_host_get_vms (f->host.host), "victim <b>"))
                   != NULL);

  where = g_object_ref_sink (gtk_label_new ("x"));
  f->dialog = vireo_delete_dialog_new (where, f->host.context, f->vm);
  g_object_unref (where);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  gtk_window_present (GTK_WINDOW (f->dialog));
  vireo_test_wait (
      vireo_test_find (f->dialog, GTK_TYPE_CHECK_BUTTON, "/default-pool/own.qcow2") != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  if (f->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  vireo_test_wait (f->dialog == NULL);
  virConnectClose (f->direct);
  vireo_test_context_tear_down (&f->host);
}

static GtkCheckButton *
tick (Fixture *f, const char *path)
{
  return GTK_CHECK_BUTTON (vireo_test_find (f->dialog, GTK_TYPE_CHECK_BUTTON, path));
}

static void
test_what_is_only_read_is_never_ticked (Fixture *f, gconstpointer unused)
{
  GtkCheckButton *iso = tick (f, "/default-pool/os.iso");

  g_assert_true (gtk_check_button_get_active (tick (f, "/default-pool/own.qcow2")));
  g_assert_false (gtk_check_button_get_active (iso));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (iso)));
  g_assert_nonnull (strstr (vireo_test_subtitle (f->dialog, "/default-pool/os.iso"), "Kept"));
}

static void
test_the_ticked_go_and_the_others_stay (Fixture *f, gconstpointer unused)
{
  gtk_check_button_set_active (tick (f, "/default-pool/keep.qcow2"), FALSE);
  /* Nobody can tick this one, but were it ticked, it would stay all the same. */
  gtk_check_button_set_active (tick (f, "/default-pool/os.iso"), TRUE);
  vireo_test_wait (vireo_test_can (f->dialog, GTK_TYPE_LABEL, "Delete “victim <b>”"));
  gtk_widget_activate_action (f->dialog, "delete.confirm", NULL);
  vireo_test_wait (
      vireo_vm_list_find (vireo_host_get_vms (f->host.host), "victim <b>") == NULL);
  vireo_test_wait (
      g_list_model_get_n_items (vireo_job_list_get_items (vireo_context_get_jobs (f->host.context)))
      == 0);
  g_assert_false (has_volume (f, "/default-pool/own.qcow2"));
  g_assert_true (has_volume (f, "/default-pool/keep.qcow2"));
  g_assert_true (has_volume (f, "/default-pool/os.iso"));
}

static void
test_a_running_vm_is_said_to_be_forced_off (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  const char *off = "Its settings and its snapshots are removed for good, and with them the files "
                    "ticked here.";

  g_assert_nonnull (vireo_test_find (f->dialog, GTK_TYPE_LABEL, off));
  g_assert_cmpint (virDomainCreate (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (vireo_test_find (f->dialog, GTK_TYPE_LABEL, off) == NULL);
}

static void
make_snapshot (virDomainPtr handle, const char *name)
{
  g_autofree char *xml
      = g_strdup_printf ("<domainsnapshot><name>%s</name></domainsnapshot>", name);
  virDomainSnapshotPtr snapshot = virDomainSnapshotCreateXML (handle, xml, 0);

  g_assert_nonnull (snapshot);
  virDomainSnapshotFree (snapshot);
}

static gboolean
ends_with (GtkWidget *dialog, const char *end)
{
  g_autofree char *text = NULL;

  g_object_get (dialog, "snapshots", &text, NULL);
  return text != NULL && g_str_has_suffix (text, end);
}

static void
test_the_snapshots_that_go_are_named (Fixture *f, gconstpointer unused)
{
  g_autoptr (GtkWidget) where = g_object_ref_sink (gtk_label_new ("x"));
  virDomainPtr handle = vireo_vm_ref_handle (f->vm);
  GtkWidget *dialog;

  make_snapshot (handle, "before &lt;i&gt;");
  dialog = vireo_delete_dialog_new (where, f->host.context, f->vm);
  gtk_window_present (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_find (dialog, GTK_TYPE_LABEL, "1 snapshot goes with it: “before <i>”")
                   != NULL);
  /* One that comes while it is asked is named, too. */
  for (guint i = 0; i < 21; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%02u", i);

      make_snapshot (handle, name);
    }
  virDomainFree (handle);
  vireo_test_wait (ends_with (dialog, "“n18” and 2 more"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/delete-dialog/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("what-is-only-read-is-never-ticked", test_what_is_only_read_is_never_ticked);
  ADD ("the-ticked-go-and-the-others-stay", test_the_ticked_go_and_the_others_stay);
  ADD ("the-snapshots-that-go-are-named", test_the_snapshots_that_go_are_named);
  ADD ("a-running-vm-is-said-to-be-forced-off", test_a_running_vm_is_said_to_be_forced_off);
  return g_test_run ();
}
