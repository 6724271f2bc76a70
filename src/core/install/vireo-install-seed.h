/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libvirt/libvirt.h>

#include "core/model/vireo-install-record.h"

G_BEGIN_DECLS

/* What an unattended installation adds to a VM for its time, in XML and in the storage pool: a
 * second drive with the answers, and a kernel to start from. */

/* Any thread */
char    *vireo_install_seed_make_command_line (const char *label, const char *arch);
char    *vireo_install_seed_make_volume_name (const char *vm_name, const char *suffix);
void     vireo_install_seed_plan_drive (xmlNode *domain, const char *pool, const char *vm_name,
                                        const char *bus);
void     vireo_install_seed_add_drive (xmlNode *domain, const char *path, const char *bus);
void     vireo_install_seed_forget_plan (xmlNode *domain);
void     vireo_install_seed_remove_drive (xmlNode *domain, const char *target);
void     vireo_install_seed_add_temporary (xmlNode *domain, const char *path);
void     vireo_install_seed_note_kernel (xmlNode *domain, const char *kernel, const char *initrd,
                                         const char *command_line);
gboolean vireo_install_seed_use_kernel (xmlNode *domain);

#define VIREO_SEED_IMAGE "-answers.iso" /* what the name of its volume ends in */

/* Worker */
virDomainPtr vireo_install_seed_start (virDomainPtr vm, GError **error);
gboolean vireo_install_seed_restart (virDomainPtr vm, char **drive, GError **error);
GStrv    vireo_install_seed_get_temporary (virDomainPtr vm);
gboolean vireo_install_seed_delete (virConnectPtr host, const char *path, GError **error);

G_END_DECLS
