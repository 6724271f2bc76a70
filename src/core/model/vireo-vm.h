/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "core/base/vireo-libvirt-types.h"

#include "core/model/vireo-journal.h"

G_BEGIN_DECLS

/* A virtual machine: one object per libvirt UUID for as long as it exists.  Main thread unless
 * marked otherwise.  Nothing here is set when an order succeeds: libvirt's event brings the
 * new facts. */

typedef enum
{
  VIREO_VM_STATE_UNKNOWN, /* not read yet */
  VIREO_VM_STATE_OFF,
  VIREO_VM_STATE_SAVED, /* off, with its memory on disk */
  VIREO_VM_STATE_RUNNING,
  VIREO_VM_STATE_PAUSED,
  VIREO_VM_STATE_SLEEPING, /* suspended by the guest itself */
  VIREO_VM_STATE_SHUTTING_DOWN,
  VIREO_VM_STATE_CRASHED,
} VireoVmState;

/* What the present state allows.  A courtesy to the view, not a guard: the order may still
 * fail, because the state may change between click and call. */
typedef enum
{
  VIREO_VM_CAN_NOTHING = 0,
  VIREO_VM_CAN_START = 1 << 0,
  VIREO_VM_CAN_SHUT_DOWN = 1 << 1,
  VIREO_VM_CAN_REBOOT = 1 << 2,
  VIREO_VM_CAN_RESET = 1 << 3,
  VIREO_VM_CAN_FORCE_OFF = 1 << 4,
  VIREO_VM_CAN_PAUSE = 1 << 5,
  VIREO_VM_CAN_RESUME = 1 << 6,
  VIREO_VM_CAN_SAVE = 1 << 7,
  VIREO_VM_CAN_DISCARD_SAVED = 1 << 8,
  VIREO_VM_CAN_RENAME = 1 << 9,
  VIREO_VM_CAN_DELETE = 1 << 10,
  VIREO_VM_CAN_AUTOSTART = 1 << 11,
  VIREO_VM_CAN_EDIT = 1 << 12, /* change the definition */
  VIREO_VM_CAN_VIEW = 1 << 13, /* has a screen to show now */
} VireoVmCan;

/* Where an installation that Vireo began stands.  Kept in our metadata element. */
typedef enum
{
  VIREO_INSTALL_NONE,
  VIREO_INSTALL_RUNNING,  /* the medium is in, the installer at work or yet to start */
  VIREO_INSTALL_FINISHED, /* the medium was ejected by us; the user may undo it */
} VireoInstallPhase;

typedef enum
{
  VIREO_VM_ORDER_START, /* restores a saved state when there is one */
  VIREO_VM_ORDER_SHUT_DOWN,
  VIREO_VM_ORDER_SHUT_DOWN_BY_AGENT,
  VIREO_VM_ORDER_REBOOT,
  VIREO_VM_ORDER_RESET,
  VIREO_VM_ORDER_FORCE_OFF,
  VIREO_VM_ORDER_PAUSE,
  VIREO_VM_ORDER_RESUME,
  VIREO_VM_ORDER_SAVE,
  VIREO_VM_ORDER_DISCARD_SAVED,
  VIREO_VM_ORDER_AUTOSTART_ON,
  VIREO_VM_ORDER_AUTOSTART_OFF,
  VIREO_N_VM_ORDERS
} VireoVmOrder;

/* Everything known of a VM, read on a worker, applied as a whole on main. */
typedef struct
{
  char uuid[VIREO_UUID_LENGTH];
  gsize serial; /* when reading began: two workers may read at once, and the later one is right */
  char *name;
  char *title;       /* (nullable) */
  char *description; /* (nullable) */
  VireoVmState state;
  int libvirt_state;  /* virDomainState, with */
  int libvirt_reason; /* its reason */
  int id;             /* -1 when off */
  guint n_vcpus;
  guint64 memory;     /* bytes, now */
  guint64 max_memory; /* bytes */
  gboolean autostart;
  gboolean persistent;
  gboolean saved;       /* has a managed save image */
  gboolean updated;     /* the definition differs from what runs; applies at the next start */
  char *os_id;          /* (nullable): libosinfo id */
  char *virt_type;      /* (nullable): "kvm", "qemu", "test" */
  char *arch;           /* (nullable) */
  char *machine;        /* (nullable) */
  gboolean uefi;
  gboolean has_vnc;
  guint n_vnc; /* VNC screens: a guest of several heads may have one each */
  gboolean has_spice;
  gboolean has_scsi;    /* a SCSI controller */
  gboolean has_agent_channel;
  gboolean agent_connected;
  char *serial_ports;   /* (nullable): of the text consoles, as "serial0 console1" */
  VireoInstallPhase install_phase;
  char *install_media;  /* (nullable): path or volume of the installer's medium */
  gboolean install_begun;  /* the installer was started at least once */
  gboolean install_opened; /* the user has seen that it is ready */
  char *login;             /* (nullable): who can log in over SSH, as it was installed */
  gboolean disk_full;   /* paused, for its disk could not grow */
  gboolean has_details; /* FALSE: only what a listing gives for free was read (uuid to persistent) */
} VireoVmFacts;

