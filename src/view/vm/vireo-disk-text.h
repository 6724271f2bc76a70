/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-disk.h"

G_BEGIN_DECLS

/* A disk in words.  All texts are (transfer full). */

#define VIREO_DISK_DETAIL_SPACE 1 /* the detail that has a bar */

char       *vireo_disk_text_title (VireoDisk *disk);   /* "web.qcow2" */
char       *vireo_disk_text_summary (VireoDisk *disk); /* "Disk vda, VirtIO, 40 GiB" */

/* (transfer none) (nullable): why QEMU has no such disk */
const char *vireo_disk_text_bus_problem (gboolean is_drive, const char *bus, gboolean read_only);

guint       vireo_disk_text_get_n_details (void);
const char *vireo_disk_text_get_detail_title (guint i);
char       *vireo_disk_text_detail (VireoDisk *disk, guint i); /* (nullable): nothing to say */

G_END_DECLS
