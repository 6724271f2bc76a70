/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/base/vireo-xml.h"
#include "core/install/vireo-install-plan.h"

G_BEGIN_DECLS

/* What a plan comes down to device by device: decided once, then written as XML and as a
 * command.  Any thread. */

typedef struct
{
  gboolean x86;
  gboolean pcie; /* devices sit on PCI Express root ports */
  gboolean uefi;
  gboolean windows;
  const char *machine;   /* (nullable): the hypervisor's default when NULL */
  const char *cpu_mode;
  const char *disk_bus;
  const char *cdrom_bus;
  const char *nic_model;
  const char *video;
  gboolean usb3;
  gboolean tablet;
  gboolean usb_keyboard; /* where no PS/2 one comes with the machine */
  gboolean rng;
  gboolean agent;
  gboolean balloon;
  gboolean has_disk;
  gboolean has_cdrom;
  gboolean discard;      /* hand freed blocks back, so that a sparse disk stays small */
  char disk_target[8];
  char cdrom_target[8];
  guint disk_order;      /* boot orders; 0: not booted from */
  guint cdrom_order;
  guint nic_order;
} VireoInstallDevices;

void     vireo_install_plan_choose (const VireoInstallPlan *plan, VireoInstallDevices *devices);
GStrv    vireo_install_plan_to_argv (const VireoInstallPlan *plan, const char *uri);
GPtrArray *vireo_install_plan_to_import_commands (const VireoInstallPlan *plan,
                                                  const char *directory);

/* The disk that is made while the plan is carried out (vireo-install-xml.c). */
void     vireo_install_xml_move_medium (xmlNode *domain, const VireoInstallPlan *plan);
gboolean vireo_install_xml_wants_new_disk (xmlNode *domain, const VireoInstallPlan *plan);
void     vireo_install_xml_set_new_disk (xmlNode *domain, const VireoInstallPlan *plan,
                                         const char *path);
void     vireo_install_xml_add_disk (xmlNode *domain, const char *path, const char *format);

/* How many ports a PCI Express machine gets, so that disks and NICs can be added while it runs.
 * virt-manager's number, found to be enough. */
#define VIREO_INSTALL_ROOT_PORTS 14

G_END_DECLS
