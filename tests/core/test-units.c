/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/base/vireo-units.h"
#include "vireo-test.h"

static void
test_sizes_are_read (void)
{
  static const struct
  {
    const char *text;
    guint64 bytes;
  } good[] = {
    { "20", 20 * VIREO_GIB },          { " 20 GiB ", 20 * VIREO_GIB },
    { "20G", 20 * VIREO_GIB },         { "20gb", 20 * VIREO_GIB },
    { "512 MB", 512 * VIREO_MIB },     { "1.5t", VIREO_TIB + 512 * VIREO_GIB },
    { "0.5", 512 * VIREO_MIB },        { "64k", 64 * VIREO_KIB },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      guint64 bytes = 0;

      g_assert_true (vireo_size_from_text (good[i].text, VIREO_GIB, &bytes));
      g_assert_cmpuint (bytes, ==, good[i].bytes);
    }
}

static void
test_nonsense_is_refused (void)
{
  static const char *const bad[] = { "",    " ",     "abc", "-5",   "0",     "1e999", "20 X",
                                     "G",   "1 2",   "nan", "inf",  "9e30T", "0x10",  "5 GiBs",
                                     "二十", "1,5 G", "+-3" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint64 bytes = 7;

      g_assert_false (vireo_size_from_text (bad[i], VIREO_GIB, &bytes));
      g_assert_cmpuint (bytes, ==, 7);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  vireo_thread_init ();
  g_test_add_func ("/units/sizes-are-read", test_sizes_are_read);
  g_test_add_func ("/units/nonsense-is-refused", test_nonsense_is_refused);
  return g_test_run ();
}
