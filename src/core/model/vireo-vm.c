/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The VM as the view sees it: facts in, notifications out.  Orders are in vireo-vm-power.c,
 * changes of the definition in vireo-vm-edit.c, IP addresses in vireo-vm-addresses.c. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-thread.h"
#include "core/model/vireo-vm-object.h"

enum
{
  PROP_UUID = 1,
  PROP_NAME,
  PROP_TITLE,
  PROP_DISPLAY_NAME,
  PROP_DESCRIPTION,
  PROP_STATE,
  PROP_STATE_LABEL,
  PROP_REASON_LABEL,
  PROP_ID,
  PROP_N_VCPUS,
  PROP_MEMORY,
  PROP_MAX_MEMORY,
  PROP_AUTOSTART,
  PROP_PERSISTENT,
  PROP_UPDATED,
  PROP_OS_ID,
  PROP_VIRT_TYPE,
  PROP_ARCH,
  PROP_MACHINE,
  PROP_UEFI,
  PROP_HAS_VNC,
  PROP_HAS_SPICE,
  PROP_HAS_AGENT_CHANNEL,
  PROP_AGENT_CONNECTED,
  PROP_SERIAL_PORTS,
  PROP_HAS_DETAILS,
  PROP_CAN,
  PROP_STALE,
  PROP_ORDER,
  PROP_IP_ADDRESS,
  PROP_ADDRESSES,
  PROP_CPU_USAGE,
  N_PROPS
};

enum
{
  REBOOTED,
  REMOVED,
  REFRESHED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VireoVm, vireo_vm, G_TYPE_OBJECT)

