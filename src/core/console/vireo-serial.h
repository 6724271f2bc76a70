/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm.h"

G_BEGIN_DECLS

/* One text console of a VM.  The view sees this and never libvirt.  Main thread. */

typedef enum
{
  VIREO_SERIAL_CLOSED,
  VIREO_SERIAL_CONNECTING,
  VIREO_SERIAL_OPEN,
  VIREO_SERIAL_ENDED, /* the guest ended, or it could not be opened: see error */
} VireoSerialState;

#define VIREO_TYPE_SERIAL (vireo_serial_get_type ())
G_DECLARE_FINAL_TYPE (VireoSerial, vireo_serial, VIREO, SERIAL, GObject)

/* Property: state (guint, a VireoSerialState; read-only).
 * Signal: printed (GBytes *bytes)   what the guest printed: any bytes at all */
VireoSerial     *vireo_serial_new (void);
void             vireo_serial_open (VireoSerial *self, VireoVm *vm, const char *port,
                                    gboolean take_over);
void             vireo_serial_close (VireoSerial *self);
gboolean         vireo_serial_type (VireoSerial *self, const char *text, gsize length);

VireoSerialState vireo_serial_get_state (VireoSerial *self);
const GError    *vireo_serial_get_error (VireoSerial *self);

/* The consoles of a VM, as its #VireoVm:serial-ports tells them. */
GStrv            vireo_serial_list_ports (VireoVm *vm);
char            *vireo_serial_get_port_label (const char *port);

G_END_DECLS
