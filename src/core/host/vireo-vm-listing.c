/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first list of a host, in two calls however many VMs there are. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "core/base/vireo-error.h"
#include "core/base/vireo-thread.h"
#include "core/host/vireo-host-private.h"

void
vireo_vm_listing_free (VireoVmListing *listing)
{
  if (listing == NULL)
    return;
  for (guint i = 0; i < listing->n; i++)
    vireo_worker_drop (listing->handles[i], (GDestroyNotify) virDomainFree);
  free (listing->handles);
  g_ptr_array_unref (listing->facts);
  g_free (listing);
}

/* UUID -> record, borrowed from @records. */
static GHashTable *
index_records (virDomainStatsRecordPtr *records, int n)
{
  GHashTable *by_uuid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < n; i++)
    {
      char uuid[VIR_UUID_STRING_BUFLEN];

      virDomainGetUUIDString (records[i]->dom, uuid);
      g_hash_table_insert (by_uuid, g_strdup (uuid), records[i]);
    }
  return by_uuid;
}

static VireoVmFacts *
listed_facts (virDomainPtr handle, GHashTable *records)
{
  VireoVmFacts *facts = vireo_vm_facts_new ();
  virDomainStatsRecordPtr record;

  virDomainGetUUIDString (handle, facts->uuid);
  facts->name = g_strdup (virDomainGetName (handle));
  facts->id = (int) virDomainGetID (handle);
  facts->persistent = TRUE; /* as nearly all are; the details will tell */
  record = g_hash_table_lookup (records, facts->uuid);
  if (record != NULL)
    {
      virTypedParamsGetInt (record->params, record->nparams, "state.state", &facts->libvirt_state);
      virTypedParamsGetInt (record->params, record->nparams, "state.reason",
                            &facts->libvirt_reason);
    }
  else if (virDomainGetState (handle, &facts->libvirt_state, &facts->libvirt_reason, 0) < 0)
    virResetLastError (); /* gone meanwhile: its event is on the way */
  facts->state = vireo_vm_state_from_libvirt (facts->libvirt_state, FALSE);
  return facts;
}

/**
 * vireo_vm_listing_read:
 *
 * Worker.
 *
 * Returns: (transfer full) (nullable): all VMs with name, id and state
 */
VireoVmListing *
vireo_vm_listing_read (virConnectPtr connection, GError **error)
{
  g_autoptr (VireoVmListing) listing = g_new0 (VireoVmListing, 1);
  g_autoptr (GHashTable) by_uuid = NULL;
  virDomainStatsRecordPtr *records = NULL;
  int n, n_records;

  VIREO_ASSERT_WORKER ();
  listing->facts = g_ptr_array_new_with_free_func ((GDestroyNotify) vireo_vm_facts_free);
  n = virConnectListAllDomains (connection, &listing->handles, 0);
  if (n < 0)
    {
      vireo_error_take_libvirt (error);
      return NULL;
    }
  listing->n = (guint) n;

  n_records = virConnectGetAllDomainStats (connection, VIR_DOMAIN_STATS_STATE, &records, 0);
  if (n_records < 0)
    virResetLastError (); /* an old daemon: asked one by one */
  by_uuid = index_records (records, MAX (n_records, 0));
  for (int i = 0; i < n; i++)
    g_ptr_array_add (listing->facts, listed_facts (listing->handles[i], by_uuid));
  if (records != NULL)
    virDomainStatsRecordListFree (records);
  return g_steal_pointer (&listing);
}
