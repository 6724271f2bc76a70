/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* A guest tells of its memory only when it is asked every few seconds.  Worker. */

gboolean vireo_stats_balloon_ask (virDomainPtr handle);
void     vireo_stats_balloon_leave (virDomainPtr handle);

G_END_DECLS
