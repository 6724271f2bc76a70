/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads anew what events made stale.  Any number of events between two readings are one
 * reading; whoever an event was about goes before the first reading of everybody's details. */

#include "config.h"

#include <libvirt/libvirt.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-private.h"

/* Events come in bursts (a start is six of them): wait for the burst to end. */
#define COALESCE_MS 20
/* VMs read in one go: few enough that applying them is far from a frame. */
#define BATCH 32

struct _VireoRefresh
{
  VireoHost *host; /* borrowed: its owner */
  GCancellable *stopping;

  GQueue urgent;     /* of UUID, owned by stale */
  GQueue patient;    /* of UUID, owned by stale */
  GHashTable *stale; /* UUID -> virDomainPtr, waiting in one of the queues */
  guint vm_timer;
  gboolean reading_vms;

  guint pool_timer, network_timer;
  gboolean reading_pools, reading_networks;
  gboolean pools_again, networks_again;
};

static void
drop_domain (gpointer handle)
{
  vireo_worker_drop (handle, (GDestroyNotify) virDomainFree);
}

VireoRefresh *
vireo_refresh_new (VireoHost *host)
{
  VireoRefresh *self = g_new0 (VireoRefresh, 1);

  self->host = host;
  self->stopping = g_cancellable_new ();
  self->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, drop_domain);
  return self;
}

/* Forgets what waits; what is being read is not applied. */
void
vireo_refresh_stop (VireoRefresh *self)
{
  g_cancellable_cancel (self->stopping);
  g_object_unref (self->stopping);
  self->stopping = g_cancellable_new ();
  g_clear_handle_id (&self->vm_timer, g_source_remove);
  g_clear_handle_id (&self->pool_timer, g_source_remove);
  g_clear_handle_id (&self->network_timer, g_source_remove);
  g_queue_clear (&self->urgent);
  g_queue_clear (&self->patient);
  g_hash_table_remove_all (self->stale);
  self->reading_vms = self->reading_pools = self->reading_networks = FALSE;
  self->pools_again = self->networks_again = FALSE;
}

void
vireo_refresh_free (VireoRefresh *self)
{
  vireo_refresh_stop (self);
  g_object_unref (self->stopping);
  g_hash_table_unref (self->stale);
  g_free (self);
}

/* --- VMs --- */

typedef struct
{
  virDomainPtr handle; /* (owned) */
  VireoVmFacts *facts; /* (owned) (nullable): NULL when it could not be read */
  gboolean gone;       /* it was undefined */
} Reading;

static void
reading_clear (gpointer pointer)
{
  Reading *reading = pointer;

  drop_domain (reading->handle);
  vireo_vm_facts_free (reading->facts);
}

static void
read_vms_on_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GArray *batch = task_data;

  VIREO_ASSERT_WORKER ();
  for (guint i = 0; i < batch->len; i++)
    {
      Reading *reading = &g_array_index (batch, Reading, i);
      g_autoptr (GError) error = NULL;

      reading->facts = vireo_vm_facts_read (reading->handle, &error);
      reading->gone = g_error_matches (error, VIREO_ERROR, VIREO_ERROR_GONE);
    }
  g_task_return_boolean (task, TRUE);
}

static void read_next_vms (VireoRefresh *self);

static void
apply_vms (VireoRefresh *self, GArray *batch)
{
  VireoVmList *vms = vireo_host_get_vms (self->host);

  for (guint i = 0; i < batch->len; i++)
    {
      Reading *reading = &g_array_index (batch, Reading, i);
      char uuid[VIR_UUID_STRING_BUFLEN];

      if (reading->facts != NULL)
        vireo_vm_apply (vireo_vm_list_ensure (vms, reading->handle),
                        g_steal_pointer (&reading->facts));
      else if (reading->gone)
        {
          virDomainGetUUIDString (reading->handle, uuid);
          vireo_vm_list_remove (vms, uuid);
        }
    }
  vireo_host_given_out_changed (self->host);
}

static void
vms_read (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoRefresh *self;

  /* Stopped meanwhile: the state behind it is no longer this reading's business. */
  if (!g_task_propagate_boolean (G_TASK (result), NULL))
    return;
  self = vireo_host_get_refresh (VIREO_HOST (source));
  apply_vms (self, g_task_get_task_data (G_TASK (result)));
  self->reading_vms = FALSE;
  read_next_vms (self);
}

