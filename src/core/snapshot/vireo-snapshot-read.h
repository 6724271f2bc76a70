/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/snapshot/vireo-snapshot-policy.h"

G_BEGIN_DECLS

/* What libvirt knows of a VM's snapshots.  Worker. */

typedef struct
{
  GPtrArray *snapshots;      /* (owned): of VireoSnapshot, in no order */
  VireoSnapshotFacts *facts; /* (owned) */
  char *signature;           /* (owned): differs when a snapshot came, went or became current */
  GHashTable *documents;     /* (owned): name -> hash of its document; never changes */
} VireoSnapshotReading;

VireoSnapshotReading *vireo_snapshot_reading_read (virDomainPtr handle, GError **error);
void                  vireo_snapshot_reading_free (VireoSnapshotReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoSnapshotReading, vireo_snapshot_reading_free)

VireoSnapshot        *vireo_snapshot_reading_find (VireoSnapshotReading *reading, const char *name);
int                   vireo_snapshot_look (virDomainPtr handle, const char *signature,
                                           GHashTable *documents, guint from);

G_END_DECLS
