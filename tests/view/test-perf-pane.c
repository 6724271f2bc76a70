/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a VM of libvirt's test driver uses, as the pane shows it. */

#include <glib/gstdio.h>

#include "view/common/vireo-graph.h"
#include "view/vm/vireo-perf-card.h"
#include "view/vm/vireo-perf-pane.h"
#include "vireo-test-stats.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWindow *window;
  GtkWidget *overlay;
  VireoVmPane *pane;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_context_set_up (&f->host);
  f->window = GTK_WINDOW (adw_window_new ());
  f->overlay = adw_toast_overlay_new ();
  gtk_window_set_default_size (f->window, 900, 800);
  f->pane = g_object_new (VIREO_TYPE_PERF_PANE, "context", f->host.context, NULL);
  adw_toast_overlay_set_child (ADW_TOAST_OVERLAY (f->overlay), GTK_WIDGET (f->pane));
  adw_window_set_content (ADW_WINDOW (f->window), f->overlay);
  vireo_vm_pane_set_vm (f->pane, f->host.vm);
  gtk_window_present (f->window);
  vireo_test_wait (gtk_widget_get_mapped (GTK_WIDGET (f->pane)));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  vireo_test_context_tear_down (&f->host);
}

static gboolean
says (gpointer where, const char *words)
{
  return vireo_test_find (where, GTK_TYPE_LABEL, words) != NULL;
}

static VireoGraph *
graph_of (Fixture *f, const char *title)
{
  GtkWidget *found = NULL;

  vireo_test_wait ((found = vireo_test_find (f->pane, VIREO_TYPE_GRAPH, title)) != NULL);
  return VIREO_GRAPH (found);
}

static gboolean
is_measured (VireoGraph *graph)
{
  return vireo_graph_get_value (graph, 0) >= 0;
}

static void
test_figures_come_while_the_pane_is_seen (Fixture *f, gconstpointer unused)
{
  guint turns = 0;
  int n;

  g_assert_cmpint (g_atomic_int_get (&vireo_test_n_measured), ==, 0);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph_of (f, "Processor")));
  vireo_test_wait (vireo_graph_get_value (graph_of (f, "Disks: Rate"), 0) > 0);
  g_assert_cmpfloat (vireo_graph_get_value (graph_of (f, "Disks: Rate"), 1), ==, 0);
  g_assert_cmpfloat (vireo_graph_get_value (graph_of (f, "Network: Rate"), 0), >,
                     vireo_graph_get_value (graph_of (f, "Disks: Rate"), 0));
  g_assert_cmpfloat (vireo_graph_get_value (graph_of (f, "Memory"), 0), ==, 1000000.0 * 1024);
  g_assert_true (says (f->pane, "Used"));
  /* No word of them. */
  g_assert_true (says (f->pane, "not known"));
  /* The table of vCPUs: each on CPU 15 in the test driver. */
  g_assert_true (says (f->pane, "Running"));
  g_assert_true (says (f->pane, "Host CPU"));

  vireo_vm_pane_set_shown (f->pane, FALSE);
  vireo_test_wait (turns++ > 10);
  n = g_atomic_int_get (&vireo_test_n_measured);
  turns = 0;
  vireo_test_wait (turns++ > 75); /* more than a tick */
  g_assert_cmpint (g_atomic_int_get (&vireo_test_n_measured), ==, n);
}

static void
test_latency_is_what_a_request_took (Fixture *f, gconstpointer unused)
{
  VireoGraph *graph = graph_of (f, "Disks: Rate");
  GtkWidget *card = gtk_widget_get_ancestor (GTK_WIDGET (graph), VIREO_TYPE_PERF_CARD);
  GtkWidget *choice = vireo_test_find (card, GTK_TYPE_DROP_DOWN, "What Is Shown");

  vireo_vm_pane_set_shown (f->pane, TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 2);
  g_assert_true (graph_of (f, "Disks: Latency") == graph);
  vireo_test_wait (is_measured (graph));
  g_assert_cmpfloat_with_epsilon (vireo_graph_get_value (graph, 0), 0.002, 1e-9);
  g_assert_cmpfloat (vireo_graph_get_value (graph, 1), ==, VIREO_GRAPH_NONE);
  vireo_test_wait (says (card, "2.0 ms"));
  g_assert_true (says (card, "none"));
}

static void
test_paused_the_display_stands_still (Fixture *f, gconstpointer unused)
{
  VireoGraph *graph = graph_of (f, "Network: Rate");
  g_autofree char *time = NULL, *status = NULL, *still = NULL;
  int n;

  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph));
  vireo_test_press (f->pane, "Pause the Display");
  time = vireo_graph_get_time_text (graph);
  status = g_strdup_printf ("Paused at %s", time);
  vireo_test_wait (says (f->pane, status));
  n = g_atomic_int_get (&vireo_test_n_measured);
  vireo_test_wait (g_atomic_int_get (&vireo_test_n_measured) >= n + 2); /* samples go on */
  still = vireo_graph_get_time_text (graph);
  g_assert_cmpstr (still, ==, time);

  vireo_test_press (f->pane, "Continue the Display");
  g_free (still);
  still = vireo_graph_get_time_text (graph);
  g_assert_cmpstr (still, !=, time);
  g_assert_true (says (f->pane, "The last 5 minutes"));
}

