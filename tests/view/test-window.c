/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole window on the host of tests/data/host.xml, whose one VM "test" runs. */

#include <libvirt/libvirt.h>

#include "core/host/vireo-host-private.h"
#include "view/app/vireo-sidebar.h"
#include "view/app/vireo-vm-row.h"
#include "view/app/vireo-window.h"
#include "view/host/vireo-host-page.h"
#include "view/vm/vireo-vm-page.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestContext host;
  GtkWidget *window;
  VireoSidebar *sidebar;
} Fixture;

/* The first @type that can be seen. */
static GtkWidget *
find_type (gpointer from, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (from), type) && gtk_widget_get_mapped (from))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkApplication *app; /* one a process: it has a place on the bus */

static gboolean
is_said (Fixture *f, const char *text)
{
  return vireo_test_find (f->window, GTK_TYPE_LABEL, text) != NULL;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_context_set_up (&f->host);
  f->window = vireo_window_new (app, f->host.context, NULL);
  gtk_window_present (GTK_WINDOW (f->window));
  vireo_test_wait (gtk_widget_get_mapped (f->window));
  f->sidebar = VIREO_SIDEBAR (find_type (f->window, VIREO_TYPE_SIDEBAR));
  vireo_test_wait (find_type (f->window, VIREO_TYPE_VM_ROW) != NULL);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  vireo_test_context_tear_down (&f->host);
}

static gboolean
row_says (GtkWidget *row, GtkAccessibleProperty property, const char *words)
{
  g_autofree char *differs
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row), property, words);

  return differs == NULL;
}

static void
lose_host (Fixture *f)
{
  vireo_host_lost (f->host.host,
                   vireo_connection_get (vireo_host_get_connection (f->host.host)),
                   VIR_CONNECT_CLOSE_REASON_EOF);
}

static void
test_a_running_vm_is_listed_as_running (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = find_type (f->window, VIREO_TYPE_VM_ROW);

  g_assert_true (row_says (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "test"));
  g_assert_true (row_says (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Running"));
  vireo_test_wait (is_said (f, "Choose a Virtual Machine"));
}

static void
test_the_row_follows_what_others_do (Fixture *f, gconstpointer unused)
{
  GtkWidget *row = find_type (f->window, VIREO_TYPE_VM_ROW);
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);

  g_assert_cmpint (virDomainSuspend (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (row_says (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Paused"));
}

static float
height_of (Fixture *f, const char *name)
{
  GtkWidget *row = NULL;
  graphene_rect_t place;

  vireo_test_wait ((row = vireo_test_find (f->sidebar, VIREO_TYPE_VM_ROW, name)) != NULL);
  g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (f->sidebar), &place));
  return place.origin.y;
}

static void
test_rows_follow_their_names_and_states (Fixture *f, gconstpointer unused)
{
  VireoVm *alpha = vireo_test_context_define (&f->host, "alpha");
  virDomainPtr handle = vireo_vm_ref_handle (alpha);

  vireo_test_wait (height_of (f, "alpha") < height_of (f, "test"));
  g_assert_cmpint (virDomainSetMetadata (handle, VIR_DOMAIN_METADATA_TITLE, "zulu", NULL, NULL,
                                         VIR_DOMAIN_AFFECT_CONFIG),
                   ==, 0);
  vireo_test_wait (height_of (f, "zulu") > height_of (f, "test"));
  g_assert_cmpint (virDomainSetMetadata (handle, VIR_DOMAIN_METADATA_TITLE, "", NULL, NULL,
                                         VIR_DOMAIN_AFFECT_CONFIG),
                   ==, 0);
  vireo_test_wait (height_of (f, "alpha") < height_of (f, "test"));
  vireo_sidebar_set_sort (f->sidebar, VIREO_SORT_STATE); /* "test" runs */
  vireo_test_wait (height_of (f, "alpha") > height_of (f, "test"));
  g_assert_cmpint (virDomainCreate (handle), ==, 0);
  vireo_test_wait (height_of (f, "alpha") < height_of (f, "test"));
  g_assert_cmpint (virDomainDestroy (handle), ==, 0);
  vireo_test_wait (height_of (f, "alpha") > height_of (f, "test"));
  vireo_sidebar_set_sort (f->sidebar, VIREO_SORT_NAME);
  vireo_test_wait (height_of (f, "alpha") < height_of (f, "test"));
  virDomainFree (handle);
}

static void
test_choosing_shows_the_page (Fixture *f, gconstpointer unused)
{
  GtkWidget *page;

  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.vm));
  vireo_test_wait ((page = find_type (f->window, VIREO_TYPE_VM_PAGE)) != NULL);
  g_assert_true (vireo_vm_page_get_vm (VIREO_VM_PAGE (page)) == f->host.vm);
  g_assert_true (vireo_window_get_vm (VIREO_WINDOW (f->window)) == f->host.vm);
  g_assert_true (vireo_window_get_host (VIREO_WINDOW (f->window)) == f->host.host);

  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.host));
  vireo_test_wait ((page = find_type (f->window, VIREO_TYPE_HOST_PAGE)) != NULL);
  g_assert_null (vireo_window_get_vm (VIREO_WINDOW (f->window)));
}

