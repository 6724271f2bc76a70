/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What a VM's document says besides its devices, as it runs and as it will be at the next start.
 * It never changes: another takes its place.  Any thread. */

typedef enum
{
  VIREO_FIRMWARE_OTHER, /* a kernel booted directly, or a container */
  VIREO_FIRMWARE_BIOS,
  VIREO_FIRMWARE_UEFI,
} VireoFirmware;

/* Paravirtual devices that a guest is better off with. */
typedef enum
{
  VIREO_VIRTIO_NOTHING = 0,
  VIREO_VIRTIO_BALLOON = 1 << 0,
  VIREO_VIRTIO_RNG = 1 << 1,
  VIREO_VIRTIO_SERIAL = 1 << 2, /* a serial port and its console: the text console */
  VIREO_VIRTIO_VSOCK = 1 << 3,
  VIREO_VIRTIO_GPU = 1 << 4,
  VIREO_VIRTIO_TABLET = 1 << 5,
  VIREO_VIRTIO_KEYBOARD = 1 << 6,
  VIREO_VIRTIO_FILESYSTEM = 1 << 7, /* virtiofs */
  VIREO_VIRTIO_AGENT = 1 << 8,      /* the guest agent's channel */
  VIREO_VIRTIO_CLIPBOARD = 1 << 9,  /* that of spice-vdagent, which takes what VNC brings */
} VireoVirtio;

#define VIREO_N_VIRTIO 10

/* Groups of what may differ between what runs and the next start. */
typedef enum
{
  VIREO_SETTING_NOTHING = 0,
  VIREO_SETTING_VCPUS = 1 << 0, /* how many, the maximum, the topology */
  VIREO_SETTING_CPU = 1 << 1,   /* mode and model */
  VIREO_SETTING_MEMORY = 1 << 2,
  VIREO_SETTING_BOOT = 1 << 3,
  VIREO_SETTING_FIRMWARE = 1 << 4,
} VireoSetting;

/* What one of the two sides says. */
typedef struct
{
  guint vcpus;     /* plugged in */
  guint max_vcpus; /* at most, without a restart */
  /* Topology; 0 each when the document has none. */
  guint sockets, dies, cores, threads;
  char *cpu_mode;  /* (nullable): "host-passthrough", "host-model", "custom", "maximum"; NULL: the
                      hypervisor's default */
  char *cpu_model; /* (nullable): with "custom" */
  guint64 memory;     /* bytes, the balloon's aim */
  guint64 max_memory; /* bytes, what the guest was built with */
  gboolean has_numa;  /* guest NUMA cells: they fix vCPUs and memory */
  gboolean has_memory_slots; /* maxMemory: DIMMs may be plugged in */
  gboolean has_shared_memory; /* as virtiofs and vhost-user need it */
  VireoFirmware firmware;
  gboolean secure_boot;
  gboolean secure_boot_open; /* UEFI, and libvirt chooses one with or without */
  char *machine;   /* (nullable): "pc-q35-7.2" */
  char *arch;      /* (nullable) */
  char *virt_type; /* (nullable): "kvm", "qemu", ... */
  GStrv boot;      /* (owned): keys of the devices it boots from, first one first */
  gboolean boot_by_kind; /* the document says "hd, cdrom" and not which: boot is what comes of it */
  VireoVirtio virtio; /* which of them it has */
} VireoDomainValues;

#define VIREO_TYPE_DOMAIN_SETTINGS (vireo_domain_settings_get_type ())
G_DECLARE_FINAL_TYPE (VireoDomainSettings, vireo_domain_settings, VIREO, DOMAIN_SETTINGS, GObject)

VireoDomainSettings     *vireo_domain_settings_new (const char *live_xml, const char *config_xml,
                                                    GError **error);
gboolean                 vireo_domain_settings_equal (VireoDomainSettings *self,
                                                      VireoDomainSettings *other);
/* live: NULL while off.  config: NULL for a VM that is not kept.  shown: live, or else config. */
const VireoDomainValues *vireo_domain_settings_get_live (VireoDomainSettings *self);
const VireoDomainValues *vireo_domain_settings_get_config (VireoDomainSettings *self);
const VireoDomainValues *vireo_domain_settings_get_shown (VireoDomainSettings *self);
/* What the next start changes; of the VirtIO devices that is live->virtio ^ config->virtio. */
VireoSetting             vireo_domain_settings_get_pending (VireoDomainSettings *self);

const char              *vireo_virtio_get_label (VireoVirtio one);

G_END_DECLS
