/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a host of libvirt's test driver: its networks, its storage, its doctor. */

#include <libvirt/libvirt.h>

#include "view/host/vireo-doctor-row.h"
#include "view/host/vireo-host-page.h"
#include "view/host/vireo-network-row.h"
#include "view/host/vireo-pool-row.h"
#include "view/host/vireo-volume-row.h"
#include "view/vm/vireo-change-dialog.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  VireoHostPage *page;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *overlay = adw_toast_overlay_new ();

  vireo_test_context_set_up (&f->host);
  f->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (f->window, 800, 900);
  f->page = VIREO_HOST_PAGE (vireo_host_page_new ());
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (overlay), GTK_WIDGET (f->page));
  adw_window_set_content (ADW_WINDOW (f->window), overlay);
  vireo_host_page_set_host (f->page, f->host.host);
  gtk_window_present (f->window);
  vireo_test_wait (vireo_test_subtitle (f->page, "Address") != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

static GtkWidget *
row (Fixture *f, GType type, const char *title)
{
  GtkWidget *found = NULL;

  vireo_test_wait ((found = vireo_test_find (f->page, type, title)) != NULL);
  return found;
}

static gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

static void
enter (GtkWidget *dialog, const char *field, const char *text)
{
  GtkWidget *entry = NULL;

  vireo_test_wait ((entry = vireo_test_find (dialog, ADW_TYPE_ENTRY_ROW, field)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
}

static virConnectPtr
other_client (Fixture *f)
{
  return vireo_host_ref_connection (f->host.host);
}

static gboolean
begins (GtkWidget *network, const char *words)
{
  return g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (network)), words);
}

static void
test_a_network_is_stopped_and_started (Fixture *f, gconstpointer unused)
{
  GtkWidget *network;

  vireo_host_page_show (f->page, "networks");
  network = row (f, VIREO_TYPE_NETWORK_ROW, "default");
  vireo_test_wait (begins (network, "Running\nNAT: guests reach the network through this host\n"
                                    "192.168.122.0/24, virbr0"));
  gtk_widget_activate_action (network, "network.stop", NULL);
  vireo_test_answer ("cancel");
  g_assert_true (begins (network, "Running"));
  gtk_widget_activate_action (network, "network.stop", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (begins (network, "Not running"));
  vireo_test_press (network, "Start");
  vireo_test_wait (begins (network, "Running\n"));
  gtk_widget_activate_action (network, "network.autostart", NULL);
  vireo_test_wait (begins (network, "Running, starts with the host"));
  gtk_widget_activate_action (network, "network.no-autostart", NULL);
  vireo_test_wait (begins (network, "Running\n"));
  gtk_widget_activate_action (network, "network.delete", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (says (f->page, "This host has no virtual network."));
}

static void
test_a_network_is_made (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;

  vireo_host_page_show (f->page, "networks");
  row (f, VIREO_TYPE_NETWORK_ROW, "default");
  vireo_test_press (f->page, "Create Network…");
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  vireo_test_wait (says (dialog, "Give the network a name."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Create"));
  enter (dialog, "Name", "lab");
  enter (dialog, "Addresses", "192.168.122.0/24");
  vireo_test_wait (
      says (dialog, "The network “default” uses addresses of 192.168.122.0/24 already."));
  enter (dialog, "Addresses", "10.7.0.0/16");
  vireo_test_press (dialog, "Create");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  vireo_test_wait (begins (row (f, VIREO_TYPE_NETWORK_ROW, "lab"), "Running, starts with the host"));
}

static void
make_volumes (Fixture *f)
{
  virConnectPtr other = other_client (f);
  virStoragePoolPtr pool = virStoragePoolLookupByName (other, "default");
  static const char *const names[] = { "free.qcow2", "used.qcow2" };
  virDomainPtr vm;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<volume><name>%s</name><capacity unit='GiB'>1"
                                              "</capacity></volume>", names[i]);
      virStorageVolPtr volume = virStorageVolCreateXML (pool, xml, 0);

      g_assert_nonnull (volume);
      virStorageVolFree (volume);
    }
  vm = virDomainDefineXML (other, "<domain type='test'><name>owner</name><memory>1024</memory>"
                                  "<os><type>hvm</type></os><devices><disk type='file'>"
                                  "<source file='/default-pool/used.qcow2'/><target dev='vda'/>"
                                  "</disk></devices></domain>");
  g_assert_nonnull (vm);
  virDomainFree (vm);
  virStoragePoolFree (pool);
  virConnectClose (other);
}

static void
test_a_free_volume_is_deleted_and_a_used_one_not (Fixture *f, gconstpointer unused)
{
  GtkWidget *pool;
  GtkWidget *volume;

  make_volumes (f);
  vireo_host_page_show (f->page, "storage");
  pool = row (f, VIREO_TYPE_POOL_ROW, "default");
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (pool), TRUE);
  volume = row (f, VIREO_TYPE_VOLUME_ROW, "used.qcow2");
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (volume)),
                            "Used by “owner”"));
  gtk_widget_activate_action (volume, "volume.delete", NULL); /* not possible */
  g_assert_null (vireo_test_window (ADW_TYPE_MESSAGE_DIALOG));
  gtk_widget_activate_action (row (f, VIREO_TYPE_VOLUME_ROW, "free.qcow2"), "volume.delete", NULL);
  vireo_test_wait (says (vireo_test_window (ADW_TYPE_MESSAGE_DIALOG),
                         "/default-pool/free.qcow2 and all that is stored in it will be gone for "
                         "good."));
  vireo_test_answer ("yes");
  vireo_test_wait (vireo_test_find (f->page, VIREO_TYPE_VOLUME_ROW, "free.qcow2") == NULL);
  row (f, VIREO_TYPE_VOLUME_ROW, "used.qcow2");
}

