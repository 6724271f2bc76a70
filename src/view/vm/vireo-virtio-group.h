/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/vm/vireo-settings-group.h"

G_BEGIN_DECLS

/* Paravirtual devices that a guest is better off with: which are there, added and removed. */

#define VIREO_TYPE_VIRTIO_GROUP (vireo_virtio_group_get_type ())
G_DECLARE_FINAL_TYPE (VireoVirtioGroup, vireo_virtio_group, VIREO, VIRTIO_GROUP, VireoSettingsGroup)

G_END_DECLS
