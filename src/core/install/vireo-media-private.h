/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-iso.h"
#include "core/install/vireo-media.h"
#include "core/install/vireo-os-db.h"

G_BEGIN_DECLS

/* What a worker finds out about a medium, handed to main as plain values. */
typedef struct
{
  char *path; /* (nullable): NULL for one in memory */
  char *label;
  guint64 size;        /* bytes */
  guint64 missing;     /* bytes that the image should have and has not */
  gboolean bootable;
  const char *arch;    /* (nullable): interned */
  VireoMediaDecided decided;
  GPtrArray *matches;  /* of VireoOsMatch, best first */
  guint installer_reboots;
} VireoMediaFacts;

VireoMediaFacts *vireo_media_identify (const VireoIso *iso, const char *file_name, VireoOsDb *db);
void             vireo_media_facts_free (VireoMediaFacts *facts);

G_END_DECLS
