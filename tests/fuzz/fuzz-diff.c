/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The comparison of two texts; the first zero byte of the input stands between them.  What it
 * tells must give both back. */

#include <string.h>

#include "core/base/vireo-diff.h"
#include "driver.h"

static void
add_line (GString *text, const VireoDiffLine *line)
{
  g_string_append (text, line->text);
  g_string_append_c (text, '\n');
}

static void
assert_lines (const GString *told, const char *text)
{
  gsize length = strlen (text);

  g_assert_true (strncmp (told->str, text, length) == 0);
  g_assert_cmpuint (told->len, ==, length + (length > 0 && text[length - 1] != '\n'));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *before = g_strndup (size > 0 ? (const char *) data : "", size);
  gsize after_at = strlen (before) + 1;
  g_autofree char *after
      = after_at < size ? g_strndup ((const char *) data + after_at, size - after_at) : g_strdup ("");
  g_autoptr (GPtrArray) some = vireo_diff_compare (before, after, 1, 10);
  g_autoptr (GPtrArray) all = vireo_diff_compare (before, after, G_MAXUINT, G_MAXUINT);
  g_autoptr (GString) old = g_string_new (NULL);
  g_autoptr (GString) new = g_string_new (NULL);

  g_assert_cmpuint (some->len, <=, 11);
  if (all->len == 1 && ((const VireoDiffLine *) all->pdata[0])->kind == VIREO_DIFF_LEFT_OUT)
    return 0;
  for (guint i = 0; i < all->len; i++)
    {
      const VireoDiffLine *line = all->pdata[i];

      if (line->kind != VIREO_DIFF_ADDED)
        add_line (old, line);
      if (line->kind != VIREO_DIFF_REMOVED)
        add_line (new, line);
    }
  assert_lines (old, before);
  assert_lines (new, after);
  return 0;
}

GPtrArray *
vireo_fuzz_make_seeds (void)
{
  static const char pair[] = "a\nb\nc\na\nb\nb\na\n\0c\nb\na\nb\na\nc\n";
  static const char document[] = "<domain>\n  <name>a</name>\n  <memory>1</memory>\n</domain>\n\0"
                                 "<domain>\n  <name>a</name>\n  <vcpu>1</vcpu>\n</domain>\n";
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (pair, sizeof pair - 1));
  g_ptr_array_add (seeds, g_bytes_new_static (document, sizeof document - 1));
  return seeds;
}
