/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/host/vireo-host.h"
#include "core/model/vireo-nic.h"

G_BEGIN_DECLS

/* What a NIC can be plugged into on a host. */

#define VIREO_TYPE_NIC_SOURCE (vireo_nic_source_get_type ())
G_DECLARE_FINAL_TYPE (VireoNicSource, vireo_nic_source, VIREO, NIC_SOURCE, GObject)

/* Property: label. */
const char   *vireo_nic_source_get_nic_type (VireoNicSource *self); /* libvirt's word */
const char   *vireo_nic_source_get_name (VireoNicSource *self);     /* (nullable) */
gboolean      vireo_nic_source_wants_name (VireoNicSource *self);   /* the user gives it */
VireoNetwork *vireo_nic_source_get_network (VireoNicSource *self);  /* (nullable) */

GListModel   *vireo_nic_source_list (VireoHost *host, const VireoNicValues *now);
guint         vireo_nic_source_find (GListModel *sources, const VireoNicValues *now);

VireoNetwork *vireo_nic_source_find_network (VireoHost *host, const char *name); /* (nullable) */

G_END_DECLS
