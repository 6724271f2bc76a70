/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "view/host/vireo-connect-dialog.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoJournal *journal;
  VireoHostList *hosts;
  GtkWidget *dialog; /* (nullable): once it closed itself */
  VireoHost *connected;
} Fixture;

static void
connecting_cb (Fixture *f, VireoHost *host)
{
  f->connected = host;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->journal = vireo_journal_new ();
  f->hosts = vireo_host_list_new (f->journal);
  f->dialog = vireo_connect_dialog_new (NULL, f->hosts);
  g_object_add_weak_pointer (G_OBJECT (f->dialog), (gpointer *) &f->dialog);
  g_signal_connect_swapped (f->dialog, "connecting", G_CALLBACK (connecting_cb), f);
  gtk_window_present (GTK_WINDOW (f->dialog));
  vireo_test_wait (gtk_widget_get_mapped (f->dialog));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  if (f->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (f->dialog));
  g_object_unref (f->hosts);
  g_object_unref (f->journal);
}

static void
choose (Fixture *f, guint kind)
{
  GtkWidget *row = vireo_test_find (f->dialog, ADW_TYPE_COMBO_ROW, "Virtual machines on");

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), kind);
}

static void
type (Fixture *f, const char *field, const char *text)
{
  GtkWidget *row;

  vireo_test_wait ((row = vireo_test_find (f->dialog, ADW_TYPE_ENTRY_ROW, field)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static gboolean
is_said (Fixture *f, const char *sentence)
{
  return vireo_test_find (f->dialog, GTK_TYPE_LABEL, sentence) != NULL;
}

static gboolean
can_connect (Fixture *f)
{
  return vireo_test_can (f->dialog, GTK_TYPE_BUTTON, "Connect");
}

static void
test_this_computer_is_one_click (Fixture *f, gconstpointer unused)
{
  g_assert_true (can_connect (f));
  g_assert_true (is_said (f, "qemu:///system"));
  choose (f, 1);
  g_assert_true (is_said (f, "qemu:///session"));
}

static void
test_ssh_fields_become_an_address (Fixture *f, gconstpointer unused)
{
  choose (f, 2);
  g_assert_false (can_connect (f)); /* nothing typed yet, and nothing said of it */
  type (f, "Name or address", "lab2");
  type (f, "User", "admin");
  type (f, "Port (empty: the usual one)", "2222");
  g_assert_true (can_connect (f));
  g_assert_true (is_said (f, "qemu+ssh://admin@lab2:2222/system"));
}

static void
test_nonsense_is_refused_in_words (Fixture *f, gconstpointer unused)
{
  choose (f, 2);
  type (f, "Name or address", "lab2");
  type (f, "Port (empty: the usual one)", "99999");
  g_assert_false (can_connect (f));
  vireo_test_wait (is_said (
      f, "The port is a number from 1 to 65535, or empty for the usual one."));

  choose (f, 3);
  type (f, "Address, as qemu+ssh://root@server/system", "no address at all");
  g_assert_false (can_connect (f));
  vireo_test_wait (is_said (f, "An address must not contain spaces."));
  type (f, "Address, as qemu+ssh://root@server/system", "qemu+pigeon://lab2/system");
  g_assert_false (can_connect (f));
  type (f, "Address, as qemu+ssh://root@server/system", "qemu:///system");
  g_assert_true (can_connect (f));
  g_assert_false (is_said (f, "An address must not contain spaces."));
}

static void
test_a_host_that_answers_is_added (Fixture *f, gconstpointer unused)
{
  choose (f, 3);
  type (f, "Address, as qemu+ssh://root@server/system", "test:///default");
  vireo_test_press (f->dialog, "Connect");
  vireo_test_wait (f->connected != NULL);
  g_assert_cmpstr (vireo_host_get_uri (f->connected), ==, "test:///default");
  vireo_test_wait (f->dialog == NULL);
  g_assert_nonnull (vireo_host_list_lookup (f->hosts, "test:///default"));
  vireo_host_list_remove (f->hosts, f->connected);
}

static void
test_a_host_that_does_not_answer_says_why_and_leaves_no_row (Fixture *f, gconstpointer unused)
{
  choose (f, 3);
  type (f, "Address, as qemu+ssh://root@server/system", "test:////nowhere/at-all.xml");
  vireo_test_press (f->dialog, "Connect");
  vireo_test_wait (vireo_test_can (f->dialog, GTK_TYPE_BUTTON, "Details"));
  g_assert_cmpuint (g_list_model_get_n_items (vireo_host_list_get_items (f->hosts)), ==, 0);
  g_assert_null (f->connected);
  g_assert_true (can_connect (f)); /* to mend it and try again */
}

/* A server that takes the call and never says a word. */
static void
test_a_silent_host_can_be_given_up_at_once (Fixture *f, gconstpointer unused)
{
  g_autoptr (GSocketListener) silent = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (silent, NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("qemu+tcp://127.0.0.1:%u/system", port);
  gint64 began;

  choose (f, 3);
  type (f, "Address, as qemu+ssh://root@server/system", uri);
  vireo_test_press (f->dialog, "Connect");
  vireo_test_wait (is_said (f, "Connecting…"));
  began = g_get_monotonic_time ();
  vireo_test_press (f->dialog, "Cancel");
  vireo_test_wait (can_connect (f));
  g_assert_cmpint (g_get_monotonic_time () - began, <, G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (vireo_host_list_get_items (f->hosts)), ==, 0);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  vireo_thread_init ();

#define ADD(path, test) g_test_add ("/connect-dialog/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("this-computer-is-one-click", test_this_computer_is_one_click);
  ADD ("ssh-fields-become-an-address", test_ssh_fields_become_an_address);
  ADD ("nonsense-is-refused-in-words", test_nonsense_is_refused_in_words);
  ADD ("a-host-that-answers-is-added", test_a_host_that_answers_is_added);
  ADD ("a-host-that-does-not-answer-says-why-and-leaves-no-row",
       test_a_host_that_does_not_answer_says_why_and_leaves_no_row);
  ADD ("a-silent-host-can-be-given-up-at-once", test_a_silent_host_can_be_given_up_at_once);
  return g_test_run ();
}
