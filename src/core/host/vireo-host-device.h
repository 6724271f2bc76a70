/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/model/vireo-hardware-make.h"
#include "core/model/vireo-hardware.h"

G_BEGIN_DECLS

/* A USB or PCI device of a host that can be handed to a VM; never changes.  Any thread. */

typedef struct
{
  gboolean is_pci; /* else USB */
  char *vendor;    /* (nullable): in words */
  char *product;   /* (nullable): in words */
  guint vendor_id;
  guint product_id;
  char *driver;    /* (nullable): the host's, in use now */
  GStrv users;     /* names of the VMs that have it, running or off */

  /* USB */
  guint bus;
  guint device;
  gboolean has_twin; /* another one of the same vendor and product is plugged in */

  /* PCI */
  VireoPciAddress address;
  guint pci_class; /* 0x020000 */
  int iommu_group; /* -1: none, so it cannot be handed on */
  GStrv group;     /* addresses of the others in the group, bridges left out */
  guint max_vfs;   /* virtual functions it can be split into; 0: no SR-IOV */
  char *vf_of;     /* (nullable): it is a virtual function of the device at this address */
} VireoHostDeviceFacts;

#define VIREO_TYPE_HOST_DEVICE (vireo_host_device_get_type ())
G_DECLARE_FINAL_TYPE (VireoHostDevice, vireo_host_device, VIREO, HOST_DEVICE, GObject)

/* Properties: name (translated), place ("0000:01:00.0", "1:3"), search (all its words in lower
 * case). */
VireoHostDevice            *vireo_host_device_new (const char *xml, GError **error);
const VireoHostDeviceFacts *vireo_host_device_get_facts (VireoHostDevice *self);
const char                 *vireo_host_device_get_name (VireoHostDevice *self);
const char                 *vireo_host_device_get_place (VireoHostDevice *self);
const char                 *vireo_host_device_get_class_label (VireoHostDevice *self);
gboolean                    vireo_host_device_is_infrastructure (VireoHostDevice *self);
gboolean                    vireo_host_device_is (VireoHostDevice *self, VireoHardware *hardware);
char                       *vireo_host_device_to_xml (VireoHostDevice *self);

/* All devices of a host together, of VireoHostDevice. */
void                        vireo_host_devices_relate (GPtrArray *devices);
void                        vireo_host_devices_add_user (GPtrArray *devices, const char *domain_xml);

G_END_DECLS
