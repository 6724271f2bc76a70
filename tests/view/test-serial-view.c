/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text consoles in the console pane, on a VM of libvirt's test driver and streams of our own. */

#include "core/vireo-test-host.h"
#include "view/console/vireo-console-pane.h"
#include "view/console/vireo-serial-view.h"
#include "vireo-test-stream.h"
#include "vireo-test-view.h"

typedef struct
{
  VireoTestHost at;
  virConnectPtr other; /* somebody else at work on the host */
  virDomainPtr handle;
  VireoVm *vm; /* (owned) */
  GtkWindow *window;
  VireoConsolePane *pane;
} Fixture;

static void
set_up (Fixture *f, gconstpointer devices)
{
  g_autofree char *xml = NULL;

  vireo_test_host_set_up (&f->at, NULL);
  test_stream_is_busy = FALSE;
  xml = g_strdup_printf ("<domain type='test'><name>text</name><memory>1024</memory>"
                         "<os><type>hvm</type></os><devices>%s</devices></domain>",
                         (const char *) devices);
  f->other = vireo_host_ref_connection (f->at.host);
  f->handle = virDomainDefineXML (f->other, xml);
  g_assert_nonnull (f->handle);
  vireo_test_wait (vireo_vm_list_find (vireo_host_get_vms (f->at.host), "text") != NULL);
  f->vm = g_object_ref (vireo_vm_list_find (vireo_host_get_vms (f->at.host), "text"));
  vireo_test_wait (vireo_vm_get_facts (f->vm)->has_details);

  f->pane = g_object_new (VIREO_TYPE_CONSOLE_PANE, NULL);
  f->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (f->window, 800, 600);
  gtk_window_set_child (f->window, GTK_WIDGET (f->pane));
  gtk_window_present (f->window);
  vireo_vm_pane_set_vm (VIREO_VM_PANE (f->pane), f->vm);
  vireo_vm_pane_set_shown (VIREO_VM_PANE (f->pane), TRUE);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gpointer gone = f->pane;

  g_object_add_weak_pointer (G_OBJECT (f->pane), &gone);
  gtk_window_destroy (f->window);
  vireo_test_wait (gone == NULL);
  g_object_unref (f->vm);
  virDomainFree (f->handle);
  virConnectClose (f->other);
  vireo_test_host_tear_down (&f->at, NULL);
}

static GtkWidget *
find_type (GtkWidget *below, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (below), type) && gtk_widget_get_mapped (below))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static VireoSerialView *
find_view (Fixture *f)
{
  return (VireoSerialView *) find_type (GTK_WIDGET (f->pane), VIREO_TYPE_SERIAL_VIEW);
}

static gboolean
shows (Fixture *f, const char *text)
{
  g_autofree char *all = find_view (f) != NULL ? vireo_serial_view_get_text (find_view (f)) : NULL;

  return all != NULL && strstr (all, text) != NULL;
}

static void
choose (Fixture *f, guint i)
{
  GtkWidget *chooser = find_type (GTK_WIDGET (f->pane), GTK_TYPE_DROP_DOWN);

  g_assert_nonnull (chooser);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (chooser), i);
}

static gboolean
typed (GString *into, const char *wanted)
{
  char buffer[256];

  g_string_append_len (into, buffer, test_stream_read (buffer, sizeof buffer));
  return g_str_equal (into->str, wanted);
}

static void
test_it_follows_the_guest (Fixture *f, gconstpointer unused)
{
  guint before = test_stream_count ();

  vireo_test_wait (vireo_test_find (f->window, GTK_TYPE_BUTTON, "Start") != NULL);
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (test_stream_count () == before + 1);
  test_stream_print ("first boot\r\n");
  vireo_test_wait (shows (f, "first boot"));
  g_assert_null (vireo_test_find (f->window, GTK_TYPE_BUTTON, "Start"));

  /* It goes and comes back: what it printed stays, and it is connected by itself. */
  g_assert_cmpint (virDomainDestroy (f->handle), ==, 0);
  test_stream_end ();
  vireo_test_wait (vireo_test_find (f->window, GTK_TYPE_BUTTON, "Start") != NULL);
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (test_stream_is_open (test_stream_last ()));
  test_stream_print ("second boot\r\n");
  vireo_test_wait (shows (f, "second boot"));
  g_assert_true (shows (f, "first boot"));
}

static void
test_what_is_pasted_is_typed (Fixture *f, gconstpointer unused)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  guint before = test_stream_count ();

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (test_stream_count () == before + 1);
  test_stream_print ("login: ");
  vireo_test_wait (shows (f, "login:"));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (f->window)), "root");
  vireo_test_press (f->window, "Paste");
  vireo_test_wait (typed (heard, "root"));
  g_assert_false (vireo_test_can (f->window, GTK_TYPE_BUTTON, "Send Keys"));
}

static void
test_several_ports (Fixture *f, gconstpointer unused)
{
  guint before = test_stream_count ();

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (test_stream_count () == before + 1);
  test_stream_print ("on the first");
  vireo_test_wait (shows (f, "on the first"));
  choose (f, 1);
  vireo_test_wait (test_stream_count () == before + 2);
  g_assert_cmpstr (test_stream_last ()->port, ==, "serial1");
  test_stream_print ("on the second");
  vireo_test_wait (shows (f, "on the second"));
  g_assert_false (shows (f, "on the first"));

  choose (f, 0);
  vireo_test_wait (shows (f, "on the first"));
}

static void
test_the_screen_comes_first (Fixture *f, gconstpointer unused)
{
  guint before = test_stream_count ();

  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_wait (vireo_vm_get_state (f->vm) == VIREO_VM_STATE_RUNNING);
  g_assert_null (find_view (f));
  choose (f, 1);
  vireo_test_wait (test_stream_count () == before + 1);
  vireo_test_wait (find_view (f) != NULL);
  choose (f, 0);
  vireo_test_wait (find_view (f) == NULL);
}

static void
test_taking_over (Fixture *f, gconstpointer unused)
{
  guint before = test_stream_count ();

  test_stream_is_busy = TRUE;
  g_assert_cmpint (virDomainCreate (f->handle), ==, 0);
  vireo_test_press (f->window, "Take Over");
  vireo_test_wait (test_stream_count () == before + 1);
  vireo_test_wait (vireo_test_find (f->window, GTK_TYPE_BUTTON, "Take Over") == NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  adw_init ();
#define ONE "<serial type='pty'/>"
#define TEST(path, devices, function)                                                              \
  g_test_add (path, Fixture, devices, set_up, function, tear_down)
  TEST ("/serial-view/follows", ONE, test_it_follows_the_guest);
  TEST ("/serial-view/paste", ONE, test_what_is_pasted_is_typed);
  TEST ("/serial-view/ports", ONE ONE, test_several_ports);
  TEST ("/serial-view/screen", "<graphics type='vnc' port='1' listen='127.0.0.1'/>" ONE,
        test_the_screen_comes_first);
  TEST ("/serial-view/taking-over", ONE, test_taking_over);
  return g_test_run ();
}