static void
vireo_vm_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoVm *self = VIREO_VM (object);
  const VireoVmFacts *facts = self->facts;

  switch (id)
    {
    case PROP_UUID:
      g_value_set_string (value, facts->uuid);
      break;
    case PROP_NAME:
      g_value_set_string (value, facts->name);
      break;
    case PROP_TITLE:
      g_value_set_string (value, facts->title);
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, vireo_vm_get_display_name (self));
      break;
    case PROP_DESCRIPTION:
      g_value_set_string (value, facts->description);
      break;
    case PROP_STATE:
      g_value_set_uint (value, facts->state);
      break;
    case PROP_STATE_LABEL:
      g_value_set_string (value, vireo_vm_state_get_label (facts->state));
      break;
    case PROP_REASON_LABEL:
      g_value_set_string (value, vireo_vm_facts_get_reason_label (facts));
      break;
    case PROP_ID:
      g_value_set_int (value, facts->id);
      break;
    case PROP_N_VCPUS:
      g_value_set_uint (value, facts->n_vcpus);
      break;
    case PROP_MEMORY:
      g_value_set_uint64 (value, facts->memory);
      break;
    case PROP_MAX_MEMORY:
      g_value_set_uint64 (value, facts->max_memory);
      break;
    case PROP_AUTOSTART:
      g_value_set_boolean (value, facts->autostart);
      break;
    case PROP_PERSISTENT:
      g_value_set_boolean (value, facts->persistent);
      break;
    case PROP_UPDATED:
      g_value_set_boolean (value, facts->updated);
      break;
    case PROP_OS_ID:
      g_value_set_string (value, facts->os_id);
      break;
    case PROP_VIRT_TYPE:
      g_value_set_string (value, facts->virt_type);
      break;
    case PROP_ARCH:
      g_value_set_string (value, facts->arch);
      break;
    case PROP_MACHINE:
      g_value_set_string (value, facts->machine);
      break;
    case PROP_UEFI:
      g_value_set_boolean (value, facts->uefi);
      break;
    case PROP_HAS_VNC:
      g_value_set_boolean (value, facts->has_vnc);
      break;
    case PROP_HAS_SPICE:
      g_value_set_boolean (value, facts->has_spice);
      break;
    case PROP_HAS_AGENT_CHANNEL:
      g_value_set_boolean (value, facts->has_agent_channel);
      break;
    case PROP_AGENT_CONNECTED:
      g_value_set_boolean (value, facts->agent_connected);
      break;
    case PROP_SERIAL_PORTS:
      g_value_set_string (value, facts->serial_ports);
      break;
    case PROP_HAS_DETAILS:
      g_value_set_boolean (value, facts->has_details);
      break;
    case PROP_CAN:
      g_value_set_uint (value, vireo_vm_get_can (self));
      break;
    case PROP_STALE:
      g_value_set_boolean (value, self->stale);
      break;
    case PROP_ORDER:
      g_value_set_int (value, self->order);
      break;
    case PROP_IP_ADDRESS:
      g_value_set_string (value, vireo_vm_get_ip_address (self));
      break;
    case PROP_ADDRESSES:
      g_value_set_boxed (value, self->addresses);
      break;
    case PROP_CPU_USAGE:
      g_value_set_double (value, self->cpu_usage);
      break;
    default:
      if (!vireo_vm_install_get_property (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_vm_dispose (GObject *object)
{
  vireo_vm_addresses_stop (VIREO_VM (object));
  G_OBJECT_CLASS (vireo_vm_parent_class)->dispose (object);
}

static void
vireo_vm_finalize (GObject *object)
{
  VireoVm *self = VIREO_VM (object);

  vireo_worker_drop (self->handle, (GDestroyNotify) virDomainFree);
  g_free (self->uri);
  g_object_unref (self->journal);
  vireo_vm_facts_free (self->facts);
  g_strfreev (self->addresses);
  g_free (self->cpu_history);
  g_clear_pointer (&self->install.picture, g_bytes_unref);
  G_OBJECT_CLASS (vireo_vm_parent_class)->finalize (object);
}

static void
vireo_vm_class_init (VireoVmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_vm_get_property;
  object_class->dispose = vireo_vm_dispose;
  object_class->finalize = vireo_vm_finalize;

#define STRING(ID, name) props[ID] = g_param_spec_string (name, NULL, NULL, NULL, flags)
#define BOOLEAN(ID, name) props[ID] = g_param_spec_boolean (name, NULL, NULL, FALSE, flags)
#define UINT(ID, name) props[ID] = g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, flags)
#define INT(ID, name) props[ID] = g_param_spec_int (name, NULL, NULL, -1, G_MAXINT, -1, flags)
#define BYTES(ID, name)                                                                            \
  props[ID] = g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, flags)

  STRING (PROP_UUID, "uuid");
  STRING (PROP_NAME, "name");
  STRING (PROP_TITLE, "title");
  STRING (PROP_DISPLAY_NAME, "display-name"); /* the title, or the name */
  STRING (PROP_DESCRIPTION, "description");
  UINT (PROP_STATE, "state"); /* VireoVmState */
  STRING (PROP_STATE_LABEL, "state-label");
  STRING (PROP_REASON_LABEL, "reason-label"); /* nullable */
  INT (PROP_ID, "id");
  UINT (PROP_N_VCPUS, "n-vcpus");
  BYTES (PROP_MEMORY, "memory");
  BYTES (PROP_MAX_MEMORY, "max-memory");
  BOOLEAN (PROP_AUTOSTART, "autostart");
  BOOLEAN (PROP_PERSISTENT, "persistent");
  BOOLEAN (PROP_UPDATED, "updated");
  STRING (PROP_OS_ID, "os-id");
  STRING (PROP_VIRT_TYPE, "virt-type");
  STRING (PROP_ARCH, "arch");
  STRING (PROP_MACHINE, "machine");
  BOOLEAN (PROP_UEFI, "uefi");
  BOOLEAN (PROP_HAS_VNC, "has-vnc");
  BOOLEAN (PROP_HAS_SPICE, "has-spice");
  BOOLEAN (PROP_HAS_AGENT_CHANNEL, "has-agent-channel");
  BOOLEAN (PROP_AGENT_CONNECTED, "agent-connected");
  STRING (PROP_SERIAL_PORTS, "serial-ports");
  BOOLEAN (PROP_HAS_DETAILS, "has-details");
  UINT (PROP_CAN, "can"); /* VireoVmCan */
  BOOLEAN (PROP_STALE, "stale");
  INT (PROP_ORDER, "order"); /* VireoVmOrder under way, or -1 */
  STRING (PROP_IP_ADDRESS, "ip-address"); /* the first one; nullable */
  props[PROP_ADDRESSES] = g_param_spec_boxed ("addresses", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_CPU_USAGE] = g_param_spec_double ("cpu-usage", NULL, NULL, -1, 1, -1, flags);
#undef STRING
#undef BOOLEAN
#undef UINT
#undef INT
#undef BYTES
  g_object_class_install_properties (object_class, N_PROPS, props);
  vireo_vm_install_class_init (object_class, N_PROPS);

  /* The guest restarted without its process ending. */
  signals[REBOOTED] = g_signal_new ("rebooted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* It was undefined and left its list for good. */
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* Its details were read anew, whether or not any of them differs. */
  signals[REFRESHED] = g_signal_new ("refreshed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vireo_vm_init (VireoVm *self)
{
  self->facts = vireo_vm_facts_new ();
  self->facts->serial = 0; /* older than whatever is being read */
  self->order = -1;
  self->unwatched = TRUE;
  self->cpu_usage = -1;
}

/**
 * vireo_vm_new:
 * @handle: the domain; a reference is taken
 * @uri: of its host
 * @journal: where its orders are noted
 *
 * Returns: (transfer full): a VM of which only what the handle itself holds is known
 */
VireoVm *
vireo_vm_new (virDomainPtr handle, const char *uri, VireoJournal *journal)
{
  VireoVm *self = g_object_new (VIREO_TYPE_VM, NULL);

  VIREO_ASSERT_MAIN ();
  virDomainRef (handle);
  self->handle = handle;
  self->uri = g_strdup (uri);
  self->journal = g_object_ref (journal);
  virDomainGetUUIDString (handle, self->facts->uuid);
  self->facts->name = g_strdup (virDomainGetName (handle));
  return self;
}

/**
 * vireo_vm_set_handle:
 * @handle: the same domain over a new connection; a reference is taken
 */
void
vireo_vm_set_handle (VireoVm *self, virDomainPtr handle)
{
  VIREO_ASSERT_MAIN ();
  virDomainRef (handle);
  vireo_worker_drop (self->handle, (GDestroyNotify) virDomainFree);
  self->handle = handle;
}

/**
 * vireo_vm_ref_handle:
 *
 * Returns: (transfer full): the domain, for a worker, which frees it with virDomainFree()
 */
virDomainPtr
vireo_vm_ref_handle (VireoVm *self)
{
  VIREO_ASSERT_MAIN ();
  virDomainRef (self->handle);
  return self->handle;
}

/**
 * vireo_vm_set_stale:
 * @stale: whether the host is lost
 *
 * A stale VM stays on the screen, greyed, and can do nothing.
 */
void
vireo_vm_set_stale (VireoVm *self, gboolean stale)
{
  VIREO_ASSERT_MAIN ();
  if (self->stale == stale)
    return;
  self->stale = stale;
  self->unwatched |= stale;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STALE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN]);
}

gboolean
vireo_vm_is_stale (VireoVm *self)
{
  return self->stale;
}

static void
notify_differences (VireoVm *self, const VireoVmFacts *old, const VireoVmFacts *now)
{
#define STRING(ID, field)                                                                          \
  if (g_strcmp0 (old->field, now->field) != 0)                                                     \
  g_object_notify_by_pspec (G_OBJECT (self), props[ID])
#define VALUE(ID, field)                                                                           \
  if (old->field != now->field)                                                                    \
  g_object_notify_by_pspec (G_OBJECT (self), props[ID])

  STRING (PROP_NAME, name);
  STRING (PROP_TITLE, title);
  if (g_strcmp0 (old->name, now->name) != 0 || g_strcmp0 (old->title, now->title) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DISPLAY_NAME]);
  STRING (PROP_DESCRIPTION, description);
  VALUE (PROP_STATE, state);
  VALUE (PROP_STATE_LABEL, state);
  if (old->libvirt_state != now->libvirt_state || old->libvirt_reason != now->libvirt_reason
      || old->disk_full != now->disk_full)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON_LABEL]);
  VALUE (PROP_ID, id);
  VALUE (PROP_N_VCPUS, n_vcpus);
  VALUE (PROP_MEMORY, memory);
  VALUE (PROP_MAX_MEMORY, max_memory);
  VALUE (PROP_AUTOSTART, autostart);
  VALUE (PROP_PERSISTENT, persistent);
  VALUE (PROP_UPDATED, updated);
  STRING (PROP_OS_ID, os_id);
  STRING (PROP_VIRT_TYPE, virt_type);
  STRING (PROP_ARCH, arch);
  STRING (PROP_MACHINE, machine);
  VALUE (PROP_UEFI, uefi);
  VALUE (PROP_HAS_VNC, has_vnc);
  VALUE (PROP_HAS_SPICE, has_spice);
  VALUE (PROP_HAS_AGENT_CHANNEL, has_agent_channel);
  VALUE (PROP_AGENT_CONNECTED, agent_connected);
  STRING (PROP_SERIAL_PORTS, serial_ports);
  VALUE (PROP_HAS_DETAILS, has_details);
