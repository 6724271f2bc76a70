/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/install/vireo-install-decision.h"

G_BEGIN_DECLS

/* The libvirt side of ending an installation.  Worker. */

gboolean vireo_install_check (virDomainPtr vm, gboolean rebooted, VireoInstallDecision *decision,
                              char **drive, gboolean *start, GError **error);
gboolean vireo_install_reinsert (virDomainPtr vm, char **drive, GError **error);
gboolean vireo_install_dismiss (virDomainPtr vm, char **drive, GError **error);

G_END_DECLS
