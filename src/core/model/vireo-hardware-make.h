/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The elements of devices that are neither disk nor NIC, as libvirt wants them to be added.  Where
 * they sit in the VM is left to libvirt.  Any thread. */

typedef struct
{
  guint domain, bus, slot, function;
} VireoPciAddress;

/* @bus, @device: which one of several alike, as long as it stays plugged in; 0: whichever is there.
 * The VM also starts when none is. */
char *vireo_hardware_make_usb (guint vendor, guint product, guint bus, guint device);
/* libvirt takes it from the host's driver and gives it back afterwards. */
char *vireo_hardware_make_pci (const VireoPciAddress *address);
/* @target: (nullable): "usb-serial"; NULL: the machine's own kind of port */
char *vireo_hardware_make_serial (const char *target);
char *vireo_hardware_make_tpm (const char *model); /* emulated, version 2.0 */
char *vireo_hardware_make_watchdog (const char *model, const char *action);
char *vireo_hardware_make_sound (const char *model);
/* @type: "vnc" or "spice".  @socket: a UNIX socket of libvirt's choice, else 127.0.0.1 */
char *vireo_hardware_make_graphics (const char *type, gboolean socket);
char *vireo_hardware_make_video (const char *model);

G_END_DECLS
