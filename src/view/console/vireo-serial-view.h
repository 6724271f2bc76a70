/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* A text console of a VM: connects while the VM runs, and keeps what was printed when it does
 * not.  Actions: serial.copy, serial.paste. */

#define VIREO_TYPE_SERIAL_VIEW (vireo_serial_view_get_type ())
G_DECLARE_FINAL_TYPE (VireoSerialView, vireo_serial_view, VIREO, SERIAL_VIEW, AdwBin)

GtkWidget *vireo_serial_view_new (void);
void       vireo_serial_view_set_port (VireoSerialView *self, VireoVm *vm, const char *port);
char      *vireo_serial_view_get_text (VireoSerialView *self);

G_END_DECLS
