/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "core/base/vireo-units.h"

/**
 * vireo_size_to_text:
 *
 * Returns: (transfer full): @bytes in binary units and the user's language, as “1.5 GiB”
 */
char *
vireo_size_to_text (guint64 bytes)
{
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

/**
 * vireo_size_from_text:
 * @text: “20”, “20G”, “20 GiB”, “1.5t”, “512 MB”; case does not matter
 * @default_unit: bytes that a bare number counts, as %VIREO_GIB
 * @bytes: (out): what it says
 *
 * Units count in 1024 whether written G, GB or GiB, as qemu-img takes them.
 *
 * Returns: %FALSE when @text is no size, is zero or less, or does not fit
 */
gboolean
vireo_size_from_text (const char *text, guint64 default_unit, guint64 *bytes)
{
  static const struct
  {
    char letter;
    guint64 unit;
  } units[] = { { 'k', VIREO_KIB }, { 'm', VIREO_MIB }, { 'g', VIREO_GIB }, { 't', VIREO_TIB } };
  guint64 unit = default_unit;
  const char *rest;
  char *end;
  double number;

  while (g_ascii_isspace (*text))
    text++;
  if (!g_ascii_isdigit (*text) || g_ascii_tolower (text[1]) == 'x') /* no hexadecimal */
    return FALSE;
  number = g_ascii_strtod (text, &end);
  for (rest = end; g_ascii_isspace (*rest);)
    rest++;

  for (gsize i = 0; *rest != '\0' && i < G_N_ELEMENTS (units); i++)
    if (g_ascii_tolower (*rest) == units[i].letter)
      {
        unit = units[i].unit;
        rest++;
        if (g_ascii_strncasecmp (rest, "ib", 2) == 0)
          rest += 2;
        else if (g_ascii_tolower (*rest) == 'b')
          rest++;
        break;
      }
  while (g_ascii_isspace (*rest))
    rest++;
  if (*rest != '\0' || !isfinite (number) || number <= 0)
    return FALSE;

  number *= (double) unit;
  if (number < 1 || number >= 9.2e18)
    return FALSE;
  *bytes = (guint64) number;
  return TRUE;
}