static gboolean
pool_begins (GtkWidget *pool, const char *words)
{
  return g_str_has_prefix (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (pool)), words);
}

static void
test_a_pool_is_made_and_stopped (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog = NULL;
  GtkWidget *pool;

  vireo_host_page_show (f->page, "storage");
  row (f, VIREO_TYPE_POOL_ROW, "default");
  vireo_test_press (f->page, "Create Pool…");
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  enter (dialog, "Name", "iso");
  enter (dialog, "Folder on the host", "/default-pool/");
  vireo_test_wait (says (dialog, "The storage pool “default” has this folder already."));
  enter (dialog, "Folder on the host", "/srv/镜像");
  vireo_test_press (dialog, "Create");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  pool = row (f, VIREO_TYPE_POOL_ROW, "iso");
  vireo_test_wait (g_str_has_suffix (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (pool)),
                                     ", starts with the host\n/srv/镜像"));
  gtk_widget_activate_action (pool, "pool.refresh", NULL);
  gtk_widget_activate_action (pool, "pool.no-autostart", NULL);
  vireo_test_wait (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (pool)), "starts")
                   == NULL);
  gtk_widget_activate_action (pool, "pool.stop", NULL);
  vireo_test_answer ("yes");
  vireo_test_wait (pool_begins (pool, "Not running"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (pool), TRUE);
  vireo_test_wait (vireo_test_find (pool, ADW_TYPE_ACTION_ROW,
                                    "What is in it is known once it runs.") != NULL);
  vireo_test_press (pool, "Start");
  vireo_test_wait (!pool_begins (pool, "Not running"));
  vireo_test_wait (vireo_test_find (pool, ADW_TYPE_ACTION_ROW,
                                    "There is nothing in this pool yet.") != NULL);
}

static void
test_the_doctor_mends_a_network (Fixture *f, gconstpointer unused)
{
  virConnectPtr other = other_client (f);
  virNetworkPtr network = virNetworkLookupByName (other, "default");
  GtkWidget *check;

  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  vireo_host_page_show (f->page, "doctor");
  check = row (f, VIREO_TYPE_DOCTOR_ROW, "Virtual network “default”");
  vireo_test_wait (says (check, "Problem"));
  g_assert_true (
      says (check, "It does not run: virtual machines that use it cannot be started."));
  vireo_test_press (check, "Start");
  vireo_test_wait (says (vireo_test_window (ADW_TYPE_MESSAGE_DIALOG),
                         "Start the virtual network “default”?"));
  vireo_test_answer ("cancel");
  g_assert_cmpint (virNetworkIsActive (network), ==, 0);
  vireo_test_press (check, "Start");
  vireo_test_answer ("yes");
  vireo_test_wait (says (check, "Warning"));
  vireo_test_press (check, "Autostart");
  vireo_test_answer ("yes");
  vireo_test_wait (says (check, "Good"));
  g_assert_true (row (f, VIREO_TYPE_DOCTOR_ROW, "Virtual network “default”") == check);
  g_assert_null (vireo_test_find (check, GTK_TYPE_BUTTON, "Autostart"));

  /* What nobody sees is not looked at; what is seen again is looked at anew. */
  vireo_host_page_show (f->page, "overview");
  g_assert_cmpint (virNetworkDestroy (network), ==, 0);
  vireo_host_page_show (f->page, "doctor");
  vireo_test_wait (says (check, "Problem"));
  virNetworkFree (network);
  virConnectClose (other);
}

static void
test_the_doctor_sees_a_host_that_is_off (Fixture *f, gconstpointer unused)
{
  GtkWidget *check;

  vireo_host_page_show (f->page, "doctor");
  check = row (f, VIREO_TYPE_DOCTOR_ROW, "libvirt daemon");
  vireo_test_wait (says (check, "Good"));
  vireo_host_disconnect (f->host.host);
  vireo_test_wait (says (check, "Problem"));
  vireo_test_wait (says (check, "This host is not connected."));
  vireo_test_wait (
      vireo_test_find (f->page, VIREO_TYPE_DOCTOR_ROW, "Virtual network “default”") == NULL);
  vireo_host_connect (f->host.host);
  vireo_test_wait (says (check, "Good"));
  row (f, VIREO_TYPE_DOCTOR_ROW, "Virtual network “default”");
}

static void
test_all_fit_a_narrow_window (Fixture *f, gconstpointer unused)
{
  static const char *const pages[] = { "overview", "storage", "networks", "doctor" };

  vireo_host_page_show (f->page, "doctor");
  row (f, VIREO_TYPE_DOCTOR_ROW, "Virtual network “default”");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      int minimum;

      vireo_host_page_show (f->page, pages[i]);
      gtk_widget_measure (GTK_WIDGET (f->page), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                          NULL, NULL);
      g_assert_cmpint (minimum, <=, 360);
    }
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/host-page/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-network-is-stopped-and-started", test_a_network_is_stopped_and_started);
  ADD ("a-network-is-made", test_a_network_is_made);
  ADD ("a-free-volume-is-deleted-and-a-used-one-not",
       test_a_free_volume_is_deleted_and_a_used_one_not);
  ADD ("a-pool-is-made-and-stopped", test_a_pool_is_made_and_stopped);
  ADD ("the-doctor-mends-a-network", test_the_doctor_mends_a_network);
  ADD ("the-doctor-sees-a-host-that-is-off", test_the_doctor_sees_a_host_that_is_off);
  ADD ("all-fit-a-narrow-window", test_all_fit_a_narrow_window);
  return g_test_run ();
}