static void
test_the_filter_finds_by_name_and_state_in_two_languages (Fixture *f, gconstpointer unused)
{
  static const char *const finding[] = { "TES", "running", "运行", "ｔｅｓｔ", "te run", NULL };
  static const char *const missing[] = { "web", "off", "关机", "test off", NULL };

  for (guint i = 0; finding[i] != NULL; i++)
    {
      vireo_sidebar_set_filter (f->sidebar, missing[i % 4]);
      vireo_test_wait (is_said (f, "Nothing Found"));
      vireo_sidebar_set_filter (f->sidebar, finding[i]);
      vireo_test_wait (find_type (f->window, VIREO_TYPE_VM_ROW) != NULL);
    }
}

static void
test_the_filter_does_not_change_what_is_shown (Fixture *f, gconstpointer unused)
{
  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.vm));
  vireo_sidebar_set_filter (f->sidebar, "zzz");
  vireo_test_wait (is_said (f, "Nothing Found"));
  g_assert_true (vireo_window_get_vm (VIREO_WINDOW (f->window)) == f->host.vm);
  g_assert_nonnull (find_type (f->window, VIREO_TYPE_VM_PAGE));
  vireo_sidebar_set_filter (f->sidebar, "");
  vireo_test_wait (find_type (f->window, VIREO_TYPE_VM_ROW) != NULL);
  g_assert_true (vireo_sidebar_get_selected (f->sidebar) == G_OBJECT (f->host.vm));
}

static void
test_a_lost_host_keeps_its_rows_and_comes_back (Fixture *f, gconstpointer unused)
{
  lose_host (f);
  vireo_test_wait (is_said (f, "Connection lost, next try in 1 s"));
  g_assert_true (vireo_test_can (f->window, GTK_TYPE_BUTTON, "Retry"));
  g_assert_nonnull (find_type (f->window, VIREO_TYPE_VM_ROW));
  vireo_test_press (f->window, "Retry");
  vireo_test_wait (!is_said (f, "Connection lost, next try in 1 s"));
  vireo_test_wait (vireo_host_get_state (f->host.host) == VIREO_HOST_ON);
  g_assert_nonnull (find_type (f->window, VIREO_TYPE_VM_ROW));
  g_assert_false (vireo_test_can (f->window, GTK_TYPE_BUTTON, "Retry"));
}

static void
test_a_removed_vm_leaves_its_page (Fixture *f, gconstpointer unused)
{
  virDomainPtr handle = vireo_vm_ref_handle (f->host.vm);

  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.vm));
  vireo_test_wait (find_type (f->window, VIREO_TYPE_VM_PAGE) != NULL);
  g_assert_cmpint (virDomainDestroy (handle), ==, 0);
  g_assert_cmpint (virDomainUndefine (handle), ==, 0);
  virDomainFree (handle);
  vireo_test_wait (is_said (f, "No Virtual Machine Yet"));
  g_assert_true (vireo_test_can (f->window, GTK_TYPE_BUTTON, "New Virtual Machine…"));
}

static void
test_the_host_page_says_what_there_is (Fixture *f, gconstpointer unused)
{
  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.host));
  vireo_test_wait (g_strcmp0 (vireo_test_subtitle (f->window, "Address"),
                              vireo_host_get_uri (f->host.host))
                   == 0);
  vireo_test_wait (is_said (f, "2 of 16 CPUs given out"));
  vireo_test_wait (is_said (f, "2.0\302\240GiB of 32.0\302\240GiB given out"));
  vireo_host_page_show (VIREO_HOST_PAGE (find_type (f->window, VIREO_TYPE_HOST_PAGE)), "networks");
  vireo_test_wait (vireo_test_subtitle (f->window, "default") != NULL);
  vireo_host_page_show (VIREO_HOST_PAGE (find_type (f->window, VIREO_TYPE_HOST_PAGE)), "overview");
  vireo_test_press (f->window, "Disconnect");
  vireo_test_wait (is_said (f, "This host is not connected."));
  vireo_test_press (f->window, "Connect");
  vireo_test_wait (vireo_host_get_state (f->host.host) == VIREO_HOST_ON);
}

