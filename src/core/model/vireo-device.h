/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A device of a VM as it runs and as it will be at the next start, side by side.  It never
 * changes: when either side does, another object takes its place.  Any thread. */

typedef enum
{
  VIREO_DEVICE_OTHER, /* known by its XML alone */
  VIREO_DEVICE_DISK,  /* a VireoDisk */
  VIREO_DEVICE_NIC,   /* a VireoNic */
  /* a VireoHardware each */
  VIREO_DEVICE_HOST_USB,
  VIREO_DEVICE_HOST_PCI,
  VIREO_DEVICE_HOST_OTHER, /* SCSI, mediated, ... */
  VIREO_DEVICE_SERIAL,
  VIREO_DEVICE_PARALLEL,
  VIREO_DEVICE_CONSOLE,
  VIREO_DEVICE_CHANNEL,
  VIREO_DEVICE_TPM,
  VIREO_DEVICE_WATCHDOG,
  VIREO_DEVICE_FILESYSTEM,
  VIREO_DEVICE_SOUND,
  VIREO_DEVICE_GRAPHICS,
  VIREO_DEVICE_VIDEO,
  VIREO_DEVICE_INPUT,
  VIREO_DEVICE_RNG,
  VIREO_DEVICE_MEMBALLOON,
  VIREO_DEVICE_VSOCK,
  VIREO_DEVICE_REDIRDEV,
  VIREO_DEVICE_PANIC,
  VIREO_DEVICE_SMARTCARD,
} VireoDeviceKind;

/* What the next start changes about it. */
typedef enum
{
  VIREO_DEVICE_PENDING_NONE,
  VIREO_DEVICE_PENDING_ADDED,   /* not there yet: it comes at the next start */
  VIREO_DEVICE_PENDING_REMOVED, /* there now: it goes at the next start */
  VIREO_DEVICE_PENDING_CHANGED, /* there, and different at the next start */
} VireoDevicePending;

#define VIREO_TYPE_DEVICE (vireo_device_get_type ())
G_DECLARE_DERIVABLE_TYPE (VireoDevice, vireo_device, VIREO, DEVICE, GObject)

struct _VireoDeviceClass
{
  GObjectClass parent_class;
};

/* Properties, all read-only and never notified:
 *   kind          uint, VireoDeviceKind
 *   key           names the device for as long as it exists, on both sides and in orders: a disk's
 *                 target ("vda"), a NIC's MAC; for others what tells them apart ("channel:
 *                 org.qemu.guest_agent.0", "hostdev-pci:0000:01:00.0"), and where nothing does,
 *                 their number among their like ("rng", "rng#2")
 *   live-xml      its element as it runs; NULL: not there now, or the VM is off
 *   config-xml    its element at the next start; NULL: it goes, or the VM is not kept
 *   pending       uint, VireoDevicePending; NONE while the VM is off
 *   pending-text  translated, a line for each thing that differs ("Cache mode: none → writeback");
 *                 NULL when nothing is pending
 *   position      uint, its place in the VM's document among all devices
 */
VireoDeviceKind    vireo_device_get_kind (VireoDevice *self);
const char        *vireo_device_get_key (VireoDevice *self);
const char        *vireo_device_get_live_xml (VireoDevice *self);
const char        *vireo_device_get_config_xml (VireoDevice *self);
VireoDevicePending vireo_device_get_pending (VireoDevice *self);
const char        *vireo_device_get_pending_text (VireoDevice *self);
guint              vireo_device_get_position (VireoDevice *self);

gboolean           vireo_device_equal (VireoDevice *self, VireoDevice *other);
const char        *vireo_device_kind_get_label (VireoDeviceKind kind);

G_END_DECLS
