/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-xml.h"
#include "core/model/vireo-device.h"

G_BEGIN_DECLS

/* For the devices' own files, and for what edits documents.  Any thread. */

/* One device on its two sides; either may be missing, not both. */
typedef struct
{
  VireoDeviceKind kind;
  char *key;       /* (owned) */
  xmlNode *live;   /* (nullable): of the running document */
  xmlNode *config; /* (nullable): of the document of the next start */
  guint position;
} VireoDevicePair;

/* vireo-device-key.c */
VireoDeviceKind vireo_device_kind_of (xmlNode *element);
gboolean        vireo_device_is_shown (xmlNode *element);
char           *vireo_device_make_key (xmlNode *element);
char           *vireo_device_make_key_in (xmlNode *domain, xmlNode *element);
xmlNode        *vireo_device_find (xmlNode *domain, const char *key);
GPtrArray      *vireo_device_match (xmlNode *live, xmlNode *config); /* of VireoDevicePair */

/* vireo-device-compare.c */
char           *vireo_device_compare (xmlNode *live, xmlNode *config);

/* vireo-device.c */
void            vireo_device_set_up (VireoDevice *self, const VireoDevicePair *pair, gboolean both);

/* vireo-disk.c, vireo-nic.c, vireo-hardware.c.  @both: the VM runs and is kept, so a side that is
 * missing means something. */
VireoDevice    *vireo_disk_new (const VireoDevicePair *pair, gboolean both);
VireoDevice    *vireo_nic_new (const VireoDevicePair *pair, gboolean both);
VireoDevice    *vireo_hardware_new (const VireoDevicePair *pair, gboolean both);

G_END_DECLS
