/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/base/vireo-diff.h"

/* A result as one string: "=a-b+c", and "~3" for three lines left out. */
static char *
tell (const char *before, const char *after, guint context, guint max_lines)
{
  g_autoptr (GPtrArray) lines = vireo_diff_compare (before, after, context, max_lines);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const VireoDiffLine *line = lines->pdata[i];

      if (line->kind == VIREO_DIFF_LEFT_OUT)
        g_string_append_printf (text, "~%u", line->n_lines);
      else
        g_string_append_printf (text, "%c%s", "=-+"[line->kind], line->text);
    }
  return g_string_free (text, FALSE);
}

static void
test_small_changes (void)
{
  static const struct
  {
    const char *before, *after, *told;
  } cases[] = {
    { "", "", "" },
    { "a\nb\n", "a\nb\n", "=a=b" },
    { "a\nb\n", "a\nb", "=a=b" },
    { "", "a\nb\n", "+a+b" },
    { "a\nb\n", "", "-a-b" },
    { "a\nb\nc\n", "a\nc\n", "=a-b=c" },
    { "a\nc\n", "a\nb\nc\n", "=a+b=c" },
    { "a\nb\nc\n", "a\nx\nc\n", "=a-b+x=c" },
    { "a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", "-a-b=c+b=a=b-b=a+c" },
    { "甲\n乙\n", "甲\n丙\n", "=甲-乙+丙" },
    { "\n\n", "\n", "=-" },
    { "a", "b", "-a+b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Unchanged documents show nothing of themselves when there is nothing to show around. */
      g_autofree char *told = tell (cases[i].before, cases[i].after, 100, 1000);

      if (g_str_equal (cases[i].told, "=a=b"))
        g_assert_cmpstr (told, ==, "~2");
      else
        g_assert_cmpstr (told, ==, cases[i].told);
    }
}

static void
test_what_is_far_away_is_left_out (void)
{
  g_autofree char *told = tell ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n", 1, 99);
  g_autofree char *cut = tell ("1\n2\n3\n4\n", "5\n6\n7\n8\n", 1, 3);

  g_assert_cmpstr (told, ==, "~3=4-5+x=6~3");
  g_assert_cmpstr (cut, ==, "-1-2-3~5");
}

static void
test_lines_are_numbered_in_both (void)
{
  g_autoptr (GPtrArray) lines = vireo_diff_compare ("a\nb\nc\n", "x\na\nc\n", 9, 99);
  const VireoDiffLine *added = lines->pdata[0], *same = lines->pdata[1], *removed = lines->pdata[2];

  g_assert_cmpuint (added->kind, ==, VIREO_DIFF_ADDED);
  g_assert_cmpuint (added->old_line, ==, 0);
  g_assert_cmpuint (added->new_line, ==, 1);
  g_assert_cmpuint (same->old_line, ==, 1);
  g_assert_cmpuint (same->new_line, ==, 2);
  g_assert_cmpuint (removed->old_line, ==, 2);
  g_assert_cmpuint (removed->new_line, ==, 0);
}

/* Both texts again from what is said to be the same, removed and added. */
static void
assert_complete (const char *before, const char *after)
{
  g_autoptr (GPtrArray) lines = vireo_diff_compare (before, after, G_MAXUINT / 2, G_MAXUINT);
  g_autoptr (GString) old = g_string_new (NULL);
  g_autoptr (GString) new = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const VireoDiffLine *line = lines->pdata[i];

      if (line->kind != VIREO_DIFF_ADDED)
        g_string_append_printf (old, "%s\n", line->text);
      if (line->kind != VIREO_DIFF_REMOVED)
        g_string_append_printf (new, "%s\n", line->text);
    }
  g_assert_cmpstr (old->str, ==, before);
  g_assert_cmpstr (new->str, ==, after);
}

static char *
random_text (GRand *rand, guint n, gint32 words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%d\n", g_rand_int_range (rand, 0, words));
  return g_string_free (text, FALSE);
}

static void
test_any_two_texts_come_back_whole (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *before = random_text (rand, (guint) g_rand_int_range (rand, 1, 40), 6);
      g_autofree char *after = random_text (rand, (guint) g_rand_int_range (rand, 1, 40), 6);

      if (!g_str_equal (before, after))
        assert_complete (before, after);
    }
}

/* More changes than are followed one by one: coarse, and still complete. */
static void
test_huge_changes_stay_complete (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  g_autofree char *before = random_text (rand, 20000, 1000000);
  g_autofree char *after = random_text (rand, 20000, 1000000);

  assert_complete (before, after);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff/small-changes", test_small_changes);
  g_test_add_func ("/diff/what-is-far-away-is-left-out", test_what_is_far_away_is_left_out);
  g_test_add_func ("/diff/lines-are-numbered-in-both", test_lines_are_numbered_in_both);
  g_test_add_func ("/diff/any-two-texts-come-back-whole", test_any_two_texts_come_back_whole);
  g_test_add_func ("/diff/huge-changes-stay-complete", test_huge_changes_stay_complete);
  return g_test_run ();
}
