/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-device.h"

G_BEGIN_DECLS

/* A disk, CD-ROM or floppy of a VM; a VireoDevice, so it never changes.  Any thread. */

typedef enum
{
  VIREO_DISK_SOURCE_NONE, /* an empty drive */
  VIREO_DISK_SOURCE_FILE,
  VIREO_DISK_SOURCE_BLOCK,
  VIREO_DISK_SOURCE_VOLUME,
  VIREO_DISK_SOURCE_NETWORK,
  VIREO_DISK_SOURCE_OTHER, /* dir, nvme, vhostuser, ... */
} VireoDiskSourceKind;

/* What one of its two sides says. */
typedef struct
{
  char *target; /* "vda" */
  char *bus;    /* "virtio", "scsi", "sata", "usb", ...; "" when not said */
  char *device; /* "disk", "cdrom", "floppy", "lun" */
  VireoDiskSourceKind source_kind;
  char *source; /* (nullable): path, "pool/volume" or address; NULL for an empty drive */
  char *pool;   /* (nullable): with SOURCE_VOLUME */
  char *volume; /* (nullable): with SOURCE_VOLUME */
  char *format; /* (nullable): "qcow2", "raw", ... */
  gboolean read_only;
  gboolean shareable;
  gboolean transient;
  char *serial;  /* (nullable) */
  char *cache;   /* (nullable): as libvirt writes it, NULL for the hypervisor's default */
  char *discard; /* (nullable) */
  char *io;      /* (nullable) */
  guint boot_order; /* 0: none */
  gboolean tray_open;
} VireoDiskValues;

typedef struct
{
  guint64 capacity;   /* bytes; 0: not known */
  guint64 allocation; /* bytes of it that are written */
  guint64 physical;   /* bytes that the file or device takes */
} VireoDiskSize;

#define VIREO_TYPE_DISK (vireo_disk_get_type ())
G_DECLARE_FINAL_TYPE (VireoDisk, vireo_disk, VIREO, DISK, VireoDevice)

/* Properties besides those of VireoDevice.  What a field of VireoDiskValues says is shown from the
 * side that runs, or from that of the next start where nothing runs:
 *   target, bus, device, source, format, serial, cache, discard, io: string, nullable
 *   source-kind: uint, VireoDiskSourceKind;  boot-order: uint
 *   read-only, shareable, removable (CD-ROM or floppy), tray-open, empty: boolean
 *   capacity, allocation, physical: uint64, bytes, 0: not known
 *   backing-chain: strv, nullable: what the source is an overlay of, nearest first, each
 *     "path (format)" */
const VireoDiskValues *vireo_disk_get_live (VireoDisk *self);   /* (nullable) */
const VireoDiskValues *vireo_disk_get_config (VireoDisk *self); /* (nullable) */
const VireoDiskValues *vireo_disk_get_shown (VireoDisk *self);
const VireoDiskSize   *vireo_disk_get_size (VireoDisk *self);
const char *const     *vireo_disk_get_backing_chain (VireoDisk *self); /* (nullable) */
gboolean               vireo_disk_is_removable (VireoDisk *self);

const char            *vireo_disk_bus_get_label (const char *bus);

G_END_DECLS
