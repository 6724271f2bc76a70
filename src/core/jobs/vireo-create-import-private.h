/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/jobs/vireo-create-run.h"

G_BEGIN_DECLS

/* Shared by vireo-create-import.c (from the image to the disk) and vireo-create-import-archive.c
 * (what is in an appliance).  Worker. */

/* One import under way. */
typedef struct
{
  VireoCreateRun *run;
  const VireoImport *import;
  virStoragePoolPtr pool; /* borrowed */
  char *directory;        /* (owned) (nullable): of the pool, when it can be written here */
  char *workshop;         /* (owned) (nullable): a directory of ours, removed at the end */
  const char *format;     /* of what is made */

  int fd;     /* (owned): of the image or the archive */
  guint disk; /* which one is made */

  VireoCreateImportProgress progress;
  gpointer data;
  const char *step;       /* what is being done, translated */
  double begun_at, share; /* of the whole, that this step has */
  gint64 since;           /* µs, monotonic: when this step began */
  GCancellable *cancellable;
} VireoCreateImport;

/* What a disk image takes beyond what is in it. */
#define VIREO_IMPORT_OVERHEAD(bytes) ((bytes) / 16 + 64 * VIREO_MIB)

void _vireo_create_import_tell (double fraction, gpointer self);
const char *_vireo_create_import_get_workshop (VireoCreateImport *self, GError **error);
gboolean _vireo_create_import_has_room (const char *directory, guint64 needed, GError **error);
gboolean _vireo_create_import_fail_errno (GError **error, const char *path, int code);

gboolean _vireo_create_import_check_sum (VireoCreateImport *self,
                                         const VireoImportDisk *disk,
                                         GError **error);
int
_vireo_create_import_unpack (VireoCreateImport *self, const VireoImportDisk *disk, GError **error);

G_END_DECLS