static int
min_width (GtkWidget *widget)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static void
show_every_pane (Fixture *f, GtkWidget *leaflet)
{
  static const char *const panes[] = { "console", "overview", "disks", "network", "snapshots",
                                       "performance", "xml" };

  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.vm));
  vireo_test_wait (find_type (f->window, VIREO_TYPE_VM_PAGE) != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    {
      vireo_vm_page_show_pane (VIREO_VM_PAGE (find_type (f->window, VIREO_TYPE_VM_PAGE)), panes[i]);
      if (g_str_equal (panes[i], "xml"))
        vireo_test_wait (vireo_test_find (f->window, GTK_TYPE_BUTTON, "Check") != NULL);
      /* Beside the list there is room for what the window's other buttons take. */
      g_assert_cmpint (min_width (leaflet), <=,
                       adw_leaflet_get_folded (ADW_LEAFLET (leaflet)) ? 340 : 380);
    }
}

static void
test_panes_have_their_keys (Fixture *f, gconstpointer unused)
{
  g_autofree char *pane = NULL;
  GtkWidget *page;

  /* Nothing is chosen yet, so there is no pane to show. */
  g_assert_true (gtk_widget_activate_action (f->window, "win.show-pane", "i", 3));
  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.vm));
  vireo_test_wait ((page = find_type (f->window, VIREO_TYPE_VM_PAGE)) != NULL);
  g_assert_true (gtk_widget_activate_action (f->window, "win.show-pane", "i", 3));
  g_object_get (page, "pane", &pane, NULL);
  g_assert_cmpstr (pane, ==, "disks");
  g_assert_true (gtk_widget_activate_action (f->window, "win.show-pane", "i", 99));
  g_assert_true (gtk_widget_activate_action (f->window, "win.show-pane", "i", 0));
  g_clear_pointer (&pane, g_free);
  g_object_get (page, "pane", &pane, NULL);
  g_assert_cmpstr (pane, ==, "disks");
}

/* A warning about a widget that gets less than it needs would end the test. */
static void
test_it_works_from_360_pixels_on (Fixture *f, gconstpointer unused)
{
  GtkWidget *leaflet = find_type (f->window, ADW_TYPE_LEAFLET);
  static const int widths[] = { 360, 700, 1280 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (f->window), widths[i], 480);
      /* Less what the frame takes, where windows draw their own. */
      vireo_test_wait (ABS (gtk_widget_get_width (f->window) - widths[i]) < 30);
      g_assert_cmpint (adw_leaflet_get_folded (ADW_LEAFLET (leaflet)), ==, widths[i] < 660);
      vireo_window_show_host (VIREO_WINDOW (f->window), f->host.host);
      vireo_test_wait (find_type (f->window, VIREO_TYPE_HOST_PAGE) != NULL);
      g_assert_cmpint (min_width (leaflet), <=, 340);
      show_every_pane (f, leaflet);
      if (widths[i] == 360)
        {
          vireo_test_press (f->window, "Back");
          vireo_test_wait (find_type (f->window, VIREO_TYPE_SIDEBAR) != NULL);
        }
    }
}

static GtkWidget *
find_nameless (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL
      && gtk_button_get_label (GTK_BUTTON (widget)) == NULL
      && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
      && !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                            GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_nameless (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_every_button_has_a_name (Fixture *f, gconstpointer unused)
{
  g_assert_null (find_nameless (f->window));
  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.host));
  g_assert_null (find_nameless (f->window));
  vireo_sidebar_select (f->sidebar, G_OBJECT (f->host.vm));
  g_assert_null (find_nameless (f->window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();
  app = gtk_application_new ("io.github.vireovm.Vireo.Test", G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));

#define ADD(path, test) g_test_add ("/window/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("a-running-vm-is-listed-as-running", test_a_running_vm_is_listed_as_running);
  ADD ("the-row-follows-what-others-do", test_the_row_follows_what_others_do);
  ADD ("rows-follow-their-names-and-states", test_rows_follow_their_names_and_states);
  ADD ("choosing-shows-the-page", test_choosing_shows_the_page);
  ADD ("the-filter-finds-by-name-and-state-in-two-languages",
       test_the_filter_finds_by_name_and_state_in_two_languages);
  ADD ("the-filter-does-not-change-what-is-shown", test_the_filter_does_not_change_what_is_shown);
  ADD ("a-lost-host-keeps-its-rows-and-comes-back", test_a_lost_host_keeps_its_rows_and_comes_back);
  ADD ("a-removed-vm-leaves-its-page", test_a_removed_vm_leaves_its_page);
  ADD ("the-host-page-says-what-there-is", test_the_host_page_says_what_there_is);
  ADD ("panes-have-their-keys", test_panes_have_their_keys);
  ADD ("it-works-from-360-pixels-on", test_it_works_from_360_pixels_on);
  ADD ("every-button-has-a-name", test_every_button_has_a_name);
  return g_test_run ();
}
