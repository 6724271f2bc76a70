/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"
#include "core/snapshot/vireo-snapshot.h"

G_BEGIN_DECLS

/* Which snapshots a VM may have: pure functions, facts in, what is allowed and why not out.  What
 * cannot be reverted and deleted later is not offered to begin with.  Any thread. */

typedef struct
{
  char *target;
  char *file;   /* (nullable): not on a file */
  char *format; /* (nullable) */
  gboolean read_only; /* media too: they keep out of snapshots */
  gboolean shareable;
} VireoSnapshotFactsDisk;

typedef struct
{
  gboolean is_qemu;
  guint64 libvirt_version; /* major * 1,000,000 + minor * 1,000 + micro, of the daemon */
  VireoVmState state;
  gboolean persistent;
  gboolean uefi;      /* firmware on pflash */
  char *nvram_format; /* (nullable): of its settings file */
  gboolean has_host_devices;
  gboolean agent_connected;
  guint64 memory;      /* bytes */
  guint64 free_space;  /* bytes where the disks are; G_MAXUINT64: not known */
  GPtrArray *disks;    /* (owned): of VireoSnapshotFactsDisk */
  guint n_internal;    /* snapshots it has */
  guint n_external;
} VireoSnapshotFacts;

VireoSnapshotFacts *vireo_snapshot_facts_new (void);
gboolean            vireo_snapshot_facts_read_xml (VireoSnapshotFacts *facts, const char *xml,
                                                   GError **error);
void                vireo_snapshot_facts_free (VireoSnapshotFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoSnapshotFacts, vireo_snapshot_facts_free)

/* What may be taken now.  All texts are translated sentences. */
typedef struct
{
  gboolean can_take;
  char *why_not;       /* (nullable): why nothing can be taken */
  VireoSnapshotKind kind;
  const char *kind_reason;
  gboolean memory;     /* the guest runs and its memory can go with it */
  gboolean without_memory; /* the disks alone can be taken of a guest that runs */
  const char *memory_reason; /* (nullable): why there is no such choice */
  gboolean quiesce;    /* the agent answers, so file systems can be made to rest */
  const char *quiesce_reason; /* (nullable): why not */
  gboolean without_firmware; /* without the memory, what the firmware remembers is not in it */
  guint64 pause;       /* seconds the guest may stand still; 0: none to speak of */
  guint64 space;       /* bytes that are written now */
} VireoSnapshotVerdict;

VireoSnapshotVerdict *vireo_snapshot_policy_decide (const VireoSnapshotFacts *facts);
void                  vireo_snapshot_verdict_free (VireoSnapshotVerdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoSnapshotVerdict, vireo_snapshot_verdict_free)

char                 *vireo_snapshot_policy_why_no_revert (const VireoSnapshotFacts *facts,
                                                           VireoSnapshot *snapshot);
char                 *vireo_snapshot_policy_why_no_delete (const VireoSnapshotFacts *facts,
                                                           VireoSnapshot *snapshot);
char                 *vireo_snapshot_policy_why_no_clone (const VireoSnapshotFacts *facts,
                                                          VireoSnapshot *snapshot);
char                 *vireo_snapshot_policy_inner_name (const VireoSnapshotFacts *facts,
                                                        VireoSnapshotKind kind, const char *name);
char                 *vireo_snapshot_policy_name_problem (const char *name);

G_END_DECLS
