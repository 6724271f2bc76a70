/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/install/vireo-install-decision.h"

G_BEGIN_DECLS

/* The libvirt side of ending an installation.  Worker. */

/* What was decided and done, and what was seen. */
typedef struct
{
  VireoInstallDecision decision;
  char *drive;    /* (owned) (nullable): the one the medium is or was in, as "sda" */
  gboolean start; /* the VM is to be started now */
  gboolean autostart; /* from now on it starts with its host */
  gint64 since;   /* seconds since 1970 that the installation began; 0: not known */
  gboolean active;
  VireoInstallSigns signs;
  GBytes *picture; /* (owned) (nullable): of its screen, small */
} VireoInstallReport;

gboolean vireo_install_check (virDomainPtr vm, gboolean rebooted, gboolean reachable,
                              VireoInstallReport *report, GError **error);
gboolean vireo_install_reinsert (virDomainPtr vm, char **drive, GError **error);
gboolean vireo_install_dismiss (virDomainPtr vm, char **drive, GError **error);
gboolean vireo_install_note_opened (virDomainPtr vm, char **drive, GError **error);

G_END_DECLS
