/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/host/vireo-host.h"
#include "core/model/vireo-volume.h"

G_BEGIN_DECLS

/* Orders to the networks, pools and volumes of a host.  Each is noted in its journal with the
 * equivalent commands; what it leads to shows in the lists of the host.  Main thread. */

/* Finishes every order below. */
gboolean vireo_host_order_finish (VireoHost *self, GAsyncResult *result, GError **error);

/* Networks (vireo-host-networks.c) */
typedef enum
{
  VIREO_NETWORK_START,
  VIREO_NETWORK_STOP,
  VIREO_NETWORK_AUTOSTART_ON,
  VIREO_NETWORK_AUTOSTART_OFF,
  VIREO_NETWORK_DELETE, /* stops it first */
} VireoNetworkOrder;

typedef struct
{
  char *name;        /* (owned) */
  char *subnet;      /* (owned): "192.168.100.0/24" */
  gboolean isolated; /* no way out; NAT otherwise */
} VireoNetworkPlan;

void     vireo_network_plan_free (VireoNetworkPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoNetworkPlan, vireo_network_plan_free)
char    *vireo_network_plan_check (const VireoNetworkPlan *plan, GListModel *networks);
char    *vireo_network_plan_suggest_subnet (GListModel *networks);
char    *vireo_network_plan_to_xml (const VireoNetworkPlan *plan);

void     vireo_host_order_network_async (VireoHost *self, VireoNetworkOrder what, const char *name,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);
void     vireo_host_create_network_async (VireoHost *self, const VireoNetworkPlan *plan,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);

/* Pools and their volumes (vireo-host-pools.c) */
typedef enum
{
  VIREO_POOL_START, /* makes its folder when there is none */
  VIREO_POOL_STOP,
  VIREO_POOL_REFRESH,
  VIREO_POOL_AUTOSTART_ON,
  VIREO_POOL_AUTOSTART_OFF,
} VireoPoolOrder;

typedef struct
{
  char *name; /* (owned) */
  char *path; /* (owned): of a folder; made when it is not there */
} VireoPoolPlan;

void     vireo_pool_plan_free (VireoPoolPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VireoPoolPlan, vireo_pool_plan_free)
char    *vireo_pool_plan_check (const VireoPoolPlan *plan, GListModel *pools);
char    *vireo_pool_plan_to_xml (const VireoPoolPlan *plan);

void     vireo_host_order_pool_async (VireoHost *self, VireoPoolOrder what, const char *name,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
void     vireo_host_create_pool_async (VireoHost *self, const VireoPoolPlan *plan,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);
void     vireo_host_delete_volume_async (VireoHost *self, const char *pool, const char *volume,
                                         GCancellable *cancellable, GAsyncReadyCallback callback,
                                         gpointer user_data);

/* What is in a pool (vireo-host-volumes.c): no order, and not noted */
void        vireo_host_read_volumes_async (VireoHost *self, const char *pool,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
GListModel *vireo_host_read_volumes_finish (VireoHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
