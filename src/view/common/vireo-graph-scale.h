/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Figures in words, and axes that end at a round one. */

typedef enum
{
  VIREO_GRAPH_PERCENT, /* of 0 to 1 */
  VIREO_GRAPH_BYTES,
  VIREO_GRAPH_BYTES_PER_SECOND,
  VIREO_GRAPH_PER_SECOND,
  VIREO_GRAPH_SECONDS,
} VireoGraphUnit;

#define VIREO_GRAPH_NONE (-1.0) /* a value for what did not happen; NAN is for what is not known */

double vireo_graph_scale_end (VireoGraphUnit unit, double highest);
char  *vireo_graph_scale_to_text (VireoGraphUnit unit, double value);

G_END_DECLS
