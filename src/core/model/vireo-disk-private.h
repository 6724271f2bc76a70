/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-device-private.h"
#include "core/model/vireo-disk.h"

G_BEGIN_DECLS

/* For vireo-vm-devices-*.c only.  Any thread. */

VireoDiskValues *vireo_disk_values_new (xmlNode *disk);
void             vireo_disk_values_free (VireoDiskValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoDiskValues, vireo_disk_values_free)

void             vireo_disk_set_measure (VireoDisk *self, const VireoDiskSize *size,
                                         GStrv backing_chain);
gboolean         vireo_disk_same_measure (VireoDisk *self, VireoDisk *other);

G_END_DECLS
