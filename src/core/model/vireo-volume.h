/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* A volume of a storage pool, as it was when it was read.  Any thread. */

typedef struct
{
  char *name;
  char *path;         /* (nullable) */
  char *format;       /* (nullable): "qcow2", "raw", "iso", ...; none for logical volumes */
  char *user;         /* (nullable): a VM that has it, or what is built upon it */
  guint64 capacity;   /* bytes: what a guest sees */
  guint64 allocation; /* bytes: what it takes */
} VireoVolumeFacts;

void vireo_volume_facts_free (VireoVolumeFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVolumeFacts, vireo_volume_facts_free)

#define VIREO_TYPE_VOLUME (vireo_volume_get_type ())
G_DECLARE_FINAL_TYPE (VireoVolume, vireo_volume, VIREO, VOLUME, GObject)

VireoVolume            *vireo_volume_new (VireoVolumeFacts *facts);
const VireoVolumeFacts *vireo_volume_get_facts (VireoVolume *self);

G_END_DECLS
