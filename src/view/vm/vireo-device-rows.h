/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vireo-device.h"

G_BEGIN_DECLS

/* Keeps a list box in step with a list of devices.  A device that was replaced by a newer one of
 * the same key keeps its row, and with it what is unfolded and where the focus is. */

/* Makes the row of a device; it has a writable property "device". */
typedef GtkWidget *(*VireoDeviceRowMaker) (VireoDevice *device, gpointer user_data);

void vireo_device_rows_bind (GtkListBox *box, GListModel *devices, VireoDeviceRowMaker make,
                             gpointer user_data);
gboolean vireo_device_rows_is_seen (GtkWidget *row);

G_END_DECLS
