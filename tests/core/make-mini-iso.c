/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>

#include "vireo-mini-iso.h"

/* Writes a mini ISO for tests that are no C programs.  usage: make-mini-iso LABEL FILE */
int
main (int argc, char *argv[])
{
  VireoMiniIso iso = { .label = argc == 3 ? argv[1] : "" };
  g_autoptr (GByteArray) image = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    {
      fputs ("usage: make-mini-iso LABEL FILE\n", stderr);
      return 2;
    }
  image = vireo_mini_iso_make (&iso);
  if (g_file_set_contents (argv[2], (const char *) image->data, image->len, &error))
    return 0;
  fprintf (stderr, "make-mini-iso: %s\n", error->message);
  return 1;
}
