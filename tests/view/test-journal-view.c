/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-error.h"
#include "view/app/vireo-journal-view.h"
#include "vireo-test-view.h"

static gboolean
is_said (GtkWidget *window, const char *text)
{
  return vireo_test_find (window, GTK_TYPE_LABEL, text) != NULL;
}

static gboolean
heading_ends (GtkWidget *widget, const char *end)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget)
      && g_str_has_suffix (gtk_label_get_label (GTK_LABEL (widget)), end))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (heading_ends (child, end))
      return TRUE;
  return FALSE;
}

static void
test_an_order_is_listed_with_its_command_and_end (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  GtkWidget *window = vireo_journal_view_new (NULL, journal);
  g_autoptr (GError) error = g_error_new (VIREO_ERROR, VIREO_ERROR_DENIED, "Not allowed.");
  VireoJournalEntry *start, *stop;

  gtk_window_present (GTK_WINDOW (window));
  vireo_test_wait (gtk_widget_get_mapped (window));
  vireo_test_wait (is_said (window, "Nothing Done Yet"));

  start = vireo_journal_add (journal, "web",
                             (const char *const[]) { "virsh", "start", "web", NULL });
  vireo_test_wait (is_said (window, "virsh start web"));
  vireo_test_wait (heading_ends (window, "· web · under way"));
  vireo_journal_entry_finish (start, NULL);
  vireo_test_wait (heading_ends (window, "· web · done"));

  stop = vireo_journal_add (journal, "db", (const char *const[]) { "virsh", "destroy", "db", NULL });
  vireo_journal_entry_finish (stop, error);
  vireo_test_wait (heading_ends (window, "· db · failed"));
  vireo_test_wait (is_said (window, "Not allowed."));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
read_text_cb (GObject *clipboard, GAsyncResult *result, gpointer text)
{
  *(char **) text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_all_commands_are_copied_as_a_script (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  GtkWidget *window = vireo_journal_view_new (NULL, journal);
  g_autofree char *text = NULL;

  vireo_journal_add (journal, "a", (const char *const[]) { "virsh", "start", "a b", NULL });
  vireo_journal_add (journal, "a", (const char *const[]) { "virsh", "destroy", "a b", NULL });
  gtk_window_present (GTK_WINDOW (window));
  vireo_test_press (window, "Copy All");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (window), NULL, read_text_cb, &text);
  vireo_test_wait (text != NULL);
  g_assert_cmpstr (text, ==, "virsh start 'a b'\nvirsh destroy 'a b'\n");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();
  g_test_add_func ("/journal-view/an-order-is-listed-with-its-command-and-end",
                   test_an_order_is_listed_with_its_command_and_end);
  g_test_add_func ("/journal-view/all-commands-are-copied-as-a-script",
                   test_all_commands_are_copied_as_a_script);
  return g_test_run ();
}
