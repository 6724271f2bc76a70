/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/model/vireo-disk-survey.h"

G_BEGIN_DECLS

/* The files behind disks: made, found, deleted.  Worker. */

typedef struct
{
  const char *name;   /* with its extension; a number goes before that where the name is taken */
  const char *format; /* "qcow2", "raw", ...; a pool of logical volumes has none */
  guint64 capacity;   /* bytes */
  gboolean full;      /* take all of its space at once */
  gboolean secret;    /* nobody else on the host may read it */
} VireoVolumePlan;

virStorageVolPtr vireo_storage_make_volume (virStoragePoolPtr pool, const VireoVolumePlan *plan,
                                            char **made, GError **error);
gboolean         vireo_storage_delete_file (VireoDiskSurvey *survey, const char *path,
                                            GError **error);

/* A volume by the path of its file, in whatever pool; where there is none, a pool is put around
 * the file's directory for the moment. */
typedef struct
{
  virStorageVolPtr volume; /* (owned) (nullable) */
  virStoragePoolPtr made;  /* (owned) (nullable) */
} VireoFoundVolume;

gboolean         vireo_storage_find_file (virConnectPtr host, const char *path,
                                          VireoFoundVolume *found);
void             vireo_found_volume_clear (VireoFoundVolume *found);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VireoFoundVolume, vireo_found_volume_clear)

G_END_DECLS
