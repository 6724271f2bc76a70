/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* What the doctor knows, and what follows from it.  Any thread unless marked otherwise. */

typedef enum
{
  VIREO_DOCTOR_GOOD,
  VIREO_DOCTOR_OPTIONAL, /* not there, and only needed by some */
  VIREO_DOCTOR_WARNING,
  VIREO_DOCTOR_BAD,
  VIREO_DOCTOR_UNKNOWN,
} VireoDoctorState;

/* What Vireo can do about it; the rest is for the user, with the command that does it. */
typedef enum
{
  VIREO_DOCTOR_FIX_NONE,
  VIREO_DOCTOR_FIX_NETWORK_CREATE,
  VIREO_DOCTOR_FIX_NETWORK_START,
  VIREO_DOCTOR_FIX_NETWORK_AUTOSTART,
  VIREO_DOCTOR_FIX_POOL_CREATE,
  VIREO_DOCTOR_FIX_POOL_START,
  VIREO_DOCTOR_FIX_POOL_AUTOSTART,
} VireoDoctorFix;

typedef enum
{
  VIREO_ANSWER_UNKNOWN,
  VIREO_ANSWER_NO,
  VIREO_ANSWER_YES,
} VireoAnswer;

typedef struct
{
  char *name;
  char *network; /* (nullable): of libvirt's, when it is one's bridge */
  GStrv ports;
} VireoDoctorBridge;

/* The network or pool called "default". */
typedef struct
{
  gboolean is_known; /* whether anything could be asked */
  gboolean exists;
  gboolean active;
  gboolean autostart;
  guint n_others;    /* running ones with other names */
  char *where;       /* (nullable): subnet or folder */
  guint64 capacity;  /* bytes; of a pool */
  guint64 available; /* bytes; of a pool */
} VireoDoctorDefault;

typedef struct
{
  char *uri;
  gboolean is_connected;
  gboolean is_local;
  gboolean is_session;
  gboolean is_qemu;
  char *connection_error; /* (nullable): why it is not connected, a sentence */
  guint64 libvirt_version;
  guint64 hypervisor_version;
  char *arch;             /* (nullable) */
  char *user;             /* (nullable): who runs Vireo, on this machine */
  char *installer;        /* (nullable): "apt" or "dnf", on this machine */

  VireoAnswer caps_kvm;   /* libvirt offers it */
  VireoAnswer kvm_device; /* /dev/kvm is there */
  int kvm_errno;          /* why it cannot be opened; 0: it can */
  VireoAnswer cpu_flag;   /* vmx or svm; unknown where processors do not say it */
  gboolean is_intel;
  gboolean is_guest;      /* this machine is itself a virtual one */
  VireoAnswer nested;

  char *daemon;           /* (nullable): "libvirtd" or "virtqemud": whose socket is there */
  gboolean is_root;
  VireoAnswer group_exists;
  VireoAnswer group_in_session; /* the user has the rights of the group "libvirt" now */
  VireoAnswer group_listed;     /* and will have at the next login */

  VireoDoctorDefault network;
  VireoDoctorDefault pool;
  char *pool_folder;      /* (nullable): where a default pool belongs */

  char *qemu_img;         /* (nullable): its path, on this machine */
  VireoAnswer uefi;
  VireoAnswer vhost_net;
  VireoAnswer iommu;
  GPtrArray *bridges;     /* (nullable) (element-type VireoDoctorBridge): NULL: not known */
} VireoDoctorFacts;

VireoDoctorFacts *vireo_doctor_facts_new (void);
void              vireo_doctor_facts_free (VireoDoctorFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoDoctorFacts, vireo_doctor_facts_free)
VireoDoctorBridge *vireo_doctor_bridge_new (const char *name);
void              vireo_doctor_bridge_free (gpointer bridge);

/* vireo-doctor-collect.c: adds what this machine and libvirt say.  Worker. */
void              vireo_doctor_collect (VireoDoctorFacts *facts, virConnectPtr connection,
                                        const char *root);

/* vireo-doctor-judge.c: of VireoDoctorCheck */
GPtrArray        *vireo_doctor_judge (const VireoDoctorFacts *facts);

G_END_DECLS
