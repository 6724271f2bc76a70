/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-domain-settings.h"

G_BEGIN_DECLS

/* Changes of a domain document, text in, text out.  What a function is not about stays as it was:
 * other elements, comments, elements of other programs.  All return NULL with VIREO_ERROR_INVALID
 * when the document is broken, and otherwise as they say.  Any thread. */

/* A change with its parameters in @data. */
typedef char *(*VireoDefinitionEdit) (const char *xml, gconstpointer data, GError **error);

typedef struct
{
  guint sockets, dies, cores, threads; /* their product is the most vCPUs; all 0: says nothing */
} VireoTopology;

/* What of VireoDiskOptions or VireoNicOptions is to be set; the rest stays. */
typedef enum
{
  VIREO_DISK_SET_CACHE = 1 << 0,
  VIREO_DISK_SET_DISCARD = 1 << 1,
  VIREO_DISK_SET_IO = 1 << 2,
  VIREO_DISK_SET_READ_ONLY = 1 << 3,
  VIREO_DISK_SET_SHAREABLE = 1 << 4,
  VIREO_DISK_SET_SERIAL = 1 << 5,
  VIREO_DISK_SET_BUS = 1 << 6,
} VireoDiskSet;

typedef struct
{
  VireoDiskSet set;
  const char *cache;   /* (nullable): as libvirt writes it; NULL: the hypervisor's default */
  const char *discard; /* (nullable) */
  const char *io;      /* (nullable) */
  gboolean read_only;
  gboolean shareable;
  const char *serial; /* (nullable) */
  const char *bus;    /* the disk gets a target, and so a key, that fits it */
} VireoDiskOptions;

typedef enum
{
  VIREO_NIC_SET_SOURCE = 1 << 0, /* type, source and source_mode together */
  VIREO_NIC_SET_MODEL = 1 << 1,
  VIREO_NIC_SET_MAC = 1 << 2, /* changes the NIC's key */
  VIREO_NIC_SET_LINK = 1 << 3,
  VIREO_NIC_SET_QUEUES = 1 << 4,
  VIREO_NIC_SET_MTU = 1 << 5,
  VIREO_NIC_SET_BANDWIDTH = 1 << 6,
} VireoNicSet;

typedef struct
{
  VireoNicSet set;
  const char *type;        /* "network", "bridge", "direct" (macvtap) or "user" */
  const char *source;      /* (nullable): network, bridge or host's interface; NULL with "user" */
  const char *source_mode; /* (nullable): of macvtap; NULL: "bridge" */
  const char *model;       /* (nullable): NULL: the hypervisor's default */
  const char *mac;
  gboolean link_up;
  guint queues;          /* 0: the default */
  guint mtu;             /* 0: the network's */
  guint64 inbound_rate;  /* average, KiB/s; 0: no limit */
  guint64 outbound_rate; /* average, KiB/s; 0: no limit */
} VireoNicOptions;

/* What is put into a drive: a file or device of the host, or a volume of a pool. */
typedef struct
{
  const char *path;   /* (nullable) */
  const char *pool;   /* (nullable): with volume, in the place of path */
  const char *volume; /* (nullable) */
} VireoMedia;

/* The whole VM (vireo-domain-edit.c) */

/* @topology: (nullable): NULL keeps it where it still fits.  UNSUPPORTED with guest NUMA cells */
char    *vireo_domain_edit_vcpus (const char *xml, guint vcpus, guint max_vcpus,
                                  const VireoTopology *topology, GError **error);
/* Bytes.  UNSUPPORTED when NUMA cells share the memory out; INVALID: more than max_memory */
char    *vireo_domain_edit_memory (const char *xml, guint64 memory, guint64 max_memory,
                                   GError **error);
/* @mode: (nullable): NULL: the hypervisor's default; @model: with "custom" */
char    *vireo_domain_edit_cpu (const char *xml, const char *mode, const char *model,
                                GError **error);
/* @keys: of devices, first one first; all others are not booted from.  GONE: a key is not there */
char    *vireo_domain_edit_boot (const char *xml, const char *const *keys, GError **error);
/* Leaves the choice of the firmware's files to libvirt.  @secure_boot: UEFI only */
char    *vireo_domain_edit_firmware (const char *xml, VireoFirmware firmware, gboolean secure_boot,
                                     GError **error);
/* Adds those of @add that are missing.  Not FILESYSTEM, which needs a folder */
char    *vireo_domain_edit_add_virtio (const char *xml, VireoVirtio add, GError **error);
char    *vireo_domain_edit_remove_virtio (const char *xml, VireoVirtio remove, GError **error);
/* virtiofs, with the shared memory it needs.  @tag: what the guest mounts.  EXISTS: tag is taken */
char    *vireo_domain_edit_add_folder (const char *xml, const char *path, const char *tag,
                                       GError **error);

/* One device (vireo-domain-edit-device.c).  GONE: no device has this key */

char    *vireo_domain_edit_add_device (const char *xml, const char *device_xml, GError **error);
/* What cannot stay without it goes as well. */
char    *vireo_domain_edit_remove_device (const char *xml, const char *key, GError **error);
char    *vireo_domain_edit_replace_device (const char *xml, const char *key,
                                           const char *device_xml, GError **error);
char    *vireo_domain_edit_disk (const char *xml, const char *key, const VireoDiskOptions *options,
                                 GError **error);
char    *vireo_domain_edit_nic (const char *xml, const char *key, const VireoNicOptions *options,
                                GError **error);
/* @media: (nullable): NULL empties the drive */
char    *vireo_domain_edit_media (const char *xml, const char *key, const VireoMedia *media,
                                  GError **error);

/* XPath, of a device that goes with the SPICE screen. */
#define VIREO_BY_SPICE_ONLY "@type = 'spicevmc' or @type = 'spiceport'"

/* The controller that a disk on SCSI gets where there is none: libvirt's own choice is one that
 * few systems have a driver for. */
#define VIREO_SCSI_CONTROLLER_XML "<controller type='scsi' model='virtio-scsi'/>"

/* The same changes of a device's element by itself; @used: targets that are taken */
char    *vireo_disk_edit (const char *disk_xml, const VireoDiskOptions *options,
                          const char *const *used, GError **error);
char    *vireo_nic_edit (const char *nic_xml, const VireoNicOptions *options, GError **error);
char    *vireo_media_edit (const char *disk_xml, const VireoMedia *media, GError **error);

/* Making elements (vireo-device-make.c) */

typedef struct
{
  const char *device; /* "disk", "cdrom", "floppy", "lun" */
  VireoMedia source;  /* all NULL: an empty drive */
  const char *format; /* (nullable): "qcow2", "raw", ...; NULL: raw */
  const char *target; /* "vdb" */
  VireoDiskOptions options; /* with its bus */
} VireoDiskPlan;

char    *vireo_disk_plan_to_xml (const VireoDiskPlan *plan);
char    *vireo_nic_plan_to_xml (const VireoNicOptions *options);
/* The first of "vda", "vdb", ... that is not in @used */
char    *vireo_disk_make_target (const char *bus, const char *const *used);
char    *vireo_domain_find_free_target (const char *xml, const char *bus, GError **error);

/* MAC addresses */
char    *vireo_mac_make (void);
/* INVALID: no MAC, of a group (multicast), or all zeros */
gboolean vireo_mac_check (const char *mac, GError **error);

G_END_DECLS