static void
read_next_vms (VireoRefresh *self)
{
  GArray *batch;
  g_autoptr (GTask) task = NULL;

  if (self->reading_vms || g_hash_table_size (self->stale) == 0)
    return;
  batch = g_array_new (FALSE, TRUE, sizeof (Reading));
  g_array_set_clear_func (batch, reading_clear);
  while (batch->len < BATCH && g_hash_table_size (self->stale) > 0)
    {
      GQueue *from = g_queue_is_empty (&self->urgent) ? &self->patient : &self->urgent;
      char *uuid = g_queue_pop_head (from);
      Reading reading = { NULL, NULL, FALSE };
      gpointer key;

      g_hash_table_steal_extended (self->stale, uuid, &key, (gpointer *) &reading.handle);
      g_free (key);
      g_array_append_val (batch, reading);
    }
  self->reading_vms = TRUE;
  task = g_task_new (self->host, self->stopping, vms_read, NULL);
  g_task_set_task_data (task, batch, (GDestroyNotify) g_array_unref);
  vireo_worker_push (task, read_vms_on_worker);
}

static gboolean
burst_over (gpointer data)
{
  VireoRefresh *self = data;

  self->vm_timer = 0;
  read_next_vms (self);
  return G_SOURCE_REMOVE;
}

static void
make_stale (VireoRefresh *self, virDomainPtr handle, gboolean urgent)
{
  char uuid[VIR_UUID_STRING_BUFLEN];
  gpointer key;

  virDomainGetUUIDString (handle, uuid);
  if (g_hash_table_lookup_extended (self->stale, uuid, &key, NULL))
    {
      if (urgent && g_queue_remove (&self->patient, key))
        g_queue_push_tail (&self->urgent, key);
      return;
    }
  key = g_strdup (uuid);
  virDomainRef (handle);
  g_hash_table_insert (self->stale, key, handle);
  g_queue_push_tail (urgent ? &self->urgent : &self->patient, key);
}

/**
 * vireo_refresh_vm:
 * @handle: a domain that changed, came or went; a reference is taken
 */
void
vireo_refresh_vm (VireoRefresh *self, virDomainPtr handle)
{
  VIREO_ASSERT_MAIN ();
  make_stale (self, handle, TRUE);
  if (self->vm_timer == 0)
    self->vm_timer = g_timeout_add (COALESCE_MS, burst_over, self);
}

/**
 * vireo_refresh_all_details:
 *
 * Reads everybody's details, a batch at a time, behind whatever is urgent.
 */
void
vireo_refresh_all_details (VireoRefresh *self)
{
  GListModel *items = vireo_vm_list_get_items (vireo_host_get_vms (self->host));
  guint n = g_list_model_get_n_items (items);

  VIREO_ASSERT_MAIN ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VireoVm) vm = g_list_model_get_item (items, i);
      virDomainPtr handle = vireo_vm_ref_handle (vm);

      make_stale (self, handle, FALSE);
      drop_domain (handle);
    }
  read_next_vms (self);
}

/* --- pools and networks: few, so the whole list is read --- */

static int
compare_pools (gconstpointer a, gconstpointer b, gpointer unused)
{
  return g_utf8_collate (vireo_pool_get_facts ((VireoPool *) a)->name,
                         vireo_pool_get_facts ((VireoPool *) b)->name);
}

static int
compare_networks (gconstpointer a, gconstpointer b, gpointer unused)
{
  return g_utf8_collate (vireo_network_get_facts ((VireoNetwork *) a)->name,
                         vireo_network_get_facts ((VireoNetwork *) b)->name);
}

static void
release_connection (gpointer connection)
{
  vireo_worker_drop (connection, (GDestroyNotify) virConnectClose);
}

static void
read_pools_on_worker (GTask *task, gpointer source, gpointer connection, GCancellable *cancellable)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_pool_facts_free);
  virStoragePoolPtr *handles = NULL;
  int n = virConnectListAllStoragePools (connection, &handles, 0);
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (n < 0)
    {
      g_ptr_array_unref (all);
      vireo_error_take_libvirt (&error);
      g_task_return_error (task, error);
      return;
    }
  for (int i = 0; i < n; i++)
    {
      VireoPoolFacts *facts = vireo_pool_facts_read (handles[i], NULL);

      if (facts != NULL)
        g_ptr_array_add (all, facts);
      virStoragePoolFree (handles[i]);
    }
  free (handles);
  g_task_return_pointer (task, all, (GDestroyNotify) g_ptr_array_unref);
}

static void
read_networks_on_worker (GTask *task,
                         gpointer source,
                         gpointer connection,
                         GCancellable *cancellable)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_network_facts_free);
  virNetworkPtr *handles = NULL;
  int n = virConnectListAllNetworks (connection, &handles, 0);
  GError *error = NULL;

  VIREO_ASSERT_WORKER ();
  if (n < 0)
    {
      g_ptr_array_unref (all);
      vireo_error_take_libvirt (&error);
      g_task_return_error (task, error);
      return;
    }
  for (int i = 0; i < n; i++)
    {
      VireoNetworkFacts *facts = vireo_network_facts_read (handles[i], NULL);

      if (facts != NULL)
        g_ptr_array_add (all, facts);
      virNetworkFree (handles[i]);
    }
  free (handles);
  g_task_return_pointer (task, all, (GDestroyNotify) g_ptr_array_unref);
}

