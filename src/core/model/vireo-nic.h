/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-device.h"

G_BEGIN_DECLS

/* A NIC of a VM; a VireoDevice, so it never changes.  Any thread. */

/* What one of its two sides says. */
typedef struct
{
  char *mac;         /* (nullable): a document need not say it */
  char *type;        /* libvirt's own word: "network", "bridge", "direct", "user", "vdpa", ... */
  char *source;      /* (nullable): network, bridge, device, path or address it is plugged into */
  char *source_mode; /* (nullable): of macvtap: "bridge", "vepa", "private", "passthrough" */
  char *model;       /* (nullable) */
  char *target_dev;  /* (nullable): the host's side, "vnet0" */
  char *driver;      /* (nullable): "vhost" or "qemu" when it is said */
  char *backend;     /* translated: who moves the packets */
  gboolean link_up;
  guint queues;          /* 0: not said */
  guint mtu;             /* 0: not said */
  guint64 inbound_rate;  /* average, KiB/s; 0: no limit */
  guint64 outbound_rate; /* average, KiB/s; 0: no limit */
  guint boot_order;      /* 0: none */
  char *portgroup;       /* (nullable) */
  char *vlan;            /* (nullable): tags, "10" or "10, 20" */
  char *filter;          /* (nullable): network filter */
} VireoNicValues;

#define VIREO_TYPE_NIC (vireo_nic_get_type ())
G_DECLARE_FINAL_TYPE (VireoNic, vireo_nic, VIREO, NIC, VireoDevice)

/* Properties besides those of VireoDevice.  What a field of VireoNicValues says is shown from the
 * side that runs, or from that of the next start where nothing runs:
 *   mac, type, source, source-mode, model, target-dev, backend, portgroup, vlan, filter: string,
 *     nullable
 *   source-label: string: type and source in words ("Virtual network “default”")
 *   link-up: boolean;  queues, mtu, boot-order: uint;  inbound-rate, outbound-rate: uint64 */
const VireoNicValues *vireo_nic_get_live (VireoNic *self);   /* (nullable) */
const VireoNicValues *vireo_nic_get_config (VireoNic *self); /* (nullable) */
const VireoNicValues *vireo_nic_get_shown (VireoNic *self);

const char           *vireo_nic_type_get_label (const char *type);

G_END_DECLS
