/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/host/vireo-host-device.h"
#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* A device that is neither disk nor NIC, in short, and unfolded what is pending about it and its
 * XML. */

#define VIREO_TYPE_HARDWARE_ROW (vireo_hardware_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoHardwareRow, vireo_hardware_row, VIREO, HARDWARE_ROW, AdwExpanderRow)

/* Properties: vm (read-only), device (VireoHardware), about (nullable: what is known of it besides
 * what the VM says). */
GtkWidget     *vireo_hardware_row_new (VireoVm *vm, VireoHardware *hardware);
VireoHardware *vireo_hardware_row_get_hardware (VireoHardwareRow *self);

G_END_DECLS
