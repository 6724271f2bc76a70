/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzzer without libFuzzer: the seeds as they are, then a number of damaged ones, always
 * the same for the same number.
 *
 * usage: FUZZER [ROUNDS [RANDOM_SEED]]   the test: the default is a few seconds' worth
 *        FUZZER --dump DIRECTORY         writes the seeds, as a corpus for libFuzzer
 *        FUZZER FILE...                  replays what libFuzzer or a round left behind
 *
 * The input of a round that crashed is found again by its random seed, which is printed. */

#include <stdlib.h>
#include <string.h>

#include "core/base/vireo-thread.h"
#include "driver.h"

#define DEFAULT_ROUNDS 3000
#define MAX_CHANGES 8

/* Most of a seed is padding; what it means is near the bytes that are not zero. */
static gsize
pick_place (GRand *rand, const GByteArray *input)
{
  gsize start = g_rand_int_range (rand, 0, (gint32) input->len);

  if (g_rand_int_range (rand, 0, 4) == 0)
    return start;
  for (gsize i = 0; i < input->len; i++)
    if (input->data[(start + i) % input->len] != 0)
      return (start + i) % input->len;
  return start;
}

static void
overwrite (GRand *rand, GByteArray *input, gsize at)
{
  static const guint8 edges[] = { 0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff };
  gsize width = (gsize) 1 << g_rand_int_range (rand, 0, 4);
  guint8 edge = edges[g_rand_int_range (rand, 0, G_N_ELEMENTS (edges))];

  for (gsize i = at; i < MIN (at + width, input->len); i++)
    input->data[i] = edge;
}

static void
change (GRand *rand, GByteArray *input)
{
  gsize at, from, length;

  if (input->len == 0)
    return;
  at = pick_place (rand, input);
  from = pick_place (rand, input);
  length = (gsize) g_rand_int_range (rand, 1, 64);
  length = MIN (length, input->len - MAX (at, from));
  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
      input->data[at] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8));
      break;
    case 1:
      g_byte_array_set_size (input, (guint) at);
      break;
    case 2:
      g_byte_array_remove_range (input, (guint) at, (guint) length);
      break;
    case 3:
      memmove (input->data + at, input->data + from, length);
      break;
    case 4:
    case 5:
      input->data[at] = (guint8) g_rand_int_range (rand, 0, 256);
      break;
    default:
      overwrite (rand, input, at);
    }
}

static void
run (const guint8 *data, gsize size)
{
  /* A copy of just that size, so that a sanitizer sees one byte too far. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
}

static void
run_rounds (guint rounds, guint32 random_seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (random_seed);
  g_autoptr (GPtrArray) seeds = vireo_fuzz_make_seeds ();

  g_assert_cmpuint (seeds->len, >, 0);
  for (guint i = 0; i < seeds->len; i++)
    run (g_bytes_get_data (seeds->pdata[i], NULL), g_bytes_get_size (seeds->pdata[i]));

  for (guint i = 0; i < rounds; i++)
    {
      GBytes *seed = seeds->pdata[g_rand_int_range (rand, 0, (gint32) seeds->len)];
      g_autoptr (GByteArray) input = g_byte_array_new ();

      g_byte_array_append (input, g_bytes_get_data (seed, NULL), (guint) g_bytes_get_size (seed));
      for (gint n = g_rand_int_range (rand, 1, MAX_CHANGES + 1); n > 0; n--)
        change (rand, input);
      run (input->data, input->len);
    }
  g_print ("%u seeds and %u damaged ones, from random seed %u\n", seeds->len, rounds, random_seed);
}

static int
dump (const char *folder)
{
  g_autoptr (GPtrArray) seeds = vireo_fuzz_make_seeds ();

  for (guint i = 0; i < seeds->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/seed-%u", folder, i);
      gsize size;
      const char *data = g_bytes_get_data (seeds->pdata[i], &size);

      if (!g_file_set_contents (path, data, (gssize) size, NULL))
        return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}

static void
replay (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  run ((const guint8 *) data, size);
}

int
main (int argc, char *argv[])
{
  vireo_thread_init ();
  if (argc == 3 && g_str_equal (argv[1], "--dump"))
    return dump (argv[2]);
  if (argc == 1 || g_ascii_isdigit (*argv[1]))
    {
      run_rounds (argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : DEFAULT_ROUNDS,
                  argc > 2 ? (guint32) strtoul (argv[2], NULL, 10) : 1);
      return EXIT_SUCCESS;
    }
  for (int i = 1; i < argc; i++)
    replay (argv[i]);
  return EXIT_SUCCESS;
}
