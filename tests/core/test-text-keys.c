/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/console/vireo-text-keys.h"

/* The presses and releases as "+2a +1e -1e -2a". */
static char *
spell (const char *text, const char *layout)
{
  g_autoptr (VireoTextKeys) keys = vireo_text_keys_new (text, layout);
  GString *spelt = g_string_new (NULL);

  for (guint i = 0; i < keys->keys->len; i++)
    {
      const VireoTextKey *key = &g_array_index (keys->keys, VireoTextKey, i);

      g_string_append_printf (spelt, "%s%c%x", i > 0 ? " " : "", key->down ? '+' : '-', key->qnum);
    }
  return g_string_free (spelt, FALSE);
}

static void
check (const char *text, const char *layout, const char *wanted)
{
  g_autofree char *spelt = spell (text, layout);

  g_assert_cmpstr (spelt, ==, wanted);
}

static void
test_american (void)
{
  check ("a", "us", "+1e -1e");
  check ("A", "us", "+2a +1e -1e -2a");
  check ("a b", "us", "+1e -1e +39 -39 +30 -30");
  check ("|", "us", "+2a +2b -2b -2a");
  check ("\t\r\n\r\n", "us", "+f -f +1c -1c +1c -1c");
  check ("\n\r", "us", "+1c -1c +1c -1c");
  check ("/", "nonsense", "+35 -35");
}

static void
test_others (void)
{
  check ("z", "de", "+15 -15");
  check ("@", "de", "+b8 +10 -10 -b8");
  check ("^", "de", "+29 -29 +39 -39"); /* waits for a letter */
  check ("\\", "de", "+b8 +c -c -b8");
  check ("|", "de", "+b8 +56 -56 -b8");
  check ("~", "de", "+b8 +1b -1b -b8");
  check ("a", "fr", "+10 -10");
  check ("1", "fr", "+2a +2 -2 -2a");
  check ("@", "fr", "+b8 +b -b -b8");
  check ("€", "fr", "+b8 +12 -12 -b8");
  check ("\"", "gb", "+2a +3 -3 -2a");
  check ("\\", "gb", "+56 -56");
  check ("#~", "gb", "+2b -2b +2a +2b -2b -2a");
}

/* Whatever a shell needs can be typed on every keyboard; and all that is pressed is let go. */
static void
test_ascii_everywhere (void)
{
  char ascii[96] = "";

  for (int c = ' '; c < 127; c++)
    ascii[c - ' '] = c;
  for (const char *const *layout = vireo_text_keys_get_layouts (); *layout != NULL; layout++)
    {
      g_autoptr (VireoTextKeys) keys = vireo_text_keys_new (ascii, *layout);
      guint down[256] = { 0 };

      g_assert_cmpstr (keys->untypable, ==, "");
      g_assert_cmpuint (keys->ends->len, ==, strlen (ascii));
      for (guint i = 0; i < keys->keys->len; i++)
        {
          const VireoTextKey *key = &g_array_index (keys->keys, VireoTextKey, i);

          g_assert_cmpuint (key->qnum, !=, 0);
          g_assert_cmpuint (down[key->qnum], ==, key->down ? 0 : 1);
          down[key->qnum] = key->down;
        }
      for (guint i = 0; i < G_N_ELEMENTS (down); i++)
        g_assert_cmpuint (down[i], ==, 0);
    }
}

static void
test_what_no_key_makes (void)
{
  g_autoptr (VireoTextKeys) keys = vireo_text_keys_new ("ls 你好你\033", "us");
  g_autoptr (VireoTextKeys) none = vireo_text_keys_new ("", "us");

  g_assert_cmpstr (keys->untypable, ==, "你好\033");
  g_assert_cmpuint (keys->ends->len, ==, 3);
  g_assert_cmpuint (none->ends->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-keys/american", test_american);
  g_test_add_func ("/text-keys/others", test_others);
  g_test_add_func ("/text-keys/ascii", test_ascii_everywhere);
  g_test_add_func ("/text-keys/no-key", test_what_no_key_makes);
  return g_test_run ();
}
