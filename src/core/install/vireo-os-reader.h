/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <osinfo/osinfo.h>

#include "core/install/vireo-os-private.h"

G_BEGIN_DECLS

/* Copies what libosinfo knows into plain values.  The caller holds the lock of the data. */

GPtrArray *vireo_os_reader_read_all (OsinfoDb *db);

G_END_DECLS
