/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The greedy algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986).
 * Its time and memory grow with the square of the number of changes, so there is a limit to them:
 * beyond it the whole middle, between what both texts begin and end with, counts as replaced. */

#include "config.h"

#include <string.h>

#include "core/base/vireo-diff.h"

#define MAX_CHANGES 1000

typedef struct
{
  GPtrArray *lines; /* (owned): of strings that the table holds */
  GArray *ids;      /* (owned): of guint, the same for the same line */
} Text;

typedef struct
{
  Text before, after;
  GHashTable *table;  /* (owned): line -> its id */
  GByteArray *script; /* (owned): a VireoDiffKind for each line of the result */
} Comparison;

static void
split (Comparison *self, Text *text, const char *from)
{
  text->lines = g_ptr_array_new ();
  text->ids = g_array_new (FALSE, FALSE, sizeof (guint));
  while (*from != '\0')
    {
      const char *end = strchrnul (from, '\n');
      g_autofree char *line = g_strndup (from, (gsize) (end - from));
      gpointer key, value;
      guint id;

      if (!g_hash_table_lookup_extended (self->table, line, &key, &value))
        {
          key = g_steal_pointer (&line);
          value = GUINT_TO_POINTER (g_hash_table_size (self->table));
          g_hash_table_insert (self->table, key, value);
        }
      id = GPOINTER_TO_UINT (value);
      g_ptr_array_add (text->lines, key);
      g_array_append_val (text->ids, id);
      from = *end == '\0' ? end : end + 1;
    }
}

static void
note (Comparison *self, VireoDiffKind kind, guint n)
{
  guint8 byte = (guint8) kind;

  for (guint i = 0; i < n; i++)
    g_byte_array_append (self->script, &byte, 1);
}

/* How far each diagonal was reached after each number of changes: row d has d + 1 places, for the
 * diagonals -d, -d + 2, ... d. */
static int
reached (GPtrArray *rows, int d, int k)
{
  return ((const int *) rows->pdata[d])[(k + d) / 2];
}

/* Whether the way to diagonal k with d changes comes from the one above: a line was added. */
static gboolean
comes_by_adding (GPtrArray *rows, int d, int k)
{
  return k == -d || (k != d && reached (rows, d - 1, k - 1) < reached (rows, d - 1, k + 1));
}

/* Returns: (nullable): the rows, the last one reaching the end; NULL when it takes too many */
static GPtrArray *
walk (const guint *a, int n, const guint *b, int m)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  for (int d = 0; d <= MAX_CHANGES; d++)
    {
      int *row = g_new (int, d + 1);

      g_ptr_array_add (rows, row);
      for (int k = -d; k <= d; k += 2)
        {
          int x = 0, y;

          if (d > 0)
            x = comes_by_adding (rows, d, k) ? reached (rows, d - 1, k + 1)
                                             : reached (rows, d - 1, k - 1) + 1;
          y = x - k;
          while (x >= 0 && y >= 0 && x < n && y < m && a[x] == b[y])
            x++, y++;
          row[(k + d) / 2] = x;
          if (x >= n && y >= m)
            return g_steal_pointer (&rows);
        }
    }
  return NULL;
}

static void
reverse (GByteArray *bytes, guint from)
{
  for (guint i = from, j = bytes->len; i + 1 < j; i++, j--)
    {
      guint8 byte = bytes->data[i];

      bytes->data[i] = bytes->data[j - 1];
      bytes->data[j - 1] = byte;
    }
}

static void
compare_middle (Comparison *self, const guint *a, int n, const guint *b, int m)
{
  g_autoptr (GPtrArray) rows = walk (a, n, b, m);
  guint from = self->script->len;
  int x = n, y = m;

  if (rows == NULL)
    {
      note (self, VIREO_DIFF_REMOVED, (guint) n);
      note (self, VIREO_DIFF_ADDED, (guint) m);
      return;
    }
  /* Back from the end, so the script is written backwards and then turned. */
  for (int d = (int) rows->len - 1; d > 0; d--)
    {
      int k = x - y;
      gboolean adding = comes_by_adding (rows, d, k);
      int before_k = adding ? k + 1 : k - 1;
      int before_x = reached (rows, d - 1, before_k);
      int start_x = adding ? before_x : before_x + 1;

      note (self, VIREO_DIFF_SAME, (guint) (x - start_x));
      note (self, adding ? VIREO_DIFF_ADDED : VIREO_DIFF_REMOVED, 1);
      x = before_x;
      y = before_x - before_k;
    }
  note (self, VIREO_DIFF_SAME, (guint) x);
  reverse (self->script, from);
}

