/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/model/vireo-hardware.h"

G_BEGIN_DECLS

/* What can be added to a VM and when, by what is known of its host, of the VM and of the devices it
 * has.  Main thread. */

typedef struct
{
  const VireoHostFacts *host; /* (nullable): nothing is known, so nothing is ruled out */
  const VireoVmFacts *vm;
  GListModel *hardware;       /* (nullable): of VireoHardware: what it has */
} VireoHardwareCase;

/* Why no device of @kind can be added: a translated sentence, NULL when one can. */
const char *vireo_hardware_advice_why_not (const VireoHardwareCase *c, VireoDeviceKind kind);
/* Why one of @model cannot be plugged in while the VM runs. */
const char *vireo_hardware_advice_why_not_now (VireoDeviceKind kind, const char *model);
/* (transfer full): libvirt's words for the models that can be added, the best one first */
GStrv       vireo_hardware_advice_list_models (const VireoHardwareCase *c, VireoDeviceKind kind);

/* (transfer full): libvirt's words for the buses a new disk can be on, the best one first.
 * @host: (nullable) */
GStrv       vireo_hardware_advice_list_disk_buses (const VireoHostFacts *host);

/* (transfer full) (nullable): a translated sentence, on what goes when @hardware is removed.
 * @all: of VireoHardware: what the VM has */
char       *vireo_hardware_advice_goes_with (VireoHardware *hardware, GListModel *all);

gboolean    vireo_hardware_can_unplug_now (VireoHardware *hardware);
/* FALSE for what libvirt puts back. */
gboolean    vireo_hardware_can_remove (VireoHardware *hardware);

G_END_DECLS
