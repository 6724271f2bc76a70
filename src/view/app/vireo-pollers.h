/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One stats poller a host of the list, at work only while somebody looks. */

#define VIREO_TYPE_POLLERS (vireo_pollers_get_type ())
G_DECLARE_FINAL_TYPE (VireoPollers, vireo_pollers, VIREO, POLLERS, GObject)

VireoPollers *vireo_pollers_new (GListModel *hosts);
void          vireo_pollers_set_looking (VireoPollers *self, gboolean looking);

G_END_DECLS
