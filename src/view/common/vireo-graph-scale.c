/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "core/base/vireo-units.h"
#include "view/common/vireo-graph-scale.h"

/* Less than this is no reason to draw noise as mountains. */
static double
least_end (VireoGraphUnit unit)
{
  switch (unit)
    {
    case VIREO_GRAPH_PERCENT:
      return 1;
    case VIREO_GRAPH_BYTES:
      return VIREO_MIB;
    case VIREO_GRAPH_BYTES_PER_SECOND:
      return 10 * VIREO_KIB;
    case VIREO_GRAPH_PER_SECOND:
      return 10;
    case VIREO_GRAPH_SECONDS:
    default:
      return 0.001;
    }
}

/**
 * vireo_graph_scale_end:
 * @highest: of what is shown; NAN when nothing is
 *
 * Returns: where the axis ends: 1, 2 or 5 times a power of ten of the unit that it is said in, or
 *   for bytes a power of two
 */
double
vireo_graph_scale_end (VireoGraphUnit unit, double highest)
{
  double least = least_end (unit), factor = 1, power;

  if (unit == VIREO_GRAPH_PERCENT || isnan (highest) || highest <= least)
    return least;
  /* Memory comes in powers of two. */
  if (unit == VIREO_GRAPH_BYTES)
    return exp2 (ceil (log2 (highest) - 1e-9));
  if (unit == VIREO_GRAPH_BYTES_PER_SECOND)
    while (highest / factor > 1000)
      {
        factor *= 1024;
        if (highest <= factor)
          return factor;
      }
  highest /= factor;
  power = pow (10, floor (log10 (highest)));
  /* What is computed a hair too high is not another step. */
  for (guint i = 0; i < 3; i++)
    if (highest <= ((double[]) { 1, 2, 5 })[i] * power * (1 + 1e-9))
      return ((double[]) { 1, 2, 5 })[i] * power * factor;
  return 10 * power * factor;
}

static char *
seconds_to_text (double seconds)
{
  if (seconds < 0.001)
    /* Translators: microseconds */
    return g_strdup_printf (_ ("%.0f µs"), seconds * 1e6);
  if (seconds < 1)
    /* Translators: milliseconds */
    return g_strdup_printf (_ ("%.1f ms"), seconds * 1000);
  /* Translators: seconds */
  return g_strdup_printf (_ ("%.2f s"), seconds);
}

/**
 * vireo_graph_scale_to_text:
 * @value: NAN for one that is not known, %VIREO_GRAPH_NONE for what did not happen
 *
 * Returns: (transfer full): @value with its unit, in the user's language
 */
char *
vireo_graph_scale_to_text (VireoGraphUnit unit, double value)
{
  g_autofree char *size = NULL;

  if (isnan (value))
    /* Translators: a measured value is not known */
    return g_strdup (C_ ("value", "not known"));
  if (value < 0)
    /* Translators: a measured value: there was nothing to measure */
    return g_strdup (C_ ("value", "none"));
  switch (unit)
    {
    case VIREO_GRAPH_PERCENT:
      /* Translators: a percentage */
      return g_strdup_printf (value == 1 ? _ ("%.0f %%") : _ ("%.1f %%"), value * 100);
    case VIREO_GRAPH_BYTES:
      return vireo_size_to_text ((guint64) value);
    case VIREO_GRAPH_BYTES_PER_SECOND:
      size = vireo_size_to_text ((guint64) value);
      /* Translators: so much a second, as "1.5 MiB/s" */
      return g_strdup_printf (_ ("%s/s"), size);
    case VIREO_GRAPH_PER_SECOND:
      /* Translators: so many a second, as "12/s" */
      return g_strdup_printf (value > 0 && value < 10 ? _ ("%.1f/s") : _ ("%.0f/s"), value);
    case VIREO_GRAPH_SECONDS:
    default:
      return seconds_to_text (value);
    }
}
