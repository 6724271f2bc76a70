/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text consoles over a libvirt stream, which tests/vireo-test-stream.h stands in for. */

#include "core/base/vireo-error.h"
#include "core/console/vireo-serial.h"
#include "core/vireo-test-host.h"
#include "vireo-test-stream.h"

#define MUCH (3 * 1024 * 1024) /* bytes: more than all buffers on the way */

typedef struct
{
  VireoTestHost at;
  VireoSerial *serial;
  GString *heard;
} Fixture;

static void
printed (VireoSerial *serial, GBytes *bytes, Fixture *f)
{
  g_string_append_len (f->heard, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
is_in (Fixture *f, VireoSerialState state)
{
  return vireo_serial_get_state (f->serial) == state;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  vireo_test_host_set_up (&f->at, NULL);
  f->heard = g_string_new (NULL);
  f->serial = vireo_serial_new ();
  g_signal_connect (f->serial, "printed", G_CALLBACK (printed), f);
  test_stream_is_busy = FALSE;
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gpointer gone = f->serial;

  /* An opening under way holds it until it hears that nobody waits. */
  g_object_add_weak_pointer (G_OBJECT (f->serial), &gone);
  g_object_unref (f->serial);
  vireo_test_wait (gone == NULL);
  g_string_free (f->heard, TRUE);
  vireo_test_host_tear_down (&f->at, NULL);
}

static void
open_console (Fixture *f)
{
  vireo_serial_open (f->serial, f->at.vm, "serial0", FALSE);
  g_assert_true (is_in (f, VIREO_SERIAL_CONNECTING));
  vireo_test_wait (is_in (f, VIREO_SERIAL_OPEN));
  g_assert_cmpstr (test_stream_last ()->port, ==, "serial0");
}

static gboolean
guest_reads (GString *into, gsize length)
{
  char buffer[65536];
  gsize n = test_stream_read (buffer, sizeof buffer);

  g_string_append_len (into, buffer, n);
  return into->len >= length;
}

static void
test_it_prints_and_types (Fixture *f, gconstpointer unused)
{
  g_autoptr (GString) typed = g_string_new (NULL);

  g_assert_false (vireo_serial_type (f->serial, "x", 1));
  open_console (f);
  test_stream_print ("login: ");
  vireo_test_wait (g_str_equal (f->heard->str, "login: "));
  g_assert_true (vireo_serial_type (f->serial, "root\r", 5));
  vireo_test_wait (guest_reads (typed, 5));
  g_assert_cmpstr (typed->str, ==, "root\r");
}

static void
test_it_ends_with_the_guest (Fixture *f, gconstpointer unused)
{
  TestStream *first;

  open_console (f);
  first = test_stream_last ();
  test_stream_print ("Power down.\n");
  test_stream_end ();
  vireo_test_wait (is_in (f, VIREO_SERIAL_ENDED));
  g_assert_no_error (vireo_serial_get_error (f->serial));
  g_assert_cmpstr (f->heard->str, ==, "Power down.\n");
  vireo_test_wait (!test_stream_is_open (first));

  /* And is there again with it. */
  open_console (f);
  test_stream_print ("Booting\n");
  vireo_test_wait (g_str_has_suffix (f->heard->str, "Booting\n"));
}

static void
test_closing_lets_the_guest_go (Fixture *f, gconstpointer unused)
{
  open_console (f);
  vireo_serial_close (f->serial);
  g_assert_true (is_in (f, VIREO_SERIAL_CLOSED));
  vireo_test_wait (!test_stream_is_open (test_stream_last ()));

  /* Before it was opened, too. */
  vireo_serial_open (f->serial, f->at.vm, "serial0", FALSE);
  vireo_serial_close (f->serial);
  vireo_test_wait (test_stream_count () > 1 && !test_stream_is_open (test_stream_last ()));
  g_assert_true (is_in (f, VIREO_SERIAL_CLOSED));
}

static void
test_a_console_in_use (Fixture *f, gconstpointer unused)
{
  test_stream_is_busy = TRUE;
  vireo_serial_open (f->serial, f->at.vm, "serial0", FALSE);
  vireo_test_wait (is_in (f, VIREO_SERIAL_ENDED));
  g_assert_error (vireo_serial_get_error (f->serial), VIREO_ERROR, VIREO_ERROR_CONFLICT);

  vireo_serial_open (f->serial, f->at.vm, "serial0", TRUE);
  vireo_test_wait (is_in (f, VIREO_SERIAL_OPEN));
  g_assert_cmpuint (test_stream_last ()->flags, ==, VIR_DOMAIN_CONSOLE_FORCE);
}

static char *
make_much (void)
{
  char *much = g_malloc (MUCH + 1);

  for (gsize i = 0; i < MUCH; i++)
    much[i] = 'a' + (i * 7 + i / 251) % 26;
  much[MUCH] = '\0';
  return much;
}

/* Nothing of much is lost, and whoever does not keep up is waited for. */
static void
test_much_each_way (Fixture *f, gconstpointer unused)
{
  g_autofree char *much = make_much ();
  g_autoptr (GString) typed = g_string_new (NULL);
  gsize sent = 0, given = 0;

  open_console (f);
  while (f->heard->len < MUCH || typed->len < MUCH)
    {
      gssize n = send (test_stream_last ()->guest, much + sent, MUCH - sent,
                       MSG_DONTWAIT | MSG_NOSIGNAL);
      gsize part = MIN (MUCH - given, 300000);

      sent += MAX (n, 0);
      if (part > 0 && vireo_serial_type (f->serial, much + given, part))
        given += part;
      guest_reads (typed, MUCH);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpstr (f->heard->str, ==, much);
  g_assert_cmpstr (typed->str, ==, much);
}

static void
test_a_guest_that_takes_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *much = make_much ();

  open_console (f);
  g_assert_false (vireo_serial_type (f->serial, much, MUCH));
  g_assert_true (vireo_serial_type (f->serial, much, MUCH / 4));
  g_assert_true (vireo_serial_type (f->serial, "", 0));
}

static void
test_ports (void)
{
  static const char xml[] =
      "<domain type='kvm'><name>x</name><devices>"
      "<serial type='pty'><alias name='serial0'/></serial><serial type='file'/>"
      "<serial type='pty'/>"
      "<console type='pty'><target type='serial'/><alias name='serial0'/></console>"
      "<console type='pty'><target type='virtio'/><alias name='console1'/></console>"
      "</devices></domain>";
  g_autoptr (VireoVmFacts) facts = vireo_vm_facts_new ();
  g_autofree char *serial = vireo_serial_get_port_label ("serial1");
  g_autofree char *other = vireo_serial_get_port_label ("ua-mine");

  g_assert_true (vireo_vm_facts_read_xml (facts, xml, NULL));
  g_assert_cmpstr (facts->serial_ports, ==, "serial0 serial2 console1");
  g_assert_true (vireo_vm_facts_read_xml (facts, "<domain><name>x</name></domain>", NULL));
  g_assert_null (facts->serial_ports);
  g_assert_cmpstr (serial, ==, "Serial Port 2");
  g_assert_cmpstr (other, ==, "ua-mine");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
#define TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  TEST ("/serial/prints-and-types", test_it_prints_and_types);
  TEST ("/serial/ends", test_it_ends_with_the_guest);
  TEST ("/serial/closes", test_closing_lets_the_guest_go);
  TEST ("/serial/in-use", test_a_console_in_use);
  TEST ("/serial/much", test_much_each_way);
  TEST ("/serial/takes-nothing", test_a_guest_that_takes_nothing);
  g_test_add_func ("/serial/ports", test_ports);
  return g_test_run ();
}
