/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A snapshot of a VM as libvirt's document tells it.  It never changes: when the document does,
 * another object takes its place.  Any thread. */

typedef enum
{
  VIREO_SNAPSHOT_INTERNAL, /* inside the disk images */
  VIREO_SNAPSHOT_EXTERNAL, /* files of its own: what is written later goes to overlays */
} VireoSnapshotKind;

/* The guest it holds. */
typedef enum
{
  VIREO_SNAPSHOT_STATE_OFF,
  VIREO_SNAPSHOT_STATE_RUNNING,
  VIREO_SNAPSHOT_STATE_PAUSED,
  VIREO_SNAPSHOT_STATE_DISKS, /* the disks of a guest that ran, without its memory */
} VireoSnapshotState;

typedef struct
{
  char *target;           /* "vda" */
  VireoSnapshotKind kind; /* of this disk */
  char *file;             /* (nullable): what the disk's content is in */
  char *format;           /* (nullable): of file */
  char *overlay;          /* (nullable): made when it was taken, for what was written later */
} VireoSnapshotDisk;

#define VIREO_TYPE_SNAPSHOT (vireo_snapshot_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshot, vireo_snapshot, VIREO, SNAPSHOT, GObject)

/* Properties: name (libvirt's), title (as shown), description (nullable), taken (int64, seconds
 * since 1970), state, kind, parent (nullable), is-current, has-memory, size (bytes, 0: not known) */
VireoSnapshot     *vireo_snapshot_new (const char *xml, gboolean is_current, GError **error);
gboolean           vireo_snapshot_equal (VireoSnapshot *self, VireoSnapshot *other);

const char        *vireo_snapshot_get_name (VireoSnapshot *self);
const char        *vireo_snapshot_get_title (VireoSnapshot *self);
const char        *vireo_snapshot_get_description (VireoSnapshot *self); /* (nullable) */
gint64             vireo_snapshot_get_taken (VireoSnapshot *self);
VireoSnapshotState vireo_snapshot_get_state (VireoSnapshot *self);
VireoSnapshotKind  vireo_snapshot_get_kind (VireoSnapshot *self);
const char        *vireo_snapshot_get_parent (VireoSnapshot *self); /* (nullable) */
gboolean           vireo_snapshot_is_current (VireoSnapshot *self);
gboolean           vireo_snapshot_has_memory (VireoSnapshot *self);
const char        *vireo_snapshot_get_memory_file (VireoSnapshot *self); /* (nullable) */
guint64            vireo_snapshot_get_size (VireoSnapshot *self);
void               vireo_snapshot_set_size (VireoSnapshot *self, guint64 size); /* before it is shown */
GPtrArray         *vireo_snapshot_get_disks (VireoSnapshot *self); /* of VireoSnapshotDisk */
const char        *vireo_snapshot_get_file_of (VireoSnapshot *self, const char *target);

G_END_DECLS
