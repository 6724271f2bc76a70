/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-os-catalog.h"

G_BEGIN_DECLS

/* What the OS data says about one operating system, copied out of libosinfo by the worker that
 * loads it.  Plain and never changed afterwards, so any thread may read it. */

typedef enum
{
  VIREO_OS_DEVICE_VIRTIO_DISK = 1 << 0,
  VIREO_OS_DEVICE_VIRTIO_NET = 1 << 1,
  VIREO_OS_DEVICE_VIRTIO_NET_1_0 = 1 << 2, /* the PCI Express form */
  VIREO_OS_DEVICE_VIRTIO_VIDEO = 1 << 3,
  VIREO_OS_DEVICE_VIRTIO_RNG = 1 << 4,
  VIREO_OS_DEVICE_VIRTIO_BALLOON = 1 << 5,
  VIREO_OS_DEVICE_VIRTIO_SERIAL = 1 << 6,
  VIREO_OS_DEVICE_USB3 = 1 << 7,
  VIREO_OS_DEVICE_TABLET = 1 << 8,
  VIREO_OS_DEVICE_Q35 = 1 << 9,
  VIREO_OS_DEVICE_OTHER = 1 << 10, /* listed, and nothing we choose by */
} VireoOsDevices;

typedef struct
{
  const char *arch; /* interned; "all" fits every one */
  gboolean recommended; /* FALSE: the minimum */
  gint n_cpus;          /* <= 0 here and below: not said */
  gint64 memory;        /* bytes */
  gint64 storage;       /* bytes */
} VireoOsResources;

typedef struct
{
  const char *arch; /* interned */
  gboolean efi;     /* FALSE: BIOS */
  gboolean supported;
} VireoOsFirmware;

typedef struct
{
  char *id;
  char **short_ids; /* at least one */
  char *name;
  char *vendor;       /* (nullable), as are the rest of the words */
  char *version;
  char *family;
  char *distro;
  char *release_date; /* "2024-06-29" */
  char *eol_date;
  VireoOsDevices devices;
  GArray *resources; /* of VireoOsResources */
  GArray *firmware;  /* of VireoOsFirmware */
} VireoOsFacts;

VireoOsFacts       *vireo_os_facts_new (void);
void                vireo_os_facts_free (VireoOsFacts *facts);

VireoOs            *vireo_os_new (VireoOsFacts *facts);
const VireoOsFacts *vireo_os_get_facts (VireoOs *self);

G_END_DECLS