static void
compare (Comparison *self)
{
  const guint *a = (const guint *) self->before.ids->data;
  const guint *b = (const guint *) self->after.ids->data;
  guint n = self->before.ids->len, m = self->after.ids->len;
  guint head = 0, tail = 0;

  while (head < n && head < m && a[head] == b[head])
    head++;
  while (tail < n - head && tail < m - head && a[n - tail - 1] == b[m - tail - 1])
    tail++;
  note (self, VIREO_DIFF_SAME, head);
  compare_middle (self, a + head, (int) (n - head - tail), b + head, (int) (m - head - tail));
  note (self, VIREO_DIFF_SAME, tail);
}

static void
line_free (gpointer pointer)
{
  VireoDiffLine *line = pointer;

  g_free (line->text);
  g_free (line);
}

/* Returns: (transfer full): whether each line of the script is changed, or stands at most @context
 * lines before or after one that is */
static gboolean *
find_shown (const GByteArray *script, guint context)
{
  gboolean *shown = g_new0 (gboolean, script->len + 1);
  gboolean seen = FALSE;
  guint since = 0;

  for (guint i = 0; i < script->len; i++)
    {
      gboolean changed = script->data[i] != VIREO_DIFF_SAME;

      since = changed ? 0 : since + 1;
      seen |= changed;
      shown[i] = seen && since <= context;
    }
  seen = FALSE;
  for (guint i = script->len; i > 0; i--)
    {
      gboolean changed = script->data[i - 1] != VIREO_DIFF_SAME;

      since = changed ? 0 : since + 1;
      seen |= changed;
      shown[i - 1] |= seen && since <= context;
    }
  return shown;
}

static GPtrArray *
make_lines (Comparison *self, guint context, guint max_lines)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  g_autofree gboolean *shown = find_shown (self->script, context);
  VireoDiffLine *gap = NULL;
  guint old_line = 0, new_line = 0;

  for (guint i = 0; i < self->script->len; i++)
    {
      VireoDiffKind kind = self->script->data[i];
      gboolean in_old = kind != VIREO_DIFF_ADDED, in_new = kind != VIREO_DIFF_REMOVED;
      VireoDiffLine *line;

      old_line += in_old;
      new_line += in_new;
      if (gap != NULL && (!shown[i] || lines->len > max_lines))
        {
          gap->n_lines++;
          continue;
        }
      line = g_new0 (VireoDiffLine, 1);
      line->kind = shown[i] && lines->len < max_lines ? kind : VIREO_DIFF_LEFT_OUT;
      line->old_line = in_old ? old_line : 0;
      line->new_line = in_new ? new_line : 0;
      line->n_lines = 1;
      gap = line->kind == VIREO_DIFF_LEFT_OUT ? line : NULL;
      if (gap == NULL)
        line->text = g_strdup (in_old ? self->before.lines->pdata[old_line - 1]
                                      : self->after.lines->pdata[new_line - 1]);
      g_ptr_array_add (lines, line);
    }
  return lines;
}

static void
text_clear (Text *text)
{
  g_ptr_array_unref (text->lines);
  g_array_unref (text->ids);
}

/**
 * vireo_diff_compare:
 * @before: a text
 * @after: what became of it
 * @context: how many lines that are the same to show around each change
 * @max_lines: how many lines to give at most; the rest becomes one %VIREO_DIFF_LEFT_OUT
 *
 * A line end at the end of a text, or none, makes no difference.
 *
 * Returns: (transfer full) (element-type VireoDiffLine): the changed lines in their order with
 *   what is around them; nothing but one %VIREO_DIFF_LEFT_OUT, or nothing at all, when both say
 *   the same; g_ptr_array_unref()
 */
GPtrArray *
vireo_diff_compare (const char *before, const char *after, guint context, guint max_lines)
{
  Comparison self = { 0 };
  GPtrArray *lines;

  self.table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.script = g_byte_array_new ();
  split (&self, &self.before, before);
  split (&self, &self.after, after);
  compare (&self);
  lines = make_lines (&self, context, max_lines);

  text_clear (&self.before);
  text_clear (&self.after);
  g_byte_array_unref (self.script);
  g_hash_table_unref (self.table);
  return lines;
}
