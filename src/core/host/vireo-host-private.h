/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-auth-request.h"
#include "core/host/vireo-host.h"

G_BEGIN_DECLS

/* For vireo-host-*.c only. */

/* A connection with what was registered on it (vireo-host-open.c). */
typedef struct _VireoConnection VireoConnection;

/* What a listing gives for nothing, made on a worker. */
typedef struct
{
  virDomainPtr *handles; /* (owned) (array length=n) */
  GPtrArray *facts;      /* (owned): VireoVmFacts, one for each handle, without details */
  guint n;
} VireoVmListing;

VireoVmListing  *vireo_vm_listing_read (virConnectPtr connection, GError **error); /* worker */
void             vireo_vm_listing_free (VireoVmListing *listing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoVmListing, vireo_vm_listing_free)

typedef struct
{
  VireoConnection *connection;
  VireoVmListing *listing;
} VireoOpened;

/* vireo-host-open.c: opening and closing on workers */
void             vireo_host_open_async (VireoHost *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
VireoOpened     *vireo_host_open_finish (VireoHost *self, GAsyncResult *result, GError **error);
void             vireo_opened_free (VireoOpened *opened);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoOpened, vireo_opened_free)
virConnectPtr    vireo_connection_get (VireoConnection *connection);
void             vireo_connection_close (VireoConnection *connection); /* any thread */

/* vireo-host-events.c: registering (worker) and what an event makes stale (main) */
typedef struct _VireoEvents VireoEvents;
VireoEvents     *vireo_events_register (virConnectPtr connection, VireoHost *host);
void             vireo_events_deregister (VireoEvents *events, virConnectPtr connection);

/* vireo-host-refresh.c: coalesced reading anew */
typedef struct _VireoRefresh VireoRefresh;
VireoRefresh    *vireo_refresh_new (VireoHost *host);
void             vireo_refresh_free (VireoRefresh *self);
void             vireo_refresh_vm (VireoRefresh *self, virDomainPtr handle);
void             vireo_refresh_all_details (VireoRefresh *self);
void             vireo_refresh_pools (VireoRefresh *self);
void             vireo_refresh_networks (VireoRefresh *self);
void             vireo_refresh_stop (VireoRefresh *self);

/* vireo-host-call.c: the shape of every order to a host */
typedef gboolean (*VireoHostCall) (virConnectPtr connection, gpointer argument, GError **error);
void             vireo_host_call_async (VireoHost *self, const char *subject, VireoHostCall call,
                                        gpointer argument, GDestroyNotify destroy,
                                        GPtrArray *commands, gpointer tag,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
GPtrArray       *vireo_host_commands_add (VireoHost *self, GPtrArray *commands,
                                          ...) G_GNUC_NULL_TERMINATED;

/* vireo-host.c, for the others */
VireoRefresh    *vireo_host_get_refresh (VireoHost *self);
VireoConnection *vireo_host_get_connection (VireoHost *self);
void             vireo_host_ask_auth (VireoHost *self, VireoAuthRequest *request);
void             vireo_host_lost (VireoHost *self, virConnectPtr connection, int reason);
void             vireo_host_given_out_changed (VireoHost *self);
GListStore      *vireo_host_get_pool_store (VireoHost *self);
GListStore      *vireo_host_get_network_store (VireoHost *self);

G_END_DECLS