#undef STRING
#undef VALUE
  vireo_vm_install_notify (self, old, now);
}

/* What lives only while the guest runs. */
static void
forget_run (VireoVm *self)
{
  self->cpu_at = 0;
  if (self->cpu_usage >= 0)
    {
      self->cpu_usage = -1;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CPU_USAGE]);
    }
  vireo_vm_take_addresses (self, NULL);
}

/**
 * vireo_vm_apply:
 * @facts: (transfer full): what is now known
 *
 * Only differences are notified, each once.  Facts whose reading began before that of the ones
 * here are dropped.
 */
void
vireo_vm_apply (VireoVm *self, VireoVmFacts *facts)
{
  g_autoptr (VireoVmFacts) old = NULL;
  VireoVmCan could = self->can;
  gboolean read_details = facts->has_details;

  VIREO_ASSERT_MAIN ();
  if (facts->serial < self->facts->serial)
    {
      vireo_vm_facts_free (facts);
      return;
    }
  old = self->facts;
  g_object_freeze_notify (G_OBJECT (self));
  if (!facts->has_details && old->has_details)
    {
      /* Compare first: the old strings move over. */
      VireoVmFacts before = *old;

      vireo_vm_facts_keep_details (facts, old);
      self->facts = facts;
      before.title = facts->title;
      before.description = facts->description;
      before.os_id = facts->os_id;
      before.virt_type = facts->virt_type;
      before.arch = facts->arch;
      before.machine = facts->machine;
      before.install_media = facts->install_media;
      before.serial_ports = facts->serial_ports;
      notify_differences (self, &before, facts);
    }
  else
    {
      self->facts = facts;
      notify_differences (self, old, facts);
    }

  self->can = vireo_vm_facts_get_can (facts);
  if (self->can != could)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN]);
  if (facts->id != old->id)
    {
      self->started_at = facts->id >= 0 && !self->unwatched ? g_get_monotonic_time () : 0;
      forget_run (self);
    }
  self->unwatched = self->stale;
  g_object_thaw_notify (G_OBJECT (self));
  if (read_details)
    g_signal_emit (self, signals[REFRESHED], 0);
}

