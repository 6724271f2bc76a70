/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What changed between two texts, line by line.  Any thread. */

typedef enum
{
  VIREO_DIFF_SAME,
  VIREO_DIFF_REMOVED,
  VIREO_DIFF_ADDED,
  VIREO_DIFF_LEFT_OUT, /* a stretch of lines that are the same, or of which there are too many */
} VireoDiffKind;

typedef struct
{
  VireoDiffKind kind;
  guint old_line; /* counted from 1; 0 for what was added */
  guint new_line; /* counted from 1; 0 for what was removed */
  guint n_lines;  /* 1, or how many were left out */
  char *text;     /* (owned) (nullable): the line without its end; NULL for what was left out */
} VireoDiffLine;

GPtrArray *vireo_diff_compare (const char *before, const char *after, guint context,
                               guint max_lines);

G_END_DECLS
