/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-journal.h"
#include "core/model/vireo-network.h"
#include "core/model/vireo-pool.h"
#include "core/model/vireo-vm-list.h"

G_BEGIN_DECLS

/* A libvirt host and the connection to it.  Main thread unless marked otherwise. */

typedef enum
{
  VIREO_HOST_OFF,
  VIREO_HOST_OPENING,
  VIREO_HOST_ON,
  VIREO_HOST_LOST, /* was on, or was asked for and does not answer; tried again by itself */
} VireoHostState;

/* What the host can do and is; read once after opening. */
typedef struct
{
  char *hostname;
  char *hypervisor;        /* "QEMU", "Test", ... */
  guint64 libvirt_version; /* major * 1,000,000 + minor * 1,000 + micro, of the daemon */
  guint64 hypervisor_version;
  char *arch;              /* as libvirt writes it: "x86_64" */
  guint n_cpus;
  guint64 memory;          /* bytes */
  gboolean is_session;     /* an unprivileged daemon: no bridges, user-mode network */
  gboolean is_local;       /* the daemon runs on this machine */
  gboolean is_qemu;
  gboolean has_kvm;        /* hardware acceleration that should work */
  char *no_kvm_reason;     /* (nullable): a translated sentence, when has_kvm is FALSE */
  gboolean has_uefi;
  gboolean has_spice;
  gboolean has_virtio_video;
  gboolean has_q35;
  gboolean has_host_passthrough;
  gboolean knows_devices;  /* the hypervisor was asked; else the next five say nothing */
  gboolean has_vfio;       /* PCI devices can be handed on */
  gboolean has_virtiofs;
  gboolean has_tpm_emulator;
  GStrv tpm_models;        /* (owned) (nullable): libvirt's words */
  GStrv video_models;      /* (owned) (nullable): libvirt's words */
  GStrv disk_buses;        /* (owned) (nullable): libvirt's words; empty: it does not say */
  GStrv bridges;           /* (owned): host bridges, libvirt's own excluded */
} VireoHostFacts;

VireoHostFacts *vireo_host_facts_read (virConnectPtr connection, GError **error); /* worker */
void            vireo_host_facts_free (VireoHostFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoHostFacts, vireo_host_facts_free)

#define VIREO_TYPE_HOST (vireo_host_get_type ())
G_DECLARE_FINAL_TYPE (VireoHost, vireo_host, VIREO, HOST, GObject)

/* Properties: uri, label, state, error (boxed GError, nullable), retry-in (seconds, 0: none),
 * facts (pointer, nullable), autoconnect, vcpus-given-out, memory-given-out (bytes).
 * Signals: "auth-needed" (VireoAuthRequest) (host-open). */
VireoHost            *vireo_host_new (const char *uri, const char *label, VireoJournal *journal);
void                  vireo_host_connect (VireoHost *self);
void                  vireo_host_disconnect (VireoHost *self);

const char           *vireo_host_get_uri (VireoHost *self);
const char           *vireo_host_get_label (VireoHost *self);
VireoHostState        vireo_host_get_state (VireoHost *self);
const GError         *vireo_host_get_error (VireoHost *self);
const VireoHostFacts *vireo_host_get_facts (VireoHost *self);
VireoJournal         *vireo_host_get_journal (VireoHost *self);
VireoVmList          *vireo_host_get_vms (VireoHost *self);
GListModel           *vireo_host_get_pools (VireoHost *self);    /* of VireoPool, by name */
GListModel           *vireo_host_get_networks (VireoHost *self); /* of VireoNetwork, by name */
guint                 vireo_host_get_vcpus_given_out (VireoHost *self);
guint64               vireo_host_get_memory_given_out (VireoHost *self); /* bytes */

/* Orders to its networks (vireo-host-networks.c) */
void                  vireo_host_start_network_async (VireoHost *self, const char *name,
                                                      GCancellable *cancellable,
                                                      GAsyncReadyCallback callback,
                                                      gpointer user_data);
gboolean              vireo_host_start_network_finish (VireoHost *self, GAsyncResult *result,
                                                       GError **error);

/* What it can hand to its VMs (vireo-host-devices.c); the list is (transfer full), of
 * VireoHostDevice */
void                  vireo_host_list_devices_async (VireoHost *self, GCancellable *cancellable,
                                                     GAsyncReadyCallback callback,
                                                     gpointer user_data);
GListModel           *vireo_host_list_devices_finish (VireoHost *self, GAsyncResult *result,
                                                      GError **error);

/* A reference to the open connection for a worker's use, freed there with virConnectClose(). */
virConnectPtr         vireo_host_ref_connection (VireoHost *self); /* (nullable) */

G_END_DECLS