void
vireo_vm_note_reboot (VireoVm *self)
{
  VIREO_ASSERT_MAIN ();
  g_signal_emit (self, signals[REBOOTED], 0);
}

void
vireo_vm_note_removed (VireoVm *self)
{
  VIREO_ASSERT_MAIN ();
  g_signal_emit (self, signals[REMOVED], 0);
}

void
vireo_vm_set_order (VireoVm *self, int order)
{
  if (self->order == order)
    return;
  self->order = order;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORDER]);
}

gpointer *
vireo_vm_get_address_watch (VireoVm *self)
{
  return &self->address_watch;
}

/* Where the VireoVmDevices that all share is noted, while there is one. */
gpointer *
vireo_vm_get_devices_place (VireoVm *self)
{
  return &self->devices;
}

const char *
vireo_vm_get_uri (VireoVm *self)
{
  return self->uri;
}

VireoJournal *
vireo_vm_get_journal (VireoVm *self)
{
  return self->journal;
}

/**
 * vireo_vm_get_facts:
 *
 * Returns: (transfer none): all that is known; valid until the next turn of the main loop
 */
const VireoVmFacts *
vireo_vm_get_facts (VireoVm *self)
{
  return self->facts;
}

const char *
vireo_vm_get_uuid (VireoVm *self)
{
  return self->facts->uuid;
}

const char *
vireo_vm_get_name (VireoVm *self)
{
  return self->facts->name;
}

const char *
vireo_vm_get_display_name (VireoVm *self)
{
  return self->facts->title != NULL ? self->facts->title : self->facts->name;
}

VireoVmState
vireo_vm_get_state (VireoVm *self)
{
  return self->facts->state;
}

VireoVmCan
vireo_vm_get_can (VireoVm *self)
{
  return self->stale ? VIREO_VM_CAN_NOTHING : self->can;
}

/**
 * vireo_vm_get_started_at:
 *
 * Returns: monotonic time, µs, at which it was seen to start; 0 when it is off or nobody looked
 */
gint64
vireo_vm_get_started_at (VireoVm *self)
{
  return self->started_at;
}

/**
 * vireo_vm_get_ip_address:
 *
 * Returns: (transfer none) (nullable): the address a user would log in to
 */
const char *
vireo_vm_get_ip_address (VireoVm *self)
{
  return self->addresses != NULL ? self->addresses[0] : NULL;
}