static void
test_a_vm_that_is_off_has_no_figures (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);

  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph_of (f, "Processor")));
  virDomainDestroy (handle);
  vireo_test_wait (says (f->pane, "Not Running"));
  virDomainCreate (handle);
  vireo_test_wait (vireo_test_find (f->pane, VIREO_TYPE_GRAPH, "Processor") != NULL);
  virDomainFree (handle);
}

/* Whether the dialog has come to @folder, or with NULL to any. */
static gboolean
is_in (GtkWidget *chooser, GFile *folder)
{
  g_autoptr (GFile) now = gtk_file_chooser_get_current_folder (GTK_FILE_CHOOSER (chooser));

  return now != NULL && (folder == NULL || g_file_equal (now, folder));
}

static void
test_what_is_shown_is_exported (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("vireo-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "figures one.csv", NULL);
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;
  GtkWidget *chooser = NULL;

  g_assert_false (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Export as CSV…"));
  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph_of (f, "Processor")));
  vireo_test_press (f->pane, "Export as CSV…");
  vireo_test_wait ((chooser = vireo_test_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) != NULL);
  vireo_test_wait (is_in (chooser, NULL));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), place, NULL);
  vireo_test_wait (is_in (chooser, place));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), "figures one.csv");
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_ACCEPT);
  vireo_test_wait (says (f->overlay, "The figures were written to “figures one.csv”."));
  g_assert_true (g_file_get_contents (path, &csv, NULL, NULL));
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 3);
  g_assert_nonnull (strstr (lines[0], "time,cpu (%),memory used (bytes)"));
  g_assert_nonnull (strstr (lines[0], "vda disk read (bytes/s)"));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_it_fits_a_narrow_window (Fixture *f, gconstpointer unused)
{
  int width;

  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph_of (f, "Memory")));
  gtk_widget_measure (GTK_WIDGET (f->pane), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL,
                      NULL);
  g_assert_cmpint (width, <=, 360);
}

static void
test_the_tab_key_comes_to_each_graph (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();

  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph_of (f, "Memory")));
  gtk_window_set_focus (f->window, NULL);
  for (guint i = 0; i < 20; i++)
    {
      GtkWidget *focus;

      gtk_widget_child_focus (GTK_WIDGET (f->window), GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (f->window);
      if (focus != NULL && VIREO_IS_GRAPH (focus) && !g_ptr_array_find (seen, focus, NULL))
        g_ptr_array_add (seen, focus);
    }
  g_assert_cmpuint (seen->len, ==, 4);
  g_assert_true (seen->pdata[0] == graph_of (f, "Processor"));
  g_assert_true (seen->pdata[3] == graph_of (f, "Network: Rate"));
}

static void
test_another_vm_has_its_own_figures (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);
  virDomainPtr made = virDomainCreateXML (
      virDomainGetConnect (handle),
      "<domain type='test'><name>other</name><memory unit='MiB'>64</memory>"
      "<os><type arch='x86_64'>hvm</type></os></domain>",
      0);

  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->host.host), "other") != NULL);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait (is_measured (graph_of (f, "Processor")));
  vireo_test_press (f->pane, "Pause the Display");
  vireo_vm_pane_set_vm (f->pane, vireo_vm_list_find (vireo_host_get_vms (f->host.host), "other"));
  g_assert_false (is_measured (graph_of (f, "Processor")));
  g_assert_true (says (f->pane, "The last 5 minutes"));
  vireo_test_wait (is_measured (graph_of (f, "Processor")));
  virDomainFree (made);
  virDomainFree (handle);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test) g_test_add ("/perf-pane/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("figures-come-while-the-pane-is-seen", test_figures_come_while_the_pane_is_seen);
  ADD ("latency-is-what-a-request-took", test_latency_is_what_a_request_took);
  ADD ("paused-the-display-stands-still", test_paused_the_display_stands_still);
  ADD ("a-vm-that-is-off-has-no-figures", test_a_vm_that_is_off_has_no_figures);
  ADD ("what-is-shown-is-exported", test_what_is_shown_is_exported);
  ADD ("it-fits-a-narrow-window", test_it_fits_a_narrow_window);
  ADD ("the-tab-key-comes-to-each-graph", test_the_tab_key_comes_to_each_graph);
  ADD ("another-vm-has-its-own-figures", test_another_vm_has_its_own_figures);
  return g_test_run ();
}
