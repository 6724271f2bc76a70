/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every libvirt event becomes "read this one again": events come in any order and number, and
 * what they carry differs by version, so nothing is taken from them but whom they are about. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-private.h"

typedef enum
{
  OF_DOMAINS,
  OF_NETWORKS,
  OF_POOLS,
} Family;

typedef struct
{
  Family family;
  int id;
} Registered;

struct _VireoEvents
{
  GArray *registered; /* of Registered */
};

/* The host behind an event, unless it has gone or the event is of a connection it has left. */
static VireoHost *
get_host (GWeakRef *ref, virConnectPtr connection)
{
  g_autoptr (VireoHost) host = g_weak_ref_get (ref);
  VireoConnection *present = host != NULL ? vireo_host_get_connection (host) : NULL;

  if (present == NULL || vireo_connection_get (present) != connection)
    return NULL;
  return g_steal_pointer (&host);
}

static void
domain_changed (virConnectPtr connection, virDomainPtr domain, void *ref)
{
  g_autoptr (VireoHost) host = get_host (ref, connection);

  if (host != NULL)
    vireo_refresh_vm (vireo_host_get_refresh (host), domain);
}

static void
domain_rebooted (virConnectPtr connection, virDomainPtr domain, void *ref)
{
  g_autoptr (VireoHost) host = get_host (ref, connection);
  char uuid[VIR_UUID_STRING_BUFLEN];
  VireoVm *vm;

  if (host == NULL)
    return;
  virDomainGetUUIDString (domain, uuid);
  vm = vireo_vm_list_lookup (vireo_host_get_vms (host), uuid);
  if (vm != NULL)
    vireo_vm_note_reboot (vm);
  vireo_refresh_vm (vireo_host_get_refresh (host), domain);
}

/* libvirt hands the opaque last, after what each kind of event carries. */
#define EVENT_WITH(name, ...)                                                                      \
  static void name (virConnectPtr connection, virDomainPtr domain, __VA_ARGS__, void *ref)         \
  {                                                                                                \
    domain_changed (connection, domain, ref);                                                      \
  }

EVENT_WITH (on_lifecycle, int event, int detail)
EVENT_WITH (on_one_int, int a)
EVENT_WITH (on_io_error, const char *source, const char *alias, int action, const char *reason)
EVENT_WITH (on_block_job, const char *disk, int type, int status)
EVENT_WITH (on_disk_change, const char *old, const char *now, const char *alias, int reason)
EVENT_WITH (on_tray_change, const char *alias, int reason)
EVENT_WITH (on_balloon_change, unsigned long long actual)
EVENT_WITH (on_alias, const char *alias)
EVENT_WITH (on_parameters, virTypedParameterPtr parameters, int n)
EVENT_WITH (on_two_ints, int a, int b)
EVENT_WITH (on_metadata, int type, const char *uri)
EVENT_WITH (on_memory_failure, int recipient, int action, unsigned int flags)
EVENT_WITH (on_memory_device, const char *alias, unsigned long long size)

static const struct
{
  int event;
  virConnectDomainEventGenericCallback callback;
} domain_events[] = {
  { VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK (on_lifecycle) },
  { VIR_DOMAIN_EVENT_ID_REBOOT, domain_rebooted },
  { VIR_DOMAIN_EVENT_ID_WATCHDOG, VIR_DOMAIN_EVENT_CALLBACK (on_one_int) },
  { VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, VIR_DOMAIN_EVENT_CALLBACK (on_io_error) },
  { VIR_DOMAIN_EVENT_ID_CONTROL_ERROR, domain_changed },
  { VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, VIR_DOMAIN_EVENT_CALLBACK (on_block_job) },
  { VIR_DOMAIN_EVENT_ID_DISK_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_disk_change) },
  { VIR_DOMAIN_EVENT_ID_TRAY_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_tray_change) },
  { VIR_DOMAIN_EVENT_ID_PMWAKEUP, VIR_DOMAIN_EVENT_CALLBACK (on_one_int) },
  { VIR_DOMAIN_EVENT_ID_PMSUSPEND, VIR_DOMAIN_EVENT_CALLBACK (on_one_int) },
  { VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK, VIR_DOMAIN_EVENT_CALLBACK (on_one_int) },
  { VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_balloon_change) },
  { VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, VIR_DOMAIN_EVENT_CALLBACK (on_alias) },
  { VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK (on_alias) },
  { VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, VIR_DOMAIN_EVENT_CALLBACK (on_alias) },
  { VIR_DOMAIN_EVENT_ID_TUNABLE, VIR_DOMAIN_EVENT_CALLBACK (on_parameters) },
  { VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK (on_two_ints) },
  { VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, VIR_DOMAIN_EVENT_CALLBACK (on_parameters) },
  { VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_metadata) },
  { VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE, VIR_DOMAIN_EVENT_CALLBACK (on_memory_failure) },
  { VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_memory_device) },
};

