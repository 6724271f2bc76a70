/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-error.h"
#include "core/model/vireo-journal.h"
#include "vireo-test.h"

static void
test_commands_are_quoted_for_a_shell (void)
{
  static const char *const hard[] = { "virsh", "start", "web 01's; rm -rf $HOME", "", "--x=a/b", "虚拟机",
                                      NULL };
  g_autofree char *line = vireo_command_to_text (hard);
  g_auto (GStrv) back = NULL;
  int n;

  g_assert_true (g_shell_parse_argv (line, &n, &back, NULL));
  g_assert_cmpint (n, ==, 6);
  for (int i = 0; i < n; i++)
    g_assert_cmpstr (back[i], ==, hard[i]);
  g_assert_true (g_str_has_prefix (line, "virsh start '"));
}

static void
test_commas_are_quoted_for_virt_install (void)
{
  static const char *const texts[][2] = {
    { "/images/web.qcow2", "path=/images/web.qcow2" },
    { "/images/web, old.qcow2", "path=\"/images/web, old.qcow2\"" },
    { "it's #1", "path=\"it's #1\"" },
    { "a\"b\\c", "path=\"a\\\"b\\\\c\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *part = vireo_command_sub_option ("path", texts[i][0]);

      g_assert_cmpstr (part, ==, texts[i][1]);
    }
}

static void
test_an_order_ends_with_its_result (void)
{
  g_autoptr (VireoJournal) journal = vireo_journal_new ();
  VireoJournalEntry *entry
      = vireo_journal_add (journal, "web", (const char *const[]) { "virsh", "start", "web", NULL });
  g_autoptr (GError) error = g_error_new (VIREO_ERROR, VIREO_ERROR_DENIED, "no");
  guint result;
  g_autofree char *why = NULL;

  g_object_get (entry, "result", &result, NULL);
  g_assert_cmpuint (result, ==, VIREO_JOURNAL_UNDER_WAY);
  vireo_journal_entry_finish (entry, error);
  g_object_get (entry, "result", &result, "error", &why, NULL);
  g_assert_cmpuint (result, ==, VIREO_JOURNAL_FAILED);
  g_assert_cmpstr (why, ==, "no");
  g_assert_cmpstr (vireo_journal_entry_get_command (entry), ==, "virsh start web");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/journal/commands-are-quoted-for-a-shell", test_commands_are_quoted_for_a_shell);
  g_test_add_func ("/journal/commas-are-quoted", test_commas_are_quoted_for_virt_install);
  g_test_add_func ("/journal/an-order-ends-with-its-result", test_an_order_ends_with_its_result);
  return g_test_run ();
}
