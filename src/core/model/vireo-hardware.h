/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/model/vireo-device.h"

G_BEGIN_DECLS

/* A device of a VM that is neither disk nor NIC; a VireoDevice, so it never changes.  Any
 * thread. */

#define VIREO_TYPE_HARDWARE (vireo_hardware_get_type ())
G_DECLARE_FINAL_TYPE (VireoHardware, vireo_hardware, VIREO, HARDWARE, VireoDevice)

/* Properties besides those of VireoDevice:
 *   title     translated ("Watchdog i6300esb")
 *   subtitle  translated, nullable: what it is connected to or does
 *   xml       its element, of the side that runs or else of the next start */
const char *vireo_hardware_get_title (VireoHardware *self);
const char *vireo_hardware_get_subtitle (VireoHardware *self); /* (nullable) */
const char *vireo_hardware_get_xml (VireoHardware *self);
gboolean    vireo_hardware_is_tablet (VireoHardware *self);
/* (transfer full) (element-type VireoHardware): what of @all goes when @self is removed */
GPtrArray  *vireo_hardware_list_going_with (VireoHardware *self, GListModel *all);

G_END_DECLS
