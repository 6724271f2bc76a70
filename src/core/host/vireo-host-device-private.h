/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-xml.h"
#include "core/host/vireo-host-device.h"

G_BEGIN_DECLS

/* For vireo-host-device*.c only. */

struct _VireoHostDevice
{
  GObject parent_instance;

  VireoHostDeviceFacts facts; /* strings owned */
  char *name;
  char *place;
  char *search;
};

VireoPciAddress vireo_pci_address_read (xmlNode *address);
char           *vireo_pci_address_to_text (const VireoPciAddress *address);

G_END_DECLS
