/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-devices.h"

G_BEGIN_DECLS

/* For vireo-vm-devices*.c only: what one reading brought. */
typedef struct
{
  GPtrArray *disks;              /* (owned): of VireoDisk */
  GPtrArray *nics;               /* (owned): of VireoNic */
  GPtrArray *hardware;           /* (owned): of VireoHardware */
  VireoDomainSettings *settings; /* (owned) */
} VireoDeviceReading;

VireoDeviceReading *vireo_device_reading_new (const char *live_xml, const char *config_xml,
                                              GError **error);
VireoDeviceReading *vireo_device_reading_read (virDomainPtr handle, GError **error); /* worker */
void                vireo_device_reading_free (VireoDeviceReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoDeviceReading, vireo_device_reading_free)

G_END_DECLS
