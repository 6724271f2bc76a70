/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* What a host needs to run virtual machines well, checked: each thing with its state, a plain
 * sentence, and the command that shows or mends it. */

typedef enum
{
  VIREO_CHECK_FINE,
  VIREO_CHECK_NOTE,    /* works without, not as well */
  VIREO_CHECK_PROBLEM, /* something will not work */
} VireoCheckState;

typedef enum
{
  VIREO_FIX_NONE,
  VIREO_FIX_START_NETWORK, /* the default one */
} VireoFix;

typedef enum
{
  VIREO_THERE_NOT,
  VIREO_THERE_OFF, /* defined and not running */
  VIREO_THERE_ON,
} VireoThere;

/* What was found; read on a worker, but for what the host object knows already. */
typedef struct
{
  gboolean is_local;   /* FALSE: the things below that lie in files are not known */
  gboolean is_session;
  gboolean has_kvm;
  char *no_kvm_reason; /* (owned) (nullable) */
  gboolean has_uefi;
  guint64 libvirt_version;
  VireoThere network;  /* the default one */
  gboolean network_autostart;
  VireoThere pool;     /* any */
  guint64 pool_available; /* bytes, of the largest */
  guint n_bridges;
  /* local only */
  gboolean has_cpu_flag; /* vmx or svm */
  gboolean nested;
  gboolean has_qemu_img;
  gboolean has_vhost_net;
  gboolean has_iommu;
} VireoDoctorFacts;

#define VIREO_TYPE_CHECK (vireo_check_get_type ())
G_DECLARE_FINAL_TYPE (VireoCheck, vireo_check, VIREO, CHECK, GObject)

const char     *vireo_check_get_title (VireoCheck *self);
const char     *vireo_check_get_sentence (VireoCheck *self);
const char     *vireo_check_get_command (VireoCheck *self); /* (nullable) */
VireoCheckState vireo_check_get_state (VireoCheck *self);
VireoFix        vireo_check_get_fix (VireoCheck *self);

GListStore     *vireo_doctor_judge (const VireoDoctorFacts *facts); /* of VireoCheck; a pure function */

void            vireo_doctor_run_async (VireoHost *host, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
GListModel     *vireo_doctor_run_finish (VireoHost *host, GAsyncResult *result, GError **error);

G_END_DECLS
