/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/install/vireo-answers.h"
#include "core/install/vireo-import.h"
#include "core/install/vireo-os-catalog.h"

G_BEGIN_DECLS

/* The choices of the wizard, and the domain XML they make.  A pure function: no libvirt, no
 * files, no clock.  Any thread. */

typedef enum
{
  VIREO_SOURCE_ISO,
  VIREO_SOURCE_DISK_IMAGE, /* an existing disk, already installed */
  VIREO_SOURCE_NETWORK_BOOT,
} VireoInstallSource;

typedef enum
{
  VIREO_DISK_NEW,
  VIREO_DISK_EXISTING,
  VIREO_DISK_NONE,
} VireoDiskChoice;

typedef enum
{
  VIREO_NIC_NETWORK, /* a virtual network of the host */
  VIREO_NIC_BRIDGE,  /* a host bridge */
  VIREO_NIC_USER,    /* user-mode, for session hosts */
  VIREO_NIC_NONE,
} VireoNicChoice;

typedef struct
{
  char *name;
  char *os_id;           /* (nullable): libosinfo id */
  VireoOsNeeds needs;    /* what that OS supports */
  VireoInstallSource source;
  char *media_path;      /* (nullable): the ISO */
  char *media_on_host;   /* (nullable): where the host reads it, when that is another place */
  guint installer_reboots;
  VireoAnswers *answers; /* (owned) (nullable): for an installer that asks nobody */
  guint n_vcpus;
  guint64 memory;        /* bytes */
  VireoDiskChoice disk;
  char *disk_path;       /* existing: the file; new: filled in by the job once created */
  char *disk_format;     /* "qcow2" or "raw" */
  guint64 disk_size;     /* bytes, for a new one */
  char *pool;            /* (nullable): for a new one; NULL: the default pool */
  VireoImport *import;   /* (owned) (nullable): what a new one, and perhaps more, are made from */
  char *description;     /* (owned) (nullable) */
  VireoNicChoice nic;
  char *nic_source;      /* (nullable): network or bridge name */
  char *mac;             /* (nullable): chosen by libvirt when NULL; the first one's */
  guint more_nics;       /* besides the first, and like it: an appliance may have several */
  gboolean kvm;          /* FALSE: software emulation */
  gboolean uefi;
  char *arch;
  gboolean start;        /* start it once it is defined */
  gboolean autostart;    /* start it with its host, once it is installed */
  char *xml;             /* (nullable): the user's own edit of the whole document; used as it is */
  /* what the host offers */
  gboolean host_q35;
  gboolean host_passthrough;
  gboolean host_virtio_video;
} VireoInstallPlan;

#define VIREO_INSTALL_MAX_NICS 8 /* as many as an appliance may have */

VireoInstallPlan *vireo_install_plan_new (void);
VireoInstallPlan *vireo_install_plan_copy (const VireoInstallPlan *plan);
const char       *vireo_install_plan_get_medium (const VireoInstallPlan *plan);
void              vireo_install_plan_free (VireoInstallPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoInstallPlan, vireo_install_plan_free)

const char       *vireo_install_plan_get_pool (const VireoInstallPlan *plan);
char             *vireo_install_plan_get_default_path (gboolean is_session);
char             *vireo_install_plan_choose_pool (GListModel *pools, gboolean is_session);
gboolean          vireo_install_plan_has_seed (const VireoInstallPlan *plan);
char             *vireo_install_plan_to_volume_name (const VireoInstallPlan *plan);
char             *vireo_install_plan_to_xml (const VireoInstallPlan *plan);
char             *vireo_install_plan_to_command (const VireoInstallPlan *plan); /* virt-install ... */
gboolean          vireo_install_plan_check_name (const char *name, GError **error);
gboolean          vireo_install_plan_check_space (const VireoInstallPlan *plan, guint64 available,
                                                  GError **error);
char             *vireo_install_plan_warn_of_space (const VireoInstallPlan *plan,
                                                    guint64 available);
char             *vireo_install_plan_suggest_name (const char *base, GListModel *vms);

G_END_DECLS
