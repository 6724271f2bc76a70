/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-xml.h"

G_BEGIN_DECLS

/* The description of a virtual machine in an OVF file, as VMware, VirtualBox and others export it.
 * A pure function of the text; no network, no entities.  Any thread. */

typedef struct
{
  char *file;       /* (owned): name of the file, as written; never used as a path */
  guint64 capacity; /* bytes that the disk shall have */
  gboolean gzip;    /* the file is packed */
} VireoOvfDisk;

typedef struct
{
  char *name;         /* (owned) (nullable) */
  char *description;  /* (owned) (nullable) */
  char *os_id;        /* (owned) (nullable): libosinfo's short id */
  char *os_words;     /* (owned) (nullable): what the file calls the system */
  guint n_vcpus;      /* 0: not said */
  guint64 memory;     /* bytes; 0: not said */
  guint n_nics;
  char *nic_model;    /* (owned) (nullable): of the first, as written: "E1000", "VmxNet3" */
  gboolean uefi;
  guint n_systems;    /* how many machines there are; this is the first */
  GPtrArray *disks;   /* (owned) (element-type VireoOvfDisk): in the order of their use */
} VireoOvf;

VireoOvf *vireo_ovf_parse (const char *text, GError **error);
void      vireo_ovf_free (VireoOvf *ovf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoOvf, vireo_ovf_free)

G_END_DECLS
