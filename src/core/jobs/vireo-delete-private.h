/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/jobs/vireo-delete-job.h"

G_BEGIN_DECLS

/* For vireo-delete-*.c only. */

typedef struct
{
  char *path;
  char *target;   /* as "vda"; "" when it is no disk's own file */
  guint64 size;   /* bytes it takes */
  VireoDiskFate fate;
  char *used_by;  /* (nullable) */
  gboolean created_by_vireo;
  gboolean is_backing;
} VireoDeleteFacts;

void             vireo_delete_facts_free (VireoDeleteFacts *facts);
VireoDeleteItem *vireo_delete_item_new (VireoDeleteFacts *facts);

G_END_DECLS
