/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The virtual processors of a VM: how much each is used, on which CPU of the host, its state. */

#define VIREO_TYPE_VCPU_TABLE (vireo_vcpu_table_get_type ())
G_DECLARE_FINAL_TYPE (VireoVcpuTable, vireo_vcpu_table, VIREO, VCPU_TABLE, GtkBox)

void vireo_vcpu_table_set_vcpus (VireoVcpuTable *self, const GArray *vcpus); /* VireoStatsVcpu */

G_END_DECLS
