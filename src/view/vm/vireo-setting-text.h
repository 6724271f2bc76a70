/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/model/vireo-domain-settings.h"

G_BEGIN_DECLS

/* A VM's settings in words.  What is returned is freed by the caller. */

char  *vireo_setting_text_vcpus (const VireoDomainValues *values);    /* "2 CPUs of at most 8" */
char  *vireo_setting_text_topology (const VireoDomainValues *values); /* "" when it says nothing */
char  *vireo_setting_text_cpu (const char *mode, const char *model);
char  *vireo_setting_text_memory (guint64 memory, guint64 max_memory);
char  *vireo_setting_text_firmware (VireoFirmware firmware, gboolean secure_boot);
char  *vireo_setting_text_uptime (guint64 seconds); /* "3 hours 12 minutes" */

/* (nullable): what the next start changes, as "4 CPUs now, 8 CPUs at the next start" */
char  *vireo_setting_text_pending (VireoDomainSettings *settings, VireoSetting one);

/* What a host gives out to its running VMs. */
char  *vireo_setting_text_cpus_given (const VireoHostFacts *facts, guint given);
char  *vireo_setting_text_memory_given (const VireoHostFacts *facts, guint64 given);

G_END_DECLS