/* UUID, which every kind of facts begins with, -> facts (owned). */
static GHashTable *
by_uuid (GPtrArray *all, GDestroyNotify free_facts)
{
  GHashTable *fresh = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_facts);

  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    g_hash_table_replace (fresh, all->pdata[i], all->pdata[i]);
  return fresh;
}

static void
apply_pools (GListStore *store, GPtrArray *all)
{
  g_autoptr (GHashTable) fresh = by_uuid (all, (GDestroyNotify) vireo_pool_facts_free);
  GHashTableIter iter;
  gpointer facts;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (store)); i-- > 0;)
    {
      g_autoptr (VireoPool) pool = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (g_hash_table_steal_extended (fresh, vireo_pool_get_facts (pool)->uuid, NULL, &facts))
        vireo_pool_apply (pool, facts);
      else
        g_list_store_remove (store, i);
    }
  g_hash_table_iter_init (&iter, fresh);
  while (g_hash_table_iter_next (&iter, NULL, &facts))
    {
      g_autoptr (VireoPool) pool = vireo_pool_new (facts);

      g_hash_table_iter_steal (&iter);
      g_list_store_insert_sorted (store, pool, compare_pools, NULL);
    }
}

static void
apply_networks (GListStore *store, GPtrArray *all)
{
  g_autoptr (GHashTable) fresh = by_uuid (all, (GDestroyNotify) vireo_network_facts_free);
  GHashTableIter iter;
  gpointer facts;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (store)); i-- > 0;)
    {
      g_autoptr (VireoNetwork) network = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (g_hash_table_steal_extended (fresh, vireo_network_get_facts (network)->uuid, NULL,
                                       &facts))
        vireo_network_apply (network, facts);
      else
        g_list_store_remove (store, i);
    }
  g_hash_table_iter_init (&iter, fresh);
  while (g_hash_table_iter_next (&iter, NULL, &facts))
    {
      g_autoptr (VireoNetwork) network = vireo_network_new (facts);

      g_hash_table_iter_steal (&iter);
      g_list_store_insert_sorted (store, network, compare_networks, NULL);
    }
}

static void
pools_read (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoHost *host = VIREO_HOST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = g_task_propagate_pointer (G_TASK (result), &error);
  VireoRefresh *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = vireo_host_get_refresh (host);
  self->reading_pools = FALSE;
  if (all != NULL)
    apply_pools (vireo_host_get_pool_store (host), all);
  if (self->pools_again)
    vireo_refresh_pools (self);
}

static void
networks_read (GObject *source, GAsyncResult *result, gpointer unused)
{
  VireoHost *host = VIREO_HOST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = g_task_propagate_pointer (G_TASK (result), &error);
  VireoRefresh *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = vireo_host_get_refresh (host);
  self->reading_networks = FALSE;
  if (all != NULL)
    apply_networks (vireo_host_get_network_store (host), all);
  if (self->networks_again)
    vireo_refresh_networks (self);
}

static void
push_for_connection (VireoRefresh *self, GAsyncReadyCallback done, GTaskThreadFunc work)
{
  g_autoptr (GTask) task = g_task_new (self->host, self->stopping, done, NULL);

  g_task_set_task_data (task, vireo_host_ref_connection (self->host), release_connection);
  vireo_worker_push (task, work);
}

static gboolean
read_pools (gpointer data)
{
  VireoRefresh *self = data;

  self->pool_timer = 0;
  self->reading_pools = TRUE;
  self->pools_again = FALSE;
  push_for_connection (self, pools_read, read_pools_on_worker);
  return G_SOURCE_REMOVE;
}

static gboolean
read_networks (gpointer data)
{
  VireoRefresh *self = data;

  self->network_timer = 0;
  self->reading_networks = TRUE;
  self->networks_again = FALSE;
  push_for_connection (self, networks_read, read_networks_on_worker);
  return G_SOURCE_REMOVE;
}

/**
 * vireo_refresh_pools:
 *
 * Reads the list of pools and their sizes soon; never makes a pool scan its folder.
 */
void
vireo_refresh_pools (VireoRefresh *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->reading_pools)
    self->pools_again = TRUE;
  else if (self->pool_timer == 0 && vireo_host_get_connection (self->host) != NULL)
    self->pool_timer = g_timeout_add (COALESCE_MS, read_pools, self);
}

void
vireo_refresh_networks (VireoRefresh *self)
{
  VIREO_ASSERT_MAIN ();
  if (self->reading_networks)
    self->networks_again = TRUE;
  else if (self->network_timer == 0 && vireo_host_get_connection (self->host) != NULL)
    self->network_timer = g_timeout_add (COALESCE_MS, read_networks, self);
}
