/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The snapshots of a VM of libvirt's test driver, by the words on the buttons. */

#include <glib/gstdio.h>

#include "core/model/vireo-snapshot-picture.h"
#include "view/vm/vireo-change-dialog.h"
#include "view/vm/vireo-snapshot-row.h"
#include "vireo-test-snapshots.h"

static gboolean
has (Fixture *f, const char *name)
{
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (f->handle, name, 0);

  if (snapshot == NULL)
    return FALSE;
  virDomainSnapshotFree (snapshot);
  return TRUE;
}

static char *
read_xml (Fixture *f, const char *name)
{
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (f->handle, name, 0);
  char *libvirts = virDomainSnapshotGetXMLDesc (snapshot, 0);
  char *xml = g_strdup (libvirts);

  free (libvirts);
  virDomainSnapshotFree (snapshot);
  return xml;
}

static gboolean
is_current (Fixture *f, const char *name)
{
  virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName (f->handle, name, 0);
  gboolean current = snapshot != NULL && virDomainSnapshotIsCurrent (snapshot, 0) == 1;

  g_clear_pointer (&snapshot, virDomainSnapshotFree);
  return current;
}

static guint
count (Fixture *f)
{
  return (guint) virDomainSnapshotNum (f->handle, 0);
}

static GtkWidget *
open_dialog (Fixture *f, const char *action)
{
  GtkWidget *dialog = NULL;

  gtk_widget_activate_action (GTK_WIDGET (f->pane), action, NULL);
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

static void
test_empty_offers_the_first_one (Fixture *f, gconstpointer unused)
{
  vireo_test_wait (says (f->pane, "No Snapshots"));
  vireo_test_press (f->pane, "Take Snapshot");
  vireo_test_wait (count (f) == 1);
  vireo_test_wait (says (f->pane, "You are here"));
}

static gboolean
has_no_hint (Fixture *f)
{
  g_autofree char *hint = NULL;

  g_object_get (f->pane, "take-hint", &hint, NULL);
  return hint == NULL;
}

static void
test_the_button_says_how_long_the_guest_stands_still (Fixture *f, gconstpointer unused)
{
  g_autofree char *hint = NULL;

  vireo_test_wait (says (f->pane, "No Snapshots"));
  g_object_get (f->pane, "take-hint", &hint, NULL);
  g_assert_nonnull (strstr (hint, "stands still"));
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_OFF);
  vireo_test_wait (has_no_hint (f));
}

static void
test_the_dialog_takes_any_good_name (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_one = g_strnfill (200, 'n');
  g_autofree char *too_long = g_strnfill (201, 'n');
  const char *names[] = { "<&\"", "升级之前", long_one };
  GtkWidget *dialog;

  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Take Snapshot"));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      dialog = open_dialog (f, "snapshots.take-options");
      enter (dialog, "Name", "");
      vireo_test_wait (says (dialog, "Give the snapshot a name."));
      g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Take Snapshot"));
      enter (dialog, "Name", too_long);
      vireo_test_wait (says (dialog, "The name is too long."));
      enter (dialog, "Name", names[i]);
      enter (dialog, "Description", "a < b & \"c\"");
      vireo_test_press (dialog, "Take Snapshot");
      vireo_test_wait (has (f, names[i]));
      vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
      choose (f, names[i]);
      vireo_test_wait (says (f->pane, "a < b & \"c\""));
      vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Take Snapshot"));
    }
  dialog = open_dialog (f, "snapshots.take-options");
  enter (dialog, "Name", "<&\"");
  vireo_test_wait (says (dialog, "There is a snapshot “<&\"” already."));
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static void
test_the_dialog_follows_the_guest (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog, *memory;

  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Take Snapshot"));
  dialog = open_dialog (f, "snapshots.take-options");
  memory = vireo_test_find (dialog, GTK_TYPE_SWITCH, "With Memory");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (memory)));
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  vireo_test_wait (says (dialog, "It is off, so there is no memory to keep."));
  g_assert_true (says (dialog, "It is off, so nothing waits to be written."));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (memory)));
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (says (dialog, "A snapshot inside the disk images always keeps the memory of a "
                                 "guest that runs."));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (memory)));
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static void
test_revert_keeps_the_present_and_can_be_undone (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  take_behind_its_back (f, "first", "");
  choose (f, "first");
  g_assert_cmpint (virDomainSuspend (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_PAUSED);
  dialog = open_dialog (f, "snapshots.revert");
  vireo_test_wait (says (dialog, "Revert to “first”?"));
  vireo_test_press (dialog, "Revert");
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_RUNNING);
  vireo_test_wait (count (f) == 2);
  vireo_test_wait (is_current (f, "first"));

  vireo_test_press (f->window, "Undo");
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_PAUSED);
  vireo_test_wait (count (f) == 1);
}

