/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tree of hundreds of snapshots in the Snapshots pane. */

#include "vireo-test-snapshots.h"

#define MANY 300
#define DEEP 60

/* Chains of DEEP that fork off the first one. */
static void
take_many (Fixture *f)
{
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%03u", i);

      if (i > 1 && i % (DEEP - 1) == 1)
        {
          virDomainSnapshotPtr root = virDomainSnapshotLookupByName (f->handle, "s000", 0);

          g_assert_cmpint (virDomainRevertToSnapshot (root, 0), ==, 0);
          virDomainSnapshotFree (root);
        }
      take_behind_its_back (f, name, "");
    }
}

static guint
count_rows (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_model (f)));
}

static VireoSnapshotNode *
get_line (Fixture *f, guint at)
{
  return g_list_model_get_item (G_LIST_MODEL (get_model (f)), at);
}

static void
press_key (Fixture *f, guint key)
{
  GtkWidget *list = vireo_test_find (f->pane, GTK_TYPE_LIST_VIEW, "Snapshots");
  GListModel *controllers = gtk_widget_observe_controllers (list);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "key-pressed", key, 0,
                               key == GDK_KEY_a ? GDK_CONTROL_MASK : 0, &taken);
    }
  g_object_unref (controllers);
}

static GtkAdjustment *
get_place (Fixture *f)
{
  return gtk_scrollable_get_vadjustment (
      GTK_SCROLLABLE (vireo_test_find (f->pane, GTK_TYPE_LIST_VIEW, "Snapshots")));
}

/* Every line is there, once, below its parent and where its branch is. */
static void
check_lines (Fixture *f)
{
  g_autoptr (GHashTable) depths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint deepest = 0;

  g_assert_cmpuint (count_rows (f), ==, MANY + 1);
  for (guint i = 0; i <= MANY; i++)
    {
      g_autoptr (VireoSnapshotNode) node = get_line (f, i);
      VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);
      guint depth = vireo_snapshot_node_get_depth (node);
      const char *parent;

      if (snapshot == NULL)
        {
          g_assert_cmpuint (i, ==, MANY); /* "You are here" comes after all of them */
          continue;
        }
      parent = vireo_snapshot_get_parent (snapshot);
      g_assert_cmpint (i == 0, ==, parent == NULL);
      if (parent != NULL)
        g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (depths, parent)) + 1, ==, depth);
      g_assert_true (g_hash_table_insert (
          depths, g_strdup (vireo_snapshot_get_name (snapshot)), GUINT_TO_POINTER (depth)));
      deepest = MAX (deepest, depth + 1);
    }
  g_assert_cmpuint (deepest, ==, DEEP);
}

static void
test_hundreds_show_what_is_looked_at (Fixture *f, gconstpointer unused)
{
  guint at;

  vireo_vm_pane_set_shown (f->pane, FALSE);
  take_many (f);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  /* It opens at the present, and rows are made for what is around it only. */
  vireo_test_wait_for (says (f->pane, "You are here"), 30);
  vireo_test_wait (find_line (f, "s299", &at));
  g_assert_cmpuint (count_rows (f), <, MANY / 4);
  g_assert_false (find_line (f, "s000", &at));

  /* Coming near the end of them makes more, up to the first. */
  while (!find_line (f, "s000", &at))
    {
      guint n = count_rows (f);

      vireo_test_wait (
          (gtk_adjustment_set_value (get_place (f), 0), count_rows (f) > n));
    }
  check_lines (f);
}

static void
test_keys_reach_all_of_hundreds (Fixture *f, gconstpointer unused)
{
  guint at;

  vireo_vm_pane_set_shown (f->pane, FALSE);
  take_many (f);
  vireo_vm_pane_set_shown (f->pane, TRUE);
  vireo_test_wait_for (find_line (f, "s299", &at), 30);
  press_key (f, GDK_KEY_Home);
  vireo_test_wait (find_line (f, "s000", &at) && at == 0);
  press_key (f, GDK_KEY_End);
  vireo_test_wait (find_line (f, "s299", &at) && at == count_rows (f) - 2);
  press_key (f, GDK_KEY_a);
  vireo_test_wait (says (f->pane, "300 Snapshots Chosen"));

  /* What is chosen stays so, whatever way round they are. */
  choose (f, "s298");
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "snapshots.newest-first", NULL);
  vireo_test_wait (find_line (f, "s298", &at)
                   && gtk_selection_model_is_selected (get_model (f), at));
  g_assert_true (find_line (f, "s297", &at));
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "snapshots.newest-first", NULL);
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("vireo-snapshots-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
  g_test_add ("/snapshots-many/show-what-is-looked-at", Fixture, NULL, set_up,
              test_hundreds_show_what_is_looked_at, tear_down);
  g_test_add ("/snapshots-many/keys-reach-all", Fixture, NULL, set_up,
              test_keys_reach_all_of_hundreds, tear_down);
  return g_test_run ();
}
