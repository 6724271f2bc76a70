/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/base/vireo-libvirt-types.h"

G_BEGIN_DECLS

/* A text console of a guest as a socket: bytes written to it are typed, bytes read from it are
 * what the guest printed, and its end is the console's end. */

int vireo_serial_pump_open (virDomainPtr handle, const char *port, gboolean take_over,
                            GError **error); /* worker */

G_END_DECLS
