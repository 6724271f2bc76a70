/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-hardware-advice.h"
#include "core/host/vireo-host-device.h"
#include "core/model/vireo-vm-devices.h"
#include "view/vm/vireo-choice-row.h"
#include "view/vm/vireo-hardware-dialog.h"

G_BEGIN_DECLS

/* For vireo-hardware-dialog*.c only. */

struct _VireoHardwareDialog
{
  VireoChangeDialog parent_instance;

  VireoHost *host;         /* (owned) */
  VireoVmDevices *devices; /* (owned): what the VM has, kept up to date while this is open */
  GSignalGroup *watched;   /* (owned): follows the VM */
  GCancellable *leaving;   /* (owned) */
  VireoDeviceKind kind;    /* what is added; OTHER: not chosen yet */
  gboolean filling;        /* the widgets are being set, not used */
  gboolean confirmed;      /* what was asked about is all right */

  GListModel *host_devices; /* (owned) (nullable): of both kinds, once listed */
  GError *list_error;       /* (owned) (nullable): why they could not be */
  GListStore *offered;      /* (owned): those of the kind */

  GtkStack *stack;
  GtkListBox *kinds;
  AdwActionRow *chosen;
  GtkImage *chosen_icon;
  GtkWidget *fields; /* all but the list of devices */
  VireoChoiceRow *model, *option, *when;
  GtkWidget *path, *tag;
  GtkWidget *device_box;
  GtkStack *device_stack;
  GtkLabel *no_device;
  GtkEditable *search;
  GtkFilterListModel *found;
  GtkSingleSelection *selection;
};

/* vireo-hardware-dialog-collect.c: what was chosen, and whether it can be */
VireoHardwareCase _vireo_hardware_dialog_get_case (VireoHardwareDialog *self);
VireoHostDevice  *_vireo_hardware_dialog_get_device (VireoHardwareDialog *self);
char             *_vireo_hardware_dialog_make_xml (VireoHardwareDialog *self);
gboolean          _vireo_hardware_dialog_is_running (VireoHardwareDialog *self);
const char       *_vireo_hardware_dialog_find_why_not_now (VireoHardwareDialog *self);
VireoApply        _vireo_hardware_dialog_get_apply (VireoHardwareDialog *self);
const char       *_vireo_hardware_dialog_find_problem (VireoHardwareDialog *self);
char             *_vireo_hardware_dialog_make_note (VireoHardwareDialog *self);
char             *_vireo_hardware_dialog_make_question (VireoHardwareDialog *self);

G_END_DECLS
