/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-error.h"
#include "core/host/vireo-host-uri.h"
#include "vireo-test.h"

static void
test_good_addresses_pass (void)
{
  static const char *const good[]
      = { "qemu:///system",
          "qemu:///session",
          "test:///default",
          "test:///home/a/host.xml",
          "qemu+ssh://root@lab2/system",
          "qemu+ssh://root@lab2:2222/system?keyfile=/root/key&no_verify=1",
          "qemu+tls://host.example/system",
          "qemu+tcp://[fe80::1]:16509/system",
          "qemu+unix:///system?socket=/run/x",
          "xen:///system",
          "lxc:///" };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (vireo_host_uri_check (good[i], &error));
      g_assert_no_error (error);
    }
}

static void
test_nonsense_is_refused_in_words (void)
{
  static const char *const bad[]
      = { "",           " ",        "qemu",           "qemu:",         "://",
          "root@lab2",  "qemu://",  "qemu:///wrong",  "qemu+ssh:///system",
          "qemu+xyz://h/system",    "qemu:///sys tem", "qemu+ssh://h:99999999/system",
          "http//x",    "虚拟机",    "qemu:///system\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (vireo_host_uri_check (bad[i], &error));
      g_assert_error (error, VIREO_ERROR, VIREO_ERROR_INVALID);
      g_assert_cmpuint (strlen (error->message), >, 20);
    }
}

static void
test_addresses_are_built_and_named (void)
{
  g_autofree char *remote = vireo_host_uri_build ("qemu", "ssh", "a b", "lab2", 2222, "system");
  g_autofree char *ipv6 = vireo_host_uri_build ("qemu", "tls", NULL, "fe80::1", 0, "system");
  g_autofree char *local = vireo_host_uri_build ("qemu", NULL, NULL, NULL, 0, "session");
  g_autofree char *label = vireo_host_uri_to_label ("qemu+ssh://root@lab2/system");
  g_autofree char *garbage = vireo_host_uri_to_label ("%%%");

  g_assert_cmpstr (remote, ==, "qemu+ssh://a%20b@lab2:2222/system");
  g_assert_true (vireo_host_uri_check (remote, NULL));
  g_assert_cmpstr (ipv6, ==, "qemu+tls://[fe80::1]/system");
  g_assert_cmpstr (local, ==, "qemu:///session");
  g_assert_cmpstr (label, ==, "root@lab2 (ssh)");
  g_assert_cmpstr (garbage, ==, "%%%");
  g_assert_true (vireo_host_uri_is_local ("qemu:///system"));
  g_assert_false (vireo_host_uri_is_local ("qemu+ssh://lab2/system"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/host-uri/good-addresses-pass", test_good_addresses_pass);
  g_test_add_func ("/host-uri/nonsense-is-refused-in-words", test_nonsense_is_refused_in_words);
  g_test_add_func ("/host-uri/addresses-are-built-and-named", test_addresses_are_built_and_named);
  return g_test_run ();
}