static void
test_revert_may_lose_the_present_and_leave_it_off (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  take_behind_its_back (f, "first", "");
  take_behind_its_back (f, "second", "");
  choose (f, "first");
  dialog = open_dialog (f, "snapshots.revert");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (vireo_test_find (dialog, GTK_TYPE_CHECK_BUTTON,
                                         "Keep the Present as a Snapshot First")), FALSE);
  adw_combo_row_set_selected (
      ADW_COMBO_ROW (vireo_test_find (dialog, ADW_TYPE_COMBO_ROW, "Afterwards")), 2);
  vireo_test_press (dialog, "Revert");
  vireo_test_wait (vireo_vm_get_state (f->host.vm) == VIREO_VM_STATE_OFF);
  vireo_test_wait (is_current (f, "first"));
  g_assert_cmpuint (count (f), ==, 2);
}

static GtkWidget *
find_item (Fixture *f, const char *name)
{
  GtkWidget *label = vireo_test_find (f->pane, GTK_TYPE_LABEL, name);

  return label != NULL ? gtk_widget_get_parent (gtk_widget_get_ancestor (
                             label, VIREO_TYPE_SNAPSHOT_ROW)) : NULL;
}

/* The branch lines are drawn only. */
static void
test_a_line_says_what_it_comes_after (Fixture *f, gconstpointer unused)
{
  take_behind_its_back (f, "first", "");
  take_behind_its_back (f, "second", "");
  vireo_test_wait (find_item (f, "second") != NULL && find_item (f, "You are here") != NULL);
  gtk_test_accessible_assert_property (find_item (f, "first"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  gtk_test_accessible_assert_property (find_item (f, "second"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "After “first”");
  gtk_test_accessible_assert_property (find_item (f, "You are here"),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "After “second”");
}

static void
test_the_snapshot_may_go_while_the_question_is_open (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;
  virDomainSnapshotPtr snapshot;

  take_behind_its_back (f, "first", "");
  take_behind_its_back (f, "second", "");
  choose (f, "second");
  dialog = open_dialog (f, "snapshots.revert");
  snapshot = virDomainSnapshotLookupByName (f->handle, "second", 0);
  virDomainSnapshotDelete (snapshot, 0);
  virDomainSnapshotFree (snapshot);
  vireo_test_wait (says (dialog, "The snapshot is not there any more."));
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (says (f->pane, "You are here"));

  choose (f, "first");
  gtk_widget_activate_action (GTK_WIDGET (f->pane), "snapshots.delete", NULL);
  vireo_test_wait (vireo_test_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  snapshot = virDomainSnapshotLookupByName (f->handle, "first", 0);
  virDomainSnapshotDelete (snapshot, 0);
  virDomainSnapshotFree (snapshot);
  vireo_test_answer ("yes");
  vireo_test_wait (says (f->pane, "No Snapshots"));
  /* That somebody else was faster is no failure. */
  vireo_test_wait (
      g_list_model_get_n_items (vireo_job_list_get_items (vireo_context_get_jobs (f->host.context)))
      == 0);
}

static void
test_delete_one_and_with_those_after_it (Fixture *f, gconstpointer unused)
{
  GtkWidget *question = NULL;
  GtkWidget *tick = NULL;
  g_autofree char *xml = NULL;
  guint at;

  take_behind_its_back (f, "a", "");
  take_behind_its_back (f, "b", "");
  take_behind_its_back (f, "c", "");
  choose (f, "b");
  vireo_test_press (f->pane, "Delete…");
  vireo_test_answer ("yes");
  vireo_test_wait (!has (f, "b"));
  xml = read_xml (f, "c");
  g_assert_nonnull (strstr (xml, "<parent>"));
  g_assert_nonnull (strstr (xml, "<name>a</name>"));

  vireo_test_wait (!find_line (f, "b", &at));
  choose (f, "a");
  vireo_test_press (f->pane, "Delete…");
  vireo_test_wait ((question = vireo_test_window (ADW_TYPE_MESSAGE_DIALOG)) != NULL);
  vireo_test_wait (
      (tick = vireo_test_find (question, GTK_TYPE_LABEL, "Also delete the 1 that came after"))
      != NULL);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (gtk_widget_get_ancestor (tick, GTK_TYPE_CHECK_BUTTON)), TRUE);
  vireo_test_answer ("yes");
  vireo_test_wait (count (f) == 0);
}

static void
test_delete_several (Fixture *f, gconstpointer unused)
{
  guint at;

  take_behind_its_back (f, "a", "");
  take_behind_its_back (f, "b", "");
  take_behind_its_back (f, "c", "");
  choose (f, "a");
  vireo_test_wait (find_line (f, "c", &at));
  gtk_selection_model_select_item (get_model (f), at, FALSE);
  vireo_test_wait (says (f->pane, "2 Snapshots Chosen"));
  vireo_test_press (f->pane, "Delete…");
  vireo_test_answer ("yes");
  vireo_test_wait (count (f) == 1);
  g_assert_true (has (f, "b"));
}

static void
test_rename_keeps_parent_children_and_mark (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;
  g_autofree char *renamed = NULL;
  g_autofree char *child = NULL;

  take_behind_its_back (f, "a", "");
  take_behind_its_back (f, "b", "<description>old</description>");
  take_behind_its_back (f, "c", "");
  choose (f, "b");
  vireo_test_press (f->pane, "Edit…");
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  enter (dialog, "Name", "a");
  vireo_test_wait (says (dialog, "There is a snapshot “a” already."));
  enter (dialog, "Name", "新 <b>");
  enter (dialog, "Description", "new & better");
  vireo_test_press (dialog, "Save");
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
  vireo_test_wait (has (f, "新 <b>"));
  g_assert_false (has (f, "b"));
  g_assert_cmpuint (count (f), ==, 3);
  renamed = read_xml (f, "新 <b>");
  g_assert_nonnull (strstr (renamed, "<description>new &amp; better</description>"));
  g_assert_nonnull (strstr (renamed, "<name>a</name>"));
  child = read_xml (f, "c");
  g_assert_nonnull (strstr (child, "<name>新 &lt;b&gt;</name>"));
  g_assert_true (is_current (f, "c"));

  choose (f, "c");
  vireo_test_press (f->pane, "Edit…");
  vireo_test_wait ((dialog = vireo_test_window (VIREO_TYPE_CHANGE_DIALOG)) != NULL);
  enter (dialog, "Name", "last");
  vireo_test_press (dialog, "Save");
  vireo_test_wait (has (f, "last"));
  vireo_test_wait (is_current (f, "last"));
}

static void
test_the_picture_comes_and_goes_with_the_snapshot (Fixture *f, gconstpointer unused)
{
  g_autofree char *directory
      = g_build_filename (g_get_user_data_dir (), "vireo", "snapshots",
                          vireo_vm_get_uuid (f->host.vm), NULL);
  GtkWidget *dialog;
  g_autoptr (GDir) dir = NULL;

  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Take Snapshot"));
  dialog = open_dialog (f, "snapshots.take-options");
  enter (dialog, "Name", "seen");
  vireo_test_press (dialog, "Take Snapshot");
  vireo_test_wait (has (f, "seen"));
  choose (f, "seen");
  vireo_test_wait (vireo_test_find (f->pane, GTK_TYPE_PICTURE, "What was on the screen") != NULL);
  vireo_test_press (f->pane, "Delete…");
  vireo_test_answer ("yes");
  vireo_test_wait (says (f->pane, "No Snapshots"));
  dir = g_dir_open (directory, 0, NULL);
  vireo_test_wait (dir == NULL || g_dir_read_name (dir) == NULL);
}

static void
test_each_order_is_journalled (Fixture *f, gconstpointer unused)
{
  GListModel *entries = vireo_journal_get_entries (vireo_context_get_journal (f->host.context));
  g_autoptr (VireoJournalEntry) entry = NULL;

  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Take Snapshot"));
  vireo_test_press (f->pane, "Take Snapshot");
  vireo_test_wait (count (f) == 1 && g_list_model_get_n_items (entries) > 0);
  entry = g_list_model_get_item (entries, g_list_model_get_n_items (entries) - 1);
  g_assert_nonnull (
      strstr (vireo_journal_entry_get_command (entry), "snapshot-create-as test --name"));
}

static void
test_clone_says_why_it_cannot (Fixture *f, gconstpointer unused)
{
  GtkWidget *dialog;

  take_behind_its_back (f, "first", "");
  choose (f, "first");
  dialog = open_dialog (f, "snapshots.clone");
  vireo_test_wait (says (dialog, "This host's hypervisor cannot copy disks."));
  g_assert_false (vireo_test_can (dialog, GTK_TYPE_BUTTON, "Clone"));
  gtk_window_close (GTK_WINDOW (dialog));
  vireo_test_wait (vireo_test_window (VIREO_TYPE_CHANGE_DIALOG) == NULL);
}

static void
test_it_fits_a_narrow_window (Fixture *f, gconstpointer unused)
{
  int minimum;

  take_behind_its_back (f, "first", "");
  choose (f, "first");
  vireo_test_wait (vireo_test_can (f->pane, GTK_TYPE_BUTTON, "Revert…"));
  gtk_widget_measure (GTK_WIDGET (f->pane), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  g_assert_cmpint (minimum, <=, 360);
}

int
main (int argc, char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("vireo-snapshots-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ADD(path, test)                                                                            \
  g_test_add ("/snapshots-pane/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("empty-offers-the-first-one", test_empty_offers_the_first_one);
  ADD ("the-button-says-how-long-the-guest-stands-still",
       test_the_button_says_how_long_the_guest_stands_still);
  ADD ("the-dialog-takes-any-good-name", test_the_dialog_takes_any_good_name);
  ADD ("the-dialog-follows-the-guest", test_the_dialog_follows_the_guest);
  ADD ("revert-keeps-the-present-and-can-be-undone",
       test_revert_keeps_the_present_and_can_be_undone);
  ADD ("revert-may-lose-the-present-and-leave-it-off",
       test_revert_may_lose_the_present_and_leave_it_off);
  ADD ("a-line-says-what-it-comes-after", test_a_line_says_what_it_comes_after);
  ADD ("the-snapshot-may-go-while-the-question-is-open",
       test_the_snapshot_may_go_while_the_question_is_open);
  ADD ("delete-one-and-with-those-after-it", test_delete_one_and_with_those_after_it);
  ADD ("delete-several", test_delete_several);
  ADD ("rename-keeps-parent-children-and-mark", test_rename_keeps_parent_children_and_mark);
  ADD ("the-picture-comes-and-goes-with-the-snapshot",
       test_the_picture_comes_and_goes_with_the_snapshot);
  ADD ("each-order-is-journalled", test_each_order_is_journalled);
  ADD ("clone-says-why-it-cannot", test_clone_says_why_it_cannot);
  ADD ("it-fits-a-narrow-window", test_it_fits_a_narrow_window);
  return g_test_run ();
}