static void
network_changed (virConnectPtr connection, virNetworkPtr network, int event, int detail, void *ref)
{
  g_autoptr (VireoHost) host = get_host (ref, connection);

  if (host != NULL)
    vireo_refresh_networks (vireo_host_get_refresh (host));
}

static void
pool_lifecycle (virConnectPtr connection, virStoragePoolPtr pool, int event, int detail, void *ref)
{
  g_autoptr (VireoHost) host = get_host (ref, connection);

  if (host != NULL)
    vireo_refresh_pools (vireo_host_get_refresh (host));
}

static void
pool_refreshed (virConnectPtr connection, virStoragePoolPtr pool, void *ref)
{
  pool_lifecycle (connection, pool, 0, 0, ref);
}

static GWeakRef *
weak_ref_new (VireoHost *host)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, host);
  return ref;
}

static void
weak_ref_free (gpointer ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

/* A driver that lacks an event says so; the others are enough then. */
static void
note (VireoEvents *self, Family family, int id, GWeakRef *ref)
{
  Registered registered = { family, id };

  if (id >= 0)
    {
      g_array_append_val (self->registered, registered);
      return;
    }
  virResetLastError ();
  weak_ref_free (ref);
}

/**
 * vireo_events_register:
 * @host: only to be told, on main; held weakly
 *
 * Worker.
 *
 * Returns: (transfer full): what vireo_events_deregister() takes back
 */
VireoEvents *
vireo_events_register (virConnectPtr connection, VireoHost *host)
{
  VireoEvents *self = g_new0 (VireoEvents, 1);
  GWeakRef *ref;

  VIREO_ASSERT_WORKER ();
  self->registered = g_array_new (FALSE, FALSE, sizeof (Registered));
  for (gsize i = 0; i < G_N_ELEMENTS (domain_events); i++)
    {
      ref = weak_ref_new (host);
      note (self, OF_DOMAINS,
            virConnectDomainEventRegisterAny (connection, NULL, domain_events[i].event,
                                              domain_events[i].callback, ref, weak_ref_free),
            ref);
    }
  ref = weak_ref_new (host);
  note (self, OF_NETWORKS,
        virConnectNetworkEventRegisterAny (connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE,
                                           VIR_NETWORK_EVENT_CALLBACK (network_changed), ref,
                                           weak_ref_free),
        ref);
  ref = weak_ref_new (host);
  note (self, OF_POOLS,
        virConnectStoragePoolEventRegisterAny (connection, NULL,
                                               VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
                                               VIR_STORAGE_POOL_EVENT_CALLBACK (pool_lifecycle),
                                               ref, weak_ref_free),
        ref);
  ref = weak_ref_new (host);
  note (self, OF_POOLS,
        virConnectStoragePoolEventRegisterAny (connection, NULL, VIR_STORAGE_POOL_EVENT_ID_REFRESH,
                                               VIR_STORAGE_POOL_EVENT_CALLBACK (pool_refreshed),
                                               ref, weak_ref_free),
        ref);
  return self;
}

/**
 * vireo_events_deregister:
 * @events: (transfer full): what was registered
 *
 * Worker.
 */
void
vireo_events_deregister (VireoEvents *events, virConnectPtr connection)
{
  for (guint i = 0; i < events->registered->len; i++)
    {
      Registered *registered = &g_array_index (events->registered, Registered, i);

      switch (registered->family)
        {
        case OF_DOMAINS:
          virConnectDomainEventDeregisterAny (connection, registered->id);
          break;
        case OF_NETWORKS:
          virConnectNetworkEventDeregisterAny (connection, registered->id);
          break;
        case OF_POOLS:
          virConnectStoragePoolEventDeregisterAny (connection, registered->id);
          break;
        }
    }
  virResetLastError ();
  g_array_unref (events->registered);
  g_free (events);
}
