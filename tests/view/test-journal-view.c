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

static char *
copied (GtkWidget *window)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (window), NULL, read_text_cb, &text);
  vireo_test_wait (text != NULL);
  return text;
}

static GtkWidget *
open_on_two_vms (VireoJournal *journal)
{
  GtkWidget *window;

  vireo_journal_add (journal, "web", (const char *const[]) { "virsh", "start", "web", NULL });
  vireo_journal_add (journal, "db", (const char *const[]) { "virsh", "start", "db", NULL });
  vireo_journal_add (journal, "web", (const char *const[]) { "virsh", "destroy", "web", NULL });
  window = vireo_journal_view_new (NULL, journal);
  gtk_window_present (GTK_WINDOW (window));
  vireo_test_wait (is_said (window, "virsh start db"));
  return window;
}

static void
test_it_is_filtered_by_vm (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  GtkWidget *window = open_on_two_vms (journal);
  GtkWidget *filter
      = vireo_test_find (window, GTK_TYPE_SEARCH_ENTRY, "Filter by virtual machine or command");
  g_autofree char *text = NULL;

  gtk_editable_set_text (GTK_EDITABLE (filter), "WEB");
  vireo_test_wait (!is_said (window, "virsh start db"));
  g_assert_true (is_said (window, "virsh start web"));
  vireo_test_press (window, "Copy All");
  text = copied (window);
  g_assert_cmpstr (text, ==, "virsh start web\nvirsh destroy web\n");

  gtk_editable_set_text (GTK_EDITABLE (filter), "nobody");
  vireo_test_wait (is_said (window, "Nothing Found"));
  g_assert_false (vireo_test_can (window, GTK_TYPE_BUTTON, "Copy All"));
  gtk_editable_set_text (GTK_EDITABLE (filter), "");
  vireo_test_wait (is_said (window, "virsh start db"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* As Tab goes from one to the next; whatever else there is, it comes to @words. */
static GtkWidget *
tab_to (GtkWidget *window, GType type, const char *words)
{
  for (guint i = 0; i < 20; i++)
    {
      GtkWidget *focus;

      gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (GTK_WINDOW (window));
      if (focus != NULL && g_type_is_a (G_OBJECT_TYPE (focus), type)
          && vireo_test_is_named (focus, words))
        return focus;
    }
  return NULL;
}

static void
test_one_command_is_copied_by_keyboard (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  GtkWidget *window = open_on_two_vms (journal);
  GtkWidget *button = tab_to (window, GTK_TYPE_BUTTON, "Copy Command");
  g_autofree char *text = NULL;

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_activate (button));
  vireo_test_wait (is_said (window, "The command was copied."));
  text = copied (window);
  g_assert_cmpstr (text, ==, "virsh destroy web"); /* the newest comes first */
  g_assert_nonnull (tab_to (window, GTK_TYPE_BUTTON, "Copy All"));
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
  g_test_add_func ("/journal-view/it-is-filtered-by-vm", test_it_is_filtered_by_vm);
  g_test_add_func ("/journal-view/one-command-is-copied-by-keyboard",
                   test_one_command_is_copied_by_keyboard);
  return g_test_run ();
}