/* How an installation under way goes. */
typedef struct
{
  guint minutes;   /* since it began */
  guint64 written; /* bytes it has put on the disk */
  gboolean stuck;  /* nothing has moved for long */
  GBytes *picture; /* (nullable): of its screen, a small image file */
} VireoInstallSample;

VireoVmFacts *vireo_vm_facts_new (void);
VireoVmFacts *vireo_vm_facts_read (virDomainPtr handle, GError **error); /* worker */
gboolean      vireo_vm_facts_read_xml (VireoVmFacts *facts, const char *xml, GError **error);
void          vireo_vm_facts_keep_details (VireoVmFacts *facts, VireoVmFacts *old);
void          vireo_vm_facts_free (VireoVmFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVmFacts, vireo_vm_facts_free)

VireoVmState  vireo_vm_state_from_libvirt (int state, gboolean saved);
VireoVmCan    vireo_vm_facts_get_can (const VireoVmFacts *facts);
const char   *vireo_vm_state_get_label (VireoVmState state);
const char   *vireo_vm_facts_get_reason_label (const VireoVmFacts *facts);
const char   *vireo_vm_reason_get_label (int libvirt_state, int libvirt_reason);
gboolean      vireo_vm_reason_is_trouble (int libvirt_state, int libvirt_reason);

#define VIREO_TYPE_VM (vireo_vm_get_type ())
G_DECLARE_FINAL_TYPE (VireoVm, vireo_vm, VIREO, VM, GObject)

VireoVm            *vireo_vm_new (virDomainPtr handle, const char *uri, VireoJournal *journal);
void                vireo_vm_set_handle (VireoVm *self, virDomainPtr handle);
void                vireo_vm_set_stale (VireoVm *self, gboolean stale);
void                vireo_vm_apply (VireoVm *self, VireoVmFacts *facts);
void                vireo_vm_take_cpu_sample (VireoVm *self, guint64 cpu_time, gint64 at);
const float        *vireo_vm_get_cpu_history (VireoVm *self, guint *n);
void                vireo_vm_take_install_sample (VireoVm *self, const VireoInstallSample *sample);
void                vireo_vm_set_install_ready (VireoVm *self, gboolean ready);
void                vireo_vm_note_reboot (VireoVm *self);
void                vireo_vm_note_removed (VireoVm *self);

/* What is known */
virDomainPtr        vireo_vm_ref_handle (VireoVm *self);
const char         *vireo_vm_get_uri (VireoVm *self);
VireoJournal       *vireo_vm_get_journal (VireoVm *self);
const VireoVmFacts *vireo_vm_get_facts (VireoVm *self);
const char         *vireo_vm_get_uuid (VireoVm *self);
const char         *vireo_vm_get_name (VireoVm *self);
const char         *vireo_vm_get_display_name (VireoVm *self);
VireoVmState        vireo_vm_get_state (VireoVm *self);
VireoVmCan          vireo_vm_get_can (VireoVm *self);
VireoInstallPhase   vireo_vm_get_install_phase (VireoVm *self);
gboolean            vireo_vm_get_install_ready (VireoVm *self);
GBytes             *vireo_vm_get_install_picture (VireoVm *self);
char               *vireo_vm_make_ssh_command (VireoVm *self);
const char         *vireo_vm_get_ip_address (VireoVm *self);
gint64              vireo_vm_get_started_at (VireoVm *self);
gboolean            vireo_vm_is_stale (VireoVm *self);

/* Orders (vireo-vm-power.c) */
void     vireo_vm_order_async (VireoVm *self, VireoVmOrder order, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean vireo_vm_order_finish (VireoVm *self, GAsyncResult *result, GError **error);

/* Changes of the definition (vireo-vm-edit.c) */
void     vireo_vm_rename_async (VireoVm *self, const char *name, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
void     vireo_vm_set_title_async (VireoVm *self, const char *title, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
void     vireo_vm_set_description_async (VireoVm *self, const char *description,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean vireo_vm_edit_finish (VireoVm *self, GAsyncResult *result, GError **error);

/* IP addresses, asked for while somebody looks (vireo-vm-addresses.c) */
void     vireo_vm_watch_addresses (VireoVm *self);
void     vireo_vm_unwatch_addresses (VireoVm *self);

G_END_DECLS
