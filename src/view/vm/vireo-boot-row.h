/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/model/vireo-device.h"

G_BEGIN_DECLS

/* A device that a VM may boot from, in its place in the order.  It is moved by dragging, by its
 * buttons and with Alt+Up and Alt+Down. */

#define VIREO_TYPE_BOOT_ROW (vireo_boot_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoBootRow, vireo_boot_row, VIREO, BOOT_ROW, AdwActionRow)

/* Signals: "toggled": the user wants to boot from it, or not any more; "moved" (int: steps, down
 * is positive); "dropped" (VireoBootRow: which is to take this row's place). */
GtkWidget  *vireo_boot_row_new (VireoDevice *device);
void        vireo_boot_row_set_device (VireoBootRow *self, VireoDevice *device);
void        vireo_boot_row_set_place (VireoBootRow *self, guint place, guint n_chosen);
const char *vireo_boot_row_get_key (VireoBootRow *self);
guint       vireo_boot_row_get_place (VireoBootRow *self);
gboolean    vireo_boot_row_is_chosen (VireoBootRow *self);

G_END_DECLS
