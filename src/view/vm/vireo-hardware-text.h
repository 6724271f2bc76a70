/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host-device.h"
#include "view/vm/vireo-choice-row.h"

G_BEGIN_DECLS

/* Words for hardware that is neither disk nor NIC, in the user's language. */

const char *vireo_hardware_text_get_icon (VireoDeviceKind kind);
const char *vireo_hardware_text_get_about (VireoDeviceKind kind);
/* libvirt's words as choices; both are borrowed from what is given and from here */
GArray     *vireo_hardware_text_list_choices (VireoDeviceKind kind, const char *const *models);
char       *vireo_hardware_text_xml (VireoHardware *hardware);

/* Of a device of the host: what stands below its name, and what is to be known of it */
char       *vireo_hardware_text_device (VireoHostDevice *device);
char       *vireo_hardware_text_device_note (VireoHostDevice *device);
/* Whether the host would miss it */
gboolean    vireo_hardware_text_is_in_use (VireoHostDevice *device);

G_END_DECLS
